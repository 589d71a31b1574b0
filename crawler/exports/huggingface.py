"""A dataset folder that `datasets.load_dataset` reads as it is: Parquet in `data/` and a card, README.md."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.database.reading import Part
from crawler.exports.columns import COLUMNS, LICENCE
from crawler.exports.manifest import Manifest, in_words
from crawler.exports.names import file_name
from crawler.exports.parquet import Parquet

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

_CARD = """---
pretty_name: Moroccan news
language: {codes}
license: other
license_name: publishers-copyright
task_categories: [text-generation, text-classification, summarization]
size_categories: [{size}]
configs:
- config_name: default
  data_files:
  - split: train
    path: data/**/*.parquet
---

# Moroccan news

{articles} articles of {sites} sites of the Moroccan press, published {first} to {last}, crawled by `moroccan-news`.

**{licence}**

{table}

Made with {selection}. Bodies are paragraphs separated by a blank line; times are UTC. Articles without a date are in
files called `undated`. Columns: {columns}.
"""


class HuggingFace(Parquet):
    """A folder with a Parquet file for each site and month, every column in the file, and a card."""

    columns = tuple(COLUMNS)

    def path(self, part: Part) -> str:
        """Return the file's name."""
        return f"data/{file_name(part.site)}/{part.label}.parquet"

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Write the card."""
        (folder / "README.md").write_text(card(manifest), encoding="utf-8")


def card(manifest: Manifest) -> str:
    """Return the card of a dataset: what is in it, and whose it is."""
    days = [day for count in manifest.languages for day in (count.first, count.last) if day]
    rows = [
        f"| {count.language or 'not known'} | {count.articles:,} | {count.first or ''} | {count.last or ''} |"
        for count in manifest.languages
    ]
    return _CARD.format(
        codes=json.dumps(sorted(count.language for count in manifest.languages if count.language)),
        size=next((size for most, size in _SIZES if manifest.articles < most), "1M<n<10M"),
        articles=f"{manifest.articles:,}",
        sites=len(manifest.sites),
        first=min(days, default="at no known date"),
        last=max(days, default="none"),
        licence=LICENCE,
        table="\n".join(["| language | articles | first | last |", "| --- | --: | --- | --- |", *rows]),
        selection=in_words(manifest.selection),
        columns=", ".join(f"`{name}`" for name in COLUMNS),
    )

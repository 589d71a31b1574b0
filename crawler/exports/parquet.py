"""Parquet, typed, in folders that say site and month: `site=hespress/month=2026-11`, as DuckDB and pandas read them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.database import StoredArticle
from crawler.database.reading import Part
from crawler.exports.columns import COLUMNS
from crawler.exports.manifest import Manifest
from crawler.exports.names import file_name
from crawler.exports.packing import MissingLibrary

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingLibrary("Parquet", "pyarrow") from error

GROUP_ROWS = 4096
"""Articles held in memory at once, and the rows that a reader may skip together: some ten megabytes of text."""

TYPES: dict[str, Any] = {
    "integer": pa.int64(),
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "time": pa.timestamp("ms", "UTC"),  # Parquet has none coarser
    "flag": pa.bool_(),
}


class Parquet:
    """A file for each site and month, the two told by the folders it lies in."""

    columns: tuple[str, ...] = tuple(name for name in COLUMNS if name != "site")

    def path(self, part: Part) -> str:
        """Return the file's name."""
        return f"site={file_name(part.site)}/month={part.label}/articles.parquet"

    def write(self, path: Path, part: Part, articles: Iterable[StoredArticle]) -> None:
        """Write the articles of a part."""
        schema = pa.schema([(name, TYPES[COLUMNS[name]]) for name in self.columns])
        rest = iter(articles)
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            while group := list(islice(rest, GROUP_ROWS)):
                columns = [[getattr(article, name) for article in group] for name in self.columns]
                arrays = [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
                writer.write_table(pa.table(arrays, schema=schema), row_group_size=GROUP_ROWS)

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Leave the folder to its parts: readers take everything in it for data."""

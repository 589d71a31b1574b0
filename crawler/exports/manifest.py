"""What an exported folder says of itself in `_manifest.json`: what was asked for, and each part with its digest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crawler.database import StoredSite
from crawler.database.reading import LanguageCount

NAME = "_manifest.json"
"""Readers of Parquet folders skip names that begin so."""


@dataclass(slots=True)
class Manifest:
    """An exported folder. `parts` are digests of what was read, by the part's path; `selection` is what was asked for.

    `sites` and `languages` are those of the selected articles; they are not written down.
    """

    format: str
    version: str
    selection: dict[str, str]
    articles: int = 0
    parts: dict[str, str] = field(default_factory=dict)
    sites: list[StoredSite] = field(default_factory=list)
    languages: list[LanguageCount] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the manifest into its folder."""
        values = {name: value for name, value in asdict(self).items() if name not in ("sites", "languages")}
        text = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n", encoding="utf-8")

    def parts_of_earlier(self, folder: Path) -> dict[str, str]:
        """Return the parts of an earlier export to the folder, which may be kept where nothing changed.

        There are none where there was no export, or another version's. Raises `ValueError` where something else was
        exported.
        """
        if not (folder / NAME).is_file():
            return {}
        earlier = json.loads((folder / NAME).read_text("utf-8"))
        if (earlier["format"], earlier["selection"]) != (self.format, self.selection):
            raise ValueError(
                f"{folder} was exported as {earlier['format']} with {in_words(earlier['selection'])}; add to it with "
                "the same options, or export it whole, without --incremental"
            )
        return dict(earlier["parts"]) if earlier["version"] == self.version else {}


def in_words(selection: dict[str, str]) -> str:
    """Return what was asked for as a person types it."""
    return " ".join(f"--{name} {value}" for name, value in selection.items()) or "no filter"

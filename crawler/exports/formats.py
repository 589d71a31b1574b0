"""What a format is, and which one a person means by a file's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, TextIO

from crawler.database import StoredArticle
from crawler.database.reading import Part
from crawler.exports.manifest import Manifest
from crawler.exports.packing import PACKINGS


class LineFormat(Protocol):
    """One file of records. `head` stands before the first."""

    head: str

    def record(self, article: StoredArticle) -> str:
        """Return what the file holds of an article, the line's end included."""

    def records(self, file: TextIO) -> Iterator[tuple[int, str]]:
        """Yield id and record of each article of an earlier export; raises `ValueError` where it is none."""


class FolderFormat(Protocol):
    """A folder with something for each site and month. `path` says what, relative to the folder."""

    def path(self, part: Part) -> str:
        """Return the name of the file or folder that holds a part; no two parts have the same."""

    def write(self, path: Path, part: Part, articles: Iterable[StoredArticle]) -> None:
        """Write a part to `path`, whose folder is there."""

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Write what stands beside the parts."""


# Named, not imported: pyarrow alone takes longer to load than a small export to write.
LINES = {
    "jsonl": "crawler.exports.jsonl.JsonLines",
    "csv": "crawler.exports.spreadsheet.Spreadsheet",
}
FOLDERS = {
    "parquet": "crawler.exports.parquet.Parquet",
    "huggingface": "crawler.exports.huggingface.HuggingFace",
    "text": "crawler.exports.plain_text.PlainText",
    "tei": "crawler.exports.tei.Tei",
}
FORMATS = (*LINES, *FOLDERS)


def format_of(target: Path, named: str | None) -> tuple[str, str | None]:
    """Return the format and the packing ("gz", "zst", None) that the name of a file, or `--format`, asks for.

    Raises `ValueError` where neither says.
    """
    endings = target.name.lower().split(".")[1:]
    packing = endings.pop() if endings and endings[-1] in PACKINGS else None
    name = named or (endings[-1] if endings else "")
    if name not in FORMATS:
        raise ValueError(f"{target.name} does not say which format is meant: add --format {'|'.join(FORMATS)}")
    if packing and name in FOLDERS:
        raise ValueError(f"{target.name}: {name} is a folder and compresses its own files; leave out .{packing}")
    return name, packing

"""Plain text for corpus tools: a file an article, title and paragraphs, in a folder for each site and month.

`index.csv` in each folder says what each file is. Names are made of dates and ids, never of what a page says.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.database import StoredArticle
from crawler.database.reading import Part
from crawler.exports.columns import LICENCE
from crawler.exports.manifest import Manifest
from crawler.exports.names import file_name
from crawler.exports.spreadsheet import MARK, row

INDEX = ("id", "url", "site", "language", "published_at", "section", "authors", "title", "word_count")


class PlainText:
    """Articles as text files."""

    def path(self, part: Part) -> str:
        """Return the name of the part's folder."""
        return f"{file_name(part.site)}/{part.label}"

    def write(self, path: Path, part: Part, articles: Iterable[StoredArticle]) -> None:
        """Write the articles of a part and their index."""
        path.mkdir()
        with (path / "index.csv").open("w", encoding="utf-8", newline="") as index:
            index.write(MARK + row(("file", *INDEX)))
            for article in articles:
                day = f"{article.published_at:%Y-%m-%d}" if article.published_at else "undated"
                name = f"{day}-{article.id}.txt"
                (path / name).write_text(f"{article.title}\n\n{article.body}\n", encoding="utf-8", newline="\n")
                index.write(row([name, *(getattr(article, column) for column in INDEX)]))

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Say whose the texts are."""
        (folder / "LICENCE.txt").write_text(LICENCE + "\n", encoding="utf-8")

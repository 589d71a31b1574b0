"""Driving a format: whole files and folders in place of earlier ones, or only what is new, as of one moment."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from scrapy.utils.misc import load_object

from crawler.database import Reader, StoredArticle
from crawler.database.reading import Part
from crawler.database.seen import Seen
from crawler.database.selection import Selection
from crawler.database.stored import article_of
from crawler.exports.files import bring_back, keep, new_file, new_folder
from crawler.exports.formats import FOLDERS, LINES, FolderFormat, LineFormat
from crawler.exports.manifest import NAME, Manifest
from crawler.exports.packing import packed, unpacked
from crawler.own_version import own_version

Step = Callable[[int], None]
"""Called with the number of articles dealt with since it was called last."""

STEP_ARTICLES = 500
"""Articles between two calls of a `Step`."""


@dataclass(slots=True)
class Exported:
    """What an export did: articles written for the first time, again because they changed, and left as they were."""

    written: int = 0
    changed: int = 0
    kept: int = 0


class Export:
    """One export of the selected articles of a database that is held in one state."""

    def __init__(self, news: Reader, selection: Selection, step: Step) -> None:
        self.news = news
        self.selection = selection
        self.step = step
        self.parts = news.parts(selection)

    def write(self, target: Path, name: str, packing: str | None, *, incremental: bool) -> Exported:
        """Write the articles to `target` in the format and packing that `format_of` found.

        Raises `MissingLibrary` where the format needs one that is not installed, and what the two ways to write raise.
        """
        if name in LINES:
            return self.to_file(target, load_object(LINES[name])(), packing, incremental=incremental)
        return self.to_folder(target, load_object(FOLDERS[name])(), name, incremental=incremental)

    def to_file(self, target: Path, form: LineFormat, packing: str | None, *, incremental: bool) -> Exported:
        """Write one file. With `incremental` what `target` holds stays, and what is new or changed comes after it.

        Raises `ValueError` where `target` holds something else.
        """
        done = Exported()
        if target.is_dir():
            raise ValueError(f"{target} is a folder; name a file")
        with new_file(target) as raw, packed(raw, packing) as out, closing(Seen()) as seen:
            out.write(form.head)
            earlier = 0
            if incremental and target.exists():
                earlier = self._copy(target, form, packing, out.write, seen)
            for article in self._all():
                record = form.record(article)
                what = seen.note(article.id, record) if earlier else "new"
                done.kept += what == "known"
                done.changed += what == "changed"
                done.written += what == "new"
                if what != "known":
                    out.write(record)
        return done

    def _copy(
        self, target: Path, form: LineFormat, packing: str | None, write: Callable[[str], Any], seen: Seen
    ) -> int:
        """Write again what an earlier export holds; return its number of records."""
        count = 0
        try:
            with unpacked(target, packing) as file:
                for article_id, record in form.records(file):
                    write(record)
                    seen.note(article_id, record)
                    count += 1
        except (ValueError, EOFError, OSError, zlib.error) as error:
            raise ValueError(f"{target} is no earlier export to be added to: {error}") from error
        return count

    def to_folder(self, target: Path, form: FolderFormat, name: str, *, incremental: bool) -> Exported:
        """Write a folder. With `incremental` parts in which nothing changed are not written again.

        Either way the folder holds exactly the selected articles. Raises `ValueError` where `target` is something
        else than an earlier export.
        """
        bring_back(target)
        if target.exists() and not (target / NAME).is_file():
            raise ValueError(f"{target} is there and is no earlier export; name another folder, or remove it first")
        manifest = self._manifest(name)
        earlier = manifest.parts_of_earlier(target) if incremental else {}
        done = Exported()
        with new_folder(target) as draft:
            for part in self.parts:
                path = form.path(part)
                (draft / path).parent.mkdir(parents=True, exist_ok=True)
                if path in earlier and self._digest(part) == earlier[path]:
                    keep(target / path, draft / path)
                    manifest.parts[path] = earlier[path]
                    done.kept += part.articles
                    self.step(part.articles)
                else:
                    digest = blake2b(digest_size=16)
                    form.write(draft / path, part, self._articles(part, digest.update))
                    manifest.parts[path] = digest.hexdigest()
                    done.written += part.articles
            form.finish(draft, manifest)
            manifest.write(draft)
        return done

    def _manifest(self, name: str) -> Manifest:
        held = {part.site for part in self.parts}
        return Manifest(
            name,
            own_version(),
            self.selection.in_words(),
            sum(part.articles for part in self.parts),
            sites=[site for site in self.news.sites() if site.name in held],
            languages=self.news.languages(self.selection),
        )

    def _digest(self, part: Part) -> str:
        digest = blake2b(digest_size=16)
        for row in self.news.rows(self.selection, part):
            digest.update(_fingerprint(row))
        return digest.hexdigest()

    def _articles(self, part: Part, note: Callable[[bytes], None] | None = None) -> Iterator[StoredArticle]:
        """Yield the articles of a part, noting what tells each from another state of it."""
        for number, row in enumerate(self.news.rows(self.selection, part), 1):
            if note:
                note(_fingerprint(row))
            yield article_of(row)
            if number % STEP_ARTICLES == 0:
                self.step(STEP_ARTICLES)
        self.step(part.articles % STEP_ARTICLES)

    def _all(self) -> Iterator[StoredArticle]:
        for part in self.parts:
            yield from self._articles(part)


def _fingerprint(row: tuple[Any, ...]) -> bytes:
    """Return what tells an article from another state of it: all of it but when it was last seen."""
    return repr(row[:-1]).encode()

"""Measures title, authors and day on the pages that another extractor tests itself with.

    npm pack @postlight/parser@2.2.2
    python -m tests.quality.foreign postlight-parser-2.2.2.tgz [--show]

Nothing of that package is part of the project. Its tests say what title, author and time a person gave each page of
some hundred publishers. Pages in scripts that this crawler does not read are left out. `--show` prints what differs.
"""

from __future__ import annotations

import argparse
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler import extract
from crawler.extraction.view import folded
from crawler.found import NotAnArticle
from crawler.items import Article

ANY_ZONE = timedelta(hours=14)
"""How far a printed time may be off where the page does not print its zone: the farthest there is."""

_TEST = re.compile(r"/src/extractors/custom/[^/]+/index\.test\.js$")
_CASE = re.compile(r"\n\s*describe\(")
_PAGE = re.compile(r"readFileSync\(\s*['`]\./(fixtures/[^'`]+)")
_URL = re.compile(r"url\s*=\s*['`\"]([^'`\"]+)")
_STATED = r"{},\s*(?:`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\s*,?\s*\)"
_META = re.compile(rb"<meta\s[^>]*>")
_OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what a person said of it, None where nothing was said."""

    url: str
    html: bytes
    title: str | None
    author: str | None
    published: str | None


def pages(package: str) -> Iterator[Page]:
    """Yield the pages of a package file that its tests state something about. Raises `OSError` for no such file."""
    with tarfile.open(package) as archive:
        files = {member.name: member for member in archive.getmembers()}

        def content(name: str) -> bytes:
            file = archive.extractfile(files[name])
            return file.read() if file else b""

        for test in filter(_TEST.search, files):
            for case in _CASE.split(content(test).decode()):
                page, url = _PAGE.search(case), _URL.search(case)
                name = f"{test.partition('/src/')[0]}/{page[1]}" if page else ""
                if url is None or name not in files:
                    continue
                title, author, published = (_stated(case, what) for what in ("title", "author", "date_published"))
                if title and not _OTHER_SCRIPT.search(title):
                    yield Page(url[1], _META.sub(_as_served, content(name)), title, author, published)


def _stated(case: str, what: str) -> str | None:
    match = re.search(_STATED.format(what), case)
    return re.sub(r"\\(.)", r"\1", next(text for text in match.groups() if text is not None)) if match else None


def _as_served(meta: re.Match[bytes]) -> bytes:
    """Return a meta element as the publisher sent it: the package keeps some with `value` for `content`."""
    return meta[0] if b"content=" in meta[0] else meta[0].replace(b" value=", b" content=")


def judged(page: Page) -> Iterator[tuple[str, bool, str]]:
    """Yield each field that a person stated, whether ours is the same, and both."""
    try:
        article: Article | None = extract(page.html, page.url)
    except NotAnArticle:
        article = None
    title, authors, moment = (article.title, article.authors, article.published) if article else ("", [], None)
    yield "title", _letters(title) == _letters(page.title or ""), f"{title!r}, not {page.title!r}"
    if page.author:
        known = _letters(page.author)
        right = bool(authors) and all(_letters(name) in known for name in authors)
        yield "authors", right, f"{authors}, not {page.author!r}"
    if page.published:
        there = datetime.fromisoformat(page.published)
        yield "day", moment is not None and abs(moment.at - there) <= ANY_ZONE, f"{moment}, not {there}"


def _letters(text: str) -> str:
    return folded(text).replace(" ", "")


def main() -> None:
    """Print the share of each field that is right."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("package", help="the package file, as `npm pack` leaves it")
    options.add_argument("--show", action="store_true", help="print what differs")
    asked = options.parse_args()
    right, all_of = Counter[str](), Counter[str]()
    for page in pages(asked.package):
        for field, same, both in judged(page):
            right[field] += same
            all_of[field] += 1
            if asked.show and not same:
                print(f"{page.url}\n    {field}: {both}")
    for field, count in all_of.items():
        print(f"{field:8} {right[field]:4} of {count:4}  {right[field] / count:.2f}")


if __name__ == "__main__":
    main()

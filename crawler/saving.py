"""Saving pages into the tests of a checkout, without their publisher's text unless that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.extraction import Document
from crawler.fetching import Fetched
from crawler.items import Article
from crawler.record import extract
from crawler.redaction import redacted
from crawler.saved_pages import expected_of, save
from crawler.site import Site

PAGES = Path("tests", "pages")


@dataclass(frozen=True, slots=True)
class Saved:
    """A page that was saved: the path of its record, the record, and the fields that filler made unlike the page's."""

    path: Path
    article: Article
    unlike: tuple[str, ...]


class NoCheckout(ValueError):  # noqa: N818 - where the command was run, not an error of the program
    """The project is not a checkout, there is nothing to write into."""


def checkout(settings: BaseSettings) -> Path:
    """Return the folder of the project that spiders are written into; raises `NoCheckout` where there is none."""
    package = import_module(settings["NEWSPIDER_MODULE"])
    folder = Path(package.__path__[0]).parent
    if not (folder / "scrapy.cfg").is_file():
        raise NoCheckout(f"{folder} is no checkout of the project: run this in the folder it was cloned into")
    return folder


def save_page(folder: Path, spider: str, site: Site, page: Fetched, *, keep_text: bool) -> Saved:
    """Save a page and the record it gives among the tests of a spider's site.

    Without `keep_text` its sentences are filler (`crawler.redaction`). Raises `NotAnArticle` for a page without a
    record, `FileExistsError` where the page was saved before.
    """
    true = extract(page.text, page.url, site=site, fetched_at=page.at)
    html = page.text if keep_text else redacted(Document(page.text, page.url))
    article = extract(html, page.url, site=site, fetched_at=page.at)
    path = save(folder / PAGES / spider, html, article, site=spider)
    return Saved(path, article, tuple(_unlike(true, article)))


def _unlike(true: Article, filled: Article) -> Iterator[str]:
    """Yield the fields of which filler changed more than the words."""
    ours, theirs = expected_of(filled), expected_of(true)
    for name in theirs:
        if _form(ours.get(name)) != _form(theirs[name]) or filled.methods.get(name) != true.methods.get(name):
            yield name


def _form(value: object) -> object:
    """Return what filler leaves as it is: lengths of texts, kinds and numbers of items."""
    if isinstance(value, dict):
        return {name: len(items) for name, items in value.items()}
    if isinstance(value, list):
        return [item[0] if isinstance(item, list) else len(item) for item in value]
    return len(value) if isinstance(value, str) else value

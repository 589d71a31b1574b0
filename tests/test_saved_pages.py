"""Every saved page gives the record saved beside it, and every layout anybody declared has a page that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from scrapy.utils.project import get_project_settings

from crawler import extract
from crawler.commands.sites import declared_sites
from crawler.extraction import Document, tree
from crawler.extraction import layout as layouts
from crawler.extraction.themes import THEMES, Theme
from crawler.items import Article
from crawler.saved_pages import SavedPage, expected_of, load
from crawler.site import Layout, Site
from tests.crawls import ROOT

FOLDER = ROOT / "tests" / "pages"
PAGES = load(FOLDER)
SITES = {row.spider: row.site for row in declared_sites(get_project_settings())}
SELECTORS = [field for field in Layout.__slots__ if field not in ("seen", "since", "until")]

of_each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def declared_layouts() -> Iterator[tuple[list[str], Layout]]:
    """Yield each layout once, with the names of the spiders that declare it."""
    found: list[tuple[list[str], Layout]] = []
    for name, site in SITES.items():
        for layout in site.layouts:
            same = next((names for names, other in found if other == layout), None)
            if same is None:
                found.append(([name], layout))
            else:
                same.append(name)
    yield from found


LAYOUTS = [pytest.param(names, layout, id=f"{names[0]}-{layout.seen}") for names, layout in declared_layouts()]


def read(page: SavedPage, site: Site | None) -> Article:
    return extract(page.html, page.url, site=site, fetched_at=page.fetched_at)


def shows(page: SavedPage, layout: Layout, site: Site | None, method: str) -> bool:
    """Say whether a page's title and text come by that method, as far as the layout declares them."""
    methods = read(page, site).methods
    declared = [field for field in ("title", "body") if getattr(layout, field)]
    return all(methods.get(field) == method for field in declared) and method in methods.values()


def unmatched(layout: Layout, pages: list[SavedPage]) -> list[str]:
    """Return the fields whose selector finds nothing on any of the pages."""
    documents = [Document(page.html, page.url) for page in pages]
    selectors = {field: css for field in SELECTORS if (css := getattr(layout, field))}
    return [field for field, css in selectors.items() if not any(layouts.find(page, css) for page in documents)]


@of_each_page
def test_a_saved_page_gives_its_record(page: SavedPage) -> None:
    assert expected_of(read(page, SITES[page.site] if page.site else None)) == page.expected


@of_each_page
def test_a_page_is_parsed_once_by_whatever_its_text_is_found(page: SavedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    parses = counted_parses(monkeypatch)

    read(page, SITES[page.site] if page.site else None)

    assert parses.total() == 1


def counted_parses(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count, from now on, what all parsing of pages goes through, by lexbor, lxml, lxml.html and parsel."""
    counts: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **arguments: Any) -> Any:
            counts[name] += 1
            return function(*args, **arguments)

        return counted

    for name in ("fromstring", "HTML", "XML", "parse", "iterparse"):
        monkeypatch.setattr(etree, name, counting(name, getattr(etree, name)))
    monkeypatch.setattr(tree, "LexborHTMLParser", counting("lexbor", tree.LexborHTMLParser))
    return counts


@of_each_page
def test_a_saved_page_has_an_address_of_its_site(page: SavedPage) -> None:
    if page.site:
        assert SITES[page.site].is_article(page.url)


@of_each_page
def test_a_saved_record_is_whole(page: SavedPage) -> None:
    assert {"title", "language", "published_at", "blocks"} <= page.expected.keys()


@pytest.mark.parametrize(("names", "layout"), LAYOUTS)
def test_every_layout_of_a_site_has_a_page_that_shows_it(names: list[str], layout: Layout) -> None:
    own = [page for page in PAGES if page.site in names]
    alone = {name: replace(SITES[name], layouts=(layout,)) for name in names}
    shown = [page for page in own if page.site and shows(page, layout, alone[page.site], "layout")]
    assert shown, (
        f"no saved page shows the layout of {', '.join(names)} seen {layout.seen}: "
        f"add tests/pages/{names[0]}/{layout.seen}.html and tests/pages/{names[0]}/{layout.seen}.json (docs/testing.md)"
    )
    assert not unmatched(layout, shown), f"{shown[0].name}.html has no part for these fields of its layout"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_theme_has_a_page_that_shows_it(theme: Theme) -> None:
    method = f"theme:{theme.name}"
    shown = [page for page in PAGES if page.site is None and shows(page, theme.layout, None, method)]
    assert shown, f"no saved page shows the theme: add tests/pages/{theme.name}/<slug>.html and .json (docs/testing.md)"
    assert not unmatched(theme.layout, shown), f"{shown[0].name}.html has no part for these fields of the theme"


def test_a_dated_layout_is_read_though_the_current_one_stands_first() -> None:
    (page,) = (page for page in PAGES if page.name == "hespress/2019-mountain-road")
    current, earlier = SITES["hespress"].layouts
    assert not unmatched(earlier, [page])
    assert "body" in unmatched(current, [page])
    assert read(page, SITES["hespress"]).methods["body"] == "layout"


def test_the_saved_pages_are_in_the_languages_of_the_press() -> None:
    assert {page.expected["language"] for page in PAGES} >= {"ar", "ary", "zgh", "fr", "en"}

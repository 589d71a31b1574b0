"""A page is saved beside the record it gives, and comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import extract
from crawler.items import Article
from crawler.saved_pages import expected_of, load, save, slug_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://journal.example/societe/le-marche-couvert-48213.html"
TITLE = "Le marché couvert rouvre lundi"
FIRST = "Le marché couvert de la ville rouvrira ses portes lundi prochain, après deux années de travaux."
SECOND = "Les commerçants, réunis mardi soir à la maison de quartier, ont reçu les clés de leurs échoppes."
PAGE = f"""<html lang="fr"><head><meta charset="windows-1256">
<meta property="article:published_time" content="2026-11-23T09:30:00+01:00"></head><body><article><h1>{TITLE}</h1>
<p>{FIRST}</p><h2>Les clés</h2><p>{SECOND} <a href="/societe/la-maison-de-quartier-48100.html">La maison</a></p>
<p class="tags"><a rel="tag" href="/tag/marche/">marché</a></p></article></body></html>"""


@pytest.fixture
def article() -> Article:
    return extract(PAGE, URL, fetched_at=NOON)


def test_what_is_expected_names_what_is_there_and_nothing_else(article: Article) -> None:
    expected = expected_of(article)
    assert expected["title"] == TITLE
    assert expected["published_at"] == "2026-11-23T08:30:00Z"
    assert expected["blocks"][0] == ["paragraph", FIRST]
    assert expected["blocks"][1] == ["heading", "Les clés"]
    assert expected["links"]["inline"] == ["https://journal.example/societe/la-maison-de-quartier-48100.html"]
    assert not {"authors", "image", "modified_at", "subtitle"} & expected.keys()


def test_a_saved_page_gives_the_same_record_when_it_is_loaded(article: Article, tmp_path: Path) -> None:
    record = save(tmp_path / "journal", PAGE, article, site="journal")
    (page,) = load(tmp_path)
    assert record == tmp_path / "journal" / "le-marche-couvert-48213.json"
    assert (page.name, page.url, page.site) == ("journal/le-marche-couvert-48213", URL, "journal")
    assert expected_of(extract(page.html, page.url, fetched_at=page.fetched_at)) == page.expected


def test_a_page_is_never_written_over(article: Article, tmp_path: Path) -> None:
    save(tmp_path, PAGE, article, site=None)
    with pytest.raises(FileExistsError, match=r"le-marche-couvert-48213\.html"):
        save(tmp_path, "another page", article, site=None)
    assert (tmp_path / "le-marche-couvert-48213.html").read_text(encoding="utf-8") == PAGE


@pytest.mark.parametrize("content", ["no json", "[]", json.dumps({"url": URL})])
def test_a_record_that_is_not_whole_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "page.json").write_text(content)
    with pytest.raises(ValueError, match=r"journal/page\.json"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        (URL, "le-marche-couvert-48213"),
        ("https://journal.example/2026/11/24/un-titre/", "un-titre"),
        ("https://journal.example/مجتمع/السوق-48213.html", "48213"),
        ("https://journal.example/" + "mot-" * 40, "-".join(["mot"] * 15)),
    ],
)
def test_files_are_named_after_the_address(url: str, slug: str) -> None:
    assert slug_of(url) == slug


def test_an_address_without_a_latin_letter_still_gives_a_name_of_its_own() -> None:
    first, second = slug_of("https://journal.example/السوق/"), slug_of("https://journal.example/المدرسة/")
    assert first != second
    assert first.isascii() and first.isalnum()

"""A redacted page has its publisher's elements and none of its publisher's sentences."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from crawler import extract
from crawler.extraction import Document
from crawler.redaction import redacted
from crawler.saved_pages import expected_of
from tests.newsroom import Newsroom
from tests.newsroom.client import Reply

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://journal.example/societe/le-marche-couvert-48213.html"
SENTENCE = "Les commerçants du quartier retrouveront leurs échoppes après deux années de travaux, dit la mairie."
PAGE = f"""<html lang="fr"><head><title>Le marché couvert rouvre ses portes lundi | Le Journal</title>
<meta property="og:title" content="Le marché couvert rouvre ses portes lundi">
<meta property="og:description" content="{SENTENCE}"><meta property="og:site_name" content="Le Journal">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Le marché couvert rouvre ses portes lundi",
"datePublished": "2026-11-23T09:30:00+01:00", "articleBody": "{SENTENCE}",
"author": {{"name": "Samira Alami"}}}}</script>
<script>track("{SENTENCE}")</script></head><body><!-- {SENTENCE} --><nav><a href="/societe/">Société</a></nav>
<h1 class="entry-title">Le marché couvert rouvre ses portes lundi</h1><span class="byline">Samira Alami</span>
<div class="entry-content"><p>{SENTENCE}</p><p>{SENTENCE[:-1]} <b>lundi</b> à 18h30.</p>
<svg><title>{SENTENCE}</title></svg>
<img src="/a.jpg" alt="{SENTENCE}"></div></body></html>"""


def page(html: str = PAGE) -> str:
    return redacted(Document(html, URL))


def test_no_sentence_is_left_in_text_attributes_scripts_or_comments() -> None:
    assert "commerçants" not in page()
    assert "échoppes" not in page()
    assert "rouvre" not in page()


def test_labels_names_numbers_and_addresses_stay() -> None:
    for kept in ('href="/societe/">Société<', "Samira Alami", "18h30", "Le Journal", "2026-11-23T09:30:00+01:00"):
        assert kept in page()


def test_the_same_word_is_the_same_filler_so_that_titles_agree() -> None:
    article = extract(page(), URL, fetched_at=NOON)
    assert article.methods["title"] == "theme:wordpress"
    titles = re.findall(r'<h1 class="entry-title">(.*)</h1>|og:title" content="(.*?)"|"headline": "(.*?)"', page())
    assert len(titles) == 3
    assert len({"".join(title) for title in titles}) == 1


def test_filler_has_script_case_and_length_of_the_words() -> None:
    html = page("<p>Attention : BEAUCOUP de voyageurs attendent ⴰⵎⴰⵣⵉⵖ التلاميذ والمدرّسات اليوم</p>")
    (text,) = re.findall(r"<p>(.*)</p>", html)
    assert re.fullmatch(
        r"[A-Z][a-z]{8} : [A-Z]{8} de [a-z]{9} [a-z]{9} [ⴰ-ⵯ]{6} ال[ء-ي]{6} [ء-ي]{6}ّ[ء-ي]{3} اليوم", text
    ), text


def test_a_page_without_markup_or_with_broken_json_is_redacted_too() -> None:
    assert "commerçants" not in page(SENTENCE)
    assert "commerçants" not in page(f'<script type="application/ld+json">{{"x": "{SENTENCE}", </script><p>a')


@pytest.mark.parametrize("edition", ["jannah", "newspaper", "magazine"])
def test_every_theme_reads_as_before(edition: str) -> None:
    with Newsroom(articles=9, edition=edition) as paper:
        for story in paper.stories:
            url = paper.url + story.path
            html = Reply(url).body.decode()
            before = extract(html, url, fetched_at=NOON)
            after = extract(redacted(Document(html, url)), url, fetched_at=NOON)
            assert after.methods == before.methods
            first, second = expected_of(before), expected_of(after)
            for name in ("authors", "tags", "section", "published_at", "image", "language", "links"):
                assert first.get(name) == second.get(name), name
            assert [(kind, len(text)) for kind, text in first["blocks"]] == [
                (kind, len(text)) for kind, text in second["blocks"]
            ]

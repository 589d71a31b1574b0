"""The fields that a reader finds about the article: below the headline, above it, at the ends of the text."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import pytest

from crawler.extraction import Document, extract_page
from tests.article_page import NOW, TEXT, TITLE, URL, ld, page

OTHERS = "".join(
    f"<div class=card><a href=/c{n}>Un autre article du jour, numéro {n}</a><span class=author>Autre Nom{n}</span>"
    f"<time datetime=2023-0{n}-01>{n}</time></div>"
    for n in range(1, 9)
)
MENU = f"<nav><ul>{'<li><a href=/r>Rubrique</a></li>' * 9}</ul></nav>"


def test_author_and_date_are_those_about_the_article() -> None:
    byline = (
        "<div class=byline>Par <a href=/x>Salma Nom</a><span>Contributrice</span></div><ul><li>2 mai 2024</li></ul>"
    )
    html = f"<html><body>{OTHERS}{MENU}<h1>{TITLE}</h1>{byline}<div class=t>{TEXT}</div>{OTHERS}</body></html>"
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert found.authors == ["Salma Nom"]
    assert [date.text for date in found.dates] == ["2 mai 2024"]


def test_the_authors_of_others_are_none_of_the_article() -> None:
    html = f"<html><body>{OTHERS}{MENU}<h1>{TITLE}</h1><div class=t>{TEXT}</div>{OTHERS}</body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).authors == []


def test_a_comments_date_is_none_of_the_article() -> None:
    comment = "<ol class=commentlist><li><span class=date>27 mai 2023 à 16:55</span> Merci.</li></ol>"
    html = f"<html><body><h1>{TITLE}</h1><div class=t>{TEXT}</div>{comment}</body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).dates == []


def test_a_heading_of_a_word_of_the_headline_is_another() -> None:
    networks = "<h2>Port</h2><p>Par Autre Nom - 1 mai 2019</p>"
    html = (
        f"<html><head><title>{TITLE}</title></head><body>{networks}{MENU}<h1>{TITLE}</h1>"
        f"<p class=z>Par Salma Nom - 2 mai 2024</p><div class=t>{TEXT}</div></body></html>"
    )

    assert extract_page(Document(html, URL), None, fetched_at=NOW).authors == ["Salma Nom"]


def test_a_box_about_the_author_stands_anywhere() -> None:
    html = f"<html><body><h1>{TITLE}</h1><div class=t>{TEXT}</div><div class=author>Par Salma Nom</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).authors == ["Salma Nom"]


def test_a_link_to_an_authors_page_names_the_author_and_one_to_a_newspaper_does_not() -> None:
    assert page(inner='<p class=z><a href="/author/salma/">Salma Nom</a>, hier</p>').authors == ["Salma Nom"]
    copied = '<p class=z><a href="/author/jarida/">Jarida</a> publié dans <a href="/j">Jarida</a></p>'
    assert page(inner=copied).authors == []


def test_a_headline_in_other_words_than_stated_is_the_headline_all_the_same() -> None:
    html = (
        f"<html><head><title>Agadir : des quais plus longs pour le port</title></head><body><h1>Le chantier avance</h1>"
        f"<p class=z>Écrit par Salma Nom - 2 mai 2024</p><div class=t>{TEXT}</div></body></html>"
    )
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert (found.authors, [date.text for date in found.dates]) == (["Salma Nom"], ["Écrit par Salma Nom - 2 mai 2024"])


def test_the_name_of_the_site_is_no_headline_with_the_day_below_it() -> None:
    masthead = "<h1><a href='/'>Le Journal du Port</a></h1><p class=z>vendredi 3 mai 2024</p>"
    html = f"<html><head><title>Agadir : des quais</title></head><body>{masthead}<b>Le chantier</b><div>{TEXT}</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).dates == []


def test_a_stated_day_is_followed_by_what_is_printed_with_the_time() -> None:
    stated = ld({"@type": "NewsArticle", "datePublished": "2024-05-02"})
    printed = "<p class=z>Publié le 2 mai 2024 à 10:30 - Mis à jour le 3 mai 2024 à 09:15</p>"

    assert [(date.dates, date.text) for date in page(stated, printed).dates] == [
        ("published", "2024-05-02"),
        ("published", "2 mai 2024 à 10:30"),
        ("modified", "3 mai 2024 à 09:15"),
    ]


def test_a_standfirst_without_a_name_is_told_by_the_description() -> None:
    standfirst = "Trois cents mètres de plus, et des entrepôts que les pêcheurs attendent depuis dix ans."
    head = f'<meta name="description" content="{standfirst}">'

    assert page(head, f"<div><strong>{standfirst}</strong></div>").subtitle == standfirst
    assert page(head).subtitle is None


def test_the_text_itself_is_no_standfirst() -> None:
    head = '<meta name="description" content="Le port de la ville agrandit ses quais de trois cents mètres">'

    assert page(head).subtitle is None


@pytest.mark.parametrize(
    ("links", "section"),
    [
        ("<nav><a href='/'>Accueil</a> <a href='/sport/'>Sport</a></nav>", None),
        (
            "<div class='main-menu'><ul><li><a href='/'>Accueil</a></li><li><a href='/sport/'>Sport</a></li></ul></div>",
            None,
        ),
        ("<nav id='crumbs'><a href='/'>Accueil</a> / <a href='/sport/'>Sport</a></nav>", "Sport"),
        ("<nav aria-label='Fil d’Ariane'><a href='/'>Accueil</a> / <a href='/sport/'>Sport</a></nav>", "Sport"),
        ("<div class='x'><a href='/'>Accueil</a> » <a href='/sport/'>Sport</a></div>", "Sport"),
    ],
)
def test_a_menu_as_short_as_a_trail_is_none(links: str, section: str | None) -> None:
    html = f"<html><body>{links}<h1>{TITLE}</h1><div class=t>{TEXT}</div></body></html>"
    assert extract_page(Document(html, URL), None, fetched_at=NOW).section == section


@pytest.mark.parametrize(
    "link",
    [
        "<a href='https://network.example/journal'>Suivre</a>",
        "<a href='#comments'>12</a>",
        "<a href='javascript:void(0)'>Copier</a>",
        "<a href='/imprimer'>Imprimer</a>",
        "<a href='https://ads.example/x'>Une marque</a>",
    ],
)
def test_a_button_above_the_headline_is_no_section(link: str) -> None:
    html = f"<html><body><div class=x>{link}</div><h1>{TITLE}</h1><div class=t>{TEXT}</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).section is None


def test_a_standfirst_stands_about_the_headline() -> None:
    far = f"<div class=boxes>{'<p>x</p>' * 150}</div><p class=subtitle>La météo de la semaine, en un coup d'œil.</p>"
    html = f"<html><body><h1>{TITLE}</h1><div class=t>{TEXT}</div>{far}</body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).subtitle is None


@pytest.mark.parametrize(
    "byline",
    ["Rédigé par Amine Lahlou le lundi 20 octobre 2025", "26 janvier 2019 - 11h20 - Maroc - Ecrit par : Amine Lahlou"],
)
def test_a_byline_and_a_date_may_share_a_line(byline: str) -> None:
    assert page(inner=f"<p class=x>{byline}</p>").authors == ["Amine Lahlou"]


@pytest.mark.parametrize("title", [f"{TITLE} | La Gazette", f"La Gazette - {TITLE}"])
@pytest.mark.parametrize("printed", ["<div class=post-title>\n {}\n </div>", "<h2><a href=/p>{}</a></h2>"])
def test_a_title_ends_where_the_page_prints_the_headline(title: str, printed: str) -> None:
    html = (
        f"<html><head><title>{title}</title></head><body><h1><a href=/>Actualités</a></h1>{printed.format(TITLE)}"
        f"<p class=z>Par Salma Nom - 2 mai 2024</p><div class=t>{TEXT}</div></body></html>"
    )
    found = extract_page(Document(html, URL), None, fetched_at=NOW)

    assert (found.title, found.authors) == (TITLE, ["Salma Nom"])


def test_a_part_of_a_title_that_is_a_word_of_the_page_is_no_headline() -> None:
    title = "Football - Le port reçoit le champion de la région"
    html = f"<html><head><title>{title}</title></head><body><div>Football</div><div class=t>{TEXT}</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).title == title


@pytest.mark.parametrize(
    "below",
    [
        "<ul><li><strong>Rédigé par : </strong> Salma Nom</li></ul>",
        "<footer><address>By <a href=/author/salma-nom.html>Salma Nom</a></address></footer>",
    ],
)
def test_who_wrote_it_may_stand_below_the_text(below: str) -> None:
    assert page(inner="<p class=z>Région</p>", below=below).authors == ["Salma Nom"]


def test_a_sentence_below_the_text_is_no_byline_and_a_teaser_no_date() -> None:
    found = page(below="<p>Par ce bouton vous acceptez</p><div>Un voyage au port Mai 20, 2019</div>")

    assert (found.authors, found.dates) == ([], [])


def test_a_date_may_stand_below_the_text() -> None:
    assert [date.text for date in page(below="<footer><i>Jeudi, 2 mai 2024</i></footer>").dates] == [
        "Jeudi, 2 mai 2024"
    ]


def test_tags_may_stand_above_the_text() -> None:
    tags = '<p>Tags : <a href="/tag/quais/">quais</a> <a href="/tag/navires/">navires</a></p>'

    assert page(inner=tags).tags == ["quais", "navires"]


@pytest.mark.parametrize("newsroom", ["La rédaction", "Journal", "هيئة التحرير", "Staff"])
def test_a_named_author_goes_before_the_newsroom_and_the_site(newsroom: str) -> None:
    stated = f'<meta name=author content="{newsroom}"><meta property=og:site_name content=Journal>'

    assert page(head=stated).authors == [newsroom]
    assert page(head=stated, inner="<p class=z>Par Salma Nom</p>").authors == ["Salma Nom"]


def test_an_author_stated_like_the_site_is_the_site() -> None:
    head = f"<title>{TITLE} | La Gazette</title><meta name=author content='La Gazette'>"
    author = '<div class="author border-box"><span class=name>Salma Nom</span><span>N2</span></div>'

    assert page(head=head, inner=author).authors == ["Salma Nom"]


def test_a_link_to_an_article_is_no_section() -> None:
    link = '<p><a href="/region/un-autre-article-du-jour-au-port-48111.html">Un autre article</a></p>'
    html = f"<html><body>{link}<h1>{TITLE}</h1><div class=t>{TEXT}</div></body></html>"

    assert extract_page(Document(html, URL), None, fetched_at=NOW).section is None


def test_a_date_below_the_text_is_read_from_its_element() -> None:
    below = "<footer><p>Publié : <time datetime=2024-05-02T09:15:00+00:00>jeudi 2 mai 2024</time></p></footer>"

    assert next(date.text for date in page(below=below).dates) == "2024-05-02T09:15:00+00:00"


def test_a_year_in_the_headline_is_no_date() -> None:
    found = page(inner="<p class=z>Retour au port, huit ans après 2013</p>", below="<i>Jeudi, 2 mai 2024</i>")

    assert [date.text for date in found.dates] == ["Jeudi, 2 mai 2024"]

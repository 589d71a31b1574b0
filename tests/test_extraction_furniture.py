"""What stands around an article and between its paragraphs is no text, by its name, its form or its words."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import pytest

from crawler.extraction import Document, extract_page
from tests.article_page import NOW, URL
from tests.one_article import FIRST, SECOND, TEXT, THIRD, TITLE, page, paragraphs, texts


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("content-with-sidebar-wrp", True),
        ("page_no_comments", True),
        ("with-sidebar", True),
        ("anchorWithStickyNavbar_LWe7", True),
        ("sidebar-content", False),
    ],
)
def test_what_stands_beside_the_text_does_not_name_it(name: str, kept: bool) -> None:
    found = page(f"{paragraphs(*TEXT, *TEXT)}<div class={name}><p>{TEXT[0][:-1]}, ou presque.</p></div>")

    assert (f"{TEXT[0][:-1]}, ou presque." in texts(found)) is kept


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><p>{}</p></nav>",
        "<aside><p>{}</p></aside>",
        "<script>var text = '{}';</script>",
        "<noscript><p>{}</p></noscript>",
        "<template><p>{}</p></template>",
        "<div style='display: none'><p>{}</p></div>",
        "<div hidden><p>{}</p></div>",
        "<p class=screen-reader-text>{}</p>",
        "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        "<div class='share-buttons'><p>{}</p></div>",
        "<div class='newsletterBox'><p>{}</p></div>",
        "<div id=comments><p>{}</p></div>",
        "<div class='author-box'><p>{}</p></div>",
        "<div class='ads'><p>{}</p></div>",
        "<div class='cookie-notice'><p>{}</p></div>",
    ],
)
@pytest.mark.parametrize("place", ["inside", "around"])
def test_furniture_is_no_text(furniture: str, place: str) -> None:
    foreign = furniture.format("Une phrase qui n'est pas de l'article, et qui ne doit jamais y paraître du tout.")
    found = (
        page(paragraphs(FIRST) + foreign + paragraphs(SECOND, THIRD))
        if place == "inside"
        else page(paragraphs(), around=foreign)
    )

    assert texts(found) == list(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "إقرأ أيضا: <a href='/autre-48000.html'>خبر آخر من نفس اليوم</a>",
        "اقرأ أيضاً <a href='/autre-48000.html'>خبر آخر من نفس اليوم</a>",
        "شاهد أيضا: <a href='/autre-48000.html'>خبر آخر من نفس اليوم</a>",
        "Lire aussi : <a href='/autre-48000.html'>Un autre article du même jour</a>",
        "À lire : <a href='/autre-48000.html'>Un autre article du même jour</a>",
        "<strong>Read also:</strong> <a href='/autre-48000.html'>Another article of that day</a>",
        "<a href='/autre-48000.html'>Un autre article du même jour</a>",
    ],
)
def test_a_line_that_points_to_another_article_is_a_link_and_no_text(line: str) -> None:
    found = page(f"<p>{FIRST}</p><p>{line}</p><p>{SECOND}</p><p>{THIRD}</p>")

    assert texts(found) == list(TEXT)
    assert [(link.kind, link.url) for link in found.links] == [("related", "https://journal.example/autre-48000.html")]


def test_a_pointing_line_goes_without_the_sentence_behind_its_break() -> None:
    found = page(
        f"<p>{FIRST}</p><p>Lire aussi : <a href=/autre-48000.html>Un autre article</a><br>{SECOND}</p><p>{THIRD}</p>"
    )

    assert texts(found) == list(TEXT)


def test_a_box_headed_as_related_goes_whole() -> None:
    box = "<div class=zz><h3>Sur le même sujet</h3><p>Un résumé d'un autre article, en une phrase entière.</p></div>"

    assert texts(page(paragraphs(FIRST) + box + paragraphs(SECOND, THIRD))) == list(TEXT)


def test_cards_of_other_articles_go_with_their_teasers() -> None:
    cards = "".join(
        f"<div class=k><h3><a href=/autre-{n}0000.html>Titre d'un autre article {n}</a></h3>"
        f"<p>Le début de cet autre article, qui tient en une phrase assez longue.</p></div>"
        for n in range(1, 4)
    )

    assert texts(page(paragraphs() + cards)) == list(TEXT)


def test_cards_that_name_their_section_first_go_as_well() -> None:
    cards = "".join(
        f"<x-card><a href=/economie>Économie</a><h3><a href=/a-{n}0000.html>Titre d'un autre article {n}</a></h3>"
        f"<p>Le début de cet autre article, qui tient en une phrase assez longue.</p><p>{n} mars 2024</p></x-card>"
        for n in range(1, 4)
    )

    assert texts(page(paragraphs(FIRST) + cards + paragraphs(SECOND, THIRD))) == list(TEXT)


@pytest.mark.parametrize(
    "call",
    [
        "Suivez la rédaction sur <a href='https://www.facebook.com/journal'>sa page</a> et <a href='https://x.com/journal'>ici</a>.",
        "Chaque matin, l'essentiel dans <a href='/newsletters/matin'>votre boîte de réception</a>.",
        "Soutenez-nous : <a href='https://journal.example/abonnements/?de=pied'>nos offres</a>.",
        "تابعوا جديد الجريدة على <a href='https://whatsapp.com/channel/0029Va'>قناتها</a>",
        "La revue paraît chaque mois. <a href='https://boutique.example/revue'>Cliquez ici</a> pour la recevoir.",
        "© 2024 Journal, société éditrice de presse",
        "___",
    ],
)
def test_a_last_line_that_calls_to_follow_or_signs_is_no_text(call: str) -> None:
    assert texts(page(paragraphs() + f"<p>{call}</p>")) == list(TEXT)


@pytest.mark.parametrize(
    "sentence",
    [
        "Le maire l'a écrit <a href='https://www.facebook.com/maire'>sur sa page</a> dès mercredi soir, sans autre détail.",
        "La vidéo de la visite se trouve <a href='https://x.com/maire/status/12'>sur X</a> et, plus longue, <a href='https://www.youtube.com/watch/x/y'>là</a>.",
        "Le prix des <a href='/eco/abonnements-bus-4210.html'>abonnements de bus</a> doit baisser l'an prochain.",
        "Qui veut lire le rapport entier peut <a href='https://agence.example/rapport.pdf'>le demander à l'agence</a>.",
    ],
)
def test_a_last_sentence_with_links_stays(sentence: str) -> None:
    assert len(texts(page(paragraphs() + f"<p>{sentence}</p>"))) == len(TEXT) + 1


def test_a_list_of_pointers_at_the_end_goes_and_one_within_the_text_stays() -> None:
    items = (
        "<ul>"
        + "".join(f"<li>Un tout autre <a href=/autre-{n}0000.html>sujet du mois {n}</a></li>" for n in range(3))
        + "</ul>"
    )

    assert texts(page(paragraphs() + items)) == list(TEXT)
    assert len(texts(page(paragraphs(FIRST) + items + paragraphs(SECOND, THIRD)))) == len(TEXT) + 1


def test_pictured_cards_go_even_under_a_short_name() -> None:
    cards = "".join(
        f"<div class=k><a href=/a-{n}0000.html><img src=a.jpg></a><div><a href=/a-{n}0000.html>Le marché</a></div>"
        "<div>Ce que l'on y vend depuis toujours.</div></div>"
        for n in range(3)
    )

    assert texts(page(paragraphs() + cards)) == list(TEXT)


def test_another_post_inside_the_post_is_no_text() -> None:
    other = f"<article id=post-71><p>{THIRD}</p></article>"
    article = f"<article id=post-70>{paragraphs(FIRST, SECOND)}{other}</article>"

    assert texts(page(article)) == [FIRST, SECOND]


def test_what_is_about_the_author_below_the_text_is_no_text() -> None:
    byline = "<p class=z><a rel=author href=/a>Salma Nom</a></p>"
    about = (
        "<div><p>Salma Nom suit les ports et la pêche depuis dix ans, et écrit un livre sur les chantiers.</p></div>"
    )

    assert texts(page(byline + f"<div>{paragraphs()}</div>" + about)) == list(TEXT)


def test_what_stands_under_the_authors_name_below_the_text_is_about_the_author() -> None:
    byline = "<p class=z><a rel=author href=/a>Salma Nom</a></p>"
    about = "<p><a href=/a>Salma Nom</a></p><p>Elle suit les ports et la pêche depuis dix ans, et écrit un livre.</p>"

    assert texts(page(byline + f"<div>{paragraphs()}{about}</div>")) == list(TEXT)


def test_a_last_paragraph_about_the_author_among_the_others_stays() -> None:
    byline = "<p class=z><a rel=author href=/a>Salma Nom</a></p>"
    last = "Salma Nom a vu partir le dernier navire à la tombée de la nuit, sous les applaudissements des ouvriers."

    assert texts(page(byline + f"<div>{paragraphs(*TEXT, last)}</div>")) == [*TEXT, last]


def test_a_container_named_like_furniture_is_still_the_article() -> None:
    html = f"<html><body><div class='social-content'><h1>{TITLE}</h1><div>{paragraphs()}</div></div></body></html>"

    assert texts(extract_page(Document(html, URL), None, fetched_at=NOW)) == list(TEXT)


def test_comments_longer_than_the_article_are_still_comments() -> None:
    comments = f"<div id=comments>{paragraphs(*(f'Un commentaire de lecteur, le numéro {n}, assez long.' for n in range(30)))}</div>"

    assert texts(page(paragraphs(FIRST), around=comments)) == [FIRST]


SAID = "Un avis de lecteur qui tient en une phrase assez longue pour passer pour un paragraphe de l'article."


@pytest.mark.parametrize(
    "comment",
    [
        "<div><b>Lecteur {n}</b><div>il y a {n} jours</div><p>{said}</p></div>",
        "<div><div>Lecteur {n}</div><div>Rabat</div><div>le 0{n}/05/2024 à 09:47</div><p>{said}</p><p>{said}</p></div>",
        "<article><header>قارئ {n}</header><div><span>منذ {n} ساعات</span><p>{said}</p></div></article>",
        "<li class=a{n}><p>Reader {n}<p>May {n}, 2024 at 3:17 pm<p>{said}</li>",
    ],
)
def test_comments_are_told_by_their_form(comment: str) -> None:
    thread = "".join(comment.format(n=n, said=f"{SAID} {n}") for n in range(2, 7))

    assert texts(page(f"<div>{paragraphs()}</div>", around=f"<div>{thread}</div>")) == list(TEXT)
    assert texts(page(f"<div>{paragraphs()}<div>{thread}</div></div>")) == list(TEXT)


def test_two_are_no_thread_and_entries_with_their_time_above_no_comments() -> None:
    two = "".join(f"<div><b>Lecteur {n}</b><div>il y a {n} jours</div><p>{SAID} {n}</p></div>" for n in (1, 2))
    entries = "".join(f"<div><p>le {n} mai 2024 à 10:0{n}</p><p>{SAID} {n}</p></div>" for n in range(1, 7))

    phases = "".join(f"<div><b>المدرب</b><p>قبل المباراة {n}</p><p>{SAID} {n}</p></div>" for n in range(1, 7))

    assert f"{SAID} 1" in texts(page(f"<div>{paragraphs()}{two}</div>"))
    assert f"{SAID} 1" in texts(page(f"<div>{paragraphs()}{phases}</div>"))
    assert f"{SAID} 1" in texts(page(f"<div>{paragraphs()}{entries}</div>"))


def test_a_page_of_nothing_but_entries_is_no_thread() -> None:
    entries = "".join(f"<div><b>Rabat</b><div>il y a {n} heures</div><p>{SAID} {n}</p></div>" for n in range(2, 9))

    assert len(texts(page(f"<div>{entries}</div>"))) >= 7


def test_a_side_column_longer_than_the_article_is_still_one() -> None:
    column = "".join(f"<p>{text} {text}</p>" for text in (FIRST, THIRD))
    found = page(paragraphs(), around=f"<aside class=widget>{column}</aside><footer class=footer>{column}</footer>")

    assert texts(found) == list(TEXT)


def test_the_comments_of_spip_are_no_text() -> None:
    message = (
        f"<li class=forum-fil><div class=forum-message><div class=forum-texte><p>{FIRST} {THIRD}</p></div></div></li>"
    )

    assert texts(page(paragraphs(), around=f"<ul class=forum>{message * 3}</ul>")) == list(TEXT)


def test_what_stands_above_the_headline_is_no_text() -> None:
    caption = (
        f"<p>Un navire à quai, au petit matin, devant les grues du port de commerce de la ville.</p><h1>{TITLE}</h1>"
    )

    assert texts(page(caption + paragraphs())) == list(TEXT)


def test_the_buttons_of_a_network_are_still_no_text() -> None:
    buttons = "<div class=twitter-share>Partagez cet article avec vos abonnés et suivez le journal sur ce réseau.</div>"

    assert texts(page(paragraphs(FIRST) + buttons + paragraphs(SECOND, THIRD))) == list(TEXT)

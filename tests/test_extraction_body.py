"""What is text of an article and what is not, on a page of a theme nobody knows and in fragments of HTML."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from crawler.extraction import Document, blocks_from_html, extract_page
from crawler.items import ArticlePage
from crawler.site import Layout, Site

URL = "https://journal.example/region/port-agadir-48213.html"
NOW = datetime(2024, 5, 3, tzinfo=UTC)
TITLE = "Le port agrandit ses quais"
FIRST = (
    "Le port de la ville agrandit ses quais de trois cents mètres, pour recevoir des navires plus grands, a dit "
    "mercredi le directeur de l'agence portuaire lors d'une visite du chantier."
)
SECOND = (
    "Les travaux, commencés au printemps, emploient deux cents ouvriers de la région et doivent finir avant "
    "l'hiver, selon le calendrier que l'agence a remis aux élus du conseil régional."
)
THIRD = (
    "Une seconde tranche portera sur les entrepôts frigorifiques, dont les pêcheurs attendent la rénovation depuis "
    "plus de dix ans, et sur la route qui mène à la zone industrielle."
)
TEXT = (FIRST, SECOND, THIRD)
MENU = "".join(f'<li><a href="/rubrique-{n}">Rubrique numéro {n}</a></li>' for n in range(12))


def page(inner: str, *, around: str = "", head: str = "", site: Site | None = None) -> ArticlePage:
    html = (
        f"<html lang=fr><head><title>{TITLE} | Journal</title>{head}</head><body><div class=top><ul>{MENU}</ul></div>"
        f"<div class=page><h1>{TITLE}</h1><div class=xyz>{inner}</div>{around}</div></body></html>"
    )
    return extract_page(Document(html, URL), site, fetched_at=NOW)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or TEXT)


def texts(found: ArticlePage) -> list[str]:
    return [block.text for block in found.blocks]


def fragment(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_from_html(html, URL)[0]]


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


def test_the_text_is_found_without_any_name() -> None:
    found = page(paragraphs())

    assert texts(found) == list(TEXT)
    assert found.methods["body"] == "generic"


def test_a_text_in_bare_lines_is_read_as_paragraphs() -> None:
    assert texts(page("<br><br>".join(TEXT))) == list(TEXT)


def test_a_text_in_divisions_is_read_as_paragraphs() -> None:
    assert texts(page("".join(f"<div>{text}</div>" for text in TEXT))) == list(TEXT)


def test_a_text_in_a_table_cell_of_an_old_page_is_found() -> None:
    assert texts(page(f"<table><tr><td>{paragraphs()}</td><td><a href=/x>Autre article</a></td></tr></table>")) == [
        *TEXT
    ]


def test_a_text_inside_a_form_around_the_page_is_found() -> None:
    html = f"<html><body><form id=aspnetForm><h1>{TITLE}</h1><div>{paragraphs()}</div></form></body></html>"

    assert texts(extract_page(Document(html, URL), None, fetched_at=NOW)) == list(TEXT)


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


def test_a_picture_with_its_caption_inside_a_paragraph_is_no_sentence() -> None:
    pictured = (
        f"<p><span class=wf_caption><img src=a.jpg><span>Le quai vu du large, mercredi</span></span></p><p>{SECOND}</p>"
    )

    assert texts(page(paragraphs(FIRST) + pictured + paragraphs(THIRD))) == list(TEXT)


def test_the_headline_and_the_lines_below_it_are_no_text() -> None:
    top = f"<h1>{TITLE}</h1><p>Publié le 2 mai 2024 à 10h30</p><p>Par Salma Ouhaddou</p>"

    assert texts(page(top + paragraphs())) == list(TEXT)


def test_a_short_last_sentence_stays() -> None:
    assert texts(page(paragraphs(FIRST, SECOND, "Affaire à suivre.")))[-1] == "Affaire à suivre."


def test_sub_headings_stay_where_text_follows() -> None:
    found = page(f"<p>{FIRST}</p><h2>Un chantier de trois ans</h2><p>{SECOND}</p><h2>À voir</h2>")

    assert [(block.kind, block.text) for block in found.blocks] == [
        ("paragraph", FIRST),
        ("heading", "Un chantier de trois ans"),
        ("paragraph", SECOND),
    ]


def test_the_second_copy_of_a_text_for_another_screen_goes() -> None:
    assert texts(page(f"<div class=big>{paragraphs()}</div><div class=small>{paragraphs(FIRST)}</div>")) == list(TEXT)


def test_a_pull_quote_that_repeats_the_text_goes() -> None:
    found = page(f"<p>{FIRST}</p><blockquote>Les travaux, commencés au printemps</blockquote><p>{SECOND}</p>")

    assert texts(found) == [FIRST, SECOND]


def test_short_paragraphs_between_boxes_are_all_of_the_article() -> None:
    short = [f"Le quai numéro {number} est ouvert aux navires depuis hier matin, dit le port." for number in range(6)]
    box = "".join(f"<div class=q><a href=/v{n}>Regarder la vidéo numéro {n} de la semaine</a></div>" for n in range(4))
    long = (
        "Le plus long des quais, rénové au printemps, attend un premier navire de deux cents mètres pour demain soir."
    )
    article = "".join(f"<p>{text}</p>{box}" for text in short) + f"<p>{long}</p>{box}"

    assert texts(page(f"<article>{article}</article>")) == [*short, long]


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


def test_a_fragment_keeps_the_kinds_of_its_blocks() -> None:
    assert fragment(
        f"<p>{FIRST}</p><h2>Un titre</h2><blockquote class=wp-block-quote><p>Une phrase dite par quelqu'un.</p></blockquote>"
        "<ul><li>premier point</li><li>second point</li></ul>"
        "<table><tr><th>Ville</th><th>Hausse</th></tr><tr><td>Fès</td><td>3 %</td></tr></table>"
        f"<p>{SECOND}</p>"
    ) == [
        ("paragraph", FIRST),
        ("heading", "Un titre"),
        ("quote", "Une phrase dite par quelqu'un."),
        ("list", "premier point\nsecond point"),
        ("table", "Ville | Hausse\nFès | 3 %"),
        ("paragraph", SECOND),
    ]


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


@pytest.mark.parametrize(
    "frame",
    [
        '<figure class="wp-block-embed is-provider-twitter wp-block-embed-twitter"><div>{}</div></figure>',
        '<div class="twitter-wrapper">{}</div>',
        "<div class=embed-instagram>{}</div>",
    ],
)
def test_a_post_in_a_frame_named_for_its_network_stays(frame: str) -> None:
    post = '<blockquote class=twitter-tweet><p>Les quais seront prêts avant le mois de décembre.</p>&mdash; Port <a href="https://twitter.com/port/status/1">2 mai</a></blockquote>'
    found = page(paragraphs(FIRST) + frame.format(post) + paragraphs(SECOND, THIRD))

    assert [(block.kind, block.url) for block in found.blocks if "décembre" in block.text] == [
        ("embed", "https://twitter.com/port/status/1")
    ]


def test_the_buttons_of_a_network_are_still_no_text() -> None:
    buttons = "<div class=twitter-share>Partagez cet article avec vos abonnés et suivez le journal sur ce réseau.</div>"

    assert texts(page(paragraphs(FIRST) + buttons + paragraphs(SECOND, THIRD))) == list(TEXT)


def test_an_embedded_post_keeps_its_text_and_its_address() -> None:
    html = (
        f"<p>{FIRST}</p><blockquote class=twitter-tweet><p>Le port sera prêt avant l'hiver.</p>&mdash; Port "
        f"<a href=https://twitter.example/port/1>2 mai</a></blockquote><p>{SECOND}</p>"
    )
    embed = blocks_from_html(html, URL)[0][1]

    assert (embed.kind, embed.url) == ("embed", "https://twitter.example/port/1")
    assert embed.text.startswith("Le port sera prêt avant l'hiver.")


def test_single_breaks_stay_lines_of_a_paragraph() -> None:
    assert fragment("<p>Vers un,<br>vers deux,<br>vers trois.</p>") == [
        ("paragraph", "Vers un,\nvers deux,\nvers trois.")
    ]


def test_long_sentences_with_a_break_between_them_are_paragraphs() -> None:
    assert fragment(f"<p>{FIRST}<br>{SECOND}</p>") == [("paragraph", FIRST), ("paragraph", SECOND)]


def test_words_of_a_sentence_stay_in_it_whatever_their_element_is_called() -> None:
    html = "<p>Un <span class=share>mot</span> et <x-note>un autre</x-note> dans <b class=ad>la</b> phrase.</p>"

    assert fragment(html) == [("paragraph", "Un mot et un autre dans la phrase.")]


def test_a_tooltip_is_no_word_of_its_sentence() -> None:
    html = "<p>Le ministre<span class=tooltip-content>Biographie du ministre</span> a parlé aux élus de la région.</p>"

    assert fragment(html) == [("paragraph", "Le ministre a parlé aux élus de la région.")]


def test_the_shortcodes_of_a_switched_off_plugin_go() -> None:
    assert fragment(f'<p>[caption id="x" width="300"]{FIRST}[/caption]</p><p>Il a dit [sic] cela au conseil.</p>') == [
        ("paragraph", FIRST),
        ("paragraph", "Il a dit [sic] cela au conseil."),
    ]


def test_links_in_the_text_are_inline_and_in_order() -> None:
    links = blocks_from_html(
        f"<p>{FIRST} <a href=/rapport.pdf>le rapport</a></p><p>{SECOND} <a href='//agence.example/x'>l'agence</a></p>",
        URL,
    )[1]

    assert [(link.kind, link.url, link.text, link.position) for link in links] == [
        ("inline", "https://journal.example/rapport.pdf", "le rapport", 0),
        ("inline", "https://agence.example/x", "l'agence", 1),
    ]


STATED = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","articleBody":"{}"}}</script>'


def test_the_stated_text_serves_where_the_page_shows_none() -> None:
    found = page("<div id=app></div>", head=STATED.format(TITLE, "\\n".join(TEXT)))

    assert texts(found) == list(TEXT)
    assert found.methods["body"] == "json-ld"
    assert found.problems == ["methods disagree: body"]


def test_a_stated_text_cut_short_is_no_disagreement() -> None:
    long = [f"{FIRST} ({n})" for n in range(8)]
    found = page(paragraphs(*long), head=STATED.format(TITLE, FIRST + " " + SECOND[:60] + "..."))

    assert texts(found) == long
    assert found.problems == []


def test_a_stated_summary_is_not_taken_for_the_text() -> None:
    summary = (
        "L'agence portuaire veut recevoir des navires plus grands : les quais du port gagnent trois cents mètres. Deux cents "
        "ouvriers de la région sont employés par ces travaux, qui doivent finir avant l'hiver, a dit mercredi son directeur."
    )
    stated = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": summary})}</script>'
    )
    found = page(paragraphs() * 2, head=stated)

    assert (found.methods["body"], texts(found)[:3]) == ("generic", list(TEXT))


def test_a_stated_text_of_another_article_is_said_to_disagree() -> None:
    found = page(paragraphs(*(f"{THIRD} ({n})" for n in range(8))), head=STATED.format(TITLE, FIRST + SECOND))

    assert found.problems == ["methods disagree: body"]


def test_the_entries_of_a_live_blog_keep_their_times() -> None:
    live = '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"En direct"}</script>'
    entries = "".join(
        f"<div class=post><span class=timestamp>1{n}:30</span><p>{text}</p></div>" for n, text in enumerate(TEXT)
    )

    assert texts(page(entries, head=live)) == ["10:30", FIRST, "11:30", SECOND, "12:30", THIRD]


def test_the_entries_of_a_live_blog_that_only_scripts_show_are_read_from_its_data() -> None:
    live = (
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"En direct","liveBlogUpdate":['
        f'{{"@type":"BlogPosting","headline":"Début","datePublished":"2024-05-02T10:30:00Z","articleBody":"{FIRST}"}},'
        f'{{"@type":"BlogPosting","headline":"Suite","datePublished":"2024-05-02T11:30:00Z","articleBody":"{SECOND}"}}]}}</script>'
    )

    assert texts(page("<div id=live></div>", head=live)) == [
        "2024-05-02T10:30:00Z Début",
        FIRST,
        "2024-05-02T11:30:00Z Suite",
        SECOND,
    ]


def layouts(*declared: Layout) -> Site:
    return Site("Journal", "https://journal.example/", layouts=declared)


def test_the_sites_layout_is_asked_first() -> None:
    found = page(f"<div class=texte>{paragraphs()}</div>", site=layouts(Layout(seen="2024", body="div.texte")))

    assert texts(found) == list(TEXT)
    assert found.methods["body"] == "layout"
    assert found.problems == []


def test_a_layout_may_name_paragraphs_and_what_to_leave_out() -> None:
    site = layouts(Layout(seen="2024", body=".texte > p", remove=".texte .bandeau"))
    inner = f"<div class=texte>{paragraphs(FIRST)}<p class=bandeau>Une promotion de la maison, à ne pas garder.</p>{paragraphs(SECOND)}</div>"

    assert texts(page(inner, site=site)) == [FIRST, SECOND]


def test_a_layout_that_no_longer_fits_is_said_and_the_article_is_found_all_the_same() -> None:
    found = page(paragraphs(), site=layouts(Layout(seen="2019", body="div#article_body")))

    assert texts(found) == list(TEXT)
    assert found.methods["body"] == "generic"
    assert found.problems == ["layout missed: body"]


def test_an_older_layout_still_serves() -> None:
    site = layouts(
        Layout(seen="2024", body="div.nouveau"), Layout(seen="2019", body="div.ancien", until=date(2020, 1, 1))
    )

    assert texts(page(f"<div class=ancien>{paragraphs()}</div>", site=site)) == list(TEXT)


def test_the_layout_of_the_articles_day_is_asked_before_the_current_one() -> None:
    site = layouts(
        Layout(seen="2024", body="div.commun p", since=date(2020, 1, 2)),
        Layout(seen="2019", body="div.commun div.ancien", until=date(2020, 1, 1)),
    )
    head = '<meta property="article:published_time" content="2019-03-04T10:00:00+01:00">'
    inner = f"<div class=commun><div class=ancien>{'<br><br>'.join(TEXT)}</div><p>{'Une mention de la rédaction. ' * 6}</p></div>"

    assert texts(page(inner, head=head, site=site)) == list(TEXT)


@pytest.mark.parametrize("css", ["div[data-role~=body] > p", "div:not(.foot) > p.t", "#corps p.t, #autre p"])
def test_any_css_may_name_the_text(css: str) -> None:
    inner = f"<div id=corps data-role='main body'>{''.join(f'<p class=t>{text}</p>' for text in TEXT)}</div>"
    found = page(inner, site=layouts(Layout(seen="2024", body=css)))

    assert texts(found) == list(TEXT)
    assert found.methods["body"] == "layout"


def test_a_heading_that_links_to_itself_is_a_heading() -> None:
    heading = '<h2 id=suite><a href="#suite"><span>La suite du chantier</span></a></h2>'

    assert [block.text for block in page(f"<p>{FIRST}</p>{heading}<p>{SECOND}</p><p>{THIRD}</p>").blocks] == [
        FIRST, "La suite du chantier", SECOND, THIRD,
    ]  # fmt: skip

"""The text of an article, as found on a page of a theme nobody knows, as declared, as stated, and in fragments of HTML."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import json
from datetime import date

import pytest

from crawler.extraction import Document, blocks_from_html, extract_page
from crawler.site import Layout, Site
from tests.article_page import NOW, URL
from tests.one_article import FIRST, SECOND, TEXT, THIRD, TITLE, page, paragraphs, texts


def fragment(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_from_html(html, URL)[0]]


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

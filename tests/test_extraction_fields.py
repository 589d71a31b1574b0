"""Structured data as publishers break it, and each field by its ordered methods."""
# ruff: noqa: E501 - markup reads best element by element

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import Document, article_links, extract_page
from crawler.extraction.layout import text_in_parts, text_of
from crawler.extraction.names import agency_of_text, names_only, split_bylines, strip_label
from crawler.extraction.structured import Structured, load_json
from crawler.site import Layout, Site
from tests.article_page import NOW, SITE, TEXT, TITLE, URL, ld, page

ARTICLE = {"@type": "NewsArticle", "headline": "Un titre"}


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Un titre"}',
        '[{"@type":"NewsArticle","headline":"Un titre"}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle","Article"],"headline":"Un titre"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"Un titre"}}',
        '{"@type":"NewsArticle","headline":"Un titre",}',
        '{"@type":"NewsArticle","keywords":["a","b",],"headline":"Un titre"}',
        '{"@type":"NewsArticle","headline":"Un titre"};',
        '{"@type":"WebSite"}{"@type":"NewsArticle","headline":"Un titre"}',
        '{"@type":"NewsArticle","description":"deux\nlignes\tici","headline":"Un titre"}',
        '{"@type":"NewsArticle","description":"l\\\'été","headline":"Un titre"}',
        '<!-- {"@type":"NewsArticle","headline":"Un titre"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Un titre"}\n//]]>',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Un titre&quot;}",
        '{"@type":"NewsArticle","description":"un "mot" sans échappement","headline":"Un titre"}',
        '{"@type":"http://schema.org/NewsArticle","headline":"Un titre"}',
    ],
)
def test_json_ld_is_read_as_publishers_write_it(script: str) -> None:
    document = Document(f'<script type="application/ld+json">{script}</script>', URL)

    assert Structured(document).article["headline"] == "Un titre"


def test_of_several_articles_the_one_with_the_pages_url_is_meant() -> None:
    other = {"@type": "NewsArticle", "url": "https://journal.example/autre.html", "headline": "Un autre"}
    this = {"@type": "NewsArticle", "mainEntityOfPage": {"@id": URL + "?utm_source=x"}, "headline": "Celui-ci"}

    assert Structured(Document(ld([other, this]), URL)).article["headline"] == "Celui-ci"


def test_comments_and_reviews_are_not_the_article() -> None:
    found = Structured(Document(ld([{"@type": "Comment", "text": "x"}, {"@type": "Review", "headline": "y"}]), URL))

    assert found.article == {}


@given(st.text(alphabet='{}[]":,\\ @typenwsa&quot;1e<!-/*', max_size=80))
def test_no_script_raises(script: str) -> None:
    list(load_json(script))
    extract_page(Document(f'<script type="application/ld+json">{script}</script>', URL), None, fetched_at=NOW)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
        max_leaves=8,
    ),
    st.sampled_from(["headline", "author", "image", "datePublished", "keywords", "articleBody", "publisher", "url",
                     "articleSection", "mainEntityOfPage", "liveBlogUpdate", "isAccessibleForFree", "@id", "inLanguage"]),
)  # fmt: skip
def test_no_value_of_a_property_raises(value: object, name: str) -> None:
    page(ld(ARTICLE | {name: value}))


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{TITLE} | Journal</title>",
        f"<title>Journal : {TITLE}</title>",
        f'<meta property="og:title" content="{TITLE} - Journal">',
        ld({"@type": "NewsArticle", "headline": TITLE[:60]}),
    ],
)
def test_the_title_is_the_heading_that_the_head_agrees_with(head: str) -> None:
    assert page(head).title == TITLE
    assert page(head).methods["title"] == "h1"


@pytest.mark.parametrize(
    "heading",
    [
        "Le <a href=/p><b>port</b></a> agrandit<br>ses quais",
        "<span><i>Le</i> port</span> agrandit <div>ses quais</div>",
        "<span class=sr-only>Titre :</span>Le port agrandit<script>x()</script> ses quais",
    ],
)
def test_the_words_of_a_heading_keep_their_order_and_their_blanks(heading: str) -> None:
    assert page(title=heading).title == "Le port agrandit ses quais"


def test_the_sites_name_goes_as_its_address_writes_it() -> None:
    html = f"<html><head><title>Le port agrandit ses quais | Le Matin du Port</title></head><body>{TEXT}</body></html>"

    assert extract_page(Document(html, "https://www.lematinduport.ma/a"), None, fetched_at=NOW).title == (
        "Le port agrandit ses quais"
    )


@pytest.mark.parametrize(
    ("head", "printed", "tag"),
    [
        ("<title>Journal</title>", f"<h1>{TITLE}</h1>", "h1"),
        ("<title>Journal - Toute l'actualité de la région</title>", f"<h1>{TITLE}</h1>", "h1"),
        (
            "<title>Journal</title><meta property=og:title content=Journal>",
            f"<h1><a href=/>Journal</a></h1><h2>{TITLE}</h2>",
            "h2",
        ),
        (f"<title>{TITLE}</title>", f"<h2>{TITLE}</h2><h1>Les plus lus de la semaine</h1>", "html"),
        ("<title>Journal</title>", f"<h1><a name=x href='javascript:void(0)'>{TITLE}</a></h1>", "h1"),
    ],
)
def test_a_site_that_calls_every_page_after_itself_still_prints_headlines(head: str, printed: str, tag: str) -> None:
    html = f"<html><head>{head}</head><body>{printed}<div class=t>{TEXT}</div></body></html>"
    found = extract_page(Document(html, URL), SITE, fetched_at=NOW)

    assert (found.title, found.methods["title"]) == (TITLE, tag)


def test_a_logo_in_a_heading_is_no_title() -> None:
    found = page(f"<title>{TITLE} | Journal</title>", f"<h1>{TITLE}</h1>", title="Journal")

    assert found.title == TITLE


@pytest.mark.parametrize(
    "heading",
    [
        f"<span>{TITLE}</span><a href=/>Journal</a>",
        f"<span class=k>Reportage</span>{TITLE}",
        f"<a href=/eco>Économie</a> <span>{TITLE}</span>",
    ],
)
def test_a_label_in_the_heading_that_the_head_does_not_have_is_no_title(heading: str) -> None:
    assert page(f"<title>{TITLE} | Journal</title>", title=heading, site=SITE).title == TITLE


def test_a_heading_keeps_the_parts_that_the_head_leaves_out() -> None:
    longer = f"{TITLE} <em>malgré la crise</em>"

    assert page(f'<meta property="og:title" content="{TITLE}">', title=longer).title == f"{TITLE} malgré la crise"


@pytest.mark.parametrize(
    "stated", [f"{TITLE} | Journal", f"{TITLE} - Journal", f"Journal : {TITLE}", f"{TITLE} – الجريدة", TITLE]
)
def test_a_stated_title_loses_the_sites_name_and_nothing_at_hyphens(stated: str) -> None:
    html = f'<meta property="og:title" content="{stated}"><div>{TEXT}</div>'

    assert extract_page(Document(html, URL), SITE, fetched_at=NOW).title == TITLE


@pytest.mark.parametrize(
    ("byline", "people", "agencies"),
    [
        ("Par Salma Ouhaddou", ["Salma Ouhaddou"], []),
        ("Par : Salma Ouhaddou et Karim Tazi-Benani", ["Salma Ouhaddou", "Karim Tazi-Benani"], []),
        ("By Salma Ouhaddou, Karim Tazi", ["Salma Ouhaddou", "Karim Tazi"], []),
        ("كتب: سلمى أوحدو", ["سلمى أوحدو"], []),
        ("كتبت سلمى أوحدو", ["سلمى أوحدو"], []),
        ("بقلم : سلمى أوحدو و كريم التازي", ["سلمى أوحدو", "كريم التازي"], []),
        ("بواسطة سلمى أوحدو", ["سلمى أوحدو"], []),
        ("سلمى أوحدو - الرباط", ["سلمى أوحدو"], []),
        ("الجريدة - سلمى أوحدو", ["سلمى أوحدو"], []),
        ("سلمى أوحدو (و.م.ع)", ["سلمى أوحدو"], []),
        ("و.م.ع", [], ["و.م.ع"]),
        ("و م ع", [], ["و م ع"]),
        ("Journal avec MAP", ["Journal"], ["MAP"]),
        ("Salma Ouhaddou avec AFP", ["Salma Ouhaddou"], ["AFP"]),
        ("الجريدة مع وكالات", ["الجريدة"], ["وكالات"]),
        ("Reuters", [], ["Reuters"]),
        ("هيئة التحرير", ["هيئة التحرير"], []),
        ("La rédaction", ["La rédaction"], []),
        ("admin", [], []),
        ("https://facebook.example/journal", [], []),
        ("contact@journal.example", [], []),
        ("كاتب ياسين", ["كاتب ياسين"], []),
        ("Salma Ouhaddou, journaliste", ["Salma Ouhaddou"], []),
        ("Salma Ouhaddou envoyée spéciale à Agadir", ["Salma Ouhaddou"], []),
        ("Author of the article: Salma Ouhaddou", ["Salma Ouhaddou"], []),
        ("(Image: Agence Photo)", [], []),
        ("", [], []),
        ("Leave a comment", [], []),
        ("Suivez-nous", [], []),
        ("A. Nom | 5 min de lecture", ["A. Nom"], []),
        ("A. Nom, 4", ["A. Nom"], []),
        ("More stories by A. Name", ["A. Name"], []),
        ("Updated by A. Name", ["A. Name"], []),
        ("By A. Name on Monday, October 20th, 2025 at 11:04 a.m.", ["A. Name"], []),
        ("A. Name in Politics", ["A. Name"], []),
        ("First Last Senior Politics Editor", ["First Last"], []),
        ("A. Nom (Bruxelles, bureau européen)", ["A. Nom"], []),
    ],
)
def test_bylines_are_people_and_agencies_without_labels(byline: str, people: list[str], agencies: list[str]) -> None:
    assert split_bylines([byline], {"journal", "الجريدة"}) == (people, agencies)


@pytest.mark.parametrize(
    ("line", "only"),
    [
        ("Par SALMA OUHADDOU et KARIM TAZI, envoyés spéciaux à Agadir", True),
        ("Salma Ouhaddou", True),
        ("Salma Ouhaddou (Rabat)", True),
        ("Salma Ouhaddou (Rabat, bureau du Maghreb)", True),
        ("بقلم: سلمى أوحدو", True),
        ("Par Salma Ouhaddou le lundi 3 mars 2024 à 10h12", True),
        ("Par Salma Ouhaddou, qui a suivi le procès jusqu'au 3 mars 2024, dit tout.", False),
        ("سلمى أوحدو - الرباط", True),
        ("Par bonheur, Salma Ouhaddou était là, et elle a vu toute la scène.", False),
        ("Salma Ouhaddou est partie.", False),
        ("Le port agrandit ses quais.", False),
    ],
)
def test_a_line_that_only_names_the_authors_is_told_from_a_sentence(line: str, only: bool) -> None:
    assert names_only(line, ["Salma Ouhaddou", "Karim Tazi", "سلمى أوحدو"]) is only


def test_the_authors_signature_at_either_end_is_no_text() -> None:
    head = ld(ARTICLE | {"author": {"name": "Salma Ouhaddou"}})
    html = f"<html><head>{head}</head><body><h1>{TITLE}</h1><div class=entry-content><p>Salma Ouhaddou - Agadir</p>{TEXT}<p>Salma Ouhaddou</p></div>"
    found = extract_page(Document(html, URL), Site("J", URL, layouts=(Layout("2024", body="div"),)), fetched_at=NOW)

    assert found.authors == ["Salma Ouhaddou"]
    assert [block.text[:12] for block in found.blocks] == ["Le port de l", "Les travaux,"]


def test_a_name_that_a_label_is_part_of_stays_whole() -> None:
    assert strip_label("Parveen Naji") == "Parveen Naji"
    assert strip_label("Byron Alami") == "Byron Alami"


@given(st.text(max_size=100))
def test_no_byline_raises(byline: str) -> None:
    split_bylines([byline], {"journal"})


@pytest.mark.parametrize(
    ("first", "last", "agency"),
    [
        ("الرباط - و.م.ع - أعلنت الوزارة عن برنامج جديد.", "", "و.م.ع"),
        ("Rabat (MAP) - Le conseil s'est réuni jeudi.", "", "MAP"),
        ("Le conseil s'est réuni jeudi à Rabat.", "(MAP)", "MAP"),
        ("Le conseil s'est réuni jeudi.", "Les agences ont fermé à midi.", None),
        ("La carte (map) du port a été publiée.", "", None),
    ],
)
def test_an_agency_is_read_from_dateline_or_signature(first: str, last: str, agency: str | None) -> None:
    assert agency_of_text([first], [last]) == agency


def test_the_authors_article_beats_the_sites_own_name() -> None:
    found = page(
        ld(ARTICLE | {"author": {"name": "Journal"}, "publisher": {"name": "Journal"}}),
        "<p class=byline>Par Salma Ouhaddou</p>",
    )

    assert found.authors == ["Salma Ouhaddou"]


def test_an_author_given_by_reference_is_found() -> None:
    graph = {
        "@graph": [ARTICLE | {"author": {"@id": "#p"}}, {"@type": "Person", "@id": "#p", "name": "Salma Ouhaddou"}]
    }

    assert page(ld(graph)).authors == ["Salma Ouhaddou"]


def test_an_agency_is_the_source_and_no_author() -> None:
    found = page('<meta name="author" content="MAP">')

    assert (found.authors, found.source) == ([], "MAP")


def test_dates_come_with_the_most_trusted_first() -> None:
    head = (
        ld(ARTICLE | {"datePublished": "2024-05-02T10:30:00+01:00", "dateModified": "2024-05-02T12:00:00+01:00"})
        + '<meta property="article:published_time" content="2024-05-02T09:30:00+00:00"><meta name="date" content="2024-05-01">'
    )

    assert [(date.text, date.dates, date.method) for date in page(head).dates] == [
        ("2024-05-02T10:30:00+01:00", "published", "json-ld"),
        ("2024-05-02T09:30:00+00:00", "published", "opengraph"),
        ("2024-05-01", "published", "meta"),
        ("2024-05-02T12:00:00+01:00", "modified", "json-ld"),
    ]


def test_the_site_is_no_author_beside_a_person() -> None:
    assert split_bylines(["Salma Nom, Journal"], {"journal"})[0] == ["Salma Nom"]
    assert split_bylines(["Journal"], {"journal"})[0] == ["Journal"]


def test_a_printed_date_serves_where_none_is_stated() -> None:
    found = page(inner="<span class='post-date'>الجمعة 3 ماي 2024 - 10:30</span>")

    assert [date.text for date in found.dates] == ["الجمعة 3 ماي 2024 - 10:30"]


@pytest.mark.parametrize(
    "inner",
    [
        '<time itemprop="datePublished" datetime="2024-05-02T10:30">hier</time>',
        '<time class="published" datetime="2024-05-02T10:30">hier</time>',
        '<time class="updated" datetime="2024-05-03T08:00">ce matin</time><time datetime="2024-05-02T10:30">hier</time>',
        # WordPress' core, of an article that was never changed
        '<time class="entry-date published updated" datetime="2024-05-02T10:30">hier</time>'
        '<div class="comments"><time datetime="2024-05-04T09:00">aujourd\'hui</time></div>',
    ],
)
def test_the_time_of_publication_is_told_from_that_of_changes(inner: str) -> None:
    dates = [date.text for date in page(inner=inner).dates if date.dates == "published"]

    assert dates[0] == "2024-05-02T10:30"


def test_breadcrumb_and_section_leave_out_home_and_the_article() -> None:
    trail = [
        {"@type": "ListItem", "position": n, "name": name}
        for n, name in enumerate(["Accueil", "Régions", "Souss", TITLE])
    ]
    found = page(ld({"@type": "BreadcrumbList", "itemListElement": trail}))

    assert found.breadcrumb == ["Régions", "Souss"]
    assert found.section == "Souss"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:tag" content="port"><meta property="article:tag" content="pêche">',
        '<meta property="article:tag" content="port, pêche">',
        ld(ARTICLE | {"keywords": "port، pêche"}),
        ld(ARTICLE | {"keywords": ["port", "pêche", "port"]}),
        '<meta name="news_keywords" content="port; pêche">',
    ],
)
def test_tags_are_single_and_without_repeats(head: str) -> None:
    assert page(head).tags == ["port", "pêche"]


@pytest.mark.parametrize(
    ("head", "inner"),
    [
        (ld(ARTICLE | {"image": {"url": "/up/quai.jpg", "caption": "Le quai", "creditText": "MAP"}}), ""),
        (
            ld(ARTICLE | {"image": ["/up/quai.jpg"]}),
            "<figure><img src=/up/quai-800x600.jpg><figcaption>Le quai (photo : MAP)</figcaption></figure>",
        ),
        (
            '<meta property="og:image" content="/up/quai.jpg">',
            "<figure><img data-src=/up/quai-800x600.jpg><figcaption>Le quai © MAP</figcaption></figure>",
        ),
    ],
)
def test_the_lead_image_has_caption_and_credit(head: str, inner: str) -> None:
    image = page(head, inner).image

    assert image is not None
    assert image.url == "https://journal.example/up/quai.jpg"
    assert image.caption is not None
    assert image.caption.startswith("Le quai")
    assert image.credit == "MAP"


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ('<link rel="shortlink" href="https://journal.example/?p=123">', "wp:123"),
        ('<link rel="canonical" href="https://journal.example/x.html">', None),
    ],
)
def test_the_number_of_the_article_survives_a_changed_slug(head: str, number: str | None) -> None:
    assert page(head).external_id == number


def test_the_canonical_url_is_absolute() -> None:
    assert page('<link rel="canonical" href="/region/port-agadir-48213.html">').canonical_url == URL
    assert (
        page('<meta property="og:url" content="https://journal.example/a">').canonical_url
        == "https://journal.example/a"
    )
    assert page().canonical_url is None


@pytest.mark.parametrize("free", ["False", False, "false"])
def test_a_text_not_accessible_for_free_is_marked(free: object) -> None:
    assert page(ld(ARTICLE | {"isAccessibleForFree": free})).truncated
    assert not page(ld(ARTICLE | {"isAccessibleForFree": True})).truncated


def test_a_video_in_the_text_is_noted() -> None:
    inner = "<div class=v><iframe src='https://video.example/1'></iframe></div>"

    assert page(inner=inner).has_media
    assert not page().has_media


def test_links_to_author_tag_and_section_are_told_by_relation_or_name() -> None:
    found = page(
        ld(ARTICLE | {"author": {"name": "Salma Ouhaddou"}, "articleSection": "Régions", "keywords": ["port"]}),
        "<a href=/auteur/salma>Salma Ouhaddou</a> <a href=/regions>Régions</a> <a href=/mot/port>port</a> <a rel=tag href=/mot/quai>quai</a>",
    )

    assert [(link.kind, link.text) for link in found.links] == [
        ("author", "Salma Ouhaddou"),
        ("section", "Régions"),
        ("tag", "port"),
        ("tag", "quai"),
    ]


def test_every_link_of_the_page_to_an_article_of_the_site_is_a_page_to_visit() -> None:
    html = (
        f'<a href="{URL}#comments">ici</a><a href="/culture/festival-48300.html">a</a><a href="/culture/">b</a>'
        '<aside><a href="/sport/match-48301.html?utm_source=barre">c</a><a href="/culture/festival-48300.html">d</a></aside>'
        '<a href="https://ailleurs.example/monde/vote-48302.html">e</a><a href="javascript:void(0)">f</a>'
    )

    assert [(link.url, link.kind) for link in article_links(Document(html, URL), SITE)] == [
        ("https://journal.example/culture/festival-48300.html", "article"),
        ("https://journal.example/sport/match-48301.html", "article"),
    ]


NESTED = st.recursive(
    st.builds(lambda tag: f"<{tag}>x</{tag}>", st.sampled_from(["b", "a", "span"])),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>y{'z'.join(parts)}w</{tag}>v",
        st.sampled_from(["b", "a", "span", "em", "div", "p", "li"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(NESTED)
def test_a_fields_text_is_in_the_order_of_the_page(inner: str) -> None:
    numbers = itertools.count()
    html = re.sub(r"(?<=>)[xyzwv]|z", lambda _: f"{next(numbers)}.", inner)
    whole = Document(f"<html><body><section>{html}</section></body></html>", URL).tagged("section")[0]

    assert "".join(text_of(whole).split()) == "".join(whole.text().split())
    assert "".join(text_in_parts(whole).replace("|", "").split()) == "".join(text_of(whole).split())

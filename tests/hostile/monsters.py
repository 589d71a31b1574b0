"""Pages made to exhaust whoever reads them: nests, baits in every field, linked data beyond measure.

`MONSTERS` makes each anew when asked for by name; `giants` and `trees` add those that need more than a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable

MB = 1 << 20

SENTENCE = "Le conseil de la commune a adopté mardi soir le budget de l'année prochaine, après un long débat public. "
ARABIC = "صادق مجلس الجماعة مساء الثلاثاء على ميزانية السنة المقبلة بعد نقاش طويل دام أزيد من أربع ساعات. "

MONSTERS: dict[str, Callable[[], bytes | str]] = {}


def monster(make: Callable[[], bytes | str]) -> Callable[[], bytes | str]:
    MONSTERS[make.__name__] = make
    return make


def story(head: str = "", title: str = "Le budget de la commune est adopté", top: str = "", body: str = "") -> bytes:
    """Return an ordinary article with something extraordinary in one place."""
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1>{top}<div class='entry-content'><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>{body}</div>"
    ).encode("utf-8", "surrogatepass")


def linked_data(value: object = None, raw: str | None = None, **properties: object) -> bytes:
    stated = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Le budget", **properties}
    text = raw if raw is not None else json.dumps(stated if value is None else value)
    return story(f"<script type='application/ld+json'>{text}</script>")


_STATED = (
    "og:title", "twitter:title", "og:site_name", "application-name", "author", "article:section", "news_keywords",
    "og:description", "og:locale", "og:image", "og:updated_time", "twitter:label1", "twitter:data1",
)  # fmt: skip
_ATTRIBUTES = {
    "div": ("class", "id", "style", "lang", "itemprop"),
    "a": ("href", "rel", "class"),
    "img": ("src", "srcset", "data-src"),
    "time": ("datetime", "class"),
}


def headless(head: str, *stated: object) -> bytes:
    """Return an article whose title and author stand nowhere but in its head."""
    scripts = f"<script type='application/ld+json'>{json.dumps(stated)}</script>"
    text = f"<!doctype html><head>{head}{scripts}</head><body><article><p>{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>"
    return text.encode("utf-8", "surrogatepass")


def fill(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode()) + 1)


def _nested(name: str, opening: str, size: int = 10 * MB, inside: str = SENTENCE) -> None:
    MONSTERS[f"nested_{name}"] = lambda: story(body=fill(opening, size) + inside)


for _tag in (
    "div",
    "p",
    "b",
    "font",
    "table",
    "td",
    "ul",
    "li",
    "blockquote",
    "a",
    "span",
    "section",
    "figure",
    "form",
):
    _nested(_tag, f"<{_tag}>")
_nested("table_cells", "<table><tr><td>")
_nested("lists", "<ul><li>x")
_nested("inline", "<b><i><u><em>")
_nested("text", "<div>mot ")
_nested("classes", "<div class='entry-content related share'>")
_nested("svg", "<svg><g>")
_nested("closed", "<div><p>x</p></div>")
_nested("misclosed", "<b><p></b></p>")
_nested("closings", "</div></p></span>")


def _baited(name: str, bait: str) -> None:
    """Put a bait where titles, dates, names, tags and sections are read, in markup and in linked data."""
    escaped = bait.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")
    MONSTERS[f"title_{name}"] = lambda: story(title=escaped)
    MONSTERS[f"paragraph_{name}"] = lambda: story(body=f"<p>{escaped}</p>")
    MONSTERS[f"fields_{name}"] = lambda: story(
        top=f"<h2 class=subtitle>{escaped}</h2><span class='author byline'>{escaped}</span>"
        f"<time class='published date' datetime='{escaped}'>{escaped}</time><span class=date>{escaped}</span>"
        f"<a rel=tag href='/tag/x'>{escaped}</a><div class=breadcrumb><a href=/x>{escaped}</a></div>"
        f"<figure><img src='/a.jpg' alt='{escaped}'><figcaption>{escaped}</figcaption></figure>",
        head=f"<meta name=author content='{escaped}'><meta property='article:published_time' content='{escaped}'>"
        f"<meta property='og:title' content='{escaped}'><meta property='article:tag' content='{escaped}'>"
        f"<meta property='article:section' content='{escaped}'><meta property='og:url' content='{escaped}'>",
    )
    MONSTERS[f"linked_data_{name}"] = lambda: linked_data(
        headline=bait, datePublished=bait, dateModified=bait, author=[{"name": bait}, bait], articleBody=bait,
        keywords=bait, articleSection=bait, image={"url": bait, "caption": bait}, inLanguage=bait, url=bait,
    )  # fmt: skip
    MONSTERS[f"attributes_{name}"] = lambda: story(
        body="".join(
            f"<{tag} " + " ".join(f"{each}='{escaped}'" for each in names) + f">{SENTENCE}</{tag}>"
            for tag, names in _ATTRIBUTES.items()
        )
    )
    MONSTERS[f"stated_{name}"] = lambda: headless(
        "".join(f"<meta property='{name}' content='{escaped}'>" for name in _STATED),
        {"@type": "NewsArticle", "headline": bait, "alternativeHeadline": bait, "author": {"name": bait}},
        {"@type": "WebSite", "name": bait},
        {"@type": "BreadcrumbList", "itemListElement": [{"name": bait}, {"item": {"name": bait}}]},
    )
    MONSTERS[f"text_{name}"] = lambda: bait


for _name, _bait in {
    "spaces": " " * MB,
    "spaces_between": "a" + " " * MB + "b",
    "tabs_between": "a" + "\t" * MB + "b",
    "wide_spaces_between": "a" + "\u3000" * (MB // 3) + "b",
    "mixed_spaces_between": "a" + " \n\xa0" * (MB // 4) + "b",
    "spaces_behind": "Un titre" + " " * MB,
    "spaces_everywhere": ("a" + " " * 1000) * 1000,
    "lines": "\n" * MB,
    "tabs_and_letters": "a\t \n" * (MB // 4),
    "digits": "1" * MB,
    "dates": "12/11/2026 " * (MB // 11),
    "clocks": "12:30 " * (MB // 6),
    "months": "20 نونبر " * (MB // 14),
    "ago": "il y a 2 heures et " * (MB // 19),
    "brackets": "(" * MB,
    "quotes": "«»\"'" * (MB // 6),
    "letters": "a" * MB,
    "arabic_letters": "ا" * (MB // 2),
    "words": "mot " * (MB // 4),
    "capitals": "AÀ" * (MB // 3),
    "labels": "par " * (MB // 4),
    "arabic_labels": "بقلم: " * (MB // 10),
    "names": "Prénom Nom et " * (MB // 15),
    "commas": "a, " * (MB // 3),
    "separators": " | - – › » " * (MB // 15),
    "dots": "." * MB,
    "sentences": SENTENCE * (MB // len(SENTENCE)),
    "arabic_sentences": ARABIC * (MB // len(ARABIC.encode())),
    "read_also": "Lire aussi : " * (MB // 13),
    "slashes": "https://a/" * (MB // 10),
    "colons": ":" * MB,
    "dashes": "-" * MB,
    "agencies": "(AFP) MAP - " * (MB // 12),
    "tatweel": "ـ" * (MB // 2),
    "stretched": "مـ" * (MB // 4),
    "vowel_marks": "مَُِّ" * (MB // 10),
    "stacked_marks": "a" + "\u0315\u0300" * (MB // 4),
    "mixed_marks": "a\u0315\u0300\u0323\u0301" * (MB // 9),
    "mojibake": "Ø§Ù„" * (MB // 8),
    "half_mojibake": "ÃÂ" * (MB // 4),
    "arabic_mojibake": "ط§ظ„" * (MB // 8),
    "invisible": "\u200b\u200f\u202e" * (MB // 9),
    "joiners": "م\u200c\u200d" * (MB // 8),
    "presentation_forms": "\ufefb\ufdf2" * (MB // 6),
    "emoji": "👩‍👩‍👧‍👦" * (MB // 25),
    "surrogates": "\ud800\udc00\udfff" * (MB // 9),
    "nuls": "\x00" * MB,
    "escapes": '\\u0000\\\\"' * (MB // 10),
    "entities": "&amp;lt;" * (MB // 8),
    "shortcodes": "[caption id=" * (MB // 12),
    "half_tags": "<p <a <" * (MB // 7),
    "darija": "ma3reftch kayn 3la " * (MB // 19),
}.items():
    _baited(_name, _bait)


for _name, _raw in {
    "deep_lists": "[" * MB,
    "deep_objects": '{"a":' * (MB // 5),
    "deep_closed": '{"@type":"NewsArticle","author":' * 20_000 + "1" + "}" * 20_000,
    "huge_number": '{"@type":"NewsArticle","headline":' + "9" * MB + "}",
    "huge_float": '{"@type":"NewsArticle","wordCount":1e' + "9" * MB + "}",
    "huge_string": '{"@type":"NewsArticle","articleBody":"' + "x " * (5 * MB) + '"}',
    "unclosed_string": '{"@type":"NewsArticle","headline":"' + "\\\\" * MB,
    "escapes": '{"@type":"NewsArticle","headline":"' + "\\x" * MB + '"}',
    "trailing_commas": '{"@type":"NewsArticle",' + ", " * MB + "}",
    "commas_and_spaces": "[1" + (", " + " " * 1000) * 1000 + "}",
    "many_objects": '{"@type":"NewsArticle","headline":"x"}' * 50_000,
    "many_articles": json.dumps({"@graph": [{"@type": "NewsArticle", "headline": f"x{n}"} for n in range(30_000)]}),
    "many_keys": json.dumps({"@type": "NewsArticle", **{f"k{n}": n for n in range(100_000)}}),
    "many_authors": json.dumps({"@type": "NewsArticle", "author": [{"name": f"Nom {n}"} for n in range(50_000)]}),
    "many_crumbs": json.dumps(
        {"@type": "BreadcrumbList", "itemListElement": [{"name": f"C{n}"} for n in range(50_000)]}
    ),
    "many_updates": json.dumps(
        {
            "@type": "LiveBlogPosting",
            "headline": "x",
            "liveBlogUpdate": [{"@type": "BlogPosting", "articleBody": SENTENCE}] * 9000,
        }
    ),
    "ids_in_a_ring": json.dumps(
        [{"@id": f"#{n}", "@type": "NewsArticle", "author": {"@id": f"#{n + 1}"}} for n in range(9000)]
    ),
    "string_properties": '"headline":"x", ' * (MB // 16),
    "comments": "<!--" * (MB // 4) + "{}",
    "cdata": "//<![CDATA[ " * (MB // 12) + "{}",
    "semicolons": "{}" + "; " * MB,
    "escaped": "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;" + "&amp;" * (MB // 5),
    "surrogate_escapes": '{"@type":"NewsArticle","headline":"' + "\\ud800" * 100_000 + '"}',
    "not_numbers": '{"@type":"NewsArticle","wordCount":[' + "NaN,Infinity,-Infinity," * 50_000 + "0]}",
}.items():
    MONSTERS[f"json_{_name}"] = lambda raw=_raw: linked_data(raw=raw)  # type: ignore[misc]


@monster
def blanks_in_nested_lines() -> bytes:
    """Lines about the headline, one in another, about ten million blanks."""
    head = f"<meta name=description content='{SENTENCE}'>"
    return story(head, top="<div>" * 190 + " " * 10 * MB + "x" + "</div>" * 190)


@monster
def emphasis_around_paragraphs() -> bytes:
    """Emphasis in letters of either case that is left open, each of its own, in paragraphs within it."""
    return story(body="".join(f"<eM id={number}>" for number in range(3_500)) + "<p>x" * 3_500)

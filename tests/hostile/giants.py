"""More of the `monsters`: pages with a million of one thing, of all sizes and encodings, and what is no page at all."""

from __future__ import annotations

import base64
import gzip
from random import Random

from tests.hostile.monsters import ARABIC, MB, SENTENCE, fill, monster, story


@monster
def many_scripts() -> bytes:
    return story('<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"x"}</script>' * 40_000)


@monster
def million_links() -> bytes:
    return story(body="".join(f"<a href='/p/{n}.html'>Lien numéro {n}</a> " for n in range(1_000_000)))


@monster
def million_links_in_paragraphs() -> bytes:
    return story(body="".join(f"<p>{SENTENCE}<a href='/p/{n}.html'>Lien</a></p>" for n in range(100_000)))


_REPLY = f"<div><b>Lecteur</b><p>il y a 2 jours</p><p>{SENTENCE}</p></div>"


@monster
def threads_without_end() -> bytes:
    return story(body=_REPLY * 50_000)


@monster
def many_short_threads() -> bytes:
    return story(body=f"<div>{_REPLY * 3}</div>" * 20_000)


@monster
def replies_to_replies() -> bytes:
    return story(body=_REPLY.removesuffix("</div>") * 20_000)


@monster
def million_empty_links() -> bytes:
    return story(body="<a href=x>" * 1_000_000)


@monster
def related_boxes() -> bytes:
    card = "<li><a href='/x-12345.html'>Un autre titre assez long</a>"
    return story(body=f"<div class='related-posts'><h3>À lire aussi</h3><ul>{card}</ul></div>" * 30_000)


@monster
def cards() -> bytes:
    headline = "<h2><a href='/y-12345.html'>Un autre titre assez long pour un titre</a></h2>"
    return story(body=f"<article class=post>{headline}<p>Chapeau.</p></article>" * 40_000)


@monster
def million_attributes() -> bytes:
    return story(body="<p " + " ".join(f"a{n}=b" for n in range(1_000_000)) + f">{SENTENCE}</p>")


@monster
def distinct_classes() -> bytes:
    return story(body="".join(f"<p class='c{n} share-{n} published-date-{n}'>{SENTENCE}</p>" for n in range(60_000)))


@monster
def long_class() -> bytes:
    return story(body=f"<div class='{fill('related-post share-date ', 10 * MB)}'><p>{SENTENCE}</p></div>")


@monster
def hyphened_class() -> bytes:
    return story(body=f"<div class='{fill('post-', 5 * MB)}'><p>{SENTENCE}</p></div>")


@monster
def long_id() -> bytes:
    return story(body=f"<div id='{fill('x', 10 * MB)}'><p>{SENTENCE}</p></div>")


@monster
def long_href() -> bytes:
    return story(head=f"<link rel=canonical href='/{'x' * (5 * MB)}'>", body=f"<a href='/{'%' * (5 * MB)}'>x</a>")


@monster
def long_base() -> bytes:
    return story(head=f"<base href='http://{'x.' * (2 * MB)}'>", body="<a href='x'>x</a>" * 5000)


@monster
def dotted_href() -> bytes:
    return story(body=f"<a href='/{'../' * MB}x'>x</a>" + "<a href='/a/../b/./c'>x</a>" * 5000)


@monster
def long_style() -> bytes:
    return story(body=f"<p style='{fill('display : ', 5 * MB)}'>{SENTENCE}</p>")


@monster
def long_comment() -> bytes:
    return story(body="<!--" + "- " * (5 * MB) + "-->")


@monster
def many_comments() -> bytes:
    return story(body="<!-- x -->" * MB)


@monster
def many_metas() -> bytes:
    return story(head="".join(f"<meta property='article:tag' content='mot {n}'>" for n in range(150_000)))


@monster
def many_dates() -> bytes:
    return story(top="<time class='date published' datetime='2026-11-01T10:00'>1 novembre 2026</time>" * 100_000)


@monster
def many_printed_dates() -> bytes:
    return story(top="<span class='date'>1 novembre 2026 à 10h30</span>" * 100_000)


@monster
def many_headings() -> bytes:
    return story(top="<h1>Le budget de la commune</h1>" * 100_000)


@monster
def many_authors() -> bytes:
    return story(top="<a rel=author href=/a>Prénom Nom</a><span class=author>Par Prénom Nom</span>" * 50_000)


@monster
def many_tags() -> bytes:
    return story(top="".join(f"<a rel=tag href='/tag/{n}'>mot {n}</a>" for n in range(100_000)))


@monster
def many_images() -> bytes:
    return story(body="<figure><img src='/a.jpg'><figcaption>Légende</figcaption></figure>" * 60_000)


@monster
def many_paragraphs() -> bytes:
    return story(body=f"<p>{SENTENCE}</p>" * 90_000)


@monster
def many_distinct_paragraphs() -> bytes:
    return story(body="".join(f"<p>{n} {SENTENCE}</p>" for n in range(90_000)))


@monster
def many_quotes() -> bytes:
    return story(
        body="".join(
            f"<blockquote><p>« {n} {SENTENCE[:40]} »</p></blockquote><p>{n} {SENTENCE}</p>" for n in range(30_000)
        )
    )


@monster
def many_labels() -> bytes:
    return story(body="<p>Mot</p><h3>Titre</h3>" * 60_000)


@monster
def many_breaks() -> bytes:
    return story(body="mot<br>" * 150_000)


@monster
def endless_breaks() -> bytes:
    return story(body="<br>" * (2 * MB))


@monster
def many_cells() -> bytes:
    return story(body="<table>" + "<tr><td>un</td><td>deux</td></tr>" * 60_000 + "</table>")


@monster
def tables_of_tables() -> bytes:
    return story(body="<table><tr><td>x</td><td>y</td></tr><tr><td>" * 400 + "</td></tr></table>" * 400)


@monster
def wide_and_deep() -> bytes:
    return story(body="".join("<div>" * (n % 90) + SENTENCE + "</div>" * (n % 90) for n in range(2000)))


@monster
def many_lists() -> bytes:
    return story(body="<ul><li><a href=/x>Lien</a><li>Texte</ul>" * 40_000)


@monster
def embedded_posts() -> bytes:
    post = "<blockquote class='twitter-tweet'><p>Un message</p><a href='https://t.example/1'>x</a></blockquote>"
    return story(body=post * 40_000)


@monster
def hidden() -> bytes:
    return story(body=f"<p style='display:none'>{SENTENCE}</p>" * 60_000)


@monster
def long_title() -> bytes:
    return story(title="Titre sans fin " * (50 * MB // 15))


@monster
def long_arabic_title() -> bytes:
    return story(title=fill("عنوان بلا نهاية ", 50 * MB))


@monster
def long_paragraph() -> bytes:
    return story(body="<p>" + fill(SENTENCE, 50 * MB))


@monster
def long_arabic_paragraph() -> bytes:
    return story(body="<p>" + fill(ARABIC, 50 * MB))


@monster
def long_text() -> str:
    return fill(SENTENCE + "\n\n", 50 * MB)


@monster
def long_arabic_text() -> bytes:
    return fill(ARABIC + "\n", 50 * MB).encode()


@monster
def wrapped_text() -> bytes:
    return fill(
        "Une ligne de texte coupée à quatre-vingts colonnes comme dans un courriel, \n" * 5 + "\n", 20 * MB
    ).encode()


@monster
def one_line_of_text() -> bytes:
    return fill(SENTENCE, 50 * MB).encode()


@monster
def text_of_short_lines() -> bytes:
    return fill("mot\n", 20 * MB).encode()


@monster
def text_of_labels() -> bytes:
    return fill("Partager\nLire aussi : un autre titre\nCommentaires (3)\n", 20 * MB).encode()


@monster
def windows_1256() -> bytes:
    return fill(ARABIC, 30 * MB).encode("cp1256")


@monster
def windows_1256_page() -> bytes:
    return (
        story(body=f"<p>{ARABIC}</p>" * 50_000)
        .replace(b"<meta charset=utf-8>", b"")
        .decode()
        .encode("cp1256", "ignore")
    )


@monster
def utf_16() -> bytes:
    return story(body=f"<p>{ARABIC}</p>" * 50_000).decode().encode("utf-16")


@monster
def latin_letters_cut_short() -> bytes:
    return story(body="<p>" + fill(SENTENCE, 16 * MB)) + "é".encode()[:1]


@monster
def broken_utf_8() -> bytes:
    return story(body="<p>").replace("é".encode(), b"\xc3") + b"\xe9\xc3\x28 " * (4 * MB)


@monster
def noise() -> bytes:
    return Random(1).randbytes(16 * MB)


@monster
def noise_in_a_page() -> bytes:
    return story(body="<p>") + Random(2).randbytes(16 * MB)


@monster
def printable_noise() -> bytes:
    return bytes(Random(3).choices(range(32, 127), k=8 * MB))


@monster
def noise_of_tags() -> bytes:
    return story() + b"".join(
        Random(4).choices((b"<p>", b"</p>", b"<div>", b"</div>", b"<a>", b"x ", b"<table>", b"<td>"), k=190_000)
    )


@monster
def packed() -> bytes:
    return gzip.compress(story() * 5000)


@monster
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + Random(5).randbytes(4 * MB)


@monster
def document() -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj\n<</Type/Page/Contents 2 0 R>>\nendobj\nstream\n" * 100_000


@monster
def data_urls() -> bytes:
    data = base64.b64encode(Random(6).randbytes(8 * MB)).decode()
    return story(body=f"<img src='data:image/png;base64,{data}'><p>{SENTENCE}</p>")


@monster
def inline_script() -> bytes:
    return story(body=f"<script>{'var x = [1,2,3]; ' * (15 * MB // 17)}</script><p>{SENTENCE}</p>")


@monster
def open_script() -> bytes:
    return story(head="<script>" + "var x = '<p>'; " * (15 * MB // 15))


@monster
def open_attribute() -> bytes:
    return story(head="<meta name=author content='" + "x " * (7 * MB))


@monster
def unfinished_tags() -> bytes:
    return story(body="<" * (15 * MB))


@monster
def unfinished_entities() -> bytes:
    return story(body="&" * (10 * MB))


@monster
def entities() -> bytes:
    return story(body="<p>" + "&eacute;&#1593;&amp;" * (15 * MB // 20))


@monster
def entity_bomb() -> bytes:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    return f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY e0 'x'>{levels}]>".encode() + story(body="<p>&e9;</p>")


@monster
def doctypes() -> bytes:
    return b"<!DOCTYPE html>" * MB + story()


@monster
def carriage_returns() -> bytes:
    return story(body="\r" * (10 * MB))


@monster
def feed() -> bytes:
    item = f"<item><title>Titre</title><link>https://a.example/1</link><description>{SENTENCE}</description></item>"
    return f"<?xml version='1.0'?><rss><channel>{item * 50_000}</channel></rss>".encode()


@monster
def lone_surrogates() -> str:
    return story(body="<p>").decode() + "\ud800 " * (4 * MB)

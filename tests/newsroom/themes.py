"""Stories and lists of stories, dressed in the DOM of their edition's theme: data in, bytes out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from urllib.parse import quote

from tests.newsroom.archive import Archive
from tests.newsroom.calendar import local_iso, printed_day, printed_long
from tests.newsroom.content import FIRST_ID, WORDS, Card, Story
from tests.newsroom.editions import Edition
from tests.newsroom.markup import MARKUP
from tests.newsroom.markup import WORDS as LABELS
from tests.newsroom.template import Template, bind, load

_FRENCH_SPACE = re.compile(r"(?<=«) | (?=[»?!:;%])")


@dataclass(frozen=True, slots=True)
class Look:
    """How heavy the pages are: KB an article page is padded to (0: not at all), and articles it links to.

    `odd` puts the odd pages into every menu.
    """

    page_kb: float = 0
    links: int = 14
    odd: bool = False

    @property
    def anchors(self) -> int:
        """Anchors that lead to no article: a real page of 75 KB has some 280 of them, a light one few."""
        return min(280, int(self.page_kb * 4)) if self.page_kb else 60


def slugged(label: str) -> str:
    """Return a tag's or author's label as the last segment of its URL, percent-encoded as WordPress does."""
    return quote("-".join(label.replace("’", " ").split())).lower()


class Theme:
    """One edition in one language, on one server."""

    def __init__(self, edition: Edition, lang: str, archive: Archive, base: str, look: Look) -> None:
        self.edition, self.lang, self.base = edition, lang, base
        self._archive, self._look = archive, look
        self._markup = MARKUP[edition.name]
        self._labels = LABELS[lang]
        self._rendered: dict[str, dict[int, tuple[Card, str]]] = {}
        self._own = list(range(*self._own_range()))
        anchors = list(self._other_anchors(look.anchors))
        third = max(1, len(anchors) // 3)
        fixed = {
            "base": base, "paper": edition.titles[lang], "theme": edition.name, "lang": lang,
            "dir": "rtl" if lang == "ar" else "ltr", "menu": self._menu(anchors[:third]),
            "mobile_menu": self._menu([]), "cloud": self._cloud(anchors[third:-third]),
            "footer_menu": self._menu(anchors[-third:]), "ticker": self._cards(self._own[-3:], "ticker"),
            **self._labels,
        }  # fmt: skip
        self._article = Template(bind(load(f"{edition.name}.article"), fixed), int(look.page_kb * 1024))
        self._amp = Template(load("amp"))
        self._list = Template(bind(load(f"{edition.name}.list"), fixed))

    def _own_range(self) -> tuple[int, int, int]:
        """Return start, stop and step of this edition's numbers: later additions change no page but the lists."""
        if self._archive.generator.edition != "all":
            return 0, self._archive.count, 1
        start = next(n for n in range(3) if self._archive.generator.edition_of(n) is self.edition)
        return start, self._archive.count, 3

    def article(
        self, story: Story, *, seo: str | None = None, canonical: str | None = None, dated: bool = True
    ) -> bytes:
        """Return the article's page. The keywords are for oddities: other metadata, another canonical, no date."""
        url = self.base + story.path
        section_url = self.section_url(story.section_key)
        author_url = f"{self.base}{self.edition.prefix}/author/{slugged(story.author)}/"
        comment = story.published + timedelta(hours=2)
        values = {
            "id": str(story.id), "title": self._text(story.title), "canonical": escape(canonical or url),
            "seo": self._seo(story, url) if seo is None else seo, "links": self._head_links(story, url),
            "section": escape(story.section), "section_url": section_url,
            "section_number": str(list(self.edition.sections).index(story.section_key) + 2),
            "subtitle": self._markup.subtitle.format(text=self._text(story.subtitle)) if story.subtitle else "",
            "author": escape(story.author), "author_url": author_url,
            "day": printed_day(story.published, self.lang) if dated else "",
            "published_iso": local_iso(story.published) if dated else "",
            "printed": self._printed(story) if dated else "",
            "comment_iso": local_iso(comment) if dated else "",
            "comment_day": printed_day(comment, self.lang) if dated else "",
            "comments": str(2 + story.stirs),
            "views": f"{story.id * 37 % 9000 + 13 * story.stirs:,}".replace(",", "٬" if self.lang == "ar" else " "),
            "share": self._share(url),
            "featured": self._featured(story), "body": self._body(story), "tags": self._tags(story),
            "around": self._around(story.number), "related": self._cards(_numbers(story.related), "related"),
            "check_also": self._cards(self._own[-4:-3], "side"), "side": self._cards(self._side(story), "side"),
        }  # fmt: skip
        return self._article.render(values)

    def listing(
        self, title: str, path: str, numbers: Sequence[int], page: int = 1, last: int = 1, extra: str = ""
    ) -> bytes:
        """Return page `page` of `last` of a list at `path` (ending in a slash); `extra` is HTML after the cards."""
        pages = [number for number in range(1, last + 1) if number in (1, last) or abs(number - page) <= 2]
        pager = [
            (self._markup.page_current if number == page else self._markup.page_link).format(
                url=self.page_url(path, number), label=number
            )
            for number in pages
        ]
        head = ""
        if page < last:
            following = self.page_url(path, page + 1)
            pager.append(self._markup.page_next.format(url=following, **self._labels))
            head = f'<link rel="next" href="{following}">\n'
        values = {
            "title": escape(title), "canonical": self.page_url(path, page), "links": head, "filler": "",
            "seo": f'<meta property="og:type" content="website"><meta property="og:title" content="{escape(title)}">\n',
            "cards": self._cards(numbers, "card", "\n") + extra, "pager": "".join(pager) if last > 1 else "",
        }  # fmt: skip
        return self._list.render(values)

    def amp(self, story: Story) -> bytes:
        """Return the AMP twin: the same text, little else, canonical to the article."""
        values = {
            "base": self.base, "lang": self.lang, "title": self._text(story.title),
            "canonical": self.base + story.path, "iso": local_iso(story.published),
            "day": printed_day(story.published, self.lang), "body": self._body(story),
        }  # fmt: skip
        return self._amp.render(values)

    def rest_content(self, story: Story) -> str:
        """Return the text as `content.rendered` of the REST API holds it: figure, paragraphs, read-also lines."""
        figure = ""
        if story.image:
            figure = (
                f'<figure id="attachment_{story.id}" class="wp-caption aligncenter"><img decoding="async" '
                f'src="{self.base}{story.image}" class="size-full wp-image-{story.id}" alt="" />'
                f'<figcaption class="wp-caption-text">{self._text(story.caption or "")}</figcaption></figure>\n'
            )
        return figure + self._body(story)

    def section_url(self, key: str) -> str:
        """Return the address of a section of this edition."""
        return f"{self.base}{self.edition.prefix}/{key}/"

    def page_url(self, path: str, page: int) -> str:
        """Return the address of a page of a list."""
        return f"{self.base}{path}" if page == 1 else f"{self.base}{path}page/{page}/"

    def excerpt(self, card: Card) -> str:
        """Return a line for lists, escaped."""
        return self._text(card.subtitle or card.title)

    def _text(self, text: str) -> str:
        """Escape; in French put no-break spaces where typographers do."""
        text = escape(text, quote=True).replace("&#x27;", "'")
        return _FRENCH_SPACE.sub("&nbsp;", text) if self.lang == "fr" else text

    def _body(self, story: Story) -> str:
        html = [self._block(index, kind, text, story) for index, (kind, text) in enumerate(story.blocks)]
        for number in reversed(_numbers(story.read_also)):
            card = self._archive.card(number)
            boxed = self._archive.generator.rank(story.number) % 4 == 0
            form = self._markup.read_also_box if boxed else self._markup.read_also
            html.insert(2, form.format(url=self.base + card.path, title=self._text(card.title), **self._labels))
        html.insert(-1, self._markup.ad)
        return "\n".join(html)

    def _block(self, index: int, kind: str, text: str, story: Story) -> str:
        if kind == "list":
            items = "".join(f"<li>{self._text(item)}</li>" for item in text.split("\n"))
            return f"<ul>{items}</ul>"
        html = self._text(text)
        for anchor in story.anchors:
            if anchor.block == index:
                url = self.base + self._archive.card(anchor.target - FIRST_ID).path
                words = self._text(anchor.text)
                html = html.replace(words, f'<a href="{url}">{words}</a>', 1)
        if kind == "heading":
            return self._markup.heading.format(text=html)
        return f"<blockquote><p>{html}</p></blockquote>" if kind == "quote" else f"<p>{html}</p>"

    def _printed(self, story: Story) -> str:
        text = self._labels["word_published"].format(date=printed_long(story.published, self.lang))
        if story.modified != story.published:
            text += self._labels["word_updated"].format(date=printed_long(story.modified, self.lang))
        return text

    def _featured(self, story: Story) -> str:
        if not story.image:
            return ""
        return self._markup.featured.format(image=self.base + story.image, caption=self._text(story.caption or ""))

    def _tags(self, story: Story) -> str:
        if not story.tags:
            return ""
        items = "".join(self._markup.tag.format(url=self.tag_url(tag), label=escape(tag)) for tag in story.tags)
        return self._markup.tags.format(items=items)

    def tag_url(self, tag: str) -> str:
        """Return the address of a tag's list in this edition."""
        return f"{self.base}{self.edition.prefix}/tag/{slugged(tag)}/"

    def _share(self, url: str) -> str:
        return self._markup.share.replace("{url}", quote(url, safe=""))

    def _cards(self, numbers: Iterable[int], form: str, joint: str = "") -> str:
        known = self._rendered.setdefault(form, {})
        pieces = []
        for number in numbers:
            card = self._archive.card(number)
            entry = known.get(number)
            if entry is None or entry[0] is not card:  # an edit makes a new card
                entry = known[number] = (card, self._card(getattr(self._markup, form), card))
            pieces.append(entry[1])
        return joint.join(pieces)

    def cards_of(self, cards: Iterable[Card]) -> str:
        """Return cards that are not in the archive, as lists show them."""
        return "\n".join(self._card(self._markup.card, card) for card in cards)

    def _card(self, template: str, card: Card, **more: str) -> str:
        return template.format(
            id=card.id, url=self.base + card.path, title=self._text(card.title), section=escape(card.section),
            section_url=self.section_url(card.section_key), thumb=f"{self.base}/media/thumb-{card.id % 50}.png",
            day=printed_day(card.published, card.lang), iso=local_iso(card.published), excerpt=self.excerpt(card),
            **more,
        )  # fmt: skip

    def _side(self, story: Story) -> list[int]:
        """Return the stories of the side bar: those that bring the page to the number of articles it shall link to.

        They are spread over the whole archive, so that all pages hang together.
        """
        size = len(self._own)
        others = {*_numbers((*story.related, *story.read_also, *story.inline)), *self._neighbours(story.number)}
        shown_anyway = 4 if self.edition.name == "jannah" else 3  # in the ticker, and in the check-also box
        linked = others.union(self._own[-shown_anyway:]) - {story.number}
        wanted = min(self._look.links, size - 1) - len(linked)
        picked: list[int] = []
        place, stride = story.number * 61 + 13, max(1, size // (self._look.links + 1))
        for step in range(size):
            if len(picked) >= wanted:
                break
            other = self._own[(place + step * stride + step * stride // size) % size]
            if other != story.number and other not in linked:
                linked.add(other)
                picked.append(other)
        return picked

    def _neighbours(self, number: int) -> list[int]:
        """Return the story before and the one after, where there are such."""
        step = self._own_range()[2]
        return [other for other in (number - step, number + step) if 0 <= other < self._archive.count]

    def _around(self, number: int) -> str:
        return "".join(
            self._card(self._markup.around, self._archive.card(other), side="prev" if other < number else "next")
            for other in self._neighbours(number)
        )

    def _menu(self, more: Sequence[tuple[str, str]]) -> str:
        items = [(f"{self.base}/", "العربية"), (f"{self.base}/fr/", "Français"), (f"{self.base}/mag/", "Mag")]
        items += [(self.section_url(key), labels[self.lang]) for key, labels in self.edition.sections.items()]
        if self._look.odd:
            items += [(f"{self.base}/odd/", "Odd"), (f"{self.base}/odd/calendar/", "Calendar")]
        menu = "".join(self._markup.menu_item.format(url=url, label=escape(label)) for url, label in items)
        return menu + "".join(f'<li><a href="{url}">{label}</a></li>' for url, label in more)

    def _cloud(self, anchors: Sequence[tuple[str, str]]) -> str:
        return "".join(self._markup.cloud_item.format(url=url, label=label) for url, label in anchors)

    def _other_anchors(self, wanted: int) -> Iterable[tuple[str, str]]:
        words = WORDS[self.lang]
        for index in range(wanted):
            label = words.CITIES[index % len(words.CITIES)]
            yield f"{self.base}{self.edition.prefix}/tag/sujet-{index}/", label

    def _head_links(self, story: Story, url: str) -> str:
        return (
            f'<link rel="alternate" type="application/json" href="{self.base}/wp-json/wp/v2/posts/{story.id}">\n'
            f'<link rel="shortlink" href="{self.base}/?p={story.id}">\n'
            f'<link rel="amphtml" href="{url.rstrip("/")}/amp/">\n'
        )

    def _seo(self, story: Story, url: str) -> str:
        if self.edition.name == "magazine":
            return ""
        image = f'<meta property="og:image" content="{self.base}{story.image}">\n' if story.image else ""
        return (
            f'<meta property="og:locale" content="{"ar_AR" if self.lang == "ar" else "fr_FR"}">\n'
            f'<meta property="og:type" content="article">\n<meta property="og:url" content="{url}">\n'
            f'<meta property="og:title" content="{escape(story.title)}">\n'
            f'<meta property="og:description" content="{escape(story.subtitle or story.title)}">\n'
            f'<meta property="og:site_name" content="{self.edition.titles[self.lang]}">\n{image}'
            f'<meta property="article:published_time" content="{local_iso(story.published)}">\n'
            f'<meta property="article:modified_time" content="{local_iso(story.modified)}">\n'
        ) + (self.json_ld(story, url) if self.edition.name == "jannah" else "")

    def json_ld(self, story: Story, url: str) -> str:
        """Return the structured data as the theme prints it, slashes escaped."""
        data: dict[str, object] = {
            "@context": "http://schema.org", "@type": "NewsArticle", "dateCreated": local_iso(story.published),
            "datePublished": local_iso(story.published), "dateModified": local_iso(story.modified),
            "headline": story.title, "name": story.title, "keywords": ",".join(story.tags), "url": url,
            "description": story.subtitle or story.title, "articleSection": story.section,
            "articleBody": "\n".join(text for _, text in story.blocks),
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "publisher": {"@type": "Organization", "name": self.edition.titles[self.lang], "url": f"{self.base}/"},
            "author": {"@type": "Person", "name": story.author, "url": f"{self.base}/author/{slugged(story.author)}/"},
        }  # fmt: skip
        if story.image:
            data["image"] = {"@type": "ImageObject", "url": self.base + story.image, "width": 1200, "height": 720}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
        return f'<script id="tie-schema-json" type="application/ld+json">{text}</script>\n'


def _numbers(ids: Iterable[int]) -> list[int]:
    return [story_id - FIRST_ID for story_id in ids]

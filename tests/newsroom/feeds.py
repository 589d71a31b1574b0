"""Feeds and sitemaps of the paper, as XML text. Times and texts come from the archive; nothing is cached."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from tests.newsroom.archive import Archive
from tests.newsroom.calendar import utc_iso
from tests.newsroom.content import Card
from tests.newsroom.themes import Theme

FEED_LENGTH = 20
NEWS_AGE = timedelta(days=2)  # what news sitemaps may hold by their own rules

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_APPEARED = {
    "ar": "ظهرت المقالة {} أولاً على جريدة النموذج.",
    "fr": "L’article {} est apparu en premier sur Le Journal Modèle.",
}


def rss(archive: Archive, base: str, themes: dict[tuple[str, str], Theme]) -> str:
    """Return the newest stories of all editions as RSS 2.0, the way WordPress writes it."""
    items = []
    for number in archive.listing()[:FEED_LENGTH]:
        story = archive.story(number)
        url = base + story.path
        theme = themes[story.edition, story.lang]
        tail = _APPEARED[story.lang].format(f'<a href="{url}">{escape(story.title)}</a>')
        categories = "".join(f"<category><![CDATA[{name}]]></category>" for name in (story.section, *story.tags))
        items.append(
            f"<item>\n<title>{escape(story.title, quote=False)}</title>\n<link>{url}</link>\n"
            f"<comments>{url}#comments</comments>\n<dc:creator><![CDATA[{story.author}]]></dc:creator>\n"
            f"<pubDate>{format_datetime(story.published)}</pubDate>\n{categories}\n"
            f'<guid isPermaLink="false">{base}/?p={story.id}</guid>\n'
            f"<description><![CDATA[<p>{theme.excerpt(story)} [&#8230;]</p>\n<p>{tail}</p>]]></description>\n"
            f"<content:encoded><![CDATA[{theme.rest_content(story)}\n<p>{tail}</p>]]></content:encoded>\n</item>\n"
        )
    return (
        f'{_HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">\n<channel>\n<title>جريدة النموذج</title>\n'
        f'<atom:link href="{base}/feed/" rel="self" type="application/rss+xml" />\n<link>{base}/</link>\n'
        "<description>جريدة للتجارب</description>\n"
        f"<lastBuildDate>{format_datetime(archive.modified())}</lastBuildDate>\n"
        f"<language>ar</language>\n<sy:updatePeriod>hourly</sy:updatePeriod>\n{''.join(items)}</channel>\n</rss>\n"
    )


def atom(archive: Archive, base: str, edition: str = "newspaper") -> str:
    """Return the newest stories of an edition as Atom; `updated` moves when a story is edited."""
    entries = []
    for number in archive.listing(edition)[:FEED_LENGTH]:
        card = archive.card(number)
        entries.append(
            f"<entry><title>{escape(card.title)}</title>"
            f'<link rel="alternate" type="text/html" href="{base}{card.path}"/>'
            f"<id>{base}/?p={card.id}</id><published>{utc_iso(card.published)}</published>"
            f"<updated>{utc_iso(card.modified)}</updated><author><name>{escape(card.author)}</name></author>"
            f"<summary>{escape(card.subtitle or card.title)}</summary></entry>\n"
        )
    return (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">\n<title>Le Journal Modèle</title>\n'
        f'<id>{base}/fr/feed/</id>\n<link rel="self" href="{base}/fr/feed/"/>\n'
        f"<updated>{utc_iso(archive.modified())}</updated>\n{''.join(entries)}</feed>\n"
    )


def broken(archive: Archive, base: str) -> str:
    """Return a feed as careless sites write them: a bare ampersand, an HTML entity XML does not know, no end."""
    items = []
    for number in archive.listing()[:FEED_LENGTH]:
        card = archive.card(number)
        items.append(
            f"<item><title>{card.title} & plus&nbsp;!</title><link>{base}{card.path}?a=1&utm_source=rss</link>"
            f"<pubDate>{format_datetime(card.published)}</pubDate>"
            f"<description><p>{card.section}<br></p></description></item>\n"
        )
    return f'\n {_HEAD}<rss version="2.0"><channel><title>R&D</title><link>{base}/</link>\n{"".join(items)}'


class Sitemaps:
    """The sitemap index and its parts: stories by number, oldest first; every second part is a gzip file."""

    def __init__(self, archive: Archive, base: str) -> None:
        self._archive, self._base = archive, base
        self._size = 25 if archive.count <= 1000 else 1000

    def parts(self) -> list[str]:
        """Return the paths of the parts, in order."""
        count = max(1, -(-len(self._archive) // self._size))
        return [f"/sitemap-posts-{n}.xml{'.gz' if n % 2 == 0 else ''}" for n in range(1, count + 1)]

    def index(self) -> str:
        """Return the index, each part with the time of its last change."""
        entries = []
        for position, path in enumerate(self.parts()):
            changed = utc_iso(self.changed(position))
            entries.append(f"<sitemap><loc>{self._base}{path}</loc><lastmod>{changed}</lastmod></sitemap>\n")
        return f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{"".join(entries)}</sitemapindex>\n'

    def changed(self, position: int) -> datetime:
        """Return when a part last changed."""
        return max((card.modified for card in self._cards(position)), default=self._archive.modified())

    def part(self, position: int) -> str:
        """Return a part, counted from 0."""
        entries = [
            f"<url><loc>{self._base}{card.path}</loc><lastmod>{utc_iso(card.modified)}</lastmod></url>\n"
            for card in self._cards(position)
        ]
        return f'{_HEAD}<urlset xmlns="{_SITEMAP}">\n{"".join(entries)}</urlset>\n'

    def news(self) -> str:
        """Return the news sitemap: the two days before the newest story."""
        listing = self._archive.listing()
        entries = []
        for number in listing:
            card = self._archive.card(number)
            if card.published < self._archive.card(listing[0]).published - NEWS_AGE:
                break
            entries.append(
                f"<url><loc>{self._base}{card.path}</loc><news:news>"
                f"<news:publication><news:name>جريدة النموذج</news:name>"
                f"<news:language>{card.lang}</news:language></news:publication>"
                f"<news:publication_date>{utc_iso(card.published)}</news:publication_date>"
                f"<news:title>{escape(card.title)}</news:title></news:news></url>\n"
            )
        return f'{_HEAD}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{"".join(entries)}</urlset>\n'

    def _cards(self, position: int) -> list[Card]:
        numbers = list(self._archive.numbers())[position * self._size : (position + 1) * self._size]
        return [self._archive.card(number) for number in numbers]

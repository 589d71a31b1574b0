"""What is known of the sites as a table: for `scrapy sites`, docs/sites.md and the README."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from crawler.site import Feed, Section, Site, Sitemap, Source, Unfit

BEGIN = "<!-- sites: made by `make docs` -->"
END = "<!-- end of sites -->"
"""What the table stands between in a file of Markdown."""

COLUMNS = ("spider", "site", "languages", "sources", "online since", "facts seen", "layouts seen", "verified")
UNFIT_COLUMNS = ("host", "site", "why it has no spider", "seen")

_INTRODUCTION = """\
# Sites

{spiders} spiders. This page is made by `make docs` from what `spiders/` declares; change it there.

**Verified** says how far the facts were checked, best first: *live site* (the site was asked for them by `scrapy
newsite`), *feed fetched by others* (public reports of its feed answering), *pages seen* (read off its pages), *public
code* (public code works by them), *listed only* (public lists name its address). **Layouts seen** are the years of
the site's own selectors, the current ones first; where there are none, structured data, themes and generic extraction
read its pages, as they do wherever a layout misses. **Online since** with ≤ is the first year of which something was
seen. A site without declared sources is read from its front page, the feeds that names and the sitemaps of
robots.txt.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A site in the table."""

    spider: str
    site: Site

    @property
    def title(self) -> str:
        """The site's name, and its name in Arabic."""
        return f"{self.site.title} {self.site.title_ar}" if self.site.title_ar else self.site.title

    def cells(self) -> tuple[str, ...]:
        """Return what the table says of the site, in the order of `COLUMNS`."""
        site = self.site
        return (
            self.spider,
            self.title,
            " ".join(site.languages),
            describe_sources(site.sources),
            online_since(site),
            site.seen or "unknown",
            ", ".join(layout.seen for layout in site.layouts) or "none",
            site.verified or "not at all",
        )


def describe_sources(sources: Iterable[Source]) -> str:
    """Say in words what sources a site declares."""
    counts = Counter(map(_kind, sources))
    words = [kind if count == 1 else f"{count} {kind}s" for kind, count in counts.items()]
    return ", ".join(words) or "front page"


def _kind(source: Source) -> str:
    match source:
        case Feed():
            return "feed"
        case Sitemap(news=True):
            return "news sitemap"
        case Sitemap():
            return "sitemap"
        case Section():
            return "section"
        case _:
            return "REST API"


def online_since(site: Site) -> str:
    """Return the year the site went online, or with ≤ the first of which something was seen."""
    if site.began:
        return str(site.began.year)
    return f"≤ {site.seen[:4]}" if site.seen else "unknown"


def as_markdown(rows: Sequence[Row], unfit: Sequence[Unfit]) -> str:
    """Return the text of `docs/sites.md`."""
    without = [*_heading(UNFIT_COLUMNS), *(_line(map(_cell, astuple(site))) for site in unfit)]
    return "\n".join(
        [_INTRODUCTION.format(spiders=len(rows)), table_of(rows), "", "## Without a spider", "", *without, ""]
    )


def table_of(rows: Sequence[Row]) -> str:
    """Return the table of sites in Markdown, without a last line break."""
    lines = _heading(COLUMNS)
    for row in rows:
        spider, title, *others = map(_cell, row.cells())
        lines.append(_line((f"`{spider}`", f"[{title}]({row.site.home})", *others)))
    return "\n".join(lines)


def with_table(text: str, rows: Sequence[Row]) -> str:
    """Return Markdown with the table, folded, in its place. Raises `ValueError` where there is no such place."""
    place = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"there is no place for the table: put {BEGIN} and {END} where it shall be, each on its line")
    languages = len({code for row in rows for code in row.site.languages})
    folded = (
        f"<details>\n<summary>{len(rows)} spiders in {languages} languages</summary>\n\n{table_of(rows)}\n\n</details>"
    )
    return place.sub(lambda _: f"{BEGIN}\n{folded}\n{END}", text, count=1)


def _heading(columns: Sequence[str]) -> list[str]:
    return [_line(columns), _line("---" for _ in columns)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

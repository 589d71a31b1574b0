"""The sites in one table of a few lines, for the README: generated, so that it says what `spiders/` declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from crawler.site import Site

BEGIN = "<!-- sites: made by `make docs` -->"
END = "<!-- end of sites -->"
"""What the table stands between in a file of Markdown."""

LANGUAGES = {
    "ar": "Arabic",
    "ary": "Darija",
    "zgh": "Tamazight",
    "fr": "French",
    "en": "English",
    "es": "Spanish",
}
"""By ISO 639 code; the table has them in this order."""


def summary(sites: Mapping[str, Site]) -> str:
    """Return the table: by language its sites, how they are found and known. `sites` are by the names of spiders."""
    lines = [
        "| language | spiders | announced by | facts seen | verified |",
        "|---|---|---|---|---|",
    ]
    for code in sorted({code for site in sites.values() for code in site.languages}, key=_place):
        those = {name: site for name, site in sorted(sites.items()) if code in site.languages}
        cells = (
            LANGUAGES.get(code, code),
            f"{len(those)}: {', '.join(f'`{name}`' for name in those)}",
            _counted(_announced(site) for site in those.values()),
            _span(those.values()),
            _counted(site.verified or "not at all" for site in those.values()),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_summary(text: str, table: str) -> str:
    """Return a text of Markdown with the table in its place. Raises `ValueError` where it has no such place."""
    place = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not place.search(text):
        raise ValueError(f"there is no place for the table: put {BEGIN} and {END} where it shall be, each on its line")
    return place.sub(lambda _: f"{BEGIN}\n{table}\n{END}", text, count=1)


def _place(code: str) -> tuple[int, str]:
    known = list(LANGUAGES)
    return (known.index(code) if code in known else len(known), code)


def _announced(site: Site) -> str:
    """Say by what kind of source a site is mainly found."""
    kinds = {type(source).__name__ for source in site.sources}
    names = (("Feed", "feed"), ("Sitemap", "sitemap"), ("WordPress", "REST API"), ("Section", "section pages"))
    return next((name for kind, name in names if kind in kinds), "front page")


def _counted(words: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{count} {word}" for word, count in sorted(counts.items(), key=lambda pair: -pair[1]))


def _span(sites: Iterable[Site]) -> str:
    years = sorted(year for site in sites for year in re.findall(r"\d{4}", site.seen))
    return "-".join(dict.fromkeys((years[0], years[-1]))) if years else "unknown"

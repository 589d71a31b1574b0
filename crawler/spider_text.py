"""The text of a spider's file, in the manner of those that were written by hand and as the formatter leaves it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from crawler.site import Layout, Site, Sitemap, Source, WordPress
from crawler.survey import Survey

WIDTH = 120
"""Columns of a line, as the formatter has it."""

_LANGUAGES = {
    "ar": "Arabic",
    "ary": "Moroccan Arabic",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "zgh": "Amazigh",
}


def spider_text(name: str, survey: Survey, at: datetime) -> str:
    """Return the file of a spider called `name`, with the facts seen at a time."""
    site = survey.site
    kinds = sorted({type(source).__name__ for source in site.sources} | {"Site"} | {"Layout" for _ in site.layouts})
    facts = "\n".join(f"        {line}" for line in _facts(site))
    return f'''"""{_opening(survey)}"""

from crawler.site import {", ".join(kinds)}
from crawler.spider import NewsSpider


class {class_name(name)}(NewsSpider):
    """Facts seen on the live site in {at:%B %Y}."""

    name = {_quoted(name)}
    site = Site(
{facts}
    )
'''


def class_name(name: str) -> str:
    """Return the name of a spider's class: "le360_ar" is Le360Ar."""
    return "".join(part.capitalize() for part in name.split("_"))


def _opening(survey: Survey) -> str:
    site = survey.site
    title = f"{site.title} ({site.title_ar})" if site.title_ar else site.title
    *first, last = (_LANGUAGES.get(language, language) for language in site.languages)
    languages = f"{', '.join(first)} and {last}" if first else last
    theme = f" with the theme {survey.theme}" if survey.theme else ""
    return f"{title}, in {languages}. {survey.system}{theme}."


def _facts(site: Site) -> Iterator[str]:
    """Yield the arguments of a site, line by line."""
    yield f"title={_quoted(site.title)},"
    if site.title_ar:
        yield f"title_ar={_quoted(site.title_ar)},"
    languages = ", ".join(map(_quoted, site.languages))
    yield f"languages=({languages}{',' if len(site.languages) == 1 else ''}),"
    yield f"home={_quoted(site.home)},"
    if site.sources:
        yield "sources=("
        yield from (f"    {_source(source)}," for source in site.sources)
        yield "),"
    if site.article_url:
        yield from _pattern("article_url", site.article_url)
    if site.not_article_url:
        yield from _pattern("not_article_url", site.not_article_url)
    for layout in site.layouts:
        yield from ("layouts=(", f"    {_layout(layout)},", "),")
    yield f"seen={_quoted(site.seen)},"
    yield f"verified={_quoted(site.verified or '')},"


def _source(source: Source) -> str:
    path = "" if source == WordPress() else _quoted(source.path)
    news = ", news=True" if isinstance(source, Sitemap) and source.news else ""
    return f"{type(source).__name__}({path}{news})"


def _layout(layout: Layout) -> str:
    named = (("seen", layout.seen), ("title", layout.title), ("body", layout.body))
    return f"Layout({', '.join(f'{name}={_quoted(value)}' for name, value in named if value)})"


def _pattern(name: str, pattern: str) -> Iterator[str]:
    line = f'{name}=r"{pattern}",'
    if len(line) + 8 <= WIDTH:
        yield line
        return
    yield f"{name}=("
    yield from (f'    r"{part}"' for part in re.split(r"(?<=\|)", pattern))
    yield "),"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""What a look at a site means: which of its facts hold, which are likely broken, and where those stand.

A finding makes the site ill where records lack what they cannot do without, where a declared source says nothing,
or where a declared selector finds nothing that other layers do find. Everything else is a note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.agreement import brief, contradiction
from crawler.checkup import Checkup, PageSeen, SourceSeen, current
from crawler.clock import to_text
from crawler.declared import Declaration, Place
from crawler.extraction.elements import naming
from crawler.offers import Offer
from crawler.site import Feed, Layout, Section, Site, Sitemap
from crawler.spider import NewsSpider
from crawler.text.dates import parse_date

FIELDS = ("title", "subtitle", "section", "authors", "published", "modified", "tags", "image", "body")
ESSENTIAL = ("title", "body", "published")
"""What a record cannot do without."""

SELECTORS = {"authors": "author"}
"""The names of a `Layout`'s selectors where the field has another."""

TELLING = ("json-ld", "meta", "theme")
"""Layers that are silent where a page has nothing to say; the generic search may find something on any page."""

NEWS_LASTS = timedelta(days=2)
"""What a news sitemap holds; that of a site that printed nothing since is rightly empty."""

STOPPED = timedelta(days=30)
"""How far a source may lag behind the others: a feed of sports in a summer without games."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is broken, or worth knowing, and where in the spider that stands."""

    what: str
    place: Place | None
    ill: bool = True


@dataclass(slots=True)
class FieldSeen:
    """A field over all articles seen: how many records have it, by which methods, and what the layers offered."""

    name: str
    found: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    disagreements: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Diagnosis:
    """The judgement on a site."""

    spider: str
    site: Site
    seen: Checkup
    fields: list[FieldSeen]
    findings: list[Finding]

    @property
    def ill(self) -> bool:
        """Whether anything needs a person's hand."""
        return any(finding.ill for finding in self.findings)


def diagnose(spider: type[NewsSpider], seen: Checkup) -> Diagnosis:
    """Return the judgement on what was seen of a spider's site."""
    declaration = Declaration(spider)
    if seen.silent:
        finding = Finding(f"does not answer: {seen.silent}", declaration.fact("home", spider.site.home))
        return Diagnosis(spider.name, spider.site, seen, [], [finding])
    read = [page for page in seen.pages if page.article]
    fields = [_field(name, read, spider.site) for name in FIELDS]
    findings = [
        *_sources(spider.site, seen.sources, declaration),
        *_pages(spider.site, seen.pages, declaration),
        *(finding for each in fields for finding in _judge(each, read, spider.site, declaration)),
    ]
    return Diagnosis(spider.name, spider.site, seen, fields, sorted(findings, key=lambda finding: not finding.ill))


def describe(seen: SourceSeen) -> str:
    """Return a source's kind and path in words."""
    match seen.source:
        case None:
            return "front page"
        case Sitemap(path, news=True):
            return f"news sitemap {path}"
        case Feed(path) | Sitemap(path) | Section(path):
            return f"{type(seen.source).__name__.lower()} {path}"
        case _:
            return f"REST API {seen.source.path}"


# Sources


def _sources(site: Site, sources: list[SourceSeen], declaration: Declaration) -> Iterator[Finding]:
    newest = max((seen.newest for seen in sources if seen.newest), default=None)
    if not any(seen.links or seen.problem or seen.lookalikes for seen in sources):
        yield Finding("no source names any article", declaration.fact("home", site.home))
        return
    for seen in sources:
        place = declaration.source(seen.source) if seen.source else declaration.fact("home", site.home)
        if seen.lookalikes:
            what = (
                f"{describe(seen)}: article_url finds none of {len(seen.lookalikes)} addresses that look like articles"
            )
            yield Finding(
                f"{what}, for example {seen.lookalikes[0]}", declaration.fact("article_url", site.article_url)
            )
        elif reason := _why_silent(seen, newest):
            yield Finding(f"{describe(seen)}: {reason}", place)
        elif seen.source is not None:
            yield from _strangers(site, seen, declaration)


def _why_silent(seen: SourceSeen, newest: datetime | None) -> str | None:
    """Return what is wrong with a source, or None."""
    if seen.problem:
        return seen.problem
    if not seen.links:
        rightly = isinstance(seen.source, Sitemap) and seen.source.news and newest and seen.at - newest > NEWS_LASTS
        return None if rightly else "names no article"
    if newest and seen.newest and isinstance(seen.source, Feed) and newest - seen.newest > STOPPED:
        return f"stopped: its newest article is of {to_text(seen.newest)}, others name one of {to_text(newest)}"
    return None


def _strangers(site: Site, seen: SourceSeen, declaration: Declaration) -> Iterator[Finding]:
    """Yield what there is to say of addresses that do not look like the site's articles."""
    strangers = [link.url for link in seen.links if not site.is_article(link.url)]
    if not strangers or (not site.article_url and seen.trusted):
        return
    fact = "article_url" if site.article_url else "sources"
    place = declaration.fact(fact, site.article_url)
    names = (
        f"{len(strangers)} of {len(seen.links)} addresses in {describe(seen)} do not look like articles, for example"
    )
    if len(strangers) == len(seen.links):
        yield Finding(f"{names} {strangers[0]}: {fact} is likely out of date", place)
    elif seen.trusted:
        yield Finding(f"{names} {strangers[0]}", place, ill=False)


# Pages


def _pages(site: Site, pages: list[PageSeen], declaration: Declaration) -> Iterator[Finding]:
    failed = [page for page in pages if page.problem]
    for problem, count in Counter(page.problem for page in failed).items():
        example = next(page.url for page in failed if page.problem == problem)
        place = _selector_of(site, "body", declaration) if str(problem).startswith("no article") else None
        what = f"{count} of {len(pages)} articles could not be read, {problem}: {example}"
        yield Finding(
            what, place or declaration.fact("article_url", site.article_url), ill=2 * len(failed) >= len(pages)
        )
    known = set(site.languages)
    languages = Counter(page.article.language for page in pages if page.article and page.article.language)
    if known and (others := set(languages) - known - {None}):
        what = f"articles in {', '.join(sorted(map(str, others)))}, a language not declared"
        yield Finding(what, declaration.fact("languages"), ill=False)


# Fields


def _field(name: str, pages: list[PageSeen], site: Site) -> FieldSeen:
    seen = FieldSeen(name)
    for page in pages:
        article = page.article
        assert article is not None
        offered = _offered(page, name, site)
        seen.layers.update(offered.keys())
        if getattr(article, name):
            seen.found += 1
            seen.methods[article.methods.get(name, "unknown")] += 1
        if "layout" in offered:
            if other := contradiction(name, offered, article.fetched_at, site.timezone):
                seen.disagreements.append(f"{page.url}: {other}")
        elif _layouts_with(name, site, article.fetched_at):
            seen.missed += 1
    return seen


def _offered(page: PageSeen, name: str, site: Site) -> dict[str, Offer]:
    """Return what the layers offer for a field; of dates those that can be read."""
    offered = page.offers.get(name, {})
    if name not in ("published", "modified") or page.article is None:
        return offered
    at = page.article.fetched_at
    readable = {
        layer: [text for text in texts if parse_date(text, now=at, timezone=site.timezone)]
        for layer, texts in offered.items()
    }
    return {layer: texts for layer, texts in readable.items() if texts}


def _layouts_with(name: str, site: Site, at: datetime) -> list[Layout]:
    """Return the layouts of the day that declare a selector for a field."""
    selector = SELECTORS.get(name, name)
    return [layout for layout in current(site, at.date()).layouts if getattr(layout, selector, None)]


def _judge(seen: FieldSeen, pages: list[PageSeen], site: Site, declaration: Declaration) -> Iterator[Finding]:
    """Yield what there is to say of a field."""
    if not pages:
        return
    name, total = seen.name, len(pages)
    essential = name in ESSENTIAL
    place = _selector_of(site, name, declaration)
    lost = total - seen.found
    others = Counter({layer: count for layer, count in seen.layers.items() if layer != "layout"})
    telling = sum(others[layer] for layer in (others if essential else TELLING))
    if seen.missed and place:
        what = f"{name}: {_selector(site, name)!r} found nothing on {seen.missed} of {total} pages"
        what += f", where {', '.join(others)} found it" if others else ", nor did anything else"
        stands = _stands(name, pages, site) if telling else ""
        ill = seen.missed == total and bool(telling or essential)
        yield Finding(what + stands + (f"; {lost} records lack it" if lost and ill else ""), place, ill=ill)
        if ill:
            return
    if essential and 2 * lost >= total:
        raw = next((offer for page in pages for offer in page.offers.get(name, {}).values()), None)
        why = f"; what there is cannot be read: {brief(raw, name)}" if raw else ", no layer finds it"
        yield Finding(f"{name}: missing in {lost} of {total} records{why}", place or declaration.fact("layouts"))
    if count := len(seen.disagreements):
        what = f"{name}: layout and structure disagree on {count} of {total} pages, {seen.disagreements[0]}"
        yield Finding(what, place, ill=essential and 2 * count > total)


def _selector_of(site: Site, name: str, declaration: Declaration) -> Place | None:
    """Return where the selector of a field stands, that of the current layout, if there is one."""
    selector = SELECTORS.get(name, name)
    layouts = (layout for layout in site.layouts if getattr(layout, selector, None))
    layout = next(layouts, None)
    return declaration.selector(layout, selector) if layout else None


def _selector(site: Site, name: str) -> str:
    selector = SELECTORS.get(name, name)
    return next(str(css) for layout in site.layouts if (css := getattr(layout, selector, None)))


def _stands(name: str, pages: list[PageSeen], site: Site) -> str:
    """Say which element has now what a selector missed, where it is the same on most pages."""
    found = Counter(css for page in pages if (css := _named(name, page, site)))
    best = found.most_common(1)
    return f" (it may be {best[0][0]!r} now)" if best and 2 * best[0][1] >= len(pages) else ""


def _named(name: str, page: PageSeen, site: Site) -> str | None:
    """Return a selector of the element that has what any layer offers for a field."""
    assert page.page is not None
    for offer in _offered(page, name, site).values():
        for text in [offer] if isinstance(offer, str) else offer[:1]:
            if css := naming(page.page.document, text, within=name == "body"):
                return css
    return None

"""Normalise: from text as printed to values: letters and spaces, times in UTC, people, language."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from crawler.items import Article, ArticlePage, Block, DateText, Image, Link, Moment
from crawler.text.arabic import normalise, repair_mojibake
from crawler.text.dates import load_zone, parse_date, plausible
from crawler.text.language import detect

CONTRADICTION_HOURS = 25
"""Two dates for one article further apart than this are no matter of time zones or of a day without a clock."""


class NormalisePipeline:
    """Turns an `ArticlePage` into an `Article`."""

    def process_item(self, item: ArticlePage) -> Article:
        """Return the article; what a field's text cannot be read as is left empty and named in `problems`."""
        blocks = [Block(block.kind, text, block.url) for block in item.blocks if (text := _lines(block.text))]
        body = "\n\n".join(block.text for block in blocks)
        title = _line(item.title) or ""
        hints = ([item.language] if item.language else []) + list(item.site.languages if item.site else ())
        language, script = detect(f"{title}\n{body}", hints=hints)
        problems = list(item.problems)
        published = _moment(item, "published", problems)
        modified = _moment(item, "modified", problems)
        if published and modified and modified.at < published.at and modified.precision != "day":
            problems.append(f"modified before published: {modified.raw}")
            modified = None
        return Article(
            url=item.url,
            fetched_at=item.fetched_at,
            title=title,
            subtitle=_line(item.subtitle),
            section=_line(item.section),
            breadcrumb=_each(item.breadcrumb),
            blocks=blocks,
            body=body,
            language=language,
            script=script,
            # Lines are normalised: one space between two words. Splitting a long text takes as long as detection.
            word_count=sum(1 + block.text.count(" ") + block.text.count("\n") for block in blocks),
            authors=_each(item.authors),
            source=_line(item.source),
            tags=_each(item.tags),
            published=published,
            modified=modified,
            image=_image(item.image),
            has_media=item.has_media,
            truncated=item.truncated,
            links=[_normalised(link) for link in item.links],
            canonical_url=item.canonical_url,
            external_id=item.external_id,
            methods=item.methods,
            problems=problems,
            site=item.site,
            visit=item.visit,
        )


def _line(text: str | None) -> str | None:
    if not text:
        return None
    # What is dropped may have stood between two characters that are one, so it is looked at again.
    while (line := normalise(repair_mojibake(text))) != text:
        text = line
    return line or None


def _lines(text: str) -> str:
    """Normalise text that may hold lines (lists, tables, verse), each on its own."""
    return "\n".join(line for part in text.split("\n") if (line := _line(part)))


def _each(texts: list[str]) -> list[str]:
    """Normalise each text; keep the first of those that become the same."""
    return list(dict.fromkeys(line for text in texts if (line := _line(text))))


def _normalised(link: Link) -> Link:
    text = _line(link.text) or ""
    return link if text == link.text else replace(link, text=text)


def _image(image: Image | None) -> Image | None:
    return Image(image.url, _line(image.caption), _line(image.credit)) if image else None


def _moment(item: ArticlePage, dates: str, problems: list[str]) -> Moment | None:
    """Return the first date that can be read and is plausible; report one that contradicts it.

    If it is of a day only, a later one that gives the minute of that day is taken.
    """
    timezone = item.site.timezone if item.site else "Africa/Casablanca"
    began = item.site.began if item.site else None
    chosen: Moment | None = None
    for text in item.dates:
        if text.dates != dates or (moment := _read(text, item, timezone)) is None:
            continue
        if reason := plausible(moment, now=item.fetched_at, began=began):
            problems.append(f"{dates} date refused, {reason}: {moment.raw}")
        elif chosen is None:
            chosen = moment
            item.methods.setdefault(dates, text.method)
        elif _completes(moment, chosen, timezone):
            chosen = moment
            item.methods[dates] = text.method
        elif abs((moment.at - chosen.at).total_seconds()) > CONTRADICTION_HOURS * 3600:
            problems.append(f"{dates} dates disagree: {chosen.raw} ({chosen.source}), {moment.raw} ({text.method})")
    return chosen


def _completes(moment: Moment, chosen: Moment, timezone: str) -> bool:
    """Say whether a moment gives the time of the day that another names, be it as its midnight."""
    if moment.precision == "day" or (chosen.precision != "day" and chosen.at.minute):
        return False
    zone = load_zone(timezone)
    at, of = moment.at.astimezone(zone), chosen.at if chosen.precision == "day" else chosen.at.astimezone(zone)
    return time() in (of.time(), chosen.at.time()) and at.time() != time() and at.date() == of.date()


def _read(text: DateText, item: ArticlePage, timezone: str) -> Moment | None:
    moment = parse_date(text.text, now=item.fetched_at, timezone=timezone)
    return replace(moment, raw=_line(moment.raw) or "", source=text.method) if moment else None

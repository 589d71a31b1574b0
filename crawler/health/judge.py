"""The rules: what a site's figures say of its health. One function a rule; `docs/health.md` has them in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.health.evidence import Share, lost_share, too_short
from crawler.health.figures import FIELDS, Figures, Health, Reason, Run, SourceReading, Verdict
from crawler.health.numbers import too_few, usual_number
from crawler.refusals import REASONS

LEAST_RUNS = 5
"""Updates before which a site is new."""

LEAST_KEPT_OUT = 3
"""Answers of one kind in place of pages before the site is said to give them: one may be a page's own."""

LEAST_MISSED = 5
"""Articles that a layout must have missed, and none hit, before it is said to hit none."""

SILENT_GAPS = 2.5
"""A pause this many times as long as the longest usual one is silence: one missed run is none."""

RECENT_ARTICLES = 30
"""Articles that the fill rates of the table are of."""


Readings = dict[str, list[SourceReading]]
"""The readings of each source by its URL, newest first."""


def judge(figures: Figures, now: datetime) -> Health:
    """Return the health of a site at `now` (aware UTC), by its own history alone."""
    runs = figures.runs[::-1]
    if not runs:
        return Health(figures.site, "new")
    readings = _readings(runs)
    telling = [run for run in runs if run.articles]
    reasons = (
        list(_kept_out(runs[0]))
        or list(_refused(readings))
        or [
            *_sources(readings),
            *_article_pages(runs),
            *_structures(telling),
            *_fields(telling),
            *_number_of_articles(figures),
        ]
        or list(_kept_refusing(runs[0]))
    )
    verdict: Verdict = "well"
    if reasons:
        verdict = "ill"
    elif _silent(runs, now):
        verdict = "silent"
    elif len(runs) < LEAST_RUNS:
        verdict = "new"
    return Health(
        figures.site,
        verdict,
        tuple(reasons),
        (*_never_read(readings), *_never_hit(telling)),
        last_run=runs[0].started,
        run_ended=runs[0].reason,
        today=figures.published[0] if figures.published else None,
        usual=usual_number(figures.published, figures.covered, 0) if figures.published else None,
        filled=_filled(telling),
        errors={f"{state}: {reason}": count for (state, reason), count in runs[0].errors.items()},
    )


# Sources


def _readings(runs: Sequence[Run]) -> Readings:
    """Return the readings, newest first, of the sources that the newest run read or is still to try again."""
    found: dict[str, list[SourceReading]] = {}
    for run in runs:
        for url, reading in run.sources.items():
            found.setdefault(url, []).append(reading)
    return {url: those for url, those in found.items() if url in runs[0].sources or those[0].state == "retry"}


def _kept_out(run: Run) -> Iterator[Reason]:
    """The site sends something else in place of its pages."""
    kinds = Counter({kind: sum(_said(run, REASONS[kind]).values()) for kind in REASONS})
    answers = sum(run.pages.values()) + len(run.sources)
    for kind, count in kinds.most_common(1):
        if count >= LEAST_KEPT_OUT and (run.reason == "refused" or 2 * count >= answers):
            yield Reason(kind, f"{REASONS[kind]} ({count})")


def _kept_refusing(run: Run) -> Iterator[Reason]:
    """The site refused until the run was ended for it, and said no more than a status."""
    if run.reason == "refused":
        yield Reason("refused", f"the site kept refusing: {_counted(_said(run, 'HTTP '))}")


def _said(run: Run, beginning: str) -> Counter[str]:
    """Return how often each reason that begins so was given."""
    return Counter({reason: count for (_, reason), count in run.errors.items() if reason.startswith(beginning)})


def _refused(readings: Readings) -> Iterator[Reason]:
    """Everything that was asked for was refused, or nothing answered."""
    newest = [those[0] for those in readings.values()]
    if newest and not any(reading.read or reading.state == "redirected" for reading in newest):
        why = Counter(reading.reason or reading.state for reading in newest)
        yield Reason("refused", f"no source was answered: {_counted(why)}")


def _sources(readings: Readings) -> Iterator[Reason]:
    """A source that used to be read is gone, or announces far less than it used to."""
    for url, those in readings.items():
        newest, before = those[0], those[1:]
        name = f"{newest.kind} {url}"
        if not newest.read:
            # What may pass is given a second run to pass.
            passing = newest.state == "retry" and all(reading.read for reading in before[:1])
            if not passing and any(reading.read for reading in before):
                yield Reason("source", f"{name}: {newest.reason or newest.state}", url)
            continue
        announced = [reading.announced for reading in those if reading.announced is not None]
        if announced and (usual := too_short(announced, fixed=newest.kind != "sitemap")) is not None:
            text = f"{name}: {announced[0]} articles announced, usually {usual:.0f} or more"
            yield Reason("source", text, url)


def _never_read(readings: Readings) -> Iterator[Reason]:
    for url, those in readings.items():
        if not any(reading.read or reading.state == "redirected" for reading in those):
            yield Reason("source", f"{those[0].kind} {url} was never answered: {those[0].reason}", url)


# Pages and fields


def _article_pages(runs: Sequence[Run]) -> Iterator[Reason]:
    """Pages of articles give none."""
    shares = [Share(run.pages.get("done", 0), sum(run.pages.values()) - _elsewhere(run)) for run in runs]
    if loss := lost_share(shares):
        why: Counter[str] = Counter()
        for run in runs[: _runs_shown(shares, loss.runs)]:
            for (_, reason), count in run.errors.items():
                why[reason] += count
        yield Reason("pages", f"{_of(loss.now)} article pages gave an article, {_usually(loss.usual)}: {_counted(why)}")


def _elsewhere(run: Run) -> int:
    """Return the visits that led to another page, which says nothing yet."""
    return run.pages.get("redirected", 0) + run.pages.get("pending", 0)


def _runs_shown(shares: Sequence[Share], shown: int) -> int:
    """Return how many of the newest runs hold so many that have something to show."""
    positions = [position for position, share in enumerate(shares, 1) if share.of]
    return positions[shown - 1]


def _structures(runs: Sequence[Run]) -> Iterator[Reason]:
    """The layout, or the theme, that gave a field gives it no more."""
    methods = {
        (method, name)
        for run in runs
        for name, counts in run.fields.items()
        for method in counts
        if method == "layout" or method.startswith("theme:")
    }
    lost: dict[str, list[str]] = {}
    losses = {}
    for method, name in sorted(methods):
        if loss := lost_share([Share(_counts(run, name).get(method, 0), run.articles) for run in runs]):
            lost.setdefault(method, []).append(name)
            losses[method] = loss
    for method, names in lost.items():
        loss = losses[method]
        missed = Share(loss.now.of - loss.now.got, loss.now.of)
        text = f"{method} missed in {_of(missed)} articles ({', '.join(names)}); it gave {_usually(loss.usual)}"
        yield Reason("layout" if method == "layout" else "theme", text)


def _never_hit(runs: Sequence[Run]) -> Iterator[Reason]:
    for name in FIELDS:
        missed = sum(run.layout_missed.get(name, 0) for run in runs)
        hit = sum(_counts(run, name).get("layout", 0) for run in runs)
        if missed >= LEAST_MISSED and not hit:
            text = f"the layouts never gave the {name} of an article: {missed} of {missed} missed"
            yield Reason("layout", text, name)


def _fields(runs: Sequence[Run]) -> Iterator[Reason]:
    """A field that articles used to have is empty."""
    for name in FIELDS:
        if loss := lost_share([Share(run.articles - _counts(run, name).get("", 0), run.articles) for run in runs]):
            yield Reason("field", f"{_of(loss.now)} articles have {name}, {_usually(loss.usual)}", name)


def _counts(run: Run, name: str) -> dict[str, int]:
    return run.fields.get(name, {})


def _filled(runs: Sequence[Run]) -> dict[str, float]:
    """Return the share of each field among the newest articles."""
    articles, empty = 0, Counter[str]()
    for run in runs:
        articles += run.articles
        empty.update({name: _counts(run, name).get("", 0) for name in FIELDS})
        if articles >= RECENT_ARTICLES:
            break
    return {name: 1 - empty[name] / articles for name in FIELDS} if articles else {}


# Numbers


def _number_of_articles(figures: Figures) -> Iterator[Reason]:
    """Far fewer articles appeared than usual on those weekdays."""
    finished = [run.started for run in figures.runs if run.reason == "finished"]
    if finished and (few := too_few(figures.published, figures.covered, finished[-1].date())):
        span = "24 hours" if few.days == 1 else f"{few.days} days"
        yield Reason("articles", f"{few.got} articles in {span}, usually {few.usual:.0f}")


def _silent(runs: Sequence[Run], now: datetime) -> bool:
    """Say whether the pause since the newest run is longer than any usual one; the longest so far is an accident."""
    gaps = sorted(after.started - before.started for after, before in pairwise(runs))
    if len(gaps) < LEAST_RUNS:
        return False
    return now - runs[0].started > max(SILENT_GAPS * gaps[-2], timedelta(hours=1))


# Words


def _of(share: Share) -> str:
    return f"{share.got} of {share.of}"


def _usually(share: Share) -> str:
    return f"usually {share.part:.0%}"


def _counted(counts: Counter[str]) -> str:
    named = [f"{reason} ({count})" for reason, count in counts.most_common(3)]
    return ", ".join([*named, *(["..."] if len(counts) > 3 else [])]) or "no reason known"

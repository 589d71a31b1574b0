"""The health of sites as figures for Prometheus, in its text format. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import get_args

from crawler.health import Health
from crawler.health.figures import Verdict
from crawler.notify.message import line_of

MOST_FAILURES = 20
"""Kinds of failures of a site that have a series of their own; each is one more for Prometheus to keep."""

Sample = tuple[dict[str, str], float]


def exposition(sites: Sequence[Health], now: datetime) -> str:
    """Return the figures of all sites at `now`."""
    return "".join(
        _family(name, meaning, samples)
        for name, meaning, samples in (
            ("site_verdict", "1 for the verdict of the site (docs/health.md), 0 for the others", _verdicts(sites)),
            ("site_illness", "Reasons why the site is ill, by cause", _illnesses(sites)),
            ("site_last_update_timestamp_seconds", "Start of the newest update", _last_updates(sites)),
            (
                "site_articles_24h",
                "Articles of the 24 hours up to the newest update that came to its end",
                _today(sites),
            ),
            ("site_articles_24h_usual", "Articles that are usual in those 24 hours of the week", _usual(sites)),
            (
                "site_failures",
                "Failed visits of the newest update, by what became of the page and why",
                _failures(sites),
            ),
            ("health_timestamp_seconds", "When these figures were written", [({}, now.timestamp())]),
        )
    )


def _family(name: str, meaning: str, samples: Iterable[Sample]) -> str:
    full = f"moroccan_news_{name}"
    lines = [f"# HELP {full} {meaning}", f"# TYPE {full} gauge"]
    return "\n".join([*lines, *(f"{full}{_labels(labels)} {value:.17g}" for labels, value in samples)]) + "\n"


def _labels(labels: dict[str, str]) -> str:
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{written}}}" if written else ""


def _escaped(value: str) -> str:
    return value.replace("\r", " ").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _verdicts(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        for verdict in get_args(Verdict):
            yield {"site": health.site, "verdict": verdict}, health.verdict == verdict


def _illnesses(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        causes = [reason.cause for reason in health.reasons]
        for cause in dict.fromkeys(causes):
            yield {"site": health.site, "cause": cause}, causes.count(cause)


def _last_updates(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        if health.last_run is not None:
            yield {"site": health.site}, health.last_run.timestamp()


def _today(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        if health.today is not None:
            yield {"site": health.site}, health.today


def _usual(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        if health.usual is not None:
            yield {"site": health.site}, health.usual


def _failures(sites: Iterable[Health]) -> Iterator[Sample]:
    for health in sites:
        counts = Counter[str]()
        for said, count in health.errors.items():
            counts[line_of(said)] += count  # a series that stands there twice spoils the file
        named = dict(counts.most_common(MOST_FAILURES))
        if others := counts.total() - sum(named.values()):
            named["others"] = others
        for said, count in named.items():
            yield {"site": health.site, "cause": said}, count

"""What each update cost, and whether that follows what was new alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.crawls import one

OF_NEWS = ("articles", "pages", "links", "revisions", "authors", "tags", "article_tags", "article_authors")
OF_RUNS = ("runs", "run_fields", "run_pages", "run_sources")
"""Tables that grow with what is new, and those that grow with every update."""


LEAST_DAYS = 3
"""Days that can be compared: one early and one late, after the first, which has an archive to read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one update, or many together, took. `sources` and `articles` are requests for lists and for stories; `cpu`
    and `judging` are seconds, of the crawlers and for health; `new` counts stories.
    """

    updates: int = 0
    sources: int = 0
    articles: int = 0
    new: int = 0
    cpu: float = 0.0
    judging: float = 0.0
    seconds: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(*(getattr(self, name) + getattr(other, name) for name in Cost.__slots__))


@dataclass(frozen=True, slots=True)
class Size:
    """How large the database is: bytes, and rows of news and of runs."""

    size: int
    of_news: int
    of_runs: int

    def __sub__(self, other: Size) -> Size:
        return Size(self.size - other.size, self.of_news - other.of_news, self.of_runs - other.of_runs)


def size_of(database: Path) -> Size:
    """Measure a database."""
    of_news, of_runs = (
        sum(int(one(database, f"SELECT count(*) FROM {name}")) for name in names) for names in (OF_NEWS, OF_RUNS)
    )
    size = one(database, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    return Size(int(size), of_news, of_runs)


class Ledger:
    """The costs of all updates in order, and the size of the database after each day."""

    def __init__(self, sites: int) -> None:
        self.sites = sites
        self.costs: list[Cost] = []
        self.sizes: list[Size] = []

    def span(self, first: int, last: int) -> Cost:
        """Return what the updates of some days took together, days counted from 0."""
        return sum(self.costs[24 * first : 24 * last], Cost())

    def spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return an early part of the days and the last one, of the same length: of the same weekdays where there are
        two weeks.
        """
        days = len(self.costs) // 24
        length = 7 if days >= 15 else (days - 1) // 2
        return (1, 1 + length), (days - length, days)

    def wrong(self) -> Iterator[str]:
        """Yield what grew with the age of the database."""
        if len(self.sizes) < LEAST_DAYS:
            return
        early, late = self.spans()
        before, after = self.span(*early), self.span(*late)
        for what, old, now in (
            ("requests for lists an update", before.sources / before.updates, after.sources / after.updates),
            ("rows an article", *(self._grown(span).of_news / self.span(*span).new for span in (early, late))),
            ("rows an update", *(self._grown(span).of_runs / self.span(*span).updates for span in (early, late))),
            ("bytes an article", *(self._grown(span).size / self.span(*span).new for span in (early, late))),
        ):
            if now > 1.25 * old:
                yield f"{what}: {old:.1f} at first, {now:.1f} in the end"
        if after.articles > 6 * after.new:
            yield f"{after.articles / after.new:.1f} requests for each article"

    def _grown(self, span: tuple[int, int]) -> Size:
        return self.sizes[span[1] - 1] - self.sizes[span[0] - 1]

    def table(self) -> Iterator[str]:
        """Yield the lines that say what an early and the last part of the days took."""
        if len(self.sizes) < LEAST_DAYS:
            return
        early, late = self.spans()
        yield f"{'':34}{'days ' + '-'.join(map(str, early)):>14}{'days ' + '-'.join(map(str, late)):>14}"
        columns = [(self.span(*span), self._grown(span)) for span in (early, late)]
        for label, values in (
            ("articles new", [f"{cost.new}" for cost, _ in columns]),
            ("lists asked for, a site's update", [f"{cost.sources / cost.updates:.2f}" for cost, _ in columns]),
            ("pages asked for, an article", [f"{cost.articles / cost.new:.2f}" for cost, _ in columns]),
            ("CPU ms, a site's update", [f"{1000 * cost.cpu / cost.updates:.1f}" for cost, _ in columns]),
            ("CPU ms of health, a site's update", [f"{1000 * cost.judging / cost.updates:.1f}" for cost, _ in columns]),
            ("rows of news, an article", [f"{size.of_news / cost.new:.1f}" for cost, size in columns]),
            ("rows of runs, a site's update", [f"{size.of_runs / cost.updates:.1f}" for cost, size in columns]),
            ("KB, an article", [f"{size.size / cost.new / 1024:.1f}" for cost, size in columns]),
        ):
            yield f"{label:34}" + "".join(f"{value:>14}" for value in values)

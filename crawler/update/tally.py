"""How far an update is, as numbers: what the reports show."""

from __future__ import annotations

from time import monotonic

from crawler.durations import as_duration
from crawler.update.messages import Counts
from crawler.update.plan import Candidate
from crawler.update.supervisor import Budget, Ending


class Tally:
    """The sites by what became of them so far, and what they did."""

    def __init__(self, sites: int, budget: Budget) -> None:
        self._sites = sites
        self._budget = budget
        self._started = monotonic()
        self.under_way: dict[str, Candidate] = {}
        self.counts: dict[str, Counts] = {}
        self.endings: list[Ending] = []

    @property
    def seconds(self) -> float:
        """How long the update runs already."""
        return monotonic() - self._started

    def begun(self, site: Candidate) -> None:
        """Note that a site is being crawled."""
        self.under_way[site.name] = site

    def ended(self, ending: Ending) -> None:
        """Note that a site came to its end."""
        self.under_way.pop(ending.site.name, None)
        self.counts[ending.site.name] = ending.counts
        self.endings.append(ending)

    def total(self) -> Counts:
        """Return what all sites did together."""
        counts = self.counts.values()
        return Counts(
            sum(each.asked for each in counts),
            sum(each.new for each in counts),
            sum(each.changed for each in counts),
            sum(each.failed for each in counts),
            sum(each.next for each in counts),
        )

    def left(self) -> float | None:
        """Return about how many seconds are left, None where nothing is known yet.

        What waits is thought to take as many pages as what ended did, at the speed so far.
        """
        total, done = self.total(), [ending.counts.asked for ending in self.endings]
        bound = self._budget.seconds - self.seconds if self._budget.seconds is not None else None
        if not total.asked:
            return bound
        pages = sum(self.counts[name].next for name in self.under_way if name in self.counts)
        if waiting := self._sites - len(self.endings) - len(self.under_way):
            if not done:
                return bound
            pages += round(waiting * sum(done) / len(done))
        seconds = pages * self.seconds / total.asked
        return seconds if bound is None else min(seconds, bound)

    def line(self) -> str:
        """Say in a line how far all is."""
        total = self.total()
        speed = total.asked / max(self.seconds, 0.1)
        left = self.left()
        return (
            f"{len(self.endings)} of {self._sites} sites done, {len(self.under_way)} under way;"
            f" {total.asked} pages ({speed:.1f} a second), {total.new} new, {total.changed} changed,"
            f" {total.failed} failed; {as_duration(self.seconds)} so far"
            + (f", about {as_duration(left)} left" if left is not None else "")
        )

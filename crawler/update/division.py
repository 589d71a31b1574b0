"""Which process crawls which site: a fair division, decided as the update goes. No process is known here but by number.

Sites are given out one by one to the process that has the fewest, and none takes more than its share while others are
still starting, so that no process ends long before the others.
Sites that share a host go one after another: its pace is one, whatever lives there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil

from crawler.update.plan import Candidate

SITES_AT_ONCE = 32
"""Sites under way in a process. At a page a second each they take about two thirds of a core to read and store."""

SUSPECT = 2
"""After so many deaths of its process a site goes on in a process of its own, so that it takes no other site down."""

LAST_DEATH = 3
"""Given up after so many: the last of them it died of alone."""


class Division:
    """The sites that wait, and those under way by process. `processes` is how many there are to be."""

    def __init__(self, sites: Sequence[Candidate], processes: int) -> None:
        self.waiting = list(sites)
        self._wanted = processes
        self._under_way: dict[int, dict[str, Candidate]] = {}
        self._deaths: Counter[str] = Counter()

    def under_way(self, process: int) -> list[str]:
        """Return the names of the sites a process is crawling."""
        return list(self._under_way.get(process, ()))

    @property
    def busy(self) -> bool:
        """Whether any site is under way."""
        return any(self._under_way.values())

    def give(self, processes: Iterable[int]) -> tuple[int, Candidate] | None:
        """Give the next site to one of these processes and return both, or None where nothing can be given now."""
        for process in sorted(processes, key=lambda number: len(self.under_way(number))):
            if site := self._next_for(process):
                self.waiting.remove(site)
                self._under_way.setdefault(process, {})[site.name] = site
                return process, site
        return None

    def _next_for(self, process: int) -> Candidate | None:
        names = self.under_way(process)
        if len(names) >= self._share or any(self._suspect(name) for name in names):
            return None
        hosts = {host for sites in self._under_way.values() for site in sites.values() for host in site.hosts}
        free = (site for site in self.waiting if not site.hosts & hosts)
        return next((site for site in free if not (names and self._suspect(site.name))), None)

    @property
    def _share(self) -> int:
        left = len(self.waiting) + sum(map(len, self._under_way.values()))
        return min(SITES_AT_ONCE, ceil(left / self._wanted))

    def _suspect(self, name: str) -> bool:
        return self._deaths[name] >= SUSPECT

    def ended(self, process: int, name: str) -> None:
        """Note that a site came to its end."""
        del self._under_way[process][name]

    def died(self, process: int) -> tuple[list[Candidate], list[Candidate]]:
        """Note that a process died. Return the sites that go on elsewhere, and those that are given up."""
        lost = list(self._under_way.pop(process, {}).values())
        self._deaths.update(site.name for site in lost)
        go_on = [site for site in lost if self._deaths[site.name] < LAST_DEATH]
        # Before all others: what they had asked for is asked for again.
        self.waiting[:0] = go_on
        return go_on, [site for site in lost if site not in go_on]

    def call_off(self) -> list[Candidate]:
        """Return the sites that have not begun, which never will."""
        waiting, self.waiting = self.waiting, []
        return waiting

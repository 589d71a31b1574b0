"""Which workers a site's jobs are for: its region and tags (`sites.toml`), and what a worker was started with.

They stand in the name of the job's queue: "crawl region=ma tag=daily".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.overrides import WORD

KEYS = ("region", "tag")


def queue_of(kind: str, region: str | None = None, tags: Iterable[str] = ()) -> str:
    """Return the queue of jobs of a kind, of sites with this region and these tags."""
    return " ".join([kind, *([f"region={region}"] if region else []), *(f"tag={tag}" for tag in sorted(tags))])


@dataclass(frozen=True, slots=True)
class Only:
    """What a worker takes: sites of one of these regions, and with one of these tags; any where none are named.

    Sites with a region are asked from there alone: a worker that names no region does not take them.
    """

    regions: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    def read(cls, text: str) -> Only:
        """Read `region=ma,tag=daily`; raises `ValueError`."""
        found: dict[str, set[str]] = {key: set() for key in KEYS}
        for part in filter(None, text.split(",")):
            key, _, value = part.partition("=")
            if key not in KEYS or not WORD.fullmatch(value):
                raise ValueError(f"--only {part}: must be region=WORD or tag=WORD, several with commas between them")
            found[key].add(value)
        return cls(frozenset(found["region"]), frozenset(found["tag"]))

    def takes(self, queue: str) -> bool:
        """Say whether jobs of a queue are for the worker."""
        facts = [part.partition("=") for part in queue.split()[1:]]
        regions = {value for key, _, value in facts if key == "region"}
        tags = {value for key, _, value in facts if key == "tag"}
        right_place = bool(regions & self.regions) if regions or self.regions else True
        return right_place and (not self.tags or bool(tags & self.tags))

    def __str__(self) -> str:
        words = [*(f"region={each}" for each in self.regions), *(f"tag={each}" for each in self.tags)]
        return ",".join(sorted(words))

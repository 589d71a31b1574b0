"""Scores our extractor against the annotated pages: `python -m tests.quality.score`.

Pages, truth and the definitions of the figures are the comparison's own (../shared/bench/extraction); this only
runs our extractor in-process, with no facts about any site, and prints a table per set of pages. Exits with 1
where a figure lies under its floor.

    python -m tests.quality.score [--half A|B] [--worst 20] [SET ...]
    python -m tests.quality.score --layouts    # the hand-made pages of the publishers whose layouts are declared
    python -m tests.quality.score --nameless   # with every class and id replaced: how much rests on names

Pages fall into two halves by the hash of their name. A change is judged by the pages of half A; half B tells
whether it holds beyond the pages it was made on.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

from crawler.site import Site
from tests.quality.adapter import extract
from tests.quality.layouts import site_of

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench" / "extraction"
HAND_MADE = ("arfr_gold", "scrapinghub", "fundus_eval")
SETS = (*HAND_MADE, "fundus", "newspaper")

# (pages, figure) -> floor: what was reached, less what one page more or less decides. Floors only rise.
FLOORS = {
    ("arfr_gold", "F1"): 0.998,
    ("arfr_gold", "title"): 1.0,
    ("hand-made", "F1"): 0.983,
    ("hand-made", "pages >=.95"): 0.95,
    ("hand-made", "leak"): -0.025,
    ("ar+fr", "F1"): 0.988,
    ("ar+fr", "worst page"): 0.92,
    ("all", "F1"): 0.979,
    ("all", "leak"): -0.03,
    ("all", "title"): 0.83,
    ("all", "authors"): 0.86,
    ("all", "day"): 0.98,
    ("all", "minute"): 0.97,
    ("layouts", "F1"): 0.996,
    ("layouts", "pages >=.95"): 0.98,
    ("layouts", "leak"): -0.004,
    ("layouts, ar+fr", "F1"): 0.999,
    ("layouts, ar+fr", "leak"): -0.001,
    ("nameless", "F1"): 0.97,
    ("nameless", "leak"): -0.07,
}


@dataclass(slots=True)
class Scored:
    """One page and what the comparison's metrics say of our output for it."""

    page: Any
    shingles: tuple[float, float, float]
    words: float
    leak: float
    title: bool | None
    authors: bool | None
    day: bool | None
    minute: bool | None
    output: dict[str, Any]

    @property
    def f1(self) -> float:
        """F1 over 4-word shingles, of this page alone."""
        return float(bench("metrics").prf(*self.shingles)[2])


@cache
def bench(module: str) -> Any:
    """Return a module of the comparison, by its file: one has the name of a library, `datasets`."""
    spec = importlib.util.spec_from_file_location(f"extraction_{module}", BENCH / f"{module}.py")
    assert spec is not None and spec.loader is not None
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(BENCH))  # they import each other
    try:
        spec.loader.exec_module(loaded)
    finally:
        sys.path.remove(str(BENCH))
    return loaded


def load(sets: Iterable[str] = SETS) -> list[Any]:
    """Return the pages of these sets with their truth."""
    pages: list[Any] = bench("datasets").load(list(sets))
    return pages


def half(page: Any) -> str:
    """Return "A" or "B"."""
    return "A" if int(hashlib.sha1(page.name.encode()).hexdigest(), 16) % 2 == 0 else "B"


def nameless(html: bytes) -> bytes:
    """Return a page with each name in its classes and ids replaced by one that says nothing, the same each time."""
    return _NAMES.sub(lambda names: names[1] + b'"' + b" ".join(map(_number, names[3].split())) + b'"', html)


_NAMES = re.compile(rb"(\s(?:class|id)\s*=\s*)([\"'])(.*?)\2", re.DOTALL | re.IGNORECASE)


def _number(name: bytes) -> bytes:
    return b"n" + hashlib.sha1(name).hexdigest()[:6].encode()


def score(page: Any, site: Site | None = None, change: Callable[[bytes], bytes] = bytes) -> Scored:
    """Extract a page, with the facts of its site if they are given, and score it. `change` alters the page before."""
    metrics = bench("metrics")
    output = extract(change(page.html()), page.url, site)
    counts = {truth: metrics.shingle_counts(truth, output["body"]) for truth in (page.body, *page.bodies)}
    truth = max(counts, key=lambda text: metrics.prf(*counts[text])[2])
    when = metrics.date_score(page.date, output["published_at"]) if page.date else {}
    return Scored(
        page,
        counts[truth],
        metrics.token_prf(truth, output["body"])[2],
        metrics.leak(truth, output["body"])[0] or 0.0,
        metrics.title_score(page.title, output["title"])["exact"] if page.title else None,
        metrics.author_score(page.authors, output["authors"])["exact"] if page.authors else None,
        when.get("exact"),
        when.get("minute"),
        output,
    )


def figures(rows: Sequence[Scored]) -> dict[str, float | None]:
    """Return the figures of some pages; shares between 0 and 1, the leak negative so that more is better."""
    f1, precision, recall = bench("report").shingle([row.shingles for row in rows])

    def share(name: str) -> float | None:
        values = [value for row in rows if (value := getattr(row, name)) is not None]
        return mean(values) if values else None

    return {
        "F1": f1,
        "P": precision,
        "R": recall,
        "pages >=.95": mean(row.words >= 0.95 for row in rows),
        "pages <.5": mean(row.words < 0.5 for row in rows),
        "worst page": min(row.words for row in rows),
        "leak": -mean(row.leak for row in rows),
        "title": share("title"),
        "authors": share("authors"),
        "day": share("day"),
        "minute": share("minute"),
    }


def grouped(rows: Sequence[Scored]) -> dict[str, list[Scored]]:
    """Return the rows by set, and the pools the floors speak of."""
    groups = {name: [row for row in rows if row.page.dataset == name] for name in SETS}
    groups["hand-made"] = [row for row in rows if row.page.dataset in HAND_MADE]
    groups["ar+fr"] = [row for row in rows if row.page.lang in ("ar", "fr")]
    groups["all"] = list(rows)
    return {name: group for name, group in groups.items() if group}


def score_with_layouts() -> dict[str, list[Scored]]:
    """Return the hand-made pages of the publishers whose layouts are declared, extracted by them."""
    rows = [score(page, site) for page in load(HAND_MADE) if (site := site_of(page.url))]
    return {"layouts": rows, "layouts, ar+fr": [row for row in rows if row.page.lang in ("ar", "fr")]}


def score_nameless() -> dict[str, list[Scored]]:
    """Return the hand-made pages, extracted without the names in them."""
    return {"nameless": [score(page, change=nameless) for page in load(HAND_MADE)]}


def under_floor(groups: dict[str, list[Scored]]) -> list[str]:
    """Return a sentence for each figure that lies under its floor."""
    found = []
    for (name, figure), floor in FLOORS.items():
        value = figures(groups[name])[figure] if name in groups else None
        if value is not None and value < floor:
            found.append(f"{name}: {figure} is {abs(value):.4f}, worse than {abs(floor):g}")
    return found


def table(groups: dict[str, list[Scored]]) -> str:
    """Return the figures as a Markdown table, one line per group of pages."""
    lines: list[str] = []
    for name, rows in groups.items():
        found = figures(rows)
        if not lines:
            lines = ["| pages | n | " + " | ".join(found) + " |", "|---|--:" + "|--:" * len(found) + "|"]
        cells = ["—" if value is None else f"{abs(value):.3f}" for value in found.values()]
        lines.append(f"| {name} | {len(rows)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Score the pages asked for, print the tables, and say by the exit code whether all floors hold."""
    parser = argparse.ArgumentParser(description="Score our extractor against the annotated pages.")
    parser.add_argument("sets", nargs="*", default=SETS, help="sets of pages; all by default")
    parser.add_argument("--half", choices=["A", "B"], help="only the pages of one half; floors are not checked")
    parser.add_argument("--layouts", action="store_true", help="by declared layouts, where there are any")
    parser.add_argument("--nameless", action="store_true", help="without classes and ids; floors are not checked")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="also list the N worst pages")
    arguments = parser.parse_args()
    if arguments.layouts:
        groups = score_with_layouts()
        rows = groups["layouts"]
    else:
        change = nameless if arguments.nameless else bytes
        pages = [page for page in load(arguments.sets) if arguments.half in (None, half(page))]
        rows = [score(page, change=change) for page in pages]
        groups = grouped(rows)
    print(table(groups))
    for row in sorted(rows, key=lambda row: row.f1)[: arguments.worst]:
        print(f"{row.f1:.3f} {row.page.name} {row.page.lang} {row.output['methods'].get('body')} {row.page.url[:90]}")
    whole = tuple(arguments.sets) == SETS and not arguments.half and not arguments.nameless
    failures = under_floor(groups) if whole else []
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

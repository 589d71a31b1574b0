"""Compares our extractor with its peers in one run: `python -m tests.quality.peers FOLDER`.

FOLDER, outside the project, takes the peers' environments (made from the package index on first use), a copy of
the comparison, and what it measured. Prints Markdown tables, a set of pages each, and where a peer failed or is
above us. The peers need a minute for every 25 pages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

from tests.peer_environments import interpreter
from tests.quality.score import BENCH, HAND_MADE, SETS, bench

OURS = "moroccan_news"
PROJECT = Path(__file__).resolve().parents[2]

# environment -> which systems of the comparison run in it
SYSTEMS = {
    "trafilatura": ("trafilatura_precision", "trafilatura_default", "trafilatura_fast"),
    "newspaper4k": ("newspaper4k", "newspaper4k_hint"),
    "newsplease": ("newsplease",),
    "others": ("readability_lxml", "resiliparse", "justext_", "boilerpy3_", "goose3_"),
}
FIELDS = (("title", "exact"), ("author", "exact"), ("date", "exact"), ("date", "minute"))


def prepare(folder: Path) -> Path:
    """Make the environments that are missing, copy the comparison, put our adapter into it; return the copy."""
    systems = {OURS: {"python": sys.executable}}
    for environment, names in SYSTEMS.items():
        python = str(interpreter(folder, environment))
        systems |= {system: {"python": python} for system in names}
    copy = folder / "bench"
    shutil.copytree(BENCH, copy, dirs_exist_ok=True)
    (copy / "systems" / f"{OURS}.py").write_text("from tests.quality.adapter import extract, version  # noqa: F401\n")
    (copy / "systems.json").write_text(json.dumps(systems, indent=1))
    return copy


def run(copy: Path, sets: Iterable[str]) -> list[dict[str, Any]]:
    """Run all systems over the sets of pages and return what was measured, a page each."""
    out = copy.parent / "measured.jsonl"
    environment = dict(os.environ, PYTHONPATH=str(PROJECT), EXTRACTION_PAGES=str(BENCH.parents[1] / "pages"))
    command = [sys.executable, "run.py", "--dataset", ",".join(sets), "--system", "all", "--out", str(out)]
    subprocess.run(command, check=True, cwd=copy, env=environment)
    rows: list[dict[str, Any]] = bench("report").read([out])[0]
    return rows


def figures(rows: list[dict[str, Any]], system: str) -> list[float | None]:
    """Return F1, share of pages from .95, leak, and the shares of right fields of one system."""
    found = [row["systems"][system] for row in rows]
    shares = [[page[key][sub] for page in found if key in page and sub in page[key]] for key, sub in FIELDS]
    return [
        bench("report").shingle([page["shingle"] for page in found])[0],
        mean(page["token"][2] >= 0.95 for page in found),
        mean(page["leak"] or 0.0 for page in found),
        *(mean(share) if share else None for share in shares),
    ]


def report(rows: list[dict[str, Any]]) -> Iterable[str]:
    """Yield the lines of the report."""
    groups = {name: [row for row in rows if row["dataset"] == name] for name in SETS}
    groups["hand-made"] = [row for row in rows if row["dataset"] in HAND_MADE]
    groups["ar+fr"] = [row for row in rows if row["lang"] in ("ar", "fr")]
    groups["all"] = rows
    above = []
    for name, pages in groups.items():
        if not pages:
            continue
        table = {system: figures(pages, system) for system in pages[0]["systems"]}
        yield f"\n**{name}**, {len(pages)} pages\n"
        yield "| system | F1 | pages ≥.95 | leak | title | authors | day | minute |\n|---|--:|--:|--:|--:|--:|--:|--:|"
        for system, values in sorted(table.items(), key=lambda item: -(item[1][0] or 0)):
            cells = ["—" if value is None else f"{value:.3f}" for value in values]
            yield f"| {'**ours**' if system == OURS else system} | " + " | ".join(cells) + " |"
        for at, figure in enumerate(("F1", "pages ≥.95", "leak", "title", "authors", "day", "minute")):
            sign = -1 if figure == "leak" else 1
            ours = table[OURS][at]
            above += [
                f"- {name}, {figure}: {system} {values[at]:.3f}, ours {ours:.3f}"
                for system, values in table.items()
                if ours is not None and values[at] is not None and sign * values[at] > sign * ours
            ]
    failed = Counter(
        f"{system}: {'an error' if page.get('error') else 'no text'}"
        for row in rows
        for system, page in row["systems"].items()
        if page.get("error") or not page["chars"]
    )
    yield "\nAbove us:\n" + "\n".join(above or ["- nothing"])
    yield "\nFailed pages:\n" + "\n".join(f"- {what} on {count}" for what, count in sorted(failed.items()))


def main() -> None:
    """Prepare, run, report."""
    parser = argparse.ArgumentParser(description="Compare our extractor with its peers.")
    parser.add_argument("folder", type=Path, help="where environments and measurements are kept")
    parser.add_argument("sets", nargs="*", default=SETS, help="sets of pages; all by default")
    parser.add_argument("--again", action="store_true", help="report what was measured last")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if arguments.again:
        rows = bench("report").read([folder / "measured.jsonl"])[0]
    else:
        rows = run(prepare(folder), arguments.sets)
    print("\n".join(report(rows)))


if __name__ == "__main__":
    main()

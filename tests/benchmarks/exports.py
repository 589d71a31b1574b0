"""Whether memory grows with an export, and what exporting takes.

    python -m tests.benchmarks.exports [SMALL] [LARGE] [FORMAT...]

Exports SMALL and LARGE articles, all of one site and month, which is the worst for formats that write month by month:
compares peak memory, prints articles a second, and the time of adding to an export when there is nothing to add.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.exports.formats import FOLDERS
from tests.benchmarks.growth import fill
from tests.benchmarks.runs import Measured, machine, measure, scratch

TARGETS = {
    "jsonl": "news.jsonl.zst",
    "csv": "news.csv",
    "parquet": "news.parquet",
    "huggingface": "dataset",
    "tei": "news.tei",
    "text": "corpus",
}


def main(small: int = 20_000, large: int = 200_000, *names: str) -> float:
    """Return the largest ratio of peak memory of the large export to the small one's."""
    print(machine())
    ratios = []
    with scratch() as name:
        folder = Path(name)
        for rows in (small, large):
            fill(folder / f"{rows}.db", rows)
        for form in names or TARGETS:
            few, many = (export(folder, rows, form) for rows in (small, large))
            nothing = export(folder, large, form, "--incremental")
            ratios.append(many.peak_mib / few.peak_mib)
            print(
                f"{form}: {few.peak_mib:.0f} MiB for {small}, {many.peak_mib:.0f} for {large}: {ratios[-1]:.2f}; "
                f"{large / many.seconds:.0f} articles a second; nothing to add: {nothing.seconds / many.seconds:.2f} "
                f"of the time, {nothing.peak_mib:.0f} MiB",
                flush=True,
            )
    print(f"largest ratio {max(ratios):.2f}")
    return max(ratios)


def export(folder: Path, rows: int, form: str, *options: str) -> Measured:
    """Export the database of so many articles."""
    target = folder / str(rows) / TARGETS[form]
    command = [sys.executable, "-m", "scrapy", "export", "-s", f"DATABASE={folder / f'{rows}.db'}", str(target)]
    return measure([*command, *(["--format", form] if form in FOLDERS else []), *options])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])

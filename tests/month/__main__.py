"""`python -m tests.month [SITES] [DAYS] [SEED]`: play a month and print a table. Ctrl-C ends it after the day."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.month.plan import plan_of
from tests.month.playing import play


def main() -> int:
    """Play, print what was wrong, and return 1 if anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.month", description="A month of the press, played.")
    parser.add_argument("sites", type=int, nargs="?", default=60, help="(default: %(default)s)")
    parser.add_argument("days", type=int, nargs="?", default=30, help="(default: %(default)s)")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="(default: %(default)s)")
    parser.add_argument("--processes", type=int, default=max(1, len(os.sched_getaffinity(0)) - 1), help="crawling")
    parser.add_argument("--folder", type=Path, help="keep the database here")
    given = parser.parse_args()
    stopping: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: stopping.append(number))
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        month = asyncio.run(
            play(
                plan_of(given.sites, given.days, given.seed),
                folder,
                processes=given.processes,
                tell=lambda line: print(line, flush=True),
                stopped=lambda: bool(stopping),
            )
        )
        print("\n".join(month.report()))
        wrong = list(month.wrong())
    print("\n".join(wrong) or "nothing lost, nothing twice, every illness reported and cleared, no false alarm")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

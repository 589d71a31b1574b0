"""`python -m tests.newsroom`: print the paper's address and serve it until told to end."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import fields

from tests.newsroom.editions import EDITIONS
from tests.newsroom.server import serve
from tests.newsroom.site import Options


async def run(options: Options, port: int, until_stdin_closes: bool) -> None:
    """Serve until SIGTERM, SIGINT or, if asked for, the end of standard input."""
    service = await serve(options, port)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if until_stdin_closes:  # whoever started us is gone, however it ended
        loop.add_reader(sys.stdin, ended.set)
    print(service.site.base, flush=True)
    await ended.wait()
    await service.stop()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description="The sample newspaper, on loopback.")
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--articles", type=int, help="how many stories (default: 60)")
    parser.add_argument("--seed", type=int, help="another seed, other stories (default: 0)")
    parser.add_argument("--edition", choices=["all", *EDITIONS], help="one theme only (default: all)")
    parser.add_argument("--crawl-delay", type=float, help="seconds, in robots.txt (default: none)")
    parser.add_argument("--oddities", action=argparse.BooleanOptionalAction, help="serve /odd/ (default: no)")
    parser.add_argument("--rest", action=argparse.BooleanOptionalAction, help="serve the REST API (default: yes)")
    parser.add_argument("--page-kb", type=float, help="pad article pages to this size (default: as they come)")
    parser.add_argument("--links", type=int, help="links to articles on an article page (default: 14)")
    parser.add_argument(
        "--application", action=argparse.BooleanOptionalAction, help="show nothing without JavaScript (default: no)"
    )
    parser.add_argument("--chaos", type=float, help="share of answers that something befalls (default: none)")
    parser.add_argument(
        "--passing", action=argparse.BooleanOptionalAction, help="only by what may be otherwise the next time"
    )
    parser.add_argument(
        "--validators", action=argparse.BooleanOptionalAction, help="answer 304 where nothing changed (default: yes)"
    )
    parser.add_argument(
        "--printed", action=argparse.BooleanOptionalAction, help="make all article pages ahead (default: no)"
    )
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started it")
    given = vars(parser.parse_args())
    options = Options(**{field.name: given[field.name] for field in fields(Options) if given[field.name] is not None})
    asyncio.run(run(options, given["port"], given["until_stdin_closes"]))


if __name__ == "__main__":
    main()

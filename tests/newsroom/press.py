"""A press of many papers, each on a host of its own: 127.0.1.1, 127.0.1.2 and so on, all on one port.

    with start_press(papers=60, articles=20) as press:
        update(press)                        # tests/press_spiders has a spider for each
        assert press.log()["paper07"]

`python -m tests.newsroom.press` serves it. Loopback only; Linux answers for all of 127.0.0.0/8.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from aiohttp import web

from tests.newsroom.replies import lines
from tests.newsroom.server import BACKLOG, HOST, STOP_SECONDS
from tests.newsroom.site import LogEntry, Options, Site


def host_of_paper(number: int) -> str:
    """Return the host of a paper; numbers begin at 1."""
    return f"127.0.1.{number}"


def name_of_paper(number: int) -> str:
    """Return the name of a paper, that of its spider."""
    return f"paper{number:02}"


async def serve(papers: int, options: Options, each: Sequence[Mapping[str, Any]]) -> None:
    """Serve until SIGTERM or the end of standard input; prints the port once all papers answer."""
    sites: dict[str, Site] = {}

    async def respond(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/_press/log":
            entries = [{"paper": name, **asdict(entry)} for name, site in sites.items() for entry in site.log]
            if request.query.get("then") == "forget":
                for site in sites.values():
                    site.log.clear()
            return lines(entries)
        assert request.transport is not None
        host = request.transport.get_extra_info("sockname")[0]
        try:
            return await sites[name_of_paper(int(host.rpartition(".")[2]))](request)
        except ConnectionError:  # the reader hung up
            return web.Response(status=499)

    runner = web.ServerRunner(web.Server(respond, access_log=None), shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0, backlog=BACKLOG).start()
    port = runner.addresses[0][1]
    for number in range(1, papers + 1):
        host = host_of_paper(number)
        await web.TCPSite(runner, host, port, backlog=BACKLOG).start()
        own = each[number - 1] if each else {}
        its = Options(**asdict(options) | {"seed": options.seed + number} | own)
        sites[name_of_paper(number)] = Site(f"http://{host}:{port}", its)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_reader(sys.stdin, ended.set)  # whoever started us is gone, however it ended
    print(port, flush=True)
    await ended.wait()
    await runner.cleanup()


@dataclass
class Press:
    """The press as a process of its own. Ends with the `with` block, or with this process."""

    process: subprocess.Popen[str]
    papers: int
    port: int

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.communicate()

    @property
    def environment(self) -> dict[str, str]:
        """What tells the spiders of `tests.press_spiders` where it is."""
        return {"PRESS_PAPERS": str(self.papers), "PRESS_PORT": str(self.port)}

    def log(self, *, forget: bool = False) -> dict[str, list[LogEntry]]:
        """Return the requests so far, or since they were last asked for and forgotten, by paper."""
        found: dict[str, list[LogEntry]] = {name_of_paper(number): [] for number in range(1, self.papers + 1)}
        url = f"http://{HOST}:{self.port}/_press/log" + ("?then=forget" if forget else "")
        with urllib.request.urlopen(url) as response:
            for line in response:
                entry = json.loads(line)
                found[entry.pop("paper")].append(LogEntry(**entry))
        return found

    def post(self, number: int, action: str, **arguments: str | int | float) -> Any:
        """Tell the control room of a paper to do something ("break", what="layout") and return what it answers."""
        query = f"?{urlencode(arguments)}" if arguments else ""
        url = f"http://{host_of_paper(number)}:{self.port}/_control/{action}{query}"
        with urllib.request.urlopen(urllib.request.Request(url, method="POST")) as response:
            return json.load(response)

    def truth(self, number: int) -> list[dict[str, Any]]:
        """Return the stories of a paper."""
        with urllib.request.urlopen(f"http://{host_of_paper(number)}:{self.port}/_control/truth") as response:
            return [json.loads(line) for line in response]


def start_press(papers: int, *, each: Sequence[Mapping[str, Any]] = (), **options: Any) -> Press:
    """Start a press and return once it answers; keywords are fields of `Options`, `each` those of single papers."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.newsroom.press", str(papers), json.dumps(asdict(Options(**options)))]
    command += ["--each", json.dumps(each)]
    process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    if not port:
        raise RuntimeError(f"the press did not start: exit code {process.wait()}")
    return Press(process, papers, int(port))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.press")
    parser.add_argument("papers", type=int)
    parser.add_argument("options", type=json.loads, help="fields of Options, as JSON")
    parser.add_argument("--each", type=json.loads, default=[], help="what each paper has of its own, as JSON")
    given = parser.parse_args()
    asyncio.run(serve(given.papers, Options(**given.options), given.each))

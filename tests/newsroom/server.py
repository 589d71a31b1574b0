"""Starting and stopping the paper: in a thread of this process, or as a process of its own. Loopback only."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from tests.newsroom.archive import Withdrawal
from tests.newsroom.content import Story
from tests.newsroom.oddities import ODDITIES, Oddity, odd_story
from tests.newsroom.site import LogEntry, Options, Site, entry_of

T = TypeVar("T")

HOST = "127.0.0.1"
BACKLOG = 1024  # a load test opens its connections all at once
STOP_SECONDS = 0.2  # how long a request in progress may go on when the server stops
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Service:
    """A paper being served, and what stops it."""

    site: Site
    runners: tuple[web.ServerRunner, ...]

    async def stop(self) -> None:
        """Close all sockets; requests in progress are cut short."""
        for runner in self.runners:
            await runner.cleanup()


async def serve(options: Options, port: int = 0) -> Service:
    """Start serving in the running loop; port 0 takes a free one.

    With oddities, or as an application, there is a second server, the trap: who goes there is noted in
    `site.trespasses`.
    """
    sites: list[Site] = []

    async def respond(request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await sites[0](request)
        except ConnectionError:  # the reader hung up, as it should on some oddities
            return web.Response(status=499)

    async def note(request: web.BaseRequest) -> web.StreamResponse:
        sites[0].trespasses.append(entry_of(request))
        return await sites[0](request)

    runners = [await _listen(respond, port)]
    traps = [await _listen(note, 0)] if options.oddities or options.application else []
    addresses = [f"http://{HOST}:{runner.addresses[0][1]}" for runner in (*runners, *traps)]
    sites.append(Site(addresses[0], options, *addresses[1:]))
    return Service(sites[0], (*runners, *traps))


async def _listen(handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]], port: int) -> web.ServerRunner:
    runner = web.ServerRunner(web.Server(handler, access_log=None), shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, backlog=BACKLOG).start()
    return runner


class Newsroom:
    """The paper, served from a thread of this process while the `with` block runs.

    Keywords are the fields of `Options`. `url` has no slash at its end. `rest` may be set while it runs.
    """

    def __init__(self, port: int = 0, **options: Any) -> None:
        self.options = Options(**options)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="newsroom", daemon=True)
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._site: Site | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return once requests are answered. Raises what kept the server from starting."""
        self._thread.start()
        self._ready.wait(START_SECONDS)
        if self._error:
            raise self._error

    def stop(self) -> None:
        """Stop and wait until the port is closed."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            service = self._loop.run_until_complete(serve(self.options, self._port))
        except BaseException as error:  # start() raises it again, in the caller's thread
            self._error = error
            self._ready.set()
            return
        self._site = service.site
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(service.stop())
        self._loop.close()

    @property
    def site(self) -> Site:
        """The site behind the socket."""
        if self._site is None:
            raise RuntimeError("the newsroom has not been started")
        return self._site

    @property
    def url(self) -> str:
        """The paper's address."""
        return self.site.base

    @property
    def stories(self) -> list[Story]:
        """All stories as they stand now, oldest first: what a perfect crawl must hold."""
        return self.site.archive.stories()

    @property
    def log(self) -> list[LogEntry]:
        """The requests so far."""
        return list(self.site.log)

    @property
    def trespasses(self) -> list[LogEntry]:
        """The requests to the trap, to which an odd page redirects."""
        return list(self.site.trespasses)

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """The table of odd pages, empty if they are not served; their paths come after `url`."""
        return ODDITIES if self.options.oddities else ()

    def odd_story(self, oddity: Oddity) -> Story:
        """Return the story told at an odd page: the truth, where the oddity `holds`."""
        return odd_story(oddity, self.options.seed)

    @property
    def rest(self) -> bool:
        """Whether the REST API answers."""
        return self.site.rest

    @rest.setter
    def rest(self, on: bool) -> None:
        self.site.rest = on

    def edit(
        self,
        story_id: int,
        paragraph: int = 0,
        text: str | None = None,
        title: str | None = None,
        at: datetime | None = None,
        author: str | None = None,
    ) -> Story:
        """Change a story as `Archive.edit` does, and return it."""
        return self._in_loop(lambda: self.site.archive.edit(story_id, paragraph, text, title, at, author))

    def stir(self, story_id: int) -> Story:
        """Let readers come by a story as `Archive.stir` does, and return it."""
        return self._in_loop(lambda: self.site.archive.stir(story_id))

    def withdraw(self, story_id: int, how: Withdrawal = "404") -> None:
        """Take a story down as `Archive.withdraw` does."""
        self._in_loop(lambda: self.site.archive.withdraw(story_id, how))

    def restore(self, story_id: int) -> None:
        """Publish a withdrawn story again."""
        self._in_loop(lambda: self.site.archive.restore(story_id))

    def publish(self, edition: str | None = None, at: datetime | None = None) -> Story:
        """Add a story on top as `Archive.publish` does, and return it."""
        return self._in_loop(lambda: self.site.archive.publish(edition, at))

    def reset(self) -> None:
        """Forget edits, additions and the log."""
        self._in_loop(self.site.reset)

    def _in_loop(self, action: Callable[[], T]) -> T:
        async def act() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()


class Spawned:
    """The paper as a process of its own, for load and kill tests. Ends with the `with` block, or with this process."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process, self.url = process, url

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def log(self) -> list[LogEntry]:
        """Return the requests so far."""
        return [LogEntry(**entry) for entry in self._lines("log")]

    def truth(self) -> list[dict[str, Any]]:
        """Return all stories as `Story.as_dict` gives them, oldest first."""
        return self._lines("truth")

    def trespasses(self) -> list[LogEntry]:
        """Return the requests to the trap."""
        return [LogEntry(**entry) for entry in self._lines("trespasses")]

    def oddities(self) -> list[dict[str, Any]]:
        """Return the table of oddities, each with its `url` and, where it `holds`, its `story`."""
        return self._lines("oddities")

    def edit(self, story_id: int, **changes: str | int) -> dict[str, Any]:
        """Change a story (keywords paragraph, text, title, author) and return it."""
        return self._post("edit", {"id": story_id, **changes})

    def publish(self, **where: str) -> dict[str, Any]:
        """Add a story on top (keyword edition) and return it."""
        return self._post("publish", where)

    def reset(self) -> None:
        """Forget edits, additions and the log."""
        self._post("reset", {})

    def stop(self) -> None:
        """End the process and wait for it."""
        self._process.terminate()
        self._process.communicate()

    def _lines(self, what: str) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/_control/{what}") as response:
            return [json.loads(line) for line in response]

    def _post(self, what: str, values: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.url}/_control/{what}?{urlencode(values)}", method="POST")
        with urllib.request.urlopen(request) as response:
            value: dict[str, Any] = json.load(response)
            return value


def spawn(port: int = 0, **options: Any) -> Spawned:
    """Start the paper as a process and return once it answers. Keywords are the fields of `Options`."""
    command = [sys.executable, "-m", "tests.newsroom", "--port", str(port), "--until-stdin-closes"]
    for option in fields(Options):
        if option.name in options:
            value = options.pop(option.name)
            name = option.name.replace("_", "-")
            if isinstance(value, bool):
                command.append(f"--{name}" if value else f"--no-{name}")
            else:
                command += [f"--{name}", str(value)]
    if options:
        raise TypeError(f"unknown options: {', '.join(options)}")
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    if not url:
        process.wait()
        raise RuntimeError(f"the newsroom did not start: {' '.join(command)}")
    return Spawned(process, url)

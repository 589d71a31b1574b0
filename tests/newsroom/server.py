"""Starting and stopping the paper: in a thread of this process, or as a process of its own. Loopback only."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from tests.newsroom.archive import Archive
from tests.newsroom.content import Story
from tests.newsroom.site import LogEntry, Options, Site

T = TypeVar("T")

HOST = "127.0.0.1"
STOP_SECONDS = 0.2  # how long a request in progress may go on when the server stops
START_SECONDS = 30


async def serve(options: Options, port: int = 0) -> tuple[Site, web.ServerRunner]:
    """Start serving in the running loop and return the site and what stops it; port 0 takes a free one."""
    archive = Archive(options.articles, options.seed, options.edition)
    sites: list[Site] = []

    async def respond(request: web.BaseRequest) -> web.StreamResponse:
        return await sites[0](request)

    runner = web.ServerRunner(web.Server(respond, access_log=None), shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, backlog=1024).start()
    sites.append(Site(archive, f"http://{HOST}:{runner.addresses[0][1]}", options))
    return sites[0], runner


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
            self._site, runner = self._loop.run_until_complete(serve(self.options, self._port))
        except BaseException as error:  # noqa: BLE001: raised again by start(), in the caller's thread
            self._error = error
            self._ready.set()
            return
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
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
        return list(self.site.state.log)

    @property
    def rest(self) -> bool:
        """Whether the REST API answers."""
        return self.site.state.rest

    @rest.setter
    def rest(self, on: bool) -> None:
        self.site.state.rest = on

    def edit(
        self,
        story_id: int,
        paragraph: int = 0,
        text: str | None = None,
        title: str | None = None,
        at: datetime | None = None,
    ) -> Story:
        """Change a story as `Archive.edit` does, and return it."""
        return self._in_loop(lambda: self.site.archive.edit(story_id, paragraph, text, title, at))

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

    def edit(self, story_id: int, **changes: str | int) -> dict[str, Any]:
        """Change a story (keywords paragraph, text, title) and return it."""
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

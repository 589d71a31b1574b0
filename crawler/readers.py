"""Where pages of HTML are read: here, or in a process beside the crawl.

At one page a second a crawl reads its pages itself, but for the largest. At full speed reading takes half of a core's
time, so it moves to a second core: the crawl goes on downloading and storing meanwhile, and no page can stall it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from crawler.frames import HEAD, frame, read_frame, unpack
from crawler.page_reading import Fetched, R, Reading
from crawler.site import Site

GC_OBJECTS = 50_000
"""Objects made between two looks of the garbage collector; a page of 75 KB makes some 10,000."""

PIPE_BYTES = 1024 * 1024
"""What may wait in each of the process' pipes, and behind the one from it: the crawl reads and writes them between its
own steps, of which a commit takes as long as a dozen pages, which must be at hand meanwhile.
"""

PAGE_SECONDS = 60
"""Processor time after which a page ends the process that reads it: hostile pages that are known of take two at most,
a message has eight pages.
"""

LARGEST_HERE = 1_000_000
"""Bytes of a page that a crawl reads itself: however it was made, it takes hardly longer than a process is given."""

READER_PROCESS = (sys.executable, "-m", "crawler.reader_process")

logger = logging.getLogger(__name__)


class ReaderDied(Exception):  # noqa: N818 (what happened)
    """The process that was reading the page ended, killed by the system or by what it read."""

    @classmethod
    def of_status(cls, status: int | None) -> ReaderDied:
        """Return what to say of a process that ended with a status, as `subprocess` has it; None if it never began."""
        if status == -signal.SIGPROF:
            return cls(f"reading the page takes more than {PAGE_SECONDS} s")
        return cls("the process reading the page died")


class Readers:
    """Reads the pages of one site: those of up to `largest_here` bytes here, others in a process beside the crawl."""

    def __init__(self, site: Site, largest_here: float) -> None:
        self._site = site
        self._largest_here = largest_here
        self._process: _Process | None = None

    async def read(self, reading: Reading[R], page: Fetched) -> R:
        """Return what a function of `crawler.page_reading` makes of the page. Raises `ReaderDied`; other pages get a
        new process.
        """
        if len(page.document.raw) <= self._largest_here:
            return reading(page, self._site)
        question = _Question(frame((reading, page)), asyncio.get_running_loop().create_future())
        self._ask([question])
        answer: R = await question.answer
        return answer

    def start(self) -> None:
        """Start the process, if all pages are read there, so that it is there when the first one comes."""
        if not self._largest_here:
            self._ask([])

    def _ask(self, questions: list[_Question]) -> None:
        if self._process is None:
            self._process = _Process(self._site, self._mourn)
        self._process.ask(questions)

    def _mourn(self, unread: list[_Question], reason: ReaderDied) -> None:
        """Let the page that was being read fail, and the others be read by the next process."""
        self._process = None
        if unread:
            first, *others = unread
            if not first.answer.done():
                first.answer.set_exception(reason)
            if others:
                self._ask(others)

    async def close(self) -> None:
        """End the process."""
        if self._process is not None:
            await self._process.end()


@dataclass(slots=True, frozen=True)
class _Question:
    """A page on its way to the process, and who waits for what it yields."""

    frame: Sequence[bytes | memoryview]
    answer: asyncio.Future[Any]


class _Process:
    """One reader process: pages go in, what they yield comes out in the same order. `died` gets those left and why.

    Pipes of our own rather than a process pool: a pool of Python 3.11.2, which Debian 12 has, waits for ever at exit
    where its process died with pages on their way (fixed in 3.11.5), and its two threads take time from the crawl.
    """

    def __init__(self, site: Site, died: Callable[[list[_Question], ReaderDied], None]) -> None:
        self._site = site
        self._died = died
        self._waiting: deque[_Question] = deque()
        self._started: asyncio.subprocess.Process | None = None
        self._ended = False
        self._task = asyncio.create_task(self._run())

    def ask(self, questions: list[_Question]) -> None:
        """Send pages to the process; there are never more on the way than the frontier lets in flight."""
        self._waiting.extend(questions)
        pipe = self._started.stdin if self._started is not None else None
        if pipe is not None and not pipe.is_closing():  # of one that died uvloop raises what asyncio logs
            pipe.writelines(chain.from_iterable(question.frame for question in questions))

    async def _run(self) -> None:
        try:
            await self._converse()
        except Exception as error:  # whatever it was, nobody may wait for ever
            if not self._ended:
                logger.warning("The process that reads pages died (%r); its pages go to another", error)
                status = self._started.returncode if self._started is not None else None
                self._died(list(self._waiting), ReaderDied.of_status(status))

    async def _converse(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *READER_PROCESS,
            env=process_environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=PIPE_BYTES,
            start_new_session=True,  # Ctrl-C is the crawl's, which ends us in its own time
        )
        self._started = process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.writelines(frame(partial(_read, self._site)))
        process.stdin.writelines(chain.from_iterable(question.frame for question in self._waiting))
        try:
            while True:
                size, _ = HEAD.unpack(await process.stdout.readexactly(HEAD.size))  # no answer holds a page
                read = unpack(await process.stdout.readexactly(size))
                answer = self._waiting.popleft().answer
                if not answer.done():  # who waited may have been stopped
                    answer.set_result(read)
        finally:
            process.stdin.close()
            await process.wait()

    async def end(self) -> None:
        """End the process: it stops where nothing more comes in."""
        self._ended = True
        if self._started is None:
            self._task.cancel()
            return
        if self._waiting:  # nobody wants what it is reading now
            self._started.kill()
        elif self._started.stdin is not None:
            self._started.stdin.close()
        await self._task


def _read(site: Site, question: tuple[Reading[R], Fetched]) -> R:
    reading, page = question
    return reading(page, site)


def process_environment() -> dict[str, str]:
    """Return the environment of a reader process: it runs the code that we run."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer messages from one pipe on the other, until no more come; the first is the function that answers them."""
    with suppress(EOFError):
        answer = read_frame(questions)
        look_for_garbage_seldom()
        while True:
            question = read_frame(questions)
            # What takes for ever is code that is not Python's, in which no exception can be raised: the system ends us.
            signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)
            answers.writelines(frame(answer(question)))
            answers.flush()
            signal.setitimer(signal.ITIMER_PROF, 0)


def look_for_garbage_seldom() -> None:
    """Let the garbage collector look less often, and never at what start-up loaded, which stays.

    A page is thousands of short-lived objects: looking through all that Scrapy loaded each time some were made
    took a fifth of the time of reading.
    """
    gc.freeze()
    gc.set_threshold(GC_OBJECTS)

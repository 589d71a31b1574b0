"""What an HTTP answer, or its absence, means for a page: done, moved, gone, to be tried again, or given up."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.clock import utc_now
from crawler.connection_errors import AddressForbidden, HeadTooLong
from crawler.refusals import REASONS, Refusal
from crawler.robots import RobotsForbidden, RobotsUnreachable
from crawler.visits import Visit

GONE = frozenset({404, 410})
PASSING = frozenset({401, 403, 408, 421, 425, 429})
"""Refusals that may be lifted: a login wall, a block of our address, a pace too fast. Other 4xx will not change."""
REFUSING = frozenset({403, 429, 503})
"""Answers that may be meant for all that we ask, not for one page."""

LONGEST_FOR_LISTS = 3600.0
"""Seconds after which a front page, feed, section or sitemap is asked for again at the latest, unless the site named
another time: an update finds nothing without them, and one an hour after a long night must.
"""

_WORDS: dict[type[BaseException], str] = {
    CannotResolveHostError: "host not found",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: "no answer within DOWNLOAD_TIMEOUT",
    HeadTooLong: "the head of the answer did not end",
    DownloadFailedError: "connection failed",
    ResponseDataLossError: "the answer broke off",
}
"""Reasons without the URL in them, so that they can be counted."""


class Outcomes:
    """Judges visits. `delays` are the seconds before each further attempt; a page failing once more is given up.

    `patience` is how many seconds a run waits for a page to be tried again before it leaves it to the next run,
    `refusal_wait` how many must go by before a page is asked for again that was refused.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self.delays = [float(delay) for delay in settings.getlist("RETRY_DELAYS")]
        self.patience = settings.getfloat("RETRY_PATIENCE")
        self.refusal_wait = settings.getfloat("REFUSAL_WAIT")

    def of_response(self, visit: Visit, response: Response) -> bool:
        """Note status and validators of a response; say whether its body is to be read.

        Redirects are left to the caller, who knows the site.
        """
        visit.status = status = response.status
        if status == 304:
            visit.unchanged = True
            visit.etag, visit.last_modified = visit.page.etag, visit.page.last_modified
            return False
        if 200 <= status < 300:
            visit.etag = _header(response, "ETag")
            visit.last_modified = _header(response, "Last-Modified")
            return True
        if status in GONE:
            visit.state, visit.reason = "gone", f"HTTP {status}"
        elif visit.page.kind == "rest" and status in (401, 403):
            visit.state, visit.reason = "rejected", f"HTTP {status}: the REST API is closed"
        elif status >= 500 or status in PASSING:
            visit.refused = status in REFUSING
            wait = self.refusal_wait if status == 403 else 0.0
            self.again(visit, f"HTTP {status}", retry_after(response) or wait)
        else:
            visit.state, visit.reason = "failed", f"HTTP {status}"
        return False

    def of_refusal(self, visit: Visit, response: Response, refusal: Refusal) -> None:
        """Judge an answer that came in place of the page: it is asked for again when it says, or at a later hour."""
        visit.status, visit.refused = response.status, True
        self.again(visit, REASONS[refusal], retry_after(response) or self.refusal_wait)

    def of_failure(self, visit: Visit, failure: Failure) -> None:
        """Judge a request that brought no response."""
        error, reason = failure.value, reason_of(failure.value)
        page = visit.page
        if isinstance(error, RobotsForbidden):
            if page.kind == "article" and (page.article_id or page.attempts):
                self.again(visit, reason, self.refusal_wait)  # it was allowed before, and may be again
            else:
                visit.state, visit.reason = "robots", reason
        elif isinstance(error, (DownloadCancelledError, IgnoreRequest)) and not isinstance(error, RobotsUnreachable):
            # Declared, streamed or once unpacked: the next attempt would bring the same.
            visit.state, visit.reason = "failed", reason
        else:
            self.again(visit, reason)

    def again(self, visit: Visit, reason: str, wait: float = 0.0) -> None:
        """Let the page be tried again after its delay (or `wait` seconds if that is longer), or give it up."""
        visit.reason = reason
        if visit.page.attempts >= len(self.delays):
            visit.state = "failed"
            return
        delay = self.delays[visit.page.attempts]
        if visit.page.kind not in ("article", "capture"):
            delay = min(delay, LONGEST_FOR_LISTS)
        seconds = max(delay, wait)
        visit.state = "retry"
        visit.next_visit = utc_now() + timedelta(seconds=max(1.0, seconds))


def reason_of(error: BaseException | None) -> str:
    """Return in plain words why a request brought no response."""
    if isinstance(error, (RobotsUnreachable, RobotsForbidden, AddressForbidden)):
        return str(error)
    if isinstance(error, (DownloadCancelledError, IgnoreRequest)):
        return "larger than DOWNLOAD_MAXSIZE"
    words = (words for kind, words in _WORDS.items() if isinstance(error, kind))
    return next(words, f"{type(error).__name__}: {error}")


def retry_after(response: Response) -> float | None:
    """Return the seconds a Retry-After header asks for (a number or an HTTP date), or None."""
    value = _header(response, "Retry-After")
    if not value:
        return None
    if value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - utc_now()).total_seconds())


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None

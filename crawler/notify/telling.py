"""The one way changes are told and files are written, at the end of an update and by `scrapy health --notify`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.clock import utc_now
from crawler.database import open_existing
from crawler.database.announcements import note_told, told
from crawler.database.engine import Database
from crawler.database.errors import StorageError
from crawler.database.health import all_health
from crawler.database.health_days import note_days, past_of
from crawler.exports.files import new_file
from crawler.health import Health
from crawler.health.changes import change_of
from crawler.notify.channels import Channel, Outlets
from crawler.notify.delivery import Undelivered
from crawler.notify.lock import one_at_a_time
from crawler.notify.message import message_of
from crawler.notify.prometheus import exposition
from crawler.notify.status_page import status_page
from crawler.terminal import shown

UNTOLD = 3
"""The exit code of a command that could not tell everyone."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one outlet: how many changes there were to tell, and why that failed, in words with the way out.

    `changes` is None for a file, which has all that there is to know.
    """

    outlet: str
    changes: int | None = None
    failure: str = ""

    def __str__(self) -> str:
        if self.failure:
            return f"{self.outlet}: {self.failure}"
        if self.changes is None:
            return f"{self.outlet} written"
        return f"{self.outlet} told of {self.changes} change{'' if self.changes == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Telling:
    """The sites as they were judged, and what came of each outlet; channels without news are left out."""

    sites: Sequence[Health]
    deliveries: Sequence[Delivery]


def tell(database: str | Path, outlets: Outlets, files: Mapping[str, str]) -> Telling:
    """Tell every channel what it does not know yet, and write the files. `files` holds the spiders' files by site.

    One process at a time does so: another one waits, and then finds what was told. What a channel has taken is written
    down before the next one is told; a process killed in between tells that one message again. Raises `DatabaseError`.
    """
    with one_at_a_time(database):
        db = open_existing(database)
        try:
            sites = all_health(db, utc_now())
            deliveries = [
                *_messages(db, outlets.channels, sites, files),
                *_files(db, outlets, sites, files),
            ]
        finally:
            db.close()
    return Telling(sites, deliveries)


def print_deliveries(deliveries: Sequence[Delivery], *, failures_only: bool) -> None:
    """Print what came of each outlet, failures as errors."""
    for delivery in deliveries:
        if delivery.failure:
            print(f"Error: {shown(str(delivery))}", file=sys.stderr)
        elif not failures_only:
            print(shown(str(delivery)))


def _messages(
    db: Database, channels: Sequence[Channel], sites: Sequence[Health], files: Mapping[str, str]
) -> Iterator[Delivery]:
    for channel in channels:
        known, now = told(db, channel.name), utc_now()
        changes = [change for health in sites if (change := change_of(health, known.get(health.site), now))]
        if not changes:
            continue
        failure, taken = "", True
        try:
            channel.send(message_of(changes, files))
        except Undelivered as error:
            failure, taken = str(error), error.taken
        if taken:
            try:
                note_told(db, channel.name, {change.health.site: change.after for change in changes}, utc_now())
            except StorageError as error:
                failure = f"it was, but that cannot be written down, and it will be told again: {error}"
        yield Delivery(channel.name, len(changes), failure)


def _files(db: Database, outlets: Outlets, sites: Sequence[Health], files: Mapping[str, str]) -> Iterator[Delivery]:
    now = utc_now()

    def page() -> str:
        note_days(db, sites, now)
        return status_page(sites, past_of(db, now), files, now)

    if outlets.prometheus:
        yield _written("prometheus", "NOTIFY_PROMETHEUS", outlets.prometheus, lambda: exposition(sites, now))
    if outlets.status_page:
        yield _written("status page", "STATUS_PAGE", outlets.status_page, page)


def _written(outlet: str, setting: str, target: Path, text: Callable[[], str]) -> Delivery:
    try:
        with new_file(target) as file:
            file.write(text().encode())
    except (OSError, StorageError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Delivery(outlet, failure=f"cannot write {target}: {why}; check its folder and rights, or {setting}")
    return Delivery(outlet)

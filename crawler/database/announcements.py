"""What each channel was last told of the health of sites: written once it has taken the message."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from crawler.clock import from_text, to_text
from crawler.database.engine import Database
from crawler.health.changes import Told

_NOTE = """
INSERT INTO announcements (site_id, channel, verdict, causes, since, announced_at)
SELECT id, :channel, :verdict, :causes, :since, :at FROM sites WHERE name = :site
ON CONFLICT (site_id, channel) DO UPDATE SET verdict = excluded.verdict, causes = excluded.causes,
    since = excluded.since, announced_at = excluded.announced_at
"""


def told(db: Database, channel: str) -> Mapping[str, Told]:
    """Return by site what a channel knows."""
    rows: Iterable[tuple[str, str, str, str]] = db.execute(
        "SELECT name, verdict, since, causes FROM announcements JOIN sites ON sites.id = site_id WHERE channel = ?",
        [channel],
    )
    return {
        name: Told(verdict, from_text(since), frozenset(json.loads(causes)))  # type: ignore[arg-type]
        for name, verdict, since, causes in rows
    }


def note_told(db: Database, channel: str, sites: Mapping[str, Told], at: datetime) -> None:
    """Write what a channel knows now of these sites."""
    with db.transaction():
        for site, known in sites.items():
            values = {"site": site, "channel": channel, "verdict": known.verdict, "since": to_text(known.since)}
            db.execute(_NOTE, values | {"causes": json.dumps(sorted(known.causes)), "at": to_text(at)})

"""The control room, /_control/: it changes the paper and tells the truth about it. Nothing of it is logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from aiohttp import web

from tests.newsroom.archive import Withdrawal
from tests.newsroom.faults import FAULTS
from tests.newsroom.oddities import ODDITIES, odd_story
from tests.newsroom.replies import json_reply, lines, missing

if TYPE_CHECKING:
    from tests.newsroom.site import Site


def control(request: web.BaseRequest, site: Site) -> web.Response:
    """Answer a request to the control room: what changes the paper takes POST."""
    action, query = request.path.removeprefix("/_control/"), request.query
    if action == "log":
        return lines(asdict(entry) for entry in site.log)
    if action == "trespasses":
        return lines(asdict(entry) for entry in site.trespasses)
    if action == "truth":
        return lines(story.as_dict(site.base) for story in site.archive.stories())
    if action == "oddities":
        return lines(
            asdict(oddity)
            | {
                "url": site.base + oddity.path,
                "story": odd_story(oddity, site.options.seed).as_dict(site.base) if oddity.holds else None,
            }
            for oddity in ODDITIES
        )
    if request.method != "POST":
        return missing()
    try:
        if action == "edit":
            paragraph = int(query.get("paragraph", "0"))
            story = site.archive.edit(
                int(query["id"]), paragraph, query.get("text"), query.get("title"), _at(query), query.get("author")
            )
            return json_reply(story.as_dict(site.base))
        if action == "stir":
            return json_reply(site.archive.stir(int(query["id"])).as_dict(site.base))
        if action in ("withdraw", "restore"):
            _withdraw(site, int(query["id"]), query.get("how", "404") if action == "withdraw" else None)
            return json_reply({})
        if action == "publish":
            return json_reply(site.archive.publish(query.get("edition"), _at(query)).as_dict(site.base))
        if action == "break":
            site.faults.add(next(fault for fault in FAULTS if fault == query["what"]))
            return json_reply(sorted(site.faults))
    except (KeyError, IndexError, ValueError, StopIteration) as error:
        return json_reply({"error": repr(error)}, 400)
    if action == "set":
        site.rest = query.get("rest", "1") == "1"
        return json_reply({"rest": site.rest})
    if action == "mend":
        if "what" in query:
            site.faults.discard(query["what"])
        else:
            site.faults.clear()
        return json_reply(sorted(site.faults))
    if action == "chaos" and site.chaos:
        site.chaos.share = float(query["share"])
        return json_reply({})
    if action == "reset":
        site.reset()
        return json_reply({})
    return missing()


def _at(query: Mapping[str, str]) -> datetime | None:
    """Return the time a request says something happened at."""
    return datetime.fromisoformat(query["at"]) if "at" in query else None


def _withdraw(site: Site, story_id: int, how: str | None) -> None:
    """Take a story down, or publish it again where `how` is None."""
    if how is None:
        site.archive.restore(story_id)
        return
    ways = [way for way in get_args(Withdrawal) if way == how]
    if not ways:
        raise ValueError(f"how={how}: must be {' or '.join(get_args(Withdrawal))}")
    site.archive.withdraw(story_id, ways[0])

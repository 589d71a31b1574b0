"""Lines that call upon the reader to follow the newspaper, told by where their links lead."""

from __future__ import annotations

import re

from crawler.extraction.reading import Reading

# Where a newspaper's followers gather or sign up.
_CHANNEL = re.compile(
    r"/(?:/(?:www\.)?(?:whatsapp\.com/channel/|chat\.whatsapp\.com/|t\.me/|telegram\.me/|"
    r"news\.google\.com/(?:publications|s)/|flipboard\.com/@)|"
    r"newsletters?(?![^\W_])|(?:infolettres?|subscribe|subscriptions?|abonnements?|abonnez-vous|s-abonner)(?:[/?#.]|$))",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"https?://(?:www\.|m\.)?(twitter|x|facebook|instagram|youtube|tiktok|linkedin|threads)\.(?:com|net)/"
    r"(?:(?:company|channel|user|c|in)/)?[^/?#]{1,100}/?(?:[?#]|$)",
    re.IGNORECASE,
)
_CLICK = re.compile(r"(?:click|tap) here|cliquez ici|(?:haga|haz) clic aquí|[اإ](?:ضغط|نقر) (?:من )?هنا", re.IGNORECASE)
_LONGEST_ADDRESS = 300  # characters looked at; what says where a link leads stands at its beginning
_LONGEST_CALL = 250  # characters; a longer line is a paragraph with a link in it


def calls(reading: Reading) -> set[int]:
    """Return the runs that link to a channel of the newspaper, or to somebody's page on two networks."""
    found: set[int] = set()
    networks: dict[int, set[str]] = {}
    for anchor in reading.anchors:
        if profile := _PROFILE.match(anchor.href):
            networks.setdefault(anchor.run, set()).add(profile[1].lower())
        elif _CHANNEL.search(anchor.href, 0, _LONGEST_ADDRESS):
            found.add(anchor.run)
    found.update(run for run, names in networks.items() if len(names) > 1)
    return _short(reading, found)


def clicks(reading: Reading) -> set[int]:
    """Return the runs with a link that says to click it: at the end of a text, they are no part of the story."""
    return _short(reading, {anchor.run for anchor in reading.anchors if _CLICK.fullmatch(anchor.text)})


def _short(reading: Reading, runs: set[int]) -> set[int]:
    return {run for run in runs if len(reading.runs[run].text) <= _LONGEST_CALL}

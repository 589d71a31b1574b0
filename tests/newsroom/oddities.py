"""The hostile pages under /odd/: what each does, and what the crawler's database must say of it in the end.

`expected` is the final `pages.state`. Where `holds`, the page is an article that must be stored with the text of
`odd_story(oddity, seed)`. Tests iterate over `ODDITIES`; what answers is in `odd_pages`. New ones go to the end:
the place in the table numbers the story.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from tests.newsroom.calendar import NEWEST
from tests.newsroom.content import FIRST_ID, Generator, Story

Expected = Literal["done", "gone", "failed", "rejected", "robots", "offsite", "redirected"]

FIRST_NUMBER = 900_000  # numbers of odd stories: far beyond those of the largest paper
FUTURE = datetime(2046, 3, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd page. `kind` is what the crawler will take its URL for, `place` its place in the table."""

    name: str
    expected: Expected
    what: str
    holds: bool = False
    kind: Literal["article", "section"] = "article"
    folder: str = "/odd/"
    place: int = 0

    @property
    def id(self) -> int:
        """The id of the story told here."""
        return FIRST_ID + FIRST_NUMBER + self.place

    @property
    def path(self) -> str:
        """The page's path: article-shaped, but for a section's."""
        return f"{self.folder}{self.name}/" if self.kind == "section" else f"{self.folder}{self.name}-{self.id}.html"


_TABLE = (
    Oddity("gone", "gone", "410 always"),
    Oddity("missing", "gone", "404 always"),
    Oddity("forbidden", "failed", "403 always"),
    Oddity("busy", "done", "429 with Retry-After: 1 twice, then an article", holds=True),
    Oddity("broken", "failed", "500 always"),
    Oddity("shaky", "done", "500 twice, then an article", holds=True),
    Oddity("closed", "done", "503 with Retry-After: 1 once, then an article", holds=True),
    Oddity("shut", "failed", "503 with Retry-After: 1 always"),
    Oddity("slow", "failed", "a byte every half second, for ten minutes"),
    Oddity("truncated", "failed", "Content-Length promises more than comes before the connection closes"),
    Oddity("dropped", "failed", "the connection closes without an answer"),
    Oddity("loop", "redirected", "redirects to itself with another query, without end; the chain must be cut"),
    Oddity("chain", "redirected", "three redirects, the last to an ordinary story"),
    Oddity("other-port", "offsite", "redirects to another port of this machine, where a trap listens"),
    Oddity("metadata", "offsite", "redirects to http://169.254.169.254/"),
    Oddity("intranet", "offsite", "redirects to http://10.0.0.1/"),
    Oddity("to-private", "redirected", "redirects to a page that robots.txt forbids"),
    Oddity("meta-refresh", "redirected", "no text, but a meta refresh to an ordinary story"),
    Oddity("huge", "failed", "an article that goes on for 64 MB, in chunks, its length not told"),
    Oddity("huge-declared", "failed", "64 MB, told in Content-Length"),
    Oddity("bomb", "failed", "128 MB of spaces in 128 KB of gzip"),
    Oddity("windows-1256", "done", "windows-1256 declared as utf-8", holds=True),
    Oddity("latin", "done", "utf-8 declared as iso-8859-1", holds=True),
    Oddity("undeclared", "done", "utf-8, declared nowhere", holds=True),
    Oddity("undeclared-1256", "done", "windows-1256, declared nowhere", holds=True),
    Oddity("empty", "rejected", "200 with no body"),
    Oddity("binary", "rejected", "random bytes served as text/html"),
    Oddity("soft-404", "rejected", "200, but the page says that there is no such page"),
    Oddity("login", "rejected", "200, but a form asks for name and password"),
    Oddity("list", "rejected", "a list of stories whose URL looks like an article's"),
    Oddity("canonical-front", "done", "an article whose canonical is the front page", holds=True),
    Oddity(
        "canonical-other", "done", "the newest story's text, with that story as canonical: stored once, as that story"
    ),
    Oddity("twin-a", "done", "an article", holds=True),
    Oddity("twin-b", "done", "the article of twin-a again, as its own canonical", holds=True),
    Oddity("undated", "done", "an article without a date, beside lists full of dates", holds=True),
    Oddity("future", "done", "an article dated 2046", holds=True),
    Oddity("bad-json", "done", "an article whose JSON-LD breaks off; no OpenGraph", holds=True),
    Oddity("nuls", "rejected", "20,000 NUL bytes"),
    Oddity("sprinkled", "done", "an article with a NUL byte after every paragraph", holds=True),
    Oddity("deep", "done", "an article, then 20,000 nested elements", holds=True),
    Oddity("deep-only", "rejected", "20,000 nested elements around three words"),
    Oddity("x", "robots", "robots.txt forbids it; the trespasser gets an article", folder="/private/"),
    Oddity("calendar", "done", "a list whose every page has a next one", kind="section"),
)
ODDITIES = tuple(replace(oddity, place=place) for place, oddity in enumerate(_TABLE))
BY_PATH = {oddity.path: oddity for oddity in ODDITIES}
_TWIN = next(oddity for oddity in ODDITIES if oddity.name == "twin-a")


def odd_story(oddity: Oddity, seed: int = 0) -> Story:
    """Return the story told at an odd page of a paper with that seed; of `undated`, ignore the time."""
    place = _TWIN.place if oddity.name == "twin-b" else oddity.place
    published = FUTURE if oddity.name == "future" else NEWEST - timedelta(days=3, minutes=11 * place)
    generator = Generator(0, seed, "jannah")
    story = generator.story(generator.card(FIRST_NUMBER + place, published))
    return replace(story, id=oddity.id, path=oddity.path, modified=published)

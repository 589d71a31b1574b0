"""What the papers printed, and who was shown what of it: the truth a database is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.urls import url_key
from tests.crawls import one, rows
from tests.newsroom import LogEntry
from tests.newsroom.press import name_of_paper
from tests.test_chaos import HARMLESS, without_pull_quotes


@dataclass(frozen=True, slots=True)
class Version:
    """A story as it stood for a while; `texts` are those a crawl may rightly hold."""

    title: str
    texts: tuple[str, ...]

    def is_held(self, row: Mapping[str, Any]) -> bool:
        """Say whether a row of the database holds it."""
        return row["title"] == self.title and row["body"] in self.texts


@dataclass(slots=True)
class Printed:
    """A story. `shown` are the versions a reader was given, in order; `missed` says that one came when it was gone,
    `perhaps_missed` that the answer to one was spoilt on its way, of which the status may have come through.
    """

    url: str
    id: int
    now: Version
    shown: list[Version] = field(default_factory=list)
    withdrawn: bool = False
    missed: bool = False
    perhaps_missed: bool = False


class Truth:
    """All stories by paper and path."""

    def __init__(self) -> None:
        self.stories: dict[tuple[str, str], Printed] = {}
        self._by_id: dict[tuple[int, int], Printed] = {}

    def learn(self, paper: int, story: Mapping[str, Any]) -> Printed:
        """Take a story as the paper prints it from now on."""
        key = name_of_paper(paper), story["path"]
        version = _version(story)
        printed = self.stories.setdefault(key, Printed(story["url"], story["id"], version))
        printed.now = version
        self._by_id[paper, printed.id] = printed
        return printed

    def title(self, paper: int, story_id: int) -> str:
        """Return the headline of a story as it stands."""
        return self._by_id[paper, story_id].now.title

    def withdraw(self, paper: int, story_id: int) -> None:
        """Take a story as withdrawn."""
        self._by_id[paper, story_id].withdrawn = True

    def note(self, logs: Mapping[str, Iterable[LogEntry]]) -> None:
        """Take what was asked for and answered since the papers last changed."""
        for paper, entries in logs.items():
            for entry in entries:
                story = self.stories.get((paper, entry.path))
                if story is None:
                    continue
                if entry.fault and entry.fault not in HARMLESS:
                    story.perhaps_missed |= story.withdrawn
                elif entry.status == 200 and (not story.shown or story.shown[-1] != story.now):
                    story.shown.append(story.now)
                elif story.withdrawn and entry.status in (302, 404, 410):
                    story.missed = True

    def is_article(self, paper: str, path: str) -> bool:
        """Say whether a path of a paper is a story's."""
        return (paper, path) in self.stories

    def wrong(self, database: Path) -> Iterator[str]:
        """Yield what the database holds that is not so, or does not hold and should."""
        pages = {row["key"]: row for row in rows(database, "SELECT key, state, reason, next_visit_at FROM pages")}
        sql = "SELECT id, url, title, body, gone_at FROM articles"
        articles = {url_key(row["url"]): row for row in rows(database, sql)}
        earlier: dict[int, list[dict[str, Any]]] = {}
        for row in rows(database, "SELECT article_id, title, body FROM revisions ORDER BY id"):
            earlier.setdefault(row["article_id"], []).append(row)
        yield from _of_the_whole(database, len(articles), sum(bool(each.shown) for each in self.stories.values()))
        for story in self.stories.values():
            page, article = pages.get(url_key(story.url)), articles.get(url_key(story.url))
            if not story.shown:
                if not story.withdrawn:
                    yield f"{story.url} was never read: {page}"
                continue
            if page is None or article is None:
                yield f"{story.url} was read and is not there: {page}"
                continue
            held = [*earlier.get(article["id"], []), article]
            if len(held) != len(story.shown):
                yield f"{story.url} was shown in {len(story.shown)} versions and is held in {len(held)}"
            elif not all(version.is_held(row) for version, row in zip(story.shown, held, strict=True)):
                yield f"{story.url} is held as it was not shown"
            gone = bool(article["gone_at"])
            if gone != story.missed and not (gone and story.perhaps_missed):
                yield f"{story.url} is said to be gone at {article['gone_at']}, {page['state']}"
            again = page["state"] == "failed" and page["next_visit_at"]  # the last look failed, and there is a next one
            if page["state"] != ("gone" if gone else "done") and not again:
                yield f"{story.url} is {page['state']}: {page['reason']}"


def _of_the_whole(database: Path, held: int, shown: int) -> Iterator[str]:
    if held != shown:
        yield f"{held} articles of {shown} stories"
    for sql, words in (
        ("SELECT count(*) - count(DISTINCT url) FROM articles", "articles doubled by address"),
        ("SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT site_id, title, body FROM articles)) FROM articles",
         "articles doubled by text"),
        ("SELECT count(*) FROM pages WHERE state IN ('pending', 'retry')", "pages stuck"),
    ):  # fmt: skip
        if number := one(database, sql):
            yield f"{number} {words}"
    if (said := one(database, "PRAGMA integrity_check")) != "ok":
        yield str(said)
    if broken := rows(database, "PRAGMA foreign_key_check"):
        yield f"{len(broken)} references lead nowhere"


def _version(story: Mapping[str, Any]) -> Version:
    body = story["body"]
    return Version(story["title"].replace("ـ", ""), tuple(dict.fromkeys((body, without_pull_quotes(body)))))

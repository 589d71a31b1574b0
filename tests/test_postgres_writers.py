"""Writers of different sites in one PostgreSQL database: they work beside each other, and share clusters and index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest

from crawler.clock import utc_now
from crawler.database import open_database
from crawler.database.errors import Unavailable
from crawler.database.runs import save_site
from crawler.site import Site
from crawler.urls import url_key
from crawler.visits import NewPage, Visit
from tests.postgres import Server, needs_postgres
from tests.story_pairs import Pen
from tests.writing import Crawl, article

pytestmark = needs_postgres


class Paper(Crawl):
    """A crawl of a paper of its own."""

    def __init__(self, database: str, name: str) -> None:
        self.db = open_database(database)
        self.home = f"https://{name}.test/"
        self.site_id = save_site(self.db, name, Site(title=name, home=self.home, languages=("ar",)))
        self.new_run()

    def add(self, texts: Sequence[str], named: Sequence[str] = ()) -> None:
        """Put an article of each text into the writer's batch; each names the page of another site beside it."""
        pages = self.seed(*(f"{self.home}story-{number}.html" for number in range(len(texts))))
        for number, (page, text) in enumerate(zip(pages, texts, strict=True)):
            found = [NewPage(url, url_key(url), "article", "noted", own=False) for url in named[number : number + 1]]
            story = article(page.url, text, f"عنوان {page.url}")
            self.writer.add(Visit(page=page, at=utc_now(), status=200, articles=[story], found=found))


@pytest.fixture
def papers(server: Server) -> Iterator[list[Paper]]:
    url = server.new()
    made = [Paper(url, "one"), Paper(url, "two")]
    yield made
    for each in made:
        each.db.close()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(30) for each in [pool.submit(call) for call in calls]]


def test_a_writer_of_another_site_is_let_in_while_one_is_at_work(papers: list[Paper], monkeypatch: Any) -> None:
    one, two = papers
    one.add(["نص."])
    two.db.execute("SET lock_timeout = '100ms'")
    store = one.writer._articles.store

    def store_beside(*arguments: Any) -> Any:
        found = store(*arguments)
        with two.db.transaction_of([two.writer.host]):
            two.db.execute("UPDATE runs SET reason = 'beside' WHERE id = ?", [two.run.id])
        with pytest.raises(Unavailable, match="lock timeout"), two.db.transaction_of([one.writer.host]):
            pass
        with pytest.raises(Unavailable, match="lock timeout"), two.db.transaction():
            pass
        return found

    monkeypatch.setattr(one.writer._articles, "store", store_beside)
    assert len(one.writer.flush()) == 1
    assert one.one("SELECT count(*) FROM runs WHERE reason = 'beside'") == 1
    assert one.one("SELECT count(*) FROM articles") == 1


def test_copies_stored_at_the_same_moment_are_one_cluster(papers: list[Paper]) -> None:
    pen = Pen(Random(7), "ar")
    stories = ["\n\n".join(pen.paragraph() for _ in range(4)) for _ in range(40)]
    for each in papers:
        each.add(stories)
    assert [len(written) for written in at_once(*(each.writer.flush for each in papers))] == [40, 40]
    one = papers[0]
    assert one.one("SELECT count(*) FROM clusters WHERE articles = 2") == 40
    assert one.one("SELECT count(*) FROM articles JOIN articles_fts ON search_id = rowid") == 80
    assert one.one("SELECT count(DISTINCT search_id) FROM articles") == one.one("SELECT count(*) FROM articles_fts")


def test_writers_that_wait_for_each_other_both_store_everything(papers: list[Paper], monkeypatch: Any) -> None:
    """Both note the same two pages of a third site, each the other one first."""
    shared, met, times = ["https://third.test/a.html", "https://third.test/b.html"], Barrier(2), [0, 0]
    for place, each in enumerate(papers):
        each.add(["نص أول.", "نص ثان."], named=shared[:: -1 if place else 1])

        def store_and_meet(*arguments: Any, place: int = place, store: Any = each.writer._articles.store) -> Any:
            times[place] += 1
            if times[place] == 1:
                met.wait(10)
            return store(*arguments)

        monkeypatch.setattr(each.writer._articles, "store", store_and_meet)
    at_once(*(each.writer.flush for each in papers))
    one = papers[0]
    assert max(times) > 2  # one was undone, and came again
    assert one.one("SELECT count(*) FROM pages WHERE state = 'noted'") == 2
    assert one.one("SELECT count(*) FROM articles") == one.one("SELECT sum(pages) FROM run_pages") == 4
    assert [each.writer.counts["pages"] for each in papers] == [2, 2]

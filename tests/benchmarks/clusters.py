"""What putting an article into its cluster costs, with few articles in the database and with many.

    python -m tests.benchmarks.clusters [FEW] [MANY] [INSERTS]

Makes a database of the FEW newest articles and one of MANY, then stores the same new ones in both, a batch at a time in
turn. A tenth are copies of articles that both hold. Compares the medians of a batch, in wall and in processor time:
of whole inserts, as a crawl makes them, and of the part in them that finds the cluster.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from multiprocessing import Pool
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time

from sqlite_utils import Database

from crawler.clock import to_text, utc_now
from crawler.database import articles, clusters, open_database, sharing
from crawler.database.pages import PageQueue
from crawler.database.runs import save_site, start_run
from crawler.database.writer import BATCH_VISITS, Writer
from crawler.items import Article, Block, Link, content_hash_of
from crawler.site import Site
from crawler.text.shingles import Shingles
from crawler.urls import url_key
from crawler.visits import NewPage, Page, Visit
from tests.benchmarks.runs import machine, scratch

SITE = Site(title="New", home="https://new.test/", languages=("ar",))
LETTERS = "ابتجحدرسشعفقكلمنهوي"
WORDS, FORMULAS = 50_000, 20_000
"""Words of the language, and sentences in everybody's mouth; both turn up as Zipf's law has it."""

A_DAY = 1000
"""Articles a day: a million is what a hundred papers print in three years."""

WHAT = ("whole", "whole (processor)", "cluster", "cluster (processor)")
"""What is measured."""

LINKS = 15
"""Links of an article, each to a page not yet known."""


class Press:
    """Writes articles of 80 to 240 words, one sentence in seven a formula; of a number always the same article."""

    def __init__(self) -> None:
        rng = Random(1)
        self._zipf = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
        self._words = ["".join(rng.choices(LETTERS, k=rng.randrange(2, 9))) for _ in range(WORDS)]
        self._formulas = [self._sentence(rng) for _ in range(FORMULAS)]

    def article(self, number: int) -> str:
        rng = Random(number)
        return ".\n\n".join(
            rng.choices(self._formulas, cum_weights=self._zipf[:FORMULAS])[0]
            if rng.random() < 1 / 7
            else self._sentence(rng)
            for _ in range(rng.randrange(7, 20))
        )

    def _sentence(self, rng: Random) -> str:
        return " ".join(rng.choices(self._words, cum_weights=self._zipf, k=12))


press = Press()


def written(number: int) -> tuple[int, str, list[int]]:
    """Return an article's number, its text and its sketch."""
    text = press.article(number)
    return number, text, Shingles(text).sketch()


def main(few: int = 10_000, many: int = 1_000_000, inserts: int = 3_200) -> dict[str, float]:
    """Return the ratios, many to few."""
    print(machine())
    with scratch() as name:
        sizes = {few: filled(Path(name) / "few.db", few), many: filled(Path(name) / "many.db", many)}
        crawls = {size: Crawl(db) for size, db in sizes.items()}
        rng = Random(2)
        for start in range(many + 1, many + 1 + inserts, BATCH_VISITS):
            numbers = [rng.randrange(1, few) if rng.random() < 0.1 else start + at for at in range(BATCH_VISITS)]
            texts = [press.article(number) for number in numbers]
            for crawl in crawls.values():
                crawl.store(start, texts)
        for size, crawl in crawls.items():
            told = (f"{what} {1000 * crawl.median(what):.2f}" for what in WHAT)
            print(
                f"{size:>9} articles, milliseconds an insert: {', '.join(told)}; {crawl.db['clusters'].count} clusters"
            )
    ratios = {what: crawls[many].median(what) / crawls[few].median(what) for what in WHAT}
    print(", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios.items()))
    return ratios


def filled(path: Path, size: int) -> Database:
    """Make a database of so many articles, each with its page and its sketch."""
    db = open_database(path)
    save_site(db, "old", SITE)
    now, today = to_text(utc_now()), utc_now().toordinal()
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("CREATE TEMP TABLE numbers (period INTEGER, number INTEGER, article_id INTEGER)")
    db.execute("BEGIN")
    with Pool() as pool:
        for number, text, sketch in pool.imap(written, range(1, size + 1), chunksize=200):
            db.execute(
                "INSERT INTO articles (id, site_id, url, title, body, blocks, word_count, content_hash,"
                " first_seen_at, last_seen_at, changed_at, methods, published_at)"
                " VALUES (?1, 1, 'https://old.test/' || ?1, 'عنوان ' || ?1, ?2, '[]', 150, hex(randomblob(16)),"
                " ?3, ?3, ?3, '{}', ?3)",
                [number, text, now],
            )
            db.execute(
                "INSERT INTO pages (site_id, key, url, kind, state, found_at, visited_at, article_id)"
                " VALUES (1, randomblob(16), 'https://old.test/' || ?1, 'article', 'done', ?2, ?2, ?1)",
                [number, now],
            )
            period = (today - number // A_DAY) // clusters.PERIOD_DAYS
            db.execute("INSERT INTO article_sketches VALUES (?, ?, ?)", [number, period, clusters.packed(sketch)])
            db.conn.executemany(
                "INSERT INTO numbers VALUES (?, ?, ?)", [(period, each, number) for each in sketch[: clusters.INDEXED]]
            )
    db.execute("INSERT OR IGNORE INTO sketch_index SELECT * FROM numbers ORDER BY 1, 2, 3")
    db.execute("COMMIT")
    db.close()
    return open_database(path)


class Crawl:
    """Stores articles as a crawl does, and keeps the time."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.site_id = save_site(db, "new", SITE)
        run = start_run(db, self.site_id, "update", {}, utc_now())
        self.writer = Writer(db, self.site_id, run.id, run.campaign_id)
        self.queue = PageQueue(db, self.site_id)
        self.seconds: dict[str, list[float]] = {what: [] for what in WHAT}

    def store(self, first: int, texts: list[str]) -> None:
        """Store a batch of articles and note what one took."""
        urls = [f"https://new.test/{first + at}.html" for at in range(len(texts))]
        self.writer.add_sources([NewPage(url, url_key(url), "article", "pending") for url in urls], utc_now())
        for page, text in zip(self.queue.take(len(urls), without=()), texts, strict=True):
            self.writer.add(visit_of(page, text))
        taken = dict.fromkeys(WHAT, 0.0)

        def newcomer(article_id: int, at: str, text: str, *, known: bool) -> clusters.Newcomer:
            with stopwatch(taken, *WHAT[2:]):
                return clusters.newcomer(article_id, at, text, known=known)

        def place(db: Database, article: clusters.Newcomer) -> None:
            with stopwatch(taken, *WHAT[2:]):
                clusters.place(db, article)

        articles.newcomer, sharing.place = newcomer, place
        with stopwatch(taken, *WHAT[:2]):
            self.writer.flush()
        for what, seconds in taken.items():
            self.seconds[what].append(seconds / len(texts))

    def median(self, what: str) -> float:
        """Return the seconds an insert that most batches took about."""
        return median(self.seconds[what])


@contextmanager
def stopwatch(taken: dict[str, float], wall: str, processor: str) -> Iterator[None]:
    """Add the seconds that pass to two entries."""
    wall_began, processor_began = perf_counter(), process_time()
    yield
    taken[wall] += perf_counter() - wall_began
    taken[processor] += process_time() - processor_began


def visit_of(page: Page, text: str) -> Visit:
    """Return the visit of a page that brought one article."""
    links = [Link(f"{page.url}/{at}", "related", "خبر", at) for at in range(LINKS)]
    article = Article(
        url=page.url,
        fetched_at=utc_now(),
        title=page.url,
        blocks=[Block("paragraph", part) for part in text.split("\n\n")],
        body=text,
        language="ar",
        script="Arab",
        word_count=150,
        content_hash=content_hash_of(page.url, text),
        links=links,
    )
    found = [NewPage(link.url, url_key(link.url), "article", "noted") for link in links]
    return Visit(page=page, at=utc_now(), status=200, articles=[article], found=found)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

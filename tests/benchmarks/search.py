"""What the search index costs, and how long a search takes, as the database grows.

    python -m tests.benchmarks.search [WORDS [ARTICLES ...]]

Makes articles of some WORDS, as frequent as those of a language are (Zipf), half of them with something joined, and
measures at each number of ARTICLES: the time the index takes an article, its size, and searches of several kinds, each
whole: ranked, twenty articles read, snippets made. Times are the processor's.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from sqlite_utils import Database

from crawler.clock import to_text
from crawler.database import open_database
from crawler.database.search_index import index_articles
from crawler.search import Filters, search
from tests.benchmarks.runs import machine, scratch

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LEMMAS = 100_000
FORMS = ("{}", "ال{}", "و{}", "ب{}", "ل{}", "وال{}", "{}ة", "ال{}ات")
SHARES = (45, 30, 5, 4, 4, 4, 4, 4)
SITES = 100
FIRST_DAY = datetime(2006, 1, 1, tzinfo=UTC)
BATCH = 500
SEARCHES = 60
"""Searches of a kind."""


class Language:
    """A made-up language: its words by frequency, and texts of them, of `length` words in the middle."""

    def __init__(self, seed: int, length: int) -> None:
        self.length = length
        self.random = random.Random(seed)
        found: dict[str, None] = {}
        while len(found) < LEMMAS:
            found["".join(self.random.choices(LETTERS, k=self.random.randint(3, 6)))] = None
        self.lemmas = list(found)
        # Zipf's law as Mandelbrot mended it for the most frequent words.
        self._shares = list(accumulate(1 / (rank + 2.7) for rank in range(LEMMAS)))

    def words(self, number: int) -> list[str]:
        """Return so many words in a row."""
        lemmas = self.random.choices(self.lemmas, cum_weights=self._shares, k=number)
        forms = self.random.choices(FORMS, SHARES, k=number)
        return [form.format(lemma) for form, lemma in zip(forms, lemmas, strict=True)]

    def article(self) -> tuple[str, str]:
        """Return a headline and a text."""
        words = self.words(int(self.length * self.random.lognormvariate(0, 0.5)) + 20)
        return " ".join(words[:10]), "\n\n".join(" ".join(words[n : n + 50]) for n in range(10, len(words), 50))


def main(words: int = 250, *numbers: int) -> None:
    """Grow a database through the numbers of articles and print what is measured at each."""
    print(machine())
    language = Language(1, words)
    with scratch() as folder:
        path = Path(folder) / "news.db"
        db = open_database(path)
        for site in range(SITES):
            db.execute("INSERT INTO sites (name, title, home, languages) VALUES (?1, ?1, ?1, '[]')", [f"site{site}"])
        db.conn.commit()
        held = 0
        for number in numbers or (100_000, 500_000, 1_000_000):
            without, indexing = fill(db, language, held, number)
            held = number
            size = _one(db, "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'articles_fts%'")
            text = _one(db, "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM articles")
            print(
                f"\n{number:,} articles: {size / number / 1000:.2f} KB an article ({size / text:.2f} of its text),"
                f" {indexing:.2f} ms an article beside {without:.2f} for its row"
            )
            measure_searches(db, language)
        db.close()


def fill(db: Database, language: Language, held: int, number: int) -> tuple[float, float]:
    """Add articles up to a number; return the milliseconds an article took without the index, and for the index."""
    without = indexing = 0.0
    for first in range(held, number, BATCH):
        rows = [_row(language, place) for place in range(first, min(first + BATCH, number))]
        began = process_time()
        with db.transaction():
            db.conn.executemany(
                "INSERT INTO articles (site_id, url, title, body, blocks, word_count, content_hash, first_seen_at,"
                " last_seen_at, changed_at, methods, published_at, language, script)"
                " VALUES (?1, ?2, ?3, ?4, '[]', 250, ?2, ?5, ?5, ?5, '{}', ?5, 'ar', 'Arab')",
                rows,
            )
            written = process_time()
            while index_articles(db):
                pass
        without += written - began
        indexing += process_time() - written
    added = number - held
    return without / added * 1000, indexing / added * 1000


def _row(language: Language, place: int) -> tuple[int, str, str, str, str]:
    # Sites are crawled side by side, each from its newest article back.
    at = FIRST_DAY + timedelta(minutes=(place * 7919) % 10_000_000)
    return (place % SITES + 1, f"https://sample.test/{place}", *language.article(), to_text(at))


def measure_searches(db: Database, language: Language) -> None:
    """Print how long searches of each kind take, and those of all kinds together."""
    taken: list[float] = []
    print(f"  {'search':<28} {'p50 ms':>8} {'p95 ms':>8} {'found':>8}")
    for name, queries in kinds(db, language).items():
        times, found = [], []
        for query, filters in queries:
            began = process_time()
            answer = search(db, query, filters)
            times.append((process_time() - began) * 1000)
            found.append(answer.total)
        taken += times
        print(f"  {name:<28} {median(times):>8.1f} {quantiles(times, n=20)[-1]:>8.1f} {median(found):>8.0f}")
    print(f"  {'all':<28} {median(taken):>8.1f} {quantiles(taken, n=20)[-1]:>8.1f}")


def kinds(db: Database, language: Language) -> dict[str, list[tuple[str, Filters]]]:
    """Return the searches of each kind."""
    pick, lemmas = random.Random(2), language.lemmas

    def headline() -> list[str]:
        chosen = pick.randint(1, _one(db, "SELECT max(id) FROM articles"))
        return str(db.execute("SELECT title FROM articles WHERE id = ?", [chosen]).fetchone()[0]).split()

    def ranked(low: int, high: int, number: int = 1) -> str:
        return " ".join(pick.choice(lemmas[low:high]) for _ in range(number))

    def of(make: Callable[[], str], filters: Filters | None = None) -> list[tuple[str, Filters]]:
        return [(make(), filters or Filters()) for _ in range(SEARCHES)]

    def two_in_a_row() -> str:
        words = headline()
        place = pick.randrange(len(words) - 1)
        return f'"{words[place]} {words[place + 1]}"'

    month = Filters(since=date(2015, 5, 1), until=date(2015, 5, 31))
    return {
        "a rare word": of(lambda: ranked(20_000, 100_000)),
        "a word": of(lambda: ranked(500, 5_000)),
        "a common word": of(lambda: ranked(30, 300)),
        "one of the 20 commonest": of(lambda: ranked(0, 20)),
        "two words": of(lambda: ranked(300, 5_000, 2)),
        "two common words": of(lambda: ranked(0, 200, 2)),
        "three words of a headline": of(lambda: " ".join(pick.sample(headline(), 3))),
        "a headline": of(lambda: " ".join(headline())),
        "a phrase": of(two_in_a_row),
        "a beginning": of(lambda: ranked(300, 5_000)[:4] + "*"),
        "a common word, one left out": of(lambda: f"{ranked(30, 300)} -{ranked(30, 300)}"),
        "a common word of a site": of(lambda: ranked(30, 300), Filters(site="site7")),
        "a word of a month": of(lambda: ranked(30, 3_000), month),
    }


def _one(db: Database, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""Whether memory grows with the crawl, or time a page with the database.

    python -m tests.benchmarks.growth [SMALL] [LARGE] [ROWS]

Crawls SMALL and LARGE pages and compares peak memory; crawls SMALL pages into an empty database and into one that
holds ROWS articles already and compares seconds.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from crawler.clock import to_text, utc_now
from crawler.database import open_database
from crawler.database.search_index import index_the_rest
from tests.benchmarks.runs import Measured, crawl_command, machine, measure, scratch
from tests.newsroom import spawn

PARAGRAPH = "نص فقرة من مقال قديم محفوظ في قاعدة البيانات منذ سنوات. " * 12


def main(small: int = 2_000, large: int = 20_000, rows: int = 1_000_000) -> tuple[float, float]:
    """Return the ratios: peak memory of the large crawl to the small one, time into the full database to the empty."""
    print(machine())
    with scratch() as name:
        folder = Path(name)
        few = crawl(folder / "small.db", small)
        many = crawl(folder / "large.db", large)
        print(f"peak memory: {small} pages {few.peak_mib:.0f} MiB, {large} pages {many.peak_mib:.0f} MiB")
        fill(folder / "full.db", rows)
        empty, full = [], []
        for turn in range(2):
            empty.append(crawl(folder / f"empty{turn}.db", small).seconds)
            shutil.copy(folder / "full.db", folder / f"full{turn}.db")
            full.append(crawl(folder / f"full{turn}.db", small).seconds)
            (folder / f"full{turn}.db").unlink()
        print(f"seconds for {small} pages: empty {min(empty):.1f}, with {rows} articles {min(full):.1f}")
    memory, time = many.peak_mib / few.peak_mib, min(full) / min(empty)
    print(f"memory ratio {memory:.2f}, time ratio {time:.2f}")
    return memory, time


def crawl(database: Path, pages: int) -> Measured:
    """Crawl a sample newspaper of so many pages whole."""
    with spawn(articles=pages, page_kb=20, links=15, crawl_delay=0) as paper:
        return measure(crawl_command("news", database, {"url": paper.url, "mode": "backfill", "rest": "no"}))


def fill(path: Path, rows: int) -> None:
    """Make a database that holds so many articles, each with its page, of another site."""
    db = open_database(path)
    now = to_text(utc_now())
    db.execute("PRAGMA synchronous = OFF")
    db.execute("INSERT INTO sites (name, title, home, languages) VALUES ('old', 'Old', 'https://old.test/', '[]')")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
    db.execute(
        f"{numbers} INSERT INTO articles (id, site_id, url, title, body, blocks, word_count, content_hash,"
        " first_seen_at, last_seen_at, changed_at, methods, published_at)"
        " SELECT i, 1, 'https://old.test/' || i, 'عنوان ' || i, ?, '[]', 100, hex(randomblob(16)), ?1, ?1, ?1, '{}', ?1"
        " FROM n".replace("?, '[]'", "?2, '[]'"),
        [now, PARAGRAPH],
    )
    db.execute(
        f"{numbers} INSERT INTO pages (site_id, key, url, kind, state, found_at, visited_at, article_id)"
        " SELECT 1, randomblob(16), 'https://old.test/' || i, 'article', 'done', ?1, ?1, i FROM n",
        [now],
    )
    db.conn.commit()
    index_the_rest(db)
    db.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

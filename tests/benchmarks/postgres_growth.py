"""Whether a page costs PostgreSQL more to write when the database holds many.

    python -m tests.benchmarks.postgres_growth [FEW] [MANY] [ROUNDS]

Makes a database of FEW pages and one of MANY on one server, set up as docs/scheduling/compose.yml does it, every tenth
an article with its sketch and its entry in the search index; then writes the same new pages, with an article and 30
links each, into both in turn. Compares medians of a round, in wall time: the server's work is most of it.
"""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.benchmarks.engines import write
from tests.benchmarks.runs import machine
from tests.postgres import Server
from tests.writing import Crawl

PAGES = 320
"""Pages a round and database."""

COMPOSE = Path(__file__).resolve().parents[2] / "docs" / "scheduling" / "compose.yml"

FILL = (
    "INSERT INTO sites (name, title, home, languages) VALUES ('old', 'Old', 'https://old.test/', '[]')",
    """
    INSERT INTO articles (id, site_id, url, title, body, blocks, word_count, content_hash, first_seen_at, last_seen_at,
        changed_at, methods, published_at, search_id)
    SELECT i, (SELECT id FROM sites WHERE name = 'old'), 'https://old.test/' || i, 'عنوان ' || i,
        repeat('نص فقرة من مقال قديم محفوظ منذ سنوات. ', 10), '[]', 70, md5(i::text), day, day, day, '{{}}', day, i
    FROM (SELECT i, to_char(timestamp '2000-01-01' + i * interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS day
        FROM generate_series(1, {articles}) AS i) AS numbered
    """,
    """
    INSERT INTO articles_fts (rowid, words)
    SELECT i, array_to_tsvector(ARRAY(
        SELECT DISTINCT 'w' || trunc(exp(random() * 10.8)) FROM generate_series(1, 60 + i % 2)))
    FROM generate_series(1, {articles}) AS i
    """,
    """
    INSERT INTO article_sketches (article_id, period, numbers)
    SELECT i, i / 30000, decode(repeat(md5(i::text), 12), 'hex') FROM generate_series(1, {articles}) AS i
    """,
    """
    INSERT INTO sketch_index (period, number, article_id)
    SELECT i / 30000, trunc(random() * 4294967296), i FROM generate_series(1, {articles}) AS i, generate_series(1, 12)
    """,
    """
    INSERT INTO pages (site_id, key, url, kind, state, found_at, visited_at, article_id)
    SELECT (SELECT id FROM sites WHERE name = 'old'), decode(md5('page ' || i), 'hex'), 'https://old.test/' || i,
        'article', CASE WHEN i <= {articles} THEN 'done' ELSE 'noted' END, '2026-01-01T00:00:00Z',
        '2026-01-01T00:00:00Z', CASE WHEN i <= {articles} THEN i END
    FROM generate_series(1, {pages}) AS i
    """,
    "SELECT setval(pg_get_serial_sequence('articles', 'id'), {articles})",
)


def main(few: int = 50_000, many: int = 5_000_000, rounds: int = 10) -> float:
    """Return the ratio, many to few."""
    print(f"{machine()}; {few} and {many} pages")
    with closing(Server(" ".join(re.findall(r"-c \w+=\w+", COMPOSE.read_text(encoding="utf-8"))))) as server:
        crawls = {size: Crawl(filled(server, size)) for size in (few, many)}
        seconds: dict[int, list[float]] = {size: [] for size in crawls}
        for turn in range(rounds):
            for size, crawl in crawls.items():
                seconds[size].append(write(crawl, PAGES, turn * PAGES)[0])
        for size, taken in seconds.items():
            print(f"{size:>9} pages: {1000 * median(taken) / PAGES:.2f} ms a page")
    ratio = median(seconds[many]) / median(seconds[few])
    print(f"ratio {ratio:.2f}")
    return ratio


def filled(server: Server, pages: int) -> str:
    """Make a database of so many pages and return its address."""
    url = server.new()
    Crawl(url).db.close()
    name = url.split("/")[3].split("?")[0]
    # Without looking up what each row refers to: it is there.
    script = ["SET session_replication_role = replica", *FILL]
    server.psql(name, ";".join(script).format(pages=pages, articles=pages // 10))
    server.psql(name, "VACUUM ANALYZE")
    server.psql(name, "CHECKPOINT")
    return url


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""Articles that link to each other: edges meet their targets, what is linked to most, and the graph as a file."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import networkx
import pytest

from crawler.database.runs import save_site
from crawler.items import Link
from tests.benchmarks.runs import measure
from tests.starting import scrapy
from tests.writing import SITE, Crawl, article, pending


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    return Crawl(tmp_path / "news.db")


def url(name: str, paper: str = "sample") -> str:
    return f"https://{paper}.test/news/{name}-1234.html"


def store(crawl: Crawl, address: str, *targets: str, title: str | None = None, anchor: str = "خبر") -> int:
    """Store an article that links to these, with a related box that names the first of them again."""
    crawl.seed(address)
    (page,) = (page for page in crawl.queue.take(100, without=()) if page.url == address)
    kinds = [*((target, "inline") for target in targets), *((target, "related") for target in targets[:1])]
    links = [Link(target, kind, anchor, at) for at, (target, kind) in enumerate(kinds)]
    story = article(address, f"نص {address}", title or address, links=links)
    crawl.visit(page, story, found=tuple(pending(target) for target in targets))
    return int(crawl.page(address)["article_id"])


def graph(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("graph", *words, DATABASE=folder / "news.db")


def test_an_edge_is_found_from_both_ends_whichever_article_came_first(crawl: Crawl) -> None:
    early = store(crawl, url("early"), url("late"))
    late = store(crawl, url("late"), url("early"))
    arcs = "SELECT DISTINCT article_id, target_article_id FROM article_links WHERE {} = ?"
    assert crawl.one(arcs.format("article_id"), early) == (early, late)
    assert crawl.one(arcs.format("target_article_id"), early) == (late, early)
    plan = json.dumps(crawl.db.execute(f"EXPLAIN QUERY PLAN {arcs.format('target_article_id')}", [early]).fetchall())
    assert "SCAN" not in plan, "the links to an article are found by index, not by reading all"


def test_what_is_linked_to_most_counts_articles_not_links(crawl: Crawl) -> None:
    favourite = store(crawl, url("favourite"), url("favourite"), url("other"))
    other = store(crawl, url("other"), url("favourite"))
    crawl.site_id = save_site(crawl.db, "paper", replace(SITE, home="https://paper.test/"))
    crawl.new_run()
    store(crawl, url("story", "paper"), url("favourite"), url("unknown", "paper"))
    found = crawl.db.execute("SELECT article_id, articles, sites FROM most_linked").fetchall()
    assert found == [(favourite, 2, 2), (other, 1, 1)]


def test_networkx_reads_the_graph(crawl: Crawl, tmp_path: Path) -> None:
    title = "«Titre» <b>&amp; \x1b[31m]]> 'مزدوج' \x00\ufffe\U0001f600"
    one = store(crawl, url("one"), url("two"), url("unknown"), title=title, anchor='<a & "b">')
    two = store(crawl, url("two"))
    crawl.db.execute("INSERT INTO clusters (id, articles) VALUES (7, 2)")
    crawl.db.execute("INSERT INTO article_clusters VALUES (?, 7, ?, 0.5)", [two, one])
    crawl.db.conn.commit()
    done = graph(tmp_path, str(tmp_path / "news.graphml"))
    assert done.returncode == 0 and "2 links between articles" in done.stdout, done.stderr
    read = networkx.read_graphml(tmp_path / "news.graphml", node_type=int)
    assert set(read.nodes) == {one, two}
    assert read.nodes[one]["title"] == "«Titre» <b>&amp; [31m]]> 'مزدوج' \U0001f600"
    assert read.nodes[two] == {"site": "sample", "url": url("two"), "title": url("two"), "language": "ar", "cluster": 7}
    assert [(source, target, data["kind"], data["text"]) for source, target, data in read.edges(data=True)] == [
        (one, two, "inline", '<a & "b">'),
        (one, two, "related", '<a & "b">'),
    ]


def test_duckdb_reads_the_edges(crawl: Crawl, tmp_path: Path) -> None:
    one, two = store(crawl, url("one"), url("two"), url("unknown"), anchor="نص الرابط"), store(crawl, url("two"))
    done = graph(tmp_path, str(tmp_path / "edges.parquet"))
    assert done.returncode == 0 and "2 links between articles" in done.stdout, done.stderr
    rows = duckdb.sql(f"SELECT * FROM '{tmp_path / 'edges.parquet'}' ORDER BY position")
    assert rows.columns == [
        "source", "target", "position", "kind", "text", "source_site", "source_url", "target_site", "target_url",
    ]  # fmt: skip
    assert rows.fetchall() == [
        (one, two, 0, "inline", "نص الرابط", "sample", url("one"), "sample", url("two")),
        (one, two, 2, "related", "نص الرابط", "sample", url("one"), "sample", url("two")),
    ]


@pytest.mark.parametrize("ending", ["graphml", "parquet"])
def test_a_database_without_links_gives_an_empty_graph(crawl: Crawl, tmp_path: Path, ending: str) -> None:
    store(crawl, url("one"))
    done = graph(tmp_path, str(tmp_path / f"empty.{ending}"))
    assert done.returncode == 0 and "0 links between articles" in done.stdout, done.stderr
    if ending == "graphml":
        assert len(networkx.read_graphml(tmp_path / "empty.graphml").nodes) == 1
    else:
        assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path / 'empty.parquet'}'").fetchall() == [(0,)]


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    unnamed, missing = graph(tmp_path, "graph.png"), graph(tmp_path, str(tmp_path / "news.graphml"))
    assert unnamed.returncode == 2 and ".graphml or .parquet" in unnamed.stdout + unnamed.stderr
    assert missing.returncode == 1 and "there is no database" in missing.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("ending", ["graphml", "parquet"])
def test_memory_does_not_grow_with_the_graph(crawl: Crawl, tmp_path: Path, ending: str) -> None:
    peaks = []
    for size in (20_000, 200_000):
        fill(crawl, size)
        command = [sys.executable, "-m", "scrapy", "graph", "-s", f"DATABASE={tmp_path / 'news.db'}"]
        peaks.append(measure([*command, str(tmp_path / f"graph.{ending}")]).peak_mib)
    assert peaks[1] <= 1.2 * peaks[0], peaks


def fill(crawl: Crawl, size: int) -> None:
    """Make it so many articles, each with a link to the next and to a third."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) INSERT INTO "
    held = crawl.db["articles"].count
    for sql in (
        "articles (id, site_id, url, title, body, blocks, word_count, content_hash, first_seen_at, last_seen_at,"
        " changed_at, methods) SELECT i, 1, 'https://sample.test/' || i, 'عنوان المقال ' || i, 'نص', '[]', 1, 'x',"
        " 'x', 'x', 'x', '{}' FROM n",
        "pages (id, site_id, key, url, kind, state, found_at, article_id)"
        " SELECT i, 1, randomblob(16), 'https://sample.test/' || i, 'article', 'done', 'x', i FROM n",
        "links (article_id, position, kind, text, page_id) SELECT i, 0, 'inline', 'خبر ' || i, max(1, i - 1) FROM n",
        "links (article_id, position, kind, text, page_id) SELECT i, 1, 'related', 'خبر ' || i, i / 3 + 1 FROM n",
    ):
        crawl.db.execute(numbers + sql, [held + 1, size])
    crawl.db.conn.commit()

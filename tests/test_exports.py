"""Exports: what is in them, that other tools read them, that they are whole, alike and safe."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import zstandard
from lxml import etree
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings
from sqlite_utils import Database

from crawler.database import open_database, read_database
from crawler.exports.formats import FOLDERS, FORMATS, format_of
from crawler.exports.names import file_name
from tests.benchmarks.exports import main as benchmark
from tests.crawls import ROOT, one, rows
from tests.sample import sample_database

TEI = {"tei": "http://www.tei-c.org/ns/1.0"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_database(tmp_path_factory.mktemp("exports"))


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(database: Path, *words: str | Path) -> Done:
    """Run the command line in this process: to start one takes longer than to export, and there are a hundred."""
    line = ["scrapy", "export", "-s", f"DATABASE={database}", *map(str, words)]
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors, pytest.raises(SystemExit) as ended:
        execute(line, get_project_settings())
    return Done(int(str(ended.value)), out.getvalue(), errors.getvalue())


def export(database: Path, target: Path, *options: str) -> str:
    done = run(database, target, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def contents(target: Path) -> dict[str, bytes]:
    """Every file of an export by its name in it."""
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    return {str(path.relative_to(target)): path.read_bytes() for path in files}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def titles(database: Path) -> Counter[str]:
    return Counter(row["title"] for row in rows(database, "SELECT title FROM articles"))


# A database made by hand, for what no page would say today


def add_article(db: Database, title: str, body: str = "نص.", **columns: Any) -> int:
    """Add an article and return its id; the site is made with the first."""
    db.execute(
        "INSERT OR IGNORE INTO sites (id, name, title, home, languages)"
        " VALUES (1, 'a.test:81', 'A', 'https://a.test/', '[\"ar\"]')"
    )
    values = {
        "site_id": 1, "url": "https://a.test/1", "title": title, "body": body, "word_count": 1, "content_hash": "x",
        "blocks": json.dumps([["paragraph"]] * len(body.split("\n\n"))), "methods": "{}", "language": "ar",
        "published_at": "2026-11-05T10:00:00Z", "first_seen_at": "2026-11-05T11:00:00Z",
        "last_seen_at": "2026-11-05T11:00:00Z", "changed_at": "2026-11-05T11:00:00Z",
    } | columns  # fmt: skip
    return int(db["articles"].insert(values).last_pk)


@pytest.fixture
def made(tmp_path: Path) -> Database:
    return open_database(tmp_path / "made.db")


# What other tools read


def test_json_lines_hold_every_article_and_every_column(database: Path, tmp_path: Path) -> None:
    said = export(database, tmp_path / "news.jsonl")
    records = lines(tmp_path / "news.jsonl")
    assert Counter(record["title"] for record in records) == titles(database)
    assert f"{len(records)} articles written" in said
    with read_database(database) as news:
        for record, article in zip(records, news.articles(), strict=True):
            assert (record["id"], record["body"], record["tags"]) == (article.id, article.body, list(article.tags))
            assert record["published_at"] in (
                None,
                article.published_at and f"{article.published_at:%Y-%m-%dT%H:%M:%SZ}",
            )


def test_packed_files_hold_the_same(database: Path, tmp_path: Path) -> None:
    for ending in ("jsonl", "jsonl.gz", "jsonl.zst"):
        export(database, tmp_path / f"news.{ending}")
    plain = (tmp_path / "news.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "news.jsonl.gz").read_bytes()) == plain
    assert zstandard.ZstdDecompressor().decompressobj().decompress((tmp_path / "news.jsonl.zst").read_bytes()) == plain


def test_parquet_is_read_back_by_duckdb_and_pandas_with_its_types(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "news.parquet"
    export(database, folder)
    table = duckdb.sql(f"SELECT * FROM '{folder}/**/*.parquet' ORDER BY id")
    types = dict(zip(table.columns, map(str, table.types), strict=True))
    assert (types["published_at"], types["tags"], types["has_media"], types["word_count"]) == (
        "TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "BOOLEAN", "BIGINT",
    )  # fmt: skip
    by_month = "SELECT site, month, count(*) FROM '{}/**/*.parquet' WHERE month = '{}' GROUP BY ALL"
    newest = one(database, "SELECT max(substr(published_at, 1, 7)) FROM articles")
    ((site, month, count),) = duckdb.sql(by_month.format(folder, newest)).fetchall()
    assert (site, str(month)) == (one(database, "SELECT name FROM sites"), newest)
    assert count == one(database, "SELECT count(*) FROM articles WHERE published_at LIKE ? || '%'", newest)

    frame = pd.read_parquet(folder)
    assert Counter(frame["title"]) == titles(database)
    assert str(frame["published_at"].dtype).startswith("datetime64") and str(frame["published_at"].dt.tz) == "UTC"
    undated = frame["published_at"].isna()
    assert undated.sum() == one(database, "SELECT count(*) FROM articles WHERE published_at IS NULL") > 0
    stored = {row["id"]: row for row in rows(database, "SELECT id, body, published_at FROM articles")}
    for row in frame[~undated].itertuples():
        assert row.body == stored[row.id]["body"]
        assert f"{row.published_at:%Y-%m-%dT%H:%M:%SZ}" == stored[row.id]["published_at"]


def test_json_lines_and_the_dataset_folder_are_loaded_by_datasets(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from datasets import load_dataset

    export(database, tmp_path / "news.jsonl.zst")
    export(database, tmp_path / "dataset", "--format", "huggingface")
    packed = load_dataset("json", data_files=str(tmp_path / "news.jsonl.zst"), split="train", cache_dir=str(tmp_path))
    folder = load_dataset(str(tmp_path / "dataset"), cache_dir=str(tmp_path))["train"]
    for dataset in (packed, folder):
        assert Counter(dataset["title"]) == titles(database)
    assert (
        folder.features["tags"].feature.dtype == "string"
        and folder.features["published_at"].dtype == "timestamp[ms, tz=UTC]"
    )
    card = (tmp_path / "dataset" / "README.md").read_text("utf-8")
    assert f"{len(folder)} articles of 1 sites" in card and "no licence to publish" in card
    assert f"| ar | {one(database, 'SELECT count(*) FROM articles WHERE language = ?', 'ar')} |" in card


def test_csv_is_read_back_by_pandas(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "news.csv")
    frame = pd.read_csv(tmp_path / "news.csv")
    assert next(iter(frame.columns)) == "id"
    assert Counter(frame["title"]) == titles(database)
    bodies = {row["id"]: row["body"] for row in rows(database, "SELECT id, body FROM articles")}
    assert {row.id: row.body for row in frame.itertuples()} == bodies


def test_tei_is_valid_and_keeps_paragraphs_and_headings(made: Database, database: Path, tmp_path: Path) -> None:
    kinds = ["paragraph", "heading", "heading", "quote", "list", "table", "paragraph"]
    blocks = [[kind] for kind in kinds] + [["embed", "https://x.test/a b?c=[d]|é"]]
    body = "\n\n".join(["أول\nثان", "عنوان", "آخر", "قال", "- a\n- b", "1 2\n3 4", "c\x0bd\ufffe & <e>", "tweet"])
    add_article(
        made, "<title> & \x01", body, blocks=json.dumps(blocks), published_precision="day", section="S", language=None
    )
    add_article(made, "empty", "", subtitle="under", source="MAP", published_at=None)
    schema = etree.RelaxNG(etree.parse(ROOT / "crawler" / "exports" / "tei.rng"))
    for source, folder in ((database, tmp_path / "sample.tei"), (tmp_path / "made.db", tmp_path / "made.tei")):
        export(source, folder)
        corpora = [etree.parse(path) for path in folder.rglob("*.xml")]
        for corpus in corpora:
            assert schema.validate(corpus), schema.error_log
        count = sum(len(corpus.findall("tei:TEI", TEI)) for corpus in corpora)
        assert count == one(source, "SELECT count(*) FROM articles")
    made_corpus = etree.parse(tmp_path / "made.tei" / "a.test%3A81" / "2026-11.xml")
    (text,) = made_corpus.iterfind(".//tei:body", TEI)
    divisions = [[etree.QName(each).localname for each in division] for division in text]
    assert divisions == [["p"], ["head"], ["head", "quote", "list", "table", "p", "quote"]]
    assert made_corpus.findtext(".//tei:div[3]/tei:p", "", TEI) == "cd & <e>"
    assert made_corpus.find(".//tei:bibl/tei:date", TEI).get("when") == "2026-11-05"


def test_plain_text_is_a_file_an_article_with_an_index(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    export(database, folder, "--format", "text")
    texts = {path.read_text("utf-8") for path in folder.rglob("*.txt") if path.name != "LICENCE.txt"}
    assert texts == {f"{row['title']}\n\n{row['body']}\n" for row in rows(database, "SELECT title, body FROM articles")}
    for index in folder.rglob("index.csv"):
        with index.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                assert (index.parent / row["file"]).read_text("utf-8").startswith(row["title"] + "\n\n")
    assert all(
        re.fullmatch(r"(undated|\d{4}-\d\d-\d\d)-\d+\.txt|index\.csv", path.name) for path in folder.glob("*/*/*")
    )


# The same again, and only what is new


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_articles_give_the_same_bytes(database: Path, tmp_path: Path, name: str) -> None:
    packing = "" if name in FOLDERS else ".gz"
    for turn in ("first", "second"):
        export(database, tmp_path / turn / f"news.{name}{packing}", "--format", name)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def copied(database: Path, tmp_path: Path) -> Path:
    """A copy of the database that a test may change."""
    return Path(shutil.copy(database, tmp_path / "copy.db"))


def change(database: Path) -> tuple[int, int]:
    """Change an article, move one to another month, see one again, add one; return the ids of changed and new."""
    db = open_database(database)
    ids = [row["id"] for row in db.query("SELECT id FROM articles WHERE published_at IS NOT NULL ORDER BY id LIMIT 2")]
    db.execute("UPDATE articles SET title = 'changed', revision_count = revision_count + 1 WHERE id = ?", [ids[0]])
    db.execute("UPDATE articles SET last_seen_at = '2027-01-01T00:00:00Z' WHERE id <> ?", [ids[0]])
    new = add_article(db, "new", url="https://a.test/new", published_at="2001-02-03T00:00:00Z")
    db.close()
    return ids[0], new


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst", "csv"])
def test_incremental_files_keep_what_stands_and_add_what_is_new_or_changed(
    database: Path, tmp_path: Path, ending: str
) -> None:
    copy, target = copied(database, tmp_path), tmp_path / f"news.{ending}"
    export(copy, target)
    held = one(copy, "SELECT count(*) FROM articles")
    before = target.read_bytes()
    assert f" 0 articles written, {held} kept" in export(copy, target, "--incremental")
    assert target.read_bytes() == before
    changed, new = change(copy)
    said = export(copy, target, "--incremental")
    assert f" 1 articles written, 1 again as they changed, {held - 1} kept" in said
    read = pd.read_csv if ending == "csv" else lambda path: pd.read_json(path, lines=True)
    frame = read(target)
    assert list(frame["id"])[-2:] == [new, changed], "by publication, after everything that stood there"
    assert frame.drop_duplicates("id", keep="last").set_index("id")["title"].to_dict() == {
        row["id"]: row["title"] for row in rows(copy, "SELECT id, title FROM articles")
    }
    if ending in ("jsonl", "csv"):
        assert target.read_bytes().startswith(before)


@pytest.mark.parametrize("name", FOLDERS)
def test_incremental_folders_are_those_of_a_whole_export_and_touch_only_months_that_changed(
    database: Path, tmp_path: Path, name: str
) -> None:
    copy, target = copied(database, tmp_path), tmp_path / "news"
    export(copy, target, "--format", name)
    before = {path: (target / path).stat().st_ino for path in contents(target)}
    first, _ = change(copy)
    touched = one(copy, "SELECT substr(published_at, 1, 7) FROM articles WHERE id = ?", first)
    in_month = one(copy, "SELECT count(*) FROM articles WHERE substr(published_at, 1, 7) = ?", touched)
    said = export(copy, target, "--format", name, "--incremental")
    assert f" {in_month + 1} articles written, {one(copy, 'SELECT count(*) FROM articles') - in_month - 1} kept" in said
    export(copy, tmp_path / "whole", "--format", name)
    assert contents(target) == contents(tmp_path / "whole")
    written_again = {path for path, inode in before.items() if (target / path).stat().st_ino != inode}
    assert {path for path in written_again if re.search(r"\d{4}-\d\d|undated", path)} == {
        path for path in before if re.search(rf"\b{touched}\b", path)
    }


def test_an_article_that_moves_to_another_month_leaves_the_first(made: Database, tmp_path: Path) -> None:
    moved = add_article(made, "moved")
    export(tmp_path / "made.db", tmp_path / "news.tei")
    made.execute("UPDATE articles SET published_at = '2020-01-01T00:00:00Z' WHERE id = ?", [moved])
    export(tmp_path / "made.db", tmp_path / "news.tei", "--incremental")
    assert [path.name for path in (tmp_path / "news.tei").rglob("*.xml")] == ["2020-01.xml"]


def test_other_options_are_no_increment(made: Database, tmp_path: Path) -> None:
    add_article(made, "one")
    export(tmp_path / "made.db", tmp_path / "news.tei")
    done = run(tmp_path / "made.db", tmp_path / "news.tei", "--incremental", "--language", "ar")
    assert done.returncode == 1 and "was exported as tei with no filter" in done.stderr
    (tmp_path / "notes.jsonl").write_text('{"of": "somebody"}\n')
    done = run(tmp_path / "made.db", tmp_path / "notes.jsonl", "--incremental")
    assert done.returncode == 1 and "is no earlier export" in done.stderr
    assert (tmp_path / "notes.jsonl").read_text() == '{"of": "somebody"}\n'


# Filters


def test_filters_choose_articles(database: Path, tmp_path: Path) -> None:
    days = [row["day"] for row in rows(database, "SELECT substr(published_at, 1, 10) AS day FROM articles ORDER BY 1")]
    since, until = [day for day in days if day][5], [day for day in days if day][-5]
    export(database, tmp_path / "a.jsonl", "--since", since, "--until", until, "--language", "fr")
    where = "substr(published_at, 1, 10) BETWEEN ? AND ? AND language = 'fr'"
    expected = [row["id"] for row in rows(database, f"SELECT id FROM articles WHERE {where} ORDER BY 1", since, until)]
    assert sorted(record["id"] for record in lines(tmp_path / "a.jsonl")) == expected != []
    done = run(database, tmp_path / "b.jsonl", "--site", "nobody")
    assert done.returncode == 1 and "'nobody'" in done.stderr and not (tmp_path / "b.jsonl").exists()
    site = one(database, "SELECT name FROM sites")
    export(database, tmp_path / "c.jsonl", "--site", site)
    assert len(lines(tmp_path / "c.jsonl")) == one(database, "SELECT count(*) FROM articles")


def test_of_one_story_the_first_is_taken(made: Database, tmp_path: Path) -> None:
    early = add_article(made, "early", published_at="2026-11-01T00:00:00Z", language="fr")
    late = add_article(made, "late", url="https://a.test/2")
    alone = add_article(made, "alone", url="https://a.test/3")
    made.execute("INSERT INTO clusters (id, articles) VALUES (7, 2)")
    for each in (early, late):
        made.execute("INSERT INTO article_clusters VALUES (?, 7, ?, 0.9)", [each, early])
    export(tmp_path / "made.db", tmp_path / "one.jsonl", "--clusters", "one")
    assert [record["id"] for record in lines(tmp_path / "one.jsonl")] == [early, alone]
    export(tmp_path / "made.db", tmp_path / "ar.jsonl", "--clusters", "one", "--language", "ar")
    assert {record["id"] for record in lines(tmp_path / "ar.jsonl")} == {late, alone}, "the first of those asked for"


# Whole or not at all, and safe


@pytest.mark.parametrize("formula", ["=1+1", "+212 6", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://x.test")'])
def test_no_text_is_a_formula_in_a_spreadsheet(made: Database, tmp_path: Path, formula: str) -> None:
    add_article(made, formula, 'says "so", and\n\n=2', section="-")
    export(tmp_path / "made.db", tmp_path / "news.csv")
    assert (tmp_path / "news.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    with (tmp_path / "news.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["title"], row["section"], row["body"]) == (f"'{formula}", "'-", 'says "so", and\n\n=2')


def test_names_of_files_come_from_no_page_and_lead_nowhere(made: Database, tmp_path: Path) -> None:
    add_article(made, "../../../title")
    made.execute("UPDATE sites SET name = '../up'")
    for name in FOLDERS:
        export(tmp_path / "made.db", tmp_path / "into" / name, "--format", name)
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("made.db")) == ["into"]
    assert sorted(path.name for path in (tmp_path / "into").iterdir()) == sorted(FOLDERS)
    assert [file_name(text) for text in ("hespress", "..", ".", "a/b", "a:1", "A b")] == [
        "hespress", "%2E.", "%2E", "a%2Fb", "a%3A1", "A%20b",
    ]  # fmt: skip


def test_what_was_there_stays_when_an_export_fails(made: Database, tmp_path: Path) -> None:
    add_article(made, "good")
    for target in ("news.jsonl", "news.tei"):
        export(tmp_path / "made.db", tmp_path / target)
    before = contents(tmp_path / "news.jsonl"), contents(tmp_path / "news.tei")
    add_article(made, "bad", url="https://a.test/2", methods="no JSON")
    for target in ("news.jsonl", "news.tei"):
        done = run(tmp_path / "made.db", tmp_path / target)
        assert done.returncode == 1 and done.stderr.startswith("Error: ")
    assert (contents(tmp_path / "news.jsonl"), contents(tmp_path / "news.tei")) == before
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_of_somebody_else_is_not_replaced(made: Database, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("precious")
    add_article(made, "one")
    for options in (["--format", "text"], ["--format", "text", "--incremental"], ["--format", "jsonl"]):
        done = run(tmp_path / "made.db", tmp_path / "thesis", *options)
        assert done.returncode == 1, options
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "precious"


def test_a_kill_between_two_renames_loses_nothing(made: Database, tmp_path: Path) -> None:
    add_article(made, "one")
    export(tmp_path / "made.db", tmp_path / "news.tei")
    (tmp_path / "news.tei").rename(tmp_path / "news.tei.old")
    (tmp_path / "news.tei.part").mkdir()
    assert "1 kept" in export(tmp_path / "made.db", tmp_path / "news.tei", "--incremental")
    assert sorted(path.name for path in tmp_path.glob("news.tei*")) == ["news.tei"]


# Commands that are wrong


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["news.txt"], "add --format jsonl|csv|parquet|huggingface|text|tei"),
        (["news"], "does not say which format"),
        (["news.parquet.gz"], "leave out .gz"),
        (["news.csv", "--since", "yesterday"], "--since=yesterday: must be a date"),
        (["news.csv", "--since", "2026-02-01", "--until", "2026-01-01"], "lies after"),
        ([], "name one file"),
    ],
)
def test_a_wrong_command_says_what_is_right(tmp_path: Path, words: list[str], says: str) -> None:
    done = run(tmp_path / "none.db", *words)
    assert done.returncode == 2 and says in done.stdout + done.stderr


def test_the_format_is_told_by_the_name(tmp_path: Path) -> None:
    assert format_of(Path("a.b/news.2026.JSONL.gz"), None) == ("jsonl", "gz")
    assert format_of(Path("news"), "text") == ("text", None)
    assert format_of(Path("news.out.zst"), "csv") == ("csv", "zst")


def test_a_missing_library_is_named_with_the_way_out(made: Database, tmp_path: Path) -> None:
    add_article(made, "one")
    (tmp_path / "without").mkdir()
    for library in ("pyarrow", "zstandard"):
        (tmp_path / "without" / f"{library}.py").write_text("raise ImportError")
    for target, library in (("news.parquet", "pyarrow"), ("news.jsonl.zst", "zstandard")):
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "export",
            "-s",
            f"DATABASE={tmp_path / 'made.db'}",
            tmp_path / target,
        ]
        environment = os.environ | {"PYTHONPATH": str(tmp_path / "without")}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1 and f"needs {library}: pip install 'moroccan-news[export]'" in done.stderr
        assert not (tmp_path / target).exists()


# Large


@pytest.mark.longest
@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_the_export() -> None:
    assert benchmark(20_000, 200_000, *(name for name in FORMATS if name != "text")) < 1.3
    assert benchmark(5_000, 50_000, "text") < 1.3

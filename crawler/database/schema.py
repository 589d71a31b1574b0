"""The schema and its migrations. Each migration is applied once, in order, in its own transaction.

Their SQL stands beside this file, in `schema_sql/`, under the same names, and with it, as `.tsv`, what the tables,
views and columns mean that it makes: `make docs` turns that into `docs/schema.md`. Never edit a migration that has been
released: add the next one, and its dump (`python -m tests.schema_dumps`).
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files

from sqlite_utils import Database, Migrations

migrations = Migrations("moroccan-news")

APPLICATION_ID = 0x4D4E4557
"""PRAGMA application_id of our databases ("MNEW"): how a foreign file is told from ours."""


@migrations()
def m001_first_schema(db: Database) -> None:
    """Sites, the frontier, articles with their revisions and links, people, tags, runs."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _execute(db, "m001_first_schema")


@migrations()
def m002_health(db: Database) -> None:
    """What each run found, counted: by field and method, by what came of pages, by source."""
    _execute(db, "m002_health")


@migrations()
def m003_revisits(db: Database) -> None:
    """When an article is due again, since when it is gone, who signed its earlier versions, what a REST API holds."""
    _execute(db, "m003_revisits")


@migrations()
def m004_captures(db: Database) -> None:
    """Where in the archive each exchange stands, and which one an article's text was read from."""
    _execute(db, "m004_captures")


@migrations()
def m005_rebuild(db: Database) -> None:
    """Which extractor read an article, from which page; revisions that are a better reading; how far a rebuild is."""
    _execute(db, "m005_rebuild")


@migrations()
def m006_clusters(db: Database) -> None:
    """Which articles are one story, and what each is found by; views of stories and of what is linked to most."""
    _execute(db, "m006_clusters")


@migrations()
def m007_search(db: Database) -> None:
    """The index of the texts. Articles that are there already are indexed after the migration, batch by batch."""
    _execute(db, "m007_search")


@migrations()
def m008_views(db: Database) -> None:
    """The version of the schema, and views that answer the usual questions."""
    _execute(db, "m008_views")


@migrations()
def m009_run_stats(db: Database) -> None:
    """What Scrapy counted in a run."""
    _execute(db, "m009_run_stats")


@migrations()
def m010_gathering(db: Database) -> None:
    """Pages of web archives wait in a line of their own."""
    _execute(db, "m010_gathering")


@migrations()
def m011_announcements(db: Database) -> None:
    """What was told of the health of sites, and to whom; what it was, day by day."""
    _execute(db, "m011_announcements")


def _execute(db: Database, name: str) -> None:
    """Execute the statements of a file one by one: a script would commit the migration's transaction first."""
    script = (files("crawler.database") / "schema_sql" / f"{name}.sql").read_text("utf-8")
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""

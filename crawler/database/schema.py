"""The schema and its migrations. Each migration is applied once, in order, in its own transaction.

Their SQL stands beside this file, in `schema_sql/`, under the same names. Never edit a migration that has been
released: add the next one. `docs/schema.md` says what each column means.
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


def _execute(db: Database, name: str) -> None:
    """Execute the statements of a file one by one: a script would commit the migration's transaction first."""
    script = (files("crawler.database") / "schema_sql" / f"{name}.sql").read_text("utf-8")
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""

"""A small database of each version of the schema, as SQL: what an older program would have left behind.

    python -m tests.schema_dumps      # writes those that are missing into tests/data/schema

Written once, when a migration is added, and never again: a dump is how that version was.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.database.schema import APPLICATION_ID, migrations
from tests.crawls import ROOT

DUMPS = ROOT / "tests" / "data" / "schema"
ROWS = 3

TEXTS = {
    "languages": '["ar", "fr"]', "arguments": "{}", "versions": '{"scrapy": "2.19.0"}', "counts": '{"pages": 3}',
    "breadcrumb": '["أخبار"]', "blocks": '[["paragraph"], ["paragraph"]]', "problems": '["layout missed: section"]',
    "methods": '{"title": "json-ld", "body": "layout"}', "authors": '["كاتبة", "Une autrice"]',
    "body": "فقرة أولى من نص «قديم».\n\nParagraphe n° {n}, l'été.", "language": "ar", "script": "Arab",
    "published_precision": "minute", "modified_precision": "day", "state": "done",
    "channel": "webhook", "verdict": "ill", "causes": '["source"]', "day": "2026-11-0{n}",
}  # fmt: skip
"""What columns hold whose texts are of a certain form; those of others are the column's name and a number."""

KINDS = {"pages": "article", "links": "inline", "run_pages": "article", "captures": "response"}


def names() -> list[str]:
    """Return the migrations in the order they are applied."""
    return [migration.name for migration in migrations.pending(Database(memory=True))]


def build(version: str) -> Database:
    """Return a database in memory as this version made it, with rows in every table."""
    db = Database(memory=True)
    later = names()[names().index(version) + 1 :]
    migrations.apply(db, stop_before=later[:1])
    db.execute("UPDATE _sqlite_migrations SET applied_at = '2026-11-25 09:00:00.000000+00:00'")
    listed = db.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
    db.execute("PRAGMA foreign_keys = OFF")
    for (table,) in listed:
        if not table.startswith(("_", "sqlite_")):
            _fill(db, table)
    db.execute("PRAGMA foreign_keys = ON")
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return db


def _fill(db: Database, table: str) -> None:
    """Give a table rows of every column, those that refer to the same row of another table by number."""
    if db[table].count:
        return  # filled by a migration, or by a trigger
    parents = {key.column for key in db[table].foreign_keys}
    columns = db.execute(f"PRAGMA table_info([{table}])").fetchall()
    for number in range(1, ROWS + 1):
        row = {name: _value(table, name, kind, number, name in parents) for _, name, kind, *_ in columns}
        db[table].insert(row)


def _value(table: str, column: str, kind: str, number: int, refers: bool) -> Any:
    if refers or column == "id":
        return number
    match kind:
        case "INTEGER":
            return number % 2 if column in ("has_media", "truncated") else number
        case "REAL":
            return number / 10
        case "BLOB":
            return bytes([number]) * 16
    if column.endswith("_at") or column in ("at", "since", "seen_from", "seen_to"):
        return f"2026-11-0{number}T10:00:00Z"
    if column in ("url", "home"):
        return f"https://paper{number}.test/"
    if column == "kind" and table in KINDS:
        return KINDS[table]
    return TEXTS.get(column, f"{column} {{n}}").replace("{n}", str(number))


def dump(db: Database) -> str:
    """Return a database as the SQL that makes it."""
    lines = [f"PRAGMA application_id = {APPLICATION_ID};", *db.conn.iterdump()]
    return "\n".join(lines) + "\n"


def load(version: str, path: Path) -> None:
    """Make the database file that a version left behind."""
    connection = sqlite3.connect(path)
    connection.executescript((DUMPS / f"{version}.sql").read_text("utf-8"))
    connection.close()


if __name__ == "__main__":
    for name in names():
        if not (DUMPS / f"{name}.sql").exists():
            (DUMPS / f"{name}.sql").write_text(dump(build(name)), encoding="utf-8")
            print(f"{DUMPS / name}.sql")

"""What the schema holds and what it means: the structure from a live database, the meanings from `schema_sql/*.tsv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from sqlite_utils import Database

from crawler.database.schema import migrations

BOOKKEEPING = "_sqlite_migrations"
"""Of sqlite-utils; `schema_version` says what is to be known of it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a table, view or column means. The example of a table or view is a query, that of a column a value."""

    unit: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type ("" where a view computes it), whether it may be NULL, and what it refers to.

    `refers_to` is a table, `key` whether the column belongs to the primary key.
    """

    name: str
    type: str
    nullable: bool
    key: bool
    refers_to: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view or virtual table, with its columns."""

    name: str
    kind: str
    columns: tuple[Column, ...]


def describe(db: Database) -> list[Relation]:
    """Return the tables and views of a database, those of the first migrations first, views last."""
    order = {name: number for number, name in enumerate(meanings())}
    found = [
        Relation(name, kind, tuple(_columns(db, name, kind)))
        for name, kind in db.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
        # Shadow tables are the inside of a virtual one.
        if kind != "shadow" and name != BOOKKEEPING and not name.startswith("sqlite_")
    ]
    return sorted(found, key=lambda each: (each.kind == "view", order.get(each.name, len(order)), each.name))


def _columns(db: Database, name: str, kind: str) -> Iterator[Column]:
    parents = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list([{name}])")}
    for _, column, type_, not_null, _, key, hidden in db.execute(f"PRAGMA table_xinfo([{name}])").fetchall():
        if hidden != 1:  # the column that an FTS5 table has of its own name
            nullable = not (not_null or key or kind == "view")
            yield Column(column, type_, nullable, bool(key), parents.get(column))


def meanings() -> dict[str, Meaning]:
    """Return the meanings of "table" and "table.column", in the order of the migrations that made them.

    Raises `ValueError` where something is explained twice.
    """
    found: dict[str, Meaning] = {}
    for migration in migrations.pending(Database(memory=True)):
        path = files("crawler.database") / "schema_sql" / f"{migration.name}.tsv"
        if not path.is_file():
            continue
        for name, unit, meaning, example in csv.reader(
            path.read_text("utf-8").splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE
        ):
            if name in found:
                raise ValueError(f"{path} explains {name} a second time")
            found[name] = Meaning(unit, meaning, example)
    return found


def unexplained(relations: list[Relation]) -> list[str]:
    """Return what of a schema has no meaning written down, and what has one and is not there."""
    names = {relation.name for relation in relations}
    names |= {f"{relation.name}.{column.name}" for relation in relations for column in relation.columns}
    return sorted(names ^ set(meanings()))

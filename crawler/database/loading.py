"""How an engine takes rows in any order: without looking at references until all are there, and with their own ids."""

from __future__ import annotations

from typing import Protocol

from crawler.database.engine import Database
from crawler.database.errors import DatabaseError

NUMBERED = ("sites", "runs", "articles", "pages", "revisions", "authors", "tags", "captures", "clusters")
"""Tables whose ids the engine gives."""

_REFERENCES = """
SELECT CAST(conrelid AS regclass)::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)
"""


class Loading(Protocol):
    """Taking in rows. Both ends may be done again after a kill."""

    def begin(self) -> None:
        """Look at no references from now on."""

    def end(self, source: Database) -> None:
        """Look at references again, and give the next rows ids above all the source ever gave.

        Raises `DatabaseError` where a reference leads to nothing.
        """


def loading_of(db: Database) -> Loading:
    """Return how a database takes in rows."""
    return _Server(db) if db.engine == "postgresql" else _File(db)


def last_id(db: Database, table: str) -> int:
    """Return the highest id a table ever gave, as far as the engine knows."""
    (highest,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    # Numbers of clusters are never given twice: clusters come and go.
    if db.engine == "postgresql":
        row = db.execute(
            "SELECT last_value FROM pg_sequences WHERE CAST(quote_ident(schemaname) || '.' || quote_ident(sequencename)"
            " AS regclass) = CAST(pg_get_serial_sequence(CAST(? AS text), 'id') AS regclass)",
            [table],
        ).fetchone()
    else:
        row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
    return max(highest, row[0] or 0) if row else int(highest)


class _File:
    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self) -> None:
        self._db.execute("PRAGMA foreign_keys = OFF")

    def end(self, source: Database) -> None:
        if fault := self._db.execute("PRAGMA foreign_key_check").fetchone():
            raise DatabaseError(f"{fault[0]} {fault[1]} refers to a row of {fault[2]} that is not there")
        self._db.execute("PRAGMA foreign_keys = ON")
        with self._db.transaction():
            self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'clusters'")
            last = [last_id(source, "clusters")]
            self._db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('clusters', ?)", last)


class _Server:
    """References are constraints that are taken off and put on again; `_references` keeps them meanwhile."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self) -> None:
        with self._db.transaction():
            self._db.execute("CREATE TABLE IF NOT EXISTS _references (child text, name text, definition text)")
            for child, name, definition in self._db.execute(_REFERENCES).fetchall():
                self._db.execute("INSERT INTO _references VALUES (?, ?, ?)", [child, name, definition])
                self._db.execute(f"ALTER TABLE {child} DROP CONSTRAINT {name}")

    def end(self, source: Database) -> None:
        with self._db.transaction():
            for child, name, definition in self._db.execute("SELECT * FROM _references").fetchall():
                self._db.execute(f"ALTER TABLE {child} ADD CONSTRAINT {name} {definition}")
            self._db.execute("DROP TABLE _references")
            for table in NUMBERED:
                self._db.execute(
                    "SELECT setval(pg_get_serial_sequence(CAST(:table AS text), 'id'),"
                    " greatest(CAST(:last AS bigint), 1), CAST(:last AS bigint) > 0)",
                    {"table": table, "last": last_id(source, table)},
                )
        self._db.execute("ANALYZE")

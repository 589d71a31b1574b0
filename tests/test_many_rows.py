"""Many rows in one INSERT do what as many INSERTs in turn do."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.database.many_rows import MOST_ROWS, inserts
from crawler.database.postgres import PostgresDatabase
from crawler.database.sqlite import open_sqlite
from tests.postgres import Server, needs_postgres

KEEP_HIGHER = (
    "INSERT INTO best (name, kind, points) VALUES (?, 'x', ?)"
    " ON CONFLICT (name) DO UPDATE SET points = excluded.points WHERE excluded.points > best.points"
)
ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 9)), max_size=3 * MOST_ROWS)


@given(ROWS)
def test_rows_come_in_their_order_and_no_statement_has_a_key_twice(rows: list[tuple[str, int]]) -> None:
    statements = inserts(KEEP_HIGHER, rows)
    assert statements is not None
    seen: dict[str, list[int]] = {}
    for statement, values in statements:
        assert isinstance(values, list)
        names, points = values[::2], values[1::2]
        assert len(set(names)) == len(names) <= MOST_ROWS
        assert statement.count("(?, 'x', ?)") == len(names)
        for name, point in zip(names, points, strict=True):
            seen.setdefault(name, []).append(point)
    assert seen == {name: [point for other, point in rows if other == name] for name, _ in rows}


def test_what_is_no_insert_of_values_alone_is_left_as_it_is() -> None:
    for sql in (
        "DELETE FROM best WHERE name = ?",
        "INSERT INTO best (name, points) SELECT ?, points FROM best",
        "INSERT INTO best (name) VALUES (:name)",
        "INSERT INTO best (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET points = ?",
    ):
        assert inserts(sql, [("a",)]) is None


@needs_postgres
def test_both_engines_hold_the_same_when_a_key_comes_twice(server: Server, tmp_path: Path) -> None:
    rows = [(f"name {number % 50}", (number * 37) % 101) for number in range(5 * MOST_ROWS)]
    held = []
    for db in (open_sqlite(tmp_path / "news.db"), PostgresDatabase(server.new())):
        with closing(db):
            db.execute("CREATE TABLE best (name text PRIMARY KEY, kind text, points integer)")
            with db.transaction(), db.together():
                db.executemany(KEEP_HIGHER, rows)
            held.append(db.execute("SELECT name, points FROM best ORDER BY name").fetchall())
    assert held[0] == held[1] == sorted({name: max(p for n, p in rows if n == name) for name, _ in rows}.items())

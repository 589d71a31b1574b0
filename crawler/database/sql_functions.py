"""SQL functions of ours, known on every connection that `open_database`, sqlite-utils or Datasette makes.

sqlite-utils and Datasette find `prepare_connection` by the entry points in pyproject.toml: where this project is
installed beside them, nothing is to be set up.
"""

from __future__ import annotations

import sqlite3

import pluggy

from crawler.text.search_query import match_expression


@pluggy.HookimplMarker("datasette")
@pluggy.HookimplMarker("sqlite_utils")
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give a connection `news_query(text)`: what a person typed as the expression that `articles_fts MATCH` takes."""
    conn.create_function("news_query", 1, _news_query, deterministic=True)


def _news_query(typed: object) -> str:
    return match_expression("" if typed is None else str(typed))

"""Search on PostgreSQL finds what SQLite's finds: the same tables of texts and queries, asked of a server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from crawler.database.search_tsvector import LAST_PLACE, tsquery_of, tsvector_of
from crawler.text.search_forms import all_stems, words
from crawler.text.search_query import read_query
from tests.postgres import Server, needs_postgres
from tests.test_search_forms import LOOKALIKES, PAIRS, QUERIES, READ

postgres = pytest.importorskip("crawler.database.postgres")

pytestmark = needs_postgres


@pytest.fixture(scope="module")
def asked(server: Server) -> Iterator[Any]:
    """A connection to ask whether a text answers."""
    db = postgres.PostgresDatabase(server.new())
    yield db
    db.close()


def finds(db: Any, query: str, text: str, language: str | None) -> bool:
    found = words(text)
    entry = tsvector_of([], found, [], all_stems(found, language))
    (answer,) = db.execute(
        "SELECT CAST(? AS tsvector) @@ CAST(? AS tsquery)", [entry, tsquery_of(read_query(query))]
    ).fetchone()
    return bool(answer)


def test_texts_are_found_by_every_spelling_and_what_looks_alike_is_not(asked: Any) -> None:
    assert [(query, text) for query, text, language, _ in PAIRS if not finds(asked, query, text, language)] == []
    assert [(query, text) for query, text, language in LOOKALIKES if finds(asked, query, text, language)] == []


def test_a_query_is_read_as_it_is_for_sqlite(asked: Any) -> None:
    assert [(query, text) for query, text, found in READ if finds(asked, query, text, None) is not found] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(QUERIES)
def test_any_text_is_a_query(asked: Any, query: str) -> None:
    finds(asked, query, "مدرسة", None)


def test_no_phrase_lies_in_headline_and_text(asked: Any) -> None:
    entry = tsvector_of(["سعر"], ["الحليب"], [], [])
    phrase = tsquery_of(read_query('"سعر الحليب"'))
    assert asked.execute("SELECT CAST(? AS tsvector) @@ CAST(? AS tsquery)", [entry, phrase]).fetchone() == (False,)


def test_words_beyond_the_last_place_are_found_all_the_same(asked: Any) -> None:
    text = " ".join(f"w{number}" for number in range(LAST_PLACE + 100))
    assert finds(asked, f"w{LAST_PLACE + 99}", text, None)
    assert finds(asked, '"w5 w6"', text, None)

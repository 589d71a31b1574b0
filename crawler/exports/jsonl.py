"""JSON Lines: an object a line, every column in each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

from crawler.database import StoredArticle
from crawler.exports.columns import COLUMNS, as_text, values_of

_encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonLines:
    """Articles as JSON objects."""

    head = ""

    def record(self, article: StoredArticle) -> str:
        """Return an article as one line."""
        values = dict(zip(COLUMNS, map(as_text, values_of(article)), strict=True))
        return _encode(values) + "\n"

    def records(self, file: TextIO) -> Iterator[tuple[int, str]]:
        """Yield id and line of each article."""
        for line in file:
            try:
                yield int(json.loads(line)["id"]), line
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError("a line of it is no article") from error

"""CSV that spreadsheets open as it is: UTF-8 with its mark, RFC 4180 quoting, and no text taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from crawler.database import StoredArticle
from crawler.exports.columns import COLUMNS, as_text, values_of

MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the country. pandas, DuckDB and LibreOffice skip it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet calculates instead of showing (OWASP, "CSV Injection")."""


def row(values: Iterable[object]) -> str:
    """Return values as one row; a text that a spreadsheet would calculate gets an apostrophe before it."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        value = "; ".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else as_text(value)


class Spreadsheet:
    """Articles as rows of a table."""

    head = MARK + row(COLUMNS)

    def record(self, article: StoredArticle) -> str:
        """Return an article as one row."""
        return row(values_of(article))

    def records(self, file: TextIO) -> Iterator[tuple[int, str]]:
        """Yield id and row of each article."""
        csv.field_size_limit(1 << 30)
        reader = csv.reader(file, strict=True)
        try:
            if next(reader, None) != [MARK + next(iter(COLUMNS)), *list(COLUMNS)[1:]]:
                raise ValueError("its columns are not those of an export")
            for cells in reader:
                yield int(cells[0]), _written(cells)
        except csv.Error as error:
            raise ValueError(f"a row of it is no article: {error}") from error


def _written(cells: Sequence[str]) -> str:
    """Return a row that was read as it was written: apostrophes stand already."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()

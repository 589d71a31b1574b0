"""The change from one version of an article to the next, field by field: what both renderers show."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.database.revisions import History, Seen
from crawler.diff import Row, compare, compare_words


@dataclass(frozen=True, slots=True)
class Change:
    """Two versions of an article, one after the other, with every field in rows; a field without text has none."""

    before: Seen
    after: Seen
    fields: tuple[tuple[str, tuple[Row, ...]], ...]


def changes(history: History, number: int | None = None) -> list[Change]:
    """Return the changes of an article, oldest first, or the one that followed version `number`.

    Raises `ValueError` where no version followed it.
    """
    pairs = list(zip(history.versions, history.versions[1:], strict=False))
    if number is None:
        return [_change(before, after) for before, after in pairs]
    if not 1 <= number <= len(pairs):
        known = f"1 to {len(pairs)}" if pairs else "none"
        raise ValueError(f"no version follows number {number} of article {history.article_id}; there is {known}")
    return [_change(*pairs[number - 1])]


def _change(before: Seen, after: Seen) -> Change:
    old, new = before.version, after.version
    fields = {
        "title": (compare_words(old.title, new.title),),
        "subtitle": (compare_words(old.subtitle or "", new.subtitle or ""),),
        "authors": (compare_words("; ".join(old.authors), "; ".join(new.authors)),),
        "body": tuple(compare(old.body.split("\n\n"), new.body.split("\n\n"))),
    }
    shown = {name: tuple(row for row in rows if row.before or row.after) for name, rows in fields.items()}
    return Change(before, after, tuple((name, rows) for name, rows in shown.items() if rows))

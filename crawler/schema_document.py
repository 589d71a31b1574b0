"""`docs/schema.md` and `docs/schema.svg`, made from the schema itself: `python -m crawler.schema_document docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from crawler.database.description import Column, Meaning, Relation, describe, meanings
from crawler.database.sqlite import open_sqlite
from crawler.schema_svg import diagram

_HEAD = """# The schema

One SQLite file. `scrapy crawl` writes it; anything that reads SQLite reads it, at any time ([reading.md](reading.md)).
This page is made by `make docs` from the schema itself; it is version {version}.

![Tables and what refers to what](schema.svg)

## What holds everywhere

- Times are texts such as `2026-11-24T18:30:00Z`: UTC, ISO 8601, whole seconds; in the order of texts they are in time.
- Lists and objects are JSON. Yes and no are 1 and 0. What is not known of a page or an article is NULL.
- Text is UTF-8 in Unicode's form NFC, as pages print it but for spaces and invisible marks.
- Foreign keys hold.
- `PRAGMA application_id` is {application_id}, by which a database of this program is known.

## What may change, and what may not

`SELECT version FROM schema_version` names the newest migration. Opening a database with a newer program brings it up to
date; every earlier version is brought up with its data in the tests. A program that is older than the file refuses it.

- **Stays** until the program's version begins with another number, and its going is announced in the changelog before:
  every table, view and column of this page, its type, its unit and what it means; that times are UTC texts; that
  `articles.id` names one article for good.
- **May come** at any version: tables, views, columns, indexes; further values of `state`, `reason`, `kind`, `methods`
  and `problems`. So name the columns you select, and expect values you do not know.
- **May change** at any version: which method finds what, the words of `reason` and `problems`, `pages.key`,
  `pages.priority`, `pages.fingerprint`, `folded`, indexes, and every table whose name begins with `_` or `sqlite_`.
- Before 1.0 the above is the intention; the changelog says where it was not kept."""


def document() -> str:
    """Return the page."""
    db = open_sqlite(":memory:")
    known = meanings()
    relations = describe(db)
    (version,) = db.execute("SELECT version FROM schema_version").fetchone()
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    tables = [relation for relation in relations if relation.kind != "view"]
    views = [relation for relation in relations if relation.kind == "view"]
    parts = [_HEAD.format(version=version, application_id=f"{application_id:#x}")]
    for title, those in (("Tables", tables), ("Views", views)):
        parts += [
            f"\n## {title}\n",
            *(f"- [`{each.name}`](#{each.name}): {known[each.name].meaning}" for each in those),
        ]
        for relation in those:
            parts += _section(relation, known)
    return "\n".join(parts) + "\n"


def _section(relation: Relation, known: dict[str, Meaning]) -> Iterator[str]:
    meaning = known[relation.name]
    yield f"\n### {relation.name}\n"
    yield f"{meaning.meaning}.\n"
    yield f"```sql\n{meaning.example};\n```\n"
    yield "| column | type | unit | meaning | example |"
    yield "|---|---|---|---|---|"
    for column in relation.columns:
        each = known[f"{relation.name}.{column.name}"]
        example = f"`{each.example}`" if each.example else ""
        yield f"| `{column.name}` | {_type(column)} | {each.unit} | {each.meaning} | {example} |"


def _type(column: Column) -> str:
    words = [column.type]
    if column.key:
        words.append("key")
    if column.refers_to:
        words.append(f"→ [{column.refers_to}](#{column.refers_to})")
    if column.nullable:
        words.append("or NULL")
    return " ".join(word for word in words if word)


def main(folder: Path) -> None:
    """Write page and diagram into a folder."""
    (folder / "schema.md").write_text(document(), encoding="utf-8")
    (folder / "schema.svg").write_text(diagram(describe(open_sqlite(":memory:"))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

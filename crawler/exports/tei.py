"""TEI P5: a `teiCorpus` for each site and month, an article a `TEI` in it. `tei.rng` is the subset that is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker
from w3lib.url import safe_url_string

from crawler.clock import to_text
from crawler.database import StoredArticle
from crawler.database.reading import Part
from crawler.exports.columns import LICENCE
from crawler.exports.manifest import Manifest
from crawler.exports.names import file_name
from crawler.items import Block

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any form."""

SCHEMA = "tei.rng"


class Tei:
    """Articles as TEI documents."""

    def path(self, part: Part) -> str:
        """Return the file's name."""
        return f"{file_name(part.site)}/{part.label}.xml"

    def write(self, path: Path, part: Part, articles: Iterable[StoredArticle]) -> None:
        """Write the articles of a part as one corpus, one after another."""
        with etree.xmlfile(path, encoding="utf-8") as file:
            file.write_declaration()
            with file.element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE}):
                file.write(_header(f"{part.site}, {part.label}", [], [_E.p(f"Articles of {part.site}")]))
                for article in articles:
                    file.write("\n", document(article))

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Put the schema beside the corpora."""
        schema = (files("crawler.exports") / SCHEMA).read_bytes()
        (folder / SCHEMA).write_bytes(schema)


def document(article: StoredArticle) -> etree._Element:
    """Return an article as a TEI document."""
    found = [_E.title(_text(article.title))]
    if article.subtitle:
        found.append(_E.title(_text(article.subtitle), type="sub"))
    found += [_E.author(_text(name)) for name in article.authors]
    if article.source:
        found.append(_E.publisher(_text(article.source)))
    if article.published_at:
        when = article.published_at
        exact = f"{when:%Y-%m-%d}" if article.published_precision == "day" else to_text(when)
        found.append(_E.date({"when": exact}))
    found.append(_pointer(article.url))
    terms = [("section", article.section)] if article.section else []
    terms += [("tag", tag) for tag in article.tags]
    language = article.language or "und"
    header = _header(article.title, article.authors, [_E.bibl(*found)], [(kind, _text(term)) for kind, term in terms])
    text = _E.text(_E.body(*_divisions(article)), {f"{_XML}lang": language})
    return _E.TEI(header, text, {f"{_XML}id": f"article-{article.id}", f"{_XML}lang": language})


def _header(
    title: str, authors: Iterable[str], source: list[etree._Element], terms: list[tuple[str, str]] | None = None
) -> etree._Element:
    statement = _E.titleStmt(_E.title(_text(title)), *(_E.author(_text(name)) for name in authors))
    publication = _E.publicationStmt(_E.p(LICENCE))
    header = _E.teiHeader(_E.fileDesc(statement, publication, _E.sourceDesc(*source)))
    if terms:
        keywords = _E.keywords(*(_E.term(term, type=kind) for kind, term in terms))
        header.append(_E.profileDesc(_E.textClass(keywords)))
    return header


def _divisions(article: StoredArticle) -> Iterator[etree._Element]:
    """Yield the text, a division for each heading: TEI has headings only where a division begins."""
    division = _E.div()
    for block in article.blocks:
        if block.kind == "heading" and len(division):
            yield division
            division = _E.div()
        division.append(_block(block))
    if not len(division):
        division.append(_E.p())
    yield division


def _block(block: Block) -> etree._Element:
    lines = [_text(line) for line in block.text.split("\n")]
    match block.kind:
        case "heading":
            return _E.head(*_with_breaks(lines))
        case "list":
            return _E.list(*map(_E.item, lines))
        case "table":
            return _E.table(*(_E.row(_E.cell(line)) for line in lines))
        case "quote":
            return _E.quote(_E.p(*_with_breaks(lines)))
        case "embed":
            origin = [_pointer(block.url)] if block.url else []
            return _E.quote(_E.p(*_with_breaks(lines), *origin), type="embed")
        case _:
            return _E.p(*_with_breaks(lines))


def _pointer(url: str) -> etree._Element:
    return _E.ref({"target": safe_url_string(_text(url))})


def _with_breaks(lines: list[str]) -> Iterator[str | etree._Element]:
    for number, line in enumerate(lines):
        if number:
            yield _E.lb()
        yield line


def _text(text: str) -> str:
    return UNWRITABLE.sub("", text)

"""The graph of articles that link to each other: GraphML for Gephi and networkx, an edge list in Parquet for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from lxml import etree
from lxml.builder import ElementMaker

from crawler.database.graph import Edge, Node, edges, nodes
from crawler.database.reading import Reader
from crawler.exports.files import new_file
from crawler.exports.packing import MissingLibrary
from crawler.exports.tei import UNWRITABLE

ENDINGS = (".graphml", ".parquet")
"""What the name of a graph's file ends with, which says its format."""

GROUP_EDGES = 16_384
"""Edges held in memory at once: some ten megabytes."""

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_E = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})
_NODE_DATA = {"site": "string", "url": "string", "title": "string", "language": "string", "published": "string",
              "cluster": "long"}  # fmt: skip
_EDGE_DATA = {"kind": "string", "text": "string"}


def write_graph(news: Reader, target: Path) -> int:
    """Write the graph in the format that the name of `target` ends with, and return the number of edges.

    `target` is there whole or not at all. Raises `MissingLibrary` for Parquet without pyarrow.
    """
    write = _write_graphml if target.suffix == ".graphml" else _write_parquet
    with news.one_state(), new_file(target) as file:
        return write(news, file)


def _write_graphml(news: Reader, file: BinaryIO) -> int:
    count = 0
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(_name("graphml"), nsmap={None: _NAMESPACE}):
            for part, data in (("node", _NODE_DATA), ("edge", _EDGE_DATA)):
                for name, kind in data.items():
                    xml.write(_E.key({"id": name, "for": part, "attr.name": name, "attr.type": kind}), "\n")
            with xml.element(_name("graph"), edgedefault="directed"):
                for node in nodes(news):
                    xml.write(_E.node(*_data(node, _NODE_DATA), id=str(node.id)), "\n")
                for edge in edges(news):
                    ends = {"source": str(edge.source), "target": str(edge.target)}
                    xml.write(_E.edge(*_data(edge, _EDGE_DATA), ends, id=f"{edge.source}-{edge.position}"), "\n")
                    count += 1
    return count


def _data(record: Node | Edge, names: Iterable[str]) -> Iterator[etree._Element]:
    for name in names:
        if (value := getattr(record, name)) is not None:
            yield _E.data(UNWRITABLE.sub("", str(value)), key=name)


def _name(tag: str) -> str:
    return f"{{{_NAMESPACE}}}{tag}"


def _write_parquet(news: Reader, file: BinaryIO) -> int:
    try:
        import pyarrow as pa  # noqa: PLC0415 - of the extra `export`, and slow to load
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingLibrary("Parquet", "pyarrow") from error
    numbers = ("source", "target", "position")
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in Edge._fields])
    count, rest = 0, edges(news)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rest, GROUP_EDGES)):
            writer.write_table(
                pa.Table.from_arrays([pa.array(column) for column in zip(*group, strict=True)], schema=schema)
            )
            count += len(group)
    return count

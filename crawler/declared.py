"""Where a fact of a spider stands: the file and line of a source, a selector or a pattern.

Found in the spider's own text, following the names it uses: constants beside the class, those of `spiders.families`,
functions that make sites. What is put together while the program runs is found by the nearest thing that is written.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TypeGuard

from crawler.site import Layout, Section, Source
from crawler.spider import NewsSpider


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file; `file` is relative to the folder the spiders' package lies in."""

    file: str
    line: int

    def __str__(self) -> str:
        """Return the form that editors and terminals make a link of."""
        return f"{self.file}:{self.line}"


class Declaration:
    """The text in which a spider declares its site."""

    def __init__(self, spider: type[NewsSpider]) -> None:
        self._module = importlib.import_module(spider.__module__)
        self._class = spider.__name__

    @cached_property
    def whole(self) -> Place:
        """Where the spider begins."""
        return self._place(self._module, self._class_node)

    def fact(self, name: str, value: str | None = None) -> Place:
        """Return where the site's `name=` stands, for example `home`, or the constant of this `value` it is given."""
        for module, node in self._keywords(self._site, name):
            for where, part in self._reachable(module, node.value):
                if value is not None and _says(part, value):
                    return self._place(where, part)
            return self._place(module, node)
        return self.whole

    def source(self, source: Source) -> Place:
        """Return where a source stands."""
        kind = type(source).__name__
        calls = [(module, call) for module, call in self._calls(kind) if _path_of(call, source).fullmatch(source.path)]
        exact = [found for found in calls if _is_written(found[1])]
        for module, call in exact or calls:
            return self._place(module, call)
        return self.fact("sources")

    def selector(self, layout: Layout, field: str) -> Place:
        """Return where a field's selector of a layout stands."""
        css = getattr(layout, field)
        calls = [*self._calls("Layout"), *self._calls("replace")]
        keywords = [(module, word) for module, call in calls for word in call.keywords if word.arg == field]
        for module, word in [found for found in keywords if _says(found[1].value, css)] or keywords:
            return self._place(module, word)
        return self.fact("layouts")

    @cached_property
    def _class_node(self) -> ast.ClassDef:
        nodes = ast.walk(_tree(self._module))
        return next(node for node in nodes if isinstance(node, ast.ClassDef) and node.name == self._class)

    @cached_property
    def _site(self) -> list[tuple[ModuleType, ast.AST]]:
        """Everything the class's `site = ...` is made of."""
        for node in self._class_node.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and "site" in _names(node):
                return list(self._reachable(self._module, node.value))
        return []

    def _calls(self, name: str) -> Iterator[tuple[ModuleType, ast.Call]]:
        for module, node in self._site:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield module, node

    @staticmethod
    def _keywords(nodes: list[tuple[ModuleType, ast.AST]], name: str) -> Iterator[tuple[ModuleType, ast.keyword]]:
        for module, node in nodes:
            if isinstance(node, ast.keyword) and node.arg == name:
                yield module, node

    def _reachable(self, module: ModuleType, node: ast.AST) -> Iterator[tuple[ModuleType, ast.AST]]:
        """Yield a node, what it is made of, and what the names in it were given, each with its module."""
        seen: set[tuple[str, str]] = set()
        waiting: list[tuple[ModuleType, ast.AST]] = [(module, node)]
        while waiting:
            where, part = waiting.pop(0)
            for piece in ast.walk(part):
                yield where, piece
                if isinstance(piece, ast.Name) and (where.__name__, piece.id) not in seen:
                    seen.add((where.__name__, piece.id))
                    waiting.extend(_given(where, piece.id))

    @staticmethod
    def _place(module: ModuleType, node: ast.expr | ast.keyword | ast.stmt) -> Place:
        file = Path(inspect.getsourcefile(module) or module.__name__)
        return Place("/".join(file.parts[-module.__name__.count(".") - 1 :]), node.lineno)


def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _given(module: ModuleType, name: str) -> Iterator[tuple[ModuleType, ast.AST]]:
    """Yield what a name of a module stands for, where a spiders' module says so."""
    for node in _tree(module).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and name in _names(node):
            yield module, node.value
        elif isinstance(node, ast.FunctionDef) and node.name == name:
            yield module, node
        elif isinstance(node, ast.ImportFrom) and node.module and _is_beside(node.module, module):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    yield from _given(importlib.import_module(node.module), alias.name)


def _is_beside(name: str, module: ModuleType) -> bool:
    """Say whether a module is of the same package as another: the crawler's own are no facts."""
    return name.partition(".")[0] == module.__name__.partition(".")[0]


def _names(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _says(node: ast.AST, value: str) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and node.value == value


def _path_argument(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "path"), None)


def _is_written(call: ast.Call) -> bool:
    """Say whether a source's path stands in the call as it is."""
    argument = _path_argument(call)
    return argument is None or isinstance(argument, ast.Constant)


def _path_of(call: ast.Call, source: Source) -> re.Pattern[str]:
    """Return the pattern of the paths that a call may give a source."""
    match _path_argument(call):
        case None:
            return re.compile("" if isinstance(source, Section) else re.escape(type(source)().path))
        case ast.Constant(value=value):
            return re.compile(re.escape(str(value)))
        case ast.JoinedStr(values=values):
            parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in values)
            return re.compile("".join(parts))
        case _:
            return re.compile(".*")

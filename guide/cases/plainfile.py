"""The text of a YAML or JSON file as plain values, with the line on which each key stands.

Numbers stay as they are written, so that an order number keeps its zeros and a sum its digits.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from guide.book.notices import HandbookError, Notice
from guide.cases.typed import named

if TYPE_CHECKING:
    from collections.abc import Callable
#: Control characters that no text file holds: all but tab, the ends of lines, and half characters.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class PlainError(HandbookError):
    """A text that is no YAML, or no JSON, and the line that shows it."""

    def __init__(self, line: int, notice: Notice) -> None:
        super().__init__(notice)
        self.line = line


class Lines:
    """The line of every key and item by its path, such as journal[2].at, and the paths that occur twice."""

    def __init__(self, node: Any) -> None:
        self.of: dict[str, int] = {"": node.start_mark.line + 1}
        self.twice: list[str] = []
        self._seen: set[int] = set()
        self._walk(node, "")

    def _walk(self, node: Any, path: str) -> None:
        if id(node) in self._seen:  # an alias: its keys were counted where they are written
            return
        self._seen.add(id(node))
        if node.id == "mapping":
            for key, value in node.value:
                name = f"{path}.{key.value}" if path else str(key.value)
                if name in self.of:
                    self.twice.append(name)
                self.of[name] = key.start_mark.line + 1
                self._walk(value, name)
        elif node.id == "sequence":
            for number, item in enumerate(node.value, start=1):
                self.of[f"{path}[{number}]"] = item.start_mark.line + 1
                self._walk(item, f"{path}[{number}]")

    def at(self, path: str) -> int:
        """The line of a path, or of the nearest one around it."""
        while path and path not in self.of:
            path = path.rpartition("." if path.rfind(".") > path.rfind("[") else "[")[0]
        return self.of[path]


class Plain(NamedTuple):
    """A file as plain values."""

    value: Any
    has_twice: bool  # whether a key stands there twice
    lines: Callable[[], Lines | None]  # None where the file is empty; asked for only when something is wrong


class _Loader(yaml.SafeLoader):
    """YAML with its numbers as text; a day that no calendar has is text, too."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (so the library declares it)
        first: [(tag, words) for tag, words in pairs if tag.rpartition(":")[2] not in ("int", "float")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_timestamp(self, node: yaml.ScalarNode) -> object:
        """A day or moment, or its text."""
        try:
            return super().construct_yaml_timestamp(node)
        except (ValueError, OverflowError):
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_timestamp)


def read_yaml(text: str) -> Plain:
    """The values of a YAML text; PlainError says on which line it stops being one."""
    loader, node = _nodes(text, Notice("fault.case.yaml"))
    if node is None:
        return Plain(None, has_twice=False, lines=lambda: None)
    try:
        lines = Lines(node)
        return Plain(loader.construct_document(node), bool(lines.twice), lambda: lines)
    except (yaml.YAMLError, ValueError, OverflowError, TypeError) as error:  # a tag such as !!int on other text
        mark = getattr(error, "problem_mark", None)
        raise PlainError(mark.line + 1 if mark else 1, Notice("fault.case.yaml")) from error
    except RecursionError as error:
        raise PlainError(1, Notice("fault.case.deep")) from error


def read_json(text: str) -> Plain:
    """The values of a JSON text; PlainError says on which line it stops being one."""
    twice: list[str] = []
    _refuse_controls(text)
    try:
        value = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=pairs(twice))
    except json.JSONDecodeError as error:
        raise PlainError(error.lineno, Notice("fault.case.json")) from error
    except RecursionError as error:
        raise PlainError(1, Notice("fault.case.deep")) from error
    return Plain(value, bool(twice), lambda: _lines(text))


def pairs(twice: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """How json makes an object from its pairs; each key that stands there twice is noted, and its last value counts."""

    def make(items: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(key for key, times in Counter(key for key, _ in items).items() if times > 1)
        return dict(items)

    return make


def _lines(text: str) -> Lines | None:
    """The lines of a JSON text: without tabs, which are only ever blanks in it, it is YAML."""
    try:
        _, node = _nodes(text.replace("\t", " "), Notice("fault.case.json"))
        return Lines(node)
    except PlainError:  # such as a key of more than a thousand characters
        return None


def _nodes(text: str, wrong: Notice) -> tuple[_Loader, Any]:
    _refuse_controls(text)
    try:
        loader = _Loader(text)
        return loader, loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PlainError(mark.line + 1 if mark else 1, wrong) from error
    except RecursionError as error:
        raise PlainError(1, Notice("fault.case.deep")) from error


def _refuse_controls(text: str) -> None:
    sign = _CONTROLS.search(text)
    if sign is not None:
        raise PlainError(text.count("\n", 0, sign.start()) + 1, Notice("fault.case.sign", sign=named(sign[0])))

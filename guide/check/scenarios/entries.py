"""A file of scenarios as plain values, built while it is parsed; the lines of its keys are looked up when they count.

Thousands of entries are read at each check, and hardly one of them has a fault that names a line.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import yaml
from yaml import AliasEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent, StreamEndEvent
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

from guide.book.faults import Fault
from guide.book.notices import Notice
from guide.cases.plainfile import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

V = TypeVar("V")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Text:
    """The text of one file, and the node of each of its entries."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def nodes(self) -> list[Any]:
        """The nodes of the entries, each of which knows its line."""
        whole: Any = yaml.compose(self._text, _LOADER)
        nodes: list[Any] = whole.value
        return nodes


class Entry:
    """One entry of a file before it is understood: plain values, its row, and the line of every key."""

    def __init__(self, file: str, text: _Text, number: int, item: _Item) -> None:
        self.file, self.plain, self.row, self.has_twice = file, *item
        self._text, self._number = text, number

    @cached_property
    def lines(self) -> Lines:
        """The line of every key."""
        return Lines(self._text.nodes[self._number])

    @property
    def twice(self) -> list[str]:
        """The paths of the keys that it has twice."""
        return self.lines.twice if self.has_twice else []

    def fault(self, where: str, what: Notice) -> Fault:
        """A fault at a key, with the line of the key or of the nearest one around it."""
        return Fault(self.file, self.lines.at(where), where, Notice("fault.scenario", id=self.id, what=what))

    @property
    def id(self) -> str:
        """The id; a question mark if there is none."""
        return str(self.plain.get("id", "?")) if isinstance(self.plain, dict) else "?"


class _Item(NamedTuple):
    """An item of the list in a file: its values, its row, and whether a key stands in it twice."""

    plain: Any
    row: int
    has_twice: bool


def entries(path: Path) -> Iterator[Entry | Fault]:
    """The entries of one file, or the fault that keeps it from being read."""
    try:
        text = path.read_text("utf-8-sig")
        items = _Parsing(text).items()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield Fault(path.name, mark.line + 1 if mark else 1, "", Notice("fault.scenario.yaml"))
        return
    except (OSError, ValueError, RecursionError) as error:
        yield Fault(path.name, 1, "", Notice("fault.file.unread", error=" ".join(str(error).split())))
        return
    if items is None:
        yield Fault(path.name, 1, "", Notice("fault.scenario.file"))
        return
    source = _Text(text)
    yield from (Entry(path.name, source, number, item) for number, item in enumerate(items))


class _Parsing:
    """Plain values out of what a parser reports: texts, lists and pairs at once, all else as the library makes it."""

    def __init__(self, text: str) -> None:
        self._reader = _LOADER(text)
        self._next = self._reader.get_event
        self._named: dict[str, Any] = {}  # what an alias names
        self._words: dict[str, Any] = {}  # what a word without quotes stands for
        self._twice = 0  # how many keys were there already

    def items(self) -> list[_Item] | None:
        """The items of the list that the text is; None if it is something else."""
        self._next()  # the start of the text
        if isinstance(self._next(), StreamEndEvent):
            return None
        first, items = self._next(), list[_Item]()
        if isinstance(first, SequenceStartEvent):
            while type(event := self._next()) is not SequenceEndEvent:
                before = self._twice
                items.append(_Item(self._value(event), event.start_mark.line + 1, self._twice > before))
        else:
            self._value(first)
        self._next()  # the end of what is in it
        if not isinstance(more := self._next(), StreamEndEvent):
            raise ComposerError(None, None, "a second text", more.start_mark)
        return items if isinstance(first, SequenceStartEvent) else None

    def _value(self, event: Any) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is AliasEvent:
            if event.anchor not in self._named:
                raise ComposerError(None, None, "an alias that names nothing", event.start_mark)
            return self._named[event.anchor]
        if event.tag is not None:
            raise ConstructorError(None, None, "a kind of its own", event.start_mark)
        if kind is SequenceStartEvent:
            items = self._kept(event, list[Any]())
            while type(inner := self._next()) is not SequenceEndEvent:
                items.append(self._value(inner))
            return items
        pairs = self._kept(event, dict[Any, Any]())
        while type(inner := self._next()) is not MappingEndEvent:
            key = self._value(inner)
            if isinstance(key, list | dict):
                raise ConstructorError(None, None, "a key that is no word", inner.start_mark)
            self._twice += key in pairs
            pairs[key] = self._value(self._next())
        return pairs

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag is not None or event.anchor is not None:
            return self._kept(event, self._made(event, event.tag or self._tag(event)))
        if not event.implicit[0]:
            return text
        if text not in self._words:
            self._words[text] = self._made(event, self._tag(event))
        return self._words[text]

    def _tag(self, event: Any) -> str:
        tag: str = self._reader.resolve(yaml.ScalarNode, event.value, event.implicit)
        return tag

    def _made(self, event: Any, tag: str) -> Any:
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        return event.value if tag.endswith(":str") else self._reader.construct_object(node)

    def _kept(self, event: Any, value: V) -> V:
        """A value, kept for the aliases that name it."""
        if event.anchor is not None:
            if event.anchor in self._named:
                raise ComposerError(None, None, "a name that is taken", event.start_mark)
            self._named[event.anchor] = value
        return value

"""Decision tables read by many cases at once: an index computed from columns, and one gather a table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.book.tables import Rule, Table
    from guide.desk.columns.arrays import Codes, Flags

    State = Mapping[str, Codes]


def code(name: str, word: str) -> int:
    """The place of a word among those of its column."""
    return WORDS[name].index(word)


@cache
def _few(name: str, words: frozenset[str]) -> tuple[tuple[int, ...], bool]:
    """The codes of some words of a column, or of all its other words where those are fewer; and which of the two."""
    some, others = (tuple(n for n, w in enumerate(WORDS[name]) if (w in words) is among) for among in (True, False))
    return (some, True) if len(some) <= len(others) else (others, False)


def where(state: State, name: str, words: Iterable[str]) -> Flags | bool:
    """The cases in which a column has one of these words; one answer for all where nobody gave any."""
    codes, among = _few(name, frozenset(words))
    if name not in state:
        return (0 in codes) is among
    found = np.zeros(len(state[name]), dtype=bool)
    for each in codes:  # to compare bytes takes far less than a gather
        found |= state[name] == each
    return found if among else ~found


def holds(state: State, asks: Mapping[str, frozenset[str]]) -> Flags | bool:
    """The cases in which all conditions hold."""
    result: Flags | bool = True
    for name, words in asks.items():
        result = result & where(state, name, words)
        if result is False:
            return False
    return result


def given(state: State, asks: Mapping[str, str]) -> Flags | bool:
    """The cases with the answers that a declaration names, each as a table writes it."""
    return holds(state, {name: frozenset(words.split("|")) for name, words in asks.items()})


def fired(table: Table, state: State, many: int) -> Codes:
    """The number of the rule of a unique table that decides each case."""
    index = np.zeros(many, dtype=np.int32)
    stride = 1
    for name in reversed(table.conditions):
        if name in state:
            index += state[name] if stride == 1 else state[name] * np.int32(stride)
        stride *= len(WORDS[name])
    return np.frombuffer(table.cells, dtype=np.uint8)[index] - np.uint8(1)


def outcome(rules: tuple[Rule, ...], name: str) -> Codes:
    """What each rule says in one outcome column, as codes."""
    return np.array([code(name, rule.then[name]) for rule in rules], dtype=np.uint8)


def said(table: Table, name: str) -> Codes:
    """What each rule of a table says in one outcome column; computed once a table."""
    _, arrays = _KEPT.setdefault(id(table), (table, {}))
    if name not in arrays:
        arrays[name] = outcome(table.rules, name)
    return arrays[name]


#: Beside the arrays of a table the table itself is kept, so that no other one ever has its number.
_KEPT: dict[int, tuple[Table, dict[str, Codes]]] = {}

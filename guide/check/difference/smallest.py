"""A smallest case of a group: few answers and a short journal that both editions decide as the group says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.clocks import COPIED
from guide.book.facts import Facts
from guide.check.difference.model import differs
from guide.check.states import NOW, example

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guide.book.book import Book
    from guide.check.difference.model import Key
    from guide.check.states import Situations, Walked
    from guide.check.states.relation import Row
    from guide.engine.case import Case

TRIES = 12  # states tried for one group


def first(situations: Situations, standings: Walked, key: Key, states: Iterable[tuple[Row, int]]) -> Case | None:
    """The first of some states whose case both editions decide as the key says, without what does not matter."""
    old, new = situations.editions.books
    clock = dict(key.before).get("clock", "") if key.kind == "deadline" else ""
    copied = {COPIED[clock]: NOW + timedelta(days=1)} if clock in COPIED else {}
    for _, (parcel, standing) in zip(range(TRIES), states, strict=False):
        try:
            case = example.case(situations, standings, parcel, standing, copied, one_of_many=True)
            if differs(case, key, (old, new)):
                return _smaller(case, key, (old, new))
        except (ValueError, StopIteration):
            continue
    return None


def _smaller(case: Case, key: Key, books: tuple[Book, Book]) -> Case:
    """The case without each answer and each event that can go."""
    for name in list(case.facts.answered()):
        blank = replace(case, facts=replace(case.facts, **{name: getattr(Facts(), name)}))
        if differs(blank, key, books):
            case = blank
    for event in reversed(case.journal):
        shorter = replace(case, journal=tuple(e for e in case.journal if e is not event))
        if differs(shorter, key, books):
            case = shorter
    return case

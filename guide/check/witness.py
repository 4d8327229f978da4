"""A concrete case for a state: the fewest answers and the shortest journal that lead there, looked at from NOW."""

from __future__ import annotations

import base64
import json
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.kinds import TRACKS
from guide.check.states import ABOUT_PARCEL, NOW, READ_FROM, Builder, moments
from guide.engine.case import Case, to_plain
from guide.engine.clocks import readings
from guide.engine.evidence import missing
from guide.engine.journal import Standing
from guide.engine.route import applicable, follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.check.standings import Standings
    from guide.check.states import Parcels, Relation

_NOBODY = {track: getattr(Standing(), track) for track in TRACKS}


def answers(parcels: Parcels, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Facts that make these words about the parcel come true; ValueError where none do."""
    words = {name: word for name, word in wanted.items() if name not in ("papers", "action", "turn")}
    for table in reversed(ABOUT_PARCEL):
        conditions = parcels.book.tables[table].conditions
        if words.keys() & set(parcels.book.tables[table].outcomes):
            rel = Builder(parcels, fixed=words).build(dict.fromkeys([*words, *conditions]))
            words |= _plainest(rel)
    facts: dict[str, Any] = {name: word for name, word in words.items() if name in CHOICES and word != UNKNOWN}
    for name in READ_FROM:
        if name in words:
            facts |= _typed(parcels.book, name, words[name], facts)
    return facts


def _plainest(rel: Relation) -> dict[str, str]:
    """The row with the fewest answers."""
    if not len(rel):
        raise ValueError("no answers lead there")
    given = sum((rel.column(name) != 0).astype(int) for name in rel.names if name in CHOICES)
    return rel.words(int(np.argmin(given)) if np.ndim(given) else 0)


def _typed(book: Book, name: str, word: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fewest answers that make one clock about the parcel say a word."""
    answered, typed = READ_FROM[name]
    choices = [[facts[a]] if a in facts else WORDS[a] for a in answered]
    grid = product(*choices, *(moments(book, name, fact) for fact in typed))
    for values in sorted(grid, key=lambda v: sum(x not in (None, UNKNOWN) for x in v)):
        given = zip((*answered, *typed), values, strict=True)
        tried: dict[str, Any] = {fact: value for fact, value in given if value not in (None, UNKNOWN)}
        if readings(applicable(book, Facts(**tried), _NOBODY), Standing(), book, NOW)[name] == word:
            return tried
    raise ValueError("no moment makes the clock say so")


def case(parcels: Parcels, walked: Standings, parcel: Mapping[str, str], standing: int) -> Case:
    """The case of one state; ValueError where the engine does not see that state in it."""
    book = parcels.book
    facts = answers(parcels, parcel)
    journal, promised = walked.journal(standing)
    found = Case(Facts(**facts, promised_by=promised), journal)
    if parcel.get("papers") == "complete":
        found = found.with_fact("held", frozenset(missing(follow(found, book, NOW).rules["evidence"], frozenset())))
    seen = follow(found, book, NOW).state
    expected = {**parcel, **walked.relation.words(standing)}
    expected = {name: word for name, word in expected.items() if name not in ("action", "turn")}
    if any(seen[name] != word for name, word in expected.items()):
        raise ValueError("the engine sees another state")
    return found


def link(found: Case) -> str:
    """The part of an address that opens a case in the wizard; it stays in the browser and is sent to no server."""
    plain = json.dumps({**to_plain(found), "now": NOW.isoformat()}, ensure_ascii=False, separators=(",", ":")).encode()
    return "#case=" + base64.urlsafe_b64encode(plain).decode().rstrip("=")

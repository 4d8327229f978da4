"""All states, put together: every situation of the parcel with every class of standings that some tables tell apart."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.check.states.advising import ELSEWHERE, TABLES
from guide.check.states.classes import accepted_words, classed, codes_apart
from guide.check.states.product import Product
from guide.check.states.relation import RULE, Relation, decide, firsts
from guide.engine.evidence import missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guide.check.states.editions import Editions
    from guide.check.states.relation import Flags, Row
    from guide.check.states.situations import Fixed, Situations
    from guide.check.states.standings import Walked


def every_state(
    situations: Situations, standings: Walked, columns: Iterable[str] = (), tables: Iterable[str] = TABLES
) -> Product:
    """All states, as far as some tables can tell them apart; `columns` are wanted besides, word by word."""
    editions, columns = situations.editions, tuple(columns)
    seen = [table for name in (*tables, "evidence") for table in editions.tables(name)]
    needed = dict.fromkeys([*(c for table in seen for c in table.conditions), *columns])
    about = [name for name in needed if name not in ELSEWHERE | standings.relation.columns.keys()]
    apart = accepted_words([table for table in seen if table.name != "ladder"], standings)
    apart |= {
        name: frozenset(map(frozenset[str], zip(WORDS.get(name, ()))))
        for name in columns
        if name in standings.relation.columns
    }
    deeper = accepted_words([table for table in seen if table.name == "ladder"], standings)
    parcel = every_parcel(situations, about)
    handed = _handed(editions, standings)
    codes = [*codes_apart(standings, apart), *(np.where(handed, codes, 0) for codes in codes_apart(standings, deeper))]
    return Product(editions, parcel, standings, classed(standings, codes), apart, deeper)


def every_parcel(situations: Situations, columns: Iterable[str], fixed: Fixed | None = None) -> Relation:
    """All situations of the parcel in some columns, with the outcomes of self_check and with `papers`."""
    evidence = (name for table in situations.editions.tables("evidence") for name in table.conditions)
    wanted = dict.fromkeys([*columns, *evidence])
    about = [name for name in wanted if name not in ELSEWHERE]
    return _papers(situations.editions, situations.all([*about, "action", "turn"], fixed))


def _handed(editions: Editions, standings: Walked) -> Flags:
    """The standings for which next_step can leave the last word to the ladder, under any edition."""
    handed, relation = np.zeros(len(standings), dtype=bool), standings.relation
    for edition, table in enumerate(editions.tables("next_step")):
        for rule in table.rules:
            if rule.then["action"] == "ladder":
                asks = [(name, ok) for name, ok in rule.asks.items() if name in relation.columns]
                handed |= reduce(and_, (relation.where(*ask, edition) for ask in asks), np.True_)
    return handed


def _papers(editions: Editions, rel: Relation) -> Relation:
    """The situations with all that evidence in hand can mean: complete, or something lacking."""
    tables = editions.tables("evidence")
    rules = decide(tables, rel)
    kind, many = rules.kinds([RULE + "evidence"])
    needed = [[frozenset(missing(rule, frozenset())) for rule in table.rules] for table in tables]
    ways = []
    for place in firsts(kind, many):
        slots = [each[rule] for each, rule in zip(needed, rules.row(int(place))[RULE + "evidence"], strict=True)]
        ways.append(_held(slots))
    return rel.spread(kind, ways)


def _held(needed: list[frozenset[str]]) -> list[Row]:
    """The words of `papers` that evidence in hand can lead to, given the slots that each edition needs."""
    lacking, complete = (WORDS["papers"].index(word) for word in ("lacking", "complete"))
    held = (frozenset[str]().union(*needed), frozenset[str](), *needed)
    cells = dict.fromkeys(tuple(lacking if slots - have else complete for slots in needed) for have in held)
    return [{"papers": codes} for codes in cells]

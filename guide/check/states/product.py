"""All states of a case: each situation of the parcel with each standing, and the advice of the tables.

Nothing is multiplied out: a table is read by adding two halves of an index, a condition holds where both halves hold,
and standings that the tables do not tell apart are looked at once and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import DECIDING, STEP, named
from guide.check.states.relation import RULE, Relation, decide, firsts, outcomes
from guide.check.states.standings import NAMES as STANDING
from guide.engine.evidence import missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.check.states.editions import Editions
    from guide.check.states.relation import Codes, Flags, Numbers, Row
    from guide.check.states.situations import Situations
    from guide.check.states.standings import Walked

#: The tables that say what to do, and those that say what may be done.
ADVISING = tuple(name for name in named(roles=(STEP,)) if name in DECIDING)
TABLES = (*ADVISING, "actions", "blockers")
#: The outcomes decided for each state; with them all columns of the product alone, and all not about the parcel.
ACTION = ("action", "turn", "stage")
ADVICE = (*ACTION, "may", "blocked")
ELSEWHERE = frozenset({*STANDING, *ADVICE, "patience", "papers"})
_NOWHERE = np.zeros((1, 1), dtype=bool)
_EVERYWHERE = ~_NOWHERE


@dataclass(frozen=True, eq=False)
class Product:
    """The product of situations of the parcel (rows) and classes of standings (columns)."""

    editions: Editions
    parcel: Relation  # with the outcomes of self_check as `action` and `turn`, and with `papers`
    standings: Walked
    apart_by: frozenset[str]  # columns of the standings; those that agree in all of them are one class

    def telling(self, columns: Iterable[str]) -> Product:
        """The product with classes of standings that are also told apart by these columns."""
        more = {name for name in columns if name in self.standings.relation.columns}
        return self if more <= self.apart_by else replace(self, apart_by=self.apart_by | more)

    @cached_property
    def _classes(self) -> tuple[Numbers, int]:
        names = [name for name in self.standings.relation.columns if name in self.apart_by]
        return self.standings.relation.kinds(names)

    @property
    def class_of(self) -> Numbers:
        """For every standing the number of its class."""
        return self._classes[0]

    @cached_property
    def firsts(self) -> Numbers:
        """For every class the number of its standing with the shortest journal."""
        order = np.argsort(self.standings.lengths, kind="stable")
        first: Numbers = order[firsts(self.class_of[order], self._classes[1])]
        return first

    @cached_property
    def many(self) -> Numbers:
        """How many standings each class has."""
        return np.bincount(self.class_of)

    @cached_property
    def standing(self) -> Relation:
        """The classes of standings, in the columns that tell them apart."""
        relation = self.standings.relation
        kept = {name: sides for name, sides in relation.columns.items() if name in self.apart_by}
        return Relation(kept, len(relation)).take(self.firsts)

    @property
    def shape(self) -> tuple[int, int]:
        """How many situations, and how many classes of standings."""
        return len(self.parcel), len(self.firsts)

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.parcel) * len(self.standings)

    def count(self, flags: Flags) -> int:
        """The number of states with a flag, all standings of a class counted."""
        return int((np.broadcast_to(flags, self.shape).sum(axis=0) * self.many).sum())

    def column(self, name: str, edition: int = 0) -> Codes:
        """A column as one edition sees it, of shape (situations, 1) or (1, classes)."""
        if name in self.standing.columns:
            return np.atleast_2d(self.standing.column(name, edition))
        return np.atleast_2d(self.parcel.column(name, edition)).T

    def alike(self, names: Iterable[str]) -> bool:
        """Whether all editions see the same in these columns."""
        return all((self.standing if n in self.standing.columns else self.parcel).alike([n]) for n in names)

    def fired(self, name: str, edition: int = 0) -> Codes:
        """The number of the rule of a unique table that decides each state."""
        table = self.editions.tables(name)[edition]
        place = np.zeros((1, 1), dtype=np.int32)
        stride = len(table.cells)
        halves = {True: place, False: place}
        for condition in table.conditions:
            stride //= len(WORDS[condition])
            half = condition in self.standing.columns
            halves[half] = halves[half] + self.column(condition, edition).astype(np.int32) * stride
        rules = np.frombuffer(table.cells, dtype=np.uint8) - np.uint8(1)
        fired: Codes = rules[halves[False] + halves[True]]
        return fired

    def where(self, name: str, words: Iterable[str], edition: int = 0) -> Flags:
        """The states in which one edition sees one of these words in a column."""
        words = list(words)
        if name == "may":
            return reduce(or_, (self.may(word, edition) for word in words), _NOWHERE)
        if name == "blocked":
            blocked = self.blocked(edition)
            return blocked if words == ["yes"] else ~blocked
        codes = self.advice[edition][name] if name in ACTION else self.column(name, edition)
        return reduce(or_, (codes == WORDS[name].index(word) for word in words), _NOWHERE)

    def holds(self, conditions: Mapping[str, Iterable[str]], edition: int = 0) -> Flags:
        """The states in which one edition sees all conditions hold."""
        return reduce(and_, (self.where(name, ok, edition) for name, ok in conditions.items()), _EVERYWHERE)

    @cached_property
    def advice(self) -> tuple[dict[str, Codes], ...]:
        """Action, turn and stage of each state under each edition, as codes; once where all editions must agree."""
        tables = [self.editions.tables(name) for name in ADVISING]
        names = {"action", "turn", *(name for table in tables for name in table[0].conditions)}
        agree = all(table == same[0] for same in tables for table in same)
        if agree and self.alike(names):
            return (self._advice(0),) * len(self.editions)
        return tuple(self._advice(edition) for edition in range(len(self.editions)))

    def _advice(self, edition: int) -> dict[str, Codes]:
        step, ladder = (self.editions.tables(name)[edition] for name in ADVISING)
        rule, higher = (np.broadcast_to(self.fired(name, edition), self.shape) for name in ADVISING)
        advice = {outcome: outcomes(step, outcome)[rule] for outcome in step.outcomes}
        up, check = (advice["action"] == WORDS["action"].index(word) for word in ("ladder", "self_check"))
        for outcome in ("action", "turn"):
            np.copyto(advice[outcome], outcomes(ladder, outcome)[higher], where=up)
            np.copyto(advice[outcome], self.parcel.column(outcome, edition)[:, None], where=check)
        return advice

    def hands_to(self, table: str, edition: int = 0) -> Flags:
        """The states in which next_step leaves the last word to a deeper table."""
        step = self.editions.tables("next_step")[edition]
        return np.array([rule.then["action"] == table for rule in step.rules])[self.fired("next_step", edition)]

    def may(self, action: str, edition: int = 0) -> Flags:
        """The states in which an action is advised or offered, and nothing blocks it."""
        return self.open(action, edition) & ~self.blocks(action, edition)

    def open(self, action: str, edition: int = 0) -> Flags:
        """The states in which an action is advised or offered, blocked or not."""
        table = self.editions.tables("actions")[edition]
        advised = self.where("action", [action], edition)
        offered = (rule for rule in table.rules if rule.id == action and rule.then["offered"] == "yes")
        return reduce(or_, (self.holds(rule.asks, edition) for rule in offered), advised)

    def blocks(self, action: str, edition: int = 0) -> Flags:
        """The states in which something is missing before an action."""
        table = self.editions.tables("blockers")[edition]
        asked = (dict(rule.asks) for rule in table.rules)
        named = (when for when in asked if action in when.pop("action", {action}))
        return reduce(or_, (self.holds(when, edition) for when in named), _NOWHERE)

    def blocked(self, edition: int = 0) -> Flags:
        """The states whose advised action is blocked."""
        table = self.editions.tables("blockers")[edition]
        return reduce(or_, (self.holds(rule.asks, edition) for rule in table.rules), _NOWHERE)


def every_state(
    situations: Situations, standings: Walked, columns: Iterable[str] = (), tables: Iterable[str] = TABLES
) -> Product:
    """All states, as far as some tables can tell them apart; `columns` are wanted besides."""
    editions = situations.editions
    needed = {c: None for name in (*tables, "evidence") for t in editions.tables(name) for c in t.conditions}
    needed |= dict.fromkeys(columns)
    of_standing = standings.relation.columns.keys() & needed
    about = [name for name in needed if name not in ELSEWHERE | of_standing]
    parcel = _papers(editions, situations.all([*about, "action", "turn"]))
    return Product(editions, parcel, standings, frozenset(of_standing))


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

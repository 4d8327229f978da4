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
from guide.book.tables import MOST_RULES
from guide.check.states.advising import ACTION, ADVICE, ADVISING
from guide.check.states.classes import Classes, alike_words, classed, codes_apart
from guide.check.states.relation import Relation, firsts, group, outcomes, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.check.states.classes import Apart
    from guide.check.states.editions import Editions
    from guide.check.states.relation import Codes, Flags, Numbers
    from guide.check.states.standings import Walked

_NOWHERE = np.zeros((1, 1), dtype=bool)
_EVERYWHERE = ~_NOWHERE


@dataclass(frozen=True, eq=False)
class Product:
    """The product of situations of the parcel (rows) and classes of standings (columns)."""

    editions: Editions
    parcel: Relation  # with the outcomes of self_check as `action` and `turn`, and with `papers`
    standings: Walked
    classes: Classes
    apart_by: Apart  # what tells the classes apart
    handed_by: Apart  # the same of the deeper table, where it can have the last word

    def telling(self, *conditions: Mapping[str, frozenset[str]]) -> Product:
        """The product with classes of standings that are also told apart by these conditions."""
        apart = dict(self.apart_by)
        for name, ok in (pair for each in conditions for pair in each.items()):
            if name in self.standings.relation.columns:
                apart[name] = apart.get(name, frozenset()) | {ok}
        finer = {name: accepted for name, accepted in apart.items() if accepted != self.apart_by.get(name)}
        if not finer:
            return self
        classes = classed(self.standings, [self.class_of, *codes_apart(self.standings, finer)])
        return replace(self, classes=classes, apart_by=apart)

    def within(self, conditions: Mapping[str, Iterable[str]]) -> Product:
        """The situations and the classes of standings in which the first edition sees these conditions hold."""
        return self.part(self.where(name, ok) for name, ok in conditions.items() if name not in ADVICE)[0]

    def part(self, flags: Iterable[Flags]) -> tuple[Product, Flags]:
        """The situations and the classes of standings in which all conditions can hold, and where they do."""
        (rows, columns), wide = (np.ones(many, dtype=bool) for many in self.shape), [_EVERYWHERE]
        for each in flags:
            if each.shape[1] == 1:
                rows &= each[:, 0]
            elif len(each) == 1:
                columns &= each[0]
            else:
                wide.append(each)
        of, first, many = self.classes
        part = replace(self, parcel=self.parcel.take(rows), classes=Classes(of, first[columns], many[columns]))
        return part, reduce(and_, (each[np.ix_(rows, columns)] if each.size > 1 else each for each in wide))

    @property
    def class_of(self) -> Numbers:
        """For every standing the number of its class."""
        return self.classes.of

    @property
    def firsts(self) -> Numbers:
        """For every class the number of its standing with the shortest journal."""
        return self.classes.firsts

    @property
    def many(self) -> Numbers:
        """How many standings each class has."""
        return self.classes.many

    @cached_property
    def standing(self) -> Relation:
        """The classes of standings, in the columns that tell them apart."""
        relation = self.standings.relation
        apart = self.apart_by.keys() | self.handed_by.keys()
        kept = {name: sides for name, sides in relation.columns.items() if name in apart}
        return Relation(kept, len(relation)).take(self.firsts)

    @property
    def shape(self) -> tuple[int, int]:
        """How many situations, and how many classes of standings."""
        return len(self.parcel), len(self.firsts)

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.parcel) * int(self.many.sum())

    def count(self, flags: Flags) -> int:
        """The number of states with a flag, all standings of a class counted."""
        rows = len(self.parcel) if len(flags) == 1 else 1
        return rows * int((flags.sum(axis=0) * self.many).sum())

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
        return self._by_rule(name, edition, np.arange(MOST_RULES, dtype=np.uint8))

    def _by_rule(self, name: str, edition: int, values: Codes) -> Codes:
        """For each state the value of the rule that decides it; situations that a table cannot tell apart share one."""
        table = self.editions.tables(name)[edition]
        halves = {True: np.zeros(1, dtype=np.int64), False: np.zeros(1, dtype=np.int64)}
        stride = len(table.cells)
        for condition in table.conditions:
            stride //= len(WORDS[condition])
            half = condition in self.standing.columns
            halves[half] = halves[half] + self.column(condition, edition).ravel().astype(np.int64) * stride
        kind, many = group([halves[False]], len(halves[False]))
        rules = np.frombuffer(table.cells, dtype=np.uint8) - np.uint8(1)
        decided: Codes = values[rules[halves[False][firsts(kind, many), None] + halves[True]]]
        return decided[kind]

    def where(self, name: str, words: Iterable[str], edition: int = 0) -> Flags:
        """The states in which one edition sees one of these words in a column."""
        words = list(words)
        if name == "may":
            return reduce(or_, (self.may(word, edition) for word in words), _NOWHERE)
        if name == "blocked":
            blocked = self.blocked(edition)
            return blocked if words == ["yes"] else ~blocked
        if name in ACTION:
            advised, kind = self._advised[edition]
            return np.broadcast_to(_among(advised[name], name, words), advised[name].shape)[kind]
        if name in self.standing.columns and not self._tells(name, words):
            raise ValueError(f"{name}: {words} are not told apart")
        return _among(self.column(name, edition), name, words)

    def _tells(self, name: str, words: Iterable[str]) -> bool:
        """Whether the classes of standings tell these words of a column from its others."""
        kinds, accepted = alike_words(name, self.apart_by.get(name, ())), np.isin(WORDS[name], [*words])
        return set(kinds[accepted]).isdisjoint(kinds[~accepted])

    def holds(self, conditions: Mapping[str, Iterable[str]], edition: int = 0) -> Flags:
        """The states in which one edition sees all conditions hold."""
        return met(self.each(conditions, edition))

    def each(self, conditions: Mapping[str, Iterable[str]], edition: int = 0) -> Iterator[Flags]:
        """The states in which one edition sees each condition hold."""
        return (self.where(name, ok, edition) for name, ok in conditions.items())

    @cached_property
    def advice(self) -> tuple[dict[str, Codes], ...]:
        """Action, turn and stage of each state under each edition, as codes; once where all editions must agree."""
        each = {id(advised): {name: codes[kind] for name, codes in advised.items()} for advised, kind in self._advised}
        return tuple(each[id(advised)] for advised, _ in self._advised)

    @cached_property
    def _advised(self) -> tuple[tuple[dict[str, Codes], Numbers], ...]:
        """The advice of each edition by kinds of situations, and the kind of each situation."""
        tables = [self.editions.tables(name) for name in ADVISING]
        names = {"action", "turn", *(name for table in tables for name in table[0].conditions)}
        agree = all(table == same[0] for same in tables for table in same)
        if agree and self.alike(names):
            return (self._advice(0),) * len(self.editions)
        return tuple(self._advice(edition) for edition in range(len(self.editions)))

    def _advice(self, edition: int) -> tuple[dict[str, Codes], Numbers]:
        """What one edition advises, worked out once for all situations that its tables cannot tell apart."""
        asked = (c for name in ADVISING for table in self.editions.tables(name) for c in table.conditions)
        kind, many = self.parcel.kinds(["action", "turn", *(c for c in asked if c in self.parcel.columns)])
        few = replace(self, parcel=self.parcel.take(firsts(kind, many)))
        return few._each_advice(edition), kind

    def _each_advice(self, edition: int) -> dict[str, Codes]:
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
        flags = np.zeros(MOST_RULES, dtype=bool)
        flags[: len(step.rules)] = [rule.then["action"] == table for rule in step.rules]
        return self._by_rule("next_step", edition, flags)

    def may(self, action: str, edition: int = 0) -> Flags:
        """The states in which an action is advised or offered, and nothing blocks it."""
        return self.open(action, edition=edition) & ~self.blocks(action, edition)

    def open(self, *actions: str, edition: int = 0) -> Flags:
        """The states in which one of these actions is advised or offered, blocked or not."""
        table = self.editions.tables("actions")[edition]
        advised = self.where("action", actions, edition)
        offered = (rule for rule in table.rules if rule.id in actions and rule.then["offered"] == "yes")
        return reduce(or_, (self.holds(rule.asks, edition) for rule in offered), advised)

    def blocks(self, action: str, edition: int = 0) -> Flags:
        """The states in which something is missing before an action."""
        table = self.editions.tables("blockers")[edition]
        asked = (dict(rule.asks) for rule in table.rules)
        named = (when for when in asked if action in when.pop("action", {action}))
        return reduce(or_, (self.holds(when, edition) for when in named), _NOWHERE)

    def blocked(self, edition: int = 0) -> Flags:
        """The states whose advised action is blocked."""
        blocked = np.zeros(self.shape, dtype=bool)
        for rule in self.editions.tables("blockers")[edition].rules:
            blocked |= self.holds(rule.asks, edition)
        return blocked


def met(flags: Iterable[Flags]) -> Flags:
    """Where all conditions hold: those of one half, and of the other, meet before anything as wide as the product."""
    halves: dict[tuple[int, ...], Flags] = {}
    for each in flags:
        halves[each.shape] = halves[each.shape] & each if each.shape in halves else each
    if not all(half.any() for half in halves.values()):
        return _NOWHERE
    return reduce(and_, halves.values()) if halves else _EVERYWHERE


def _among(codes: Codes, name: str, words: Iterable[str]) -> Flags:
    """Where the codes of a column are those of some words."""
    return translated(np.isin(WORDS[name], [*words]), codes)

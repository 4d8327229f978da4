"""Every distinct draft that a reachable case can produce, and a case for each.

A draft is told from another by its sentences; what fills them does not count. Only the columns that the tables of
papers look at are told apart.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.check.states import Editions, Situations, example, walk
from guide.check.states.product import TABLES, every_state
from guide.check.states.relation import firsts, group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.check.states import Product
    from guide.check.states.relation import Flags, Numbers, Row
    from guide.engine.case import Case

    Conditions = Mapping[str, frozenset[str]]

#: Written in every case, and not for an action.
DOSSIER = "dossier"


class Written(NamedTuple):
    """A draft that some case produces: its paper, its sentences, and a state that has it."""

    paper: str
    action: str
    rows: tuple[str, ...]
    parcel: Row
    standing: int


class Drafts:
    """The drafts of one book, over every state."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.situations = Situations(Editions(book), [book.tables["drafts"]])
        self.standings = walk(self.situations.editions)

    def written(self, paper: str) -> Iterator[Written]:
        """Every distinct draft of one paper, action by action."""
        rules = [rule for rule in self.book.tables["drafts"].rules if paper in rule.when["paper"]]
        for action, when in self._occasions(paper):
            mine = [rule for rule in rules if not action or action in rule.when["action"]]
            yield from self._of_action(paper, action, when, mine)

    def case(self, draft: Written) -> Case:
        """A smallest case that has a draft; ValueError where its answers cannot be told from the state."""
        return example.case(self.situations, self.standings, draft.parcel, draft.standing)

    def _occasions(self, paper: str) -> Iterator[tuple[str, Conditions]]:
        """The actions that take a paper, each with the further conditions for it."""
        if paper == DOSSIER:
            yield "", {}
        for rule in self.book.tables["paperwork"].rules:
            if rule.then["paper"] == paper:
                rest = {name: ok for name, ok in rule.asks.items() if name != "action"}
                yield from ((action, rest) for action in sorted(rule.when["action"]))

    def _of_action(self, paper: str, action: str, when: Conditions, rules: list[Rule]) -> Iterator[Written]:
        asked = [_rest(rule) for rule in rules]
        columns = dict.fromkeys(name for conditions in (when, *asked) for name in conditions)
        whole = self._states([*columns])
        decisive = {*when, "action", "turn", "papers", *self._decisive}
        bits = np.packbits(self._halves(whole, asked, of_parcel=True), axis=0)
        kept = [whole.parcel.column(name) for name in whole.parcel.columns if name in decisive]
        states = replace(whole, parcel=whole.parcel.take(firsts(*group([*kept, *bits], len(whole.parcel)))))
        open_ = (states.where("action", [action]) | states.may(action)) if action else np.ones((1, 1), dtype=bool)
        here = np.broadcast_to(open_ & states.holds(when), states.shape)
        sides = [self._halves(states, asked, of_parcel=of_parcel) for of_parcel in (True, False)]
        (of_row, rows), (of_class, classes) = (_kinds(side) for side in sides)
        met = _any(_any(here, of_row, len(rows)).T, of_class, len(classes)).T
        seen: dict[bytes, tuple[int, int]] = {}
        for one, two in np.argwhere(met):
            said = sides[0][:, rows[one]] & sides[1][:, classes[two]]
            seen.setdefault(said.tobytes(), (int(one), int(two)))
        for key, (one, two) in seen.items():
            ids = tuple(rule.id for rule, holds in zip(rules, np.frombuffer(key, dtype=bool), strict=True) if holds)
            situation, standing = _place(states, here, of_row == one, of_class == two)
            yield Written(paper, action, ids, states.parcel.row(situation), standing)

    def _halves(self, states: Product, asked: list[Conditions], *, of_parcel: bool) -> Flags:
        """For each sentence the situations, or the classes of standings, in which its conditions about them hold."""
        relation = states.parcel if of_parcel else states.standing
        flags = np.ones((len(asked), len(relation)), dtype=bool)
        for half, conditions in zip(flags, asked, strict=True):
            for name, ok in conditions.items():
                if (name in states.standing.columns) != of_parcel:
                    half &= relation.where(name, ok)
        return flags

    @cached_property
    def _decisive(self) -> frozenset[str]:
        """The columns that the tables look at which say what is advised and what is open."""
        return frozenset(c for name in TABLES for c in self.book.tables[name].conditions)

    def _states(self, columns: list[str]) -> Product:
        named = [name for name in columns if name not in ("action", "paper")]
        return every_state(self.situations, self.standings, named, TABLES)


def to_read(drafts: Sequence[Written]) -> list[Written]:
    """The fewest drafts, nearly, in which any two sentences that ever meet are read beside each other."""
    named = {row: n for n, row in enumerate(dict.fromkeys(row for draft in drafts for row in draft.rows))}
    within = np.zeros((len(drafts), len(named)), dtype=np.float32)
    for n, draft in enumerate(drafts):
        within[n, [named[row] for row in draft.rows]] = 1
    left = np.minimum(within.T @ within, 1)
    chosen = []
    while left.any():
        best = int(np.argmax(((within @ left) * within).sum(axis=1)))
        chosen.append(best)
        left[np.ix_(within[best] > 0, within[best] > 0)] = 0
    return [drafts[n] for n in sorted(chosen)]


def _kinds(flags: Flags) -> tuple[Numbers, Numbers]:
    """For each column of flags the number of its kind, and for each kind its first column."""
    kind, many = group(np.packbits(flags, axis=0), flags.shape[1])
    return kind, firsts(kind, many)


def _any(flags: Flags, kind: Numbers, many: int) -> Flags:
    """The rows of each kind as one: whether any of them has the flag."""
    order = np.argsort(kind, kind="stable")
    starts = np.searchsorted(kind[order], np.arange(many))
    merged: Flags = np.logical_or.reduceat(flags[order], starts, axis=0)
    return merged


def _place(states: Product, here: Flags, rows: Flags, classes: Flags) -> tuple[int, int]:
    """A state among some situations and classes: the situation, and the standing with the shortest journal."""
    situations, found = np.flatnonzero(rows), np.flatnonzero(classes)
    standings = states.firsts[found]
    for place in np.argsort(states.standings.lengths[standings], kind="stable"):
        those = np.flatnonzero(here[situations, found[place]])
        if len(those):
            return int(situations[those[0]]), int(standings[place])
    raise ValueError("no state has these kinds")


def _rest(rule: Rule) -> Conditions:
    return {name: ok for name, ok in rule.asks.items() if name not in ("paper", "action")}

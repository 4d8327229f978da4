"""Every distinct draft that a reachable case can produce, and a case for each.

A draft is told from another by its sentences; what fills them does not count. Only the columns that the tables of
papers look at are told apart.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.facts import WORDS
from guide.check.states import Editions, Relation, Situations, example, walk
from guide.check.states.advising import TABLES
from guide.check.states.every import every_parcel
from guide.check.states.relation import blocks, firsts, group, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.check.states.relation import Flags, Numbers, Row
    from guide.engine.case import Case

    Conditions = Mapping[str, frozenset[str]]
    Choice = Callable[[Flags, Flags, Flags], Iterator[tuple[int, int]]]  # kinds of rows, kinds of columns, who meet

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

    def written(self, paper: str, parts: Collection[str] = ()) -> Iterator[Written]:
        """Every distinct draft of one paper, action by action; or of some parts of it, which takes far less time."""
        return self._written(paper, _distinct, parts)

    def enough(self, paper: str) -> list[Written]:
        """Nearly the fewest drafts of a paper in which any two sentences that ever meet are read beside each other."""
        return to_read([*self._written(paper, _meeting)])

    def _written(self, paper: str, chosen: Choice, parts: Collection[str] = ()) -> Iterator[Written]:
        rules = [rule for rule in self.book.tables["drafts"].rules if paper in rule.when["paper"]]
        rules = [rule for rule in rules if not parts or rule.then["part"] in parts]
        every = [_Occasion.of(action, when, rules, self.book) for action, when in self._occasions(paper)]
        standing = self.standings.relation.take(self.standings.by_length)
        besides, about = (
            {frozenset(part.items()): part for o in every for c in o.conditions if (part := _about(c, standing, side))}
            for side in (False, True)
        )
        parcel, shortest = self._parcel(rules, [*besides.values()]), _few(standing, [*about.values()])
        for occasion in every:
            yield from self._of_action(paper, occasion, parcel, standing.take(shortest), shortest, chosen)

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

    def _of_action(
        self, paper: str, occasion: _Occasion, parcel: Relation, standing: Relation, shortest: Numbers, chosen: Choice
    ) -> Iterator[Written]:
        ways, steps = occasion.ways, [*chain(*occasion.ways)]
        sides = [_Side.of(half, [_about(c, standing, side) for c in occasion.conditions], len(steps))
                 for half, side in ((parcel, False), (standing, True))]  # fmt: skip
        rows, columns = (side.pairs for side in sides)
        open_ = ways.open([np.logical_and.outer(*halves) for halves in zip(*(s.steps for s in sides), strict=True)])
        here = open_[np.ix_(sides[0].of_step[rows], sides[1].of_step[columns])]
        row_says, column_says = (side.of_said[side.pairs] for side in sides)
        met = _any(_any(here.T, column_says, len(sides[1].said)).T, row_says, len(sides[0].said))
        for one, two in chosen(sides[0].said, sides[1].said, met):
            said = sides[0].said[one] & sides[1].said[two]
            ids = tuple(rule.id for rule, holds in zip(occasion.rules, said, strict=True) if holds)
            mine, its = np.flatnonzero(row_says == one), np.flatnonzero(column_says == two)
            column, row = np.argwhere(here[np.ix_(mine, its)].T)[0]  # the standings are by length, the shortest first
            number = int(self.standings.by_length[shortest[columns[its[column]]]])
            yield Written(paper, occasion.action, ids, parcel.row(int(rows[mine[row]])), number)

    def _parcel(self, rules: list[Rule], conditions: list[Conditions]) -> Relation:
        """A situation of the parcel for each set of conditions that hold together, looked for demand by demand.

        All situations at once are tens of millions, and each of hundreds of conditions takes a byte for each of them.
        A demand is asked for everywhere, and nothing that a draft looks at follows from it.
        """
        tables = [self.book.tables[name] for name in (*TABLES, "paperwork")]
        situations = Situations(self.situations.editions, [replace(self.book.tables["drafts"], rules=tuple(rules)),
                                                           *tables], self.situations.timing)  # fmt: skip
        every, few = every_parcel(situations, dict.fromkeys(chain(*conditions)).keys() - {"demand"}), []
        for word in situations.words("demand"):
            code = np.array([WORDS["demand"].index(word)], dtype=np.uint8)
            relation = every.times(Relation({"demand": (code,)}, 1))
            few.append(relation.take(_few(relation, conditions)))
        return joined(few)


class _Occasion(NamedTuple):
    """An action that takes a paper: when it is open, and the sentences that are for it."""

    action: str
    ways: _Ways
    rules: list[Rule]

    @classmethod
    def of(cls, action: str, when: Conditions, rules: list[Rule], book: Book) -> _Occasion:
        """An action with its rules among those of a paper."""
        mine = [rule for rule in rules if not action or action in rule.when["action"]]
        return cls(action, _Ways.of(action, when, book), mine)

    @property
    def conditions(self) -> list[Conditions]:
        """What says whether it is open, and then what says which sentences are said."""
        return [*chain(*self.ways), *map(_rest, self.rules)]


class _Ways(NamedTuple):
    """The conditions under which an action is advised, or offered and not blocked."""

    when: list[Conditions]  # all of them
    advised: list[Conditions]  # any
    offered: list[Conditions]
    blocked: list[Conditions]

    @classmethod
    def of(cls, action: str, when: Conditions, book: Book) -> _Ways:
        """What the tables say of an action; a paper of no action is written in every state."""
        if not action:
            return cls([when], [{}], [], [])
        tables = book.tables

        def says(table: str, word: str) -> list[Conditions]:
            return [rule.asks for rule in tables[table].rules if rule.then["action"] == word]

        advised, deeper = says("next_step", action), says("ladder", action)
        found = {"action": frozenset([action])}  # what the self-check says is known of the parcel
        advised += [_both(lead, found) for lead in says("next_step", "self_check")]
        advised += [_both(lead, rest) for lead in says("next_step", "ladder") for rest in deeper]
        offered = [r.asks for r in tables["actions"].rules if r.id == action and r.then["offered"] == "yes"]
        blocked = [_rest(r) for r in tables["blockers"].rules if action in r.when["action"]]
        return cls([when], advised, offered, blocked)

    def open(self, holds: list[Flags]) -> Flags:
        """Where the action takes its papers, given where each of the conditions holds."""
        each, nowhere = iter(holds), np.zeros_like(holds[0])
        when, advised, offered, blocked = (reduce(or_, islice(each, len(any_of)), nowhere) for any_of in self)
        return when & (advised | (offered & ~blocked))


class _Side(NamedTuple):
    """The situations, or the standings, told apart by what is open and by what is said."""

    steps: Flags  # for each condition of what is open, in which kinds of rows it holds
    of_step: Numbers  # the kind of each row
    said: Flags  # for each kind of rows, the sentences whose conditions hold
    of_said: Numbers
    pairs: Numbers  # a row for each two kinds that meet

    @classmethod
    def of(cls, relation: Relation, conditions: list[Conditions], steps: int) -> _Side:
        """The kinds of some rows; the first conditions say what is open, the others what is said."""
        flags = _flags(relation, conditions)
        (of_step, first), (of_said, one) = (_kinds(half) for half in (flags[:steps], flags[steps:]))
        pairs = np.sort(firsts(*group([of_step, of_said], len(relation))))
        return cls(flags[:steps, first], of_step, flags[steps:, one].T, of_said, pairs)


def _few(relation: Relation, conditions: list[Conditions]) -> Numbers:
    """The first row for each set of conditions that hold together."""
    packed = [np.packbits(_flags(relation.take(np.arange(b.start, b.stop)), conditions), axis=0)
              for b in blocks(len(relation))]  # fmt: skip
    kind, many = group(np.concatenate(packed, axis=1), len(relation))
    return np.sort(firsts(kind, many))


def _flags(relation: Relation, conditions: list[Conditions]) -> Flags:
    """For each of some conditions the rows in which it holds."""
    flags = np.ones((len(conditions), len(relation)), dtype=bool)
    for half, asked in zip(flags, conditions, strict=True):
        for name, ok in asked.items():
            half &= relation.where(name, ok)
    return flags


def _distinct(rows: Flags, columns: Flags, met: Flags) -> Iterator[tuple[int, int]]:
    """A pair of kinds that meet for each set of sentences."""
    seen: dict[bytes, tuple[int, int]] = {}
    for one, two in np.argwhere(met):
        seen.setdefault((rows[one] & columns[two]).tobytes(), (int(one), int(two)))
    yield from seen.values()


def _meeting(rows: Flags, columns: Flags, met: Flags) -> Iterator[tuple[int, int]]:
    """Pairs of kinds that meet, until any two sentences that ever meet have met; few where there are millions."""
    together = np.zeros((rows.shape[1], rows.shape[1]), dtype=bool)
    for first in range(len(together)):
        for second in range(first + 1):
            if together[first, second]:
                continue
            ones, twos = (np.flatnonzero(said[:, first] & said[:, second]) for said in (rows, columns))
            both = met[np.ix_(ones, twos)]
            if both.any():
                last = both.size - 1 - int(np.argmax(both.ravel()[::-1]))
                one, two = int(ones[last // len(twos)]), int(twos[last % len(twos)])
                said = rows[one] & columns[two]
                together |= np.logical_and.outer(said, said)
                yield one, two


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


def _about(conditions: Conditions, standing: Relation, is_standing: bool) -> Conditions:
    """The conditions about the standing, or those besides."""
    return {name: ok for name, ok in conditions.items() if (name in standing.columns) == is_standing}


def _both(one: Conditions, two: Conditions) -> Conditions:
    """Two sets of conditions as one."""
    return {**one, **two, **{name: ok & two[name] for name, ok in one.items() if name in two}}


def _rest(rule: Rule) -> Conditions:
    return {name: ok for name, ok in rule.asks.items() if name not in ("paper", "action")}

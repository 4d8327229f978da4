"""All states under two editions, and the groups of those that are decided otherwise."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.facts import WORDS
from guide.book.kinds import DEEPER, PARCEL_CLOCKS, PARCEL_READINGS
from guide.check.difference import example
from guide.check.difference.both import NEW, OLD, RULE, fired
from guide.check.difference.model import ACTION, DECIDED, Group, otherwise, own_clock
from guide.check.difference.standing import classes, standings
from guide.check.product import ELSEWHERE
from guide.engine.evidence import missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from guide.book.tables import Table
    from guide.check.difference.both import Both
    from guide.check.difference.model import Key
    from guide.check.difference.standing import Seen
    from guide.check.rows import Flags, Numbers, Rows

#: What holds in every state, and what in none.
EVERYWHERE = np.ones((1, 1), dtype=bool)
_SELLER = (RULE + "patience", "seller")
#: The words of the parcel for which its deadlines run; the others say nothing about them.
RUNNING = {reading.id: reading.parcels for reading in PARCEL_READINGS.values() if reading.parcels}
#: Which table has the last word about the action.
_LAST = ("next_step", *DEEPER, "patience")


class States:
    """Every situation of the parcel with every standing, seen by both editions."""

    def __init__(self, both: Both, columns: Collection[str] = (), seen: Seen | None = None) -> None:
        self.both = both
        self.seen = seen or standings(both)
        tables = [t for name in ("next_step", "ladder", "evidence") for t in both.tables(name)]
        needed = [c for t in tables for c in t.conditions if c not in ELSEWHERE]
        wanted = [*needed, *(c for c in columns if c not in ELSEWHERE and c not in self.seen.columns[OLD])]
        self.parcels = both.all([*wanted, "action", "turn", "check", RULE + "self_check"])
        self.papers = _papers(both, self.parcels)
        self.row = np.repeat(np.arange(len(self.parcels)), [len(p) for p in self.papers])
        self.held = [pair for pairs in self.papers for pair in pairs]
        names = [c for t in tables for c in t.conditions if c in self.seen.columns[OLD]]
        names += [n for n in columns if n in self.seen.columns[OLD]]
        self.named = tuple(dict.fromkeys([*names, *_SELLER]))
        self.firsts, self.many = classes(self.seen, self.named)
        self.said = [self._advice(side) for side in (OLD, NEW)]

    @property
    def count(self) -> int:
        """How many states there are."""
        return len(self.row) * len(self.seen)

    def _fired(self, table: Table, side: int) -> Any:
        """The number of the rule of a table that decides each situation in each class of standings."""
        rows, columns = np.zeros(len(self.row), dtype=np.int64), np.zeros(len(self.firsts), dtype=np.int64)
        stride = len(table.cells)
        for name in table.conditions:
            stride //= len(WORDS[name])
            if name in self.seen.columns[side]:
                columns += self.seen.columns[side][name][self.firsts] * stride
            elif name == "papers":
                rows += np.array([WORDS["papers"].index(pair[side]) for pair in self.held]) * stride
            else:
                rows += self.both.side(name, self.parcels.column(name), side)[self.row] * stride
        cells = np.frombuffer(table.cells, dtype=np.uint8) - np.uint8(1)
        return cells[rows[:, None] + columns[None, :]]

    def _advice(self, side: int) -> dict[str, Any]:
        """Action, turn and stage of each state as codes, and the table and rule with the last word."""
        book = self.both.books[side]
        step = self._fired(book.tables["next_step"], side)
        said = {name: _outcome(book.tables["next_step"], name)[step] for name in ACTION}
        check, up = (said["action"] == WORDS["action"].index(word) for word in ("self_check", "ladder"))
        with_seller = (said["stage"] == WORDS["stage"].index("seller")) & ~check & ~up
        with_seller &= (self.seen.columns[side]["seller"][self.firsts] != WORDS["seller"].index("none"))[None, :]
        higher = self._fired(book.tables["ladder"], side)
        own = {n: self.both.side(n, self.parcels.column(n), side)[self.row] for n in ("action", "turn")}
        for name in ("action", "turn"):
            np.copyto(said[name], _outcome(book.tables["ladder"], name)[higher], where=up)
            np.copyto(said[name], own[name].astype(np.uint8)[:, None], where=check)
        checked = self.both.side(RULE + "self_check", self.parcels.column(RULE + "self_check"), side)[self.row]
        patience = self.seen.columns[side][RULE + "patience"][self.firsts]
        rule = np.select([check, up, with_seller], [checked[:, None], higher, patience[None, :]], step)
        table = np.select([check, up, with_seller], [1, 2, 3], 0)
        return {**said, "last": (table * 256 + rule).astype(np.int16)}

    def actions(self) -> Iterator[Group]:
        """The groups of states with another action, turn or stage."""
        old, new = self.said
        differ = np.zeros((len(self.row), len(self.firsts)), dtype=bool)
        for name in ACTION:
            differ |= old[name] != new[name]
        rows, columns = np.nonzero(differ)
        if not len(rows):
            return
        what = np.stack([side[name][rows, columns] for side in self.said for name in (*ACTION, "last")]).astype(int)
        kinds, kind = np.unique(what, axis=1, return_inverse=True)
        kind = kind.ravel()
        states = np.bincount(kind, weights=self.many[columns])
        for number, codes in enumerate(kinds.T):
            words = [
                {n: WORDS[n][code] for n, code in zip(ACTION, part, strict=True)} for part in (codes[:3], codes[4:7])
            ]
            key = otherwise("action", words, (self._ref(OLD, codes[3]), self._ref(NEW, codes[7])))
            assert key is not None
            here = np.flatnonzero(kind == number)
            yield self._group(key, int(states[number]), rows[here], columns[here])

    def _ref(self, side: int, last: int) -> str:
        return str(self.both.books[side].tables[_LAST[last // 256]].rules[last % 256].ref)

    def _group(self, key: Key, states: int, rows: Numbers, columns: Numbers) -> Group:
        short = np.argsort(self.seen.lengths[self.firsts[columns]], kind="stable")[: 4 * example.TRIES]
        places = ((self.seen, self.parcel(int(rows[n])), self.held[rows[n]], int(self.firsts[columns[n]]))
                  for n in short)  # fmt: skip
        return Group(key, states, self.count, example.first(self.both, key, places))

    def parcel(self, row: int) -> dict[str, int]:
        """The codes of one situation."""
        cells = self.parcels.cells[self.row[row]]
        return {name: int(code) for name, code in zip(self.parcels.names, cells, strict=True)}

    def own_clocks(self) -> Iterator[Group]:
        """The groups of states whose action names another clock as its own."""
        old, new = (side["action"] for side in self.said)
        explained = [{rule.id for rule in book.tables["actions"].rules} for book in self.both.books]
        for action in sorted(explained[OLD] & explained[NEW]):
            key = own_clock(action, self.both.books)
            code = WORDS["action"].index(action)
            if key is None:
                continue
            rows, columns = np.nonzero((old == code) & (new == code))
            if len(rows):
                yield self._group(key, int(self.many[columns].sum()), rows, columns)

    def where(self, name: str, words: Iterable[str], side: int) -> Flags:
        """The states in which one edition sees one of these words in a column."""
        told = np.isin(np.arange(len(WORDS[name])), [WORDS[name].index(word) for word in words])
        if name in ACTION:
            flags: Flags = told[self.said[side][name]]
            return flags
        if name == "clock":
            return reduce(or_, (self.runs(clock, side) for clock in words))
        if name in self.seen.columns[side]:
            return told[self.seen.columns[side][name][self.firsts]][None, :]
        if name == "papers":
            return np.array([pair[side] in set(words) for pair in self.held])[:, None]
        return told[self.both.side(name, self.parcels.column(name), side)[self.row]][:, None]

    def holds(self, when: Mapping[str, Iterable[str]], side: int) -> Flags:
        """The states in which one edition sees all of these conditions hold."""
        return reduce(and_, (self.where(name, ok, side) for name, ok in when.items()), EVERYWHERE)

    def runs(self, clock: str, side: int) -> Flags:
        """The states in which a deadline runs in one edition, or would if its day were copied from the app."""
        reading = PARCEL_CLOCKS.get(clock)
        if reading is None:
            return self.seen.columns[side][f"clock {clock}"][self.firsts][None, :] > 0
        gone = "new" if side == OLD else "gone"
        told = [any(c == clock and how != gone for c, how in t.ends) for t in self.both.pairs(reading)]
        rows = np.array(told)[self.parcels.column(reading)][self.row][:, None]
        return rows & self.holds({"parcel": RUNNING[reading], "platform": ["none"], "outcome": ["open"]}, side)

    def many_of(self, flags: Flags) -> int:
        """How many states some flags stand for."""
        return int((np.broadcast_to(flags, (len(self.row), len(self.firsts))).sum(axis=0) * self.many).sum())

    # what the parcel alone decides ----------------------------------------------------

    def decided(self, kind: str) -> Iterator[Group]:
        """The groups of situations in which one table says otherwise."""
        table, names = DECIDED[kind]
        if kind == "tone":
            yield from self._tone(table, names)
            return
        tables = self.both.tables(table)
        needed = dict.fromkeys(c for t in tables for c in t.conditions)
        rows = self.both.all(needed)
        sides = [fired(self.both, t, rows, side) for side, t in enumerate(tables)]
        for (old, new), here in _pairs(sides[OLD], sides[NEW]):
            rules = tables[OLD].rules[old], tables[NEW].rules[new]
            said = [{n: rule.then[n] for n in names} for rule in rules]
            key = otherwise(kind, said, (rules[0].ref, rules[1].ref))
            if key:
                yield self.of_situations(key, rows, here)

    def of_situations(self, key: Key, rows: Rows, here: Numbers, platform: Collection[str] = ("none",)) -> Group:
        """A group of some situations of the parcel, shown where it stands so with the platform."""
        there = np.isin(self.seen.columns[NEW]["platform"], [WORDS["platform"].index(word) for word in platform])
        there &= self.seen.columns[NEW]["outcome"] == WORDS["outcome"].index("open")
        standing = int(min(np.flatnonzero(there), key=lambda n: self.seen.lengths[n]))
        places = ((self.seen, dict(zip(rows.names, map(int, rows.cells[n]), strict=True)), ("", ""), standing)
                  for n in here)  # fmt: skip
        return Group(key, len(here), len(rows), example.first(self.both, key, places))

    def of_flags(self, key: Key, flags: Flags) -> Group:
        """A group of some states."""
        rows, columns = np.nonzero(np.broadcast_to(flags, (len(self.row), len(self.firsts))))
        return self._group(key, self.many_of(flags), rows, columns)

    def _tone(self, table: str, names: tuple[str, ...]) -> Iterator[Group]:
        tables = self.both.tables(table)
        old, new = (self.seen.columns[side][RULE + table] for side in (OLD, NEW))
        for (one, two), here in _pairs(old, new):
            rules = tables[OLD].rules[one], tables[NEW].rules[two]
            said = [{n: rule.then[n] for n in names} for rule in rules]
            key = otherwise("tone", said, (rules[0].ref, rules[1].ref))
            if key:
                yield self.of_standings(key, here)

    def of_standings(self, key: Key, here: Numbers) -> Group:
        """A group of some standings."""
        short = here[np.argsort(self.seen.lengths[here], kind="stable")]
        places = ((self.seen, dict[str, int](), ("", ""), int(n)) for n in short)
        return Group(key, len(here), len(self.seen), example.first(self.both, key, places))


def _pairs(old: Numbers, new: Numbers) -> Iterator[tuple[tuple[int, int], Numbers]]:
    """The pairs of rules that decide the same places, with these places."""
    kinds, kind = np.unique(np.stack([old, new]), axis=1, return_inverse=True)
    for number, (one, two) in enumerate(kinds.T):
        yield (int(one), int(two)), np.flatnonzero(kind.ravel() == number)


def _outcome(table: Table, outcome: str) -> Any:
    return np.array([WORDS[outcome].index(rule.then[outcome]) for rule in table.rules], dtype=np.uint8)


def _papers(both: Both, rows: Rows) -> list[list[tuple[str, str]]]:
    """For each situation what evidence in hand can mean in the two editions: complete, or something lacking."""
    sides = [fired(both, t, rows, side) for side, t in enumerate(both.tables("evidence"))]
    needed = [[frozenset(missing(rule, frozenset())) for rule in t.rules] for t in both.tables("evidence")]
    found = []
    for one, two in zip(*sides, strict=True):
        old, new = needed[OLD][one], needed[NEW][two]
        held: tuple[frozenset[str], ...] = (old | new, frozenset(), old, new)
        found.append(list(dict.fromkeys((_paper(old, h), _paper(new, h)) for h in held)))
    return found


def _paper(needed: frozenset[str], held: frozenset[str]) -> str:
    return "lacking" if needed - held else "complete"

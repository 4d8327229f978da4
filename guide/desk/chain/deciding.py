"""Many cases taken through the tables at once, as `guide.engine.follow` takes one; equal to `advise` row by row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.book import part
from guide.book.chain import CHAIN, DEEPER
from guide.book.clocks import CLOCKS
from guide.book.facts import CHOICES, WORDS, Facts
from guide.desk.chain.deadlines import Deadlines, Nearest, deadlines
from guide.desk.chain.gathers import code, fired, holds, said
from guide.desk.chain.limits import Limits
from guide.desk.chain.readings import Clocked
from guide.desk.chain.replaying import replay
from guide.desk.columns.arrays import BIT, NEVER
from guide.engine.case import Case
from guide.engine.evidence import missing
from guide.engine.journal import Replay, Standing
from guide.engine.route import Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from guide.book.book import Book
    from guide.desk.columns.arrays import Codes, Columns, Flags, Numbers

#: Tables whose rule may be among the reasons, and the columns that decide which of them are.
_REASONS = ("next_step", *DEEPER, "patience", "problem", "parcel", "self_check")
#: With it the table whose rule may be one and is known from that of `problem`.
_NAMED = (*_REASONS, "whereabouts")
_APART = ("stage", "seller", "outcome", "body", "check", "matter")
#: The columns that a desk shows or sorts by.
LOOKED_AT = tuple(dict.fromkeys(("problem", "stage", "action", "turn", "claim", "refund", "platform", *_APART)))
#: Cases decided at once: what is computed for them stays near the processor.
AT_ONCE = 50_000
_NOBODY = Replay(Standing(), (), (), (), ())


@dataclass(frozen=True, eq=False)
class Decided:
    """What the tables say of many cases at one moment."""

    book: Book
    now: datetime
    many: int
    state: Mapping[str, Codes]  # every named fact that is known anywhere, asked or derived
    rules: Mapping[str, Codes]  # table -> the number of the rule that decided
    lacking: Codes  # required evidence that is not in hand, a bit a slot
    blocked: Flags  # whether something is missing before the action
    deadlines: Deadlines
    touched: Numbers  # when something last happened

    @classmethod
    def joined(cls, parts: Sequence[Decided]) -> Decided:
        """The decisions of several runs of cases as one, with the columns that somebody looks at afterwards."""
        first = parts[0]

        def nearest(name: str) -> Nearest:
            each = [getattr(part.deadlines, name) for part in parts]
            return Nearest(*(np.concatenate([getattr(one, f) for one in each]) for f in ("at", "clock", "rule")))

        def columns(of: str, names: Iterable[str]) -> dict[str, Codes]:
            return {name: np.concatenate([getattr(part, of)[name] for part in parts]) for name in names}

        return cls(
            first.book,
            first.now,
            sum(part.many for part in parts),
            columns("state", LOOKED_AT),
            columns("rules", _NAMED),
            np.concatenate([part.lacking for part in parts]),
            np.concatenate([part.blocked for part in parts]),
            Deadlines(*(nearest(name) for name in ("due", "lose", "since"))),
            np.concatenate([part.touched for part in parts]),
        )

    def words(self, name: str) -> list[str]:
        """One column in words; for looking at a few cases."""
        codes = self.state.get(name)
        return [WORDS[name][0]] * self.many if codes is None else [WORDS[name][place] for place in codes]

    def reasons(self) -> tuple[Numbers, list[tuple[str, ...]]]:
        """For each case the number of its reasons, and the reasons: the ids of the rules, the decisive one first."""
        key = np.zeros(self.many, dtype=np.int64)
        for name in _APART:
            key = key * len(WORDS[name]) + self.state[name]
        for name in _REASONS:
            key = key * (len(self.book.tables[name].rules) + 1) + self.rules[name]
        keys, first, place = np.unique(key, return_index=True, return_inverse=True)
        known = _known(self.book)
        for number, row in zip(keys.tolist(), first.tolist(), strict=True):
            if number not in known:
                known[number] = self._reasons(row)
        reasons = dict.fromkeys(each := [known[number] for number in keys.tolist()])
        number = {refs: at for at, refs in enumerate(reasons)}
        return np.array([number[refs] for refs in each], dtype=np.int64)[place], list(reasons)

    def _reasons(self, row: int) -> tuple[str, ...]:
        """The reasons of one case, as its route tells them."""
        state = {name: WORDS[name][int(self.state[name][row])] for name in _APART}
        numbers = {name: int(self.rules[name][row]) for name in _NAMED}
        rules = {n: self.book.tables[n].rules[at] for n, at in numbers.items() if at < len(self.book.tables[n].rules)}
        route = Route(Case(), self.book, self.now, Facts(), _NOBODY, state, rules)
        return tuple(rule.ref for rule in route.deciding)


@part
def _known(_book: Book) -> dict[int, tuple[str, ...]]:
    """The reasons of every combination that was met so far: the pieces of a long table have the same ones."""
    return {}


def decide(cases: Columns, book: Book, now: datetime) -> Decided:
    """The decision of every case."""
    parts = [cases.part(at, at + AT_ONCE) for at in range(0, max(cases.many, 1), AT_ONCE)]
    return Decided.joined([_decide(part, book, now) for part in parts])


def _decide(cases: Columns, book: Book, now: datetime) -> Decided:
    """The decision of so many cases that they are best decided at once."""
    standings = replay(book, cases)
    given, answers = {**cases.codes, **standings.words()}, dict(cases.moments)
    held = _applicable(book, given, answers, cases.held)
    limits = Limits(book, now)
    clocked = Clocked(given, answers, standings.at, standings.held_up, limits, cases.many)
    state = given | clocked.readings()
    rules: dict[str, Codes] = {}
    for name in (*CHAIN, "evidence", "next_step"):
        table = book.tables[name]
        rules[name] = rule = fired(table, state, cases.many)
        if name == "evidence":
            lacking = _needed(book)[rule] & ~held
            state["papers"] = np.where(lacking != 0, code("papers", "lacking"), code("papers", "complete")).astype("u1")
        else:
            state |= {n: said(table, n)[rule] for n in table.outcomes if name == "next_step" or _adds(table.name, n)}
    _deeper(book, state, rules, cases.many)
    clocked.state = state
    found = deadlines(clocked, standings.tracks, _own(book)[state["action"]])
    blocked = np.broadcast_to(_blocked(book, state), cases.many)
    return Decided(book, now, cases.many, state, rules, lacking, blocked, found, _touched(cases, answers))


def _adds(table: str, name: str) -> bool:
    """Whether the tables after one may look at an outcome: at all but action and turn, which the last word has."""
    return name not in ("action", "turn")


def _applicable(book: Book, given: dict[str, Codes], answers: dict[str, Numbers], held: Codes) -> Codes:
    """Blank every answer whose question does not apply; the evidence in hand, blank where that does not apply."""
    for rule in book.tables["questions"].rules:
        name = rule.id
        if not rule.asks or (name not in given and name not in answers and name != "held"):
            continue
        applies = holds(given, rule.asks)
        if applies is True:
            continue
        if name in CHOICES:
            given[name] = given[name] * applies if applies is not False else np.zeros_like(given[name])
        elif name in answers:
            answers[name] = np.where(applies, answers[name], NEVER)
        elif name == "held":
            held = held * applies
    return held


def _needed(book: Book) -> Codes:
    """For each rule of the evidence table the slots that it requires, a bit each."""
    rules = book.tables["evidence"].rules
    return np.array([sum(BIT[s] for s in missing(rule, frozenset())) for rule in rules], dtype=np.uint16)


def _deeper(book: Book, state: dict[str, Codes], rules: dict[str, Codes], many: int) -> None:
    """Let the deeper tables have the last word about action and turn where next_step hands over to them."""
    action, turn = state["action"].copy(), state["turn"].copy()
    for name in DEEPER:
        table = book.tables[name]
        if name not in rules:
            rules[name] = np.full(many, len(table.rules), dtype=np.uint8)
        rows = np.flatnonzero(state["action"] == code("action", name))
        if not len(rows):
            continue
        seen = {c: state[c][rows] for c in table.conditions if c in state}
        rule = fired(table, seen, len(rows))
        rules[name][rows] = rule
        action[rows], turn[rows] = said(table, "action")[rule], said(table, "turn")[rule]
    state |= {"action": action, "turn": turn}


def _own(book: Book) -> Codes:
    """For each action the place of the clock that its row names, or more than there are."""
    places = {name: place for place, name in enumerate(CLOCKS)}
    named: dict[str, Any] = dict(book.tables["actions"].named)
    return np.array(
        [places.get(named[a].then["clock"], len(places)) if a in named else len(places) for a in WORDS["action"]],
        dtype=np.uint8,
    )


def _blocked(book: Book, state: Mapping[str, Codes]) -> Flags | bool:
    """The cases in which something is missing before the action."""
    return reduce(or_, (holds(state, rule.asks) for rule in book.tables["blockers"].rules), False)


def _touched(cases: Columns, answers: Mapping[str, Numbers]) -> Numbers:
    """The moment of the last event, or else of the last scan."""
    first, events = cases.events.first, cases.events
    last = np.full(cases.many, NEVER)
    some = np.flatnonzero(np.diff(first))
    last[some] = events.at[first[some + 1] - 1]
    scan = answers.get("last_scan")
    return last if scan is None else np.where(last == NEVER, scan, last)

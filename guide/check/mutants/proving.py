"""Changes that change nothing: proved over every state that can be reached, not sampled.

A case is decided step by step. If the changed rule matches in no state in which its table is asked, every case runs
as before. So a proof looks only at the states in which the rule differs: none of them can be reached, or in none of
them is the changed cell used.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property, reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.chain import BY_ACTION, DEEPER
from guide.book.clocks import PARCEL_READINGS, READINGS
from guide.book.events import TRACKS
from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.tables import Rule, Table
from guide.check.states import NOW, Editions, Situations, walk
from guide.check.states.advising import ADVISING, ELSEWHERE
from guide.check.states.every import every_state
from guide.engine import clocks
from guide.engine.case import Case
from guide.engine.follow import follow
from guide.engine.journal import Event, Standing, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.check.mutants.making import Mutant
    from guide.check.states import Product
    from guide.check.states.relation import Flags

    Conditions = Mapping[str, frozenset[str]]
    Heard = tuple[Product, Flags]

NEVER_MET = "no case can meet its conditions"
NOT_HEARD = "where it applies, nobody asks it"
SAME = "where it applies, it already is so"


class Proofs:
    """All that can be reached under one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        situations = Situations(Editions(book))
        self.standings = walk(situations.editions)
        self.about = {*CHOICES, *PARCEL_READINGS, *situations.decides} - ELSEWHERE
        by_action = {c for name in BY_ACTION["paperwork"] for c in book.tables[name].conditions} & self.about
        self.situations = situations.apart(*_apart({n: frozenset([w])} for n in by_action for w in WORDS[n]))
        self.states = every_state(self.situations, self.standings, sorted(by_action), ADVISING)
        self.known = self.about | {*self.standings.relation.columns} | {*ELSEWHERE} - {"may", "blocked"}
        self._asking: dict[tuple[str, str], Heard] = {}
        self._rows: dict[frozenset[tuple[str, frozenset[str]]], Flags] = {}

    def proof(self, mutant: Mutant) -> str:
        """Why a change changes nothing; empty where that cannot be shown."""
        if mutant.value is not None:
            return ""
        met = mutant.differs(self.book)
        if mutant.table == "journal":
            return self._journal(mutant, met)
        asked = self._asked(met)
        if not all(asked.values()):
            return NEVER_MET
        aside = {"paper", "action"} if mutant.table in (*BY_ACTION, "drafts") else set()
        rest = {name: ok for name, ok in asked.items() if name not in aside}
        if not rest.keys() <= self.known:
            return ""
        if any((flags & self._meeting(states, rest)).any() for states, flags in self._heard(mutant, asked)):
            return ""
        return NOT_HEARD if self._meeting(self.states, rest).any() else NEVER_MET

    def _heard(self, mutant: Mutant, asked: Conditions) -> Iterator[Heard]:
        """The states in which the changed cell is used.

        The table that next_step hands over to has the last word on action and turn; a closed case rehearses nothing.
        """
        column = mutant.column.removeprefix("then.")
        if mutant.table == "drafts":
            yield from self._in_paper(asked)
        elif mutant.table in BY_ACTION:
            yield from (self._about(mutant.table, action) for action in asked.get("action", WORDS["action"]))
        elif mutant.table == "rehearsal":
            yield self.states, self.states.where("outcome", ["open"])
        elif mutant.kind == "swap" and column in ("action", "turn") and mutant.table in DEEPER:
            yield self.states, self.states.hands_to(mutant.table)
        elif (mutant.kind, mutant.table, column) == ("swap", "next_step", "turn"):
            yield self.states, ~reduce(or_, map(self.states.hands_to, DEEPER))
        else:
            yield self.states, np.ones((1, 1), dtype=bool)

    def _in_paper(self, asked: Conditions) -> Iterator[Heard]:
        """A sentence is heard where an action takes one of its papers; the dossier is written wherever the case is."""
        papers, actions = (asked.get(name, frozenset(WORDS[name])) for name in ("paper", "action"))
        if "dossier" in papers:
            yield self.states, self.states.where("action", actions)
        for row in self.book.tables["paperwork"].rules:
            if row.then["paper"] in papers:
                for action in row.when["action"] & actions:
                    states, flags = self._about("paperwork", action)
                    yield states, flags & states.holds({n: ok for n, ok in row.asks.items() if n != "action"})

    def _about(self, table: str, action: str) -> Heard:
        """The states in which a table is asked about an action.

        Blockers are asked for about actions that are advised or offered, papers about those not blocked.
        """
        if (table, action) not in self._asking:
            rules = [rule for name in BY_ACTION["paperwork"] for rule in self.book.tables[name].rules]
            named = [r for r in rules if r.id == action or action in r.when.get("action", ())]
            states = self.states.telling(*(rule.asks for rule in named))
            flags = states.open(action)
            if table == "paperwork":
                flags = states.where("action", [action]) | states.may(action)
            self._asking[table, action] = states, flags
        return self._asking[table, action]

    def _meeting(self, states: Product, conditions: Conditions) -> Flags:
        """The states in which conditions can hold, be it that what tells so is not among their columns."""
        of_parcel = {name: ok for name, ok in conditions.items() if name in self.about}
        of_standing = {name: ok for name, ok in conditions.items() if name in self.standings.relation.columns}
        others = {name: ok for name, ok in conditions.items() if name not in of_parcel.keys() | of_standing.keys()}
        standings = np.ones(len(self.standings), dtype=bool)
        for name, ok in of_standing.items():
            standings &= self.standings.relation.where(name, ok)
        classes = np.zeros(states.shape[1], dtype=bool)
        classes[states.class_of[standings]] = True
        return self._situations(of_parcel)[:, None] & classes & states.holds(others)

    def _situations(self, conditions: Conditions) -> Flags:
        """The situations of the parcel in which conditions can hold."""
        key = frozenset(conditions.items())
        if key not in self._rows:
            parcel = self.states.parcel
            names = [name for name in parcel.columns if name != "papers"]  # what is in hand follows from nothing else
            fixed = {name: (tuple(map(WORDS[name].index, ok)),) for name, ok in conditions.items()}
            rows = self.situations.apart(*_apart([conditions])).all([*names, *conditions], fixed)
            self._rows[key] = np.isin(parcel.keys(names), rows.keys(names))
        return self._rows[key]

    def _asked(self, met: Conditions) -> dict[str, frozenset[str]]:
        """The conditions, and those under which the answers in them are asked for at all.

        An answer that is asked for depending on the journal is then left out: no part of the proof rests on it.
        """
        conditions: dict[str, frozenset[str]] = {}
        waiting = list(met.items())
        while waiting:
            name, ok = waiting.pop()
            conditions[name] = conditions.get(name, ok) & ok
            if name in CHOICES and UNKNOWN not in ok:
                waiting += self._needs[name].items()
        return {name: ok for name, ok in conditions.items() if not self._by_journal(name)}

    def _by_journal(self, fact: str) -> bool:
        return fact in CHOICES and any(n in TRACKS or self._by_journal(n) for n in self._needs[fact])

    @cached_property
    def _needs(self) -> dict[str, Mapping[str, frozenset[str]]]:
        table = self.book.tables["questions"]
        return {rule.id: rule.asks for rule in table.rules}

    def _journal(self, mutant: Mutant, met: Conditions) -> str:
        """A row of the journal leads where it led before, from every standing that meets it."""
        tracks = self.standings.relation.keep(TRACKS)
        here = np.logical_and.reduce([tracks.where(t, met.get(t, WORDS[t])) for t in TRACKS])
        table, changed = (book.tables["journal"] for book in (self.book, mutant.book(self.book)))
        pairs = list(product(*(met.get(name, WORDS[name]) for name in ("event", "reply"))))
        for row, (event, reply) in product(np.flatnonzero(here), pairs):
            standing = replace(Standing(), **tracks.words(int(row)))  # type: ignore[arg-type]
            what = Event(event, NOW, reply)
            if not self._alike(step(table, standing, what), step(changed, standing, what)):
                return ""
        return SAME

    def _alike(self, one: Standing | None, two: Standing | None) -> bool:
        """Whether nobody can tell two standings apart, now or later."""
        if one is None or two is None:
            return one is two
        return one == two or (replace(one, rung_at=two.rung_at) == two and two.rung in self._timeless)

    @cached_property
    def _timeless(self) -> frozenset[str]:
        """The rungs for which no clock looks at the moment when the body was asked; tried on an empty case."""
        state = follow(Case(), self.book, NOW).state
        ages = self.situations.editions.ages(*READINGS["rung_wait"].limits)
        readings: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
        for rung, platform, age in product(WORDS["rung"], WORDS["platform"], ages):
            standing = Standing(platform=platform, rung=rung, rung_at=NOW - age)
            read = tuple(clocks.readings(Facts(), standing, self.book, NOW).items())
            runs = clocks.counting(Facts(), standing, {**state, "platform": platform}, self.book, NOW)
            readings[rung, platform].add((read, tuple((clock.id, clock.ends_at) for clock in runs)))
        return frozenset(WORDS["rung"]) - {rung for (rung, _), each in readings.items() if len(each) > 1}


def _apart(conditions: Iterable[Conditions]) -> Iterator[Table]:
    """Tables that tell apart the answers for which each of some conditions holds."""
    for each in conditions:
        facts = {name: ok for name, ok in each.items() if name in CHOICES}
        yield Table("apart", "", tuple(facts), (), (Rule("apart", "", 0, facts, {}, {}, ()),))

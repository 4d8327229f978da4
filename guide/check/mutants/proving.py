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

from guide.book.facts import CHOICES, UNKNOWN, WORDS, Facts
from guide.book.kinds import BY_ACTION, DEEPER, PARCEL_READINGS, READINGS, TRACKS
from guide.book.tables import Rule, Table
from guide.check.states import NOW, Editions, Situations, walk
from guide.check.states.product import ADVISING, ELSEWHERE, every_state
from guide.engine import clocks
from guide.engine.case import Case
from guide.engine.follow import follow
from guide.engine.journal import Event, Standing, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.book.book import Book
    from guide.check.mutants.making import Mutant
    from guide.check.states import Product
    from guide.check.states.relation import Flags

    Conditions = Mapping[str, frozenset[str]]

NEVER_MET = "no case can meet its conditions"
NOT_HEARD = "where it applies, nobody asks it"
SAME = "where it applies, it already is so"


class Proofs:
    """All that can be reached under one book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.situations = Situations(Editions(book))
        self.standings = walk(self.situations.editions)
        self.known = {*CHOICES, *PARCEL_READINGS, *self.situations.decides, *ELSEWHERE} - {"may", "blocked"}
        self._built: dict[frozenset[str], Product] = {}
        self._heard_of: dict[tuple[str, str, int], Flags] = {}

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
        if mutant.table == "drafts":
            return self._of_paper(asked)
        if not asked.keys() <= self.known:
            return ""
        if mutant.table in BY_ACTION:
            return self._by_action(mutant.table, asked)
        states = self._states(asked)
        here = states.holds(asked)
        if not here.any():
            return NEVER_MET
        return "" if (here & self._heard(states, mutant)).any() else NOT_HEARD

    def _heard(self, states: Product, mutant: Mutant) -> Flags:
        """The states in which the changed cell is used.

        The table that next_step hands over to has the last word on action and turn; a closed case rehearses nothing.
        """
        if mutant.table == "rehearsal":
            return states.where("outcome", ["open"])
        column = mutant.column.removeprefix("then.")
        if mutant.kind == "swap" and column in ("action", "turn"):
            if mutant.table in DEEPER:
                return states.hands_to(mutant.table)
            if mutant.table == "next_step" and column == "turn":
                return ~reduce(or_, map(states.hands_to, DEEPER))
        return np.ones((1, 1), dtype=bool)

    def _by_action(self, table: str, met: Conditions) -> str:
        """Blockers are asked for about actions that are advised or offered, papers about those not blocked."""
        rest = {name: ok for name, ok in met.items() if name != "action"}
        asking = BY_ACTION[table]
        states = self._states({*met, *(c for name in asking for c in self.book.tables[name].conditions)} - {"action"})
        here = states.holds(rest)
        if not here.any():
            return NEVER_MET
        heard = (self._listens(table, action, states) for action in met.get("action", WORDS["action"]))
        return "" if any((here & flags).any() for flags in heard) else NOT_HEARD

    def _of_paper(self, met: Conditions) -> str:
        """A sentence is heard where an action takes one of its papers; the dossier is written wherever the case is."""
        papers, actions = (met.get(name, frozenset(WORDS[name])) for name in ("paper", "action"))
        rest = {name: ok for name, ok in met.items() if name not in ("paper", "action")}
        tables = (self.book.tables[name] for name in (*BY_ACTION["paperwork"], "paperwork"))
        states = self._states({*rest, *(c for table in tables for c in table.conditions)} - {"action"})
        here = states.holds(rest)
        if not here.any():
            return NEVER_MET
        heard = [states.where("action", actions)] if "dossier" in papers else []
        for row in self.book.tables["paperwork"].rules:
            if row.then["paper"] in papers:
                asked = states.holds({name: ok for name, ok in row.asks.items() if name != "action"})
                heard += [asked & self._listens("paperwork", a, states) for a in row.when["action"] & actions]
        return "" if any((here & flags).any() for flags in heard) else NOT_HEARD

    def _listens(self, table: str, action: str, states: Product) -> Flags:
        """The states in which a table is asked about an action."""
        key = (table, action, id(states))  # `_built` keeps every one of them, so no number comes twice
        if key not in self._heard_of:
            flags = states.open(action)
            if table == "paperwork":
                flags = states.where("action", [action]) | states.may(action)
            self._heard_of[key] = flags
        return self._heard_of[key]

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

    def _states(self, columns: Iterable[str]) -> Product:
        """Every state as far as these columns tell them apart."""
        wanted = frozenset(columns)
        if wanted not in self._built:
            apart = self.situations.apart(_apart(sorted(wanted - ELSEWHERE)))
            self._built[wanted] = every_state(apart, self.standings, sorted(wanted), ADVISING)
        return self._built[wanted]

    def _journal(self, mutant: Mutant, met: Conditions) -> str:
        """A row of the journal: no standing meets it, or it leads where it led before."""
        tracks = self.standings.relation.keep(TRACKS)
        here = np.logical_and.reduce([tracks.where(t, met.get(t, WORDS[t])) for t in TRACKS])
        if not here.any():
            return NEVER_MET
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


def _apart(names: Iterable[str]) -> Table:
    """A table that tells every word of every answer apart."""
    facts = tuple(n for n in names if n in CHOICES)
    rules = tuple(
        Rule("apart", word, 0, {n: frozenset([word] if n == fact else WORDS[n]) for n in facts}, {}, {}, ())
        for fact in facts
        for word in WORDS[fact]
    )
    return Table("apart", "", facts, (), rules)

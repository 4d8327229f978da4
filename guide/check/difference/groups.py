"""The groups of states that two editions decide differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guide.book.chain import DEEPER
from guide.book.facts import WORDS
from guide.check.difference import smallest
from guide.check.difference.model import DECIDED, NEW, OLD, Group, decision_key, own_clock
from guide.check.states import Editions, Relation, Situations, walk
from guide.check.states.advising import ACTION, ADVISING
from guide.check.states.every import every_state
from guide.check.states.relation import RULE, decide, firsts, group
from guide.engine.route import for_window

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from guide.book.book import Book
    from guide.check.difference.model import Key
    from guide.check.states import Product, Walked
    from guide.check.states.relation import Codes, Flags, Numbers, Row
    from guide.engine.case import Case

#: The tables that can have the last word about the action.
_LAST = ("next_step", *DEEPER, "patience")
#: The columns that tell by which rule an action was decided.
DECISIVE = ("check", RULE + "self_check", RULE + "patience", "seller")


class Groups:
    """The states of two editions, every situation with every standing, and the groups that they decide differently."""

    def __init__(self, old: Book, new: Book) -> None:
        self.books = (old, new)
        self.editions = Editions(old, new)
        self.situations = Situations(self.editions, (t for book in self.books for t in book.tables.values()))
        self.standings = walk(self.editions)
        self.product = self.every_state()

    def every_state(self, columns: Iterable[str] = (), further: Walked | None = None) -> Product:
        """All states, told apart by what decides the action and by more columns, also of `further` standings."""
        return every_state(self.situations, further or self.standings, [*columns, *DECISIVE], ADVISING)

    # what each edition advises --------------------------------------------------------

    def actions(self) -> Iterator[Group]:
        """The groups of states with another action, turn or stage."""
        old, new = self.product.advice
        if old is new:
            return
        changed = np.zeros(self.product.shape, dtype=bool)
        for name in ACTION:  # one at a time: each is as large as all states
            changed |= old[name] != new[name]
        rows, columns = np.nonzero(changed)
        sides = [
            np.stack([*(said[name][rows, columns] for name in ACTION), *self._deciding(edition, rows, columns)])
            for edition, said in enumerate((old, new))
        ]
        for codes, here in _alike(np.concatenate(sides)):
            halves = np.split(codes, 2)
            words = [{n: WORDS[n][code] for n, code in zip(ACTION, half, strict=False)} for half in halves]
            refs = [self.editions.tables(_LAST[half[-2]])[side].rules[half[-1]].ref for side, half in enumerate(halves)]
            key = decision_key("action", words, (refs[OLD], refs[NEW]))
            assert key is not None
            yield self._group(self.product, key, rows[here], columns[here])

    def _deciding(self, edition: int, rows: Numbers, columns: Numbers) -> tuple[Codes, Codes]:
        """For some states the table that has the last word, and the number of its rule."""

        def those(codes: Codes) -> Codes:
            return np.broadcast_to(codes, self.product.shape)[rows, columns]

        rules = {
            "next_step": those(self.product.fired("next_step", edition)),
            "ladder": those(self.product.fired("ladder", edition)),
            "self_check": those(self.product.column(RULE + "self_check", edition)),
            "patience": those(self.product.column(RULE + "patience", edition)),
        }
        deeper = [those(self.product.hands_to(table, edition)) for table in DEEPER]
        in_time = np.array([not for_window(rule) for rule in self.editions.tables("next_step")[edition].rules])
        stage, seller = (
            self.product.where(name, [word], edition) for name, word in (("stage", "seller"), ("seller", "none"))
        )
        tables = np.arange(len(_LAST), dtype=np.uint8)  # of a byte, as the rules are: there are millions of states
        last = np.select([*deeper, those(stage & ~seller) & in_time[rules["next_step"]]], list(tables[1:]), tables[0])
        return last, np.choose(last, [rules[table] for table in _LAST])

    def own_clocks(self) -> Iterator[Group]:
        """The groups of states whose action names another clock as its own."""
        old, new = self.product.advice
        explained = [{rule.id for rule in table.rules} for table in self.editions.tables("actions")]
        for action in sorted(explained[OLD] & explained[NEW]):
            key = own_clock(action, self.books)
            code = WORDS["action"].index(action)
            if key is not None and (here := (old["action"] == code) & (new["action"] == code)).any():
                yield self.of_states(self.product, key, here)

    # what the parcel, or the journal, alone decides -----------------------------------

    def decided(self, kind: str) -> Iterator[Group]:
        """The groups of situations, or of standings, in which one table says something else."""
        name, outcomes = DECIDED[kind]
        tables = self.editions.tables(name)
        conditions = dict.fromkeys(c for table in tables for c in table.conditions)
        if tables[OLD] == tables[NEW] and self.situations.alike(conditions):
            return
        asked = self.situations.all(conditions)
        rows = decide(tables, asked)
        for (old, new), here in _alike(np.stack(rows.columns[RULE + name])):
            rules = tables[OLD].rules[old], tables[NEW].rules[new]
            decisions = [{n: rule.then[n] for n in outcomes} for rule in rules]
            key = decision_key(kind, decisions, (rules[OLD].ref, rules[NEW].ref))
            if key:
                yield self.of_situations(key, asked, here)

    # groups ---------------------------------------------------------------------------

    def of_states(self, product: Product, key: Key, flags: Flags) -> Group:
        """A group of some states, without a list of them all: there may be hundreds of millions."""
        count, known = product.count(flags), np.broadcast_to(flags.any(axis=0), product.shape[1:])
        flags, lengths = np.broadcast_to(flags, product.shape), self.standings.lengths[product.firsts]
        places: list[tuple[Row, int]] = []
        wanted = smallest.TRIES
        for length in np.unique(lengths[known]):
            columns = np.flatnonzero(known & (lengths == length))
            rows = np.flatnonzero(flags[:, columns].any(axis=1))[:wanted]
            at, to = (place[:wanted] for place in np.nonzero(flags[np.ix_(rows, columns)]))
            places += zip(map(product.parcel.row, rows[at].tolist()), product.firsts[columns[to]].tolist(), strict=True)
            wanted = smallest.TRIES - len(places)
            if not wanted:
                break
        return Group(key, count, product.size, self._example(key, places))

    def _group(self, product: Product, key: Key, rows: Numbers, columns: Numbers) -> Group:
        standings = product.firsts[columns]
        short = np.argsort(self.standings.lengths[standings], kind="stable")[: 4 * smallest.TRIES]
        places = ((product.parcel.row(int(rows[n])), int(standings[n])) for n in short)
        return Group(key, int(product.many[columns].sum()), product.size, self._example(key, places))

    def of_situations(self, key: Key, rows: Relation, here: Numbers, platform: Collection[str] = ("none",)) -> Group:
        """A group of some situations of the parcel; its example has one of these words of the platform."""
        relation = self.standings.relation
        shown = relation.where("platform", platform, NEW) & relation.where("outcome", ["open"], NEW)
        standing = int(min(np.flatnonzero(shown), key=lambda n: self.standings.lengths[n]))
        places = ((rows.row(int(n)), standing) for n in here)
        return Group(key, len(here), len(rows), self._example(key, places))

    def of_standings(self, key: Key, here: Numbers) -> Group:
        """A group of some standings."""
        short = here[np.argsort(self.standings.lengths[here], kind="stable")]
        return Group(key, len(here), len(self.standings), self._example(key, (({}, int(n)) for n in short)))

    def _example(self, key: Key, places: Iterable[tuple[Row, int]]) -> Case | None:
        return smallest.first(self.situations, self.standings, key, places)


def _alike(codes: Codes) -> Iterator[tuple[Numbers, Numbers]]:
    """The different columns of a matrix, each with its places."""
    kind, many = group(codes, codes.shape[1])
    ends = np.cumsum(np.bincount(kind, minlength=many))
    order = np.argsort(kind, kind="stable")
    for first, here in zip(firsts(kind, many), np.split(order, ends[:-1]), strict=False):  # none at all are one split
        yield codes[:, first].astype(int), here

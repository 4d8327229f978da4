"""The guarantees of the handbook (proofs/guarantees.csv), each proved over every state."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.events import CLOSED
from guide.book.facts import WORDS
from guide.book.faults import Fault, unknown
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.book.sources import unknown_sources
from guide.book.tablefile import accepted
from guide.book.tables import Rule, Table
from guide.check.moves import WINDFALLS, Moves
from guide.check.states import NOW, Editions, Situations, example, walk
from guide.check.states.advising import ADVICE, ADVISING, ELSEWHERE, TABLES
from guide.check.states.every import every_state
from guide.check.states.relation import firsts, group
from guide.engine.follow import follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.check.states.product import Product
    from guide.check.states.relation import Flags, Numbers, Relation
    from guide.check.states.standings import Walked
    from guide.engine.case import Case

FILE = "proofs/guarantees.csv"
#: The guarantees that a row can give for the states that meet its conditions: all but the first are about moves.
NEVER = "never"
KINDS = (NEVER, "acts", "moves", "ends", "ends_empty_handed")


class Guarantee(NamedTuple):
    """One row: in the states that meet the conditions, something never or always holds."""

    id: str
    kind: str
    row: int
    when: Mapping[str, frozenset[str]]
    text: Mapping[str, str]  # language -> sentence


class Verdict(NamedTuple):
    """The result for a guarantee: how many states it is about, how many break it, and a shortest case that does."""

    guarantee: Guarantee
    states: int
    broken: int
    case: Case | None = None

    def fault(self, book: Book) -> Fault | None:
        """A line for the check, if any state breaks the guarantee."""
        if not self.broken:
            return None
        counts = {"broken": f"{self.broken:,}", "states": f"{self.states:,}"}
        if self.case is None:
            return Fault(FILE, self.guarantee.row, "", Notice("fault.broken.bare", **counts))
        what = Notice("fault.broken", **counts, rules=_deciding(self.case, book), case=_described(self.case))
        return Fault(FILE, self.guarantee.row, "", what, link=example.link(self.case))


def _deciding(case: Case, book: Book) -> tuple[Notice, ...]:
    rules = follow(case, book, NOW).deciding
    return tuple(Notice("fault.rule", rule=r.ref, file=book.tables[r.table].file, row=r.row)
                 for r in rules)  # fmt: skip


def _described(case: Case) -> Notice | str:
    facts = [f"{name}={getattr(case.facts, name)}" for name in case.facts.answered() if name != "held"]
    events = [f"{e.event}{'' if e.reply == 'none' else ':' + e.reply}@{e.at:%m-%dT%H:%M}" for e in case.journal]
    parts = [*facts, *(["held=complete"] if case.facts.held else []), *events]
    return "; ".join(parts) if parts else Notice("fault.broken.empty")


def read(book: Book) -> tuple[tuple[Guarantee, ...], tuple[Fault, ...]]:
    """The rows of proofs/guarantees.csv, and what is wrong with them."""
    faults: list[Fault] = []
    sheet = book.sheet(FILE, faults)
    conditions = [c for c in sheet.columns if c.startswith("if.")]
    for column in conditions:
        if column.removeprefix("if.") not in WORDS:
            sheet.fault(1, column, Notice("fault.fact"), " ".join(sorted(WORDS)))
    if not sheet.need("id", "kind", *conditions, *LANGUAGES, "source") or faults:
        return (), tuple(faults)
    guarantees, seen = [], set[str]()
    for row in sheet.rows:
        number = int(row["#"])
        sheet.fresh(row, seen)
        if row["kind"] not in KINDS:
            sheet.fault(number, "kind", unknown(row["kind"]), " ".join(KINDS))
        for lang in LANGUAGES:
            if not row[lang]:
                sheet.fault(number, lang, Notice("fault.words"))
        for source in unknown_sources(book, row["source"].split()):
            sheet.fault(number, "source", Notice("fault.source", source=source))
        when = {c.removeprefix("if."): accepted(sheet, number, c, row[c]) for c in conditions}
        when = {name: ok for name, ok in when.items() if len(ok) < len(WORDS[name])}
        if row["kind"] in KINDS:
            guarantees.append(Guarantee(row["id"], row["kind"], number, when, {lang: row[lang] for lang in LANGUAGES}))
    return tuple(guarantees), tuple(faults)


class Proof:
    """All states of one book, built once each as a guarantee first asks for them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.situations = Situations(Editions(book))

    @cached_property
    def standings(self) -> Walked:
        """All standings."""
        return walk(self.situations.editions)

    @cached_property
    def full(self) -> Product:
        """All states, told apart by everything that says what may be done."""
        return self._states(TABLES)

    @cached_property
    def moves(self) -> Moves:
        """The moves between all states."""
        return Moves(self._states(ADVISING), self.situations)

    def _states(self, tables: Iterable[str], columns: Iterable[str] = ()) -> Product:
        """All states, with the columns of the parcel that some tables look at, told apart by what is advised."""
        about = [c for name in tables for c in self.book.tables[name].conditions if c not in ELSEWHERE]
        return every_state(self.situations, self.standings, [*about, *columns], ADVISING)

    def judge(self, guarantee: Guarantee) -> Verdict:
        """Prove one guarantee."""
        if guarantee.kind != NEVER:
            return self._always(guarantee)
        if not guarantee.when.keys() & ELSEWHERE:
            return self._about_parcel(guarantee)
        about = [name for name in guarantee.when if name not in ELSEWHERE]
        product = self.full
        if not set(about) <= product.parcel.columns.keys():
            apart = self.situations.apart(_table(guarantee))
            columns = [*product.parcel.columns.keys() - {*ADVICE, "papers"}, *about]
            product = every_state(apart, self.standings, columns, ADVISING)
        product = product.telling(guarantee.when, *self._opening(guarantee))
        part = product.within(guarantee.when)
        broken = np.broadcast_to(part.holds(guarantee.when), part.shape)
        verdict = self._verdict(guarantee, part.parcel, broken, part.firsts, part.many)
        return verdict._replace(states=product.size)

    def _opening(self, guarantee: Guarantee) -> Iterator[Mapping[str, frozenset[str]]]:
        """The conditions under which the actions of a guarantee are open, and those that block them."""
        tables, actions = self.book.tables, guarantee.when.get("may", frozenset())
        yield from (rule.asks for rule in tables["actions"].rules if rule.id in actions)
        if guarantee.when.keys() & {"may", "blocked"}:
            named = [(rule.asks, rule.when["action"]) for rule in tables["blockers"].rules]
            yield from (asks for asks, about in named if not actions or actions & about)

    def _always(self, guarantee: Guarantee) -> Verdict:
        """A guarantee about the moves from all the states that meet its conditions."""
        product, kind = self.moves.states.telling(guarantee.when), self.moves.kind
        going_on = {"outcome": frozenset(WORDS["outcome"]) - CLOSED, **guarantee.when}
        here = np.broadcast_to(product.holds(going_on), product.shape)
        broken = ~self._fine(guarantee.kind)
        # Where nothing can be broken, standings are counted and not looked at.
        places = np.flatnonzero(np.logical_or.reduce(broken)[kind] & np.logical_or.reduce(here)[product.class_of])
        alike, many = group([product.class_of[places], kind[places]], len(places))
        one_each = places[firsts(alike, many)]
        broken = broken[self.moves.alike[:, None], kind[one_each]] & here[:, product.class_of[one_each]]
        verdict = self._verdict(guarantee, product.parcel, broken, one_each, np.bincount(alike))
        return verdict._replace(states=product.count(here))

    def _fine(self, kind: str) -> Flags:
        """Where a guarantee about moves holds: a row for situations that are alike, a column a kind of standing."""
        moves = self.moves
        if kind in ("acts", "moves"):
            return moves.change | (moves.mine if kind == "moves" else ~moves.mine)
        return moves.reach(WINDFALLS if kind == "ends" else ())

    def _about_parcel(self, guarantee: Guarantee) -> Verdict:
        """A guarantee about the parcel alone, on which no event has an influence."""
        rel = self.situations.apart(_table(guarantee)).all([*guarantee.when, "problem", "claim"])
        broken = np.ones((len(rel), 1), dtype=bool)
        for name, words in guarantee.when.items():
            broken[:, 0] &= rel.where(name, words)
        return self._verdict(guarantee, rel, broken, np.zeros(1, dtype=int), np.ones(1, dtype=int))

    def _verdict(
        self, guarantee: Guarantee, parcel: Relation, broken: Flags, standings: Numbers, many: Numbers
    ) -> Verdict:
        """The result for a guarantee; each column of `broken` is for one of `standings`, which represents `many`."""
        count = int((broken.sum(axis=0) * many).sum())
        case = None
        if count:
            lengths = np.where(broken.any(axis=0), self.standings.lengths[standings], 99)
            for column in np.argsort(lengths, kind="stable")[:3]:
                for row in np.flatnonzero(broken[:, column])[:20]:
                    case = case or self._case(parcel, int(row), int(standings[column]))
        return Verdict(guarantee, len(parcel) * int(many.sum()), count, case)

    def _case(self, parcel: Relation, row: int, standing: int) -> Case | None:
        words = {**parcel.words(row), **self.standings.relation.words(standing)}
        try:
            case = example.case(self.situations, self.standings, parcel.row(row), standing)
            return example.confirmed(case, self.situations, {n: w for n, w in words.items() if n not in ADVICE})
        except ValueError:
            return None


def _table(guarantee: Guarantee) -> Table:
    """A guarantee as a table of one rule, for telling words apart."""
    names = tuple(name for name in guarantee.when if name not in ADVICE)
    rule = Rule("guarantees", guarantee.id, guarantee.row, {n: guarantee.when[n] for n in names}, {}, {}, ())
    return Table("guarantees", FILE, names, (), (rule,))

"""What the handbook guarantees, in plain words (guarantees.csv), proved over every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.book import LANGUAGES
from guide.book.facts import WORDS
from guide.book.faults import Fault, unknown
from guide.book.notices import Notice
from guide.book.sheet import Sheet
from guide.book.sources import unknown_sources
from guide.book.tablefile import accepted
from guide.book.tables import Rule, Table
from guide.check import witness
from guide.check.moves import WINDFALLS, Moves
from guide.check.product import ADVICE, ADVISING, ELSEWHERE, TABLES, states
from guide.check.standings import standings
from guide.check.states import NOW, Parcels
from guide.engine.route import follow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guide.book.book import Book
    from guide.check.product import States
    from guide.check.rows import Flags
    from guide.check.standings import Standings
    from guide.engine.case import Case

FILE = "guarantees.csv"
#: What a row of guarantees.csv can say of the states that its conditions pick out.
KINDS = ("never", "acts", "moves", "ends", "ends_empty_handed")


class Guarantee(NamedTuple):
    """One row: in the states that the conditions pick out, something never is or always is so."""

    id: str
    kind: str
    row: int
    when: Mapping[str, frozenset[str]]
    text: Mapping[str, str]  # language -> sentence


class Verdict(NamedTuple):
    """What became of a guarantee: how many states were looked at, how many break it, and a shortest case that does."""

    guarantee: Guarantee
    states: int
    broken: int
    case: Case | None = None

    def fault(self, book: Book) -> Fault | None:
        """The violation as a line of the check."""
        if not self.broken:
            return None
        said = {"broken": f"{self.broken:,}", "states": f"{self.states:,}"}
        if self.case is None:
            return Fault(FILE, self.guarantee.row, "", Notice("fault.broken.bare", **said))
        what = Notice("fault.broken", **said, rules=_decided(self.case, book), case=_say(self.case))
        return Fault(FILE, self.guarantee.row, "", what, link=witness.link(self.case))


def _decided(case: Case, book: Book) -> tuple[Notice, ...]:
    rules = follow(case, book, NOW).deciding
    return tuple(Notice("fault.rule", rule=r.ref, file=book.tables[r.table].file, row=r.row)
                 for r in rules)  # fmt: skip


def _say(case: Case) -> Notice | str:
    facts = [f"{name}={getattr(case.facts, name)}" for name in case.facts.answered() if name != "held"]
    events = [f"{e.event}{'' if e.reply == 'none' else ':' + e.reply}@{e.at:%m-%dT%H:%M}" for e in case.journal]
    parts = [*facts, *(["held=complete"] if case.facts.held else []), *events]
    return "; ".join(parts) if parts else Notice("fault.broken.empty")


def read(folder: Path, book: Book) -> tuple[tuple[Guarantee, ...], tuple[Fault, ...]]:
    """The rows of guarantees.csv, and what is wrong with them."""
    faults: list[Fault] = []
    sheet = Sheet(folder, FILE, faults)
    conditions = [c for c in sheet.columns if c.startswith("if.")]
    for column in conditions:
        if column.removeprefix("if.") not in WORDS:
            sheet.fault(1, column, Notice("fault.fact"), " ".join(sorted(WORDS)))
    if not sheet.need("id", "kind", *conditions, *LANGUAGES, "source") or faults:
        return (), tuple(faults)
    found, seen = [], set[str]()
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
        found.append(Guarantee(row["id"], row["kind"], number, when, {lang: row[lang] for lang in LANGUAGES}))
    return tuple(found), tuple(faults)


class Proof:
    """All states of one book, built once and asked for each guarantee."""

    def __init__(self, book: Book) -> None:
        self.parcels = Parcels(book)
        self.walked: Standings = standings(book)
        self.full = states(self.parcels, self.walked, tables=TABLES)
        self.moves = Moves(states(self.parcels, self.walked, tables=ADVISING), self.parcels)

    def judge(self, guarantee: Guarantee) -> Verdict:
        """Prove one guarantee."""
        if guarantee.kind != "never":
            product = self.moves.states
            here = np.broadcast_to(
                product.holds({"outcome": _but("outcome", "closed"), **guarantee.when}), product.shape
            )
            return self._verdict(guarantee, product, here & ~self._fine(guarantee.kind), int(here.sum()))
        if not guarantee.when.keys() & ELSEWHERE:
            return self._about_parcel(guarantee)
        about = [name for name in guarantee.when if name not in ELSEWHERE]
        product = self.full
        if not set(about) <= set(product.parcel.names):
            product = states(self.parcels, self.walked, about, TABLES, [_table(guarantee)])
        broken = np.broadcast_to(product.holds(guarantee.when), product.shape)
        return self._verdict(guarantee, product, broken, broken.size)

    def _fine(self, kind: str) -> Flags:
        """The states in which an *always* holds."""
        moves = self.moves
        if kind in ("acts", "moves"):
            fine = moves.change() | (moves.mine if kind == "moves" else ~moves.mine)
        else:
            fine = moves.reach(WINDFALLS if kind == "ends" else ())
        return fine[:, moves.kind]

    def _about_parcel(self, guarantee: Guarantee) -> Verdict:
        """A guarantee that no event matters to."""
        rel = self.parcels.all([*guarantee.when, "problem", "claim"], [_table(guarantee)])
        broken = np.ones(len(rel), dtype=bool)
        for name, words in guarantee.when.items():
            broken &= rel.where(name, words)
        case = None
        if broken.any():
            case = self._case(rel.words(int(np.argmax(broken))), 0)
        return Verdict(guarantee, len(rel), int(broken.sum()), case)

    def _verdict(self, guarantee: Guarantee, product: States, broken: Flags, looked: int) -> Verdict:
        if not broken.any():
            return Verdict(guarantee, looked, 0)
        lengths = np.array([len(self.walked.journals[int(tracks)]) for tracks in self.walked.parts[:, 0]])
        case = None
        for standing in np.argsort(np.where(broken.any(axis=0), lengths, 99), kind="stable")[:3]:
            for row in np.flatnonzero(broken[:, standing])[:20]:
                case = case or self._case(product.parcel.words(int(row)), int(standing))
        return Verdict(guarantee, looked, int(broken.sum()), case)

    def _case(self, parcel: Mapping[str, str], standing: int) -> Case | None:
        try:
            return witness.case(self.parcels, self.walked, parcel, standing)
        except ValueError:
            return None


def _but(name: str, word: str) -> frozenset[str]:
    return frozenset(WORDS[name]) - {word}


def _table(guarantee: Guarantee) -> Table:
    """A guarantee as a table of one rule, for telling words apart."""
    names = tuple(name for name in guarantee.when if name not in ADVICE)
    rule = Rule("guarantees", guarantee.id, guarantee.row, tuple(guarantee.when[n] for n in names), {}, {}, ())
    return Table("guarantees", FILE, names, (), (rule,))

"""Mutants: a book with one cell or one row changed, as a slip of the hand would change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from guide.book.chain import COLLECT, TABLES, UNIQUE
from guide.book.facts import WORDS
from guide.book.slots import SLOTS
from guide.check.sentences import meet, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book, Dated
    from guide.book.tables import Rule, Table

    T = TypeVar("T")

PARAMETERS = "parameters"
#: The changes that are made to the content.
KINDS = ("delete", "widen", "swap", "shift")


@dataclass(frozen=True)
class Mutant:
    """One change: to which row of which table (or of the parameters), and from what to what."""

    kind: str
    table: str
    file: str
    row: int
    id: str  # of the rule or of the parameter
    place: int  # among the rules of the table, or among the dated values of the parameter
    column: str = ""
    before: str = ""
    after: str = ""
    rule: Rule | None = None  # the new rule; None where the row is deleted
    value: Dated | None = None  # the new value of a parameter

    def __str__(self) -> str:
        where = f"{self.file}, row {self.row} ({self.id})" + (f", column {self.column}" if self.column else "")
        if self.kind == "delete":
            return f"{where}: deleted."
        if self.kind == "widen":
            return f"{where}: accepts “{self.after}”, too."
        return f"{where}: “{self.before}” becomes “{self.after}”."

    def book(self, book: Book) -> Book:
        """The book with this change, uncompiled where it could not be compiled."""
        if self.value is not None:
            dated = _put(book.parameters[self.id], self.place, self.value)
            return replace(book, parameters={**book.parameters, self.id: dated})
        table = book.tables[self.table]
        # What changes no condition leaves the compiled cells as they are.
        changed = replace(table, rules=_put(table.rules, self.place, self.rule))
        return replace(book, tables={**book.tables, self.table: changed})

    def differs(self, book: Book) -> Mapping[str, frozenset[str]]:
        """The words of its conditions for which the changed rule differs from the old one."""
        table = book.tables[self.table]
        when = dict(table.rules[self.place].when)
        if self.kind == "widen":
            when[self.column.removeprefix("if.")] = frozenset([self.after])
        return {name: ok for name, ok in when.items() if len(ok) < len(WORDS[name])}

    def refused(self, book: Book) -> str:
        """The fault that the loader would find, if any. In a table that loads no rule is dead, so one less is a gap.

        Of drafts it is the check that finds two sentences in one place, and a paper without one.
        """
        table = book.tables.get(self.table)
        if self.table == "paperwork" and self.rule is not None:
            paper, actions = self.rule.then["paper"], self.rule.when["action"]
            return "" if all(worded(paper, action, book) for action in actions) else "gap"
        if self.table == "drafts" and self.rule is not None:
            return "overlap" if any(meet(self.rule, rule) for rule in book.tables["drafts"].rules) else ""
        if table is None or TABLES[table.name].policy == COLLECT or self.kind not in ("delete", "widen"):
            return ""
        if self.rule is None:
            return "gap" if TABLES[table.name].policy == UNIQUE else ""
        others = (rule.when for rule in table.rules if rule.id != self.id)
        overlaps = (all(ok & when[name] for name, ok in self.rule.when.items()) for when in others)
        return "overlap" if any(overlaps) else ""


def _put(row: tuple[T, ...], place: int, new: T | None) -> tuple[T, ...]:
    return (*row[:place], *(() if new is None else (new,)), *row[place + 1 :])


def mutants(book: Book) -> Iterator[Mutant]:
    """Every small change: each rule deleted, each condition widened, each outcome swapped, each limit shifted."""
    for table in book.tables.values():
        for place, rule in enumerate(table.rules):
            yield from _of_rule(table, place, rule)
    for name, dated in book.parameters.items():
        for place, value in enumerate(dated):
            yield from _shifted(name, place, value)


def _of_rule(table: Table, place: int, rule: Rule) -> Iterator[Mutant]:
    here = Mutant("delete", table.name, table.file, rule.row, rule.id, place)
    yield here
    for name, accepted in rule.when.items():
        for word in WORDS[name]:
            if word not in accepted:
                when = {**rule.when, name: accepted | {word}}
                yield replace(here, kind="widen", column=f"if.{name}", after=word, rule=replace(rule, when=when))
    for name in table.outcomes:
        for word in _others(table, name):
            if word != rule.then[name]:
                new = replace(rule, then={**rule.then, name: word})
                yield replace(here, kind="swap", column=f"then.{name}", before=rule.then[name], after=word, rule=new)


def _others(table: Table, outcome: str) -> tuple[str, ...]:
    """The cells that an outcome column can have: its words, or those in use if it has others; blank if one is blank."""
    cells = dict.fromkeys(rule.then[outcome] for rule in table.rules)
    words = WORDS.get("level" if outcome in SLOTS else outcome, ())
    if not {*cells} - {""} <= {*words}:
        words = tuple(filter(None, cells))
    return (*words, *([""] if "" in cells else []))


def _shifted(name: str, place: int, value: Dated) -> Iterator[Mutant]:
    """One unit up and down; a limit that nobody can prove has no value to shift."""
    for number in () if value.value is None else (value.value + 1, value.value - 1):
        if number > 0:
            yield Mutant("shift", PARAMETERS, "parameters.csv", 1, name, place, "value",
                         f"{value.value:g} {value.unit}", f"{number:g} {value.unit}",
                         value=replace(value, value=number))  # fmt: skip

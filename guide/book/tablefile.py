"""CSV file -> Table: its rules read, and compiled where its kind asks for it."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from guide.book.chain import PARTIAL, TABLES, UNIQUE
from guide.book.facts import WORDS
from guide.book.faults import Fault, unknown
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.book.sheet import Sheet
from guide.book.tables import Rule, Table, compile_unique

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_DOMAINS = {name: frozenset(words) for name, words in WORDS.items()}


def accepted(sheet: Sheet, row: int, column: str, cell: str) -> frozenset[str]:
    """The values a condition cell accepts: `-` any, `a|b` either, `!a|b` all but these."""
    left, foreign, is_empty = _accepted(column.removeprefix("if."), cell)
    for word in foreign:
        sheet.fault(row, column, unknown(word), " ".join(sorted(_DOMAINS[column.removeprefix("if.")])))
    if is_empty:
        sheet.fault(row, column, Notice("fault.value.none", cell=cell))
    return left


@lru_cache(4096)  # cells of all tables; ours have a quarter as many different ones
def _accepted(name: str, cell: str) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """The words that a cell accepts, those that its column does not have, and whether the cell leaves none of them."""
    domain = _DOMAINS[name]
    if cell == "-":
        return domain, (), False
    named = [word.strip() for word in cell.removeprefix("!").split("|")]
    chosen = frozenset(named) & domain
    left = domain - chosen if cell.startswith("!") else chosen
    return left, tuple(word for word in named if word not in domain), not left and bool(chosen)


def _rules(sheet: Sheet, name: str) -> tuple[tuple[str, ...], tuple[str, ...], list[Rule]]:
    """The conditions, outcomes and rules of one table file."""
    conditions = [c for c in sheet.columns if c.startswith("if.")]
    kind = TABLES[name]
    outcomes = [f"then.{outcome.name}" for outcome in kind.outcomes]
    fixed = ["id", *(f"because.{lang}" for lang in LANGUAGES), "source"]
    known = [c for c in conditions if c.removeprefix("if.") in WORDS]
    for column in conditions:
        if column not in known:
            sheet.fault(1, column, Notice("fault.fact"), " ".join(sorted(WORDS)))
    if not sheet.need(*fixed, *conditions, *outcomes) or known != conditions:
        return (), (), []
    by_name = {c.removeprefix("if."): c for c in conditions}
    anything = {name: _DOMAINS[name] for name in by_name}
    rules, seen = [], set[str]()
    for row in sheet.rows:
        number = int(row["#"])
        sheet.fresh(row, seen)
        asked = {name: accepted(sheet, number, c, row[c]) for name, c in by_name.items() if row[c] != "-"}
        when = anything | asked
        then = {outcome.name: row[c] for outcome, c in zip(kind.outcomes, outcomes, strict=True)}
        for outcome in kind.outcomes:
            domain, value = WORDS.get(outcome.words), then[outcome.name]
            if domain and value not in domain and (value or not outcome.blank):
                sheet.fault(number, f"then.{outcome.name}", unknown(value), " ".join(domain))
        because = {lang: row[f"because.{lang}"] for lang in LANGUAGES}
        for lang, sentence in because.items():
            if not sentence and kind.reasons:
                sheet.fault(number, f"because.{lang}", Notice("fault.reason"))
        source = tuple(row["source"].split())
        if not source:
            sheet.fault(number, "source", Notice("fault.source.missing"), Notice("fault.source.such"))
        rules.append(Rule(name, row["id"], number, when, then, because, source))
    return (*by_name,), tuple(outcome.name for outcome in kind.outcomes), rules


def _disjoint(table: Table) -> Iterator[Fault]:
    """Pairs of rules of a *partial* table that decide the same case."""
    for one, two in combinations(table.rules, 2):
        if all(one.when[name] & two.when[name] for name in table.conditions):
            yield Fault(table.file, two.row, "id", Notice("fault.table.overlap", one=one.id, two=two.id))


def read_table(folder: Path, name: str, faults: list[Fault]) -> Table:
    """The table of that name, compiled where its hit policy is *unique*; what is wrong goes to the faults."""
    before = len(faults)
    sheet = Sheet(folder, f"tables/{name}.csv", faults)
    conditions, outcomes, rules = _rules(sheet, name)
    if not rules and len(faults) == before:
        sheet.fault(1, "", Notice("fault.table.empty"))
    # Compiling what was misread would only repeat each fault as gaps and overlaps.
    policy = TABLES[name].policy
    if policy == UNIQUE and len(faults) == before:
        table, wrong = compile_unique(name, sheet.file, conditions, outcomes, tuple(rules))
        faults += wrong
        return table
    table = Table(name, sheet.file, conditions, outcomes, tuple(rules))
    if policy == PARTIAL:
        faults += _disjoint(table)
    return table

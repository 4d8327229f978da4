"""Decision tables: rules compiled to a dense array that holds the one rule for every combination of facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, UNKNOWN, WORDS
from guide.book.faults import Fault
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MOST_KEPT = 2048  # answers of `Table.left_out`, 0.6 MB; thirty different cases ask for 45, all there could be are 35 MB
MOST_RULES = 255  # a cell is one byte; a table with more rows than this is not readable anyway


@dataclass(frozen=True)
class Rule:
    """One row of a table: the words each condition accepts, the outcome, and why."""

    table: str
    id: str
    row: int
    when: Mapping[str, frozenset[str]]  # condition column -> the words it accepts
    then: Mapping[str, str]
    because: Mapping[str, str]  # language -> sentence
    source: tuple[str, ...]  # ids of statements and references

    @property
    def ref(self) -> str:
        """The name by which reasons, tests and sources quote this rule."""
        return f"{self.table}/{self.id}"

    @cached_property
    def asks(self) -> Mapping[str, frozenset[str]]:
        """The conditions that leave something out; the others need not be looked at."""
        return {name: accepted for name, accepted in self.when.items() if len(accepted) < len(WORDS[name])}

    @cached_property
    def adds(self) -> Mapping[str, str]:
        """What the tables after this one may look at: the outcome but for action and turn, which the last word has."""
        return {name: word for name, word in self.then.items() if name not in ("action", "turn")}

    @cached_property
    def _asked(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(self.asks.items())

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Whether the facts meet every condition; a plain loop, because nothing else is asked as often."""
        for name, accepted in self._asked:  # noqa: SIM110
            if facts[name] not in accepted:
                return False
        return True


@dataclass(frozen=True)
class Table:
    """Rules over named conditions. `cells` (unique tables only) holds rule number + 1 for every case."""

    name: str
    file: str
    conditions: tuple[str, ...]
    outcomes: tuple[str, ...]
    rules: tuple[Rule, ...]
    cells: bytes = b""

    @cached_property
    def _axes(self) -> tuple[tuple[str, Mapping[str, int], int], ...]:
        """Each condition with the place of every word and their number."""
        return tuple((c, {v: i for i, v in enumerate(WORDS[c])}, len(WORDS[c])) for c in self.conditions)

    @cached_property
    def named(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def decide(self, facts: Mapping[str, str]) -> Rule:
        """The one rule for these facts: an index computation and one array read."""
        index = 0
        for name, positions, size in self._axes:
            index = index * size + positions[facts[name]]
        return self.rules[self.cells[index] - 1]

    def collect(self, facts: Mapping[str, str]) -> tuple[Rule, ...]:
        """Every rule that matches, in the order of the file (tables with the hit policy *collect*)."""
        if not self.conditions:
            return self.rules
        near = self._by_first[facts[self.conditions[0]]]
        return tuple(rule for rule in near if rule.fits(facts))

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[Rule, ...]]:
        """For each word of the first condition the rules that accept it: few, where that is an event or an action."""
        first = self.conditions[0]
        return {word: tuple(rule for rule in self.rules if word in rule.when[first]) for word in WORDS[first]}

    def judged(self, facts: Mapping[str, str]) -> Iterator[tuple[Rule, bool]]:
        """Every rule, and whether it matches; one by one, because the facts may change between two of them."""
        for rule in self.rules:
            yield rule, rule.fits(facts)

    def left_out(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """The ids of the rules that do not match, where an answer whose rule does not is none for the rules after it.

        Worked out once for the words of the conditions: an advice asks it for each answer that may come next.
        """
        return self._left_out(tuple([facts[name] for name in self.conditions]))

    @cached_property
    def _left_out(self) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
        @lru_cache(MOST_KEPT)
        def left_out(words: tuple[str, ...]) -> tuple[str, ...]:
            known, out = dict(zip(self.conditions, words, strict=True)), []
            for rule, applies in self.judged(known):
                if not applies:
                    out.append(rule.id)
                    known |= {rule.id: UNKNOWN} if rule.id in CHOICES else {}
            return tuple(out)

        return left_out


def combination(conditions: Sequence[str], index: int) -> dict[str, str]:
    """The facts that belong to one cell of a table."""
    facts: dict[str, str] = {}
    for name in reversed(conditions):
        index, position = divmod(index, len(WORDS[name]))
        facts[name] = WORDS[name][position]
    return {name: facts[name] for name in conditions}


def _mask(rule: Rule, conditions: Sequence[str]) -> int:
    """The cells a rule covers, as one long number: a byte a cell, 1 where the rule holds."""
    mask = b"\x01"
    for name in reversed(conditions):
        blank = bytes(len(mask))
        mask = b"".join(mask if value in rule.when[name] else blank for value in WORDS[name])
    return int.from_bytes(mask, "big")


def _say(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in facts.items())


def compile_unique(
    name: str, file: str, conditions: tuple[str, ...], outcomes: tuple[str, ...], rules: tuple[Rule, ...]
) -> tuple[Table, list[Fault]]:
    """Compile for the hit policy *unique*: the table, and every overlap, dead rule and gap found."""
    faults: list[Fault] = []
    if len(rules) > MOST_RULES:
        faults.append(
            Fault(file, MOST_RULES + 2, "", Notice("fault.table.large"), Notice("fault.number.most", most=MOST_RULES))
        )
        rules = rules[:MOST_RULES]
    size = prod(len(WORDS[c]) for c in conditions)
    taken = decided = 0  # a byte a cell: 1 where some rule holds; the number of the rule that decides
    clashes: dict[tuple[int, int], int] = {}
    for number, rule in enumerate(rules, start=1):
        mask = _mask(rule, conditions)
        clash = taken & mask
        if clash:
            earlier = decided.to_bytes(size, "big")
            for cell, both in enumerate(clash.to_bytes(size, "big")):
                if both:
                    clashes.setdefault((earlier[cell], number), cell)
        if clash == mask:
            dead = Notice("fault.table.dead", id=rule.id)
            faults.append(Fault(file, rule.row, "id", dead))
        taken |= mask
        decided += (mask ^ clash) * number
    cells = decided.to_bytes(size, "big")
    for (first, second), cell in clashes.items():
        one, two = rules[first - 1], rules[second - 1]
        shown = _say(combination(conditions, cell))
        faults.append(
            Fault(file, two.row, "id", Notice("fault.table.overlap.case", one=one.id, two=two.id, shown=shown))
        )
    gaps = cells.count(0)
    if gaps:
        shown = _say(combination(conditions, cells.index(0)))
        faults.append(
            Fault(file, len(rules) + 1, "", Notice("fault.table.gap", gaps=gaps, cells=len(cells), shown=shown))
        )
    return Table(name, file, conditions, outcomes, rules, cells), faults

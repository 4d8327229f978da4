"""Decision tables: rules compiled to a dense array that holds the one rule for every combination of facts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, lru_cache, reduce
from operator import and_
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

    def accepts(self, names: Sequence[str], words: Sequence[str]) -> bool:
        """Whether the first of some conditions accept these words."""
        return all(word in self.when[name] for name, word in zip(names, words, strict=False))

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

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process: the table, and nothing that was worked out of it here."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def _axes(self) -> tuple[tuple[str, Mapping[str, int]], ...]:
        """Each condition with how far every word of it goes in the cells."""
        axes, step = [], 1
        for name in reversed(self.conditions):
            axes.append((name, {word: i * step for i, word in enumerate(WORDS[name])}))
            step *= len(WORDS[name])
        return tuple(axes)

    @cached_property
    def named(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def decide(self, facts: Mapping[str, str]) -> Rule:
        """The one rule for these facts: a sum and one array read."""
        index = 0
        for name, steps in self._axes:
            index += steps[facts[name]]
        return self.rules[self.cells[index] - 1]

    def collect(self, facts: Mapping[str, str]) -> tuple[Rule, ...]:
        """Every rule that matches, in the order of the file (tables with the hit policy *collect*)."""
        left = self._every
        for name, accepting in self._accepting:
            left &= accepting[facts[name]]
            if not left:
                return ()
        found = []
        while left:
            low = left & -left
            found.append(self.rules[low.bit_length() - 1])
            left ^= low
        return tuple(found)

    @cached_property
    def _every(self) -> int:
        """A bit for each rule."""
        return (1 << len(self.rules)) - 1

    @cached_property
    def _accepting(self) -> tuple[tuple[str, Mapping[str, int]], ...]:
        """For each condition that leaves something out, and each word, the bits of the rules that accept it."""
        some = [name for name in self.conditions if any(name in rule.asks for rule in self.rules)]
        return tuple((name, accepting(name, self.rules)) for name in some)

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


def accepting(name: str, rules: Sequence[Rule]) -> dict[str, int]:
    """For each word of a condition the rules that accept it, a bit for each rule."""
    masks, always = dict.fromkeys(WORDS[name], 0), 0
    for number, rule in enumerate(rules):
        accepted = rule.when[name]
        if len(accepted) == len(masks):
            always |= 1 << number
            continue
        for word in accepted:
            masks[word] |= 1 << number
    return {word: mask | always for word, mask in masks.items()}


def combination(conditions: Sequence[str], index: int) -> dict[str, str]:
    """The facts that belong to one cell of a table."""
    facts: dict[str, str] = {}
    for name in reversed(conditions):
        index, position = divmod(index, len(WORDS[name]))
        facts[name] = WORDS[name][position]
    return {name: facts[name] for name in conditions}


def _cells(
    conditions: Sequence[str], rules: Sequence[Rule]
) -> tuple[bytes, dict[tuple[int, int], int], frozenset[int]]:
    """For every case the number of the first rule that holds, or 0; the first case of each two that overlap; who holds.

    Condition by condition, and once for all cases in which the same rules are left: few, since most accept anything.
    """
    known: dict[tuple[int, int], tuple[bytes, dict[tuple[int, int], int]]] = {}
    accept, found = [accepting(name, rules) for name in conditions], set[int]()
    sizes, settled = [1], [-1]  # from each condition on: how many cases, and the rules that accept all of them
    for words in reversed(accept):
        sizes.insert(0, sizes[0] * len(words))
        settled.insert(0, reduce(and_, words.values(), settled[0]))

    def below(depth: int, left: int) -> tuple[bytes, dict[tuple[int, int], int]]:
        if (depth, left) in known:
            return known[depth, left]
        clashes = dict[tuple[int, int], int]()
        if not left & ~settled[depth]:
            first, *others = [number for number in range(1, left.bit_length() + 1) if left >> (number - 1) & 1] or [0]
            found.add(first)
            cells = bytes([first]) * sizes[depth]
            clashes = {(first, number): 0 for number in others}
        else:
            parts, size = list[bytes](), sizes[depth + 1]
            for accepted in accept[depth].values():
                part, both = below(depth + 1, left & accepted)
                for pair, cell in both.items():
                    clashes.setdefault(pair, len(parts) * size + cell)
                parts.append(part)
            cells = b"".join(parts)
        known[depth, left] = cells, clashes
        return cells, clashes

    return *below(0, (1 << len(rules)) - 1), frozenset(found)


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
    cells, clashes, found = _cells(conditions, rules)
    for number, rule in enumerate(rules, start=1):
        if number not in found:
            dead = Notice("fault.table.dead", id=rule.id)
            faults.append(Fault(file, rule.row, "id", dead))
    for (first, second), cell in sorted(clashes.items(), key=lambda one: (one[0][1], one[1])):
        one, two = rules[first - 1], rules[second - 1]
        shown = _say(combination(conditions, cell))
        faults.append(
            Fault(file, two.row, "id", Notice("fault.table.overlap.case", one=one.id, two=two.id, shown=shown))
        )
    if 0 in found:
        gaps = cells.count(0)
        shown = _say(combination(conditions, cells.index(0)))
        faults.append(
            Fault(file, len(rules) + 1, "", Notice("fault.table.gap", gaps=gaps, cells=len(cells), shown=shown))
        )
    return Table(name, file, conditions, outcomes, rules, cells), faults

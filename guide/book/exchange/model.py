"""Book -> decisions as DMN sees them: inputs, outputs, rows in FEEL, and what each decision requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import WORDS
from guide.book.kinds import COLLECT, DECIDING, DEEPER, SLOTS, TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Rule, Table

#: The decision that no file holds: which table has the last word about the action (guide.engine.follow).
STEP = "step"
#: Tables in the order in which they are asked; each may use what those before it found.
_LAST = list(TABLES).index(DECIDING[-1]) + 1  # behind the last that STEP reads
ORDER = (*list(TABLES)[:_LAST], STEP, *list(TABLES)[_LAST:])
#: Said by three tables; only STEP says which of them counts.
_DISPUTED = {"action": "next_step.action", "stage": "next_step.stage", "turn": "next_step.turn"}


class Clause(NamedTuple):
    """One column: its name, the expression an input reads, the values it may have, and their type."""

    name: str
    expression: str
    values: tuple[str, ...]
    type: str  # the fact whose words these are, or "" for plain text


class Row(NamedTuple):
    """One rule: tests and outcomes in FEEL, and why."""

    id: str
    tests: tuple[str, ...]
    outcomes: tuple[str, ...]
    because: tuple[str, ...] = ()
    source: str = ""


class Decision(NamedTuple):
    """One decision table with what it requires."""

    name: str
    policy: str
    inputs: tuple[Clause, ...]
    outputs: tuple[Clause, ...]
    rows: tuple[Row, ...]

    @property
    def decisions(self) -> tuple[str, ...]:
        """Names of the decisions it requires."""
        return tuple(dict.fromkeys(root for root in self._roots if root in ORDER))

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the facts it requires."""
        return tuple(dict.fromkeys(root for root in self._roots if root not in ORDER))

    @property
    def _roots(self) -> tuple[str, ...]:
        """Names that its expressions begin with."""
        read = [clause.expression for clause in self.inputs]
        if self.name == STEP:  # its outcomes are expressions too
            read += [outcome for row in self.rows for outcome in row.outcomes]
        return tuple(expression.split(".")[0] for expression in read)


def quoted(word: str) -> str:
    """A word as a FEEL string; null where a cell is blank."""
    if not word:
        return "null"
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(words: Collection[str]) -> str:
    """Words as FEEL unary tests: any one of them."""
    return ",".join(map(quoted, words))


def unary(accepted: Collection[str], domain: Sequence[str]) -> str:
    """The words that a condition accepts, in the shorter of the two notations."""
    named = [word for word in domain if word in accepted]
    rest = [word for word in domain if word not in accepted]
    if not rest:
        return "-"
    return f"not({listed(rest)})" if len(rest) < len(named) else listed(named)


def word_kind(column: str) -> str:
    """The fact whose words a column uses, if there is one."""
    name = "level" if column in SLOTS else column
    return name if name in WORDS else ""


def _output(column: str, rules: Sequence[Rule]) -> Clause:
    """An outcome column: all words of its kind, or those that the table uses."""
    said = dict.fromkeys(rule.then[column] for rule in rules)
    kind = "" if "" in said else word_kind(column)
    return Clause(column, "", WORDS[kind] if kind else tuple(said), kind)


def _rows(table: Table) -> tuple[Row, ...]:
    collects = TABLES[table.name].policy == COLLECT
    return tuple(
        Row(
            rule.id,
            tuple(unary(ok, WORDS[c]) for c, ok in rule.when.items()),
            tuple(quoted(word) for word in ([rule.id] if collects else []) + [rule.then[c] for c in table.outcomes]),
            tuple(rule.because.values()),
            " ".join(rule.source),
        )
        for rule in table.rules
    )


def _decision(table: Table, found: Mapping[str, str]) -> Decision:
    """A table of the book; one that collects also says which rows were taken."""
    inputs = tuple(Clause(c, found.get(c, c), WORDS[c], c) for c in table.conditions)
    outputs = tuple(_output(c, table.rules) for c in table.outcomes)
    collects = TABLES[table.name].policy == COLLECT
    if collects:
        outputs = (Clause("id", "", tuple(rule.id for rule in table.rules), ""), *outputs)
    return Decision(table.name, "COLLECT" if collects else "UNIQUE", inputs, outputs, _rows(table))


def _step() -> Decision:
    """Action, stage and turn: the next step's own, unless it hands over to a table that looks closer."""
    outputs = tuple(Clause(name, "", WORDS[name], name) for name in _DISPUTED)
    deeper = [Row(name, (quoted(name),), (f"{name}.action", _DISPUTED["stage"], f"{name}.turn")) for name in DEEPER]
    own = Row("next_step", (f"not({listed(DEEPER)})",), tuple(_DISPUTED.values()))
    source = Clause("action", _DISPUTED["action"], WORDS["action"], "action")
    return Decision(STEP, "UNIQUE", (source,), outputs, (*deeper, own))


def decisions(book: Book) -> tuple[Decision, ...]:
    """Every decision of the book, each after those it requires."""
    found: dict[str, str] = {}  # name -> the expression that reads it, once a decision has found it
    made = []
    for name in ORDER:
        decision = _step() if name == STEP else _decision(book.tables[name], found)
        made.append(decision)
        if name == "journal":
            continue  # its outcome is the standing, with which the next event begins
        for column in decision.outputs:
            if column.name not in _DISPUTED or name == STEP:
                found[column.name] = name if len(decision.outputs) == 1 else f"{name}.{column.name}"
    return tuple(made)

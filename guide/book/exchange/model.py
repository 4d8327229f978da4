"""Book -> the decisions of DMN: inputs, outputs, rules in FEEL (the language of its cells), and requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.chain import COLLECT, DECIDING, DEEPER, TABLES
from guide.book.facts import WORDS
from guide.book.slots import SLOTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.tables import Rule, Table

#: A decision that no file holds: it says which table has the last word about the action (guide.engine.follow).
STEP = "step"
#: The decisions in the order in which they are made; each may use the outcomes of those before it.
_LAST = list(TABLES).index(DECIDING[-1]) + 1  # behind the last that STEP reads
ORDER = (*list(TABLES)[:_LAST], STEP, *list(TABLES)[_LAST:])
#: Outcomes that three tables have; STEP says which of them counts.
_DISPUTED = {"action": "next_step.action", "stage": "next_step.stage", "turn": "next_step.turn"}


class Clause(NamedTuple):
    """One column: its name, the expression an input reads, the values it may have, and their type."""

    name: str
    expression: str
    values: tuple[str, ...]
    type: str  # the fact whose words these are, or "" for plain text


class DmnRule(NamedTuple):
    """A rule of a decision: its tests and outcomes in FEEL, and its reason by language."""

    id: str
    tests: tuple[str, ...]
    outcomes: tuple[str, ...]
    because: tuple[str, ...] = ()
    source: str = ""


class DmnDecision(NamedTuple):
    """A decision table, and the decisions and facts that it requires."""

    name: str
    policy: str
    inputs: tuple[Clause, ...]
    outputs: tuple[Clause, ...]
    rows: tuple[DmnRule, ...]

    @property
    def decisions(self) -> tuple[str, ...]:
        """Names of the required decisions."""
        return tuple(dict.fromkeys(root for root in self._roots if root in ORDER))

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of the required facts."""
        return tuple(dict.fromkeys(root for root in self._roots if root not in ORDER))

    @property
    def _roots(self) -> tuple[str, ...]:
        """The first name of each of its expressions."""
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
    """A test that any of these words passes, in FEEL."""
    return ",".join(map(quoted, words))


def unary(accepted: Collection[str], domain: Sequence[str]) -> str:
    """A test for the accepted words: a list of them, or `not` with the others where that is shorter."""
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
    words_used = dict.fromkeys(rule.then[column] for rule in rules)
    kind = "" if "" in words_used else word_kind(column)
    return Clause(column, "", WORDS[kind] if kind else tuple(words_used), kind)


def _rows(table: Table) -> tuple[DmnRule, ...]:
    collects = TABLES[table.name].policy == COLLECT
    return tuple(
        DmnRule(
            rule.id,
            tuple(unary(ok, WORDS[c]) for c, ok in rule.when.items()),
            tuple(quoted(word) for word in ([rule.id] if collects else []) + [rule.then[c] for c in table.outcomes]),
            tuple(rule.because.values()),
            " ".join(rule.source),
        )
        for rule in table.rules
    )


def _decision(table: Table, expressions: Mapping[str, str]) -> DmnDecision:
    """A table of the book as a decision; of one that collects, the ids of the rules are an outcome, too."""
    given = TABLES[table.name].besides  # asked for each by itself, also where another table collects several
    reads = {name: expression for name, expression in expressions.items() if name not in given}
    inputs = tuple(Clause(c, reads.get(c, c), WORDS[c], c) for c in table.conditions)
    outputs = tuple(_output(c, table.rules) for c in table.outcomes)
    collects = TABLES[table.name].policy == COLLECT
    if collects:
        outputs = (Clause("id", "", tuple(rule.id for rule in table.rules), ""), *outputs)
    return DmnDecision(table.name, "COLLECT" if collects else "UNIQUE", inputs, outputs, _rows(table))


def _step() -> DmnDecision:
    """Action, stage and turn: those of next_step, unless it hands over to a table that looks closer."""
    outputs = tuple(Clause(name, "", WORDS[name], name) for name in _DISPUTED)
    deeper = [DmnRule(name, (quoted(name),), (f"{name}.action", _DISPUTED["stage"], f"{name}.turn")) for name in DEEPER]
    own = DmnRule("next_step", (f"not({listed(DEEPER)})",), tuple(_DISPUTED.values()))
    source = Clause("action", _DISPUTED["action"], WORDS["action"], "action")
    return DmnDecision(STEP, "UNIQUE", (source,), outputs, (*deeper, own))


def decisions(book: Book) -> tuple[DmnDecision, ...]:
    """Every decision of the book, each after those it requires."""
    expressions: dict[str, str] = {}  # name -> the expression that reads it, once a decision has it
    ordered = []
    for name in ORDER:
        decision = _step() if name == STEP else _decision(book.tables[name], expressions)
        ordered.append(decision)
        if name == "journal":
            continue  # its outcome is the standing, with which the next event begins
        for column in decision.outputs:
            if column.name not in _DISPUTED or name == STEP:
                expressions[column.name] = name if len(decision.outputs) == 1 else f"{name}.{column.name}"
    return tuple(ordered)

"""The map as content: its nodes and edges, and the check that they agree with the tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guide.book.chain import DECIDING
from guide.book.events import TRACKS
from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import Fault, unknown
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule

NODES, EDGES = "pages/map_nodes.csv", "pages/map_edges.csv"
KINDS = ("step", "end")


@dataclass(frozen=True)
class Node:
    """A box: the actions it holds, the answers it gathers, and its words, line by line."""

    id: str
    stage: str
    column: int
    row: int
    is_end: bool
    actions: tuple[str, ...]
    facts: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    line: int  # its line in the file


@dataclass(frozen=True)
class Edge:
    """A line between two boxes, the rules that make it exist, and its words."""

    start: str
    end: str
    rules: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    line: int


@dataclass(frozen=True)
class Chart:
    """All nodes and edges."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    def holder(self, action: str) -> str | None:
        """The id of the node that holds an action; None where no node does."""
        return next((n.id for n in self.nodes.values() if action in n.actions), None)


def one_line(words: tuple[str, ...]) -> str:
    """Join words that were broken into lines; two Chinese characters need no blank between them."""
    joined = words[0]
    for part in words[1:]:
        joined += ("" if min(joined[-1:], part[:1]) > "\u2e7f" else " ") + part
    return joined


def _by_line(row: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {lang: tuple(part.strip() for part in row[lang].split("/")) for lang in LANGUAGES}


def read_chart(book: Book) -> tuple[Chart, list[Fault]]:
    """Read the chart of a book, with every fault of its two files."""
    faults: list[Fault] = []
    sheet, nodes = book.sheet(NODES, faults), dict[str, Node]()
    columns = ("id", "stage", "column", "row", "kind", "actions", "facts", *LANGUAGES)
    for row in sheet.rows if sheet.need(*columns) else []:
        line, name = int(row["#"]), row["id"]
        for column in ("column", "row"):
            if not (row[column].isascii() and row[column].isdigit() and 1 <= int(row[column]) <= 99):
                sheet.fault(line, column, Notice("fault.map.place", value=row[column]), Notice("fault.map.place.such"))
                row[column] = "1"
        for column, allowed in (("stage", WORDS["stage"]), ("kind", KINDS)):
            if row[column] not in allowed:
                sheet.fault(line, column, unknown(row[column]), " ".join(allowed))
        if not name or name in nodes:
            sheet.fault(line, "id", Notice("fault.id.either", id=name))
            continue
        nodes[name] = Node(name, row["stage"], int(row["column"]), int(row["row"]), row["kind"] == "end",
                           tuple(row["actions"].split()), tuple(row["facts"].split()), _by_line(row), line)  # fmt: skip
    sheet, edges = book.sheet(EDGES, faults), list[Edge]()
    for row in sheet.rows if sheet.need("from", "to", "rules", *LANGUAGES) else []:
        edges.append(Edge(row["from"], row["to"], tuple(row["rules"].split()), _by_line(row), int(row["#"])))
    return Chart(nodes, tuple(edges)), faults


def given_actions(book: Book) -> dict[str, str]:
    """Every action that a rule can give -> the reference of the first rule that gives it."""
    first_rules: dict[str, str] = {}
    for name in DECIDING:
        for rule in book.tables[name].rules:
            if rule.then["action"] not in DECIDING:
                first_rules.setdefault(rule.then["action"], rule.ref)
    return first_rules


def leads(book: Book, rule: Rule) -> set[str]:
    """The actions that a rule gives; for a rule of the journal, those that can be advised after its event."""
    if rule.table in DECIDING:
        return {rule.then["action"]} - set(DECIDING)
    if rule.table != "journal":
        return set()
    after = {t: {rule.then[t]} if rule.then[t] else rule.when[t] for t in TRACKS}
    for name in ("patience", "body"):
        after[name] = {r.then[name] for r in _fitting(book, name, after)}
    actions = {r.then["action"] for r in _fitting(book, "next_step", after)}
    if "ladder" in actions:
        actions |= {r.then["action"] for r in _fitting(book, "ladder", after)}
    return actions - set(DECIDING)


def _fitting(book: Book, name: str, known: Mapping[str, set[str] | frozenset[str]]) -> Iterator[Rule]:
    """The rules of a table that can fire; a condition that is not in `known` may have any value."""
    table = book.tables[name]
    for rule in table.rules:
        if all(known.get(c, accepts) & accepts for c, accepts in rule.when.items()):
            yield rule


def chart_faults(chart: Chart, book: Book) -> Iterator[Fault]:
    """Every fault of a chart that could be read: of its boxes, its lines, and where it disagrees with the tables."""
    holders = Counter(a for node in chart.nodes.values() for a in node.actions)
    for action, ref in given_actions(book).items():
        if not holders[action]:
            yield Fault(NODES, 1, "actions", Notice("fault.map.action.none", action=action, rule=ref))
    linked = {name for edge in chart.edges for name in (edge.start, edge.end)}
    taken: dict[tuple[int, int], str] = {}
    stages: dict[int, str] = {}
    order = list(WORDS["stage"])
    for node in chart.nodes.values():
        yield from _node_faults(node, holders)
        if node.id not in linked:
            yield Fault(NODES, node.line, "id", Notice("fault.map.alone", id=node.id))
        if (other := taken.setdefault((node.column, node.row), node.id)) != node.id:
            yield Fault(NODES, node.line, "column", Notice("fault.map.same", id=node.id, other=other))
        if stages.setdefault(node.row, node.stage) != node.stage:
            yield Fault(NODES, node.line, "row", Notice("fault.map.stage", row=node.row, stage=stages[node.row]))
    rising = [order.index(stages[row]) for row in sorted(stages) if stages[row] in order]
    if rising != sorted(rising):
        yield Fault(NODES, 1, "row", Notice("fault.map.order"), " ".join(order))
    rules = {rule.ref: rule for table in book.tables.values() for rule in table.rules}
    seen: set[tuple[str, str]] = set()
    for edge in chart.edges:
        if (edge.start, edge.end) in seen:
            yield Fault(EDGES, edge.line, "to", Notice("fault.map.edge.again", start=edge.start, end=edge.end))
        seen.add((edge.start, edge.end))
        yield from _edge_faults(edge, chart, book, rules)


def _node_faults(node: Node, holders: Counter[str]) -> Iterator[Fault]:
    for action in node.actions:
        if action not in set(WORDS["action"]) - set(DECIDING):
            yield Fault(NODES, node.line, "actions", Notice("fault.action.named", action=action))
        elif holders[action] > 1:
            yield Fault(
                NODES, node.line, "actions", Notice("fault.map.action.many", action=action, count=holders[action])
            )
    if not node.actions:
        yield Fault(NODES, node.line, "actions", Notice("fault.map.node.action"))
    for fact in node.facts:
        if fact not in {*CHOICES, *VALUES, "held"}:
            yield Fault(
                NODES, node.line, "facts", Notice("fault.fact.named", fact=fact), " ".join([*CHOICES, *VALUES, "held"])
            )
    yield from _word_faults(node.words, NODES, node.line)


def _edge_faults(edge: Edge, chart: Chart, book: Book, rules: Mapping[str, Rule]) -> Iterator[Fault]:
    for column, name in (("from", edge.start), ("to", edge.end)):
        if name not in chart.nodes:
            yield Fault(EDGES, edge.line, column, Notice("fault.map.node", name=name))
    if edge.start == edge.end:
        yield Fault(EDGES, edge.line, "to", Notice("fault.map.edge.two"))
    for ref in edge.rules:
        if ref not in rules:
            yield Fault(EDGES, edge.line, "rules", Notice("fault.map.rule", rule=ref), Notice("fault.map.rule.such"))
    target = chart.nodes.get(edge.end)
    if target and not any(leads(book, rules[r]) & set(target.actions) for r in edge.rules if r in rules):
        yield Fault(EDGES, edge.line, "rules", Notice("fault.map.edge.leads", end=edge.end))
    yield from _word_faults(edge.words, EDGES, edge.line)


def _word_faults(words: Mapping[str, tuple[str, ...]], file: str, line: int) -> Iterator[Fault]:
    for lang, parts in words.items():
        if not all(parts):
            yield Fault(file, line, lang, Notice("fault.words"))
        elif len(parts) > 2:
            yield Fault(file, line, lang, Notice("fault.map.lines"))

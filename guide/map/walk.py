"""The way of a case over the map: the boxes it came to, in order, and the lines it took between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import WORDS
from guide.engine.advice import advise
from guide.engine.case import Case
from guide.engine.follow import follow

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.map.chart import Chart
    from guide.map.grid import Way


class OnMap(NamedTuple):
    """One case on the map: the nodes it came to, the lines it took, and those it may take next."""

    walk: tuple[str, ...]  # nodes in the order in which the case came to them, the present one last
    taken: frozenset[Way]
    next: frozenset[Way]

    @property
    def here(self) -> str | None:
        """The node of the present action; None without a case."""
        return self.walk[-1] if self.walk else None

    def node_mark(self, node: str) -> str:
        """The mark of a node: `here`, `been`, `next`, or empty."""
        if node == self.here:
            return "here"
        if node in self.walk:
            return "been"
        return "next" if any(way[1] == node for way in self.next) else ""

    def line_mark(self, way: Way) -> str:
        """The mark of a line: `next`, `been`, or empty."""
        return "next" if way in self.next else "been" if way in self.taken else ""


NOWHERE = OnMap((), frozenset(), frozenset())


def walk(chart: Chart, book: Book, case: Case, now: datetime) -> tuple[str, ...]:
    """Replay a case: the nodes it came to, in order, the present one last.

    Before and after each event that counts the engine is asked for the action of that moment, and the case is at the
    node of that action; at last it is asked for the action now. The answers are those of today, for a case keeps no
    older ones. A node that gathers answers counts as passed once one of them is given and the case has come as far
    as the node's stage.
    """
    last = follow(case, book, now)
    answered = set(last.facts.answered())
    came: list[str] = []
    stages = WORDS["stage"]

    def come_to(action: str) -> None:
        name = chart.holder(action)
        if name is None:
            return
        reached = stages.index(chart.nodes[name].stage)
        came.extend(n.id for n in chart.nodes.values() if n.id != name and n.id not in came
                    and answered.intersection(n.facts) and stages.index(n.stage) <= reached)  # fmt: skip
        came.extend([name] if came[-1:] != [name] else [])  # a case may come back to a node

    actions_of: dict[str, list[str]] = {}  # event -> the actions that it completes
    for rule in book.tables["actions"].rules:
        actions_of.setdefault(rule.then["event"], []).append(rule.id)
    events = last.replay.applied
    for number, event in enumerate(events):
        done = actions_of.get(event.event, [])
        if len(done) > 1:  # the one that was advised at that moment
            before = follow(Case(case.facts, events[:number]), book, event.at).state["action"]
            done = [before] if before in done else done
        for action in done[:1]:
            come_to(action)
        come_to(follow(Case(case.facts, events[: number + 1]), book, event.at).state["action"])
    come_to(last.state["action"])
    return tuple(came)


def taken(chart: Chart, came: tuple[str, ...]) -> frozenset[Way]:
    """The lines of a walk: to each node, the line from the latest earlier node that has one to it."""
    ways = {(e.start, e.end) for e in chart.edges}
    return frozenset(
        (start, end)
        for number, end in enumerate(came)
        for start in [s for s in reversed(came[:number]) if (s, end) in ways][:1]
    )


def locate(chart: Chart, book: Book, case: Case | None, now: datetime) -> OnMap:
    """Find where a case has been, where it is, and where the changes named in its advice lead."""
    if case is None:
        return NOWHERE
    came, advice = walk(chart, book, case, now), advise(case, book, now)
    after = {chart.holder(change.action) for change in advice.changes}
    ways = ((e.start, e.end) for e in chart.edges)
    here = came[-1] if came else None
    return OnMap(came, taken(chart, came), frozenset(w for w in ways if w[0] == here and w[1] in after))

"""The way of a case over the map: the boxes it came to, in order, and the lines it took between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import WORDS
from guide.engine.advice import advise
from guide.engine.case import Case
from guide.engine.route import follow

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.map.chart import Chart
    from guide.map.grid import Way


class Standing(NamedTuple):
    """What of the map belongs to one case."""

    walk: tuple[str, ...]  # nodes in the order in which the case came to them, the present one last
    been: frozenset[Way]
    next: frozenset[Way]

    @property
    def here(self) -> str | None:
        """The node of the present action."""
        return self.walk[-1] if self.walk else None

    def of(self, node: str) -> str:
        """How a node stands to the case: here, been, next, or nothing."""
        if node == self.here:
            return "here"
        if node in self.walk:
            return "been"
        return "next" if any(way[1] == node for way in self.next) else ""

    def mark(self, way: Way) -> str:
        """How a line stands to the case: next, been, or nothing."""
        return "next" if way in self.next else "been" if way in self.been else ""


NOWHERE = Standing((), frozenset(), frozenset())


def walk(chart: Chart, book: Book, case: Case, now: datetime) -> tuple[str, ...]:
    """The nodes a case came to, in order, the present one last.

    The journal is replayed: before and after each event that counts, at the moment of the event, the engine says
    what to do, and the case is at the node of that action; at last it is where it stands now. The answers are those
    of today, for a case keeps no older ones. A node that only gathers answers counts as passed once one of them is
    given and the case has come as far as its stage.
    """
    last = follow(case, book, now)
    answered = set(last.facts.answered())
    came: list[str] = []
    stages = WORDS["stage"]

    def come(action: str) -> None:
        name = chart.holder(action)
        if name is None:
            return
        reached = stages.index(chart.nodes[name].stage)
        came.extend(n.id for n in chart.nodes.values() if n.id != name and n.id not in came
                    and answered.intersection(n.facts) and stages.index(n.stage) <= reached)  # fmt: skip
        came.extend([name] if came[-1:] != [name] else [])  # a case may come back to a node

    doing: dict[str, list[str]] = {}  # event -> the actions that are done by it
    for rule in book.tables["actions"].rules:
        doing.setdefault(rule.then["event"], []).append(rule.id)
    happened = last.replay.applied
    for number, event in enumerate(happened):
        done = doing.get(event.event, [])
        if len(done) > 1:  # which of them it was is what was advised then
            before = follow(Case(case.facts, happened[:number]), book, event.at).state["action"]
            done = [before] if before in done else done
        for action in done[:1]:
            come(action)
        come(follow(Case(case.facts, happened[: number + 1]), book, event.at).state["action"])
    come(last.state["action"])
    return tuple(came)


def taken(chart: Chart, came: tuple[str, ...]) -> frozenset[Way]:
    """The lines of a walk: to each node from the nearest earlier one from which a line leads there."""
    ways = {(e.start, e.end) for e in chart.edges}
    return frozenset(
        (start, end)
        for number, end in enumerate(came)
        for start in [s for s in reversed(came[:number]) if (s, end) in ways][:1]
    )


def standing(chart: Chart, book: Book, case: Case | None, now: datetime) -> Standing:
    """Where a case has been, where it is, and where the changes named in its advice lead."""
    if case is None:
        return NOWHERE
    came, advice = walk(chart, book, case, now), advise(case, book, now)
    after = {chart.holder(change.action) for change in advice.changes}
    ways = ((e.start, e.end) for e in chart.edges)
    here = came[-1] if came else None
    return Standing(came, taken(chart, came), frozenset(w for w in ways if w[0] == here and w[1] in after))

"""advise(case, book, now): one frozen value that says what to do, why, until when, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from guide.book.clocks import NEAR
from guide.engine import clocks, evidence, parking, rehearsal
from guide.engine import drafts as messages
from guide.engine.changes import Change, possible_changes, shortest
from guide.engine.follow import follow
from guide.engine.options import offered, option_of
from guide.engine.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.notices import Notice
    from guide.engine.case import Case
    from guide.engine.clocks import Clock
    from guide.engine.drafts import Draft
    from guide.engine.evidence import Slot
    from guide.engine.options import Blocker, Option
    from guide.engine.parking import ParkedEvent
    from guide.engine.reasons import Reason
    from guide.engine.rehearsal import Refusal
    from guide.engine.route import Route


#: Stage -> the action that leads to the next one.
_GATES = {"self_check": "contact_seller", "seller": "apply_platform"}


class Note(NamedTuple):
    """A warning, a possible cause, a tip, background, what proves a later stage, or how the action is done here."""

    kind: str
    reason: Reason


@dataclass(frozen=True)
class Advice:
    """Everything the handbook has to say about one case at one moment; each part is worked out when it is looked at."""

    route: Route

    @property
    def now(self) -> datetime:
        """The moment it is given for."""
        return self.route.now

    @property
    def stage(self) -> str:
        """How far the case is."""
        return self.route.state["stage"]

    @property
    def action(self) -> str:
        """What to do."""
        return self.route.state["action"]

    @property
    def turn(self) -> str:
        """Who is to act."""
        return self.route.state["turn"]

    @property
    def claim(self) -> str:
        """The claim type to choose."""
        return self.route.state["claim"]

    @property
    def refund(self) -> str:
        """The refund type to choose."""
        return self.route.state["refund"]

    @property
    def claiming(self) -> str:
        """The sentence about the claim type to choose: who wants the goods is not told to choose a refund."""
        return "ui.claim" if self.route.facts.demand == "refund" else "ui.claim.goods"

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, the decisive one first."""
        return tuple(reason(rule, self.route.book) for rule in self.route.deciding)

    @cached_property
    def option(self) -> Option:
        """The action itself: how, where, and what blocks it."""
        return option_of(self.route.book.tables["actions"].named[self.action], self.route)

    @cached_property
    def ways(self) -> tuple[Option, ...]:
        """Other actions on the table, blocked or not, before anything is written for them."""
        route = self.route
        return tuple(option_of(rule, route) for rule in offered(route.state, route.book) if rule.id != self.action)

    @cached_property
    def others(self) -> tuple[Option, ...]:
        """The same with what each takes in writing."""
        return tuple(o if o.blockers else o._replace(papers=_papers(o.action, self.route)) for o in self.ways)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """The clocks that run."""
        return clocks.running(self.route)

    @cached_property
    def clock(self) -> Clock | None:
        """The one that belongs to the action; whose turn it is waits for nobody else’s time."""
        shown = [c for c in self.clocks if self.turn != "you" or c.ends != "wait" or c.id == self.option.clock]
        return _foremost(tuple(shown), self.option.clock, self.route.book, self.now)

    @cached_property
    def evidence(self) -> tuple[Slot, ...]:
        """What is needed as proof, and what is in hand."""
        route = self.route
        levels = evidence.levels(route.rules["evidence"], [note.kind for note in self._noted])
        return evidence.slots(levels, route.facts.held, route.standing.outcome)

    @property
    def proof(self) -> Reason | None:
        """What matters most as proof in this case: first what was decided since, or else what fits the problem.

        Nothing has to be proved where the case is over.
        """
        if self.route.standing.outcome != "open":
            return None
        decided = (note.reason for note in self._noted if note.kind == "proof")
        return next(decided, reason(self.route.rules["evidence"], self.route.book))

    @cached_property
    def drafts(self) -> Mapping[str, Draft | None]:
        """The text of the action, in each language."""
        return {lang: messages.written(self.route, lang, self.action) for lang in self.route.book.words}

    @property
    def notes(self) -> tuple[Note, ...]:
        """Warnings, possible causes, tips and background."""
        return tuple(note for note in self._noted if note.kind not in ("proof", "how"))

    @cached_property
    def _noted(self) -> tuple[Note, ...]:
        book = self.route.book
        return tuple(Note(r.then["note"], reason(r, book)) for r in book.tables["notes"].collect(self.route.state))

    @cached_property
    def rehearsal(self) -> tuple[Refusal, ...]:
        """What the other side is likely to say, and the answer."""
        return rehearsal.rehearse(self.route)

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        return tuple(possible_changes(self.route))

    @cached_property
    def ask(self) -> tuple[str, ...]:
        """Facts not answered yet that could change the action."""
        return tuple(dict.fromkeys(c.name for c in self._changes if c.kind == "ask"))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The smallest changes that lead to other actions."""
        return shortest(self._changes, self.route)

    @cached_property
    def parked_facts(self) -> Mapping[str, Notice]:
        """Each answer that is not counted, and why."""
        return parking.parked_facts(self.route)

    @cached_property
    def parked_events(self) -> tuple[ParkedEvent, ...]:
        """Each event that does not move the case, and why."""
        return parking.parked_events(self.route)

    @property
    def expired(self) -> tuple[str, ...]:
        """Parameters past their review day."""
        book, today = self.route.book, self.now.date()
        return tuple(name for name in book.parameters if book.parameter(name, today).review_by < today)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Actions that nothing blocks, the advised one first."""
        return tuple(o.action for o in (self.option, *self.ways) if not o.blockers)

    @property
    def gates(self) -> tuple[Option, ...]:
        """The action that leads to the next stage, blocked or not; none where the others are no step ahead."""
        return tuple(option for option in self.ways if option.event and option.action == _GATES.get(self.stage))

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """The blockers of the advised action."""
        return self.option.blockers

    @property
    def due(self) -> datetime | None:
        """When the clock of the action ends, or else the next that waits for the same side, the buyer or others.

        A clock after which a way may be closed, such as the day on which the order confirms itself, belongs to no
        other action than the one that names it.
        """
        ahead = _ahead(self.clocks, self.now)
        named = [c for c in ahead if c.id == self.option.clock]
        same = [c for c in ahead if c.ends != "lose" and (c.turn == "you") == (self.turn == "you")]
        return next((c.ends_at for c in (*named, *same)), None)

    @property
    def score(self) -> tuple[int, int]:
        """Required evidence in hand, and required in all."""
        required = [s for s in self.evidence if s.level == "required"]
        return sum(s.held for s in required), len(required)


def advise(case: Case, book: Book, now: datetime) -> Advice:
    """The advice for a case at a moment. Pure: equal cases, books and moments give equal advice."""
    return Advice(follow(case, book, now))


def _ahead(running: tuple[Clock, ...], now: datetime) -> list[Clock]:
    """The clocks that go on and have not ended."""
    return [c for c in running if c.ends_at > now and not c.paused]


def _foremost(running: tuple[Clock, ...], named: str, book: Book, now: datetime) -> Clock | None:
    """The clock that an action's row names, else the next to end, if that is near; one of years says nothing today."""
    own = [c for c in running if c.id == named]
    ahead = _ahead(running, now)
    near = [c for c in ahead if c.left(now) < clocks.span(book, NEAR, now)]
    return next(iter([c for c in own if c in ahead] or near or own), None)


def _papers(action: str, route: Route) -> dict[str, Draft]:
    """The papers that an action takes, in each language."""
    papers = {lang: messages.written(route, lang, action) for lang in route.book.words}
    return {lang: paper for lang, paper in papers.items() if paper is not None}

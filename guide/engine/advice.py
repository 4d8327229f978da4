"""advise(case, book, now): one frozen value that says what to do, why, until when, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import WORDS
from guide.book.kinds import NEAR
from guide.engine import clocks, evidence, parking, rehearsal
from guide.engine import drafts as messages
from guide.engine.changes import Change, possible_changes, shortest
from guide.engine.follow import follow
from guide.engine.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book, Reference
    from guide.book.notices import Notice
    from guide.book.tables import Rule
    from guide.engine.case import Case
    from guide.engine.clocks import Clock
    from guide.engine.drafts import Draft
    from guide.engine.evidence import Slot
    from guide.engine.parking import ParkedEvent
    from guide.engine.rehearsal import Refusal


#: Stage -> the action that leads to the next one.
_GATES = {"self_check": "contact_seller", "seller": "apply_platform"}


class Reason(NamedTuple):
    """Why: the rule that fired, its sentence in each language, and how sure its sources are."""

    table: str
    rule: str
    because: Mapping[str, str]
    sources: tuple[Reference, ...]

    @property
    def confidence(self) -> str:
        """The weakest confidence among the sources: a reason is no surer than what it rests on."""
        order = list(WORDS["confidence"])
        return max((s.confidence for s in self.sources), key=order.index)


class Blocker(NamedTuple):
    """A reason why an action is not possible yet, and the field that mends it."""

    field: str
    reason: Reason


class Note(NamedTuple):
    """A warning, a possible cause, a tip or a piece of background."""

    kind: str
    reason: Reason


class Option(NamedTuple):
    """An action on the table: the event that doing it records, where it is done, and what still blocks it."""

    action: str
    event: str  # empty where doing it is not an event
    opens: str
    clock: str
    how: Reason
    blockers: tuple[Blocker, ...]
    papers: Mapping[str, Draft] = {}  # language -> what another way takes in writing; empty where it takes nothing


@dataclass(frozen=True)
class Advice:
    """Everything the handbook has to say about one case at one moment."""

    route: Route
    stage: str
    action: str
    turn: str
    reasons: tuple[Reason, ...]
    option: Option  # the action itself: how, where, and what blocks it
    others: tuple[Option, ...]  # other actions on the table, blocked or not
    clocks: tuple[Clock, ...]
    clock: Clock | None  # the one that belongs to the action
    claim: str
    refund: str
    evidence: tuple[Slot, ...]
    drafts: Mapping[str, Draft | None]  # language -> draft
    notes: tuple[Note, ...]
    rehearsal: tuple[Refusal, ...]  # what the other side is likely to say, and the answer
    ask: tuple[str, ...]  # facts not answered yet that could change the action
    changes: tuple[Change, ...]
    parked_facts: Mapping[str, Notice]  # each answer that is not counted, and why
    parked_events: tuple[ParkedEvent, ...]
    expired: tuple[str, ...]  # parameters past their review day

    @property
    def now(self) -> datetime:
        """The moment it is given for."""
        return self.route.now

    @property
    def allowed(self) -> tuple[str, ...]:
        """Actions that nothing blocks, the advised one first."""
        return tuple(o.action for o in (self.option, *self.others) if not o.blockers)

    @property
    def gates(self) -> tuple[Option, ...]:
        """The action that leads to the next stage, blocked or not; none where the others are no step ahead."""
        return tuple(option for option in self.others if option.event and option.action == _GATES.get(self.stage))

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


def reason(rule: Rule, book: Book) -> Reason:
    """A rule as a reason."""
    return Reason(rule.table, rule.id, rule.because, tuple(book.reference(s) for s in rule.source))


def advise(case: Case, book: Book, now: datetime) -> Advice:
    """The advice for a case at a moment. Pure: equal cases, books and moments give equal advice."""
    route = follow(case, book, now)
    state = route.state
    others = tuple(_option(rule, state, book) for rule in offered(state, book) if rule.id != state["action"])
    others = tuple(o if o.blockers else o._replace(papers=_papers(o.action, route)) for o in others)
    changes = tuple(possible_changes(case, route))
    option = _option(book.tables["actions"].named[state["action"]], state, book)
    running = clocks.running(route)
    return Advice(
        route=route,
        stage=state["stage"],
        action=state["action"],
        turn=state["turn"],
        reasons=tuple(reason(rule, book) for rule in route.deciding),
        option=option,
        others=others,
        clocks=running,
        clock=_foremost(running, option.clock, book, now),
        claim=state["claim"],
        refund=state["refund"],
        evidence=evidence.slots(route.rules["evidence"], route.facts.held),
        drafts={lang: messages.written(route, lang, state["action"]) for lang in book.words},
        notes=tuple(Note(r.then["note"], reason(r, book)) for r in book.tables["notes"].collect(state)),
        rehearsal=rehearsal.rehearse(route),
        ask=tuple(dict.fromkeys(c.name for c in changes if c.kind == "ask")),
        changes=shortest(changes, state["action"], book),
        parked_facts=parking.parked_facts(case, route),
        parked_events=parking.parked_events(route),
        expired=tuple(n for n in book.parameters if book.parameter(n, now.date()).review_by < now.date()),
    )  # fmt: skip


def offered(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The actions that are open where the case is, blocked or not."""
    return tuple(rule for rule in book.tables["actions"].collect(state) if rule.then["offered"] == "yes")


def blocking(action: str, state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The rules that block an action, each naming something that is missing."""
    return book.tables["blockers"].collect({**state, "action": action})


def _option(rule: Rule, state: Mapping[str, str], book: Book) -> Option:
    blockers = tuple(Blocker(b.then["field"], reason(b, book)) for b in blocking(rule.id, state, book))
    then = rule.then
    return Option(rule.id, then["event"], then["opens"], then["clock"], reason(rule, book), blockers)


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

"""advise(case, book, now): one frozen value that says what to do, why, until when, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import ASKED_BY, CHOICES, UNKNOWN, WORDS
from guide.book.kinds import NEAR
from guide.engine import clocks, evidence, journal, rehearsal
from guide.engine import drafts as messages
from guide.engine.journal import Event
from guide.engine.route import Route, asked, follow, parked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book, Reference
    from guide.book.tables import Rule
    from guide.engine.case import Case
    from guide.engine.clocks import Clock
    from guide.engine.drafts import Draft
    from guide.engine.evidence import Slot
    from guide.engine.rehearsal import Refusal

MOST_CHANGES = 6


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
    """What is missing before an action is possible, and the field that mends it."""

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


class Change(NamedTuple):
    """The smallest change that leads to another action."""

    kind: str  # fact, event, time
    name: str  # fact, event or clock
    value: str
    action: str


@dataclass(frozen=True)
class Advice:
    """Everything the handbook has to say about one case at one moment."""

    now: datetime
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
    parked_facts: tuple[str, ...]
    parked_events: tuple[Event, ...]
    expired: tuple[str, ...]  # parameters past their review day

    @property
    def allowed(self) -> tuple[str, ...]:
        """Actions that nothing blocks, the advised one first."""
        return tuple(o.action for o in (self.option, *self.others) if not o.blockers)

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What blocks the advised action."""
        return self.option.blockers

    @property
    def score(self) -> tuple[int, int]:
        """Required evidence in hand, and required in all."""
        required = [s for s in self.evidence if s.level == "required"]
        return sum(s.held for s in required), len(required)


def reason(rule: Rule, book: Book) -> Reason:
    """A rule as a reason."""
    return Reason(rule.table, rule.id, rule.because, tuple(book.reference(s) for s in rule.source))


def advise(case: Case, book: Book, now: datetime) -> Advice:
    """What to do now with this case, and why. Pure: the same case, book and moment give the same advice."""
    route = follow(case, book, now)
    state = route.state
    standing = route.replay.standing
    others = tuple(_option(rule, state, book) for rule in offered(state, book) if rule.id != state["action"])
    others = tuple(o if o.blockers else o._replace(papers=_papers(o.action, route, book, now)) for o in others)
    changes = tuple(_changes(case, route, book, now))
    option = _option(_row(book, state["action"]), state, book)
    running = clocks.running(route.facts, standing, state, book, now)
    return Advice(
        now=now,
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
        drafts={lang: messages.draft(route, book, now, lang) for lang in book.words},
        notes=tuple(Note(r.then["note"], reason(r, book)) for r in book.tables["notes"].collect(state)),
        rehearsal=rehearsal.rehearse(route.facts, standing, state, book, now),
        ask=tuple(dict.fromkeys(c.name for c in changes if c.kind == "ask")),
        changes=_shortest(changes, state["action"], book),
        parked_facts=parked(case, route),
        parked_events=route.replay.parked,
        expired=tuple(n for n in book.parameters if book.parameter(n, now.date()).review_by < now.date()),
    )  # fmt: skip


def _row(book: Book, action: str) -> Rule:
    return next(rule for rule in book.tables["actions"].rules if rule.id == action)


def offered(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The actions that stand open where the case is, blocked or not."""
    return tuple(rule for rule in book.tables["actions"].collect(state) if rule.then["offered"] == "yes")


def blocking(action: str, state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """What is missing before an action is possible."""
    return book.tables["blockers"].collect({**state, "action": action})


def _option(rule: Rule, state: Mapping[str, str], book: Book) -> Option:
    blockers = tuple(Blocker(b.then["field"], reason(b, book)) for b in blocking(rule.id, state, book))
    then = rule.then
    return Option(rule.id, then["event"], then["opens"], then["clock"], reason(rule, book), blockers)


def _foremost(running: tuple[Clock, ...], named: str, book: Book, now: datetime) -> Clock | None:
    """The clock that an action's row names, else the next to end, if that is near; one of years says nothing today."""
    own = [c for c in running if c.id == named]
    ahead = [c for c in running if c.ends_at > now and not c.paused]
    near = [c for c in ahead if c.left(now) < clocks.span(book, NEAR, now)]
    return next(iter([c for c in own if c in ahead] or near or own), None)


def _papers(action: str, route: Route, book: Book, now: datetime) -> dict[str, Draft]:
    """What an action would take in writing, in each language."""
    found = {lang: messages.paper(route, book, now, lang, action) for lang in book.words}
    return {lang: paper for lang, paper in found.items() if paper is not None}


def _changes(case: Case, route: Route, book: Book, now: datetime) -> Iterator[Change]:
    """Every single event, passing of time or answer that leads to another action; `ask` where none is given yet."""
    state, standing = route.state, route.replay.standing
    for event, reply in journal.possible(book.tables["journal"], standing):
        after = follow(case.with_event(Event(event, now, reply)), book, now).state["action"]
        if after != state["action"]:
            yield Change("event", event, reply, after)
    for clock in clocks.running(route.facts, standing, state, book, now):
        if clock.ends_at >= now and not clock.paused:
            after = follow(case, book, clock.ends_at + timedelta(minutes=1)).state["action"]
            if after != state["action"]:
                yield Change("time", clock.id, clock.ends_at.isoformat(), after)
    for name in asked(book, route):
        if name not in CHOICES:
            continue
        now_is = getattr(route.facts, name)
        for value in CHOICES[name]:
            if value in (now_is, UNKNOWN):
                continue
            other = follow(case.with_fact(name, str(value)), book, now).state
            if other["action"] != state["action"]:
                yield Change("fact", name, str(value), other["action"])
                if now_is == UNKNOWN:
                    yield Change("ask", name, str(value), other["action"])
    for name in asked(book, route):
        if ASKED_BY.get(name) == state["action"] and getattr(route.facts, name) is None:
            yield Change("ask", name, "", "")


#: Recording these is always possible and says nothing about what would change the advice.
_TRIVIAL = {"received", "refunded"}


def _shortest(changes: tuple[Change, ...], action: str, book: Book) -> tuple[Change, ...]:
    """One change for each other action, events and time first; of one's own acts only the advised one."""
    own = {rule.then["event"] for rule in book.tables["actions"].rules if rule.id != action} | _TRIVIAL
    own -= {_row(book, action).then["event"]}
    first: dict[str, Change] = {}
    for change in changes:
        if change.kind != "ask" and change.name not in own:
            first.setdefault(change.action, change)
    return tuple(first.values())[:MOST_CHANGES]


def say_event(book: Book, lang: str, event: str, reply: str) -> str:
    """An event and its answer, in words."""
    what = book.say(lang, f"event.{event}")
    colon = "：" if lang == "zh" else ": "
    return what if reply == "none" else what + colon + book.say(lang, f"reply.{reply}")


def say_cause(book: Book, lang: str, change: Change, now: datetime) -> str:
    """What would change the advice, in words."""
    say = book.words[lang]
    if change.kind == "fact":
        label = say[f"fact.{change.name}"].rstrip("？?")
        return say["change.fact"].format(label=label, value=say[f"fact.{change.name}.{change.value}"])
    if change.kind == "event":
        return say_event(book, lang, change.name, change.value)
    at = messages.say_moment(lang, datetime.fromisoformat(change.value), now)
    return say["change.time"].format(what=say[f"clock.{change.name}"], moment=at)


def say_change(book: Book, lang: str, change: Change, now: datetime) -> str:
    """What would change the advice, and to what, in words."""
    cause = say_cause(book, lang, change, now)
    return book.words[lang]["change.to"].format(cause=cause, action=book.words[lang][f"action.{change.action}"])


def to_plain(advice: Advice, book: Book, language: str = "zh") -> dict[str, Any]:
    """The advice as plain data; docs/advice.schema.json describes it."""
    say = book.words[language]

    def why(r: Reason) -> dict[str, Any]:
        sources = [{"id": s.id, "confidence": s.confidence, "citation": s.citation[language]} for s in r.sources]
        return {"table": r.table, "rule": r.rule, "because": r.because[language], "confidence": r.confidence,
                "sources": sources}  # fmt: skip

    def option(o: Option) -> dict[str, Any]:
        blockers = [{"field": b.field, **why(b.reason)} for b in o.blockers]
        return {"action": o.action, "title": say[f"action.{o.action}"], "event": o.event or None,
                "how": o.how.because[language], "blockers": blockers}  # fmt: skip

    def clock(c: Clock) -> dict[str, Any]:
        return {"id": c.id, "title": say[f"clock.{c.id}"], "ends_at": c.ends_at.isoformat(), "source": c.source,
                "confidence": c.confidence, "over": c.ends_at <= advice.now, "paused": c.paused,
                "guessed": c.guessed, "turn": c.turn, "ends": c.ends, "then": c.because[language]}  # fmt: skip

    def refusal(r: Refusal) -> dict[str, Any]:
        return {"id": r.rule.id, "turn": r.turn, "says": say[f"refusal.{r.rule.id}"], "answer": r.answer(language),
                "proof": [p._asdict() for p in r.proof], **why(reason(r.rule, book))}  # fmt: skip

    def written(d: messages.Draft) -> dict[str, Any]:
        return {"kind": d.kind, "text": d.text, "fit": d.fit, "gaps": list(d.gaps), "more": list(map(written, d.more))}

    found = advice.drafts[language]
    return {
        "schema": 2,
        "language": language,
        "now": advice.now.isoformat(),
        "problem": advice.route.state["problem"],
        "stage": advice.stage,
        "turn": advice.turn,
        **option(advice.option),
        "reasons": [why(r) for r in advice.reasons],
        "allowed": list(advice.allowed),
        "others": [{**option(o), "paper": written(o.papers[language]) if o.papers else None} for o in advice.others],
        "clocks": [clock(c) for c in advice.clocks],
        "claim": advice.claim,
        "refund": advice.refund,
        "evidence": [{**s._asdict(), "title": say[f"evidence.{s.id}"], "proves": say[f"evidence.{s.id}.proves"]}
                     for s in advice.evidence],
        "draft": found and written(found),
        "notes": [{"kind": n.kind, **why(n.reason)} for n in advice.notes],
        "rehearsal": [refusal(r) for r in advice.rehearsal],
        "ask": list(advice.ask),
        "changes": [c._asdict() for c in advice.changes],
        "parked": {"facts": list(advice.parked_facts), "events": [e.event for e in advice.parked_events]},
        "expired": list(advice.expired),
    }  # fmt: skip

"""The card of the one next action: what to do, why, until when, what is missing, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from guide.book.clocks import CLOCKS
from guide.book.facts import UNKNOWN
from guide.engine.case import Case
from guide.engine.changes import say_change
from guide.engine.clocks import span
from guide.engine.drafts import say_moment
from guide.ui.views.parts import Blocker, Clock, Reason, blockers, clock, happenings, left, listed, reason
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.engine.advice import Advice
    from guide.engine.options import Option
    from guide.ui.session import CaseState, Session

_SELLERS = ("seller_24", "seller_48")  # the clocks that are drawn as one bar


@dataclass(frozen=True)
class Way:
    """An action on the table."""

    action: str  #: an id of `action.*`
    event: str  #: the event that doing it records; empty where it is none
    how: str  #: how to do it, as a sentence
    blockers: tuple[Blocker, ...]  #: what blocks it


@dataclass(frozen=True)
class SellerBar:
    """The seller's time as a bar, from the first contact to the longest wait."""

    at: float  #: the part that is over, in per cent
    first: float  #: the end of the first stretch of time, in per cent
    label: str  #: the bar in words


@dataclass(frozen=True)
class Now(Context):
    """The card of the next action."""

    template: ClassVar[str] = "now.html"
    way: Way  #: the action itself
    opens: str  #: the section in which it is done
    problem: str  #: what is wrong: an id of `problem.*`; empty where it is unknown or over
    claim: str  #: the claim type to choose; empty where nothing is claimed now
    refund: str  #: the refund type to choose
    claiming: str  #: the sentence that says so: an id of words
    turn: str  #: whose turn it is; empty once the case is closed
    clock: Clock | None  #: the clock of the action
    bar: SellerBar | None  #: the clock as a bar, while the seller's time runs
    clocks: int  #: how many clocks run in all
    reasons: tuple[Reason, ...]  #: why, the deciding one first
    changes: tuple[str, ...]  #: what would change the advice, a sentence each
    gates: tuple[Way, ...]  #: the action of the next stage, with what it lacks
    others: tuple[Way, ...]  #: other actions that nothing blocks
    warnings: tuple[Reason, ...]  #: what to beware of
    causes: tuple[Reason, ...]  #: what may be behind it
    tips: tuple[Reason, ...]  #: what helps, and background
    expired: int  #: how many parameters are past their review day
    expired_names: str  #: their names, as a list
    ticket: tuple[str, ...]  #: the case in a few lines, to paste into a ticket; empty before the first answer


@dataclass(frozen=True)
class Caller(Context):
    """What is for whoever speaks with the buyer: a line to say, and the case in a few lines."""

    template: ClassVar[str] = "caller.html"
    action: str  #: the advised action: an id of `tell.*`
    ticket: tuple[str, ...]  #: the case in a few lines, to paste into a ticket; empty before the first answer


def _way(session: Session, option: Option) -> Way:
    return Way(option.action, option.event, option.how.because[session.lang], blockers(session, option))


def _bar(session: Session, advice: Advice) -> SellerBar | None:
    """The seller's time, while its clock is that of the action."""
    start = advice.clock.starts_at if advice.clock is not None and advice.clock.id in _SELLERS else None
    if start is None:
        return None
    fair, over = (span(session.book, limit, advice.now) for limit in CLOCKS["seller_48"].limits)
    gone = advice.now - start
    share = min(max(gone / over, 0.02), 0.98)
    spent = "".join(a.number + a.unit for a in left(session, max(gone, timedelta(minutes=1))))
    first, second = (say_moment(session.lang, start + length, advice.now) for length in (fair, over))
    said = session.say("ui.bar", gone=spent, first=first, second=second)
    return SellerBar(round(share * 100, 1), round(fair / over * 100, 1), said)


def _ticket(state: CaseState, advice: Advice) -> Iterator[str]:
    """What the case has been told, what happened, and what is to be done: nothing that nobody said."""
    session, facts, now = state.session, state.case.facts, advice.now

    def line(name: str, value: str | None) -> Iterator[str]:
        if value:
            yield session.say(f"ui.ticket.{name}", value=value)

    yield from line("order", facts.order_no)
    yield from line("item", facts.item)
    yield from line("amount", facts.amount)
    yield from line("waybill", facts.waybill)
    if facts.tracking != UNKNOWN:
        shown = session.say(f"fact.tracking.{facts.tracking}")
        if facts.last_scan:
            shown = session.say("ui.ticket.scan", value=shown, at=say_moment(session.lang, facts.last_scan, now))
        yield from line("tracking", shown)
    if facts.demand != UNKNOWN:
        yield from line("demand", session.say(f"fact.demand.{facts.demand}"))
    for event in happenings(session, advice.route.replay.applied, now):
        yield session.say("ui.ticket.happened", when=event.when, what=event.event)
    yield from line("now", session.say(f"action.{advice.action}"))
    if advice.action != "closed":
        whose = "ui.ticket.you" if advice.turn == "you" else f"turn.{advice.turn}"
        yield from line("turn", session.say(whose))
    yield from line("due", say_moment(session.lang, advice.due, now) if advice.due else None)


def caller(state: CaseState, advice: Advice) -> Caller:
    """What is for whoever speaks with the buyer, without the card."""
    return Caller(advice.action, tuple(_ticket(state, advice)) if state.case != Case() else ())


def card(state: CaseState, advice: Advice) -> Now:
    """The card for a case."""
    session, route = state.session, advice.route.state
    done = [o for o in advice.ways if o.event]
    claiming = advice.stage in ("platform", "ruling") and advice.claim != "none"

    def notes(*kinds: str) -> tuple[Reason, ...]:
        return tuple(reason(session, n.reason) for n in advice.notes if n.kind in kinds)

    return Now(
        way=_way(session, advice.option),
        opens=advice.option.opens,
        problem=route["problem"] if route["problem"] != "unknown" and route["outcome"] == "open" else "",
        claim=advice.claim if claiming else "",
        refund=advice.refund if claiming else "",
        claiming=advice.claiming,
        turn=advice.turn if advice.action != "closed" else "",
        clock=clock(session, advice.clock, advice.now) if advice.clock else None,
        bar=_bar(session, advice),
        clocks=len(advice.clocks),
        reasons=tuple(reason(session, why) for why in advice.reasons),
        changes=tuple(say_change(session.book, session.lang, c, advice.now) for c in advice.changes),
        gates=tuple(_way(session, o) for o in advice.gates),
        others=tuple(_way(session, o) for o in done if o not in advice.gates and not o.blockers),
        warnings=notes("warning"),
        causes=notes("cause"),
        tips=notes("tip", "info"),
        expired=len(advice.expired),
        ticket=tuple(_ticket(state, advice)) if state.case != Case() else (),
        expired_names=listed(session, [session.say(f"parameter.{n}") for n in advice.expired]),
    )

"""Every deadline that runs in a case: until when, who has to move, and what happens when it ends."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from guide.book.clocks import CLOCKS, GONE, READINGS, TO_COME
from guide.engine.clocks.readings import (
    courier_hour,
    end_of,
    has_answers,
    is_abroad,
    promised_for,
    promised_until,
    seller_due,
    ship_by,
    silent_since,
    silent_until,
    span,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from guide.book.book import Book
    from guide.book.clocks import ClockKind
    from guide.book.facts import Facts
    from guide.engine.journal import Standing
    from guide.engine.route import Route

#: Deadlines that have no known length: the day is copied from the app.
_COPIED = "domain.unverified"


class Clock(NamedTuple):
    """One deadline: what it counts, from when to when, where the length comes from, and who has to move."""

    id: str
    ends_at: datetime
    starts_at: datetime | None
    source: str
    confidence: str
    guessed: int | None = None  # the first year on the way whose holidays are not known
    paused: bool = False  # it waits for somebody else to move; `ends_at` is when it would end if it went on now
    turn: str = "nobody"
    ends: str = "wait"  # wait: the other side's time is over; act: do something; lose: a way may be closed after it
    because: Mapping[str, str] = {}  # language -> what happens when it ends

    def left(self, now: datetime) -> timedelta:
        """The time until it ends; negative once it is over."""
        return self.ends_at - now


class _Case(NamedTuple):
    """The values that every deadline is computed from; where the moment of one is missing, it does not run."""

    facts: Facts
    standing: Standing
    state: Mapping[str, str]
    book: Book
    now: datetime

    def copied(self, name: str, end: datetime | None) -> Clock | None:
        """A clock whose end is copied from the app."""
        return None if end is None else Clock(name, end, None, _COPIED, "unverified")

    def counted(self, name: str, parameter: str, start: datetime | None) -> Clock | None:
        """A clock that runs for a limit."""
        if start is None:
            return None
        ends_at, guessed = term(self.book, parameter, start, self.now)
        return self.until(name, ends_at, start, parameter, guessed)

    def until(
        self, name: str, end: datetime, start: datetime | None, parameter: str, guessed: int | None = None
    ) -> Clock:
        """A clock whose end is known, and which rests on a limit."""
        dated = self.book.parameter(parameter, self.now.date())
        return Clock(name, end, start, dated.source, dated.confidence, guessed)


def running(route: Route) -> tuple[Clock, ...]:
    """The deadlines of a case, the earliest first, each with what its end means; none once the case is over."""
    clocks = counting(route.facts, route.standing, route.state, route.book, route.now)
    return tuple(_meant(clock, route.state, route.book) for clock in clocks)


def counting(
    facts: Facts, standing: Standing, state: Mapping[str, str], book: Book, now: datetime
) -> tuple[Clock, ...]:
    """The deadlines alone, without what their ends mean; of the state only `parcel` and `chased` are read."""
    case = _Case(facts, standing, state, book, now)
    return tuple(sorted(_declared(case), key=lambda c: c.ends_at))


def _meant(clock: Clock, state: Mapping[str, str], book: Book) -> Clock:
    """The clock with its row of clocks.csv: whose turn it is, and what its end means."""
    rule = book.tables["clocks"].decide({**state, "clock": clock.id})
    return clock._replace(turn=rule.then["turn"], ends=rule.then["ends"], because=rule.because)


def _declared(case: _Case) -> Iterator[Clock]:
    """Every deadline that runs, in the order of its declarations: copied, counted from a moment, or computed below."""
    for kind in _at(**case.standing.tracks):
        if (kind.reading and not _concerned(kind, case)) or not has_answers(case.facts, kind.given):
            continue
        day = getattr(case.facts, kind.named) if kind.named else None
        if day is not None:
            clock = case.copied(kind.id, end_of(day))
        elif kind.copied_from:
            clock = case.copied(kind.id, getattr(case.facts, kind.copied_from))
        elif kind.since:
            clock = case.counted(kind.id, kind.limits[0], getattr(case.standing, kind.since))
        else:
            clock = _COMPUTED[kind.id](case)
        if clock is not None:
            yield clock


def _concerned(kind: ClockKind, case: _Case) -> bool:
    """Whether a deadline that the parcel decides is about this one."""
    near = case.state["parcel"] in READINGS[kind.reading].parcels
    if kind.after is None:
        return near
    fact, word = kind.after
    return not near and getattr(case.facts, fact) == word


@cache
def _at(**tracks: str) -> tuple[ClockKind, ...]:
    """The deadlines that may run at a combination of tracks."""
    return tuple(kind for kind in CLOCKS.values() if kind.runs_at(tracks))


def _reminder(case: _Case) -> Clock | None:
    """Until the time that the last reminder named."""
    due = seller_due(case.facts, case.standing, case.book)
    if due is None or case.state["chased"] != "waiting" or due == case.facts.seller_deadline:
        return None
    return case.until("reminder", due, case.standing.reminded_at, "seller.fair")


def _seller_48(case: _Case) -> Clock | None:
    """Until a silent seller has had the longer time: shown once the shorter is over, and no message names another."""
    at = case.standing.contacted_at
    if at is None or case.now < at + span(case.book, "seller.fair", case.now) or case.state["chased"] == "waiting":
        return None
    return case.counted("seller_48", "seller.over", at)


def _platform_ask(case: _Case) -> Clock | None:
    """Until the platform should be asked how far it is, where the app names no day."""
    if case.facts.platform_deadline is not None:
        return None
    return case.counted("platform_ask", "platform.answer", case.standing.platform_at)


def _promise(case: _Case) -> Clock | None:
    """Until the seller's promise is due."""
    facts, standing, _, book, now = case
    promised = promised_until(facts, standing, book, now)
    if promised is None:
        return None
    return case.until("promise", promised, standing.replied_at, promised_for(standing.seller))


def _ship(case: _Case) -> Clock | None:
    """Until it has to be shipped: the promised day, or the limit for goods in stock."""
    facts, _, _, book, now = case
    limit = ship_by(facts, book, now)
    if limit is None:
        return None
    if facts.promised_ship:
        return Clock("ship", limit, facts.paid_at, "S82", "source")
    return case.until("ship", limit, facts.paid_at, "ship.limit")


def _silence(kind: ClockKind, *, abroad: bool) -> Callable[[_Case], Clock | None]:
    """Until silence on the way means something, at home or abroad."""

    def clock(case: _Case) -> Clock | None:
        to_come = case.facts.complaint in TO_COME and case.facts.courier not in GONE
        if is_abroad(case.facts) != abroad or not to_come or courier_hour(case.facts):
            return None
        return _quiet(case, kind.id, kind.limits[0])

    return clock


def _quiet(case: _Case, name: str, limit: str) -> Clock | None:
    """A clock that runs from the last sign of life, and not before what was announced has had its time."""
    clock = case.counted(name, limit, silent_since(case.facts))
    return clock and clock._replace(ends_at=silent_until(case.facts, clock.ends_at))


def _visit(case: _Case) -> Clock | None:
    """Until the courier who said the parcel would come, and named no hour, has had long enough."""
    if courier_hour(case.facts):
        return None
    return _quiet(case, "visit", CLOCKS["visit"].limits[is_abroad(case.facts)])


def _follow_up(case: _Case) -> Clock | None:
    """A look at the progress each day, where the app names no day; paused while the platform waits for the buyer."""
    standing, step = case.standing, span(case.book, "recheck", case.now)
    if case.facts.platform_deadline is not None or standing.applied_at is None:
        return None
    paused = standing.platform == "asked_more" and standing.asked_at is not None
    until = standing.asked_at if paused and standing.asked_at is not None else case.now
    run = until - standing.applied_at - standing.held_up
    left = step if run.total_seconds() < 0 else step - run % step
    # A bar from the application on would show a length that did not run.
    start = None if paused or standing.held_up else standing.applied_at
    return case.until("follow_up", case.now + left, start, "recheck")._replace(paused=paused)


def _limitation(case: _Case) -> Clock | None:
    """Until a claim can no longer be enforced, from the earliest day that may count: who reckons so is never late."""
    facts, standing, state, book, now = case
    shipped_by = ship_by(facts, book, now) if state["parcel"] in READINGS["due"].parcels else None
    starts = [m for m in (standing.contacted_at, shipped_by) if m is not None and m <= now]
    clock = case.counted("limitation", "limitation", min(starts, default=None))
    return clock and clock._replace(guessed=None)  # a day or two of holidays is nothing in three years


#: The deadlines that no declaration can describe: how each is computed.
_COMPUTED: Mapping[str, Callable[[_Case], Clock | None]] = {
    "seller_48": _seller_48,
    "reminder": _reminder,
    "platform_ask": _platform_ask,
    "promise": _promise,
    "ship": _ship,
    "recheck": _silence(CLOCKS["recheck"], abroad=False),
    "abroad_two_weeks": _silence(CLOCKS["abroad_two_weeks"], abroad=True),
    "abroad_month": _silence(CLOCKS["abroad_month"], abroad=True),
    "visit": _visit,
    "follow_up": _follow_up,
    "limitation": _limitation,
}

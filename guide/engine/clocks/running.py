"""Every deadline that runs in a case: until when, who has to move, and what happens when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.kinds import ANSWERING, READINGS
from guide.engine.clocks.readings import (
    is_abroad,
    promised_until,
    reply_by,
    ship_by,
    silent_since,
    span,
    term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from guide.book.book import Book
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
    """What every clock is computed from."""

    facts: Facts
    standing: Standing
    state: Mapping[str, str]
    book: Book
    now: datetime

    def counted(self, name: str, parameter: str, start: datetime) -> Clock:
        """A clock that runs for a limit."""
        ends_at, guessed = term(self.book, parameter, start, self.now)
        return self.until(name, ends_at, start, parameter)._replace(guessed=guessed)

    def until(self, name: str, end: datetime, start: datetime | None, parameter: str) -> Clock:
        """A clock whose end is known, and which rests on a limit."""
        dated = self.book.parameter(parameter, self.now.date())
        return Clock(name, end, start, dated.source, dated.confidence)


def running(route: Route) -> tuple[Clock, ...]:
    """The deadlines of a case, the earliest first, each with what its end means; none once the case is over."""
    clocks = counting(route.facts, route.standing, route.state, route.book, route.now)
    return tuple(_meant(clock, route.state, route.book) for clock in clocks)


def counting(
    facts: Facts, standing: Standing, state: Mapping[str, str], book: Book, now: datetime
) -> tuple[Clock, ...]:
    """The deadlines alone, without what their ends mean; of the state they look at the parcel and the reminder only."""
    if standing.outcome != "open":
        return ()
    case = _Case(facts, standing, state, book, now)
    return tuple(sorted([*_seller(case), *_platform(case), *_ladder(case), *_closing(case)], key=lambda c: c.ends_at))


def _meant(clock: Clock, state: Mapping[str, str], book: Book) -> Clock:
    """The clock with what clocks.csv says about it: whose turn it is, and what its end means."""
    rule = book.tables["clocks"].decide({**state, "clock": clock.id})
    return clock._replace(turn=rule.then["turn"], ends=rule.then["ends"], because=rule.because)


def _copied(name: str, end: datetime) -> Clock:
    return Clock(name, end, None, _COPIED, "unverified")


def _seller(case: _Case) -> Iterator[Clock]:
    """While the seller has to move."""
    facts, standing, state, book, now = case
    if standing.platform != "none":
        return
    if standing.contacted_at is not None:
        yield case.counted("seller_24", "seller.fair", standing.contacted_at)
        yield case.counted("seller_48", "seller.over", standing.contacted_at)
    if standing.reminded_at is not None and state["chased"] == "waiting":
        end = reply_by(standing, book, standing.reminded_at)
        yield case.until("reminder", end, standing.reminded_at, "seller.fair")
    promised = promised_until(facts, standing, book, now)
    if promised is not None:
        parameter = "seller.fair" if standing.seller == "trace" else "promise.wait"
        yield case.until("promise", promised, standing.replied_at, parameter)
    yield from _parcel(case)
    if facts.seller_deadline is not None:
        yield _copied("seller_app", facts.seller_deadline)


def _parcel(case: _Case) -> Iterator[Clock]:
    """Until it has to be shipped, and until silence on the way means something."""
    facts, _, state, book, now = case
    limit = ship_by(facts, book, now)
    if limit is not None and state["parcel"] in READINGS["due"].parcels:
        if facts.promised_ship:
            yield Clock("ship", limit, facts.paid_at, "S82", "source")
        else:
            yield case.until("ship", limit, facts.paid_at, "ship.limit")
    since = silent_since(facts)
    if since is None or state["parcel"] not in READINGS["silence"].parcels:
        return
    if is_abroad(facts):
        yield case.counted("abroad_two_weeks", "abroad.slow", since)
        yield case.counted("abroad_month", "abroad.long", since)
    else:
        yield case.counted("recheck", "silence.long", since)


def _platform(case: _Case) -> Iterator[Clock]:
    """While the platform weighs it, or waits for the buyer."""
    facts, standing = case.facts, case.standing
    if standing.platform in ("applied", "asked_more"):
        if facts.platform_deadline is not None:
            yield _copied("platform_app", facts.platform_deadline)
        elif standing.applied_at is not None:
            yield _follow_up(case, standing.applied_at)
    if standing.platform in ("partly", "rejected") and standing.rung == "none" and facts.appeal_deadline is not None:
        yield _copied("appeal_app", facts.appeal_deadline)


def _follow_up(case: _Case, applied_at: datetime) -> Clock:
    """A look at the progress each day; it stands still while the platform waits for the buyer."""
    standing, step = case.standing, span(case.book, "recheck", case.now)
    paused = standing.platform == "asked_more" and standing.asked_at is not None
    until = standing.asked_at if paused and standing.asked_at is not None else case.now
    run = until - applied_at - standing.held_up
    left = step if run.total_seconds() < 0 else step - run % step
    start = None if paused or standing.held_up else applied_at  # a bar from there would show a length that did not run
    return case.until("follow_up", case.now + left, start, "recheck")._replace(paused=paused)


def _ladder(case: _Case) -> Iterator[Clock]:
    """While a body after the platform has time to answer, and until a claim can no longer be enforced."""
    facts, standing, state, book, now = case
    if standing.rung in ANSWERING and standing.rung_at is not None and standing.platform != "upheld":
        yield case.counted(standing.rung, f"{standing.rung}.answer", standing.rung_at)
    if standing.platform in ("partly", "rejected", "withdrawn"):
        shipped_by = ship_by(facts, book, now) if state["parcel"] in READINGS["due"].parcels else None
        knew = [m for m in (standing.contacted_at, shipped_by) if m is not None and m <= now]
        if knew:  # the earliest day that may count: who reckons with it is never late
            yield case.counted("limitation", "limitation", min(knew))


def _closing(case: _Case) -> Iterator[Clock]:
    """Until the order confirms itself; once somebody has decided for the buyer, that matters no more."""
    if case.facts.auto_confirm_at is not None and case.standing.platform != "upheld":
        yield _copied("auto_confirm", case.facts.auto_confirm_at)

"""Hour and day clocks of a case, and what they say as words the tables can use. Shown in Beijing time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.casefile import BEIJING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book import Book
    from guide.facts import Facts
    from guide.journal import Standing


class Clock(NamedTuple):
    """One deadline: what it counts, from when to when, and where the length comes from."""

    id: str
    ends_at: datetime
    starts_at: datetime | None
    source: str
    confidence: str

    def left(self, now: datetime) -> timedelta:
        """The time until it ends; negative once it is over."""
        return self.ends_at - now


def _span(book: Book, name: str, now: datetime) -> timedelta:
    """A parameter as a length of time."""
    dated = book.parameter(name, now.date())
    number = book.number(name, now.date())
    return timedelta(hours=number) if dated.unit == "hours" else timedelta(days=number)


def silent_since(facts: Facts) -> datetime | None:
    """The last sign of life: the last scan, or the update a courier announced for later."""
    moments = [m for m in (facts.last_scan, facts.next_update) if m is not None]
    return max(moments, default=None)


def silent_days(facts: Facts, now: datetime) -> int | None:
    """Whole days since the last scan, in Beijing time; None where no scan is known."""
    if facts.last_scan is None:
        return None
    return max(0, (now - facts.last_scan).days)


def ship_by(facts: Facts, book: Book, now: datetime) -> datetime | None:
    """The end of the time to ship: the promised day, or the limit for goods in stock."""
    if facts.promised_ship is not None:
        return datetime.combine(facts.promised_ship, time(), BEIJING) + timedelta(days=1)
    if facts.paid_at is not None and facts.kind in ("in_stock", "unknown"):
        return facts.paid_at + _span(book, "ship.limit", now)
    return None


def _abroad(facts: Facts) -> bool:
    """Whether the long periods count; what is in customs comes from abroad, asked or not."""
    return facts.origin == "cross_border" or facts.tracking == "customs"


def _silence(facts: Facts, book: Book, now: datetime) -> str:
    since = silent_since(facts)
    if since is None:
        return "unknown"
    quiet = now - since
    if quiet < _span(book, "silence.long", now):
        return "fresh"  # short enough at home and abroad alike
    if _abroad(facts):
        if quiet < _span(book, "abroad.slow", now):
            return "fresh"
        return "slow" if quiet <= _span(book, "abroad.long", now) else "long"
    return "long" if quiet < _span(book, "silence.very_long", now) else "very_long"


def _due(facts: Facts, book: Book, now: datetime) -> str:
    limit = ship_by(facts, book, now)
    if limit is None:
        return "unknown"
    if now < limit:
        return "not_due"
    # Past 48 hours says nothing while it may be a pre-sale.
    return "overdue" if facts.promised_ship or facts.kind == "in_stock" else "unknown"


def _wait(standing: Standing, book: Book, now: datetime) -> str:
    if standing.contacted_at is None:
        return "none"
    waited = now - standing.contacted_at
    if waited < _span(book, "seller.fair", now):
        return "short"
    return "fair" if waited < _span(book, "seller.over", now) else "over"


def _promise(facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    ends = _promised_until(facts, standing, book, now)
    if ends is None:
        return "none"
    return "late" if now >= ends else "fresh"


def _promised_until(facts: Facts, standing: Standing, book: Book, now: datetime) -> datetime | None:
    if standing.seller not in ("trace", "resend", "refund") or standing.replied_at is None:
        return None
    if facts.promised_by is not None:
        return facts.promised_by
    if standing.seller == "trace" and standing.contacted_at is not None:  # a trace is not yet a solution
        return standing.contacted_at + _span(book, "seller.fair", now)
    return standing.replied_at + _span(book, "promise.wait", now)


def _closing(facts: Facts, book: Book, now: datetime) -> str:
    if facts.auto_confirm_at is None:
        return "unknown"
    left = facts.auto_confirm_at - now
    if left <= timedelta(0):
        return "past"
    return "near" if left <= _span(book, "closing.near", now) else "far"


def reply_by(standing: Standing, book: Book, at: datetime) -> datetime:
    """The time a message sent at a moment asks for: the seller's 24 or 48 hours, or a fresh 24, on the full hour."""
    fair = _span(book, "seller.fair", at)
    ends = [] if standing.contacted_at is None else [
        standing.contacted_at + fair, standing.contacted_at + _span(book, "seller.over", at)]  # fmt: skip
    end = next((e for e in ends if e - at >= timedelta(hours=1)), at + fair)
    full = end.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0)
    return full if full >= end else full + timedelta(hours=1)


def _chased(standing: Standing, book: Book, now: datetime) -> str:
    """Whether the seller was reminded since the last exchange, and whether the time named then is over."""
    since = max((m for m in (standing.contacted_at, standing.replied_at) if m), default=None)
    if since is None or standing.reminded_at is None or standing.reminded_at < since:
        return "no"
    return "over" if now >= reply_by(standing, book, standing.reminded_at) else "waiting"


def _rung_wait(standing: Standing, book: Book, now: datetime) -> str:
    """Whether the body that was asked still has time to answer."""
    if standing.rung not in ("courier", "postal") or standing.rung_at is None:
        return "none"
    return "over" if now - standing.rung_at >= _span(book, f"{standing.rung}.answer", now) else "fresh"


def readings(facts: Facts, standing: Standing, book: Book, now: datetime) -> dict[str, str]:
    """The words that the clocks contribute to the tables."""
    return {
        "silence": _silence(facts, book, now),
        "due": _due(facts, book, now),
        "wait": _wait(standing, book, now),
        "chased": _chased(standing, book, now),
        "rung_wait": _rung_wait(standing, book, now),
        "promise": _promise(facts, standing, book, now),
        "closing": _closing(facts, book, now),
    }


def running(facts: Facts, standing: Standing, state: Mapping[str, str], book: Book, now: datetime) -> tuple[Clock, ...]:
    """All clocks of the case that matter where it stands, the earliest first."""
    return tuple(sorted(_clocks(facts, standing, state, book, now), key=lambda c: c.ends_at))


def _clocks(facts: Facts, standing: Standing, state: Mapping[str, str], book: Book, now: datetime) -> Iterator[Clock]:
    day = now.date()

    def counted(name: str, parameter: str, start: datetime) -> Clock:
        dated = book.parameter(parameter, day)
        return Clock(name, start + _span(book, parameter, now), start, dated.source, dated.confidence)

    def copied(name: str, end: datetime) -> Clock:
        return Clock(name, end, None, "domain.unverified", "unverified")

    open_, with_platform = standing.outcome == "open", standing.platform in ("applied", "asked_more")
    if not open_:
        return
    if standing.platform == "none":
        if standing.contacted_at is not None:
            yield counted("seller_24", "seller.fair", standing.contacted_at)
            yield counted("seller_48", "seller.over", standing.contacted_at)
        if standing.reminded_at is not None and state["chased"] == "waiting":
            end = reply_by(standing, book, standing.reminded_at)
            dated = book.parameter("seller.fair", day)
            yield Clock("reminder", end, standing.reminded_at, dated.source, dated.confidence)
        promised = _promised_until(facts, standing, book, now)
        if promised is not None:
            dated = book.parameter("seller.fair" if standing.seller == "trace" else "promise.wait", day)
            yield Clock("promise", promised, standing.replied_at, dated.source, dated.confidence)
        yield from _parcel_clocks(facts, state, book, now)
        if facts.seller_deadline is not None:
            yield copied("seller_app", facts.seller_deadline)
    if with_platform:
        if facts.platform_deadline is not None:
            yield copied("platform_app", facts.platform_deadline)
        elif standing.applied_at is not None:
            step = _span(book, "recheck", now)
            passed = max(0, (now - standing.applied_at) // step)
            dated = book.parameter("recheck", day)
            yield Clock("follow_up", standing.applied_at + (passed + 1) * step, standing.applied_at,
                        dated.source, dated.confidence)  # fmt: skip
    if standing.rung in ("courier", "postal") and standing.rung_at is not None:
        yield counted(standing.rung, f"{standing.rung}.answer", standing.rung_at)
    if facts.auto_confirm_at is not None:
        yield copied("auto_confirm", facts.auto_confirm_at)


def _parcel_clocks(facts: Facts, state: Mapping[str, str], book: Book, now: datetime) -> Iterator[Clock]:
    day = now.date()
    limit = ship_by(facts, book, now)
    if limit is not None and state["parcel"] in ("unshipped", "unscanned"):
        if facts.promised_ship:
            yield Clock("ship", limit, facts.paid_at, "S82", "source")
        else:
            dated = book.parameter("ship.limit", day)
            yield Clock("ship", limit, facts.paid_at, dated.source, dated.confidence)
    since = silent_since(facts)
    if since is None or state["parcel"] not in ("moving", "delivering", "customs"):
        return
    pairs = (("recheck", "silence.long"),)
    if _abroad(facts):
        pairs = (("abroad_two_weeks", "abroad.slow"), ("abroad_month", "abroad.long"))  # type: ignore[assignment]
    for name, parameter in pairs:
        dated = book.parameter(parameter, day)
        yield Clock(name, since + _span(book, parameter, now), since, dated.source, dated.confidence)

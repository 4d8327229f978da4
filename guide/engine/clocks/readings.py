"""Readings of the clocks of a case, as words that the tables can use."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from guide.book.clocks import AGREED, ANSWERING, APPEALABLE, AT_HOME, COMING, FOLLOWING, UNTRACEABLE, accepts
from guide.engine.case import BEIJING
from guide.engine.clocks.workdays import Term, after_working_days, after_years

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.engine.journal import Standing

#: What the tracking says, or does not say, while nothing is known to be sent.
UNSENT = ("unknown", "not_shipped")
#: Words of the seller for which a day may be named: what it promised; a later day to ship, of one that only stalls; and
#: what it promised before an application was withdrawn.
PROMISING = ("trace", "resend", "refund", "approved", "stalling", "dropped")
#: Words of the seller that promise nothing: only a day that it named is waited for.
DATED = ("stalling", "dropped")


_HOUR = timedelta(hours=1)
#: Nobody is asked to answer between ten and eight; what would end then ends at eight in the evening or nine.
MORNING, EVENING, BEFORE, AFTER = time(8), time(22), time(20), time(9)
#: The hour of the next day until which a reminder leaves time at least.
LEAST = time(10)


def span(book: Book, name: str, now: datetime) -> timedelta:
    """A parameter as a length of time that does not depend on the calendar."""
    dated = book.parameter(name, now.date())
    return timedelta(hours=dated.number) if dated.unit == "hours" else timedelta(days=dated.number)


def term(book: Book, name: str, start: datetime, now: datetime) -> Term:
    """The end of a limit that began at a moment, in whatever unit its parameter has."""
    dated = book.parameter(name, now.date())
    if dated.unit == "working_days":
        return after_working_days(start, round(dated.number))
    if dated.unit == "years":
        return after_years(start, round(dated.number))
    return Term(start + span(book, name, now))


def silent_since(facts: Facts) -> datetime | None:
    """The last sign of life: the last scan, or an update announced if none is known; where none can be, the payment."""
    paid = facts.paid_at if is_untraceable(facts) else None
    moments = [m for m in (facts.last_scan or facts.next_update, paid) if m is not None]
    return max(moments, default=None)


def silent_until(facts: Facts, ends_at: datetime) -> datetime:
    """The end of a limit of silence: what was announced for later is waited for, and nothing beyond it."""
    return ends_at if facts.next_update is None else max(ends_at, facts.next_update)


def courier_hour(facts: Facts) -> datetime | None:
    """The hour by which the courier said that it brings a parcel: the wait for it ends there, whatever is scanned."""
    return facts.next_update if has_answers(facts, COMING) else None


def has_answers(facts: Facts, given: Mapping[str, str]) -> bool:
    """Whether a case has the answers that a declaration names, each as a table writes it."""
    return all(accepts(words, getattr(facts, name)) for name, words in given.items())


def silent_days(facts: Facts, now: datetime) -> int | None:
    """Whole days since the last scan, in Beijing time; None where no scan is known."""
    if facts.last_scan is None:
        return None
    return max(0, (now - facts.last_scan).days)


def ship_by(facts: Facts, book: Book, now: datetime) -> datetime | None:
    """The end of the time to ship: the promised day, the limit for goods in stock, or else the day it was moved to."""
    in_time = facts.paid_at is not None and facts.kind == "in_stock"
    promised = facts.promised_ship or (None if in_time else facts.moved_ship)
    if promised is not None:
        return end_of(promised)
    if facts.paid_at is not None and facts.kind in ("in_stock", "unknown"):
        return facts.paid_at + span(book, "ship.limit", now)
    return None


def end_of(day: date) -> datetime:
    """The end of a day in Beijing."""
    return datetime.combine(day, time(), BEIJING) + timedelta(days=1)


def is_untraceable(facts: Facts) -> bool:
    """Whether it comes from abroad without a number, so that only the payment says how long it has been on its way."""
    return all(getattr(facts, name) == word for name, word in UNTRACEABLE.items())


def is_abroad(facts: Facts) -> bool:
    """Whether the long periods count: in customs always, and not any more once it is delivered at home."""
    return facts.tracking == "customs" or (facts.origin == "cross_border" and facts.tracking not in AT_HOME)


def _silence(facts: Facts, _: Standing, book: Book, now: datetime) -> str:
    since = silent_since(facts)
    if since is None:
        return "unknown"
    quiet = now - since
    if facts.next_update is not None and now < facts.next_update:
        return "fresh"
    if quiet < span(book, "silence.long", now):  # short enough at home and abroad alike
        return "fresh" if courier_hour(facts) is None else "slow"
    if is_abroad(facts):
        if quiet < span(book, "abroad.slow", now):
            return "fresh"
        return "slow" if quiet <= span(book, "abroad.long", now) else "long"
    return "long" if quiet < span(book, "silence.very_long", now) else "very_long"


def _due(facts: Facts, _: Standing, book: Book, now: datetime) -> str:
    limit = ship_by(facts, book, now)
    if limit is None:
        return "unknown"
    if now < limit:  # an order made for somebody, or with earnest money, binds a buyer who only changes his mind
        return "bound" if facts.kind == "custom" or facts.deposit == "yes" else "not_due"
    # Past 48 hours says nothing while it may be a pre-sale.
    return "overdue" if facts.promised_ship or facts.moved_ship or facts.kind == "in_stock" else "unknown"


def _wait(_: Facts, standing: Standing, book: Book, now: datetime) -> str:
    if standing.contacted_at is None:
        return "none"
    waited = now - standing.contacted_at
    if waited < span(book, "seller.fair", now):
        return "short"
    return "fair" if waited < span(book, "seller.over", now) else "over"


def _promise(facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    ends = promised_until(facts, standing, book, now)
    if ends is None:
        return "none"
    if now >= ends:
        return "late"
    return "undated" if facts.promised_by is None and standing.seller not in DATED else "fresh"


def promised_for(seller: str) -> str:
    """The limit that a promise without a day has: a refund agreed to on the order page is on its way."""
    return {"trace": "seller.fair", "approved": "refund.answer"}.get(seller, "promise.wait")


def promised_until(facts: Facts, standing: Standing, book: Book, now: datetime) -> datetime | None:
    """The moment when the seller's promise is due: the one named, or what is fair for such a promise."""
    if standing.seller not in PROMISING or standing.replied_at is None:
        return None
    if standing.seller in DATED:
        moved = facts.moved_ship if facts.tracking in UNSENT else None
        return facts.promised_by or (None if moved is None else end_of(moved))
    if facts.promised_by is not None:
        return facts.promised_by
    return standing.replied_at + span(book, promised_for(standing.seller), now)


def _closing(facts: Facts, _: Standing, book: Book, now: datetime) -> str:
    if facts.auto_confirm_at is None:
        return "unknown"
    left = facts.auto_confirm_at - now
    if left <= timedelta(0):
        return "past"
    return "near" if left <= span(book, "closing.near", now) else "far"


def seller_due(facts: Facts, standing: Standing, book: Book) -> datetime | None:
    """The time that the seller was given last: by the app for an application there, by the last message otherwise."""
    if standing.seller == "requested" and facts.seller_deadline is not None:
        return facts.seller_deadline
    at = standing.reminded_at
    return None if at is None else reply_by(standing, book, at)


def reply_by(standing: Standing, book: Book, at: datetime) -> datetime:
    """The time a message sent at a moment asks for: the seller's 24 hours from then on, a full hour by day.

    Who is reminded has at least until the next day at ten, however late the message is.
    """
    last = at + span(book, "seller.fair", at)
    full = last.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0)
    end = _by_day(full, at, last)
    if standing.contacted_at is None or at <= standing.contacted_at:
        return end
    return max(end, datetime.combine(at.astimezone(BEIJING).date() + timedelta(days=1), LEAST, BEIJING))


def _by_day(end: datetime, at: datetime, last: datetime) -> datetime:
    """A time at which nobody sleeps: the evening before, or the morning after if the evening is too near."""
    if MORNING <= end.time() <= EVENING:
        return end
    after_midnight = end.time() < MORNING
    evening = datetime.combine(end.date() - timedelta(days=after_midnight), BEFORE, BEIJING)
    morning = datetime.combine(end.date() + timedelta(days=not after_midnight), AFTER, BEIJING)
    if evening - at >= _HOUR:
        return evening
    return morning if morning <= last else end


def _chased(facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    """Whether the seller was given a time since the last exchange, and whether it is over.

    A promise that was pressed for has had its time when it is late: nobody reminds of it again.
    """
    answered = None if standing.seller == "requested" else standing.replied_at  # what is said does not answer it
    since = max((m for m in (standing.contacted_at, answered) if m), default=None)
    if since is None or standing.reminded_at is None:
        return "no"
    if standing.reminded_at < since:
        return "over" if _promise(facts, standing, book, now) == "late" else "no"
    due = seller_due(facts, standing, book)
    return "over" if due is None or now >= due else "waiting"


def _rung_wait(facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    """Whether the body that was asked still has time to answer."""
    if standing.rung not in ANSWERING or standing.rung_at is None:
        return "none"
    if standing.rung in AGREED and facts.agreed_by is not None:
        ends_at = end_of(facts.agreed_by)
    else:
        ends_at = term(book, ANSWERING[standing.rung], standing.rung_at, now).ends_at
    return "over" if now >= ends_at else "fresh"


def _platform_wait(facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    """Whether the platform still has time to decide, or to have the money paid; or the time for an appeal is over."""
    if standing.platform in APPEALABLE:
        return "over" if facts.appeal_deadline is not None and now >= facts.appeal_deadline else "none"
    if standing.platform not in FOLLOWING or standing.platform_at is None:
        return "none"
    ends_at = platform_due(facts, standing, book, now)
    return "over" if now >= ends_at else "fresh"


def platform_due(facts: Facts, standing: Standing, book: Book, now: datetime) -> datetime:
    """The end of the platform's time: copied from the app while it weighs the case, else the limit."""
    if standing.platform == "applied" and facts.platform_deadline is not None:
        return facts.platform_deadline
    return term(book, FOLLOWING[standing.platform], standing.platform_at or now, now).ends_at


#: Each clock that is read, by the name that the tables give it.
_READERS: Mapping[str, Callable[[Facts, Standing, Book, datetime], str]] = {
    "silence": _silence,
    "due": _due,
    "wait": _wait,
    "chased": _chased,
    "rung_wait": _rung_wait,
    "platform_wait": _platform_wait,
    "promise": _promise,
    "closing": _closing,
}


def reading(name: str, facts: Facts, standing: Standing, book: Book, now: datetime) -> str:
    """The word that one clock contributes to the tables."""
    return _READERS[name](facts, standing, book, now)


def readings(facts: Facts, standing: Standing, book: Book, now: datetime) -> dict[str, str]:
    """The words that the clocks contribute to the tables."""
    return {name: read(facts, standing, book, now) for name, read in _READERS.items()}

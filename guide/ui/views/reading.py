"""The reading of a courier's words: state, signer, last scan, phones, a strip of events, and every line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.facts import UNKNOWN
from guide.engine.drafts import say_day, say_moment
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from guide.reading.tracking import TrackingReading
    from guide.ui.session import CaseState, Session

#: Senses of lines that are no scan of the parcel.
_NO_SCAN = ("forecast", "instruction", "confirmed", "scam")
_MOST_PHONES = 3  # telephones shown at once
_MINUTE = timedelta(minutes=1)
_LINE = 500  # characters of a line that are shown
_SILENT = 2  # days without a scan that are drawn as a gap
_WORDS = 22  # per cent of the width that the words over a gap need


@dataclass(frozen=True)
class Phone:
    """A telephone number in the log."""

    number: str  #: as it was written
    kind: str  #: whose it is: an id of `track.phone.*`; `masked` cannot be called


@dataclass(frozen=True)
class Gap:
    """A time without a scan."""

    x1: float  #: where it begins, in per cent
    x2: float  #: where it ends, in per cent
    middle: float  #: between the two
    wide: bool  #: whether there is room for its words
    days: str  #: how long it lasted


@dataclass(frozen=True)
class Strip:
    """The events on a line from the first one to now."""

    label: str  #: the strip in words
    dots: tuple[float, ...]  #: the place of each event, in per cent
    gaps: tuple[Gap, ...]  #: silent times
    last: float  #: the place of the last event, in per cent
    first_day: str  #: the day of the first event
    last_day: str  #: the day of the last event


@dataclass(frozen=True)
class LogLine:
    """One line of the log."""

    when: str  #: its moment; empty where it has none
    text: str  #: its words, as pasted
    key: bool  #: whether it decided the state
    note: str  #: why it is no event, or that it was not understood: an id of `track.aside.*`; empty for an event


@dataclass(frozen=True)
class Parcel:
    """One of several parcels in a paste."""

    name: str  #: its carrier and number
    state: str  #: where it is
    last_scan: str  #: the moment of its last scan; empty where it is not known


@dataclass(frozen=True)
class PromisedDay:
    """A day that the paste promises."""

    what: str  #: what is promised: an id of `track.promise.*`
    day: str  #: the day
    text: str  #: the line that says so


@dataclass(frozen=True)
class LogReading(Context):
    """The reading of a courier's words."""

    template: ClassVar[str] = "reading.html"
    state: str  #: the state of the parcel
    since: str  #: how long it has been so; empty where that is not known
    before: bool  #: whether a newer line was not understood, so that the state is the one before it
    sense: str  #: beside the state: an id of `track.sense.*`; empty for an ordinary line
    findings: tuple[str, ...]  #: what was noticed: ids of `track.finding.*`
    signer: str  #: who signed for it
    parcel: str  #: its carrier and number; empty where neither is known
    cities: str  #: where it was signed for, and where it was to go; empty where neither is known
    signed_at: str  #: whether the signature fits the order, in words; empty where nothing speaks against it
    last_scan: str  #: the moment of the last scan; empty where it is not known
    last_place: str  #: where that was
    origin: str  #: from where it ships, where that is new; empty where the log does not show it
    phones: tuple[Phone, ...]  #: telephone numbers, the most useful first
    more_phones: tuple[Phone, ...]  #: further ones, in a fold
    confidence: str  #: how sure the reading is: an id of `track.confidence.*`
    next_update: str  #: when the courier promised the next news; empty where it promised a day of delivery
    promises: tuple[PromisedDay, ...]  #: days that were promised; none is an event
    pickup_name: str  #: where it waits to be fetched
    pickup_code: str  #: the code to fetch it with
    conflicts: tuple[str, ...]  #: where code and words disagree, a sentence each
    why: tuple[str, ...]  #: word ids of what makes the reading unsure
    usable: bool  #: whether it answers anything
    used: bool  #: whether the answers say so already
    strip: Strip | None  #: the events on a line
    lines: tuple[LogLine, ...]  #: the log, the latest line first, then the lines that belong to no event
    parcels: tuple[Parcel, ...]  #: every parcel of a paste that holds several, the one that is read first


def reading(state: CaseState, read: TrackingReading | None) -> LogReading | None:
    """A reading as it is shown; nothing where nothing was pasted."""
    if read is None:
        return None
    session, facts = state.session, read.facts(state.case.facts)
    say, words = session.say, session.book.words[session.lang]

    def moment(at: datetime | None) -> str:
        return say_moment(session.lang, at, session.now()) if at else ""

    def parcel(name: str) -> str:
        return words.get(f"fact.tracking.{name}", name)

    days = read.silence.days if read.silence else 0
    phones = tuple(Phone(p.number, p.kind) for p in read.phones)
    return LogReading(
        state=_state(session, read),
        since=say(f"track.{'ago' if read.signed else 'silence'}", days=days) if days and read.state != UNKNOWN else "",
        before="newest_unread" in read.findings,
        sense=read.sense if f"track.sense.{read.sense}" in words else "",
        findings=tuple(read.findings),
        parcel=_name(session, read),
        cities=_cities(session, read),
        signed_at=words[f"fact.signed_at.{facts['signed_at']}"] if "signed_at" in facts else "",
        signer=words.get(f"fact.signer.{read.signer}", words["ui.track.nobody"]),
        last_scan=moment(read.last_scan),
        last_place=read.last_place or "",
        origin=words[f"fact.origin.{facts['origin']}"] if "origin" in facts else "",
        phones=phones[:_MOST_PHONES],
        more_phones=phones[_MOST_PHONES:],
        confidence=read.confidence,
        next_update=moment(read.next_update) if not any(p.what == "delivery" for p in read.promises) else "",
        promises=tuple(
            PromisedDay(p.what, say_day(session.lang, p.day, session.now()), _short(p.text)) for p in read.promises
        ),
        pickup_name=read.pickup_name or "",
        pickup_code=read.pickup_code or "",
        conflicts=tuple(
            say("track.conflict", code=parcel(c.code_says), text=parcel(c.text_says)) for c in read.conflicts
        ),
        why=tuple(read.why),
        usable=bool(facts),
        used=all(getattr(state.case.facts, name) == value for name, value in facts.items()),
        strip=_strip(session, read, state.moment),
        parcels=tuple(
            Parcel(_name(session, one), parcel(one.state), moment(one.last_scan))
            for one in ((read, *read.others) if read.others else ())
        ),
        lines=tuple(_lines(session, read, state.moment)),
    )


def _state(session: Session, read: TrackingReading) -> str:
    """The state in words; what the paste is where it has none."""
    if read.state == UNKNOWN:
        return session.say("track.scam" if "scam" in read.findings else "track.why.nothing")
    return session.say(f"fact.tracking.{read.state}")


def _name(session: Session, read: TrackingReading) -> str:
    """The carrier and the number of a parcel."""
    from guide.reading.tracking import tracking_rules  # not at start: most visits begin without a paste

    names = tracking_rules(session.book).carriers.names
    carrier = names[read.carrier][session.lang] if read.carrier else ""
    return " ".join(part for part in (carrier, read.tracking_no) if part)


def _cities(session: Session, read: TrackingReading) -> str:
    """Where it was signed for, and where it came from and was to go, as far as the paste says."""
    said = {"signed": read.signed_city, "to": read.to_city, "from": read.from_city if read.signed_city else ""}
    return MARKS[session.lang]["clause"].join(session.say(f"ui.track.city.{k}", city=v) for k, v in said.items() if v)


def _lines(session: Session, read: TrackingReading, now: datetime) -> Iterator[LogLine]:
    for number, event in reversed(tuple(enumerate(read.events))):
        when = say_moment(session.lang, event.at, now) if event.at else ""
        note = event.sense if f"track.aside.{event.sense}" in session.book.words[session.lang] else ""
        yield LogLine(when, _short(event.text), number == read.deciding, note)
    yield from (LogLine("", _short(text), False, "unread") for text in read.unread)
    yield from (LogLine("", _short(line.text), False, line.why) for line in read.aside)


def _short(text: str) -> str:
    """A line of a log; one that is far too long to be any is cut."""
    return text if len(text) <= _LINE else f"{text[:_LINE]}…"


def _strip(session: Session, read: TrackingReading, now: datetime) -> Strip | None:
    """Each event between the first and now, and every silent gap of two days or more."""
    times = [e.at for e in read.events if e.at is not None and e.at <= now and e.sense not in _NO_SCAN]
    if not times or now - times[0] < _MINUTE:
        return None

    def at(moment: datetime) -> float:
        return round((moment - times[0]) / (now - times[0]) * 98, 2)

    def gaps(marks: Sequence[datetime]) -> Iterator[Gap]:
        for a, b in pairwise(marks):
            if (b - a).days >= _SILENT:
                middle, days = (at(a) + at(b)) / 2, session.say("track.gap", days=(b - a).days)
                yield Gap(at(a), at(b), middle, at(b) - at(a) > _WORDS, days)

    first, last = (say_moment(session.lang, t, now).rsplit(" ", 1)[0].rstrip(",") for t in (times[0], times[-1]))
    silent = tuple(gaps(times if read.signed else [*times, now]))
    whole = session.say("ui.track.strip", first=first, last=last, events=len(times))
    label = "；".join([whole, *(gap.days for gap in silent)])
    return Strip(label, tuple(at(t) for t in times), silent, at(times[-1]), first, last)

"""Shipment -> reading: understand each line, put the lines in order, decide, and say why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN
from guide.book.languages import FIRST
from guide.engine.case import BEIJING
from guide.reading.tracking import details
from guide.reading.tracking.confidence import confidence_of
from guide.reading.tracking.judge import (
    conflicts_of,
    decide,
    findings_of,
    in_context,
    in_order,
    moved_on,
)
from guide.reading.tracking.lines import LogLine, code_state, refined, understand_event
from guide.reading.tracking.model import SIGNED, TrackingEvent, TrackingReading
from guide.reading.tracking.particulars import cities_of, last_place, named, origin_of, phones_of, promises_of
from guide.reading.tracking.rules.classify import Meaning, station_of, understand
from guide.reading.tracking.rules.content import NO_EVENT, TrackingRules
from guide.reading.tracking.shapes.records import MOST_EVENTS, Shipment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.reading.tracking.rules.promises import Promise
    from guide.reading.tracking.shapes.formats import Paste

_MOST_ASIDE = 200  # lines kept to be shown
#: States in which a promised day is the next word of the courier.
_AWAITED = frozenset({"accepted", "in_transit", "customs", "out_for_delivery"})


class _Judged(NamedTuple):
    """The lines of a parcel in the order of time, and the meaning of them all."""

    lines: list[LogLine]
    idle: list[LogLine]  # those that have neither a meaning nor a time
    decided: int | None  # index of the line that says the state
    meaning: Meaning
    over_says: str  # the state that the code of the whole answer says
    tricked: bool  # a trick, which says nothing about a parcel

    @property
    def deciding(self) -> LogLine | None:
        """The line that says the state."""
        return self.lines[self.decided] if self.decided is not None else None


class _Moments(NamedTuple):
    """When the parcel was last scanned, when the courier is to say more, and how long nothing has been said."""

    last_scan: datetime | None
    update: datetime | None
    silence: timedelta | None


def reading_of(
    chosen: Shipment,
    paste: Paste,
    of_the_text: Sequence[str],
    rules: TrackingRules,
    now: datetime,
    numbers: tuple[str, ...] = (),
) -> TrackingReading:
    """The reading of one shipment of a paste; `of_the_text` are findings about the whole text."""
    judged = _judged(chosen, paste.scam, rules)
    lines, decided, meaning, deciding = judged.lines, judged.decided, judged.meaning, judged.deciding
    every = [*lines, *judged.idle]
    around = [] if len(paste.shipments) > 1 else [*paste.unread, *(line.text for line in paste.aside)]
    written = "\n".join([line.folded for line in every])
    beside = rules.folded("\n".join(around))
    words = set[str]().union(*(line.words for line in every), rules.words.of(beside) if beside else ())
    promises = () if judged.tricked else promises_of(chosen, words, every, around, rules, now)
    moments = _moments(judged, promises, now)
    phones = () if judged.tricked else phones_of(lines, deciding, rules)
    conflicts = conflicts_of(lines, decided, chosen.code, judged.over_says)
    codes = " ".join([raw.code for raw in chosen.events if raw.code]).lower()
    number, carrier = named(chosen, written, beside, codes, rules, words)
    cities = cities_of(chosen, lines, deciding, meaning, rules)
    findings = [*of_the_text, *(["too_long"] if len(chosen.events) >= MOST_EVENTS else [])]
    findings += ["masked"] if phones and all(phone.kind == "masked" for phone in phones) else []
    findings += findings_of(lines, decided, meaning, judged.over_says, now, findings)
    findings += [elsewhere] if (elsewhere := cities.finding(rules.cities)) else []
    confidence, why = confidence_of(lines, decided, meaning, bool(conflicts), findings, rules)
    waits_there = meaning.label == "at_pickup_point" or meaning.signer in ("station", "locker")
    return TrackingReading(
        state=meaning.label,
        signer=meaning.signer,
        number=meaning.number,
        last_scan=moments.last_scan,
        last_place=last_place(lines, rules),
        next_update=moments.update,
        silence=moments.silence,
        phones=phones,
        pickup_code=details.pickup_code(deciding.folded) if deciding else None,
        pickup_name=details.pickup_name(deciding.cut, rules) if deciding and waits_there else None,
        deciding=decided,
        events=tuple(map(_event, lines)),
        conflicts=conflicts,
        shipments=numbers,
        tracking_no=number,
        carrier=carrier,
        waybill=f"{rules.carriers.names[carrier][FIRST]} {number}" if carrier and number else number or None,
        from_city=cities.start,
        to_city=cities.end,
        origin=origin_of(chosen, lines, f"{written}\n{beside}", rules, words),
        signed_city=cities.signed,
        signed_time=deciding.raw.at.at if deciding and deciding.raw.at and meaning.label in SIGNED else None,
        confirmed="confirmed" in findings,
        promises=promises,
        confidence=confidence,
        why=why,
        findings=tuple(dict.fromkeys(findings)),
        aside=paste.aside[:_MOST_ASIDE],
        unread=(*paste.unread, *(line.raw.text for line in judged.idle))[:_MOST_ASIDE],
    )


def _judged(chosen: Shipment, scam: bool, rules: TrackingRules) -> _Judged:
    """Understand the lines of a shipment, and judge them together with the code or the message of its answer."""
    lines, idle = _sorted(chosen, rules)
    decided = decide(lines)
    tricked = scam or any(line.meaning.sense == "scam" for line in lines[(decided or 0) :])
    over_says = code_state(chosen.code, chosen.provider, rules) if chosen.code else UNKNOWN
    if tricked:
        return _Judged(lines, idle, None, Meaning(), over_says, True)
    if decided is None:
        return _Judged(lines, idle, None, _without_events(chosen, over_says, rules), over_says, False)
    meaning = moved_on(lines, decided, refined(lines[decided].meaning, over_says))
    return _Judged(lines, idle, decided, _of_message(meaning, [*lines, *idle], rules), over_says, False)


def _sorted(chosen: Shipment, rules: TrackingRules) -> tuple[list[LogLine], list[LogLine]]:
    """The lines of a shipment in the order of time, and those that have neither a meaning nor a time."""
    raws = chosen.events[:MOST_EVENTS]
    folded = [rules.folded(raw.said) for raw in raws]
    lines = [understand_event(raw, text, chosen.provider, rules) for raw, text in zip(raws, folded, strict=True)]
    idle = [line for line in lines if not line.raw.at and line.meaning[::4] == Meaning()[::4]]
    kept = [line for line in lines if line not in idle] if idle else lines
    return in_context(in_order(kept)), idle


def _moments(judged: _Judged, promises: Sequence[Promise], now: datetime) -> _Moments:
    """The last scan, and the next word of the courier where it is announced for later than that."""
    lines = judged.lines
    last_scan = max((line.raw.at.at for line in lines if line.raw.at and _is_scan(line)), default=None)
    telling = (line for line in lines if "更新" in line.folded)
    said = (details.next_update(line.folded, line.raw.at.at if line.raw.at else None, now) for line in telling)
    announced = [at for at in said if at]
    if judged.meaning.label in _AWAITED:
        announced += [_end_of(promise.day) for promise in promises if promise.what == "delivery"]
    update = max(announced, default=None)
    if update and last_scan and update <= last_scan:
        update = None
    since = max([at for at in (last_scan, update) if at], default=None)
    return _Moments(last_scan, update, max(now - since, timedelta(0)) if since else None)


def _is_scan(line: LogLine) -> bool:
    """Whether something happened to the parcel; a forecast, or that nothing was found, is no scan."""
    return line.meaning.sense not in NO_EVENT and line.meaning.number == UNKNOWN


def _end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time(23, 59, 59), BEIJING)


def _event(line: LogLine) -> TrackingEvent:
    at, meaning = line.raw.at, line.meaning
    sense = meaning.sense
    if meaning.label == UNKNOWN and sense == "scan":
        sense = "unread" if line.unread else "advert"
    return TrackingEvent(
        at.at if at else None,
        line.raw.shown,
        line.cut,
        meaning.label,
        line.raw.code,
        meaning.signer,
        meaning.rule,
        sense,
    )


def _of_message(meaning: Meaning, lines: Sequence[LogLine], rules: TrackingRules) -> Meaning:
    """The meaning of the deciding line, with the place that another line of a message without times names."""
    if meaning.label != "at_pickup_point" or meaning.signer != "unstated" or any(line.raw.at for line in lines):
        return meaning
    return meaning._replace(signer=station_of("\n".join(line.cut for line in lines), rules))


def _without_events(chosen: Shipment, over_says: str, rules: TrackingRules) -> Meaning:
    """The meaning of an answer without events: that of its message, else of its code."""
    meaning = understand(rules.folded(chosen.message), rules)[1]
    if meaning.number != UNKNOWN or (meaning.label != UNKNOWN and over_says == UNKNOWN):
        return meaning
    if over_says == "not_shipped":
        return Meaning(over_says, UNKNOWN, "no_scan", "code")
    return Meaning(over_says, "unstated", UNKNOWN, "code") if over_says in SIGNED else Meaning(over_says)

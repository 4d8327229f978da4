"""Paste -> reading: detect the format, understand each line, put the lines in order, decide, and say why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN
from guide.book.languages import FIRST
from guide.engine.case import BEIJING
from guide.reading.tracking import details
from guide.reading.tracking.cities import city_of_line, same
from guide.reading.tracking.classify import Meaning, station_of, understand
from guide.reading.tracking.judge import (
    confidence_of,
    conflicts_of,
    decide,
    findings_of,
    in_context,
    in_order,
    moved_on,
)
from guide.reading.tracking.letters import CLEAN
from guide.reading.tracking.lines import SIGNED, LogLine, code_state, refined, understand_event
from guide.reading.tracking.markup import parse_xml, plain_text
from guide.reading.tracking.model import Phone, SetAside, TrackingEvent, TrackingReading
from guide.reading.tracking.pasted import from_text
from guide.reading.tracking.promises import Promise, promise_in, promises_in
from guide.reading.tracking.records import MOST_EVENTS, Shipment, from_json, parse_json, sentences
from guide.reading.tracking.rules import NO_EVENT, TrackingRules, tracking_rules
from guide.reading.tracking.tabular import from_csv
from guide.reading.tracking.times import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guide.book.book import Book

LONGEST = 1_000_000  # signs of a paste that are read
_MESSAGE = 1_000  # signs of a message without times that are looked at as a whole
_MOST_OTHERS = 20  # parcels beside the newest
_MOST_ASIDE = 200  # lines kept to be shown
#: States in which a promised day is the next word of the courier.
_AWAITED = frozenset({"accepted", "in_transit", "customs", "out_for_delivery"})


def _decode(source: str | bytes) -> tuple[str, list[str]]:
    """Clean text from a paste or a file, and findings about it: `too_long`, `binary`."""
    findings: list[str] = []
    text = source if isinstance(source, str) else _text(source[: LONGEST * 4])
    if len(source) > LONGEST * (1 if isinstance(source, str) else 4) or len(text) > LONGEST:
        text = text[:LONGEST]
        findings.append("too_long")
    if text.count("\0", 0, 4096) or text.count("\ufffd", 0, 4096) > 20:
        findings.append("binary")
    return text.replace("\r\n", "\n").translate(CLEAN), findings


def _text(source: bytes) -> str:
    """Decode a file: UTF-8, else GB 18030, else UTF-8 with replacements."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(source) - 4 > 0:
                return source[: error.start].decode(encoding)  # cut within a sign
    return source.decode("utf-8", "replace")


def _phones(lines: Sequence[LogLine], decided: int | None, rules: TrackingRules) -> tuple[Phone, ...]:
    """Every telephone once, that of the deciding line first, then from the latest line back; twelve at most.

    A courier named at the pickup from the seller is the collector, not whom to call about the delivery.
    """
    phones: dict[str, Phone] = {}
    order = [*([lines[decided]] if decided is not None else []), *reversed(lines)]
    for line in order:
        label = line.meaning.label
        usual = {"accepted": "outlet", "at_pickup_point": "station", "in_transit": "outlet"}.get(label, "courier")
        for phone in details.phones(line.raw.text, line.folded, rules, usual):
            if label == "accepted" and phone.kind == "courier":
                phone = phone._replace(kind="collector")
            phones.setdefault(phone.number, phone)
    return tuple(phones.values())[:12]


def _place(lines: Sequence[LogLine], rules: TrackingRules) -> str | None:
    """The place where the parcel was last seen; of a signature or a pickup point, only the place its record names."""
    for line in reversed(lines):
        ended = line.meaning.label in SIGNED or line.meaning.label == "at_pickup_point"
        where = line.raw.place or None if ended else details.place(line.cut, line.raw.place)
        if where and not rules.carriers.alone(where):
            return where
    return None


def _newest(shipments: list[Shipment]) -> list[Shipment]:
    """Shipments, the one that was scanned last first; without times, the one with most lines."""
    never = datetime(1970, 1, 1, tzinfo=BEIJING)
    key = lambda s: (max((r.at.at for r in s.events if r.at), default=never), len(s.events))  # noqa: E731
    return sorted(shipments, key=key, reverse=True)


class _Paste(NamedTuple):
    """A paste taken apart: its shipments, and the lines that belong to none."""

    shipments: list[Shipment]
    aside: tuple[SetAside, ...] = ()
    unread: tuple[str, ...] = ()
    scam: bool = False


def _detect(text: str, rules: TrackingRules, now: datetime) -> _Paste:
    """Take a paste apart: JSON, XML, a table, or text."""
    tree = parse_json(text) or parse_xml(text)
    if tree is None:
        text = plain_text(text)
        table = from_csv(text, rules, now)
        return _Paste(table) if table else _pasted(text, rules, now)
    shipments = from_json(tree, rules, now)
    if any(s.events for s in shipments):
        return _Paste(shipments)
    paste = _pasted(sentences(tree, rules), rules, now)  # a log that is kept as sentences, not as records
    timed = any(raw.at for shipment in paste.shipments for raw in shipment.events)
    return paste if timed or not any(s.message or s.code for s in shipments) else _Paste(shipments)


def _pasted(text: str, rules: TrackingRules, now: datetime) -> _Paste:
    """Take pasted lines apart, and look whether a message as a whole is a trick."""
    folded = rules.folded(text)
    shipments, aside, unread = from_text(text, folded, rules, now)
    timed = any(raw.at for shipment in shipments for raw in shipment.events)
    message = folded[:_MESSAGE].replace("\n", " ")
    for line in unread:
        small = rules.folded(line)
        sense = understand(small, rules)[1].sense
        sense = "forecast" if promise_in(line, small, rules.promises, now.date()) else sense
        aside += [SetAside(line, sense)] if sense in NO_EVENT else []
    known = {line.text for line in aside}
    left = tuple(line for line in unread if line not in known)
    return _Paste(shipments, tuple(aside), left, not timed and rules.scams.hits(message))


def read_tracking(source: str | bytes, book: Book, *, now: datetime) -> TrackingReading:
    """Read what a pasted log, a provider's answer or a file says about parcels; no content of it raises an error.

    The reading is that of the parcel scanned last; it holds those of the others.
    """
    rules = tracking_rules(book)
    now = now if now.tzinfo else now.replace(tzinfo=BEIJING)
    now = now.astimezone(BEIJING)
    text, findings = _decode(source)
    paste = _detect(text, rules, now)
    numbers = tuple(dict.fromkeys(s.number for s in paste.shipments if s.number and (s.events or s.code or s.message)))
    full = _newest([s for s in paste.shipments if s.events])
    if len(full) > 1:
        findings.append("mixed_shipments")
    if paste.scam:
        findings.append("scam")
    said = [s for s in paste.shipments if s.code or s.message] or paste.shipments
    first, *others = full or said[:1] or [Shipment("", "", "", "", ())]
    of_the_text = [finding for finding in findings if finding != "mixed_shipments"]
    reading = _reading(first, paste, findings, rules, now, numbers)
    if not others and (numbers or not reading.tracking_no):
        return reading
    more = tuple(_reading(other, _Paste([]), list(of_the_text), rules, now) for other in others[:_MOST_OTHERS])
    numbers = numbers or tuple(dict.fromkeys(r.tracking_no for r in (reading, *more) if r.tracking_no))
    return replace(reading, shipments=numbers, others=more)


def _sorted(chosen: Shipment, findings: list[str], rules: TrackingRules) -> tuple[list[LogLine], list[LogLine]]:
    """The lines of a shipment in the order of time, and those that have neither a meaning nor a time."""
    raws = chosen.events[:MOST_EVENTS]
    folded = [rules.folded(raw.text) for raw in raws]
    wary = rules.scams.hits("\n".join(folded))
    lines = [understand_event(raw, text, chosen.provider, rules, wary) for raw, text in zip(raws, folded, strict=True)]
    if len(chosen.events) >= MOST_EVENTS and "too_long" not in findings:
        findings.append("too_long")
    idle = [line for line in lines if not line.raw.at and line.meaning[::4] == Meaning()[::4]]
    kept = [line for line in lines if line not in idle] if idle else lines
    return in_context(in_order(kept)), idle


def _reading(
    chosen: Shipment,
    paste: _Paste,
    findings: list[str],
    rules: TrackingRules,
    now: datetime,
    numbers: tuple[str, ...] = (),
) -> TrackingReading:
    lines, idle = _sorted(chosen, findings, rules)
    decided = decide(lines)
    tricked = paste.scam or any(line.meaning.sense == "scam" for line in lines[(decided or 0) :])
    decided = None if tricked else decided
    over_says = code_state(chosen.code, chosen.provider, rules) if chosen.code else UNKNOWN
    meaning = lines[decided].meaning if decided is not None else Meaning()
    if decided is not None:
        meaning = _of_message(moved_on(lines, decided, refined(meaning, over_says)), [*lines, *idle], rules)
    elif not tricked:
        meaning = _without_events(chosen, over_says, rules)
    scans = [line.raw.at.at for line in lines if line.raw.at and line.meaning.sense not in NO_EVENT]
    last_scan = max(scans, default=None)
    announced = [at for line in lines
                 if (at := details.next_update(line.folded, line.raw.at.at if line.raw.at else None, now))]  # fmt: skip
    promises = () if tricked else _promises(chosen, [*lines, *idle], paste, rules, now)
    if meaning.label in _AWAITED:
        announced += [_end_of(promise.day) for promise in promises if promise.what == "delivery"]
    update = max(announced, default=None)
    if update and last_scan and update <= last_scan:
        update = None
    conflicts = conflicts_of(lines, decided, chosen.code, over_says)
    phones = () if tricked else _phones(lines, decided, rules)
    if phones and all(phone.kind == "masked" for phone in phones):
        findings.append("masked")
    findings += findings_of(lines, decided, meaning, over_says, now, findings)
    waits_there = meaning.label == "at_pickup_point" or meaning.signer in ("station", "locker")
    deciding = lines[decided] if decided is not None else None
    since = max([at for at in (last_scan, update) if at], default=None)
    number, carrier = _named(chosen, [*lines, *idle], rules)
    from_city, to_city, signed_city = _cities(chosen, lines, deciding, meaning, rules)
    if signed_city and (elsewhere := _elsewhere(from_city, to_city, signed_city, rules.cities)):
        findings.append(elsewhere)
    confidence, why = confidence_of(lines, decided, meaning, bool(conflicts), findings, rules)
    return TrackingReading(
        state=meaning.label,
        signer=meaning.signer,
        number=meaning.number,
        last_scan=last_scan,
        last_place=_place(lines, rules),
        next_update=update,
        silence=max(now - since, timedelta(0)) if since else None,
        phones=phones,
        pickup_code=details.pickup_code(deciding.folded) if deciding else None,
        pickup_name=details.pickup_name(deciding.cut, rules) if deciding and waits_there else None,
        deciding=decided,
        events=tuple(_event(line) for line in lines),
        conflicts=conflicts,
        shipments=numbers,
        tracking_no=number,
        carrier=carrier,
        waybill=f"{rules.carriers.names[carrier][FIRST]} {number}" if carrier and number else number or None,
        from_city=from_city,
        to_city=to_city,
        signed_city=signed_city,
        signed_time=deciding.raw.at.at if deciding and deciding.raw.at and meaning.label in SIGNED else None,
        confirmed="confirmed" in findings,
        promises=promises,
        confidence=confidence,
        why=why,
        findings=tuple(dict.fromkeys(findings)),
        aside=paste.aside[:_MOST_ASIDE],
        unread=(*paste.unread, *(line.raw.text for line in idle))[:_MOST_ASIDE],
    )


def _event(line: LogLine) -> TrackingEvent:
    at, meaning = line.raw.at, line.meaning
    sense = meaning.sense
    if meaning.label == UNKNOWN and sense == "scan":
        sense = "unread" if line.unread else "advert"
    return TrackingEvent(
        at.at if at else None,
        line.raw.text,
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


def _promises(
    chosen: Shipment, lines: Sequence[LogLine], paste: _Paste, rules: TrackingRules, now: datetime
) -> tuple[Promise, ...]:
    """The days that a parcel's lines, the page around its log or its record promise; the page speaks last."""
    around = [] if len(paste.shipments) > 1 else [*paste.unread, *(line.text for line in paste.aside)]
    dated = [(line.raw.text, line.folded, (line.raw.at.at if line.raw.at else now).date()) for line in lines]
    dated += [(text, rules.folded(text), now.date()) for text in around]
    found = promises_in(dated, rules.promises)
    expected = read_time(chosen.expected, now) if chosen.expected else None
    return (*found, Promise("delivery", expected.at.date(), chosen.expected)) if expected else found


def _end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time(23, 59, 59), BEIJING)


def _named(chosen: Shipment, lines: Sequence[LogLine], rules: TrackingRules) -> tuple[str, str]:
    """The tracking number and the carrier of a parcel: those of its record or heading, else those its lines name."""
    folded = "\n".join(line.folded for line in lines)
    number = chosen.number or rules.carriers.numbered(folded)[0]
    return number, chosen.carrier or rules.carriers.likely(folded, number)


def _cities(
    chosen: Shipment, lines: Sequence[LogLine], deciding: LogLine | None, meaning: Meaning, rules: TrackingRules
) -> tuple[str, str, str]:
    """Where a parcel came from, where it was to go, and where it was signed for or left; each empty if not written."""

    def written(line: LogLine) -> str:
        return city_of_line(line.folded, line.raw.place, rules.cities)

    ended = meaning.label in SIGNED or meaning.label == "at_pickup_point"
    first = next((line for line in lines if line.meaning.label == "accepted" and line.meaning.sense == "scan"), None)
    start = chosen.from_city or (written(first) if first and ended else "")
    return start, chosen.to_city, written(deciding) if deciding and ended else ""


def _elsewhere(from_city: str, to_city: str, signed_city: str, above: Mapping[str, str]) -> str:
    """The finding that a signature is in another city than the receiver, or where the parcel came from."""
    if to_city:
        return "" if same(signed_city, to_city, above) else "signed_elsewhere"
    return "signed_at_origin" if same(signed_city, from_city, above) else ""


def _without_events(chosen: Shipment, over_says: str, rules: TrackingRules) -> Meaning:
    """The meaning of an answer without events: that of its message, else of its code."""
    meaning = understand(rules.folded(chosen.message), rules)[1]
    if meaning.number != UNKNOWN or (meaning.label != UNKNOWN and over_says == UNKNOWN):
        return meaning
    if over_says == "not_shipped":
        return Meaning(over_says, UNKNOWN, "no_scan", "code")
    return Meaning(over_says, "unstated", UNKNOWN, "code") if over_says in SIGNED else Meaning(over_says)

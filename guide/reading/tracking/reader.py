"""Paste -> reading: detect the format, understand each line, put the lines in order, decide, and say why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.engine.case import BEIJING
from guide.reading.tracking import details
from guide.reading.tracking.classify import Meaning, understand
from guide.reading.tracking.judge import confidence_of, conflicts_of, decide, findings_of, in_order
from guide.reading.tracking.letters import CLEAN
from guide.reading.tracking.lines import SIGNED, LogLine, code_state, refined, understand_event
from guide.reading.tracking.model import Phone, TrackingEvent, TrackingReading
from guide.reading.tracking.pasted import from_text
from guide.reading.tracking.records import MOST_EVENTS, Shipment, from_csv, from_json, parse_json
from guide.reading.tracking.rules import TrackingRules, tracking_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.book.book import Book

LONGEST = 1_000_000  # signs of a paste that are read


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


def _place(lines: Sequence[LogLine]) -> str | None:
    """The place where the parcel was last seen; of a signature or a pickup point, only the place its record names."""
    for line in reversed(lines):
        ended = line.meaning.label in SIGNED or line.meaning.label == "at_pickup_point"
        where = line.raw.place or None if ended else details.place(line.cut, line.raw.place)
        if where:
            return where
    return None


def _newest(shipments: list[Shipment]) -> Shipment:
    """The shipment that was scanned last; without times, the one with most lines."""
    never = datetime(1970, 1, 1, tzinfo=BEIJING)
    return max(shipments, key=lambda s: (max((r.at.at for r in s.events if r.at), default=never), len(s.events)))


def _detect(text: str, rules: TrackingRules, now: datetime) -> tuple[list[Shipment], list[str]]:
    """The shipments of a paste (JSON, a table, or text), and the lines that were no event."""
    tree = parse_json(text)
    if tree is not None:
        shipments = from_json(tree, rules, now)
        if any(s.events or s.message or s.code for s in shipments):
            return shipments, []
    table = from_csv(text, rules, now)
    if table:
        return table, []
    return from_text(text, text.translate(rules.folded), rules, now)


def read_tracking(source: str | bytes, book: Book, *, now: datetime) -> TrackingReading:
    """Read what a pasted log, a provider's answer or a file says about one parcel; no content of it raises an error."""
    rules = tracking_rules(book)
    now = now if now.tzinfo else now.replace(tzinfo=BEIJING)
    now = now.astimezone(BEIJING)
    text, findings = _decode(source)
    shipments, noise = _detect(text, rules, now)
    numbers = tuple(dict.fromkeys(s.number for s in shipments if s.number and (s.events or s.code or s.message)))
    full = [s for s in shipments if s.events]
    if len(full) > 1:
        findings.append("mixed_shipments")
    chosen = _newest(full) if full else next(iter(shipments), Shipment("", "", "", "", ()))
    lines = [understand_event(raw, chosen.provider, rules) for raw in chosen.events[:MOST_EVENTS]]
    if len(chosen.events) >= MOST_EVENTS and "too_long" not in findings:
        findings.append("too_long")
    lines, idle = _without_noise(lines)
    return _reading(chosen, in_order(lines), [*noise, *idle], numbers, findings, rules, now)


def _without_noise(lines: list[LogLine]) -> tuple[list[LogLine], list[str]]:
    """Part the lines that have a meaning or a time from the texts of the others, which are noise."""
    kept = [line for line in lines if line.raw.at or line.meaning.label != UNKNOWN]
    return kept, [line.raw.text for line in lines if not line.raw.at and line.meaning.label == UNKNOWN]


def _reading(
    chosen: Shipment,
    lines: list[LogLine],
    noise: list[str],
    numbers: tuple[str, ...],
    findings: list[str],
    rules: TrackingRules,
    now: datetime,
) -> TrackingReading:
    decided = decide(lines)
    over_says = code_state(chosen.code, chosen.provider, rules) if chosen.code else UNKNOWN
    meaning = lines[decided].meaning if decided is not None else Meaning()
    meaning = _without_events(chosen, over_says, rules) if decided is None else refined(meaning, over_says)
    scans = [line.raw.at.at for line in lines if line.raw.at]
    last_scan = max(scans, default=None)
    announced = [at for line in lines
                 if (at := details.next_update(line.folded, line.raw.at.at if line.raw.at else None, now))]  # fmt: skip
    update = max(announced, default=None)
    if update and last_scan and update <= last_scan:
        update = None
    conflicts = conflicts_of(lines, decided, chosen.code, over_says)
    phones = _phones(lines, decided, rules)
    if phones and all(phone.kind == "masked" for phone in phones):
        findings.append("masked")
    findings += findings_of(lines, decided, meaning, over_says, now)
    waits_there = meaning.label == "at_pickup_point" or meaning.signer in ("station", "locker")
    deciding = lines[decided] if decided is not None else None
    since = max([at for at in (last_scan, update) if at], default=None)
    confidence, why = confidence_of(lines, decided, meaning, bool(conflicts), findings)
    return TrackingReading(
        state=meaning.label,
        signer=meaning.signer,
        number=meaning.number,
        last_scan=last_scan,
        last_place=_place(lines),
        next_update=update,
        silence=max(now - since, timedelta(0)) if since else None,
        phones=phones,
        pickup_code=details.pickup_code(deciding.folded) if deciding else None,
        pickup_name=details.pickup_name(deciding.cut, rules) if deciding and waits_there else None,
        deciding=decided,
        events=tuple(
            TrackingEvent(
                line.raw.at.at if line.raw.at else None,
                line.raw.text,
                line.cut,
                line.meaning.label,
                line.raw.code,
                line.meaning.signer,
                line.meaning.rule,
            )
            for line in lines
        ),
        conflicts=conflicts,
        shipments=numbers,
        confidence=confidence,
        why=why,
        findings=tuple(dict.fromkeys(findings)),
        noise=tuple(noise[:200]),
    )


def _without_events(chosen: Shipment, over_says: str, rules: TrackingRules) -> Meaning:
    """The meaning of an answer without events: that of its message, else of its code."""
    meaning = understand(chosen.message.translate(rules.folded), rules)[1]
    if meaning.number != UNKNOWN:
        return meaning
    if over_says == "not_shipped":
        return Meaning(over_says, UNKNOWN, "no_scan", "code")
    return Meaning(over_says, "unstated", UNKNOWN, "code") if over_says in SIGNED else Meaning(over_says)

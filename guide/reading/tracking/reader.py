"""Paste -> reading of the parcel scanned last, which holds those of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from guide.engine.case import BEIJING
from guide.reading.tracking.parcel import reading_of
from guide.reading.tracking.rules.content import tracking_rules
from guide.reading.tracking.shapes.formats import Paste, decoded, taken_apart
from guide.reading.tracking.shapes.records import Shipment

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.reading.tracking.model import TrackingReading

_MOST_OTHERS = 20  # parcels beside the newest
_NEVER = datetime(1970, 1, 1, tzinfo=BEIJING)


def read_tracking(source: str | bytes, book: Book, *, now: datetime) -> TrackingReading:
    """Read what a pasted log, a provider's answer or a file says about parcels; no content of it raises an error.

    The reading is that of the parcel scanned last; it holds those of the others.
    """
    rules = tracking_rules(book)
    now = (now if now.tzinfo else now.replace(tzinfo=BEIJING)).astimezone(BEIJING)
    text, findings = decoded(source)
    paste = taken_apart(text, rules, now)
    findings += ["scam"] if paste.scam else []
    findings += ["by_values"] if paste.by_values else []
    first, *others = _newest(paste)
    mixed = ["mixed_shipments"] if others and first.events else []
    numbers = tuple(dict.fromkeys(s.number for s in paste.shipments if s.number and (s.events or s.code or s.message)))
    reading = reading_of(first, paste, [*findings, *mixed], rules, now, numbers)
    if not others and (numbers or not reading.tracking_no):
        return reading
    more = tuple(reading_of(other, Paste([]), findings, rules, now) for other in others[:_MOST_OTHERS])
    numbers = numbers or tuple(dict.fromkeys(r.tracking_no for r in (reading, *more) if r.tracking_no))
    return replace(reading, shipments=numbers, others=more)


def _newest(paste: Paste) -> list[Shipment]:
    """The shipments that have events, the one scanned last first; else one that has a code or a message, or nothing."""
    full = [shipment for shipment in paste.shipments if shipment.events]
    if len(full) > 1:
        return sorted(full, key=_lateness, reverse=True)
    said = [shipment for shipment in paste.shipments if shipment.code or shipment.message] or paste.shipments
    return full or said[:1] or [Shipment("", "", "", "", ())]


def _lateness(shipment: Shipment) -> tuple[datetime, int]:
    """The last scan of a shipment; without times, the number of its lines tells them apart."""
    return max((raw.at.at for raw in shipment.events if raw.at), default=_NEVER), len(shipment.events)

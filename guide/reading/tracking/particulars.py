"""Lines of a parcel -> what they say beside its state: telephones, number, carrier, places, cities, promised days."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN
from guide.reading.tracking import details
from guide.reading.tracking.lines import LogLine
from guide.reading.tracking.model import SIGNED
from guide.reading.tracking.rules.cities import city, city_of_line, same
from guide.reading.tracking.rules.promises import Promise, promises_in
from guide.reading.tracking.times import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from guide.reading.tracking.model import Phone
    from guide.reading.tracking.rules.classify import Meaning
    from guide.reading.tracking.rules.content import TrackingRules
    from guide.reading.tracking.shapes.records import Shipment

_POSTAL = re.compile(r"[a-z]{2}(?<!\w..)\d{9}[a-z]{2}\b")  # a number as post offices give it that send abroad
_NOT_YET = frozenset({UNKNOWN, "not_shipped"})
_MOST_PHONES = 12
#: Whose a telephone is where no word says so, by the state of its line.
_USUAL = {"accepted": "outlet", "at_pickup_point": "station", "in_transit": "outlet"}


def phones_of(lines: Sequence[LogLine], deciding: LogLine | None, rules: TrackingRules) -> tuple[Phone, ...]:
    """Every telephone once, that of the deciding line first, then from the latest line back.

    A courier named at the pickup from the seller is the collector, not whom to call about the delivery.
    """
    phones: dict[str, Phone] = {}
    order = [*([deciding] if deciding else []), *reversed(lines)]
    for line in (line for line in order if details.DIGITS.search(line.folded)):
        label = line.meaning.label
        for phone in details.phones(line.raw.said, line.folded, rules, _USUAL.get(label, "courier")):
            if label == "accepted" and phone.kind == "courier":
                phone = phone._replace(kind="collector")
            phones.setdefault(phone.number, phone)
    return tuple(phones.values())[:_MOST_PHONES]


def last_place(lines: Sequence[LogLine], rules: TrackingRules) -> str | None:
    """The place where the parcel was last seen; of a signature or a pickup point, only the place its record names."""
    for line in reversed(lines):
        ended = line.meaning.label in SIGNED or line.meaning.label == "at_pickup_point"
        where = line.raw.place or None if ended else details.place(line.cut, line.raw.place)
        if where and not rules.carriers.alone(where):
            return where
    return None


def named(
    chosen: Shipment, lines: str, around: str, codes: str, rules: TrackingRules, words: Set[str]
) -> tuple[str, str]:
    """The tracking number and the carrier of a parcel: those of its record or heading, else those its lines name.

    Where they name none, the lines `around` it that are no events may; texts are folded, and `words` are the known ones
    in them. The codes of its states may name the carrier at last, and never a number.
    """
    number, carrier = chosen.number, chosen.carrier
    for folded in filter(None, (lines, around)):
        if number and carrier:
            break
        number = number or rules.carriers.numbered(folded)[0]
        carrier = carrier or (rules.carriers.likely(folded) if rules.carriers.any_in(words) else "")
        carrier = carrier or (rules.carriers.numbered(number.lower())[1] if number else "")
    return number, carrier or (rules.carriers.likely(codes) if codes else "")


class Cities(NamedTuple):
    """Where a parcel came from, where it was to go, and where it was signed for or left; each empty if not written."""

    start: str
    end: str
    signed: str

    def finding(self, above: Mapping[str, str]) -> str:
        """That a signature is in another city than the receiver, or where the parcel came from; else empty."""
        if not self.signed:
            return ""
        if self.end:
            return "" if same(self.signed, self.end, above) else "signed_elsewhere"
        return "signed_at_origin" if same(self.signed, self.start, above) else ""


def cities_of(
    chosen: Shipment, lines: Sequence[LogLine], deciding: LogLine | None, meaning: Meaning, rules: TrackingRules
) -> Cities:
    """The cities of a parcel, by its record, else by its lines."""

    def written(line: LogLine) -> str:
        return city_of_line(line.folded, line.raw.place, rules.cities)

    if meaning.label not in SIGNED and meaning.label != "at_pickup_point":
        return Cities(chosen.from_city, chosen.to_city, "")
    first = next((line for line in lines if line.meaning.label == "accepted" and line.meaning.sense == "scan"), None)
    start = chosen.from_city or (written(first) if first else "")
    return Cities(start, chosen.to_city, written(deciding) if deciding else "")


def origin_of(chosen: Shipment, lines: Sequence[LogLine], whole: str, rules: TrackingRules, words: Set[str]) -> str:
    """`domestic` where a courier took the parcel over in a city of the mainland and nothing speaks of a border; a city
    that is not in cities.csv leaves it open. `whole` is the folded text of all of it, `words` are the known ones in it.
    """
    if not words.isdisjoint(rules.abroad) or _POSTAL.search(f"{whole}\n{chosen.number.lower()}"):
        return UNKNOWN
    taken = next((line for line in lines if line.meaning.label not in _NOT_YET), None)
    if taken is None or taken.meaning.label != "accepted" or taken.meaning.sense != "scan":
        return UNKNOWN
    start = city_of_line(taken.folded, taken.raw.place, rules.cities)
    named = {start, *(city_of_line(line.folded, line.raw.place, rules.cities) or start for line in lines)}
    named |= {city(place, rules.cities) for place in (chosen.from_city, chosen.to_city) if place}
    return "domestic" if all(one in rules.cities for one in named) else UNKNOWN


def promises_of(
    chosen: Shipment,
    words: Set[str],
    lines: Sequence[LogLine],
    around: Sequence[str],
    rules: TrackingRules,
    now: datetime,
) -> tuple[Promise, ...]:
    """The days that a parcel's lines, the page around its log or its record promise; the page speaks last.

    `words` are the known words of all of it.
    """
    dated = ((line.raw.text, line.folded, (line.raw.at.at if line.raw.at else now).date()) for line in lines)
    page = ((text, rules.folded(text), now.date()) for text in around)
    found = promises_in(words, chain(dated, page), rules.promises)
    expected = read_time(chosen.expected, now) if chosen.expected else None
    return (*found, Promise("delivery", expected.at.date(), chosen.expected)) if expected else found

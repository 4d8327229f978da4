"""Lines of a paste -> parcels: texts join their times, headings name a parcel, the rest is set aside with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN
from guide.reading.tracking.model import SIGNED, SetAside
from guide.reading.tracking.rules.cities import city
from guide.reading.tracking.rules.classify import understand
from guide.reading.tracking.rules.sheets import plain_key
from guide.reading.tracking.shapes.records import LONGEST_LINE, RawEvent, Shipment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.reading.tracking.rules.content import TrackingRules
    from guide.reading.tracking.times import Stamp

_NUMBER = re.compile(
    r"(?:(?:运单|快递|物流|面单|邮件|包裹|追踪|tracking|waybill|shipment|parcel|package|consignment|sendung|paket|zending"
    r"|przesylk|отправлени|трек|ттн|awb|guia|送り状|传票|伝票|追跡|问い合わせ|운송장|등기)[^\n:]{0,8}?"
    r"(?:号码?|no\.?|number|#|id|nummer|nr\.?|番号|번호|номер|код|kod|numero) ?:? ?"
    r"|(?:num[eb]e?ro|n°|numer|номер) (?:[a-zа-я'] ?){2,30}:? ?"
    r"|^(?:包裹|快递|运单|快件|parcel|package|shipment) ?(?:[1-9]\d?|[一二三四五六七八九])(?: of \d{1,2})? ?[:.、,)] ?"
    r"(?:[\u4e00-\u9fff]{2,8} ?:? ?|[^\W\d_]{2,12}(?: ?: ?| )){0,2}"
    r"|tracking ?: ?|(?<![订a-z])单号 ?:? ?|^(?:[\u4e00-\u9fff]{2,8} ?:? ?|[^\W\d_](?:[^\W\d_]| ){1,19}(?:: ?| ))?)"
    r"(?P<number>[a-z]{0,4}\d{8,30}[a-z]{0,2}|1z[a-z0-9]{16}|\d{1,2}[a-z]\d{10,11}|4px\d{13}cn)(?![\d*])"
)
_ORDER = ("订单编号", "订单号", "order no", "order number", "заказ")
_FOURS = re.compile(r"(?<![\d-])\d{4}-\d{4}-\d{4}(?![\d-])")  # a number written in groups
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LETTER = re.compile(r"[^\W\d_]")
_LEAD = re.compile(r"[:\d]")
_FEW = 3  # times at which the order of text and time is looked at
_HEADING = 40  # the most signs of a heading
_NAME = 16  # the most signs of a line that only names a carrier
_EDGE = " \t,，、;；|·•●○◉⊙*-—>→:：\"'.。()【】[]"


class Line(NamedTuple):
    """A line: its own time, and the rest of its text."""

    at: Stamp | None
    text: str
    folded: str  # empty where the line has a time


@dataclass
class _Parcel:
    """The events under one heading."""

    number: str = ""
    carrier: str = ""
    cities: dict[str, str] = field(default_factory=dict)
    events: list[RawEvent] = field(default_factory=list)

    def shipment(self) -> Shipment:
        """The parcel as raw events."""
        ends = self.cities.get("from_city", ""), self.cities.get("to_city", "")
        return Shipment(self.number, "", "", "", tuple(self.events), self.carrier, *ends)


class _Grouping:
    """The lines of a paste as they are taken one after the other."""

    def __init__(self, lines: Sequence[Line], rules: TrackingRules) -> None:
        self.rules = rules
        self.lines = lines
        self.timed = any(line.at for line in lines)
        filled = [line for line in lines if line.at or line.text]
        alone = [bool(line.at) and not line.text for line in filled]
        self.behind = bool(filled) and not alone[0] and (alone[-1] or self._says_before(filled, alone))
        self.parcels = [_Parcel()]
        self.aside: list[SetAside] = []
        self.unread: list[str] = []
        self.open_time: Stamp | None = None
        self.status = self.signed = ""
        self.waiting: list[str] = []

    def _says_before(self, lines: Sequence[Line], alone: Sequence[bool]) -> bool:
        """Whether each time stands under its text, with a place below: the line before says a state, the next none."""
        places = [place for place, only_time in enumerate(alone) if only_time][:_FEW]
        return (
            bool(places)
            and all(self._says(lines[place - 1]) for place in places)
            and not any(self._says(lines[place + 1]) for place in places if place + 1 < len(lines))
        )

    def _says(self, line: Line) -> bool:
        """Whether a line without a time says a state."""
        return not line.at and self._label(line) != UNKNOWN

    def _label(self, line: Line) -> str:
        return understand(line.folded[:LONGEST_LINE], self.rules)[1].label

    def take(self, line: Line) -> None:
        """Take the next line."""
        events = self.parcels[-1].events
        if not line.at and (why := self._heading(line)):
            self.aside.append(SetAside(line.text, why))
        elif not self.timed:
            self._timeless(line)
        elif line.at and not line.text:
            if not self.behind:
                self.open_time = line.at
            elif self.waiting:
                events.append(RawEvent(line.at, " ".join(self.waiting)))
                self.waiting = []
        elif self.behind and not line.at:
            self.waiting.append(line.text)
        elif line.at or self.open_time:
            events.append(RawEvent(line.at or self.open_time, f"{self.signed} {line.text}".strip(), self.status))
            self.open_time, self.status, self.signed = None, "", ""
        elif line.folded in self.rules.keys["status_word"]:
            self.status = line.text  # a status word between two events heads the next one
        elif events and events[-1].at:
            last = events[-1]
            events[-1] = last._replace(text=f"{last.text} {line.text}"[:LONGEST_LINE])
        elif self.status and not self.signed and self._label(line) in SIGNED:
            self.signed = line.text  # who signed is said between the state and its time
        else:
            self.unread.append(line.text)

    def _timeless(self, line: Line) -> None:
        """A line of a message: one that names another number than those before it is about another parcel."""
        number = self.rules.carriers.numbered(line.folded)[0]
        parcel = self.parcels[-1]
        if number and parcel.number and number != parcel.number:
            parcel = _Parcel()
            self.parcels.append(parcel)
        parcel.number = number or parcel.number
        parcel.events.append(RawEvent(None, line.text))

    def _heading(self, line: Line) -> str:
        """Why a line without a time is no event but a heading, an id of `track.aside.*`; empty where it is none."""
        folded, keys = line.folded, self.rules.keys
        short = folded.strip(_EDGE)
        if not _LETTER.search(folded) and not short.isdigit():
            return "sign"
        if number := _number(folded):
            self._number(number)
            words = folded.replace(number.lower(), "").split(" ")
            self._carrier(" ".join(word for word in words if word.strip(_EDGE) not in keys["heading"]))
            return "" if len(folded) >= len(number) + _NAME or self._is_message(folded) else "number"
        if len(folded) > _HEADING:
            return ""
        for role, name in (("from_city_lead", "from_city"), ("to_city_lead", "to_city")):
            if folded.partition(":")[0].strip(_EDGE) in keys[role] and ":" in folded:
                self.parcels[-1].cities[name] = city(folded.partition(":")[2].strip(), self.rules.cities)
                return "address"
        lead, _, value = folded.partition(":")
        named = value if plain_key(lead.strip(_EDGE)) in keys["carrier"] else short
        if len(named) <= _NAME and self._carrier(named):
            return "carrier"
        before, *behind = _LEAD.split(folded, maxsplit=1)
        if behind and before.strip(_EDGE) in keys["heading_lead"]:
            return "heading"
        return "heading" if all(word.strip(_EDGE) in keys["heading"] for word in short.split(" ") if word) else ""

    def _is_message(self, folded: str) -> bool:
        """Whether a line of a paste without times says where the parcel is, beside its number."""
        return not self.timed and understand(folded, self.rules)[1].label != UNKNOWN

    def _number(self, number: str) -> None:
        parcel = next((known for known in self.parcels if known.number == number), None)
        if parcel:
            self.parcels.remove(parcel)
        elif not self.parcels[-1].number and not self.parcels[-1].events:
            parcel = self.parcels.pop()
        else:
            parcel = _Parcel()
        parcel.number = number
        self.parcels.append(parcel)

    def _carrier(self, short: str) -> str:
        """The carrier that a heading names and nothing else, which begins another parcel behind that of another one."""
        named = self.rules.carriers.alone(short)
        if not named:
            return ""
        parcel = self.parcels[-1]
        if parcel.carrier and parcel.carrier != named and parcel.events:
            parcel = _Parcel()
            self.parcels.append(parcel)
        parcel.carrier = parcel.carrier or named
        return named


def _number(folded: str) -> str:
    """The tracking number that a heading names; empty where it names none."""
    if len(folded) > 80 or any(word in folded for word in _ORDER):
        return ""
    match = _NUMBER.search(_FOURS.sub(lambda found: found.group().replace("-", ""), folded))
    number = match["number"] if match else ""
    return "" if _MOBILE.fullmatch(number) else number.upper()


def grouped(lines: Sequence[Line], rules: TrackingRules) -> tuple[list[Shipment], list[SetAside], list[str]]:
    """The shipments of the lines of a paste, the lines that are no event, and those that belong to none."""
    grouping = _Grouping(lines, rules)
    for line in lines:
        grouping.take(line)
    unread = [*grouping.unread, *grouping.waiting, *filter(None, [grouping.signed])]
    parcels = [parcel for parcel in grouping.parcels if parcel.events or parcel.number]
    numbered = [parcel for parcel in parcels if parcel.number]
    first, second = parcels if len(parcels) == 2 else (_Parcel(), _Parcel())
    theirs = second.carrier and (first.carrier or second.events)  # of another courier
    if len(parcels) == 2 and len(numbered) == 1 and not theirs:  # lines above the only number belong to it, too
        first.events.extend(second.events)
        first.number, first.carrier = first.number or second.number, first.carrier or second.carrier
        first.cities = {**first.cities, **second.cities}
        parcels = [first]
    return [parcel.shipment() for parcel in parcels], grouping.aside, unread

"""Values read from a tracking log: frozen, and nothing in them that was not in the paste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import UNKNOWN, Facts

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from guide.reading.tracking.rules.promises import Promise

#: States of a parcel that was handed over.
SIGNED = frozenset({"delivered", "delivered_proxy"})


_BLANK = Facts()


class Phone(NamedTuple):
    """A telephone number as it was written; a `masked` one cannot be called."""

    number: str
    kind: str  # courier station collector (the courier who picked it up) complaint outlet masked


class TrackingEvent(NamedTuple):
    """One line of the log and its meaning."""

    at: datetime | None
    text: str  # as pasted
    cut: str  # without advertising and instructions
    label: str  # one of the states; `unknown` where neither text nor code says one
    code: str  # the provider's code or status word, as written
    signer: str = UNKNOWN
    rule: str = ""  # id of the phrase that decided, `code` where only the code did
    sense: str = "scan"  # beside the state: lost held undone shop …, forecast instruction …, scam, or unread


class SetAside(NamedTuple):
    """A line that is no event, and why: an id of `track.aside.*`."""

    text: str
    why: str


class CodeConflict(NamedTuple):
    """A code and a text that say different states; the screen shows both."""

    code: str
    code_says: str
    text_says: str
    event: int | None  # index into events; None where the code is that of the whole answer


@dataclass(frozen=True, kw_only=True)
class TrackingReading:
    """The reading of one paste; times are Beijing time."""

    state: str = UNKNOWN
    signer: str = UNKNOWN
    number: str = UNKNOWN
    last_scan: datetime | None = None
    last_place: str | None = None
    next_update: datetime | None = None
    silence: timedelta | None = None  # since the last scan, or the announced update if later
    phones: tuple[Phone, ...] = ()
    pickup_code: str | None = None
    pickup_name: str | None = None
    deciding: int | None = None  # index into events of the line that says the state
    events: tuple[TrackingEvent, ...] = ()
    conflicts: tuple[CodeConflict, ...] = ()
    shipments: tuple[str, ...] = ()  # the tracking numbers of the whole paste
    tracking_no: str = ""  # that of this parcel
    carrier: str = ""  # an id of carriers.csv
    waybill: str | None = None  # carrier and number in words
    from_city: str = ""
    to_city: str = ""
    origin: str = UNKNOWN  # domestic, where the log shows it
    signed_city: str = ""  # where it was signed for or left
    signed_time: datetime | None = None
    confirmed: bool = False  # the shop's system confirmed receipt
    promises: tuple[Promise, ...] = ()  # days that were promised; none is an event
    confidence: str = "low"  # low medium high
    why: tuple[str, ...] = ()  # ids of words that say why
    findings: tuple[str, ...] = ()  # ids of warnings
    aside: tuple[SetAside, ...] = ()  # lines that are no event
    unread: tuple[str, ...] = ()  # lines that were not understood, and are no events either
    others: tuple[TrackingReading, ...] = ()  # the other parcels of the paste

    @property
    def signed(self) -> bool:
        """Whether the parcel is shown as signed for; no further scan is to be expected then."""
        return self.state in SIGNED

    @property
    def courier_phone(self) -> str | None:
        """The number to call about this parcel: the courier's, else the station's, else None."""
        kinds = ("courier", "station", *(("collector",) if self.state == "accepted" else ()))
        for kind in kinds:
            for phone in self.phones:
                if phone.kind == kind:
                    return phone.number
        return None

    @property
    def sense(self) -> str:
        """The sense of the line that decided: `lost`, `held` and so on, or an ordinary `scan`."""
        return self.events[self.deciding].sense if self.deciding is not None else "scan"

    def signed_at(self, paid_at: datetime | None = None) -> str:
        """Whether the signature fits the order: `too_early`, `elsewhere`, unknown where nothing speaks against it."""
        if self.signed and paid_at and self.signed_time and self.signed_time < paid_at:
            return "too_early"
        return "elsewhere" if "signed_elsewhere" in self.findings else UNKNOWN

    def chosen(self, index: int) -> TrackingReading:
        """The reading of one of the other parcels, for whoever says that it is theirs; this one joins the others."""
        others = (replace(self, others=()), *self.others[:index], *self.others[index + 1 :])
        return replace(self.others[index], shipments=self.shipments, others=others)

    def facts(self, given: Facts = _BLANK) -> dict[str, Any]:
        """The answers that “use this” writes, fact -> value; only those that were read, and none from a trick."""
        if "scam" in self.findings and self.state == UNKNOWN:
            return {}
        return {name: value for name, value in self.answers(given).items() if value not in (UNKNOWN, None)}

    def answers(self, given: Facts = _BLANK) -> dict[str, Any]:
        """Every answer that a text may hold, those too that this one does not; what the buyer has said of the origin
        stays.
        """
        return {
            "tracking": self.state,
            "number": self.number,
            "signer": self.signer,
            "signed_at": self.signed_at(given.paid_at),
            "origin": self.origin if given.origin == UNKNOWN else UNKNOWN,
            "courier": "lost_it" if self.sense == "lost" else UNKNOWN,
            "confirmed": "system" if self.confirmed else UNKNOWN,
            "promised_ship": next((p.day for p in self.promises if p.what == "ship"), None),
            "last_scan": self.last_scan,
            "last_place": self.signed_city if self.signed_at() == "elsewhere" else self.last_place,
            "next_update": self.next_update,
            "pickup_name": self.pickup_name,
            "courier_phone": self.courier_phone,
            "waybill": self.waybill,
        }

"""What was read from a tracking log: frozen, and nothing in it that was not in the paste."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import UNKNOWN

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Phone(NamedTuple):
    """A telephone number as it was written, and whose it is; `masked` numbers cannot be called."""

    number: str
    kind: str  # courier station collector (the courier who picked it up) complaint outlet masked


class TrackingEvent(NamedTuple):
    """One line of the log: what it said, what was left after the cutting, and what it means."""

    at: datetime | None
    text: str  # as pasted
    cut: str  # without advertising and instructions
    label: str  # one of the states; `unknown` where neither text nor code says one
    code: str  # the provider's code or status word, as written
    signer: str = UNKNOWN
    rule: str = ""  # id of the phrase that decided, `code` where only the code did


class Conflict(NamedTuple):
    """A code and a text that say different things; the screen shows both."""

    code: str
    code_says: str
    text_says: str
    event: int | None  # index into events; None where the code stood over the whole answer


@dataclass(frozen=True, kw_only=True)
class TrackingReading:
    """The reading of one paste."""

    state: str = UNKNOWN
    signer: str = UNKNOWN
    number: str = UNKNOWN
    last_scan: datetime | None = None
    last_place: str | None = None
    next_update: datetime | None = None
    silence: timedelta | None = None
    phones: tuple[Phone, ...] = ()
    pickup_code: str | None = None
    pickup_name: str | None = None
    deciding: int | None = None
    events: tuple[TrackingEvent, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    shipments: tuple[str, ...] = ()
    confidence: str = "low"
    why: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()

    @property
    def signed(self) -> bool:
        """Whether it is shown as signed for; no further scan is to be expected then."""
        return self.state in ("delivered", "delivered_proxy")

    @property
    def courier_phone(self) -> str | None:
        """The number to call about this parcel: the courier's, else the station's."""
        kinds = ("courier", "station", *(("collector",) if self.state == "accepted" else ()))
        for kind in kinds:
            for phone in self.phones:
                if phone.kind == kind:
                    return phone.number
        return None

    def facts(self) -> dict[str, Any]:
        """What “use this” writes into the answers: only what was read."""
        read = {
            "tracking": self.state,
            "number": self.number,
            "signer": self.signer,
            "last_scan": self.last_scan,
            "last_place": self.last_place,
            "next_update": self.next_update,
            "pickup_name": self.pickup_name,
            "courier_phone": self.courier_phone,
        }
        return {name: value for name, value in read.items() if value not in (UNKNOWN, None)}

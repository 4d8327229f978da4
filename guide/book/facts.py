"""What is known about a case: the words the tables may use, and the frozen answers of one case."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from guide.book.kinds import CLOCKS, READINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN = "unknown"


def _enum(name: str, members: str, *, asked: bool = False) -> type[StrEnum]:
    """An enumeration of plain words; a question that may be unanswered starts with `unknown`."""
    words = ([UNKNOWN] if asked else []) + members.split()
    return StrEnum(name, [(word.upper(), word) for word in words])  # type: ignore[return-value]


#: Questions with a fixed set of answers, in the order of the handbook. `unknown` means not answered yet.
CHOICES: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        name: _enum(name, members, asked=True)
        for name, members in {
            "complaint": "not_arrived part_missing wrong_goods empty_parcel",
            "kind": "in_stock presale custom",
            "origin": "domestic cross_border",
            "worth": "ordinary high",
            "order_found": "yes no",
            "address": "right wrong unsure",
            "phone": "right wrong unsure",
            "recipient": "right wrong unsure",
            "address_changed": "no yes",
            "gift": "no yes",
            "tracking": "not_shipped accepted in_transit out_for_delivery delivery_failed at_pickup_point"
            " delivered delivered_proxy customs returned refused",
            "number": "none no_scan",
            "signer": "recipient family front_desk guard station locker doorstep other unstated",
            "consent": "yes no",
            "ask_family": "not_there has_it nobody",
            "ask_roommates": "not_there has_it nobody",
            "ask_front_desk": "not_there has_it nobody",
            "pickup_point": "not_there has_it nobody",
            "courier": "unreachable cannot_say left_it will_deliver",
            "phone_reachable": "yes no",
            "address_detailed": "yes no",
            "stuck": "no yes",
            "confirmed": "no yes",
            "demand": "trace resend refund",
            "shot_sent": "yes no",
            "claim_type": "late_shipment not_received fake_shipment",
        }.items()
    }
)

#: Facts that Python or an earlier table derives; the tables name them like answers.
DERIVED: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        name: _enum(name, members)
        for name, members in {
            "details": "unknown ok unsure wrong",
            "offered": "yes no",
            "around": "open done found",
            "reach": "unknown ok trouble",
            "parcel": "unknown unshipped unscanned moving delivering failed pickup signed handed left"
            " customs returned refused",
            "handed_over": "unknown no yes",
            **{reading.id: reading.words for reading in READINGS.values()},
            "problem": "unknown wrong_goods empty_parcel part_missing found address_wrong not_due"
            " ship_date_unknown origin_unknown unshipped_late fake_shipment scan_unknown moving slow_abroad stale lost"
            " delivering failed pickup_waiting signed_not_received signed_by_other left_without_consent"
            " customs customs_slow customs_stuck returned refused",
            "check": "open wait ask done fix found other",
            "seller": "none silent stalling trace resend refund refused unacceptable",
            "patience": "none waiting remind promised escalate",
            "approach": "first again",
            "platform": "none applied asked_more upheld partly rejected withdrawn",
            "rung": "none appeal appeal_lost courier courier_lost postal postal_lost mediation mediation_lost"
            " payment payment_lost court",
            "clock": " ".join(CLOCKS),
            "ends": "wait act lose",
            "outcome": "open received refunded both closed",
            "papers": "complete lacking",
            "claim": "none late_shipment not_received fake_shipment",
            "refund": "none unshipped shipped",
            "level": "required recommended optional none",
            "fit": "recommended possible weak",
            "stage": "self_check seller platform ruling after",
            "turn": "you seller courier platform nobody",
            "note": "warning cause tip info",
            "paper": "appeal courier postal mediation report payment pleading bring",
            "confidence": "official reported source ours unverified",
            "action": "find_order check_details read_tracking read_last_scan ask_ship_date tell_origin ask_around"
            " search_pickup call_courier redirect_parcel check_contact arrange_redelivery collect_parcel other_claim"
            " wait_ship wait_update wait_delivery wait_customs wait_month"
            " contact_seller fix_address wait_seller remind_seller await_promise"
            " gather_evidence apply_platform confirm_receipt"
            " wait_platform supply_more withdraw_claim await_refund"
            " appeal wait_appeal complain_courier wait_courier appeal_postal wait_postal mediate wait_mediation"
            " dispute_payment wait_payment sue wait_court"
            " check_goods settle_late_goods close_case closed self_check ladder",
            "blocked": "no yes",
            "event": "seller_contacted seller_replied seller_reminded platform_applied more_asked more_sent"
            " ruled claim_withdrawn appealed appeal_ended courier_complained courier_answered postal_appealed"
            " postal_answered mediation_filed mediation_ended payment_disputed payment_ended sued court_ended"
            " received refunded case_closed tracking_read tracking_overruled",
            "reply": "none stalling trace resend refund refused unacceptable upheld partly rejected won lost"
            " not_shipped accepted in_transit out_for_delivery delivery_failed at_pickup_point delivered"
            " delivered_proxy customs returned",
        }.items()
    }
)

#: Every word a table may use in a condition or an outcome: column name -> its values.
#: `may` is what can be done: an action that is advised or offered, and not blocked.
DOMAINS: Mapping[str, type[StrEnum]] = MappingProxyType({**CHOICES, **DERIVED, "may": DERIVED["action"]})

#: The same as plain words, in order: walking an enumeration is slow.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({name: tuple(map(str, DOMAINS[name])) for name in DOMAINS})

#: The type of each typed answer. Moments carry a zone; days are calendar days in Beijing.
VALUES: Mapping[str, type] = MappingProxyType(
    {
        "order_no": str,
        "item": str,
        "amount": str,
        "paid_at": datetime,
        "promised_ship": date,
        "last_scan": datetime,
        "last_place": str,
        "next_update": datetime,
        "pickup_name": str,
        "courier_phone": str,
        "promised_by": datetime,
        "seller_deadline": datetime,
        "platform_deadline": datetime,
        "appeal_deadline": datetime,
        "auto_confirm_at": datetime,
    }
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The answers of one case; a choice is `unknown` and a value is None until given."""

    complaint: str = UNKNOWN
    kind: str = UNKNOWN
    origin: str = UNKNOWN
    worth: str = UNKNOWN
    order_found: str = UNKNOWN
    address: str = UNKNOWN
    phone: str = UNKNOWN
    recipient: str = UNKNOWN
    address_changed: str = UNKNOWN
    gift: str = UNKNOWN
    tracking: str = UNKNOWN
    number: str = UNKNOWN
    signer: str = UNKNOWN
    consent: str = UNKNOWN
    ask_family: str = UNKNOWN
    ask_roommates: str = UNKNOWN
    ask_front_desk: str = UNKNOWN
    pickup_point: str = UNKNOWN
    courier: str = UNKNOWN
    phone_reachable: str = UNKNOWN
    address_detailed: str = UNKNOWN
    stuck: str = UNKNOWN
    confirmed: str = UNKNOWN
    demand: str = UNKNOWN
    shot_sent: str = UNKNOWN
    claim_type: str = UNKNOWN
    order_no: str | None = None
    item: str | None = None
    amount: str | None = None
    paid_at: datetime | None = None
    promised_ship: date | None = None
    last_scan: datetime | None = None
    last_place: str | None = None
    next_update: datetime | None = None
    pickup_name: str | None = None
    courier_phone: str | None = None
    promised_by: datetime | None = None
    seller_deadline: datetime | None = None
    platform_deadline: datetime | None = None
    appeal_deadline: datetime | None = None
    auto_confirm_at: datetime | None = None
    held: frozenset[str] = frozenset()

    def choices(self) -> dict[str, str]:
        """The choice answers alone, by name."""
        return {name: getattr(self, name) for name in CHOICES}

    def answered(self) -> Iterable[str]:
        """Names of everything that has been answered, in the order of the handbook."""
        return (f.name for f in fields(self) if getattr(self, f.name) not in (UNKNOWN, None, frozenset()))

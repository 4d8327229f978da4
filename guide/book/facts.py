"""Facts: the answers of a case, declared once each, and the words that the tables may use."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from guide.book.clocks import CLOCKS, READINGS
from guide.book.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN = "unknown"
Frozen = TypeVar("Frozen")


def choice(words: str) -> str:
    """A question with a fixed set of answers."""
    return field(default=UNKNOWN, metadata={"words": (UNKNOWN, *words.split())})


def text() -> str | None:
    """An answer in one line of text."""
    return field(default=None, metadata={"type": str})


def moment(action: str = "") -> datetime | None:
    """A day and an hour, with a zone; `action` is the one that asks for it where it is missing."""
    return field(default=None, metadata={"type": datetime, "action": action})


def day(action: str = "") -> date | None:
    """A calendar day in Beijing."""
    return field(default=None, metadata={"type": date, "action": action})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The answers of one case, in the order of the handbook; a choice is `unknown` and a value is None until given."""

    complaint: str = choice(
        "not_arrived part_missing pieces_missing wrong_goods empty_parcel cancelled return_lost prize exchange digital"
    )
    bought: str = choice("in_app outside other_platform")
    kind: str = choice("in_stock presale custom")
    origin: str = choice("domestic cross_border")
    worth: str = choice("ordinary high")
    deposit: str = choice("no yes")
    order_found: str = choice("yes no")
    address: str = choice("right wrong unsure")
    phone: str = choice("right wrong unsure")
    recipient: str = choice("right wrong unsure")
    address_changed: str = choice("no yes")
    gift: str = choice("no yes")
    tracking: str = choice(
        "not_shipped accepted in_transit out_for_delivery delivery_failed at_pickup_point"
        " delivered delivered_proxy customs returned refused"
    )
    number: str = choice("none no_scan without")
    signer: str = choice("recipient family front_desk guard station locker doorstep forwarder other unstated")
    signed_at: str = choice("right elsewhere other_door too_early")
    consent: str = choice("yes no")
    sent_back_by: str = choice("me seller courier customs marked")
    ask_family: str = choice("not_there has_it nobody")
    ask_roommates: str = choice("not_there has_it nobody")
    ask_front_desk: str = choice("not_there has_it nobody")
    pickup_point: str = choice("not_there has_it nobody")
    forwarder: str = choice("has_it never_came lost_it")
    courier: str = choice("unreachable cannot_say left_it will_deliver lost_it seized")
    phone_reachable: str = choice("yes no")
    address_detailed: str = choice("yes no")
    stuck: str = choice("no yes")
    confirmed: str = choice("no yes system asked")
    demand: str = choice("trace resend refund")
    shot_sent: str = choice("yes no")
    claim_type: str = choice("late_shipment not_received fake_shipment missing_pieces")
    order_no: str | None = text()
    item: str | None = text()
    amount: str | None = text()
    sum_asked: str | None = text()
    paid_at: datetime | None = moment("ask_ship_date")
    promised_ship: date | None = day("ask_ship_date")
    moved_ship: date | None = day()
    last_scan: datetime | None = moment("read_last_scan")
    last_place: str | None = text()
    next_update: datetime | None = moment()
    pickup_name: str | None = text()
    courier_phone: str | None = text()
    waybill: str | None = text()
    promised_by: datetime | None = moment()
    seller_deadline: datetime | None = moment()
    platform_deadline: datetime | None = moment()
    appeal_deadline: datetime | None = moment()
    agreed_by: date | None = day()
    auto_confirm_at: datetime | None = moment()
    held: frozenset[str] = frozenset()

    def choices(self) -> dict[str, str]:
        """The choice answers alone, by name."""
        answers = vars(self)
        return {name: answers[name] for name in CHOICES}

    def answered(self) -> Iterable[str]:
        """Names of everything that has been answered, in the order of the handbook."""
        return (f.name for f in _FACTS if getattr(self, f.name) != f.default)


def changed(frozen: Frozen, values: Mapping[str, object]) -> Frozen:
    """A copy of a frozen dataclass with other values.

    `dataclasses.replace` hands every field to the constructor, which takes twenty times as long; one advice asks for
    hundreds of such copies.
    """
    copy = object.__new__(type(frozen))
    vars(copy).update(vars(frozen))
    vars(copy).update(values)
    return copy


_FACTS = fields(Facts)
#: Questions with a fixed set of answers, each with its words. `unknown` means not answered yet.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {f.name: f.metadata["words"] for f in _FACTS if "words" in f.metadata}
)
#: Typed answers, each with its type.
VALUES: Mapping[str, type] = MappingProxyType({f.name: f.metadata["type"] for f in _FACTS if "type" in f.metadata})
#: Typed answers that an action asks for, each with the action.
ASKED_BY: Mapping[str, str] = MappingProxyType(
    {f.name: f.metadata["action"] for f in _FACTS if f.metadata.get("action")}
)

#: The replies of a seller; a reply may also be a ruling, an outcome of a step, or what the tracking says.
_OF_SELLER = (
    "stalling trace resend refund cannot_ship refused unacceptable conditions threatening timed_out shop_closed blocked"
)
#: The replies that somebody gives; `refused` is said by a seller and by a tracking.
GIVEN = tuple(f"none {_OF_SELLER} upheld partly rejected not_taken won lost".split())

#: Facts that Python or an earlier table derives; the tables name them like answers.
_DERIVED: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "details": "unknown ok unsure wrong",
        "offered": "yes no",
        "around": "open looked done found gone",
        "courier_says": "unknown unreachable cannot_say left_it coming overdue undated lost_it",
        "reach": "unknown ok trouble",
        "matter": "parcel part_missing pieces_missing wrong_goods empty_parcel cancelled return_lost prize"
        " exchange digital other_platform outside",
        "parcel": "unknown unshipped unscanned untracked moving delivering failed pickup signed handed left"
        " forwarded customs returned refused",
        "whereabouts": "unknown unshipped unscanned untracked moving delivering failed pickup signed handed left"
        " forwarded customs returned refused lost seized elsewhere unsent",
        "handed_over": "unknown no yes",
        **{reading.id: reading.words for reading in READINGS.values()},
        "problem": "unknown wrong_goods empty_parcel cancelled return_lost outside_deal other_platform"
        " prize exchange digital part_missing pieces_missing"
        " found address_wrong not_due"
        " ship_date_unknown origin_unknown unshipped_late fake_shipment untracked untracked_abroad scan_unknown"
        " moving slow_abroad stale lost loss_confirmed seized"
        " delivering failed pickup_waiting at_forwarder not_at_forwarder forwarder_lost"
        " signed_not_received signed_by_other left_without_consent signed_elsewhere signed_too_early"
        " customs customs_slow customs_stuck returned refused",
        "check": "open wait early ask done mend fix found other owed prize outside elsewhere cancelled",
        "seller": f"none silent requested denied dropped approved reversed {_OF_SELLER}",
        "patience": "none waiting pending remind promised named agreed broken cannot offered escalate denied"
        " lapsed gone",
        "platform": "none applied asked_more upheld unpaid partly rejected appealed"
        " appealed_partly final final_partly not_taken withdrawn",
        "rung": "none police courier courier_won courier_lost postal postal_won postal_lost"
        " mediation mediation_last mediating mediating_last mediation_won mediation_broken mediation_lost"
        " payment payment_last payment_won payment_lost both_lost"
        " court court_again court_won enforcing court_broken court_lost court_final",
        "body": "none solved weighing overdue asked_more granted pressed unpaid appealable appealing withdrawn"
        " after won",
        "clock": " ".join(CLOCKS),
        "ends": "wait act lose",
        "outcome": "open received refunded both closed repaid kept",
        "papers": "complete lacking",
        "claim": " ".join(["none", *CHOICES["claim_type"][1:]]),
        "window": "none open closing soon",
        "refund": "none unshipped shipped returned",
        "level": "required recommended optional none",
        "fit": "recommended possible weak",
        "stage": "self_check seller platform ruling after",
        "turn": "you seller courier platform nobody",
        "note": "warning cause tip info proof how",
        "paper": "dossier message script reason statement appeal courier postal mediation report police payment"
        " pleading bring",
        "confidence": "official reported source ours unverified",
        "action": "find_order check_details read_tracking read_last_scan ask_ship_date tell_origin ask_around"
        " search_pickup ask_forwarder call_courier redirect_parcel check_contact arrange_redelivery collect_parcel"
        " other_claim trace_return claim_prize claim_forwarder answer_cancelled"
        " wait_ship wait_update wait_delivery wait_customs wait_month"
        " contact_seller fix_address request_refund wait_seller remind_seller await_promise"
        " gather_evidence apply_platform step_in confirm_receipt"
        " wait_platform chase_platform supply_more withdraw_claim await_refund chase_refund report_police"
        " appeal wait_appeal complain_courier wait_courier appeal_postal wait_postal mediate wait_mediation"
        " dispute_payment wait_payment sue wait_court ask_court enforce appeal_judgment"
        " check_goods settle_late_goods close_case closed self_check ladder",
        "blocked": "no yes",
        "event": " ".join(EVENTS),
        "reply": " ".join(dict.fromkeys((*GIVEN, *CHOICES["tracking"][1:]))),
    }.items()
}
#: Every word a table may use in a condition or an outcome, in order: column name -> its words.
#: `may` is what can be done: an action that is advised or offered, and not blocked.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({**CHOICES, **_DERIVED, "may": _DERIVED["action"]})

"""What the handbook advises: a table of concrete cases, the guarantees over random ones, and the shape of the data."""
# ruff: noqa: E501 (the table of cases is wide so that it reads as a table)

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import NOW, cases

import guide
from guide import Case, Event, Facts, advise
from guide.advice import to_plain
from guide.casefile import BEIJING
from guide.casefile import to_plain as case_to_plain
from guide.facts import CHOICES, DOMAINS, SLOTS, UNKNOWN, VALUES
from guide.route import CHAIN, follow

BOOK = guide.default_book()
ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "advice.schema.json").read_text("utf-8"))
many = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def ago(**length: float) -> datetime:
    """A moment before the moment of asking."""
    return NOW - timedelta(**length)


CHECKED = {"order_found": "yes", "address": "right", "phone": "right", "recipient": "right"}
ASKED = {"ask_family": "not_there", "ask_roommates": "nobody", "ask_front_desk": "nobody", "pickup_point": "not_there"}
REACHED = {"phone_reachable": "yes", "address_detailed": "yes"}
PAPERS = {"held": frozenset({"order_shot", "tracking_shot", "chat_shot"})}
STALE: dict[str, Any] = {
    **CHECKED,
    "tracking": "in_transit",
    "last_scan": ago(days=5),
    "demand": "trace",
    "origin": "domestic",
}
SIGNED: dict[str, Any] = {**CHECKED, "tracking": "delivered"}
ABROAD: dict[str, Any] = {**CHECKED, "tracking": "in_transit", "origin": "cross_border", "demand": "trace"}
UNSHIPPED: dict[str, Any] = {**CHECKED, "tracking": "not_shipped"}
FAILED: dict[str, Any] = {**CHECKED, "tracking": "delivery_failed"}


def told(hours: float, *later: str) -> tuple[Event, ...]:
    """The seller was contacted so many hours ago; what came after stands as event[:reply]@hours ago."""
    events = [Event("seller_contacted", ago(hours=hours))]
    for text in later:
        what, _, since = text.partition("@")
        event, _, reply = what.partition(":")
        events.append(Event(event, ago(hours=float(since or 0)), reply or "none"))
    return tuple(events)


def ruled(*rungs: str) -> tuple[Event, ...]:
    """The platform has decided against the buyer; then one rung an hour."""
    climbed = [f"{rung}@{20 - n}" for n, rung in enumerate(rungs)]
    return told(100, "platform_applied@40", "ruled:rejected@30", *climbed)


TABLE: list[tuple[str, dict[str, Any], tuple[Event, ...], str, str, str, str]] = [
    # what, facts, journal -> action, stage, whose turn, claim
    # -- the check
    ("nothing is known", {}, (), "find_order", "self_check", "you", "none"),
    ("the order is found", {"order_found": "yes"}, (), "check_details", "self_check", "you", "none"),
    ("details are checked", CHECKED, (), "read_tracking", "self_check", "you", "none"),
    ("one detail is unsure", {**CHECKED, "phone": "unsure"}, (), "read_tracking", "self_check", "you", "none"),
    ("stuck with no tracking", {"stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("the address is wrong", {"address": "wrong"}, (), "fix_address", "seller", "you", "none"),
    ("the phone is wrong", {**STALE, "last_scan": ago(days=1), "phone": "wrong"}, (), "fix_address", "seller", "you", "none"),
    ("wrong details, but lost", {**STALE, "last_scan": ago(days=12), "phone": "wrong"}, (), "contact_seller", "seller", "you", "not_received"),
    ("wrong goods", {"complaint": "wrong_goods"}, (), "other_claim", "self_check", "you", "none"),
    ("an empty parcel", {"complaint": "empty_parcel"}, (), "other_claim", "self_check", "you", "none"),
    # -- not shipped
    ("no paying time", UNSHIPPED, (), "ask_ship_date", "self_check", "you", "none"),
    ("paid an hour ago", {**UNSHIPPED, "kind": "in_stock", "paid_at": ago(hours=1)}, (), "wait_ship", "self_check", "seller", "none"),
    ("47:59 after paying", {**UNSHIPPED, "kind": "in_stock", "paid_at": ago(hours=47, minutes=59)}, (), "wait_ship", "self_check", "seller", "none"),
    ("48:00 after paying", {**UNSHIPPED, "kind": "in_stock", "paid_at": ago(hours=48)}, (), "contact_seller", "seller", "you", "late_shipment"),
    ("long paid, kind unknown", {**UNSHIPPED, "paid_at": ago(days=9)}, (), "ask_ship_date", "self_check", "you", "none"),
    ("a pre-sale without a day", {**UNSHIPPED, "kind": "presale", "paid_at": ago(days=9)}, (), "ask_ship_date", "self_check", "you", "none"),
    ("promised for today", {**UNSHIPPED, "kind": "presale", "promised_ship": NOW.date()}, (), "wait_ship", "self_check", "seller", "none"),
    ("promised for yesterday", {**UNSHIPPED, "kind": "custom", "promised_ship": date(2026, 11, 21)}, (), "contact_seller", "seller", "you", "late_shipment"),
    ("a number without a scan", {**UNSHIPPED, "number": "no_scan", "kind": "in_stock", "paid_at": ago(days=4)}, (), "contact_seller", "seller", "you", "fake_shipment"),
    ("late, address wrong too", {**UNSHIPPED, "address": "wrong", "kind": "in_stock", "paid_at": ago(days=4)}, (), "contact_seller", "seller", "you", "late_shipment"),
    # -- on the way
    ("silent, but from where?", {**STALE, "origin": "unknown"}, (), "tell_origin", "self_check", "you", "none"),
    ("fresh at home and abroad alike", {**STALE, "origin": "unknown", "last_scan": ago(days=2)}, (), "wait_update", "self_check", "courier", "none"),
    ("no time of the last scan", {**STALE, "last_scan": None}, (), "read_last_scan", "self_check", "you", "none"),
    ("scanned yesterday", {**STALE, "last_scan": ago(days=1)}, (), "wait_update", "self_check", "courier", "none"),
    ("silent for 2 d 23:59", {**STALE, "last_scan": ago(days=2, hours=23, minutes=59)}, (), "wait_update", "self_check", "courier", "none"),
    ("silent for 3 days", {**STALE, "last_scan": ago(days=3)}, (), "contact_seller", "seller", "you", "not_received"),
    ("an update is announced", {**STALE, "next_update": NOW + timedelta(hours=9)}, (), "wait_update", "self_check", "courier", "none"),
    ("silent for 10 days", {**STALE, "last_scan": ago(days=10)}, (), "contact_seller", "seller", "you", "not_received"),
    ("stopped, details open", {**STALE, "address": UNKNOWN}, (), "check_details", "self_check", "you", "not_received"),
    ("out for delivery", {**CHECKED, "tracking": "out_for_delivery"}, (), "wait_delivery", "self_check", "courier", "none"),
    ("out, but left somewhere", {**CHECKED, "tracking": "out_for_delivery", "courier": "left_it"}, (), "search_pickup", "self_check", "you", "none"),
    # -- from abroad
    ("abroad, 13 d 23:59", {**ABROAD, "last_scan": ago(days=13, hours=23, minutes=59)}, (), "wait_update", "self_check", "courier", "none"),
    ("abroad, 14 days", {**ABROAD, "last_scan": ago(days=14)}, (), "contact_seller", "seller", "you", "none"),
    ("abroad, 30 days", {**ABROAD, "last_scan": ago(days=30)}, (), "contact_seller", "seller", "you", "none"),
    ("abroad, 30 d, seller refused", {**ABROAD, "last_scan": ago(days=30)}, told(5, "seller_replied:refused@1"), "wait_month", "platform", "courier", "none"),
    ("abroad, 30 d 00:01, refused", {**ABROAD, **PAPERS, "last_scan": ago(days=30, minutes=1)}, told(5, "seller_replied:refused@1"), "apply_platform", "platform", "you", "not_received"),
    ("customs, a week", {**CHECKED, "tracking": "customs", "last_scan": ago(days=7)}, (), "wait_customs", "self_check", "courier", "none"),
    ("customs, 14 days", {**CHECKED, "tracking": "customs", "last_scan": ago(days=14)}, (), "contact_seller", "seller", "you", "none"),
    ("customs, 31 days", {**CHECKED, "tracking": "customs", "last_scan": ago(days=31)}, (), "contact_seller", "seller", "you", "not_received"),
    # -- delivery failed
    ("failed, nothing checked", FAILED, (), "check_contact", "self_check", "you", "not_received"),
    ("failed, courier not called", {**FAILED, **REACHED}, (), "arrange_redelivery", "self_check", "you", "not_received"),
    ("failed, will come again", {**FAILED, **REACHED, "courier": "will_deliver"}, (), "wait_delivery", "self_check", "courier", "not_received"),
    ("failed, left somewhere", {**FAILED, "courier": "left_it"}, (), "search_pickup", "self_check", "you", "not_received"),
    ("failed, courier silent", {**FAILED, **REACHED, "courier": "unreachable"}, (), "contact_seller", "seller", "you", "not_received"),
    ("failed, phone is dead", {**FAILED, "phone_reachable": "no", "address_detailed": "yes"}, (), "arrange_redelivery", "self_check", "you", "not_received"),
    # -- signed, left, at a pickup point
    ("at a pickup point", {**CHECKED, "tracking": "at_pickup_point"}, (), "collect_parcel", "self_check", "you", "none"),
    ("not there, never agreed", {**CHECKED, **ASKED, "tracking": "at_pickup_point", "courier": "unreachable"}, (), "contact_seller", "seller", "you", "not_received"),
    ("signed, nobody asked", SIGNED, (), "ask_around", "self_check", "you", "not_received"),
    ("signed, family has it", {**SIGNED, "ask_family": "has_it"}, (), "collect_parcel", "self_check", "you", "none"),
    ("signed, courier not called", {**SIGNED, **ASKED}, (), "call_courier", "self_check", "you", "not_received"),
    ("signed, courier comes back", {**SIGNED, **ASKED, "courier": "will_deliver"}, (), "wait_delivery", "self_check", "courier", "not_received"),
    ("signed, all asked", {**SIGNED, **ASKED, "courier": "cannot_say"}, (), "contact_seller", "seller", "you", "not_received"),
    ("signed, stuck", {**SIGNED, "stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("signed by a guard", {**SIGNED, **ASKED, "signer": "guard", "courier": "cannot_say"}, (), "contact_seller", "seller", "you", "not_received"),
    ("left in a locker", {**SIGNED, "signer": "locker"}, (), "search_pickup", "self_check", "you", "not_received"),
    ("returned", {**CHECKED, "tracking": "returned"}, (), "contact_seller", "seller", "you", "not_received"),
    ("refused by nobody we know", {**CHECKED, "tracking": "refused"}, (), "contact_seller", "seller", "you", "not_received"),
    ("a part is missing", {**CHECKED, "complaint": "part_missing", "tracking": "delivered"}, (), "contact_seller", "seller", "you", "not_received"),
    ("a part is not due yet", {**UNSHIPPED, "complaint": "part_missing", "kind": "in_stock", "paid_at": ago(hours=2)}, told(60), "wait_ship", "self_check", "seller", "none"),
    ("a part was due long ago", {**UNSHIPPED, **PAPERS, "complaint": "part_missing", "kind": "in_stock", "paid_at": ago(days=5)}, told(60), "apply_platform", "platform", "you", "late_shipment"),
    # -- the seller
    ("written a minute ago", STALE, told(1 / 60), "wait_seller", "seller", "seller", "not_received"),
    ("silent 23:59", STALE, told(24 - 1 / 60), "wait_seller", "seller", "seller", "not_received"),
    ("silent 24:00", STALE, told(24), "remind_seller", "seller", "you", "not_received"),
    ("silent 25:00, reminded, its time is over", STALE, told(25, "seller_reminded@3"), "gather_evidence", "platform", "you", "not_received"),
    ("silent 30:00, reminded just now", STALE, told(30, "seller_reminded@0.1"), "wait_seller", "seller", "seller", "not_received"),
    ("stalling for three days", STALE, told(72, "seller_replied:stalling@70"), "gather_evidence", "platform", "you", "not_received"),
    ("stalling 30:00, reminded just now", STALE, told(30, "seller_replied:stalling@29", "seller_reminded@0.1"), "wait_seller", "seller", "seller", "not_received"),
    ("silent 47:59", STALE, told(48 - 1 / 60), "remind_seller", "seller", "you", "not_received"),
    ("silent 48:00", {**STALE, **PAPERS}, told(48), "apply_platform", "platform", "you", "not_received"),
    ("stalling at once", STALE, told(3, "seller_replied:stalling@2"), "remind_seller", "seller", "you", "not_received"),
    ("stalling, reminded", STALE, told(3, "seller_replied:stalling@2", "seller_reminded@1"), "wait_seller", "seller", "seller", "not_received"),
    ("stalling for a day", {**STALE, **PAPERS}, told(24, "seller_replied:stalling@20"), "apply_platform", "platform", "you", "not_received"),
    ("tracing", STALE, told(3, "seller_replied:trace@2"), "await_promise", "seller", "seller", "not_received"),
    ("tracing for a day", STALE, told(24, "seller_replied:trace@2"), "gather_evidence", "platform", "you", "not_received"),
    ("tracing until tomorrow", {**STALE, "promised_by": NOW + timedelta(days=1)}, told(30, "seller_replied:trace@2"), "await_promise", "seller", "seller", "not_received"),
    ("refund agreed", STALE, told(30, "seller_replied:refund@20"), "await_promise", "seller", "seller", "not_received"),
    ("refund late", STALE, told(80, "seller_replied:refund@49"), "remind_seller", "seller", "you", "not_received"),
    ("refund late, reminded", STALE, told(80, "seller_replied:refund@49", "seller_reminded@1"), "wait_seller", "seller", "seller", "not_received"),
    ("refund late, reminded a day ago", STALE, told(100, "seller_replied:refund@75", "seller_reminded@26"), "gather_evidence", "platform", "you", "not_received"),
    ("refused", STALE, told(1, "seller_replied:refused@0.5"), "gather_evidence", "platform", "you", "not_received"),
    ("unacceptable", {**STALE, **PAPERS}, told(1, "seller_replied:unacceptable@0.5"), "apply_platform", "platform", "you", "not_received"),
    ("address fix refused", {"address": "wrong"}, told(1, "seller_replied:refused@0.5"), "call_courier", "seller", "you", "none"),
    ("stuck and unheard", {"stuck": "yes", **PAPERS}, told(49), "apply_platform", "platform", "you", "not_received"),
    ("no ship date, unheard", {**UNSHIPPED, "stuck": "yes"}, told(49), "ask_ship_date", "platform", "you", "none"),
    # -- the platform
    ("applied", STALE, told(50, "platform_applied@1"), "wait_platform", "ruling", "nobody", "not_received"),
    ("asked for more", STALE, told(50, "platform_applied@2", "more_asked@1"), "supply_more", "ruling", "you", "not_received"),
    ("found while waiting", {**SIGNED, "ask_family": "has_it"}, told(50, "platform_applied@2"), "withdraw_claim", "ruling", "you", "none"),
    ("upheld", STALE, told(50, "platform_applied@2", "ruled:upheld@1"), "await_refund", "after", "nobody", "not_received"),
    # -- the ladder
    ("ruled against", STALE, ruled(), "appeal", "after", "you", "not_received"),
    ("appealed", STALE, ruled("appealed"), "wait_appeal", "after", "nobody", "not_received"),
    ("appeal lost", STALE, ruled("appealed", "appeal_ended:lost"), "complain_courier", "after", "you", "not_received"),
    ("appeal lost, never shipped", {**UNSHIPPED, "kind": "in_stock", "paid_at": ago(days=9)}, ruled("appealed", "appeal_ended:lost"), "mediate", "after", "you", "late_shipment"),
    ("courier asked", STALE, ruled("courier_complained"), "wait_courier", "after", "courier", "not_received"),
    ("courier no help", STALE, ruled("courier_complained", "courier_answered:lost"), "appeal_postal", "after", "you", "not_received"),
    ("courier no help, unshipped", UNSHIPPED, ruled("courier_complained", "courier_answered:lost"), "mediate", "after", "you", "none"),
    ("12305 asked", STALE, ruled("courier_complained", "courier_answered:lost", "postal_appealed"), "wait_postal", "after", "nobody", "not_received"),
    ("12315 asked", STALE, ruled("mediation_filed"), "wait_mediation", "after", "nobody", "not_received"),
    ("12315 silent for 7 working days", STALE, (*told(1000, "platform_applied@990", "ruled:rejected@980", "mediation_filed@400"),), "dispute_payment", "after", "you", "not_received"),
    ("12315 no help", STALE, ruled("mediation_filed", "mediation_ended:lost"), "dispute_payment", "after", "you", "not_received"),
    ("payment disputed", STALE, ruled("payment_disputed"), "wait_payment", "after", "nobody", "not_received"),
    ("payment no help", STALE, ruled("payment_disputed", "payment_ended:lost"), "sue", "after", "you", "not_received"),
    ("courier silent for 7 days", STALE, (*told(400, "platform_applied@300", "ruled:rejected@290", "appealed@280", "appeal_ended:lost@270", "courier_complained@200"),), "appeal_postal", "after", "you", "not_received"),
    ("courier silent, but nothing was handed over", UNSHIPPED, (*told(400, "platform_applied@300", "ruled:rejected@290", "courier_complained@200"),), "mediate", "after", "you", "none"),
    ("12305 silent for 30 days", STALE, (*told(1000, "platform_applied@990", "ruled:rejected@980", "courier_complained@970", "courier_answered:lost@960", "postal_appealed@800"),), "mediate", "after", "you", "not_received"),
    ("claim withdrawn", STALE, told(100, "platform_applied@40", "claim_withdrawn@30"), "complain_courier", "after", "you", "not_received"),
    ("claim withdrawn, never shipped", UNSHIPPED, told(100, "platform_applied@40", "claim_withdrawn@30"), "mediate", "after", "you", "none"),
    ("found after the ruling", {**SIGNED, "ask_family": "has_it"}, ruled(), "collect_parcel", "after", "you", "none"),
    ("found after a ruling for the buyer", {**SIGNED, "ask_family": "has_it"}, told(100, "platform_applied@40", "ruled:upheld@30"), "settle_late_goods", "after", "you", "none"),
    ("left somewhere, looked there", {**SIGNED, "signer": "locker", "pickup_point": "not_there"}, (), "ask_around", "self_check", "you", "not_received"),
    ("left there, trace", {**SIGNED, "signer": "locker", "stuck": "yes", "demand": "trace"}, (), "contact_seller", "seller", "you", "not_received"),
    ("left there, resend", {**SIGNED, "signer": "locker", "stuck": "yes", "demand": "resend"}, (), "contact_seller", "seller", "you", "not_received"),
    ("left there, refund", {**SIGNED, "signer": "locker", "stuck": "yes", "demand": "refund"}, (), "contact_seller", "seller", "you", "not_received"),
    ("sued", STALE, ruled("sued"), "wait_court", "after", "nobody", "not_received"),
    ("court won", STALE, ruled("sued", "court_ended:won"), "await_refund", "after", "nobody", "not_received"),
    ("court lost", STALE, ruled("sued", "court_ended:lost"), "closed", "after", "nobody", "not_received"),
    # -- every rule of the tables in between
    ("the name is wrong", {"recipient": "wrong"}, (), "fix_address", "seller", "you", "none"),
    ("phone not checked", {**CHECKED, "phone": UNKNOWN}, (), "check_details", "self_check", "you", "none"),
    ("name not checked", {**CHECKED, "recipient": UNKNOWN}, (), "check_details", "self_check", "you", "none"),
    ("the address is unsure", {**CHECKED, "address": "unsure"}, (), "read_tracking", "self_check", "you", "none"),
    ("the name is unsure", {**CHECKED, "recipient": "unsure"}, (), "read_tracking", "self_check", "you", "none"),
    ("a roommate has it", {**SIGNED, "ask_roommates": "has_it"}, (), "collect_parcel", "self_check", "you", "none"),
    ("the desk has it", {**SIGNED, "ask_front_desk": "has_it"}, (), "collect_parcel", "self_check", "you", "none"),
    ("the station has it", {**SIGNED, "pickup_point": "has_it"}, (), "collect_parcel", "self_check", "you", "none"),
    ("roommates not asked", {**SIGNED, **ASKED, "ask_roommates": UNKNOWN}, (), "ask_around", "self_check", "you", "not_received"),
    ("desk not asked", {**SIGNED, **ASKED, "ask_front_desk": UNKNOWN}, (), "ask_around", "self_check", "you", "not_received"),
    ("station not searched", {**SIGNED, **ASKED, "pickup_point": UNKNOWN}, (), "ask_around", "self_check", "you", "not_received"),
    ("failed, address open", {**FAILED, "phone_reachable": "yes"}, (), "check_contact", "self_check", "you", "not_received"),
    ("failed, address too short", {**FAILED, "phone_reachable": "yes", "address_detailed": "no"}, (), "arrange_redelivery", "self_check", "you", "not_received"),
    ("failed, stuck", {**FAILED, "stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("agreed to the station, not there", {**CHECKED, **ASKED, "tracking": "at_pickup_point", "consent": "yes"}, (), "call_courier", "self_check", "you", "not_received"),
    ("agreed to the locker, not there", {**SIGNED, **ASKED, "signer": "locker", "consent": "yes"}, (), "call_courier", "self_check", "you", "not_received"),
    ("signed by somebody", {**CHECKED, "tracking": "delivered_proxy"}, (), "ask_around", "self_check", "you", "not_received"),
    ("signed, details open", {**SIGNED, "address": UNKNOWN}, (), "check_details", "self_check", "you", "not_received"),
    ("cannot get to the station", {**CHECKED, "tracking": "at_pickup_point", "stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("not due, address wrong", {**UNSHIPPED, "address": "wrong", "kind": "in_stock", "paid_at": ago(hours=1)}, (), "fix_address", "seller", "you", "none"),
    ("stuck, no last scan", {**STALE, "last_scan": None, "stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("stopped, details open, stuck", {**STALE, "address": UNKNOWN, "stuck": "yes"}, (), "contact_seller", "seller", "you", "not_received"),
    ("abroad, slow, details open", {**ABROAD, "address": UNKNOWN, "last_scan": ago(days=20)}, (), "check_details", "self_check", "you", "none"),
    ("abroad, slow, stuck", {**ABROAD, "address": UNKNOWN, "last_scan": ago(days=20), "stuck": "yes"}, (), "contact_seller", "seller", "you", "none"),
    ("trace late within a day", {**STALE, "promised_by": ago(hours=1)}, told(5, "seller_replied:trace@4"), "wait_seller", "seller", "seller", "not_received"),
    ("refund late within a day, reminded", {**STALE, "promised_by": ago(hours=1)}, told(5, "seller_replied:refund@4", "seller_reminded@0.5"), "wait_seller", "seller", "seller", "not_received"),
    ("12305 no help", STALE, ruled("courier_complained", "courier_answered:lost", "postal_appealed", "postal_answered:lost"), "mediate", "after", "you", "not_received"),
    # -- the end
    ("the goods came", STALE, told(3, "received@1"), "check_goods", "after", "you", "not_received"),
    ("the money came", STALE, told(3, "refunded@1"), "close_case", "after", "you", "not_received"),
    ("goods after the refund", STALE, told(3, "refunded@2", "received@1"), "settle_late_goods", "after", "you", "not_received"),
    ("closed", STALE, told(3, "refunded@2", "case_closed@1"), "closed", "after", "nobody", "not_received"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_what_is_advised(row):
    """Facts and journal lead to one action, stage, turn and claim."""
    _, facts, journal, *expected = row
    found = advise(Case(Facts(**facts), journal), BOOK, NOW)
    assert expected == [found.action, found.stage, found.turn, found.claim]


def test_the_table_reaches_every_problem_and_every_action():
    """No problem, and no action but the one that is only offered, is left without a concrete case."""
    routes = [follow(Case(Facts(**facts), journal), BOOK, NOW) for _, facts, journal, *_ in TABLE]
    problems = {route.state["problem"] for route in routes}
    actions = {route.state["action"] for route in routes}
    assert set(map(str, DOMAINS["problem"])) == problems
    assert {"self_check", "ladder", "confirm_receipt"} == set(map(str, DOMAINS["action"])) - actions


def test_the_table_fires_every_rule_of_the_chain():
    """Every rule that leads to an action decides at least one concrete case."""
    fired = set()
    for _, facts, journal, *_ in TABLE:
        fired |= {rule.ref for rule in follow(Case(Facts(**facts), journal), BOOK, NOW).rules.values()}
    names = (*CHAIN, "evidence", "next_step", "ladder")
    assert [] == [rule.ref for name in names for rule in BOOK.tables[name].rules if rule.ref not in fired]


def test_the_promised_day_ends_at_midnight_in_beijing():
    """A shipment promised for a day is late from 00:00 of the next one, by the clock in Beijing."""
    case = Case(Facts(**UNSHIPPED, kind="presale", promised_ship=date(2026, 11, 22)))
    midnight = datetime(2026, 11, 23, 0, 0, tzinfo=BEIJING)
    before, after = (advise(case, BOOK, midnight - timedelta(minutes=m)).action for m in (1, 0))
    assert ["wait_ship", "contact_seller"] == [before, after]
    assert "contact_seller" == advise(case, BOOK, datetime(2026, 11, 22, 16, 0, tzinfo=UTC)).action


@given(cases)
@many
def test_advice_is_always_possible_and_always_the_same(case):
    """Any case has advice, and asking twice gives the same."""
    assert advise(case, BOOK, NOW) == advise(case, BOOK, NOW)


@given(cases)
@many
def test_the_advised_action_can_be_done(case):
    """What is advised is blocked by nothing but a demand that is not chosen yet."""
    assert {b.field for b in advise(case, BOOK, NOW).blockers} <= {"demand"}


@given(cases)
@many
def test_receipt_is_never_confirmed_without_goods(case):
    """Confirming receipt is possible only once the goods are recorded as here."""
    found = advise(case, BOOK, NOW)
    if "confirm_receipt" in found.allowed:
        assert found.route.state["outcome"] in ("received", "both")


@given(cases)
@many
def test_the_platform_comes_after_the_seller(case):
    """Applying needs a contact, a day's wait or a refusal, the required evidence, and a claim type."""
    found = advise(case, BOOK, NOW)
    if "apply_platform" not in found.allowed:
        return
    standing = found.route.replay.standing
    assert standing.contacted_at is not None
    waited = NOW - standing.contacted_at >= timedelta(hours=24)
    assert waited or standing.seller in ("refused", "unacceptable")
    assert [] == [s.id for s in found.evidence if s.level == "required" and not s.held]
    assert "none" != found.claim


@given(cases)
@many
def test_late_is_only_what_was_due(case):
    """The two claims about shipping need a shipping time that has passed."""
    found = advise(case, BOOK, NOW)
    if found.claim in ("late_shipment", "fake_shipment"):
        assert "overdue" == found.route.state["due"]


@given(cases, st.sampled_from(sorted(CHOICES)), st.data())
@many
def test_a_change_undone_loses_nothing(case, name, data):
    """An answer changed and changed back gives the same advice; what was set aside returns."""
    other = case.with_fact(name, data.draw(st.sampled_from([str(v) for v in CHOICES[name]])))
    advise(other, BOOK, NOW)
    back = other.with_fact(name, getattr(case.facts, name))
    assert case_to_plain(case) == case_to_plain(back)
    assert advise(case, BOOK, NOW) == advise(back, BOOK, NOW)


@given(cases)
@many
def test_answers_that_do_not_apply_change_nothing(case):
    """What is set aside has no influence on the advice; it only returns when a change makes it apply again."""
    found = advise(case, BOOK, NOW)
    cleared = Case(replace(case.facts, **{n: getattr(Facts(), n) for n in found.parked_facts}), case.journal)
    again = advise(cleared, BOOK, NOW)
    assert replace(found, parked_facts=(), changes=(), ask=()) == replace(again, changes=(), ask=())


@given(cases)
@many
def test_the_zone_of_the_question_does_not_matter(case):
    """The same moment in another zone gives the same advice and the same drafts."""
    here, there = advise(case, BOOK, NOW), advise(case, BOOK, NOW.astimezone(UTC))
    assert here == there


@given(cases)
@many
def test_every_deadline_has_a_zone(case):
    """No deadline is naive, and they come in order."""
    ends = [clock.ends_at for clock in advise(case, BOOK, NOW).clocks]
    assert [] == [e for e in ends if e.utcoffset() is None]
    assert sorted(ends) == ends


@given(cases)
@many
def test_what_would_change_it_is_true(case):
    """Each change of an answer really leads to the action it names, and not to the present one."""
    found = advise(case, BOOK, NOW)
    for change in found.changes:
        assert found.action != change.action
        if change.kind == "fact":
            assert change.action == advise(case.with_fact(change.name, change.value), BOOK, NOW).action
        elif change.kind == "event":
            after = case.with_event(Event(change.name, NOW, change.value))
            assert change.action == advise(after, BOOK, NOW).action


@given(cases)
@many
def test_only_open_questions_are_asked(case):
    """What is worth asking is never something already answered, and always a known fact."""
    found = advise(case, BOOK, NOW)
    assert [] == [n for n in found.ask if n not in CHOICES and n not in VALUES]
    assert [] == [n for n in found.ask if n in CHOICES and getattr(found.route.facts, n) != UNKNOWN]


def test_a_moment_without_a_zone_is_refused():
    """Nobody knows when a naive moment is."""
    with pytest.raises(ValueError, match="time zone"):
        advise(Case(), BOOK, datetime(2026, 11, 22))  # noqa: DTZ001


def test_the_score_counts_required_evidence():
    """The score is what is in hand of what is required."""
    found = advise(Case(Facts(**STALE, held=frozenset({"order_shot", "promise_shot"}))), BOOK, NOW)
    assert (1, 3) == found.score


def test_figures_past_their_review_day_are_named():
    """Long after the last review, every figure asks for one."""
    assert () == advise(Case(), BOOK, NOW).expired
    assert set(BOOK.parameters) == set(advise(Case(), BOOK, NOW + timedelta(days=3000)).expired)


def validated(case: Case, lang: str) -> dict[str, Any]:
    """The advice as data, once it fits the schema."""
    plain = json.loads(json.dumps(to_plain(advise(case, BOOK, NOW), BOOK, lang)))
    errors = [f"{'/'.join(map(str, e.path))}: {e.message[:120]}" for e in VALIDATOR.iter_errors(plain)]
    assert [] == errors
    return plain


VALIDATOR = Draft202012Validator(SCHEMA)


@given(cases, st.sampled_from(["zh", "en"]))
@many
def test_the_data_fits_its_schema(case, lang):
    """`guide advise --json` prints what docs/advice.schema.json describes, for any case."""
    validated(case, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_data_of_the_concrete_cases_fits_its_schema(lang):
    """So do all the cases of the table."""
    for _, facts, journal, *_ in TABLE:
        assert 2 == validated(Case(Facts(**facts), journal), lang)["schema"]


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


def test_the_schema_is_closed_and_described():
    """No field is undocumented, and no field can appear unannounced."""
    Draft202012Validator.check_schema(SCHEMA)
    for found in _objects(SCHEMA):
        assert found["additionalProperties"] is False
        assert set(found["required"]) == set(found["properties"])
        assert [] == [n for n, p in found["properties"].items() if not {"description", "$ref"} & p.keys()]


def test_the_schema_knows_every_word():
    """The lists of words in the schema are those of the engine."""
    words = SCHEMA["properties"]
    for name in ("problem", "stage", "turn", "claim", "refund"):
        assert [str(v) for v in DOMAINS[name]] == words[name]["enum"]
    assert {str(a) for a in DOMAINS["action"]} - {"self_check", "ladder"} == set(SCHEMA["$defs"]["action"]["enum"])
    assert list(SLOTS) == words["evidence"]["items"]["properties"]["id"]["enum"]


def test_the_core_starts_without_heavy_libraries():
    """Import and first advice need no data frame, no widget, no template and no YAML."""
    heavy = ["pandas", "numpy", "ipywidgets", "IPython", "traitlets", "jinja2", "yaml", "jupyter_server", "voila"]
    code = (
        "import sys, guide; from datetime import datetime; from guide.casefile import BEIJING;"
        "guide.advise(guide.Case(), guide.default_book(), datetime(2026, 11, 22, tzinfo=BEIJING));"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "[]" == done.stdout.strip()

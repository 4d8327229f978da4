"""When a part of the workflow has anything to say: decided from the advice alone, without a page."""

from dataclasses import replace
from datetime import timedelta

from strategies import NOW

import guide
from guide import Case, Event, Facts, advise
from guide.engine.relevance import is_demanding, is_past_seller, is_searching, is_under_way

BOOK = guide.default_book()
STOPPED = Case(
    Facts(kind="in_stock", origin="domestic", complaint="not_arrived", tracking="in_transit", order_found="yes",
          address="right", phone="right", recipient="right", last_scan=NOW - timedelta(days=6))
)  # fmt: skip
CONTACTED = Event("seller_contacted", NOW - timedelta(hours=30))


def test_the_sellers_part_comes_with_the_first_event_or_after_the_checks_at_home():
    assert not is_under_way(advise(Case(), BOOK, NOW), Case())
    assert is_under_way(advise(STOPPED, BOOK, NOW), STOPPED)
    early = Case(journal=(CONTACTED,))
    assert is_under_way(advise(early, BOOK, NOW), early)


def test_the_platforms_part_comes_after_the_seller():
    assert not is_past_seller(advise(STOPPED, BOOK, NOW))
    applied = replace(STOPPED, journal=(CONTACTED, Event("platform_applied", NOW - timedelta(hours=1))))
    assert is_past_seller(advise(applied, BOOK, NOW))


def test_there_is_something_to_send_while_something_is_demanded_and_not_in_court():
    assert is_demanding(advise(STOPPED, BOOK, NOW))
    sued = (Event("platform_applied", NOW - timedelta(days=9)), Event("claim_withdrawn", NOW - timedelta(days=8)),
            Event("sued", NOW - timedelta(days=7)))  # fmt: skip
    assert not is_demanding(advise(replace(STOPPED, journal=sued), BOOK, NOW))


def test_where_the_parcel_may_be_is_asked_where_a_question_about_it_applies():
    """`stuck` applies to every parcel that was handed over; alone it counts only while it can change the action."""
    advice = advise(STOPPED, BOOK, NOW)
    assert is_searching(advice, {"stuck", "ask_family"})
    assert is_searching(advice, {"stuck"}) == ("stuck" in advice.ask)

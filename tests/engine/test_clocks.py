"""Clocks: every boundary to the minute, and every deadline shown in Beijing time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NOW, cases

import guide
from guide import Case, Event, Facts
from guide.book.book import BookError
from guide.book.clocks import CLOCKS, ClockKind
from guide.engine.case import BEIJING
from guide.engine.clocks import Clock, counting, readings, reply_by, running, ship_by, silent_days
from guide.engine.clocks.running import _at
from guide.engine.follow import follow
from guide.engine.journal import Standing

BOOK = guide.default_book()
MINUTE = timedelta(minutes=1)


def reading(name: str, facts: dict[str, Any], standing: Standing = Standing(), now: datetime = NOW) -> str:  # noqa: B008
    """One word that the clocks contribute."""
    return readings(Facts(**facts), standing, BOOK, now)[name]


HOME, ABROAD, CUSTOMS = {}, {"origin": "cross_border"}, {"tracking": "customs"}
SILENCES = [
    # where it comes from, silent for, what it is called
    (HOME, timedelta(), "fresh"),
    (HOME, timedelta(days=3) - MINUTE, "fresh"),
    (HOME, timedelta(days=3), "long"),
    (HOME, timedelta(days=10) - MINUTE, "long"),
    (HOME, timedelta(days=10), "very_long"),
    (ABROAD, timedelta(days=14) - MINUTE, "fresh"),
    (ABROAD, timedelta(days=14), "slow"),
    (ABROAD, timedelta(days=30), "slow"),
    (ABROAD, timedelta(days=30) + MINUTE, "long"),
    (CUSTOMS, timedelta(days=14) - MINUTE, "fresh"),
    (CUSTOMS, timedelta(days=30) + MINUTE, "long"),
]


@pytest.mark.parametrize(("origin", "length", "expected"), SILENCES)
def test_how_long_silence_is_called(origin, length, expected):
    """Three and ten days at home; two weeks and a month from abroad or in customs."""
    assert expected == reading("silence", {**origin, "last_scan": NOW - length})


def test_silence_is_unknown_without_a_scan():
    """Nothing can be said before the last scan is known."""
    assert "unknown" == reading("silence", {"tracking": "in_transit"})


def test_an_announced_update_holds_the_silence_back():
    """It is not stale before the update that the courier announced, and as stale as without it from then on."""
    scanned = {"last_scan": NOW - timedelta(days=20)}
    announced = [reading("silence", {**scanned, "next_update": NOW + minutes * MINUTE}) for minutes in (1, 0)]
    assert ["fresh", "very_long"] == announced
    assert "very_long" == reading("silence", scanned)
    assert "fresh" == reading("silence", {"next_update": NOW - timedelta(days=1)})


def test_silent_days_are_whole_days():
    """The drafts count days that have passed, never below nought."""
    lengths = [timedelta(days=3) - MINUTE, timedelta(days=3), -timedelta(days=1)]
    assert [2, 3, 0] == [silent_days(Facts(last_scan=NOW - length), NOW) for length in lengths]


WAITS = [(timedelta(), "short"), (timedelta(hours=24) - MINUTE, "short"), (timedelta(hours=24), "fair"),
         (timedelta(hours=48) - MINUTE, "fair"), (timedelta(hours=48), "over")]  # fmt: skip


@pytest.mark.parametrize(("length", "expected"), WAITS)
def test_how_long_the_seller_has_had(length, expected):
    """Short below 24 hours, fair to 48, then over."""
    assert expected == reading("wait", {}, Standing(seller="silent", contacted_at=NOW - length))


DUES = [
    ({"paid_at": NOW - timedelta(hours=48) + MINUTE, "kind": "in_stock"}, "not_due"),
    ({"paid_at": NOW - timedelta(hours=48), "kind": "in_stock"}, "overdue"),
    ({"paid_at": NOW - timedelta(hours=48)}, "unknown"),
    ({"paid_at": NOW - timedelta(hours=48) + MINUTE}, "not_due"),
    ({"paid_at": NOW - timedelta(days=30), "kind": "presale"}, "unknown"),
    ({"promised_ship": NOW.date(), "kind": "presale"}, "not_due"),
    ({"promised_ship": NOW.date(), "kind": "custom"}, "bound"),
    ({"promised_ship": NOW.date(), "kind": "presale", "deposit": "yes"}, "bound"),
    ({"promised_ship": NOW.date() - timedelta(days=1), "deposit": "yes"}, "overdue"),
    ({"promised_ship": NOW.date() - timedelta(days=1), "kind": "presale"}, "overdue"),
    ({}, "unknown"),
]


@pytest.mark.parametrize(("facts", "expected"), DUES)
def test_when_shipping_is_due(facts, expected):
    """The promised day counts; goods in stock have 48 hours; nothing is late that may be a pre-sale."""
    assert expected == reading("due", facts)


def test_a_promised_day_ends_at_midnight_in_beijing():
    """The whole day belongs to the seller, wherever the buyer is."""
    end = ship_by(Facts(promised_ship=date(2026, 12, 5)), BOOK, NOW)
    assert datetime(2026, 12, 5, 16, 0, tzinfo=UTC) == end


CLOSINGS = [(-MINUTE, "past"), (timedelta(), "past"), (MINUTE, "near"), (timedelta(hours=48), "near"),
            (timedelta(hours=48) + MINUTE, "far")]  # fmt: skip


@pytest.mark.parametrize(("left", "expected"), CLOSINGS)
def test_when_the_order_is_about_to_confirm_itself(left, expected):
    """Two days before the date the app shows, it is near."""
    assert expected == reading("closing", {"auto_confirm_at": NOW + left})


def promised(reply: str, hours: float, **facts: Any) -> str:
    """The state of a promise that the seller gave so many hours ago, an hour after the first contact."""
    at = NOW - timedelta(hours=hours)
    standing = Standing(seller=reply, contacted_at=at - timedelta(hours=1), replied_at=at)
    return reading("promise", facts, standing)


def test_a_promise_has_its_own_time():
    """Money or goods have 48 hours after the promise, a trace 24, or the time that was named."""
    assert ["undated", "late"] == [promised("refund", hours) for hours in (47.9, 48)]
    assert ["undated", "late"] == [promised("trace", hours) for hours in (23.9, 24)]
    assert ["fresh", "late"] == [promised("trace", 23, promised_by=NOW + m * MINUTE) for m in (1, 0)]
    assert "none" == promised("stalling", 99)


def test_a_reminder_counts_for_what_was_last_said():
    """A reminder before the seller's last answer does not count as one after it."""
    before, between, after = (NOW - timedelta(hours=h) for h in (3, 2, 1))
    answered = {"seller": "stalling", "contacted_at": before}
    assert "waiting" == reading("chased", {}, Standing(**answered, replied_at=between, reminded_at=after))
    assert "no" == reading("chased", {}, Standing(**answered, replied_at=after, reminded_at=between))


def test_a_reminder_is_over_at_the_time_it_named():
    """Sent a day and a half ago it named the last full hour of a day, by day."""
    sent = Standing(seller="silent", contacted_at=NOW - timedelta(hours=30), reminded_at=NOW - timedelta(hours=4))
    assert "waiting" == reading("chased", {}, sent)
    assert "over" == reading("chased", {}, replace(sent, reminded_at=NOW - timedelta(hours=26)))


#: When the seller was first written to, when the message is sent, and the time that it names; hours of one week.
NAMED = [
    (None, 10, 34), (None, 23.5, 44), (None, 3, 20), (10, 30, 58), (10, 33.5, 58), (10, 57.5, 82), (10, 60, 84),
    (23, 46, 70), (23, 70, 94), (3, 26, 58), (3, 50, 82), (20.5, 68, 92),
]  # fmt: skip


@pytest.mark.parametrize(("contacted", "at", "named"), NAMED)
def test_a_message_names_a_time_by_day_and_a_reminder_the_next_day_at_ten_at_the_earliest(contacted, at, named):
    """A first message ends within a day, the evening before it if that is by night; a reminder is never shorter."""
    monday = datetime(2026, 11, 16, tzinfo=BEIJING)
    first = None if contacted is None else monday + timedelta(hours=contacted)
    standing = Standing(seller="none" if first is None else "silent", contacted_at=first)
    end = monday + timedelta(hours=named)
    assert end == reply_by(standing, BOOK, monday + timedelta(hours=at))


@given(st.integers(0, 60 * 24), st.integers(0, 60 * 72))
def test_a_reminder_leaves_time_until_the_next_day_at_ten_and_no_more_than_is_needed(start, waited):
    """However late it is sent: never less than until then, and never more than a day beyond what is usual."""
    first = NOW + timedelta(minutes=start)
    at = first + timedelta(minutes=waited)
    end = reply_by(Standing(seller="silent", contacted_at=first), BOOK, at)
    tomorrow = datetime.combine((at + timedelta(days=1)).astimezone(BEIJING).date(), time(10), BEIJING)
    assert max(tomorrow, at) <= end <= max(tomorrow, at + timedelta(hours=24)) if waited else at < end


def clocks_of(facts: dict[str, Any], *journal: Event) -> dict[str, datetime]:
    """The clocks that run in a case, by name."""
    route = follow(Case(Facts(**facts), journal), BOOK, NOW)
    return {c.id: c.ends_at for c in running(route)}


CONTACT = Event("seller_contacted", NOW - timedelta(hours=5))
APPLIED = Event("platform_applied", NOW - timedelta(hours=30))
TOLD = Event("seller_contacted", NOW - timedelta(hours=90))
REJECTED = Event("ruled", NOW - timedelta(hours=20), "rejected")


def test_a_silent_seller_has_one_clock_at_a_time():
    """24 hours run from the first contact, 48 once these are over, and neither once there is an answer."""
    facts = {"tracking": "returned"}
    assert {"seller_24": NOW + timedelta(hours=19)} == clocks_of(facts, CONTACT)
    late = CONTACT._replace(at=NOW - timedelta(hours=25))
    ends = {"seller_24": NOW - timedelta(hours=1), "seller_48": NOW + timedelta(hours=23)}
    assert ends == clocks_of(facts, late)
    assert {} == clocks_of(facts, late, Event("seller_replied", NOW, "refused"))


def test_waiting_for_the_platform_has_a_day_to_look_again():
    """Without a deadline from the app: look again each day, and ask after a week; with one, that one counts."""
    ends = {"follow_up": NOW + timedelta(hours=18), "platform_ask": APPLIED.at + timedelta(days=7)}
    assert ends == clocks_of({"tracking": "returned"}, TOLD, APPLIED)
    shown = {"tracking": "returned", "platform_deadline": NOW + timedelta(days=3)}
    assert {"platform_app": NOW + timedelta(days=3)} == clocks_of(shown, TOLD, APPLIED)


@pytest.mark.parametrize(("event", "name", "days"), [("courier_complained", "courier", 7)])
def test_the_courier_company_has_seven_days(event, name, days):
    """Its answer is due a week after the complaint."""
    at = NOW - timedelta(hours=2)
    found = clocks_of({"tracking": "returned"}, TOLD, APPLIED, REJECTED, Event(event, at))
    assert at + timedelta(days=days) == found[name]


def test_the_postal_authority_has_thirty_days():
    """Its answer is due 30 days after the appeal."""
    at = NOW - timedelta(hours=1)
    steps = [Event("courier_complained", NOW - timedelta(hours=3)),
             Event("courier_answered", NOW - timedelta(hours=2), "lost"), Event("postal_appealed", at)]  # fmt: skip
    assert at + timedelta(days=30) == clocks_of({"tracking": "returned"}, TOLD, APPLIED, REJECTED, *steps)["postal"]


def clock_of(name: str, facts: dict[str, Any], *journal: Event, now: datetime = NOW) -> Clock:
    """One clock of a case."""
    return next(c for c in guide.advise(Case(Facts(**facts), journal), BOOK, now).clocks if c.id == name)


def test_12315_has_seven_working_days():
    """Filed on Friday evening, the seven days are counted from Monday, and the seventh counts to midnight."""
    friday = datetime(2026, 11, 20, 18, 0, tzinfo=BEIJING)
    applied, ruled = Event("platform_applied", friday - timedelta(days=3)), Event("ruled", friday, "rejected")
    told = Event("seller_contacted", friday - timedelta(days=9))
    reviewed = (Event("appealed", friday), Event("appeal_ended", friday, "lost"))
    filed = (told, applied, ruled, *reviewed, Event("mediation_filed", friday))
    clock = clock_of("mediation", {"tracking": "returned"}, *filed)
    assert datetime(2026, 12, 2, 0, 0, tzinfo=BEIJING) == clock.ends_at
    assert ("official", "cpl.46", None) == (clock.confidence, clock.source, clock.guessed)
    before, after = (guide.advise(Case(Facts(tracking="returned"), filed), BOOK, clock.ends_at + m * MINUTE)
                     for m in (-1, 0))  # fmt: skip
    assert ["wait_mediation", "dispute_payment"] == [before.action, after.action]


def test_days_off_that_are_not_published_are_said():
    """Filed at the end of the last year that is known, the end is counted Monday to Friday, and says so."""
    now = datetime(2026, 12, 29, 9, 0, tzinfo=BEIJING)
    journal = (Event("seller_contacted", now - timedelta(days=9)), Event("platform_applied", now - timedelta(days=5)),
               Event("ruled", now - timedelta(days=2), "rejected"), Event("mediation_filed", now))  # fmt: skip
    assert 2027 == clock_of("mediation", {"tracking": "returned"}, *journal, now=now).guessed


def test_a_claim_can_be_enforced_for_three_years():
    """The limitation is counted from the first message to the seller, or from the missed day to ship."""
    facts = {"tracking": "not_shipped", "kind": "in_stock", "paid_at": NOW - timedelta(days=10)}
    by_message = clock_of("limitation", {"tracking": "returned"}, TOLD, APPLIED, REJECTED)
    by_shipping = clock_of("limitation", facts, TOLD, APPLIED, REJECTED)
    assert datetime(2029, 11, 20, 0, 0, tzinfo=BEIJING) == by_message.ends_at  # told on 18 November, Sunday passes on
    assert datetime(2029, 11, 15, 0, 0, tzinfo=BEIJING) == by_shipping.ends_at
    assert ("official", "you", "lose") == (by_message.confidence, by_message.turn, by_message.ends)


def test_the_daily_look_stands_still_while_the_platform_waits_for_you():
    """Asked for more after 20 hours, four are left; they go on once it has been handed in."""
    applied = Event("platform_applied", NOW - timedelta(hours=30))
    asked, sent = Event("more_asked", NOW - timedelta(hours=10)), Event("more_sent", NOW - timedelta(hours=3))
    paused = clock_of("follow_up", {"tracking": "returned"}, TOLD, applied, asked)
    assert (True, timedelta(hours=4), "you") == (paused.paused, paused.left(NOW), paused.turn)
    going = clock_of("follow_up", {"tracking": "returned"}, TOLD, applied, asked, sent)
    assert (False, timedelta(hours=1), "platform") == (going.paused, going.left(NOW), going.turn)


def test_a_clock_that_stands_still_is_never_the_one_to_watch():
    """Neither the card nor “what would change it” counts with it."""
    asked = (TOLD, APPLIED, Event("more_asked", NOW - timedelta(hours=1)))
    advice = guide.advise(Case(Facts(tracking="returned"), asked), BOOK, NOW)
    assert (("follow_up",), None) == (tuple(c.id for c in advice.clocks), advice.clock)
    assert [] == [c for c in advice.changes if c.kind == "time"]


def test_after_the_ruling_the_deadline_to_appeal_is_copied():
    """It has no length of its own; what the ruling page shows counts, until the appeal is in."""
    facts = {"tracking": "returned", "appeal_deadline": NOW + timedelta(days=3)}
    clock = clock_of("appeal_app", facts, TOLD, APPLIED, REJECTED)
    assert (NOW + timedelta(days=3), "unverified", "lose") == (clock.ends_at, clock.confidence, clock.ends)
    appealed = clocks_of(facts, TOLD, APPLIED, REJECTED, Event("appealed", NOW))
    assert "appeal_app" not in appealed


@settings(max_examples=300)
@given(cases)
def test_every_clock_says_whose_turn_it_is_and_what_its_end_means(case):
    """In any case; those that run are ahead of those that are over, in the order of their ends."""
    clocks = guide.advise(case, BOOK, NOW).clocks
    assert [] == [c.id for c in clocks if not (c.because["zh"] and c.because["en"])]
    assert sorted(c.ends_at for c in clocks) == [c.ends_at for c in clocks]
    assert len({c.id for c in clocks}) == len(clocks)


def test_a_parcel_from_abroad_has_two_weeks_and_a_month():
    """So has one in customs, whether or not the origin was answered."""
    scan = NOW - timedelta(days=2)
    expected = {"abroad_two_weeks": scan + timedelta(days=14), "abroad_month": scan + timedelta(days=30)}
    assert expected == clocks_of({"tracking": "in_transit", "origin": "cross_border", "last_scan": scan})
    assert expected == clocks_of({"tracking": "customs", "last_scan": scan})


def test_no_clock_runs_once_it_is_over():
    """After goods, money or the end, nothing is waited for."""
    facts = {"tracking": "returned", "auto_confirm_at": NOW + timedelta(days=2)}
    assert {} == clocks_of(facts, CONTACT, Event("refunded", NOW))


def test_what_the_app_shows_is_marked_unverified():
    """A deadline copied from the app rests on the app alone."""
    facts = Facts(tracking="returned", auto_confirm_at=NOW + timedelta(days=2))
    (clock,) = guide.advise(Case(facts), BOOK, NOW).clocks
    assert ("auto_confirm", "unverified") == (clock.id, clock.confidence)


def test_a_parameter_has_no_value_before_its_first_day():
    """A date before the first value is an error, not a guess."""
    with pytest.raises(BookError, match="has no value before 2020-01-01"):
        BOOK.parameter("seller.fair", date(2019, 12, 31))


def test_an_unverified_limit_has_no_number():
    """Nobody found it, so nothing can be counted with it."""
    with pytest.raises(BookError, match="is unverified and has no value"):
        BOOK.number("auto_confirm", NOW.date())


def test_an_unknown_parameter_is_an_error():
    """A misspelt name does not pass."""
    with pytest.raises(BookError, match=r"There is no parameter seller\.fare"):
        BOOK.parameter("seller.fare", NOW.date())


def test_everything_is_counted_by_the_moment_not_by_the_wall():
    """A case written in another zone has the same readings."""
    facts = {"last_scan": (NOW - timedelta(days=3)).astimezone(UTC)}
    assert "long" == reading("silence", facts)
    assert BEIJING.utcoffset(None) == timedelta(hours=8)


@pytest.fixture
def declared_anew():
    """Clocks are looked up afresh, before a test declares others and after it."""
    _at.cache_clear()
    yield
    _at.cache_clear()


@pytest.mark.usefixtures("declared_anew")
def test_a_clock_that_is_copied_or_counted_from_a_moment_needs_its_declaration_alone(monkeypatch):
    """Two more clocks run where their declarations say, and nowhere else."""
    monkeypatch.setitem(
        CLOCKS, "ruled", ClockKind("ruled", copied_from="promised_by", runs={"platform": "partly|rejected"})
    )
    monkeypatch.setitem(
        CLOCKS, "asked", ClockKind("asked", ("seller.fair",), since="asked_at", runs={"rung": "!court"})
    )
    facts, state = Facts(promised_by=NOW), {"parcel": "moving", "chased": "no"}

    def ends(**standing: Any) -> dict[str, datetime]:
        return {c.id: c.ends_at for c in counting(facts, Standing(**standing), state, BOOK, NOW)}

    assert {"ruled": NOW} == ends(platform="partly")
    assert {"asked": NOW + timedelta(hours=24)} == ends(platform="withdrawn", rung="appeal", asked_at=NOW)
    assert {} == ends(platform="withdrawn", rung="court", asked_at=NOW)

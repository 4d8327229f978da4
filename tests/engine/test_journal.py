"""The journal: events replayed from the start, whatever the order they were entered in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import NOW, courses, journals

import guide
from guide import Event
from guide.book.events import EVENTS, TRACKS
from guide.book.facts import WORDS
from guide.engine.changes import say_event
from guide.engine.journal import Standing, in_order, place, possible, replay, step, track

TABLE = guide.default_book().tables["journal"]


def after(*steps: str) -> Standing:
    """The standing after events an hour apart, each written as event or event:reply."""
    events = []
    for number, written in enumerate(steps):
        event, _, reply = written.partition(":")
        events.append(Event(event, NOW + timedelta(hours=number), reply or "none"))
    return replay(TABLE, events).standing


COURSES = [
    # events                                                           seller, platform, rung, outcome
    ([], ("none", "none", "none", "open")),
    (["seller_contacted"], ("silent", "none", "none", "open")),
    (["seller_contacted", "seller_replied:trace"], ("trace", "none", "none", "open")),
    (["seller_contacted", "seller_replied:stalling", "seller_replied:refused"], ("refused", "none", "none", "open")),
    (["seller_contacted", "seller_reminded"], ("silent", "none", "none", "open")),
    (["platform_applied"], ("none", "applied", "none", "open")),
    (["platform_applied", "more_asked"], ("none", "asked_more", "none", "open")),
    (["platform_applied", "more_asked", "more_sent"], ("none", "applied", "none", "open")),
    (["platform_applied", "ruled:upheld"], ("none", "upheld", "none", "open")),
    (["platform_applied", "ruled:rejected", "appealed"], ("none", "appealed", "none", "open")),
    (["platform_applied", "ruled:partly", "appealed", "appeal_ended:won"], ("none", "upheld", "none", "open")),
    (["platform_applied", "claim_withdrawn", "sued", "court_ended:lost"], ("none", "withdrawn", "court_lost", "open")),
    (["refund_requested", "refund_answered:timed_out"], ("timed_out", "none", "none", "open")),
    (["seller_contacted", "refund_requested", "request_withdrawn"], ("dropped", "none", "none", "open")),
    (["seller_replied:shop_closed"], ("shop_closed", "none", "none", "open")),
    (["courier_complained", "platform_applied", "courier_answered:won"], ("none", "applied", "courier_won", "open")),
    (["platform_applied", "claim_withdrawn", "platform_applied"], ("none", "applied", "none", "open")),
    (["platform_applied", "ruled:upheld", "refund_chased"], ("none", "unpaid", "none", "open")),
    (["mediation_filed", "mediation_accepted", "mediation_ended:won"], ("none", "none", "mediation_won", "open")),
    (["police_reported", "payment_disputed"], ("none", "none", "payment", "open")),
    (["sued", "court_ended:lost", "judgment_appealed"], ("none", "none", "court_again", "open")),
    (["sued", "judgment_appealed", "court_ended:lost"], ("none", "none", "court_final", "open")),
    (["sued", "judgment_appealed", "court_asked", "court_ended:won"], ("none", "none", "court_won", "open")),
    (["sued", "court_ended:won", "enforcement_asked", "court_asked"], ("none", "none", "enforcing", "open")),
    (["refund_requested", "refund_answered:refund"], ("approved", "none", "none", "open")),
    (["received"], ("none", "none", "none", "received")),
    (["refunded", "received"], ("none", "none", "none", "both")),
    (["received", "refunded"], ("none", "none", "none", "both")),
    (["received", "case_closed"], ("none", "none", "none", "kept")),
]


@pytest.mark.parametrize(("steps", "expected"), COURSES, ids=[" ".join(s) or "nothing" for s, _ in COURSES])
def test_where_a_case_stands_after_its_events(steps, expected):
    """Each course of events leads to one standing."""
    assert expected == tuple(getattr(after(*steps), track) for track in TRACKS)


def test_the_whole_ladder_can_be_climbed():
    """Every rung after a ruling can be reached and lost in its order."""
    rungs = ["courier_complained", "courier_answered:lost", "postal_appealed",
             "postal_answered:lost", "mediation_filed", "mediation_ended:lost", "payment_disputed",
             "payment_ended:lost", "sued", "court_ended:lost", "judgment_appealed", "court_ended:lost"]  # fmt: skip
    seen = [after("platform_applied", "ruled:rejected", *rungs[: n + 1]).rung for n in range(len(rungs))]
    won = {word for word in WORDS["rung"] if word.endswith("_won")}
    beside = {"none", "police", "mediating", "mediation_broken", "enforcing", "court_broken"} | won
    other = {"payment", "payment_lost", "mediation_last", "mediating_last"}
    assert {word for word in WORDS["rung"] if word not in beside | other} == {*seen}


def test_12315_and_the_payment_channel_can_be_asked_in_any_order():
    """Whoever is asked second is the last one before the court, and the first is not asked again."""
    steps = ["payment_disputed", "payment_ended:lost", "mediation_filed", "mediation_accepted", "mediation_ended:lost"]
    seen = [after("platform_applied", "ruled:rejected", *steps[: n + 1]).rung for n in range(len(steps))]
    assert seen == ["payment", "payment_lost", "mediation_last", "mediating_last", "both_lost"]
    assert "both_lost" == after(*steps, "payment_disputed").rung == after(*steps, "mediation_filed").rung


def test_an_event_that_cannot_happen_is_kept_aside():
    """A reminder before any contact is parked, not lost and not counted."""
    early = Event("seller_reminded", NOW)
    result = replay(TABLE, [early, Event("seller_contacted", NOW + timedelta(hours=1))])
    assert (early,) == result.parked
    assert "silent" == result.standing.seller


def test_moments_of_contact_reply_and_reminder_are_noted():
    """The clocks start at the first contact, the last reply and the last reminder."""
    standing = after("seller_contacted", "seller_replied:stalling", "seller_reminded", "seller_replied:stalling")
    assert NOW == standing.contacted_at
    assert NOW + timedelta(hours=3) == standing.replied_at
    assert NOW + timedelta(hours=2) == standing.reminded_at


def test_a_second_first_contact_does_not_restart_the_clock():
    """The first contact counts; a second one is parked."""
    result = replay(TABLE, [Event("seller_contacted", NOW), Event("seller_contacted", NOW + timedelta(days=1))])
    assert NOW == result.standing.contacted_at
    assert 1 == len(result.parked)


@given(journals)
def test_no_event_is_lost(journal):
    """Applied and parked events together are all events, in the order of time."""
    result = replay(TABLE, journal)
    assert sorted(in_order(journal)) == sorted([*result.applied, *result.parked])
    assert list(in_order(result.applied)) == list(result.applied)


@given(courses(), st.randoms())
def test_the_order_of_entry_does_not_matter(journal, random):
    """Events of different moments give the same standing however they were entered."""
    shuffled = list(journal)
    random.shuffle(shuffled)
    assert replay(TABLE, journal) == replay(TABLE, shuffled)


@given(journals)
def test_exactly_what_is_possible_can_be_added(journal):
    """An event is applied at the end of a journal if and only if it is offered there."""
    standing = replay(TABLE, journal).standing
    late = max((e.at for e in journal), default=NOW) + timedelta(minutes=1)
    offered = set(possible(TABLE, standing))
    # A late answer that changes nothing is kept, and not offered.
    more = [Event(str(e), late, str(r)) for e in WORDS["event"] for r in WORDS["reply"]]
    taken = {(e.event, e.reply) for e in more if step(TABLE, standing, e) not in (None, standing)}
    assert offered == {
        (e, r) for e, r in taken if e not in ("tracking_read", "tracking_overruled")
    }  # notes move nothing


@given(journals)
def test_a_closed_case_stays_closed(journal):
    """After the end nothing more can happen but that the goods or the money come after all, or money is taken back."""
    standing = replay(TABLE, journal).standing
    if standing.outcome == "closed":
        late = (("received", "none"), ("refunded", "none"), ("refund_reversed", "none"))
        assert late == possible(TABLE, standing)


def test_what_can_happen_has_a_place_by_its_track():
    """The seller, the platform, the steps after it, the outcome; the answer to the step in hand before another step."""
    standing = Standing(seller="refused", platform="rejected", rung="court")
    offered = sorted(possible(TABLE, standing), key=lambda pair: place(TABLE, *pair))
    tracks = [track(TABLE, event) for event, _ in offered]
    assert tracks == sorted(tracks, key=TRACKS.index)
    assert ["seller", "outcome", "rung"] == [track(TABLE, e) for e in ("seller_reminded", "part_refunded", "sued")]
    assert ("court_ended", "won") == next(pair for pair in offered if track(TABLE, pair[0]) == "rung")


def test_a_mark_of_the_tracking_says_what_the_tracking_says():
    """A parcel that was refused at the door is not told as a seller who refuses."""
    book = guide.default_book()
    told = {event: say_event(book, "zh", event, "refused") for event in ("tracking_read", "seller_replied")}
    assert {"tracking_read": "采用了识别结果：拒收", "seller_replied": "商家答复：明确拒绝"} == told
    assert all(
        say_event(book, lang, event, reply) for lang in book.words for event in EVENTS for reply in WORDS["reply"]
    )

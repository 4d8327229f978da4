"""The next question: only what can still change the advice, the most decisive first, until the advice stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import CONCRETE, NOW, cases

from guide.book.facts import CHOICES, VALUES, Facts
from guide.book.loader import default_book
from guide.engine.asking import (
    answered,
    answers,
    as_answer,
    came,
    groups,
    likely,
    on_day,
    open_groups,
    questions,
    starts,
)
from guide.engine.case import Case
from guide.engine.changes import possible_changes
from guide.engine.follow import follow
from guide.engine.journal import Event
from guide.engine.proposal import propose

BOOK = default_book()
#: More questions than this in a row are a form, not a walk.
MOST = 8


def begun(start: str, *events: Event) -> Case:
    """The case of somebody who has chosen an answer on the first page."""
    return Case(replace(Facts(), **starts(BOOK)[start].sets), events)


def walked(case: Case, *wanted: str, days: int = -5) -> tuple[list[str], Case]:
    """The questions in their order, and the case at their end; answered as wanted, with the day, or else the first."""
    asked: list[str] = []
    while found := questions(follow(case, BOOK, NOW)):
        first = found[0]
        fitting = (a for a in first.answers if a.id in wanted or a.days == days)
        asked.append(first.group.id)
        case = answered(case, next(fitting, first.answers[0]).sets)
    return asked, case


@settings(max_examples=60)
@given(cases)
def test_no_question_is_asked_that_changes_nothing(case):
    route = follow(case, BOOK, NOW)
    for question in questions(route):
        blank = [n for n in question.group.facts if getattr(case.facts, n) == getattr(Facts(), n)]
        after = []
        for answer in question.answers:
            sets = {name: value for name, value in answer.sets.items() if name in blank}
            after.append(follow(answered(case, sets), BOOK, NOW).verdict)
        assert any(other != route.verdict for other in after), question.group.id


@settings(max_examples=40)
@given(cases, st.randoms(use_true_random=False))
def test_every_case_comes_to_its_advice_in_a_few_taps_whatever_is_answered_or_skipped(case, chance):
    passed: set[str] = set()
    for _ in range(len(groups(BOOK)) + 1):
        found = questions(follow(case, BOOK, NOW), passed)
        if not found:
            break
        if chance.random() < 0.3:
            passed.add(found[0].group.id)
        else:
            case = answered(case, chance.choice(found[0].answers).sets)
            passed.add(found[0].group.id)
    assert questions(follow(case, BOOK, NOW), passed) == ()


def test_the_scenarios_end_in_an_advice_after_a_few_questions():
    """None asks the same twice, and none more than the most; all that do are named."""
    asked = {id_: walked(Case(Facts(**facts), journal))[0] for id_, (facts, journal) in CONCRETE.items()}
    assert asked
    assert {} == {id_: some for id_, some in asked.items() if not len(some) == len(set(some)) <= MOST}


@pytest.mark.parametrize(("start", "wanted", "asked", "action"), [
    ("signed", ("people.cannot_say",), ["details", "people"], "contact_seller"),
    ("signed", ("people.family",), ["details", "people"], "collect_parcel"),
    ("stale", ("origin.domestic",), ["last_scan", "origin", "details"], "contact_seller"),
    ("unshipped", (), ["number", "ship_date", "details"], "contact_seller"),
    ("pickup", ("pickup_point.not_there", "consent.no"), ["pickup", "details", "people", "consent"], "contact_seller"),
    ("failed", ("courier.unreachable",), ["courier", "details", "reach"], "contact_seller"),
    ("delivering", ("origin.domestic",), ["last_scan", "origin", "details", "courier"], "contact_seller"),
    ("presale", (), ["number", "ship_date", "details"], "contact_seller"),
    ("abroad", ("tracking.in_transit",), ["tracking", "last_scan", "details"], "wait_update"),
    ("returned", (), ["details"], "contact_seller"),
])  # fmt: skip
def test_the_questions_of_each_situation(start, wanted, asked, action):
    """With the first page, five at most; each part of the check is one tap, and none is left out."""
    order, case = walked(begun(start), *wanted)
    assert asked == order
    assert action == follow(case, BOOK, NOW).state["action"]
    assert len(order) <= 4


def test_who_has_written_is_asked_what_the_tracking_says_and_no_more_than_others():
    sent = Event("seller_contacted", NOW - timedelta(days=3))
    case = begun("written", sent, Event("seller_replied", NOW - timedelta(days=2), "stalling"))
    asked, case = walked(case, "tracking.in_transit", "origin.domestic")
    assert asked == ["tracking", "last_scan", "origin", "details"]
    assert follow(case, BOOK, NOW).state["action"] == "gather_evidence"


def test_the_most_decisive_question_comes_first():
    """Of a case that says nothing, more advice depends on the tracking than on anything else."""
    found = questions(follow(Case(), BOOK, NOW))
    here = follow(Case(), BOOK, NOW).state["action"]
    counts = [len({*question.leads.values()} - {here}) for question in found]
    assert found[0].group.id == "tracking"
    assert counts == sorted(counts, reverse=True)


def test_an_answer_is_tried_once_however_often_it_is_asked_for(monkeypatch):
    """The ranking, the guess in the bar and what would change the advice share their what-ifs."""
    route = follow(begun("signed"), BOOK, NOW)
    first, changes = questions(route), tuple(possible_changes(route))
    alone = {(n, v) for key in route.tried if len(key) == 1 for n, v in key}
    assert {(c.name, c.value) for c in changes if c.kind == "fact"} <= alone
    monkeypatch.setattr("guide.engine.follow.follow", None)
    assert first == questions(route)
    assert likely(route) == "contact_seller"


def test_a_later_stage_comes_with_a_line_of_its_own():
    """Nobody whose parcel comes to the door is sent to the platform, however old the last line before that was."""
    checked = {"order_found": "yes", "address": "right", "phone": "right", "recipient": "right", "origin": "domestic"}
    facts = Facts(**checked, tracking="in_transit", last_scan=NOW - timedelta(days=12), demand="refund")
    changes = possible_changes(follow(Case(facts), BOOK, NOW))
    assert {"wait_delivery"} == {c.action for c in changes if c.value == "out_for_delivery"}


def test_a_question_that_nobody_can_answer_counts_as_asked():
    case = begun("signed")
    passed = {"details", "people"}
    assert [q.group.id for q in questions(follow(case, BOOK, NOW), passed)] == ["stuck"]


def test_the_number_is_asked_before_the_day_of_an_order_that_is_not_shipped():
    route = follow(begun("unshipped"), BOOK, NOW)
    order = [q.group.id for q in questions(route)]
    assert order.index("number") < order.index("ship_date")
    assert questions(route, {"number"})[0].group.id == "ship_date"


def test_a_question_that_comes_after_another_stands_below_it():
    """Of two on which as much depends the upper one is asked first; a name of no question would hold back nothing."""
    order = [*groups(BOOK)]
    after = [(group.after, group.id) for group in groups(BOOK).values() if group.after]
    assert after
    assert [pair for pair in after if pair[0] not in order or order.index(pair[0]) > order.index(pair[1])] == []


def test_what_is_known_already_is_not_asked_again():
    """After a part of a question was answered elsewhere, an answer that says otherwise is not offered."""
    case = begun("signed").with_fact("ask_family", "has_it").with_fact("address", "wrong")
    for question in questions(follow(case, BOOK, NOW)):
        assert all(answer.sets.get("address", "wrong") == "wrong" for answer in question.answers)


def test_who_has_heard_that_the_parcel_is_lost_is_not_asked_once_more_who_has_it():
    case = answered(begun("signed"), {"courier": "lost_it"})
    assert "people" not in {q.group.id for q in questions(follow(case, BOOK, NOW))}


def test_who_has_not_been_at_the_station_is_not_asked_whom_else_they_have_asked():
    case = begun("pickup")
    assert "people" not in {q.group.id for q in questions(follow(case, BOOK, NOW), {"pickup"})}
    looked = answered(case, {"pickup_point": "not_there"})
    assert "people" in {q.group.id for q in questions(follow(looked, BOOK, NOW))}


def test_a_question_beside_the_message_changes_what_is_said_and_no_advice():
    promised = as_answer("promised_ship", on_day(-3, NOW))
    case = answered(begun("unshipped"), {"number": "none", "promised_ship": promised})
    route = follow(case, BOOK, NOW)
    assert ["moved"] == [group.id for group in open_groups(route) if group.beside]
    assert "moved" not in {q.group.id for q in questions(route)}
    moved = answered(case, {"moved_ship": as_answer("moved_ship", on_day(7, NOW))})
    texts = [propose(follow(one, BOOK, NOW)).texts["zh"].text for one in (case, moved)]
    assert ["后来改到" in text for text in texts] == [False, True]


def test_a_day_of_which_nobody_knows_the_hour_is_its_last_minute():
    """So nothing has been silent for longer than it really was."""
    assert as_answer("last_scan", on_day(0, NOW)) == NOW.replace(hour=23, minute=59)
    assert as_answer("promised_ship", on_day(-1, NOW)) == NOW.date() - timedelta(days=1)


def test_what_may_come_of_an_act_is_what_the_other_side_can_do():
    sent = Case(journal=(Event("seller_contacted", NOW - timedelta(hours=3)),))
    events = {one.event for one in came(follow(sent, BOOK, NOW))}
    assert events == {"seller_replied", "received", "refunded"}
    applied = Case(journal=(*sent.journal, Event("platform_applied", NOW - timedelta(hours=1))))
    events = {one.event for one in came(follow(applied, BOOK, NOW))}
    assert {"ruled", "more_asked", "received", "refunded"} <= events
    assert "platform_chased" not in events
    assert came(follow(Case(), BOOK, NOW)) == ()


@pytest.mark.parametrize("group", groups(BOOK).values(), ids=lambda group: group.id)
def test_every_group_asks_for_facts_that_there_are_and_its_answers_say_what_a_fact_can_say(group):
    assert group.facts
    for answer in answers(group, BOOK, NOW):
        assert set(answer.sets) <= set(group.facts)
        for name, value in answer.sets.items():
            assert value in CHOICES.get(name, (value,))
            assert name in CHOICES or isinstance(value, VALUES[name])


@pytest.mark.parametrize("start", starts(BOOK).values(), ids=lambda start: start.id)
def test_every_first_answer_says_what_a_fact_can_say(start):
    assert all(value in CHOICES[name] for name, value in start.sets.items())

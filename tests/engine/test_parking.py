"""Answers and events that are kept and not counted: each says why, from the row that leaves it out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from strategies import NOW, cases

from guide import Case, Event, Facts, advise, default_book
from guide.book.events import TRACKS
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice, tell
from guide.engine import journal
from guide.engine.parking import parked_facts

BOOK = default_book()


def because(case: Case, lang: str = "en") -> list[str]:
    advice = advise(case, BOOK, NOW)
    notices = [*advice.parked_facts.values(), *(parked.because for parked in advice.parked_events)]
    return [tell(notice, BOOK.words[lang]) for notice in notices]


ANSWERS = [
    (
        Facts(tracking="in_transit", pickup_name="站"),
        "“What does the tracking say now?” is answered with “In transit”.",
    ),
    (Facts(pickup_name="站"), "“What does the tracking say now?” is not answered yet."),
    (Facts(tracking="in_transit", signer="family", consent="no"), "is answered with “In transit”."),
    (Facts(shot_sent="yes"), "the seller has not been contacted in this journal yet."),
]


@pytest.mark.parametrize(("facts", "why"), ANSWERS)
def test_an_answer_that_does_not_apply_names_the_condition_that_fails(facts, why):
    """The question and its answer, or where the case stands; an answer that itself does not apply is not blamed."""
    told = because(Case(facts))
    assert told
    assert all(text.startswith("It does not apply now: ") and text.endswith(why) for text in told)


def at(event: str, hours: float, reply: str = "none") -> Event:
    return Event(event, NOW - timedelta(hours=hours), reply)


CONTACTED, CLOSED = at("seller_contacted", 30), at("case_closed", 20)
EVENTS_LEFT_OUT = [
    ((at("seller_reminded", 40), CONTACTED), "the seller has not been contacted in this journal yet."),
    ((CONTACTED, CLOSED, at("seller_replied", 10, "refund")), "the case is closed."),
    ((at("more_asked", 10),), "the platform has not been applied to."),
    ((at("ruled", 10, "stalling"),), "this cannot bring such an answer."),
    ((CONTACTED, at("seller_replied", 10)), "it does not say what the answer was."),
]


@pytest.mark.parametrize(("events", "why"), EVENTS_LEFT_OUT)
def test_an_event_that_does_not_move_the_case_names_what_its_row_does_not_accept(events, why):
    """The standing that it met at its moment, not the one of today."""
    (told,) = because(Case(Facts(), events))
    assert told.startswith("Not counted")
    assert told.endswith(why)


def test_a_late_answer_that_changes_nothing_is_kept_with_its_reason():
    """A chat answer while the application is pending, and a lost dispute after another step, are not swallowed."""
    asked = (at("refund_requested", 30), at("seller_replied", 10, "stalling"))
    (told,) = because(Case(Facts(), asked))
    assert told.startswith("The seller only asks you to wait. The application on the order page goes on")
    late = (CONTACTED, at("payment_disputed", 20), at("sued", 10), at("payment_ended", 5, "lost"))
    (told,) = because(Case(Facts(), late))
    assert told.startswith("The payment channel’s answer is kept")
    assert () == journal.replay(BOOK.tables["journal"], late).parked


@settings(max_examples=150)
@given(cases)
def test_everything_that_is_not_counted_has_a_whole_sentence(case):
    """In both languages, with nothing left to fill in."""
    advice = advise(case, BOOK, NOW)
    replay = journal.replay(BOOK.tables["journal"], case.journal)
    kept = [event for event in replay.still if f"kept.{event.event}" in BOOK.words["zh"]]
    assert [*replay.parked, *kept] == [parked.event for parked in advice.parked_events]
    for lang in LANGUAGES:
        for text in because(case, lang):
            assert text.endswith("。" if lang == "zh" else ".")
            assert not {"{", "parked."} & {text[:1], text[:7]}


def test_a_word_of_a_track_without_words_of_its_own_is_told_by_its_track():
    """Whoever adds a word to a track need not write a sentence at once."""
    tracks = tuple(f"parked.{track}." for track in TRACKS)
    words = {lang: {i: w for i, w in said.items() if not i.startswith(tracks)} for lang, said in BOOK.words.items()}
    bare = replace(BOOK, words=words)
    advice = advise(Case(Facts(), (at("more_asked", 10),)), bare, NOW)
    assert Notice("parked.platform") == advice.parked_events[0].because.placeholders["why"]
    assert all(f"parked.{track}" in BOOK.words["zh"] for track in TRACKS)
    assert {} == parked_facts(advice.route)

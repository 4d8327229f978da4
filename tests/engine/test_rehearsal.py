"""The rehearsal: each refusal is met by a concrete case, with the proof in hand and a sentence to answer with."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import CONCRETE, NOW, cases

import guide
from guide import Case, Event, Facts, advise
from guide.book.slots import SLOTS
from guide.check import PROMISE, accusations
from guide.engine.advice_json import to_plain
from guide.engine.rehearsal import Refusal

BOOK = guide.default_book()
RULES = {rule.id: rule for rule in BOOK.tables["rehearsal"].rules}
#: Answers that the concrete cases of the advice leave open, and that a refusal asks about.
MORE = [
    {"demand": "refund"}, {"gift": "yes"}, {"confirmed": "yes"}, {"address_changed": "yes"},
    {"consent": "yes"}, {"auto_confirm_at": NOW - timedelta(days=1), "confirmed": "no"}, {"address": "wrong"},
]  # fmt: skip


def rehearsed(facts, journal=()) -> dict[str, Refusal]:
    found = advise(Case(Facts(**facts), journal), BOOK, NOW).rehearsal
    return {refusal.rule.id: refusal for refusal in found}


def test_each_refusal_is_met_by_a_concrete_case():
    """No row of the table is there for nothing."""
    met = {name for facts, journal in CONCRETE.values() for more in [{}, *MORE]
           for name in rehearsed({**facts, **more}, journal)}  # fmt: skip
    told = (Event("seller_contacted", NOW - timedelta(hours=9)), Event("seller_replied", NOW, "resend"))
    met |= set(rehearsed({"tracking": "returned", "stuck": "yes"}, told))
    assert set(RULES) == met


EXPECTED = [
    ("signed_courier_clueless", ["signed", "family", "address_right", "ask_courier"]),
    ("never_scanned", ["has_number"]),
    ("silent_3d", ["address_right", "moving", "ask_courier"]),
]


@pytest.mark.parametrize(("what", "expected"), EXPECTED)
def test_what_a_case_has_to_expect(what, expected):
    """In the order of the table, before the seller has been contacted."""
    facts, journal = CONCRETE[what]
    assert expected == list(rehearsed(facts, journal))


def test_nothing_is_rehearsed_during_the_check_or_after_the_end():
    """It begins where somebody will answer, and ends with the ruling; another claim has the seller's answer already.

    A seller who sets a condition is answered after the ruling, too, and whoever says what a ruling is defended with.
    """
    for facts, journal in CONCRETE.values():
        advice = advise(Case(Facts(**facts), journal), BOOK, NOW)
        answered = advice.action == "other_claim" and advice.route.state["seller"] != "none"
        said = {refusal.rule.id for refusal in advice.rehearsal}
        sets = said <= {"conditions", "made", "shared"} and advice.stage == "after"
        assert advice.stage in ("seller", "platform", "ruling") or answered or sets or not advice.rehearsal


def test_the_proof_in_hand_is_told_from_what_is_missing():
    """By the ticks of the evidence list."""
    facts, journal = CONCRETE["silent_3d"]
    proof = rehearsed({**facts, "held": frozenset({"tracking_shot"})}, journal)["ask_courier"].proof
    assert [("chat_shot", False), ("tracking_shot", True)] == [tuple(p) for p in proof]


def test_an_answer_is_filled_from_the_facts():
    """The dates and days of the case stand in it; what is not known is a gap, as in the drafts."""
    facts, journal = CONCRETE["silent_3d"]
    refusal = rehearsed(facts, journal)["moving"]
    assert "最后一次更新是 11 月 19 日 10:15，到现在已有 3 天没有变化。" in refusal.answer("zh")
    assert "nothing has changed for 3 days" in refusal.answer("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(RULES))
def test_no_answer_accuses_or_promises(name, lang):
    """The same tone as the drafts."""
    text = BOOK.say(lang, f"answer.{name}")
    assert ([], None) == (accusations(BOOK, text), PROMISE[lang].search(text))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(cases)
def test_any_case_can_be_rehearsed(case):
    """Every refusal has proof, an answer in both languages, and a reason with its sources."""
    case = replace(case, facts=replace(case.facts, held=frozenset(SLOTS)))
    advice = advise(case, BOOK, NOW)
    for refusal in advice.rehearsal:
        assert refusal.proof
        assert all(p.held for p in refusal.proof)
        assert all(refusal.answer(lang).strip() for lang in BOOK.words)
    plain = to_plain(advice, BOOK, "en")["rehearsal"]
    assert [r.rule.id for r in advice.rehearsal] == [r["id"] for r in plain]
    assert [] == [r for r in plain if not r["sources"]]

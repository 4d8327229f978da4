"""Every sentence of a draft is tied to what it asserts and to the evidence that proves it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases

from guide.book.facts import Facts
from guide.book.loader import default_book
from guide.book.slots import SLOTS
from guide.cases.exhibits.content import assertions
from guide.cases.exhibits.proof import unproven
from guide.engine.advice import advise
from guide.engine.case import BEIJING, Case
from guide.engine.journal import Event

BOOK = default_book()
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)
STALE = {"complaint": "not_arrived", "kind": "in_stock", "origin": "domestic", "order_found": "yes", "address": "right",
         "phone": "right", "recipient": "right", "tracking": "in_transit", "last_scan": NOW - timedelta(days=6),
         "demand": "refund", "order_no": "P7", "amount": "86"}  # fmt: skip


def drafted(held=(), hours=None, **facts):
    journal = () if hours is None else (Event("seller_contacted", NOW - timedelta(hours=hours)),
                                        Event("seller_replied", NOW - timedelta(hours=1), "refused"))  # fmt: skip
    case = Case(Facts(**{**STALE, **facts, "held": frozenset(held)}), journal)
    draft = advise(case, BOOK, NOW).drafts["zh"]
    assert draft is not None
    return draft


def lacking(draft, held=()):
    return [(u.part, u.lacking) for u in unproven(draft.parts, frozenset(held), assertions(default_book()))]


def test_a_first_message_without_evidence_names_each_sentence_that_lacks_some():
    found = unproven(drafted().parts, frozenset(), assertions(default_book()))
    assert [("order", (("order_shot",),)), ("fact", (("tracking_shot",),)), ("ask", (("order_shot",),))] == [
        (u.part, u.lacking) for u in found
    ]
    assert "订单号 P7" in found[0].text
    assert ("tracking", "last_scan", "last_place") == found[1].facts


def test_evidence_in_hand_proves_the_sentences_that_rest_on_it():
    assert [("fact", (("tracking_shot",),))] == lacking(drafted(), {"order_shot"})
    assert [] == lacking(drafted(), {"order_shot", "tracking_shot"})


def test_a_statement_rests_on_the_chat_with_the_seller():
    papers = {"order_shot", "tracking_shot", "chat_shot"}
    draft = drafted(papers, hours=30)
    assert "statement" == draft.kind
    assert [("exchange", (("chat_shot",),))] == lacking(draft, papers - {"chat_shot"})


def test_words_that_are_left_out_need_no_evidence():
    """The sum stands in the sentence only where it is known; nobody has to prove what is not said."""
    assert "ask" in dict(lacking(drafted()))
    assert "ask" not in dict(lacking(drafted(amount=None)))


def test_either_of_two_slots_is_enough():
    signed = {"tracking": "delivered", "signer": "unstated", "ask_family": "not_there", "ask_roommates": "not_there",
              "ask_front_desk": "not_there", "pickup_point": "not_there", "courier": "cannot_say"}  # fmt: skip
    assert ("fact", (("tracking_shot",), ("around_reply",))) in lacking(drafted(**signed))
    failed = drafted(tracking="delivery_failed", phone_reachable="yes", stuck="yes")
    assert [("courier_record", "address_shot")] == [e for _, lack in lacking(failed) for e in lack if len(e) > 1]
    assert [] == [e for _, lack in lacking(failed, {"address_shot"}) for e in lack if len(e) > 1]


@given(cases, st.frozensets(st.sampled_from(SLOTS)))
def test_more_evidence_never_leaves_more_unproven(case, held):
    drafts = [paper for draft in advise(case, BOOK, NOW).drafts.values() if draft for paper in (draft, *draft.more)]
    for draft in drafts:
        some, none = lacking(draft, held), lacking(draft)
        assert {part for part, _ in some} <= {part for part, _ in none}
        assert [] == lacking(draft, SLOTS)
        assert all(part.row in assertions(default_book()) for part in draft.parts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_rest_on_the_same(lang):
    case = Case(Facts(**STALE))
    draft = advise(case, BOOK, NOW).drafts[lang]
    assert lacking(drafted()) == lacking(draft)

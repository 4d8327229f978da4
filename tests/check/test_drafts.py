"""The drafts of every state: each is what the engine writes for its case; the check finds what is wrong with one."""

from dataclasses import replace
from functools import cache

import pytest

from guide import advise, default_book
from guide.book.facts import WORDS
from guide.book.tables import Table
from guide.check.drafts import Drafts, to_read
from guide.check.sentences import sentences
from guide.check.states import NOW, Editions, Situations

BOOK = default_book()


@pytest.fixture(scope="module")
def drafts() -> Drafts:
    return Drafts(BOOK)


@pytest.fixture(scope="module")
def written(drafts):
    """Every draft of a paper, or of parts of it; enumerated once, however many tests read it."""
    return cache(lambda paper, *parts: [*drafts.written(paper, parts)])


ORDER = ("order", "exchange", "ruling", "bodies", "question", "ask", "annex")
PART = {rule.id: rule.then["part"] for rule in BOOK.tables["drafts"].rules}


@pytest.mark.parametrize(("paper", "part"), [
    ("message", "ask"), ("reason", "fact"), ("reason", "ask"), ("courier", "fact"), ("courier", "ask"),
    ("postal", "fact"), ("postal", "ask"), ("report", "fact"), ("report", "ask"), ("police", "fact"),
    ("police", "ask"), ("payment", "fact"), ("payment", "question"),
])  # fmt: skip
def test_every_paper_tells_one_fact_and_asks_one_thing(written, paper, part):
    """Whoever reads it learns what happened and what is wanted, once each: neither a complaint without a demand, nor a
    seller who has to choose between two.
    """
    every = written(paper, part)
    assert every
    assert [draft for draft in every if [PART[row] for row in draft.rows] != [part]] == []


@pytest.mark.parametrize("paper", ["script", "report", "payment"])
def test_a_paper_is_what_the_engine_writes(drafts, written, paper):
    """The enumeration and the engine read the same tables and come to the same sentences."""
    for draft in to_read(written(paper)):
        advice = advise(drafts.case(draft), BOOK, NOW)
        papers = [
            advice.drafts["zh"],
            *(o.papers["zh"] for o in advice.others if o.action == draft.action and o.papers),
        ]
        found = [one for top in papers if top for one in (top, *top.more) if one.kind == paper]
        # which of the platform and another body was asked first is no word of the tables; the engine tells it in time
        assert sorted(draft.rows) in [sorted(part.row for part in one.parts) for one in found]


@pytest.mark.parametrize("paper", WORDS["paper"])
def test_every_paper_begins_with_its_greeting_and_tells_in_one_order(paper):
    """Sentences stand in the order of their rows: nothing is said before 「您好」; what the platform decided and what
    other bodies were asked comes after what passed with the seller, and before what is asked for.
    """
    rows = [rule for rule in BOOK.tables["drafts"].rules if paper in rule.when["paper"]]
    told = [ORDER.index(rule.then["part"]) for rule in rows if rule.then["part"] in ORDER]
    assert rows
    assert told == sorted(told)
    for action in WORDS["action"]:
        greets = [rule.because["zh"].startswith("您好") for rule in rows if action in rule.when["action"]]
        assert greets == sorted(greets, reverse=True), action


def test_enough_is_read_to_see_any_two_sentences_together(drafts, written):
    """Every pair of sentences that meets in some draft meets in one that is read."""
    every = written("police")
    some = (every, to_read(every), drafts.enough("police"))
    pairs = [{(a, b) for draft in few for a in draft.rows for b in draft.rows} for few in some]
    assert pairs[0] == pairs[1] == pairs[2]
    assert len(some[2]) < len(every) / 2


def test_a_second_message_knows_that_it_is_not_the_first(written):
    """Who asks about a prize or a cancelled order a second time says that it is the second."""
    told = [d for d in written("message", "greeting", PART["again_silent"]) if "again_silent" in d.rows]
    assert {d.rows[0] for d in told} == {"greeting_again"}
    assert {d.action for d in told} == {"remind_seller", "claim_prize", "answer_cancelled"}


@pytest.fixture(scope="module")
def faults():
    """The faults of an edition in which sentences differ and nothing that is decided; all have the same situations."""
    situations = Situations(Editions(BOOK))
    return lambda book: sentences(book, situations)


def changed(row: str, **cells: frozenset[str]) -> Table:
    table = BOOK.tables["drafts"]
    rules = tuple(replace(r, when={**r.when, **cells}) if r.id == row else r for r in table.rules)
    return replace(table, rules=rules)


@pytest.mark.parametrize(("row", "cells", "fault"), [
    ("want_refund", {"problem": frozenset(["stale", "signed_not_received"])}, "fault.draft.twice"),
    ("consent_no", {"consent": frozenset(["no", "unknown"])}, "fault.draft.unanswered"),
])  # fmt: skip
def test_the_check_finds_a_sentence_that_is_said_too_often(row, cells, fault, faults):
    """Two demands in one message, and consent denied by whoever was not asked about it."""
    book = replace(BOOK, tables={**BOOK.tables, "drafts": changed(row, **cells)})
    assert fault in {found.what.id for found in faults(book)}


def test_the_check_finds_a_paper_without_a_sentence(faults):
    """Who only closes a case has nothing to say on the telephone."""
    table = BOOK.tables["paperwork"]
    rules = tuple(
        replace(r, when={**r.when, "action": r.when["action"] | {"close_case"}}) if r.id == "phone" else r
        for r in table.rules
    )
    book = replace(BOOK, tables={**BOOK.tables, "paperwork": replace(table, rules=rules)})
    assert ["fault.draft.blank"] == [found.what.id for found in faults(book)]


def test_the_check_finds_a_length_of_time_in_words(faults):
    """The limit may change, and the sentence would not."""
    table = BOOK.tables["drafts"]
    rules = tuple(replace(r, because={**r.because, "zh": "请在 7 天内答复。"}) if r.id == "courier_until" else r
                  for r in table.rules)  # fmt: skip
    book = replace(BOOK, tables={**BOOK.tables, "drafts": replace(table, rules=rules)})
    assert ["fault.draft.length"] == [found.what.id for found in faults(book)]


@pytest.mark.parametrize(("lang", "text"), [
    ("en", "The parcel went back; {recipient} does not have it."),
    ("en", "The parcel was never sent on to {recipient}."),
    ("zh", "包裹的运单是 {waybill}。"),
])  # fmt: skip
def test_the_check_finds_a_sentence_that_is_none_once_it_is_filled(lang, text, faults):
    """“I does not have it” was sent by nobody, and Chinese words have no blank between them."""
    table = BOOK.tables["drafts"]
    rules = tuple(replace(r, because={**r.because, lang: text}) if r.id == "returned" else r for r in table.rules)
    book = replace(BOOK, tables={**BOOK.tables, "drafts": replace(table, rules=rules)})
    assert [f"fault.draft.filled.{lang}"] == [found.what.id for found in faults(book)]


@pytest.mark.parametrize(("row", "text", "fault"), [
    ("kept_silent", "{shop}到现在没有答复。", "fault.draft.again"),
    ("chat_prize", "我在你们的活动里中了奖，奖品没有寄来。", "fault.draft.familiar"),
    ("chat_moved", "下单以后我改过收货地址，请您看一下寄的是哪个地址。", "fault.draft.request"),
])  # fmt: skip
def test_the_check_finds_words_that_grate_on_the_reader(row, text, fault, faults):
    """Said twice 到现在, 你 to a seller who is called 您, or a second request beside the demand."""
    table = BOOK.tables["drafts"]
    rules = tuple(replace(r, because={**r.because, "zh": text}) if r.id == row else r for r in table.rules)
    book = replace(BOOK, tables={**BOOK.tables, "drafts": replace(table, rules=rules)})
    assert {fault} == {found.what.id for found in faults(book)}


def test_the_check_finds_a_paper_that_asks_the_platform_for_nothing(faults):
    """Who appeals over a parcel that the courier admits to have lost says what the platform is to do."""
    table = BOOK.tables["drafts"]
    row = table.named["please_aftersale"]
    without = replace(row, when={**row.when, "problem": row.when["problem"] - {"loss_confirmed"}})
    rules = tuple(without if rule is row else rule for rule in table.rules)
    book = replace(BOOK, tables={**BOOK.tables, "drafts": replace(table, rules=rules)})
    assert ["fault.draft.unasked"] * 2 == [found.what.id for found in faults(book)]

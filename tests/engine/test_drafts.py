"""Drafts: filled from the facts, the same gaps in both languages, and never a promise or an accusation."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import NOW, cases

import guide
from guide import Case, Event, Facts, advise
from guide.book.facts import WORDS
from guide.book.slots import SLOTS
from guide.check import PROMISE, accusations
from guide.engine.drafts import Draft, Piece, fill, say_day, say_moment

BOOK = guide.default_book()
many = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
CHECKED = {"order_found": "yes", "address": "right", "phone": "right", "recipient": "right"}
STALE: dict[str, Any] = {
    **CHECKED, "origin": "domestic", "tracking": "in_transit", "last_scan": NOW - timedelta(days=6, hours=1),
    "last_place": "离开杭州转运中心", "order_no": "P2026", "item": "陶瓷杯", "amount": "168.00",
}  # fmt: skip
CONTACT = Event("seller_contacted", NOW - timedelta(hours=16))


def draft(lang: str, facts: dict[str, Any], *journal: Event) -> Draft:
    found = advise(Case(Facts(**facts), journal), BOOK, NOW).drafts[lang]
    assert found is not None
    return found


def test_the_first_message_in_full():
    """Greeting, order, fact, question, demand, screenshot, time: filled in, in this order, without a gap."""
    found = draft("zh", {**STALE, "demand": "trace"})
    assert ["greeting", "order", "fact", "question", "ask", "shot", "until"] == [part.id for part in found.parts]
    assert () == found.gaps
    assert (
        "您好，想请您帮我看一笔订单。\n"
        "订单号 P2026，商品是陶瓷杯。\n"
        "物流最后一次更新是11月16日09:15，写的是「离开杭州转运中心」，已经6天没有变化。\n"
        "请问包裹现在在哪里？\n"
        "麻烦您联系快递公司查一下，把查到的位置和预计送达的日期告诉我。\n"
        "物流截图我一起发给您。\n"
        "希望您能在11月23日10:00前给我一个答复，谢谢。"
    ) == found.text


def test_the_first_message_in_english():
    """The same message in English, with the same facts."""
    text = draft("en", {**STALE, "demand": "refund"}).text
    assert "My order number is P2026, for 陶瓷杯." in text
    assert "was last updated on 16 November, 09:15 (“" in text
    assert "”) and has not changed for 6 days" in text
    assert "please refund the order (168.00 yuan)" in text


def test_no_demand_no_message():
    """Nothing is written before the buyer says what they want."""
    found = advise(Case(Facts(**STALE)), BOOK, NOW)
    assert {"zh": None, "en": None} == dict(found.drafts)
    assert ["demand"] == [b.field for b in found.blockers]


def test_the_second_message_says_what_comes_next():
    """A reminder greets differently, and names the platform as the next step."""
    stalling = Event("seller_replied", NOW - timedelta(hours=14), "stalling")
    text = draft("zh", {**STALE, "demand": "trace"}, CONTACT, stalling).text
    assert text.startswith("您好，又来打扰您了。")
    assert "您在11月21日20:15回复过，但没有给出结果。" in text
    assert "希望您能在11月23日10:00前给我一个明确的答复。" in text
    assert "我只好申请平台介入" in text
    day = Event("seller_replied", (NOW - timedelta(days=1)).replace(hour=23, minute=59), "stalling")
    assert "您在11月21日回复过，但" in draft("zh", {**STALE, "demand": "trace"}, CONTACT, day).text


def test_the_statement_lists_the_evidence_in_order():
    """What is handed to the platform names history, demand, proof and numbered annexes."""
    facts = {**STALE, "demand": "refund", "held": frozenset({"chat_shot", "order_shot", "tracking_shot"})}
    found = draft("zh", facts, CONTACT, Event("seller_replied", NOW - timedelta(hours=14), "refused"))
    assert "statement" == found.kind
    assert "我在 2026 年 11 月 21 日 18:15 联系了商家；2026 年 11 月 21 日 20:15，商家明确拒绝处理。" in found.text
    assert "申请类型：未收到货。" in found.text
    assert "请平台支持退款 168.00 元。" in found.text
    assert "证据按顺序附上：1. 订单页截图；2. 物流页截图；3. 与商家的完整聊天截图。" in found.text


def test_the_burden_of_proof_is_asked_for_where_it_says_signed():
    """Signed but not received asks for proof that the buyer signed."""
    facts = {**CHECKED, "tracking": "delivered", "stuck": "yes", "demand": "refund", "order_no": "1"}
    found = draft("zh", facts, CONTACT, Event("seller_replied", NOW - timedelta(hours=1), "refused"))
    assert "请商家或快递公司提供收件人本人签收的凭证" in found.text


def test_a_call_has_a_script():
    """Before calling the courier there are words to say."""
    asked = {"ask_family": "nobody", "ask_roommates": "nobody", "ask_front_desk": "nobody", "pickup_point": "nobody"}
    found = draft("zh", {**CHECKED, **asked, "tracking": "delivered"})
    assert "script" == found.kind
    assert "放在哪里、谁签的、几点放的" in found.text


def test_a_missing_fact_is_a_gap_that_names_its_field():
    """An empty slot shows what is missing and which question fills it."""
    found = draft("zh", {**CHECKED, "tracking": "returned", "demand": "refund"})
    assert ("order_no",) == found.gaps
    assert "订单号 【订单号】" in found.text


def test_an_optional_group_goes_when_its_fact_is_missing():
    """Square brackets hold what may be left out; braces hold facts."""
    assert (Piece("A"), Piece("1", "filled", "order_no")) == fill(
        "a[ and {item}]{order_no}", {"order_no": "1"}, BOOK, "en"
    )
    assert "A and x1" == "".join(p.text for p in fill("a[ and {item}]{n}", {"item": "x", "n": "1"}, BOOK, "en"))


def test_what_is_typed_is_not_read_as_a_template():
    """Braces and brackets in an answer stay what they are."""
    text = draft("zh", {**STALE, "item": "[{order_no}]", "demand": "trace"}).text
    assert "商品是[{order_no}]。" in text


def test_moments_are_written_in_beijing_time():
    """A moment of another zone is written as the app shows it."""
    assert ["11 月 22 日 10:15", "22 November, 10:15"] == [say_moment(lang, NOW, NOW) for lang in ("zh", "en")]


def test_a_promise_that_was_not_kept_is_told_as_broken():
    """The platform reads the whole exchange, and that what was agreed to has not come."""
    journal = (
        Event("seller_contacted", NOW - timedelta(days=6)),
        Event("seller_replied", NOW - timedelta(days=5), "refund"),
        Event("seller_reminded", NOW - timedelta(days=2)),
    )
    promised = NOW - timedelta(days=3)
    found = draft("zh", {**STALE, "demand": "refund", "promised_by": promised, "held": SLOTS}, *journal)
    assert "2026 年 11 月 17 日 10:15，商家答应退款；2026 年 11 月 20 日 10:15，我再次催促商家。" in found.text
    assert "约定 2026 年 11 月 19 日 10:15 前办好，时间已经过了，退款仍然没有到位。" in found.text


def test_the_second_application_is_told_as_another_one():
    """The platform does not read one sentence twice and wonder whether it is a slip."""
    journal = (
        Event("refund_requested", NOW - timedelta(days=9)),
        Event("request_withdrawn", NOW - timedelta(days=8)),
        Event("refund_requested", NOW - timedelta(days=6)),
    )
    found = draft("zh", {**STALE, "demand": "refund", "held": SLOTS}, *journal)
    assert "我在订单页向商家申请退款；" in found.text
    assert "我在订单页又向商家申请了一次退款。" in found.text


def test_an_english_sentence_begins_with_a_capital_letter():
    """Whoever is put in front: “the recipient” and “the plaintiff” are small in the middle of a sentence."""
    facts = {
        **CHECKED,
        "tracking": "returned",
        "sent_back_by": "me",
        "demand": "refund",
        "order_no": "1",
        "gift": "yes",
    }
    assert "\nThe recipient did not take it in" in draft("en", facts).text


def test_what_somebody_typed_stays_as_it_is_in_front_and_a_sentence_of_nothing_known_is_none():
    """A name is nobody's to correct; a sentence whose only group is open is left out, and no page fails by it."""
    assert "iPhone case" == "".join(piece.text for piece in fill("{item}", {"item": "iPhone case"}, BOOK, "en"))
    assert () == fill("[ of {sum} yuan]", {}, BOOK, "en")


@pytest.mark.parametrize(("gift", "name"), [("no", "我没有收到"), ("unknown", "我没有收到"), ("yes", "收件人没有收到")])
def test_the_recipient_of_a_gift_is_not_the_payer(gift, name):
    """Whoever pays for a gift does not say that they signed for nothing."""
    facts = {**CHECKED, "tracking": "delivered", "stuck": "yes", "demand": "refund", "order_no": "1", "gift": gift}
    assert name in draft("zh", facts).text


def test_who_was_asked_is_said_by_name():
    """Only those that were asked, and the place where somebody looked."""
    asked = {"ask_family": "not_there", "ask_roommates": "nobody", "ask_front_desk": "nobody"}
    facts = {**CHECKED, "tracking": "delivered", "stuck": "yes", "demand": "refund", "order_no": "1", **asked}
    assert "我问过家人，包裹不在他们那里" in draft("zh", facts).text
    searched = draft("zh", {**facts, "pickup_point": "not_there"}).text
    assert "我问过家人，包裹不在他们那里，也去代收点找过，没有找到" in searched
    whoever = dict.fromkeys(("ask_family", "ask_roommates", "ask_front_desk", "pickup_point"), "not_there")
    said = "我把能问的都问过了（家人、周围的人、前台或门卫），包裹都不在他们那里；也去代收点找过，没有找到"
    assert said in draft("zh", {**facts, **whoever}).text


@pytest.mark.parametrize("signer", ["family", "guard"])
@pytest.mark.parametrize("family", ["nobody", "not_there"])
def test_that_no_family_lives_there_is_said_where_family_is_shown_to_have_signed(signer, family):
    facts = {**CHECKED, "tracking": "delivered_proxy", "signer": signer, "stuck": "yes", "demand": "refund"}
    said = signer == "family" and family == "nobody"
    for roommates in ("unknown", "not_there"):
        text = draft("zh", {**facts, "order_no": "1", "ask_family": family, "ask_roommates": roommates}).text
        assert ("没有同住的家人" in text) is said
        assert ("周围的人" in text) is (roommates == "not_there")


def test_consent_is_denied_only_by_who_says_so():
    """An unanswered question is not an answer."""
    facts = {**CHECKED, "tracking": "delivered", "signer": "locker", "stuck": "yes", "demand": "refund"}
    assert ["没有问过" in draft("zh", {**facts, "consent": word}).text for word in ("unknown", "no")] == [False, True]


def test_a_missing_part_never_asks_for_the_whole_sum():
    """The sum is a blank where only a part of it is in question."""
    facts = {**CHECKED, "complaint": "part_missing", "tracking": "delivered", "demand": "refund", "amount": "168"}
    text = draft("zh", facts).text
    assert "请退还缺少部分的货款" in text
    assert "168" not in text


@given(cases)
@many
def test_both_languages_have_the_same_gaps(case):
    """What is missing in one language is missing in the other."""
    found = advise(case, BOOK, NOW).drafts
    gaps = {lang: d and (d.kind, [p.id for p in d.parts], sorted(d.gaps)) for lang, d in found.items()}
    assert gaps["zh"] == gaps["en"]


@given(cases)
@many
def test_no_draft_promises_or_accuses(case):
    """Our own words in a draft never promise a result and never insult."""
    for lang, found in advise(case, BOOK, NOW).drafts.items():
        ours = [p.text for part in found.parts for p in part.pieces if p.kind == "plain"] if found else []
        assert [] == [t for t in ours if PROMISE[lang].search(t) or accusations(BOOK, t)]


@given(cases)
@many
def test_gaps_name_something_that_can_be_filled(case):
    """Each gap leads to a fact, to the evidence or to an event."""
    known = {*Facts.__dataclass_fields__, *WORDS["event"]}
    for found in advise(case, BOOK, NOW).drafts.values():
        assert set(found.gaps if found else ()) <= known


@given(cases)
@many
def test_no_template_mark_is_left(case):
    """No brace and no empty bracket reaches the screen."""
    for found in advise(case, BOOK, NOW).drafts.values():
        ours = [p.text for part in found.parts for p in part.pieces if p.kind == "plain"] if found else []
        assert [] == [t for t in ours if set("{}[]") & set(t)]


def test_the_annex_keeps_the_order_of_handing_in():
    """All evidence in hand is listed in the order of the slots."""
    facts = {**STALE, "demand": "trace", "held": frozenset(SLOTS)}
    refused = Event("seller_replied", NOW - timedelta(hours=14), "refused")
    text = draft("en", facts, CONTACT, refused).text
    places = [text.index(BOOK.say("en", f"evidence.{slot}")) for slot in SLOTS]
    assert sorted(places) == places


def test_a_year_is_named_where_it_is_another_or_where_a_paper_outlives_it():
    day = NOW.replace(year=2029)
    assert ["2029 年 11 月 22 日", "22 November 2029"] == [say_day(lang, day, NOW) for lang in ("zh", "en")]
    assert ["11 月 22 日", "2026 年 11 月 22 日"] == [say_day("zh", NOW, now) for now in (NOW, None)]
    eve = NOW.replace(month=12, day=31, hour=23)  # already another year in Auckland, not in Beijing
    assert "12 月 31 日 23:15" == say_moment("zh", eve.astimezone(UTC), NOW)

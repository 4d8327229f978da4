"""The walk: one question at a time, the advice always in sight, the message one tap away, its time asked for."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from cases import a_case
from pages import STOPPED, page, press, session
from strategies import NOW

from guide.book.facts import Facts
from guide.book.loader import default_book
from guide.engine.asking import starts
from guide.engine.case import Case
from guide.engine.drafts import say_moment
from guide.engine.journal import Event
from guide.ui.case.page import CasePage
from guide.ui.case.places import places
from guide.ui.layouts import layouts
from guide.ui.session import Session
from guide.ui.views import stand
from guide.ui.views.foot import trail


def begun(start: str = "", lang: str = "zh") -> CasePage:
    """A page as the first page leads to it."""
    made = CasePage(session(lang=lang), "wizard")
    if start:
        arrive(made, start=start)
    return made


def arrive(made: CasePage, **wish: str) -> None:
    """What the browser tells of the address."""
    made.shell._handle_custom_msg({"arrive": wish}, [])


def tap(made: CasePage, act: str, arg: str = "") -> None:
    """What the browser sends for a tap."""
    made.walk.main._handle_custom_msg({"act": act, "arg": arg}, [])
    assert not made.failed


def asked(made: CasePage) -> str:
    """The heading of what stands on the page."""
    return unescape(re.search(r'id="walk-q"[^>]*>([^<]*)<', made.walk.main.html)[1])


def head(made: CasePage) -> str:
    return unescape(re.search(r'g-advice__head">([^<]*)', made.walk.bar.html)[1])


def test_the_first_question_is_that_of_the_first_page():
    made = begun()
    assert asked(made) == default_book().say("zh", "start.title")
    assert made.walk.bar.html == ""
    tap(made, "answer", "start signed")
    assert made.state.case.facts == Facts(complaint="not_arrived", tracking="delivered")


def test_signed_for_is_three_questions_and_a_message_to_copy():
    made = begun("signed")
    assert asked(made) == "这一单的收货信息都对吗？"
    tap(made, "answer", "details details.right")
    assert asked(made) == "家人、门卫、驿站和快递员都问过了吗？"
    tap(made, "answer", "people people.cannot_say")
    assert (asked(made), head(made)) == ("给商家发第一条消息",) * 2
    assert 'data-copy="walk-text"' in made.walk.bar.html
    assert "【" not in made.walk.main.html
    assert "我把能问的都问过了" in made.walk.main.html


@pytest.mark.parametrize("start", [one.id for one in starts(default_book()).values() if one.sets.get("tracking")])
def test_a_message_is_one_tap_away_from_the_first_answer_on(start):
    """The check sharpens it and locks nothing; what is likely to be advised is in sight, and said aloud."""
    made = begun(start)
    assert 'data-act="letter"' in made.walk.bar.html
    assert head(made) in made.walk.bar.status
    tap(made, "letter")
    assert 'data-copy="walk-text"' in made.walk.bar.html
    assert "【" not in made.walk.main.html
    tap(made, "back")
    assert "g-answers" in made.walk.main.html or "g-days" in made.walk.main.html


def test_what_is_sent_is_recorded_with_its_time_and_its_demand_and_asked_after():
    made = begun("signed")
    tap(made, "answer", "details details.right")
    tap(made, "answer", "people people.cannot_say")
    assert made.state.case.facts.demand == "unknown"
    tap(made, "sent")
    (event,) = made.state.case.journal
    assert (event.event, event.at, made.state.case.facts.demand) == ("seller_contacted", NOW, "trace")
    assert asked(made) == "商家回复了吗？"
    assert "如果一直没有消息" in made.walk.foot.html


def test_the_time_of_an_answer_is_asked_and_not_stamped():
    made = begun("signed")
    tap(made, "letter")
    tap(made, "sent_earlier")
    tap(made, "answer", "time -2")
    assert made.state.case.journal[0].at == (NOW - timedelta(days=2)).replace(hour=23, minute=59)
    tap(made, "answer", "came seller_replied stalling")
    assert len(made.state.case.journal) == 1
    made.walk.entry.value = "2026-11-21T09:30"
    tap(made, "typed")
    assert made.state.case.journal[1].at == NOW - timedelta(days=1, minutes=45)


def test_who_has_written_already_says_when_and_what_came_of_it():
    made = begun("written")
    assert asked(made) == "这是什么时候的事？"
    tap(made, "answer", "time -3")
    assert asked(made) == "商家回复了吗？"
    tap(made, "answer", "came seller_replied stalling")
    tap(made, "answer", "time -1")
    assert asked(made) == "物流现在显示什么？"
    tap(made, "letter")
    assert "再提醒" in asked(made)


def test_not_yet_is_an_answer_and_leads_on():
    made = begun("signed")
    tap(made, "skip")
    tap(made, "skip")
    assert asked(made) == "再查一查，还是现在就找商家？"
    tap(made, "answer", "stuck stuck.no")
    assert asked(made) == "核对地址、电话和姓名"
    assert 'data-arg="s-details"' in made.walk.bar.html


def test_an_answer_can_be_changed_from_its_line_and_by_the_way_back():
    made = begun("signed")
    tap(made, "answer", "details details.address")
    tap(made, "again", "details")
    assert asked(made) == "这一单的收货信息都对吗？"
    tap(made, "answer", "details details.right")
    assert (made.state.case.facts.address, made.state.case.facts.phone) == ("right", "right")
    tap(made, "back")
    assert asked(made) == "这一单的收货信息都对吗？"
    tap(made, "back")  # the answer of the first page is one that can be taken back, too
    assert asked(made) == "物流现在显示什么？"


def test_a_tap_on_a_question_of_before_changes_nothing():
    made = begun("signed")
    before = made.state.case
    tap(made, "answer", "people people.cannot_say")
    tap(made, "answer", "nothing at.all")
    assert made.state.case == before


def test_tracking_text_from_the_first_page_is_read_at_once_and_not_asked_again():
    made = begun()
    arrive(made, paste="2026-11-20 08:00:00 【杭州市】您的快件已签收，签收人：本人")
    assert made.state.case.facts.tracking == "delivered"
    assert asked(made) != "物流现在显示什么？"


def test_of_several_parcels_on_the_first_page_the_visitor_chooses_and_goes_on():
    """Nothing is answered before that; the choice stands in sight, and the question after it is another one."""
    made = begun()
    two = "中通快递 73000000000063\n2026-11-20 18:01 已签收，签收人：本人\n"
    two += "韵达快递 46000000000064\n2026-11-19 12:00 派件中"
    arrive(made, paste=two)
    assert ("unknown", "answers") == (made.state.case.facts.tracking, made.walk.place)
    assert 2 == made.sections["tracking"].reading.html.count('data-act="choose_parcel"')
    press(made, "choose_parcel", "1")
    assert ("out_for_delivery", "now") == (made.state.case.facts.tracking, made.walk.place)
    arrive(made, paste=two)
    press(made, "choose_parcel", "0")
    assert ("delivered", "now") == (made.state.case.facts.tracking, made.walk.place)


def test_text_that_says_nothing_leads_to_the_box():
    made = begun()
    arrive(made, paste="你好")
    assert made.walk.place == "answers"
    assert made.sections["tracking"].opened


def test_a_new_start_takes_nothing_along():
    made = page(case=STOPPED)
    arrive(made, start="unshipped")
    assert made.state.case == Case(Facts(complaint="not_arrived", tracking="not_shipped"))
    assert made.walk.place == "now"


def test_nothing_passed_over_or_begun_crosses_to_the_next_case():
    made = begun("signed")
    tap(made, "skip")
    tap(made, "letter")
    tap(made, "sent_earlier")
    made.walk.entry.value = "2026-11-20T08:00"
    arrive(made, start="stale")
    walk = made.walk
    assert (walk.passed, walk.order, walk.forced, walk.timing, walk.reading, walk.entry.value) == (
        set(), ["tracking"], "", None, False, "")  # fmt: skip


def test_whoever_did_something_is_told_what_comes_after_it_while_its_time_is_asked():
    made = begun("written")
    assert (asked(made), head(made)) == ("这是什么时候的事？", "等商家答复")
    assert made.state.case.journal == ()


def test_another_answer_of_the_first_page_leaves_a_way_back_to_the_case_of_the_tab():
    """One that is stored is in the list of the device: the browser sends none along."""
    before = page(case=a_case()).state
    made = begun()
    made.shell.set_state({"former": before.dump()})
    arrive(made, start="stale")
    assert (made.state.case.facts.tracking, made.state.case.journal) == ("in_transit", ())
    assert 'data-act="former"' in made.head.html
    for _ in range(2):  # pressed once more before the answer is there
        made.head._handle_custom_msg({"act": "former", "arg": ""}, [])
        assert made.state.case == before.case
        assert 'data-act="former"' not in made.head.html
    arrive(made, start="stale")
    assert 'data-act="former"' not in made.head.html


def test_the_way_back_to_the_case_before_survives_a_reload_and_ends_with_the_case_after_it():
    before = page(case=a_case()).state.dump()
    again = begun()
    again.shell.set_state({"case": begun("stale").state.dump(), "former": before})
    assert again.state.case.facts.tracking == "in_transit"
    assert 'data-act="former"' in again.head.html
    again.head._handle_custom_msg({"act": "clear_yes", "arg": ""}, [])
    assert again.shell.former == ""
    assert 'data-act="former"' not in again.head.html


def test_a_place_opens_what_it_is_for_and_the_rest_by_a_tap():
    made = page(case=a_case())
    arrive(made, place="journal")
    assert made.advice.option.opens == "platform"
    assert open_in(made) == ["journal"]


def open_in(made: CasePage) -> list[str]:
    return [part.name for part in made.sections.values() if part.box.layout.display is None and part.opened]


def test_a_section_that_is_opened_in_a_place_is_shown_alone_in_lines_with_a_way_back():
    def lines() -> set[str]:
        fields = (field for part in made.sections.values() for field in part.fields)
        return {field.name for field in fields if getattr(field.widget, "line", False)}

    def shown() -> list[str]:
        return [name for name, part in made.sections.items() if part.box.layout.display is None]

    made = page(case=a_case())
    arrive(made, place="journal")
    sent = []
    made.now.send = sent.append
    place = ["seller", "platform", "journal"]
    assert (shown(), open_in(made), lines()) == (place, ["journal"], set())
    for name in ("seller", "platform"):
        made.sections[name].head._handle_custom_msg({"act": "fold", "arg": name}, [])
        assert shown() == open_in(made) == [name]
        assert lines() & {"record_seller", "record"}
        made.sections[name].head._handle_custom_msg({"act": "fold", "arg": name}, [])
        assert (shown(), open_in(made)) == (place, ["journal"])
    assert [message["jump"] for message in sent] == ["s-seller", "s-seller", "s-platform", "s-platform"]
    made.sections["journal"].head._handle_custom_msg({"act": "fold", "arg": "journal"}, [])
    assert (shown(), open_in(made)) == (place, [])  # what a place is for only folds
    made.goto("order_no")
    assert shown() == open_in(made) == ["details"]
    assert made.sections["details"].fields[-1].widget.line
    arrive(made, place="all")
    assert not lines()
    made.sections["seller"].head._handle_custom_msg({"act": "fold", "arg": "seller"}, [])
    assert {"tracking", "order", "seller"} <= {*open_in(made)}


@pytest.mark.parametrize("wish", [{"start": "x"}, {"place": "x"}, {"field": "x"}, {"else": "x"}, {"start": ""}, {}])
def test_an_address_that_asks_for_nothing_known_changes_nothing(wish):
    made = page(case=STOPPED)
    arrive(made, **wish)
    assert not made.failed


def test_every_section_has_a_place_and_a_link_to_a_field_opens_it():
    sections = layouts(default_book())["wizard"].sections
    placed = [name for names in places(default_book()).values() for name in names if name != "*"]
    assert sorted(placed) == sorted(sections)
    made = begun("signed")
    arrive(made, field="f-order_no")
    assert made.walk.place == "answers"
    assert made.sections["details"].box.layout.display is None
    assert made.sections["evidence"].box.layout.display == "none"


def test_the_whole_form_is_one_tap_away_and_the_same_case():
    made = begun("signed")
    tap(made, "place", "all")
    shown = [name for name, part in made.sections.items() if part.box.layout.display is None]
    assert {"order", "details", "tracking", "around"} <= set(shown)
    assert made.walk.root.layout.display == "none"


def test_who_waits_for_a_courier_may_write_to_the_seller_all_the_same():
    made = begun("delivering")
    tap(made, "answer", "last_scan last_scan.0")
    assert head(made) == "等快递员送来"
    tap(made, "letter")
    assert asked(made) == "给商家发第一条消息"
    assert 'data-copy="walk-text"' in made.walk.bar.html


def test_the_one_filled_button_does_what_the_bar_says():
    def filled(made) -> list[str]:
        return re.findall(r'g-btn--go"[^>]*?data-(?:act|copy)="([\w-]+)"', made.walk.bar.html)

    made = begun("delivering")
    assert filled(made) == ["letter"]
    tap(made, "answer", "last_scan last_scan.0")
    assert (head(made), filled(made)) == ("等快递员送来", [])  # the message would be another act
    tap(made, "letter")
    assert filled(made) == ["walk-text"]
    tap(made, "place", "clocks")
    assert filled(made) == []  # the way back is none


def test_where_proof_is_lacking_the_button_leads_to_it():
    made = begun("stale")
    told = ("seller_contacted", "none", 50), ("seller_replied", "refused", 3)
    events = tuple(Event(event, NOW - timedelta(hours=hours), reply) for event, reply, hours in told)
    made.state.adopt(Case(STOPPED.facts, events))
    assert asked(made) == "把必备证据备齐"
    assert 'g-btn--go" type="button" data-act="goto" data-arg="s-evidence"' in made.walk.bar.html
    assert "与商家的完整聊天截图" in made.walk.main.html  # what is lacking is named
    tap(made, "goto", "s-evidence")
    assert made.walk.place == "evidence"


def test_a_place_shown_from_its_tab_does_not_take_the_focus_from_who_has_gone_on():
    """The tab keeps the focus by itself; from elsewhere the visitor is brought to it, and always to a question."""
    made, sent = begun("signed"), []
    made.walk.bar.send = sent.append

    def jumps(view, place: str) -> list[str]:
        sent.clear()
        view._handle_custom_msg({"act": "place", "arg": place}, [])
        assert made.walk.place == place
        return [message["jump"] for message in sent]

    assert jumps(made.walk.places, "evidence") == []
    assert jumps(made.walk.foot, "journal") == ["places"]
    assert "walk-q" in jumps(made.walk.bar, "now")
    arrive(made, place="all")
    assert made.walk.place == "all"
    assert ["walk-q"] == [message["jump"] for message in sent]


def test_english_speaks_english_around_a_chinese_message():
    made = begun("signed", "en")
    tap(made, "letter")
    assert 'lang="zh-CN"' in made.walk.main.html
    words = re.sub(r"<[^>]*>|「[^」]*」", "", made.walk.main.html.replace(made.walk.main.html[_text(made)], ""))
    assert not re.search(r"[一-鿿]", words)


def _text(made: CasePage) -> slice:
    """Where the message stands on the page."""
    found = re.search(r'<div class="g-letter__text".*?</div>', made.walk.main.html, re.S)
    return slice(*found.span())


def test_how_to_apply_is_numbered_steps_with_what_to_paste():
    """The order, the type and the sum, the statement, the pictures in order, and the button for afterwards."""
    whole = a_case()
    made = page(case=Case(whole.facts, whole.journal[:2]))
    made.walk.go("now")
    shown = made.walk.main.html
    assert asked(made) == "申请平台介入"
    assert [
        "打开和商家的聊天",
        "点「申请客服介入」",
        "在说明里贴上这一段",
        "按这个顺序传图",
        "交上去以后",
    ] == re.findall(r"<li><h3>([^<]*)<", shown)
    assert {"how-order_no", "how-item", "how-sum", "walk-text"} == set(re.findall(r'data-copy="([^"]*)"', shown))
    assert ["图 1", "图 2", "图 3"] == re.findall(r"<em>([^<]*)<", shown)
    assert 'data-act="own"' in shown
    assert "g-trail" not in made.walk.foot.html  # answers have their own place: the page stays short


def test_the_steps_are_those_that_fit_the_case():
    """What the seller refused on the order page goes on in that after-sale; the other steps stay as they are."""
    whole = a_case()
    refused = Event("refund_answered", NOW - timedelta(hours=1), "refused")
    made = page(case=Case(whole.facts, (*whole.journal[:2], Event("refund_requested", whole.journal[1].at), refused)))
    made.walk.go("now")
    assert asked(made) == "申请平台介入"
    titles = re.findall(r"<li><h3>([^<]*)<", made.walk.main.html)
    assert ["打开这一单的售后", "点「客服介入」", "在说明里贴上这一段"] == titles[:3]
    assert len(titles) == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_steps_of_an_action_are_of_an_action_and_whole(lang):
    """Each row belongs to an action that can be advised, or to a note that says how one is done, in both languages."""
    book = default_book()
    named = {*book.tables["actions"].named, *book.tables["notes"].named}
    for row in book.sheet("walk/how_to.csv").rows:
        assert row["action"] in named
        assert row["beside"] in ("order", "claim", "text", "evidence", "done", "none")
        assert row[lang]
        assert bool(row["note.zh"]) == bool(row["note.en"])


def test_a_ticket_is_told_what_the_case_was_told_and_no_more():
    """Order, tracking, events and what to do stand in the summary; nothing of an empty case does."""
    made = page(case=a_case(waybill="圆通速递 YT1", item=None))
    text = unescape(re.search(r'id="ticket" data-text="([^"]*)"', made.now.html)[1])
    assert text.startswith("订单号 P2026110500417\n付款：168.00 元\n快递和单号：圆通速递 YT1\n物流：已签收，最后更新 ")
    assert "要求：" in text
    assert "进度：" in text
    assert "商家答复：明确拒绝" in text
    assert "现在该做：等平台裁决" in text
    assert "商品" not in text
    assert 'id="ticket"' not in page().now.html


def test_beside_a_first_message_stands_at_most_three_things_unchecked_that_would_sharpen_it_each_with_its_question():
    made = begun("signed")
    tap(made, "letter")
    named = re.findall(r'data-act="again" data-arg="([a-z_]+)"', made.walk.main.html)
    assert named == ["details", "people"]
    tap(made, "again", "people")
    assert asked(made) == "家人、门卫、驿站和快递员都问过了吗？"
    tap(made, "answer", "people people.cannot_say")
    tap(made, "answer", "details details.right")
    assert asked(made) == "给商家发第一条消息"
    assert "walk-sharper" not in made.walk.main.html  # nothing is left


def test_what_was_passed_is_still_named_beside_the_message_and_a_second_message_has_no_such_list():
    made = begun("signed")
    tap(made, "skip")
    tap(made, "skip")
    tap(made, "answer", "stuck stuck.yes")
    assert asked(made) == "给商家发第一条消息"
    assert {"details", "people"} <= set(re.findall(r'data-act="again" data-arg="([a-z_]+)"', made.walk.main.html))
    tap(made, "sent")
    tap(made, "letter")
    assert "walk-sharper" not in made.walk.main.html


def test_a_day_to_which_shipping_was_moved_is_asked_beside_the_message_and_told_in_it():
    made = begun("unshipped")
    for answer in ("number number.none", "ship_date promised_ship.-3", "details details.right"):
        tap(made, "answer", answer)
    assert asked(made) == "给商家发第一条消息"
    assert 'data-act="again" data-arg="moved"' in made.walk.main.html
    tap(made, "again", "moved")
    assert asked(made) == default_book().say("zh", "ask.moved")
    tap(made, "skip")
    assert asked(made) == "给商家发第一条消息"
    tap(made, "again", "moved")
    tap(made, "answer", "moved moved_ship.7")
    assert "发货日期后来改到" in made.walk.main.html
    assert 'data-arg="moved"' not in made.walk.main.html  # nothing is left to say


def test_an_answer_that_a_later_one_leaves_out_is_read_back_with_the_reason():
    made = begun("lost")
    assert "<small>" not in made.walk.foot.html  # the question that it belongs to is still to come
    tap(made, "answer", "tracking tracking.not_shipped")
    assert re.search(r"承认丢了.*?<small>「.*」的回答是「.*」，所以这一项现在用不上。</small>", made.walk.foot.html)
    tap(made, "again", "tracking")
    tap(made, "answer", "tracking tracking.in_transit")
    assert "<small>" not in made.walk.foot.html


def test_who_has_applied_or_paid_elsewhere_or_heard_of_a_loss_says_so_on_the_first_page():
    say = default_book().say
    made = begun("applied")
    tap(made, "answer", "time -3")
    assert asked(made) == "平台有消息了吗？"
    tap(made, "answer", "came ruled rejected")
    tap(made, "answer", "time -1")
    assert head(made) == say("zh", "action.appeal")
    made = begun("outside")
    assert asked(made) == head(made) == say("zh", "action.report_police")
    made = begun("lost")
    tap(made, "answer", "tracking tracking.in_transit")
    assert (made.advice.route.state["problem"], head(made)) == ("loss_confirmed", say("zh", "action.contact_seller"))


@pytest.mark.parametrize(("start", "told"), [("lost", "已经承认包裹丢失或者损毁"), ("seized", "包裹被扣下了")])
def test_what_became_of_the_parcel_is_in_the_message_before_the_tracking_is_read(start, told):
    made = begun(start)
    assert made.state.case.facts.tracking == "unknown"
    tap(made, "letter")
    assert told in made.walk.main.html


def test_the_complaint_to_the_courier_company_is_one_tap_from_the_message_to_the_seller():
    made = begun("signed")
    tap(made, "letter")
    assert 'data-act="paper" data-arg="complain_courier"' in made.walk.main.html
    sent = []
    made.now.send = sent.append
    tap(made, "paper", "complain_courier")
    assert (made.walk.place, sent[-1]["jump"]) == ("message", "s-draft")
    part = made.sections["draft"]
    assert "请提供签收底单或签收照片" in part.draft.html
    assert "给快递公司的投诉" in part.head.html
    assert 'data-arg="complain_courier courier"' not in part.ways.html  # it is in hand


def test_the_paper_of_another_way_is_filled_like_the_message_and_both_keep_what_was_typed():
    made = begun("signed")
    tap(made, "letter")
    tap(made, "paper", "complain_courier")
    part = made.sections["draft"]
    assert "data-copy=" not in part.draft.html
    act = re.search(r'g-btn--go"[^>]*?data-act="edit" data-arg="([^"]+)"', part.draft.html)
    part.draft.acts["edit"](act[1])
    part.mine.widget.value = filled = re.sub("＿+|【[^】]*】", "顺丰", part.mine.widget.value)
    assert 'data-copy="f-draft_text"' in part.draft.html
    part.draft.acts["hand"]("")
    assert part.mine.text is None
    part.draft.acts["edit"]("")
    part.mine.widget.value = "您好，请查一下。"
    part.ways.acts["hand"]("complain_courier courier")
    assert part.mine.widget.value == filled
    again = begun("signed")
    again.shell.set_state({"draft": made.shell.draft})
    assert again.sections["draft"].mine.text == "您好，请查一下。"
    again.sections["draft"].hand("complain_courier")
    assert again.sections["draft"].mine.text == filled


def test_a_paper_in_hand_that_is_no_longer_offered_is_put_down():
    made = begun("signed")
    part = made.sections["draft"]
    part.hand("complain_courier")
    assert part.mine.paper
    made.state.answer("tracking", "not_shipped")
    made.walk.turn("message")
    assert part.mine.paper == ""
    assert "g-draft" in part.draft.html


def test_a_message_that_was_changed_by_hand_stands_on_the_page_as_it_was_typed():
    made = begun("digital")
    tap(made, "edit")
    part = made.sections["draft"]
    part.mine.widget.value = re.sub("＿+（[^）]*）", "打不开<i>", part.mine.widget.value)
    tap(made, "place", "now")
    assert "打不开&lt;i&gt;" in made.walk.main.html
    assert 'data-copy="walk-text"' in made.walk.bar.html
    tap(made, "demand", "refund")  # its sentence is another; what was typed beside it stays
    assert "打不开&lt;i&gt;" in made.walk.main.html
    assert "退款" in made.sections["draft"].mine.text


def test_a_text_of_ones_own_stays_when_its_time_changes_and_takes_the_new_time_by_one_tap():
    time = [NOW]
    made = CasePage(Session(now=lambda: time[0]), "wizard")
    arrive(made, start="signed")
    tap(made, "edit")
    mine = made.sections["draft"].mine
    (before,) = re.findall("希望您能在.*", mine.text)
    mine.widget.value = f"我再说一句。\n{mine.text}"
    tap(made, "place", "now")
    time[0] += timedelta(hours=30)
    made.walk.bar.acts["tick"]("")
    made._tick("")
    tap(made, "letter")
    assert ("我再说一句。" in made.walk.main.html, before in made.walk.main.html) == (True, True)
    (after,) = re.findall("<blockquote[^>]*>([^<]*)<", made.walk.main.html)
    assert after != before
    tap(made, "renew")
    assert ("我再说一句。" in mine.text, before in mine.text, after in mine.text) == (True, False, True)
    assert "<blockquote" not in made.walk.main.html


def test_a_text_of_ones_own_is_over_once_it_is_sent():
    made = begun("signed")
    tap(made, "edit")
    made.sections["draft"].mine.widget.value = "您好，请查一下。"
    tap(made, "sent")
    tap(made, "place", "message")
    assert "您好，请查一下。" not in made.sections["draft"].mine.current(made.state.advice)
    made.state.drop(0)  # it was not sent after all
    assert "您好，请查一下。" == made.sections["draft"].mine.current(made.state.advice)


@pytest.mark.parametrize(
    ("start", "paper", "asked"),
    [("signed", "", {"demand"}), ("signed", "complain_courier", set())],
)
def test_a_paper_asks_only_what_stands_in_it(start, paper, asked):
    made = begun(start)
    made.walk.go("message")
    part = made.sections["draft"]
    part.hand(paper)

    def shown() -> set[str]:
        names = {"demand", "item", "amount", "sum_asked"}
        return {f.name for f in part.fields if f.name in names and f.widget.layout.display is None}

    assert (shown(), "已答" in part.head.html) == (asked, False)
    made.goto("demand")  # somebody looks for it
    assert "demand" in shown()


def test_no_complaint_to_a_courier_company_that_never_had_the_parcel_is_offered_beside_the_message():
    made = begun("unshipped")
    tap(made, "letter")
    assert 'data-act="paper"' not in made.walk.main.html


def went(made: CasePage, spot: str) -> bool:
    """The browser goes to what was shown; whether it is there still."""
    passed: list[str] = []
    made.shell.send = lambda message: passed.append(message["pass"])
    arrive(made, spot=spot)
    assert not made.failed
    assert passed in ([], [spot])  # the browser may be elsewhere by then
    return not passed


def test_what_a_step_leans_on_comes_to_the_browser_before_it_is_seen():
    """Each change is a message of its own: a quick hand, or a busy machine, comes between any two."""
    made, came = begun("signed"), []
    order = made.sections["order"]
    told = {"spot": made.shell, "html": made.walk.main, "layout": order.body}
    for name, widget in told.items():
        widget.observe(lambda change: came.append(change["name"]), name)
    order.head.observe(lambda _: came.append("head"), "html")
    tap(made, "answer", "details details.right")
    assert came[:2] == ["spot", "html"]  # back from a step that is seen leads to the one before it
    tap(made, "place", "answers")
    came.clear()
    order.head._handle_custom_msg({"act": "fold", "arg": "order"}, [])
    assert [one for one in came if one in ("layout", "head")] == ["layout", "head"]  # what is called open is open


def test_the_browser_goes_back_and_forward_over_questions_places_and_parts_shown_alone():
    made = begun("signed")
    spots = [made.shell.spot]
    for group, given in (("details", "details.right"), ("people", "people.cannot_say")):
        tap(made, "answer", f"{group} {given}")
        spots.append(made.shell.spot)
    tap(made, "place", "answers")
    spots.append(made.shell.spot)
    made.sections["order"].head._handle_custom_msg({"act": "fold", "arg": "order"}, [])
    spots.append(made.shell.spot)
    assert spots == ["now ask details", "now ask people", "now stand 0", "answers", "answers order"]
    kept = made.state.case
    for spot in (*reversed(spots), *spots):
        assert went(made, spot)
        assert made.shell.spot == spot
    assert open_in(made) == ["order"]
    assert went(made, "now ask details")
    assert went(made, "now stand 0")  # several steps at once
    assert asked(made) == "给商家发第一条消息"
    assert made.state.case == kept


def test_the_browser_goes_back_to_the_first_question_as_it_was_answered():
    made = begun()
    assert made.shell.spot == "now start"
    tap(made, "answer", "start signed")
    assert went(made, "now start")
    assert made.shell.spot == "now ask tracking"
    assert went(made, "now ask details")
    assert asked(made) == "这一单的收货信息都对吗？"


def test_what_was_recorded_is_not_asked_about_once_more_on_the_way_back():
    made = begun("signed")
    tap(made, "letter")
    assert made.shell.spot == "now letter 0"
    tap(made, "sent")
    came = made.shell.spot
    assert came == "now came 1"
    tap(made, "answer", "came seller_replied refused")
    time = made.shell.spot
    assert went(made, came)
    assert asked(made) == "商家回复了吗？"
    assert went(made, time)
    tap(made, "answer", "time now")
    after = made.shell.spot
    for stale in (time, came, "now letter 0", "now stand 0"):
        assert not went(made, stale)
        assert made.shell.spot == after
    assert len(made.state.case.journal) == 2


@pytest.mark.parametrize(
    "spot",
    ["", "now", "now ask", "now ask x", "x", "now time a", "now time a b 0", "now time seller_replied b 0",
     "now stand x", "now ask details x"],
)  # fmt: skip
def test_a_spot_that_is_none_changes_nothing(spot):
    """An older edition may have named it, in which there were other questions and events."""
    made = begun("signed")
    tap(made, "letter")
    tap(made, "sent_earlier")
    before = made.shell.spot
    assert before == "now time seller_contacted none 0"
    assert not went(made, spot)
    made.state.touch()
    assert made.shell.spot == before


def test_a_spot_of_one_case_leads_nowhere_in_the_next():
    made = begun("signed")
    tap(made, "answer", "details details.right")
    made.head._handle_custom_msg({"act": "clear_yes", "arg": ""}, [])
    assert made.shell.spot == "now start"
    assert not went(made, "now ask details")
    assert asked(made) == default_book().say("zh", "start.title")


def test_where_it_is_narrow_the_whole_form_is_lines_and_one_section_stands_alone():
    made = page(case=a_case())
    made.shell.set_state({"narrow": True})
    arrive(made, place="all")
    everywhere = {name for name, part in made.sections.items() if part.box.layout.display is None}
    assert {"tracking", "order", "details", "around", "evidence", "draft"} <= everywhere
    assert open_in(made) == []
    assert "g-at-lines" in made.root._dom_classes
    assert head(made) == default_book().say("zh", f"action.{made.advice.action}")  # the advice stays in sight
    assert default_book().say("zh", f"tell.{made.advice.action}") in unescape(made.now.html)
    made.goto("order_no")
    assert open_in(made) == ["details"]
    assert made.shell.spot == "all details"
    made.sections["details"].head._handle_custom_msg({"act": "fold", "arg": "details"}, [])
    assert open_in(made) == []
    made.shell.set_state({"narrow": False})
    assert {"tracking", "order", "details", "around"} <= {*open_in(made)}
    assert made.walk.bar.html == ""


def numbered(made: CasePage) -> list[str]:
    """The questions that number keys answer next."""
    fields = [f.widget for part in made.sections.values() for f in part.fields if hasattr(f.widget, "numbers")]
    return [f.name for f in fields if f.is_next]


def test_the_whole_form_begins_with_the_box_for_tracking_text_and_all_that_a_caller_is_asked_is_open():
    made = begun()
    arrive(made, place="all")
    parts = list(made.sections.values())
    assert parts[0].name == "tracking"
    assert [part.name for part in parts if part.opened] == ["tracking", "order", "details", "around"]


def test_number_keys_answer_the_whole_form_alone_and_the_engine_says_which_question_is_next():
    made = begun()
    tracking = next(f for f in made.sections["tracking"].fields if f.name == "tracking").widget
    arrive(made, place="answers")
    assert (tracking.numbers, numbered(made)) == ("", [])
    arrive(made, place="all")
    assert tracking.numbers == "按数字键 1 到 9 作答"
    assert numbered(made) == ["tracking"]
    assert tracking.open_label == "现在问这一个"
    tracking.set_state({"value": "delivered"})
    assert len(numbered(made)) == 1
    assert numbered(made) != ["tracking"]
    assert not hasattr(made.sections["seller"].fields[0].widget, "numbers")  # a time, which is typed
    reply = next(f for f in made.sections["seller"].fields if f.name == "seller_replied").widget
    assert reply.numbers == ""  # an event is recorded by a press alone


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_action_has_a_line_for_the_caller_and_the_card_of_the_whole_form_has_it(lang):
    book = default_book()
    lines = [book.say(lang, f"tell.{action}") for action in book.tables["actions"].named]
    assert len(set(lines)) == len(lines)
    assert not [line for line in lines if "你" in line or "我们" in line]
    made = begun(lang=lang)
    arrive(made, place="all")
    assert f"tell.{made.state.advice.action}" in book.words[lang]
    assert book.say(lang, f"tell.{made.state.advice.action}") in unescape(made.now.html)


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_screenshot_from_the_first_page_is_read_like_its_text_and_keeps_nobody_waiting(monkeypatch, goes_on):
    """Whoever answers meanwhile is not overtaken: what was read waits in its box."""
    made = begun()

    async def read(_data: bytes) -> str:
        assert asked(made) == "正在识别你的截图"
        if goes_on:
            tap(made, "answer", "read instead")
            tap(made, "answer", "start stale")
        return "2026-11-20 08:00:00 【杭州市】您的快件已签收，签收人：本人"

    monkeypatch.setattr("guide.ui.case.paste.recognise", read)
    made.shell._handle_custom_msg({"arrive": {"picture": ""}}, [b"picture"])
    assert made.state.case.facts.tracking == ("in_transit" if goes_on else "delivered")
    assert "已签收" in made.sections["tracking"].fields[0].widget.value


def test_a_screenshot_that_cannot_be_read_shows_the_box_and_one_sentence():
    made = begun()
    made.shell._handle_custom_msg({"arrive": {"picture": ""}}, [b"picture"])
    assert made.walk.place == "answers"
    assert "截图" in made.sections["tracking"].fields[0].widget.error


def test_a_message_that_is_read_early_can_be_changed():
    made = begun("signed")
    tap(made, "letter")
    copied = re.search(r'data-text="([^"]*)"', made.walk.main.html)[1]
    tap(made, "edit")
    assert made.walk.place == "message"
    assert copied in made.sections["draft"].draft.html


def test_a_new_advice_is_said_once_and_one_that_stays_is_said_again():
    """The region says by itself what is new in it; the whole form, which has no bar, keeps no old advice in it."""
    made, sent, kinds = begun("signed"), [], set()
    made.walk.bar.send = sent.append
    for what in (("answer", "details details.right"), ("answer", "people people.cannot_say"), ("sent",)):
        before = made.walk.bar.status
        tap(made, *what)
        kinds.add(stays := made.walk.bar.status == before)
        assert sent.pop() == {"jump": "walk-q", **({"say": before} if stays else {})}
    assert kinds == {True, False}
    arrive(made, place="all")
    assert made.walk.bar.status == ""


def test_the_styles_are_told_which_place_is_shown_so_that_no_answer_asks_the_whole_page():
    made = begun("signed")
    for place in ("now", "message", "all"):
        made.walk.turn(place)
        assert [css for css in made.root._dom_classes if css.startswith("g-at-")] == [f"g-at-{place}"]
    assert "g-placed" not in CasePage(session(), "start").root._dom_classes


def test_a_blank_is_filled_by_one_tap_and_only_what_is_whole_is_copied():
    made = begun("digital")
    assert "＿" in made.walk.main.html
    assert "data-copy=" not in made.walk.bar.html
    assert re.findall(r'g-btn--go"[^>]*?data-act="([\w-]+)"', made.walk.bar.html) == ["edit"]
    sent = []
    made.now.send = sent.append
    tap(made, "edit")
    part = made.sections["draft"]
    blank = sent[-1]["blank"]  # with what explains it: both make room for what is typed
    assert re.fullmatch("＿+（[^）]+）", blank)
    assert blank in part.mine.widget.value
    assert (made.walk.place, part.mine.widget.layout.display) == ("message", None)
    assert "【" not in part.mine.widget.value  # the chat has the order beside it
    assert "data-copy=" not in part.draft.html
    part.mine.widget.value = re.sub("＿+（[^）]*）", "课程没有开通", part.mine.widget.value)
    assert 'data-copy="f-draft_text"' in part.draft.html


@pytest.mark.parametrize(("start", "line", "way"), [
    ("lost", "承认丢了或者毁了", 'data-act="again" data-arg="courier"'),
    ("seized", "说被海关、公安或别的部门扣下了", 'data-act="again" data-arg="courier"'),
    ("part", "分批发货，还缺一部分", 'data-act="goto" data-arg="complaint"'),
    ("pieces", "包裹到了，里面少了东西", 'data-act="goto" data-arg="complaint"'),
    ("outside", "不是，付到平台以外了", 'data-act="goto" data-arg="bought"'),
])  # fmt: skip
def test_a_first_answer_that_no_question_asks_for_is_read_back_and_can_be_changed(start, line, way):
    made = begun(start)
    assert f"<dd>{line}</dd>" in made.walk.foot.html
    assert way in made.walk.foot.html


def test_one_answer_is_read_back_once():
    """Where somebody looked is an answer of two groups."""
    made = begun("pickup")
    tap(made, "answer", "pickup pickup_point.not_there")
    assert made.walk.foot.html.count("找过，没有找到") == 1


def test_who_was_refunded_and_then_got_the_goods_says_so_with_one_tap():
    """Both times are asked for; the message demands nothing, and nobody looks for the parcel any more."""
    made = begun("twice")
    for days in (7, 1):
        assert asked(made) == "这是什么时候的事？"
        tap(made, "answer", f"time -{days}")
    assert [(e.event, (NOW.date() - e.at.date()).days) for e in made.state.case.journal] == [
        ("refunded", 7),
        ("received", 1),
    ]
    assert asked(made) == "和商家商量退回或补款"
    assert "我想把货退给您" in made.walk.main.html
    assert 'data-act="demand"' not in made.walk.main.html


@pytest.mark.parametrize(("event", "ends"), [("refunded", "结束这一单"), ("received", "核对收到的货")])
def test_what_is_over_is_not_looked_into_once_more(event, ends):
    made = begun("written")
    for taken in ("time -3", f"came {event} none", "time -1"):
        tap(made, "answer", taken)
    assert asked(made) == ends


def test_the_guess_is_never_the_question_that_is_being_asked():
    """Where goods come from decides how long to wait; the bar says what is likely to come, not to answer that."""
    made = begun("stale")
    tap(made, "answer", "last_scan last_scan.-7")
    assert asked(made) == "商品从哪里发货？"
    assert head(made) == "给商家发第一条消息"


def test_a_folded_text_shows_its_beginning():
    """The hints of a seller's message stand below its line, which says what they are about."""
    made = begun("written")
    made.shell.narrow = True
    tap(made, "place", "all")
    made.fold(made.sections["seller"])
    words = made.sections["seller"].words.widget
    assert (words.line, words.brief) == (True, "")
    words.value = "亲，先确认收货，\n再给个好评，" + "我们马上给您退款，" * 9
    assert words.brief.startswith("亲，先确认收货， 再给个好评，我们马上")
    assert words.brief.endswith("…")
    assert len(words.brief) < 50


def test_a_case_that_was_kept_brings_the_way_back_to_its_last_question():
    made = begun("signed")
    tap(made, "answer", "details details.right")
    tap(made, "answer", "people people.cannot_say")
    again = begun()
    again.shell.set_state({"case": made.shell.case})
    tap(again, "back")
    assert asked(again) == "家人、门卫、驿站和快递员都问过了吗？"
    tap(again, "back")
    assert asked(again) == "这一单的收货信息都对吗？"
    tap(again, "back")
    assert asked(again) == "物流现在显示什么？"
    assert 'data-act="back"' not in again.walk.foot.html


def test_who_has_heard_nothing_yet_can_go_back_to_what_came_of_it():
    made = begun("signed")
    tap(made, "answer", "details details.right")
    tap(made, "answer", "people people.cannot_say")
    tap(made, "sent")
    before = asked(made)
    tap(made, "skip")
    assert asked(made) != before
    tap(made, "back")
    assert asked(made) == before
    tap(made, "back")
    assert asked(made) == "家人、门卫、驿站和快递员都问过了吗？"


def sent_first(made: CasePage) -> None:
    """Write the first message by hand and send it."""
    tap(made, "edit")
    made.sections["draft"].mine.widget.value = "您好，请查一下。"
    tap(made, "place", "now")
    tap(made, "sent")
    tap(made, "place", "message")


def test_after_a_message_its_place_shows_what_was_sent_and_from_when_a_reminder_is_sensible():
    made = begun("signed")
    sent_first(made)
    part = made.sections["draft"]
    assert "发出的消息" in part.head.html
    assert "<p>您好，请查一下。</p>" in part.sent.html
    due = next(clock.ends_at for clock in made.state.advice.clocks if clock.id == "seller_24")
    assert say_moment("zh", due, made.session.now()) in part.sent.html
    assert (part.draft.html, part.left.html) == ("", "")
    assert [f.name for f in part.fields if f.widget.layout.display is None] == []
    assert 'data-act="early"' not in part.sent.html  # a reminder that is not offered yet cannot be looked at
    again = begun()  # the page is opened again
    again.shell.set_state({"draft": made.shell.draft, "case": made.shell.case})
    again.walk.go("message")
    assert "<p>您好，请查一下。</p>" in again.sections["draft"].sent.html
    made.state.revise(0, at=made.session.now() - timedelta(days=2))  # the seller has had its time
    part.sent._handle_custom_msg({"act": "early", "arg": ""}, [])
    assert part.sent.html == ""
    assert "又来打扰您了" in part.draft.html


def test_a_reminder_before_its_time_is_one_tap_from_what_was_sent():
    made = begun("written")
    tap(made, "answer", "time -3")
    tap(made, "place", "message")
    part = made.sections["draft"]
    assert 'data-act="early"' in part.sent.html
    part.sent._handle_custom_msg({"act": "early", "arg": ""}, [])
    assert part.sent.html == ""
    assert part.draft.html


def test_of_a_message_that_was_sent_elsewhere_no_words_are_made_up():
    made = begun("written")
    tap(made, "answer", "time -3")
    tap(made, "place", "message")
    part = made.sections["draft"]
    assert "原话这里没有" in part.sent.html
    assert "data-text" not in part.sent.html


@pytest.mark.parametrize("kept", [
    {"base": "您好。", "text": "我自己写的话。"},
    {"ask_politely message 0": {"base": "您好。", "text": "我自己写的话。"}},
    {"contact_seller poem 0": {"base": "您好。", "text": "我自己写的话。"}},
], ids=["one text alone", "an action that is no more", "a paper that is no more"])  # fmt: skip
def test_a_text_of_ones_own_that_another_edition_kept_is_not_lost(kept):
    made = begun("signed")
    made.shell.set_state({"draft": json.dumps(kept)})
    tap(made, "place", "message")
    part = made.sections["draft"]
    assert 'data-text="我自己写的话。"' in part.left.html
    assert "我自己写的话。" not in part.draft.html  # nobody wrote it for this paper
    assert "我自己写的话。" in made.shell.draft
    arrive(made, start="stale")  # another case
    made.walk.go("message")
    assert "我自己写的话。" not in part.left.html


def test_a_text_of_ones_own_stands_beside_a_draft_that_another_edition_words_differently():
    made = begun("signed")
    kept = {"contact_seller message 0": {"base": "那时的草稿。", "text": "我自己写的话。"}}
    made.shell.set_state({"draft": json.dumps(kept)})
    assert "我自己写的话。" in made.walk.main.html or tap(made, "letter") or "我自己写的话。" in made.walk.main.html
    tap(made, "place", "message")
    assert made.sections["draft"].mine.widget.value == "我自己写的话。"
    assert "草稿更新了，你写的没有动" in made.sections["draft"].above.html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_a_long_warning_the_first_sentence_is_in_sight_and_the_rest_one_tap_away(lang, monkeypatch):
    """No warning of ours is so long; here every one of two sentences is."""
    monkeypatch.setattr(stand, "_MOST_SENTENCES", 1)
    made = begun("signed", lang)
    tap(made, "letter")
    warnings = {n.reason.because[lang] for n in made.state.advice.notes if n.kind == "warning"}
    folded = re.findall(r"<div><p>([^<]*)</p><details.*?</summary><p>([^<]*)</p>", made.walk.main.html)
    assert {unescape(f"{first}{'' if lang == 'zh' else ' '}{rest}") for first, rest in folded} == warnings
    assert made.walk.main.html.count("walk-warn") == len(folded) == 2


def test_answers_that_no_one_tap_says_are_read_back_with_their_questions():
    """Which of the details is wrong is seen at a glance."""
    facts = Facts(order_found="yes", address="right", phone="wrong", recipient="right", tracking="in_transit")
    state = page(case=Case(facts)).state
    (said,) = [line.value for line in trail(state, state.advice) if "写错了" in line.value]
    assert "收货电话写对了吗：写错了" in said
    assert "找到了，" not in said

"""The wizard's timeline, guard, editing and rehearsal, without a browser."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from pages import STOPPED, enter, field, page, press, session, whole
from strategies import NOW, cases

from guide import advise
from guide.book.facts import Facts
from guide.engine.case import BEIJING, Case
from guide.engine.journal import Event
from guide.ui.case.page import CasePage
from guide.ui.session import CaseState, Session
from guide.ui.views.rendering import html
from guide.ui.views.timeline import timeline

DEMANDED = STOPPED.with_fact("demand", "refund").with_fact("order_no", "P2026110500417")
FILED = Case(
    Facts(tracking="returned", auto_confirm_at=NOW + timedelta(days=4)),
    (Event("seller_contacted", NOW - timedelta(days=60)), Event("platform_applied", NOW - timedelta(days=55)),
     Event("ruled", NOW - timedelta(days=50), "rejected"), Event("mediation_filed", NOW - timedelta(days=1))),
)  # fmt: skip


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def saved(made: CasePage) -> list[dict]:
    """The files that the page handed over."""
    sent = []
    made.sections["clocks"].timeline.send = lambda content, *_: sent.append(content)
    press(made, "ics")
    return [s["save"] for s in sent if "save" in s]


# --- the timeline -----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(cases)
def test_the_list_says_every_clock_that_the_picture_shows(case):
    """The picture has a bar for each clock and the list a line, in the same order; nothing lies outside, and neither
    “now” nor a mark of the axis crosses a name or the time that is left.
    """
    state = CaseState(session(), case)
    advice = advise(case, state.session.book, NOW)
    shown = html(timeline(state, advice), state.session)
    titles = [state.session.say(f"clock.{c.id}") for c in advice.clocks]
    assert titles == [unescape(t) for t in re.findall(r"<b>([^<]*)</b>", shown)]
    assert titles == [unescape(t) for t in re.findall(r'class="halo"[^>]*>([^<]*)<', shown)]
    assert all(0 <= float(x) <= 100 for x in re.findall(r'(?:x1|x2|cx|x)="([\d.]+)%"', shown))
    rows = [int(y) for y in re.findall(r'class="(?:sub )?halo"[^>]* y="(\d+)"', shown)]
    lines = re.findall(r'class="(?:mark|now)"[^>]* y1="(\d+)"[^>]* y2="(\d+)"', shown)
    assert bool(rows) == bool(lines)
    assert [] == [(y, line) for y in rows for line in lines if int(line[0]) < y + 3 and int(line[1]) > y - 11]


def test_the_end_stands_in_beijing_time_and_whose_turn_it_is():
    shown = text_of(page(case=FILED).sections["clocks"].timeline.html)
    assert "12315 告知受不受理的期限 在等结果 12 月 2 日 00:00，北京时间 · 还有 9 天 13 小时" in shown
    assert "自动确认收货的时间 轮到你 过期可能失效" in shown
    assert "手册里还没有 2029 年的放假安排" not in shown  # a day or two is nothing in the three years of a suit


def test_a_buyer_abroad_reads_a_second_time_in_the_zone_of_the_browser():
    """By its name, so that the time after a change of clocks is right; Berlin goes back on 25 October 2026."""
    made = whole(CasePage(Session(now=lambda: NOW - timedelta(days=33)), "wizard"))
    case = Case(Facts(auto_confirm_at=NOW - timedelta(days=1)))
    made.state.case = case
    made.shell.set_state({"zone_minutes": 120, "zone_name": "Europe/Berlin"})
    assert "11 月 21 日 10:15，北京时间" in text_of(made.sections["clocks"].timeline.html)
    assert "你当地时间（Europe/Berlin）11 月 21 日 03:15" in text_of(made.sections["clocks"].timeline.html)
    made.shell.set_state({"zone_minutes": 480, "zone_name": "Asia/Shanghai"})
    assert "你当地" not in made.sections["clocks"].timeline.html


@pytest.mark.parametrize("name", ["", "No/Where", "../../etc/passwd", "Europe"])
def test_a_zone_that_is_not_known_falls_back_to_its_offset(name):
    made = Session()
    made.set_zone(60, name)
    assert (timedelta(hours=1), False) == (made.zone.utcoffset(NOW), made.zone_named)
    assert BEIJING.utcoffset(None) == Session().zone.utcoffset(NOW)


def test_a_calendar_file_is_handed_over():
    made = page(case=FILED)
    (file,) = saved(made)
    assert ("clocks.ics", "text/calendar") == (file["name"], file["kind"])
    assert 3 == file["text"].count("BEGIN:VEVENT")
    assert "日历文件已下载" == made.sections["clocks"].timeline.status
    empty = page()
    assert ([], "没有要放进日历的期限") == (saved(empty), empty.sections["clocks"].timeline.status)


# --- the draft, edited -------------------------------------------------------------------------------------------


def editing(text: str = "请退款。") -> CasePage:
    """A page on which the draft is being edited."""
    made = page(case=DEMANDED)
    press(made, "edit")
    enter(made, "draft_text", text)
    return made


def typed(made: CasePage) -> str:
    return field(made, "draft_text").widget.value


def test_editing_starts_with_the_draft():
    made = page(case=DEMANDED)
    assert "none" == field(made, "draft_text").widget.layout.display
    press(made, "edit")
    assert advise(DEMANDED, made.session.book, NOW).drafts["zh"].text == typed(made)
    assert None is field(made, "draft_text").widget.layout.display
    assert "没有发现要改的地方" in made.sections["draft"].hits.html


def test_what_is_found_stands_below_and_can_be_mended_and_undone():
    made = editing("你们就是骗子，请在 11 月 25 日前退款。")
    assert "没有依据的指责" in made.sections["draft"].hits.html
    assert 'data-copy="f-draft_text"' in made.sections["draft"].draft.html  # copying is never forbidden
    press(made, "mend", "cheat@0")
    assert "我到现在没有收到货，请在 11 月 25 日前退款。" == typed(made)
    assert "没有发现要改的地方" in made.sections["draft"].hits.html
    press(made, "undo")
    assert "你们就是骗子，请在 11 月 25 日前退款。" == typed(made)


def test_a_hit_that_is_gone_changes_nothing():
    made = editing("请在 11 月 25 日前退款。")
    press(made, "mend", "cheat@0")
    assert "请在 11 月 25 日前退款。" == typed(made)
    assert "文字已经变了，请再看一次。" == made.sections["draft"].hits.status


def test_a_changed_answer_offers_the_new_draft_and_leaves_the_text():
    made = editing()
    part = made.sections["draft"]
    assert "草稿更新了" not in part.above.html
    enter(made, "order_no", "P7")
    assert ("草稿更新了" in part.above.html, "P7" in part.above.html) == (True, True)  # what is new in it is told
    assert 'data-act="renew"' not in part.above.html  # nothing of ours is left in the text
    assert "请退款。" == typed(made)
    press(made, "keep_mine")
    assert "草稿更新了" not in part.above.html
    enter(made, "order_no", "P8")
    press(made, "fresh")
    assert "P8" in part.draft.html
    press(made, "undo")
    assert "请退款。" == typed(made)


def test_what_was_typed_survives_a_reload_and_goes_with_the_case():
    made = editing()
    kept = made.shell.draft
    again = page(case=DEMANDED)
    again.shell.set_state({"draft": kept})
    assert "请退款。" == typed(again)
    press(again, "clear_yes")
    assert ("", "") == (again.shell.draft, typed(again))


@pytest.mark.parametrize(
    "kept", ["{}", '{"": 1}', '{"": {"base": 1, "text": []}}', json.dumps({"": {"base": "", "text": "x" * 5001}})]
)
def test_a_kept_text_that_cannot_be_read_is_left_out(kept):
    made = page(case=DEMANDED)
    made.shell.set_state({"draft": kept})
    assert None is made.sections["draft"].mine.text


def test_a_text_is_escaped():
    made = editing("<img src=x onerror=1>骗子，退款")
    assert "<img" not in made.sections["draft"].hits.html + made.sections["draft"].draft.html


# --- the rehearsal -----------------------------------------------------------------------------------------------


def test_the_rehearsal_opens_with_the_seller():
    made = page(case=DEMANDED)
    shown = text_of(made.sections["rehearsal"].refusals.html)
    assert "商家可能会说 物流还在走，请再等等。" in shown
    assert "物流页截图 还没有" in shown
    assert None is made.sections["rehearsal"].box.layout.display
    assert "none" == page().sections["rehearsal"].box.layout.display
    assert session().lang == "zh"


# --- typed answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["-5", "abc", "0", "128.505"])
def test_what_is_no_sum_stays_in_the_field_with_a_sentence_and_out_of_the_draft(typed):
    made = page(case=DEMANDED)
    enter(made, "amount", typed)
    assert (typed, typed) == (field(made, "amount").widget.value, made.state.case.facts.amount)
    assert field(made, "amount").widget.error.startswith("金额要大于 0，最多两位小数")
    assert "请为我办理退款。" in text_of(made.sections["draft"].draft.html)
    assert f"{typed} 元" not in text_of(made.sections["draft"].draft.html + made.head.html)
    enter(made, "amount", "￥1,280.50")
    assert ("", "识别为 1280.50 元") == (field(made, "amount").widget.error, field(made, "amount").widget.echo)
    assert "请为我办理退款，金额 1280.50 元。" in text_of(made.sections["draft"].draft.html)


def test_what_is_no_sum_to_be_refunded_is_said_too_and_the_whole_is_not_asked_for_instead():
    made = page(case=DEMANDED.with_fact("amount", "128"))
    assert "金额 128 元" in text_of(made.sections["draft"].draft.html)
    enter(made, "sum_asked", "五十")
    assert field(made, "sum_asked").widget.error.startswith("金额要大于 0")
    assert "元" not in text_of(made.sections["draft"].draft.html)
    enter(made, "sum_asked", "50")
    assert "金额 50 元" in text_of(made.sections["draft"].draft.html)


def test_an_older_case_with_an_odd_sum_opens_and_says_so():
    made = page(case=DEMANDED.with_fact("amount", "abc"))
    assert ("abc", False) == (
        field(made, "amount").widget.value,
        "abc 元" in made.head.html + made.sections["draft"].draft.html,
    )
    assert field(made, "amount").widget.error.startswith("金额要大于 0")
    made.shell.set_state({"lang": "en"})
    assert field(made, "amount").widget.error.startswith("The sum must be above 0")


@pytest.mark.parametrize("name", ["item", "amount"])
def test_an_answer_that_is_too_long_stays_to_be_shortened(name):
    """Nothing is cut unseen: the field keeps it, says the limit, and the draft waits."""
    made = page(case=DEMANDED)
    enter(made, name, "7" * 5000)
    assert ("7" * 5000, None) == (field(made, name).widget.value, getattr(made.state.case.facts, name))
    assert "内容太长了，最多 200 个字，缩短以后才会写进草稿。" == field(made, name).widget.error
    enter(made, "order_no", "P7")
    assert "7" * 5000 == field(made, name).widget.value
    enter(made, name, "7")
    assert ("", "7") == (field(made, name).widget.error, getattr(made.state.case.facts, name))


def test_what_a_message_from_the_seller_asks_of_the_buyer_is_shown():
    """Each thing once, with an answer to send; it is not kept, and another case takes nothing of it along."""
    made = page(case=STOPPED, lang="en")
    shown = made.sections["seller"].asks
    assert not shown.html
    before = made.shell.case
    enter(made, "seller_words", "您先点一下确认收货，再把收款码发我，先确认收货吧<b>")
    text = text_of(shown.html)
    assert text.startswith("2 to be careful about in this message")
    assert "货到手之前我不点「确认收货」" in text
    assert "receipt stays unconfirmed" in text
    assert "<b>" not in shown.html
    assert before == made.shell.case
    enter(made, "seller_words", "亲，正在帮您查")
    assert text_of(shown.html).startswith("None of the usual requests")
    press(made, "clear")
    press(made, "clear_yes")
    assert not shown.html
    assert not field(made, "seller_words").widget.value


def test_an_answer_of_the_seller_that_could_not_be_given_now_stays_shown():
    """It was given, and a case that holds it opens like any other."""
    late = Case(journal=(Event("refunded", NOW - timedelta(days=2)), Event("seller_replied", NOW, "stalling")))
    made = page("wizard", late)
    assert ("", "stalling") == (made.failed, field(made, "seller_replied").widget.value)

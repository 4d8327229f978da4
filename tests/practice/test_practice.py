"""Practice: where a case had something to decide, what there is to choose from, and what comes of a choice."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from html import unescape

import pytest
from cases import a_case
from hypothesis import given, settings
from sending import Browser
from strategies import NOW, cases

from guide import Case, Facts, advise, default_book
from guide.cases import sample, weights
from guide.cases.archive.packing import pack
from guide.cases.casefile import to_plain
from guide.engine.journal import Event, in_order, replay
from guide.practice import choices, judge, retell
from guide.practice.draw import STEPS
from guide.practice.grading import MOST_CHOICES
from guide.ui.practice.page import PracticePage
from guide.ui.session import Session

BOOK = default_book()
STOPPED = Facts(kind="in_stock", origin="domestic", complaint="not_arrived", tracking="in_transit", order_found="yes",
                address="right", phone="right", recipient="right", demand="refund", confirmed="no",
                last_scan=NOW - timedelta(days=12),
                held=frozenset({"order_shot", "tracking_shot", "chat_shot"}))  # fmt: skip


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


STALLED = Case(STOPPED, (Event("seller_contacted", days(8)), Event("seller_replied", days(7.5), "stalling"),
                         Event("seller_reminded", days(6)), Event("platform_applied", days(3))))  # fmt: skip


def actions(case, now=NOW):
    return [(advise(d.case, BOOK, d.now).action, d.now) for d in retell(case, BOOK, now)]


# the core -------------------------------------------------------------------------------------------------------------


def test_a_case_is_told_again():
    """A decision before each event and after it; waiting is asked about too, and time alone makes a new question."""
    assert [
        ("contact_seller", days(8)),
        ("wait_seller", days(7.5)),
        ("remind_seller", days(7.5)),
        ("apply_platform", days(6)),
        ("apply_platform", days(3)),
        ("wait_platform", NOW),
    ] == actions(STALLED)


def test_what_came_before_and_after_a_decision():
    """Every event stands once before a decision and once after one."""
    found = retell(STALLED, BOOK, NOW)
    assert [[], ["seller_contacted"], ["seller_replied"], [], ["seller_reminded"], ["platform_applied"]] == [
        [e.event for e in d.since] for d in found
    ]
    assert [["seller_contacted"], ["seller_replied"], [], ["seller_reminded"], ["platform_applied"], []] == [
        [e.event for e in d.then] for d in found
    ]


@given(cases)
@settings(max_examples=150, deadline=None)
def test_of_any_case(case):
    """Moments in order, each journal the beginning of the whole one, the right answer among few."""
    events = replay(BOOK.tables["journal"], case.journal).applied
    found = retell(case, BOOK, NOW)
    assert [d.now for d in found] == sorted(d.now for d in found)
    assert sum((d.since for d in found), ()) == events[: len(found[-1].case.journal) if found else 0]
    if found:
        assert found[-1].case.journal + found[-1].then == events
    for decision in found[:4]:
        assert events[: len(decision.case.journal)] == decision.case.journal
        advice = advise(decision.case, BOOK, decision.now)
        offered = choices(advice, BOOK)
        assert advice.action in offered
        assert "closed" != advice.action
        assert 2 <= len(offered) <= MOST_CHOICES
        assert "close_case" not in offered
        assert ["right"] == [k for k in (judge(advice, action).kind for action in offered) if k == "right"]


def test_a_closed_case_ends_where_it_was_closed():
    """Nothing is asked after the end; before it, what was to be done then."""
    done = STALLED.with_event(Event("refunded", days(1))).with_event(Event("case_closed", days(0.5)))
    assert ("wait_platform", days(1)) == actions(done)[-1]
    assert ["find_order"] == [action for action, _ in actions(Case(Facts(), (Event("case_closed", days(1)),)))]


def test_nobody_knows_what_is_still_to_come():
    """A moment at which the last scan had not been made is not asked about: what was known then stands nowhere."""
    moved = STALLED.with_fact("last_scan", days(4))
    assert [("wait_update", days(3)), ("wait_platform", NOW)] == actions(moved)
    paid = STALLED.with_fact("paid_at", days(1)).with_fact("auto_confirm_at", NOW + timedelta(days=2))
    known = [(d.case.facts.paid_at, d.case.facts.auto_confirm_at) for d in retell(paid, BOOK, NOW)]
    assert [None] * 5 + [days(1)] == [at for at, _ in known]
    assert {NOW + timedelta(days=2)} == {end for _, end in known}


def test_a_chat_comes_of_a_message():
    """Before the first message there is neither a chat to show nor a day that the seller was given."""
    told = retell(STALLED.with_fact("seller_deadline", NOW), BOOK, NOW)
    assert [False, *[True] * 5] == ["chat_shot" in d.case.facts.held for d in told]
    assert [None, *[NOW] * 5] == [d.case.facts.seller_deadline for d in told]


def test_the_journal_knows_what_the_tracking_said_then():
    """What was read or decided of the tracking at a moment holds from then on."""
    read = (Event("tracking_read", days(9), "not_shipped"), Event("tracking_overruled", days(5), "in_transit"))
    told = retell(Case(STOPPED, (*read, *STALLED.journal)), BOOK, NOW)
    said = [(d.now, d.case.facts.tracking) for d in told]
    assert {"not_shipped"} == {word for at, word in said if days(9) < at < days(5)}
    assert {"in_transit"} == {word for at, word in said if at > days(5)}


def test_what_has_been_is_not_waited_for():
    """An action that a reply would bring is out of place where that reply is already in the journal."""
    asked = Case(STOPPED, (Event("seller_contacted", days(3)), Event("seller_reminded", days(0.5))))
    again = asked.with_event(Event("seller_replied", days(2), "resend"))
    assert ["early", "wrong"] == [judge(advise(case, BOOK, NOW), "await_promise").kind for case in (asked, again)]


@pytest.mark.parametrize(
    ("place", "action", "kind", "more"),
    [
        (0, "contact_seller", "right", None),
        (1, "remind_seller", "also", None),
        (0, "apply_platform", "blocked", None),
        (0, "wait_seller", "early", "seller_contacted"),
        (5, "ask_ship_date", "wrong", None),
        (2, "other_claim", "wrong", "complaint"),
    ],
)
def test_a_choice_is_judged(place, action, kind, more):
    """By the engine's own advice, with what is missing or what would have to happen first."""
    decision = retell(STALLED, BOOK, NOW)[place]
    advice = advise(decision.case, BOOK, decision.now)
    verdict = judge(advice, action)
    assert kind == verdict.kind
    if kind == "blocked":
        option = next(o for o in advice.others if o.action == action)
        assert verdict.missing == tuple(b.reason for b in option.blockers)
    assert more == (verdict.when.name if verdict.when else None)


def test_made_up_parcels_are_paid_for_before_they_are_scanned():
    """An example that cannot be would teach nothing."""
    rows = sample.cases(BOOK, weights.weights(BOOK), 400, 7, NOW)
    both = [(r.case.facts.paid_at, r.case.facts.last_scan) for r in rows]
    both = [(paid, scan) for paid, scan in both if paid and scan]
    assert len(both) > 40
    assert [] == [pair for pair in both if pair[0] > pair[1]]


# the page, without a browser ------------------------------------------------------------------------------------------


def page(at=NOW, lang="zh"):
    made = PracticePage(Session(BOOK, lambda: at, lang))
    made.sent = []
    made.view.send = made.sent.append
    return made


def press(made, act, arg=""):
    made.view._handle_custom_msg({"act": act, "arg": arg}, [])


def take(made, which):
    made.files._handle_custom_msg({"act": which}, [])


def bring(made, raw):
    return Browser(made.files).bring(raw, "x.zip")


def words(made, html=None):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", made.view.html if html is None else html)).split())


def offered(made):
    return re.findall(r'data-act="choose" data-arg="(\w+)"', made.view.html)


def answer(made, right=True):
    """Choose the advised action or another one, and go on."""
    decision = made.decisions[made.place]
    advised = advise(decision.case, BOOK, decision.now).action
    press(made, "choose", advised if right else next(a for a in offered(made) if a != advised))


def test_a_case_file_is_practised():
    """Question, verdict and what really came next, to the result; the jump goes where the eye has to."""
    made = page()
    assert "" == made.view.html
    bring(made, pack(STALLED, (), BOOK, NOW))
    assert "来自案件文件" in words(made)
    assert {"contact_seller", "apply_platform"} < set(offered(made))
    answer(made, right=False)
    assert [] == offered(made)
    assert "参考答案： 给商家发第一条消息" in words(made)
    assert "联系了商家" in words(made).split("后来的情况")[1]
    press(made, "next")
    for _ in range(5):
        answer(made)
        assert "选对了，就是这一步。" in words(made)
        press(made, "next")
    assert "6 题里有 5 题和参考答案一致" in words(made)
    assert 1 == made.view.html.count("你选了")
    assert [{"jump": "practice"}, {"jump": "practice-verdict"}] == made.sent[:2]
    press(made, "again")
    assert ((), 0) == (made.chosen, made.place)


def test_nothing_wrong_says_so():
    made = page()
    bring(made, pack(STALLED, (), BOOK, NOW))
    for _ in range(6):
        answer(made)
        press(made, "next")
    assert "每一步都和参考答案一致" in words(made)


def test_what_is_missing_is_said():
    """A blocked choice names what blocks it; one too early what comes before it."""
    made = page()
    bring(made, pack(STALLED, (), BOOK, NOW))
    press(made, "choose", "apply_platform")
    assert "这一步现在还做不了。" in words(made)
    assert made.view.html.count("<li>") >= 1
    press(made, "again")
    press(made, "choose", "wait_seller")
    assert "要等「联系了商家」之后，才轮到这一步。" in words(made)
    press(made, "again")
    for _ in range(2):
        answer(made)
        press(made, "next")
    press(made, "choose", "other_claim")
    assert "这一步不适合这种情况。" in words(made)
    assert "情况不同时才适合：如果「这一单出了什么问题」改成「收到了，但货不对」。" in words(made)
    assert "要发的消息" in words(made)


def test_nothing_typed_is_shown():
    """Others may be looking: order number, place and sum of the case do not reach the page."""
    made = page()
    typed = {"order_no": "P7788", "item": "台灯", "amount": "399", "last_place": "杭州", "courier_phone": "13900001111",
             "waybill": "圆通速递 YT7600000000123", "pickup_name": "菜鸟驿站"}  # fmt: skip
    bring(made, pack(a_case(**typed), (), BOOK, NOW))
    assert "来自案件文件" in words(made)
    while made.place < len(made.decisions):
        answer(made)
        assert [] == [value for value in typed.values() if value in made.view.html]
        press(made, "next")


def test_a_browser_that_does_not_keep_to_the_rules():
    """Acts out of turn, twice or of what is not offered change nothing."""
    made = page()
    for act, arg in (("choose", "contact_seller"), ("next", ""), ("again", "")):
        press(made, act, arg)
    assert "" == made.failed
    take(made, "mine")
    assert () == made.decisions
    bring(made, pack(STALLED, (), BOOK, NOW))
    press(made, "next")
    press(made, "choose", "<b>")
    press(made, "choose", "find_order")
    assert ((), 0) == (made.chosen, made.place)
    answer(made)
    answer(made, right=True)
    press(made, "choose", "apply_platform")
    assert ["contact_seller"] == [choice.action for choice in made.chosen]
    press(made, "next")
    press(made, "next")
    assert 1 == made.place
    assert "" == made.failed


def test_a_file_that_is_none():
    """One sentence, the practice before goes on; the next good file clears it."""
    made = page()
    bring(made, pack(STALLED, (), BOOK, NOW))
    answer(made)
    bring(made, b"PK\x03\x04 no zip at all")
    assert "文件坏了" in made.files.error
    press(made, "next")
    assert (1, ["contact_seller"]) == (made.place, [choice.action for choice in made.chosen])
    errors = []
    made.files.observe(lambda change: errors.append(change["new"]), "error")
    bring(made, b"PK\x03\x04 no zip at all")
    assert 2 == len(errors)  # cleared and said again, or nobody would notice
    made.shell.set_state({"lang": "en"})
    assert "damaged" in made.files.error
    bring(made, pack(Case(STOPPED, (Event("case_closed", days(30)),)), (), BOOK, NOW))
    assert "leaves nothing to decide" in made.files.error
    bring(made, pack(Case(Facts(), (Event("case_closed", days(30)),)), (), BOOK, NOW))
    assert ("", 1, ()) == (made.files.error, len(made.decisions), made.chosen)


def test_a_possible_step_is_no_mistake():
    """It is told apart from right and from missed, in the row of dots and at the end."""
    made = page()
    bring(made, pack(STALLED, (), BOOK, NOW))
    answer(made)
    press(made, "next")
    press(made, "choose", "request_refund")
    assert "不算错" in words(made)
    assert 1 == made.view.html.count('<li class="is-also">')
    press(made, "next")
    for _ in range(4):
        answer(made)
        press(made, "next")
    assert "6 题里有 5 题和参考答案一致" in words(made)
    assert "第 2 题：可以，但应该先做别的" in words(made)
    assert "没有答对" not in words(made)


def test_a_file_with_parts_lost_says_so():
    """What could not be read of a case file is told where its practice begins."""
    raw = pack(STALLED, (), BOOK, NOW)
    bent = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(bent, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'"in_transit"', b'"on_the_moon"') if name == "case.json" else content)
    made = page()
    bring(made, bent.getvalue())
    assert "有 1 处读不出来" in words(made)


def test_an_empty_file_sets_the_control_free():
    """A browser that sends nothing hears that it is refused, and may send the next."""
    made = page()
    assert "refused" == bring(made, b"")["op"]
    assert "taken" == bring(made, pack(STALLED, (), BOOK, NOW))["op"]


def test_the_last_decision_is_at_the_moment_the_file_was_saved():
    """Weeks later the question is still the one of then; without a receipt, that of the last event."""
    raw = pack(STALLED, (), BOOK, NOW)
    made = page(at=NOW + timedelta(days=60))
    bring(made, raw)
    assert NOW == made.decisions[-1].now
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            if name != "receipt.json":
                new.writestr(name, old.read(name))
    bring(made, bare.getvalue())
    assert STALLED.journal[-1].at == made.decisions[-1].now


def test_the_case_in_hand():
    """It is offered once there is one, and practised as it stands now."""
    made = page()
    assert ["choose", "sample"] == [b["id"] for b in made.files.buttons]
    made.shell.set_state({"case": json.dumps(to_plain(STALLED))})
    assert ["mine", "choose", "sample"] == [b["id"] for b in made.files.buttons]
    take(made, "mine")
    assert [d.now for d in retell(STALLED, BOOK, NOW)] == [d.now for d in made.decisions]


def test_everybody_gets_the_same_made_up_cases_of_a_day():
    """At another minute and on another page the same; the next one is another; all are worth an exercise."""
    one, two = page(), page(at=NOW + timedelta(minutes=37))
    taken = []
    for _ in range(3):
        take(one, "sample")
        take(two, "sample")
        assert one.decisions == two.decisions
        assert len(one.decisions) in STEPS
        taken.append(one.decisions)
    assert 3 == len(set(map(str, taken)))
    assert "虚构案例 3" in words(one)


def in_english(made):
    """The words of the page without the texts to send, which are Chinese, and the quoted names of the app's buttons."""
    unsent = re.sub(r'<p [^>]*lang="zh-CN".*?</p>', "", made.view.html, flags=re.DOTALL)
    return re.sub("「[^」]*」", "", words(made, unsent))


def test_the_language_changes_in_the_middle():
    """What was chosen stays, every word changes but those of the message, which are explained."""
    made = page()
    take(made, "sample")
    answer(made)
    made.shell.set_state({"lang": "en"})
    assert "Right, this is the step." in words(made)
    assert "Made-up case 1" in words(made)
    assert "What it says in English" in words(made)
    assert not re.search(r"[\u4e00-\u9fff]", in_english(made))
    press(made, "next")
    while made.place < len(made.decisions):
        answer(made, right=False)
        press(made, "next")
    assert not re.search(r"[\u4e00-\u9fff]", in_english(made))
    assert "You chose" in words(made)


def test_the_order_of_events_does_not_matter():
    """A journal is told by its moments, not by the order in which it was written down."""
    shuffled = Case(STALLED.facts, tuple(reversed(STALLED.journal)))
    assert retell(STALLED, BOOK, NOW) == retell(shuffled, BOOK, NOW)
    assert STALLED.journal == in_order(shuffled.journal)

"""Pages and the store without a browser: what is stored when, what is said, and what never comes back."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cases import a_case, an_exhibit
from databases import lose
from pages import enter, page, press, session, whole
from PIL import Image
from sending import Browser
from strategies import NOW

from guide.book.facts import Facts
from guide.cases.archive.packing import pack
from guide.cases.store import Store, key_of, new_code, rebuild
from guide.engine.case import Case
from guide.engine.journal import Event
from guide.ui.case.page import CasePage
from guide.ui.controls.incoming import Arrived
from guide.ui.session import CaseState


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path}/store/cases.db")


def said(made: CasePage, word: str, more: object) -> None:
    """What the page's browser half tells."""
    made.shell._handle_custom_msg({word: more}, [])


def visit(store: Store, code: str = "", *, own: bool = True, waiting: str = "", lang: str = "zh") -> CasePage:
    """A page as somebody opens it, with the code of the tab or of a link."""
    made = whole(CasePage(session(store=store, lang=lang), "wizard"))
    said(made, "hello", {"code": code, "own": own, "waiting": waiting})
    return made


def kept(store: Store, made: CasePage) -> Case:
    return rebuild(store.read(key_of(made.shell.code)))[0]


def away(store: Store, tmp_path, *, back: bool = False) -> None:
    """Take the database away, or put it back."""
    folder, aside = tmp_path / "store", tmp_path / "aside"
    if back:
        folder.unlink()
        aside.rename(folder)
    else:
        folder.rename(aside)
        folder.write_text("in the way")


def test_an_answer_is_stored_at_once_and_resumes_from_the_code_alone(store):
    first = visit(store)
    enter(first, "complaint", "not_arrived")
    assert Case(Facts(complaint="not_arrived")) == kept(store, first)
    again = visit(store, first.shell.code.lower(), own=False)
    assert (first.state.case, first.shell.code) == (again.state.case, again.shell.code)


def test_the_walk_shows_within_half_a_minute_what_the_same_case_was_told_in_another_tab(store):
    one = visit(store)
    enter(one, "tracking", "delivered")
    one.walk.go("now")
    two = visit(store, one.shell.code)
    enter(two, "tracking", "in_transit")
    assert "运输中" not in one.walk.foot.html
    one.walk.bar._handle_custom_msg({"act": "tick", "arg": ""}, [])
    assert "运输中" in one.walk.foot.html


def test_whoever_comes_back_with_a_code_can_go_back_to_the_last_question(store):
    first = visit(store)
    enter(first, "tracking", "delivered")
    again = visit(store, first.shell.code, own=False)
    again.walk.go("now")
    assert 'data-act="back"' in again.walk.foot.html
    again.walk.main._handle_custom_msg({"act": "back", "arg": ""}, [])
    assert "物流现在显示什么？" in again.walk.main.html
    assert 'data-act="back"' not in again.walk.foot.html


def test_a_stored_case_that_is_opened_again_in_its_tab_is_not_said_to_be_cleared_by_the_next(store):
    first = visit(store)
    enter(first, "complaint", "not_arrived")
    again = whole(CasePage(session(store=store), "wizard"))
    again.shell.set_state({"case": first.shell.case})
    said(again, "hello", {"code": first.shell.code, "own": True, "waiting": ""})
    assert "开始新的一单" in again.head.html
    assert "清空" not in again.head.html


def test_without_a_store_or_without_an_app_nothing_is_stored(store):
    made = page()
    said(made, "hello", {"code": "", "own": True})
    enter(made, "complaint", "not_arrived")
    assert ("", None) == (made.shell.code, made.keeping.keeper)
    assert 'data-act="cases"' not in made.head.html
    in_lab = whole(CasePage(session(store=store), "wizard"))  # a notebook says no hello
    enter(in_lab, "complaint", "not_arrived")
    assert [] == list(store.export())


def test_a_case_of_an_older_tab_is_stored_whole_with_its_next_answer(store):
    made = whole(CasePage(session(store=store), "wizard"))
    made.shell.set_state({"case": json.dumps({"version": 1, "facts": {"item": "陶瓷杯"}, "journal": []})})
    said(made, "hello", {"code": "", "own": True, "waiting": ""})
    assert [] == list(store.export())
    enter(made, "complaint", "not_arrived")
    assert Case(Facts(complaint="not_arrived", item="陶瓷杯")) == kept(store, made)


@pytest.mark.parametrize(("typed", "word"), [("7Q2MK", "ui.store.mistyped"), (new_code(), "ui.store.unknown")],
                         ids=["mistyped", "unknown"])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistyped_code_and_an_unknown_one_are_told_apart(store, typed, word, lang):
    made = visit(store, typed, own=False, lang=lang)
    assert made.session.say(word) in made.keeping.view.html
    assert typed not in made.keeping.view.html
    assert made.shell.code not in ("", typed)


def test_who_guesses_on_is_slowed_down_and_who_knows_the_code_is_not(store):
    owner, guesser = visit(store), visit(store)
    enter(owner, "complaint", "not_arrived")
    words = set()
    for _ in range(70):
        guesser.keeping.open(new_code())
        words.add(guesser.keeping.word)
    assert {"ui.store.unknown", "ui.store.slowly"} == words
    assert owner.state.case == visit(store, owner.shell.code, own=False).state.case


def test_what_cannot_be_stored_waits_and_is_said_calmly(store, tmp_path):
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    away(store, tmp_path)
    enter(made, "tracking", "in_transit")
    assert "暂时没有保存成功，正在重试" in made.keeping.view.html
    assert 1 == len(json.loads(made.shell.waiting))
    press(made, "clear_yes")  # nothing is thrown away that is not stored
    assert "in_transit" == made.state.case.facts.tracking
    away(store, tmp_path, back=True)
    press(made, "tick")
    assert ("", "") == (made.keeping.view.html.strip(), made.shell.waiting)
    assert made.state.case == kept(store, made)


def test_a_page_that_died_while_the_database_was_away_hands_in_what_its_tab_kept(store, tmp_path):
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    away(store, tmp_path)
    enter(made, "tracking", "in_transit")
    waiting = made.shell.waiting
    again = visit(store, made.shell.code, waiting=waiting)
    assert waiting == again.shell.waiting
    away(store, tmp_path, back=True)
    third = visit(store, made.shell.code, waiting=waiting)
    assert made.state.case == third.state.case == kept(store, third)
    visit(store, made.shell.code, waiting=waiting)  # once more changes nothing
    assert 2 == len(list(store.export()))


@pytest.mark.parametrize("waiting", ["", "x", "[]", "{}", '[{"id": 1}]', "[" * 9000, None, 7])
def test_what_a_tab_kept_is_not_trusted(store, waiting):
    made = visit(store, new_code(), waiting=waiting)
    enter(made, "complaint", "not_arrived")
    assert Case(Facts(complaint="not_arrived")) == kept(store, made)


@pytest.mark.parametrize("word", [None, [], "x", {}, {"hello": 1}, {"hello": {}, "cases": {}}, {"cases": {"list": 7}},
                                  {"cases": {"list": [7, {}, {"code": "x"}, {"code": 5, "label": []}]}}])  # fmt: skip
def test_a_strange_word_from_the_browser_does_nothing(store, word):
    made = visit(store)
    made.shell._handle_custom_msg(word, [])
    assert ((), "") == (made.cases.rows, made.failed)


def test_a_case_deleted_elsewhere_does_not_come_back(store):
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    store.forget(key_of(made.shell.code))
    enter(made, "tracking", "in_transit")
    assert made.session.say("ui.store.gone") in made.keeping.view.html
    enter(made, "origin", "domestic")
    assert [] == list(store.export())
    press(made, "clear_yes")
    enter(made, "complaint", "not_arrived")
    assert 1 == len(list(store.export()))


def test_a_case_lost_with_its_database_is_stored_again(store, tmp_path):
    """An open page notices by itself, and one that comes back from its tab writes what the tab kept."""
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    enter(made, "tracking", "in_transit")
    lose(store)
    made.keeping.look()
    assert made.state.case == kept(store, made)
    assert "" == made.keeping.view.html
    lose(store)
    said(made, "hello", {"code": made.shell.code, "own": True, "waiting": ""})
    assert Case(Facts(complaint="not_arrived", tracking="in_transit")) == kept(store, made)
    assert made.session.say("ui.store.gone") not in made.keeping.view.html


@pytest.mark.parametrize("act", ["theirs", "mine"])
def test_two_answers_to_one_question_are_put_to_the_second(store, act):
    one = visit(store)
    enter(one, "complaint", "not_arrived")
    two = visit(store, one.shell.code)
    enter(one, "tracking", "in_transit")
    enter(two, "tracking", "customs")
    assert "用「运输中」" in two.keeping.view.html
    assert "用「清关中」" in two.keeping.view.html
    two.keeping.view._handle_custom_msg({"act": act, "arg": ""}, [])
    chosen = {"theirs": "in_transit", "mine": "customs"}[act]
    assert (chosen, chosen) == (two.state.case.facts.tracking, kept(store, two).facts.tracking)
    assert "" == two.keeping.view.html.strip()
    press(one, "tick")  # the other tab sees it by itself
    assert chosen == one.state.case.facts.tracking


def test_the_list_says_what_is_due_next_in_each_case(store):
    one, two = visit(store), visit(store)
    enter(one, "complaint", "not_arrived")
    enter(two, "item", "陶瓷杯")
    press(two, "cases")
    listed = [{"code": one.shell.code, "label": ""}, {"code": two.shell.code, "label": " 给  妈妈 "}]
    said(two, "cases", {"list": [*listed, {"code": new_code(), "label": "旧的"}], "private": False})
    assert {one.shell.code[-5:], "给 妈妈", "旧的"} == {row.name.split()[-1] if not row.label else row.label
                                                    for row in two.cases.rows}  # fmt: skip
    due = two.session.say(f"action.{CaseState(two.session, one.state.case).advice.action}")
    assert due in two.cases.view.html
    assert two.session.say("ui.store.unknown") in two.cases.view.html


@pytest.mark.parametrize(
    ("events", "action", "clock"),
    [
        (("platform_applied",), "wait_platform", "follow_up"),
        (
            ("platform_applied", "ruled:rejected", "appealed", "appeal_ended:lost", "mediation_filed"),
            "wait_mediation",
            "mediation",
        ),
        (("platform_applied", "ruled:rejected", "sued"), "wait_court", "court"),
    ],
)
def test_what_is_due_next_is_the_clock_of_the_action_and_not_the_end_of_the_order(store, events, action, clock):
    """A court names no day; until now the list showed the day on which the order confirms itself."""
    made, at = visit(store), NOW - timedelta(hours=5)
    told = [event.partition(":") for event in ("seller_contacted", *events)]
    journal = tuple(Event(name, at + timedelta(hours=n), reply or "none") for n, (name, _, reply) in enumerate(told))
    made.state.adopt(Case(replace(a_case().facts, auto_confirm_at=NOW + timedelta(hours=9)), journal))
    advice = made.state.advice
    until = {c.id: c.ends_at for c in advice.clocks}
    assert (action, "auto_confirm") == (advice.action, min(until, key=until.__getitem__))
    assert until.get(clock) == advice.due


def test_a_code_is_opened_by_enter_and_what_was_said_of_it_goes_with_it(store):
    """As by the button; a refusal does not outlive the code it is about."""
    one, two = visit(store), visit(store)
    enter(one, "item", "陶瓷杯")
    press(two, "cases")
    two.cases.typed._handle_custom_msg({"enter": "nonsense"}, [])
    assert "ui.store.mistyped" == two.cases.word
    two.cases.typed.set_state({"value": ""})
    assert ("", False) == (two.cases.word, 'role="alert"' in two.cases.foot.html)
    two.cases.typed._handle_custom_msg({"enter": one.shell.code}, [])
    assert ("陶瓷杯", False, "") == (two.state.case.facts.item, two.cases.opened, two.cases.typed.value)


def test_the_moment_of_an_entry_is_the_clock_of_the_page(store):
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    assert [NOW] == [e.moment for e in store.read(key_of(made.shell.code))]


def photo(shade: int) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 90, 90)).save(made, "PNG")
    return made.getvalue()


def test_evidence_files_come_back_with_their_case_and_go_with_it(store):
    """Files are in a folder of their case: another page has them, a new case has none, a forgotten one leaves none."""
    first = visit(store)
    assert first.sections["evidence"].exhibits.take(Arrived("order.png", "order_shot", photo(10))).taken
    assert frozenset({"order_shot"}) == first.state.case.facts.held
    again = visit(store, first.shell.code, own=False)
    assert ["order.png"] == [kept.exhibit.name for kept in again.shelf.list()]
    assert ["order.png"] == [exhibit.name for exhibit in again.file.exhibits()]
    press(again, "clear_yes")
    assert ((), True) == (again.shelf.list(), again.shelf.shelf.lasting)
    assert 1 == len(list(store.evidence.iterdir()))
    store.forget(key_of(first.shell.code))
    assert [] == list(store.evidence.iterdir())


def test_files_that_came_before_the_code_go_along(store):
    """What was dropped while the page was still being told its case is not lost."""
    made = whole(CasePage(session(store=store), "wizard"))
    assert made.sections["evidence"].exhibits.take(Arrived("chat.png", "chat_shot", photo(200))).taken
    said(made, "hello", {"code": "", "own": True, "waiting": ""})
    assert ["chat.png"] == [kept.exhibit.name for kept in made.shelf.list()]
    assert made.shelf.shelf.lasting


def opened(page: CasePage, raw: bytes) -> None:
    """Open a case file as the browser brings it."""
    Browser(page.file.widget).bring(raw, "x.zip")


def test_a_case_file_is_a_case_of_its_own_and_the_one_before_stays_as_it_was(store):
    """The stored case keeps its answers and files, the opened one is stored whole, and one press goes back."""
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    assert made.sections["evidence"].exhibits.take(Arrived("order.png", "order_shot", photo(10))).taken
    before, code = made.state.case, made.shell.code
    opened(made, pack(a_case(), [an_exhibit(1, "chat_shot")], made.session.book, made.session.now()))
    assert (a_case(), a_case()) == (made.state.case, kept(store, made))
    assert code != made.shell.code
    assert ["截图 1.png"] == [k.exhibit.name for k in made.shelf.list()]
    enter(made, "worth", "high")
    made.keeping.look()
    assert "high" == kept(store, made).facts.worth == made.state.case.facts.worth
    again = visit(store, code, own=False)
    assert (before, ["order.png"]) == (again.state.case, [k.exhibit.name for k in again.shelf.list()])
    made.file.view._handle_custom_msg({"act": "back"}, [])
    assert (before, code) == (made.state.case, made.shell.code)
    assert ["order.png"] == [k.exhibit.name for k in made.shelf.list()]


def test_what_was_typed_into_a_draft_stays_with_its_case(store):
    """A case opened by its code in the same page does not show the message of another."""
    other = visit(store)
    enter(other, "complaint", "part_missing")
    made = visit(store)
    enter(made, "complaint", "not_arrived")
    made.sections["draft"].mine.set_text("只属于前一单的话")
    assert made.keeping.open(other.shell.code)
    assert made.sections["draft"].mine.text is None


def test_what_was_taken_out_of_one_case_is_not_put_into_another(store):
    """The offer to put an event back goes with the case that it was taken out of."""
    other, made = visit(store), visit(store)
    other.state.record("refunded")
    made.state.record("seller_contacted")
    press(made, "drop", "0")
    assert 'data-act="put_back"' in made.sections["journal"].events.html
    assert made.keeping.open(other.shell.code)
    assert 'data-act="put_back"' not in made.sections["journal"].events.html
    press(made, "put_back")
    assert ["refunded"] == [event.event for event in made.state.case.journal]


def test_a_case_is_found_by_its_name_its_order_number_or_the_end_of_its_code(store):
    """The list shows what fits, and an act on a line is an act on that case."""
    made, codes = visit(store), []
    for number, item in (("P778899", "伞"), ("P112233", "陶瓷杯")):
        other = visit(store)
        enter(other, "order_no", number)
        enter(other, "item", item)
        codes.append(other.shell.code)
    press(made, "cases")
    said(made, "cases", {"list": [{"code": code, "label": ""} for code in codes], "private": False})
    for wanted, found in (("杯", "陶瓷杯"), ("7788", "伞"), (codes[1][-5:].lower(), "陶瓷杯"), ("x7", "")):
        made.cases.find.set_state({"value": wanted})
        shown = [name for name in ("伞", "陶瓷杯") if f"<strong>{name}</strong>" in made.cases.view.html]
        assert shown == ([found] if found else [])
    assert made.session.say("ui.cases.unfound") in made.cases.view.html
    made.cases.find.set_state({"value": "7788"})
    made.cases.view._handle_custom_msg(
        {"act": "open", "arg": re.search(r'data-act="open" data-arg="(\d+)"', made.cases.view.html)[1]}, []
    )
    assert ("P778899", "") == (made.state.case.facts.order_no, made.cases.find.value)


def test_the_device_knows_the_next_act_of_a_stored_case(store, monkeypatch):
    """The first page lists it; it is told when it changes and not at every answer."""
    told = []
    made = visit(store)
    monkeypatch.setattr(made.shell, "send", lambda message, *_: told.append(message))
    enter(made, "complaint", "not_arrived")
    enter(made, "item", "伞")
    nexts = [one["remember"] for one in told if "next" in one.get("remember", {})]
    assert [made.shell.code] == [one["code"] for one in nexts]
    assert made.session.say(f"action.{made.state.advice.action}") == nexts[0]["next"]["zh"]

"""The evidence section by its widgets: files tick slots, the last one to leave asks, and the browser is not trusted."""

import io
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import STOPPED, press, title, whole
from pictures import LIMITS, PDF, SECRET, drawn, saved, telling_jpeg
from PIL import Image
from sending import Browser
from strategies import NOW

from guide.cases.exhibits.shelf import FolderShelf
from guide.engine.case import Case
from guide.ui.case.exhibits import Exhibits
from guide.ui.case.page import CasePage
from guide.ui.case.shelf import CaseShelf
from guide.ui.controls.incoming import PIECE, Arrived
from guide.ui.session import CaseState, Session

PNG = saved(drawn(), "PNG")
LACKING = '这一句还没有证据：<span lang="zh-CN">([^<]*)'


def page(name="platform"):
    made = whole(CasePage(Session(now=lambda: NOW), name))
    made.state.case = STOPPED
    made.state.touch()
    return made


def bring(made, data, name="a.png", slot="", key=""):
    """A file as the browser sends it; returns the last answer."""
    return Browser(made.sections["evidence"].exhibits.upload).bring(data, name, slot, key)


def act(made, name, arg):
    made.sections["evidence"].exhibits.files._handle_custom_msg({"act": name, "arg": arg}, [])
    assert "" == made.failed


def held(made):
    return made.state.case.facts.held


def only(made):
    (kept,) = made.shelf.list()
    return kept


def test_a_file_brought_for_a_slot_ticks_it():
    made = page()
    answer = bring(made, PNG, "订单.png", "order_shot")
    assert ("taken", "收下了「订单.png」，放进「订单页截图」。") == (answer["op"], answer["say"])
    assert {"order_shot"} == held(made)
    assert "订单.png" in made.sections["evidence"].exhibits.files.html
    assert "1 个文件" in str(made.sections["evidence"].ticks.widget.groups)


def test_one_file_fills_several_slots_and_leaves_them_one_by_one():
    made = page()
    bring(made, PNG)
    assert (frozenset(), frozenset()) == (held(made), only(made).exhibit.slots)
    for slot in ("order_shot", "address_shot"):
        act(made, "fill", f"{only(made).exhibit.id} {slot}")
    assert {"order_shot", "address_shot"} == held(made) == only(made).exhibit.slots
    act(made, "fill", f"{only(made).exhibit.id} order_shot")
    assert {"order_shot", "address_shot"} == held(made)  # it asks first
    assert "你自己还存着吗" in made.sections["evidence"].exhibits.files.html
    act(made, "drop_tick", only(made).exhibit.id)
    assert {"address_shot"} == held(made) == only(made).exhibit.slots


@pytest.mark.parametrize(("choice", "left", "files"), [
    ("keep_tick", {"order_shot", "chat_shot"}, 0), ("drop_tick", {"chat_shot"}, 0),
    ("leave", {"order_shot", "chat_shot"}, 1),
])  # fmt: skip
def test_removing_the_last_file_of_a_slot_asks_about_the_tick(choice, left, files):
    made = page()
    made.state.answer("held", frozenset({"chat_shot"}))
    bring(made, PNG, slot="order_shot")
    act(made, "take_out", only(made).exhibit.id)
    assert 1 == len(made.shelf.list())
    act(made, choice, only(made).exhibit.id)
    assert (left, files) == (held(made), len(made.shelf.list()))
    assert "g-file__ask" not in made.sections["evidence"].exhibits.files.html


def test_a_second_file_in_the_slot_lets_the_first_go_without_a_question_about_the_tick():
    made = page()
    bring(made, PNG, slot="order_shot")
    bring(made, saved(drawn(seed=4), "PNG"), slot="order_shot", key="two")
    first = made.shelf.list()[0].exhibit.id
    act(made, "fill", f"{first} order_shot")
    assert made.sections["evidence"].exhibits.asking is None
    act(made, "take_out", first)
    assert "keep_tick" in made.sections["evidence"].exhibits.files.html
    assert "drop_tick" not in made.sections["evidence"].exhibits.files.html
    act(made, "keep_tick", first)
    assert ({"order_shot"}, 1) == (held(made), len(made.shelf.list()))


def test_ticks_by_hand_work_and_a_slot_with_a_file_stays_ticked():
    made = page()
    bring(made, PNG, slot="order_shot")
    ticks = made.sections["evidence"].ticks.widget
    ticks.set_state({"value": ["order_shot", "chat_shot"]})
    assert {"order_shot", "chat_shot"} == held(made)
    ticks.set_state({"value": ["chat_shot"]})
    assert {"order_shot", "chat_shot"} == held(made)
    assert (["order_shot", "chat_shot"], "这一项里还有文件，不能取消勾选。请先把文件移走。") == (
        ticks.value,
        ticks.status,
    )
    ticks.set_state({"value": ["order_shot"]})
    assert ({"order_shot"}, "") == (held(made), ticks.status)


def test_the_advice_follows_the_files():
    made = page("wizard")
    made.state.record("seller_contacted", at=NOW.replace(day=20))
    made.state.record("seller_replied", "refused")
    assert title(made) == "把必备证据备齐"
    for n, slot in enumerate(("order_shot", "tracking_shot", "chat_shot")):
        bring(made, saved(drawn(seed=n + 2), "PNG"), slot=slot, key=slot)
    assert title(made) == "申请平台介入"


def test_covering_makes_a_copy_that_is_handed_in_and_leaves_the_picture_apart():
    made = page()
    bring(made, telling_jpeg(drawn()), "a.jpg", "order_shot")
    shown = []
    made.sections["evidence"].exhibits.mask.send = lambda content, buffers=None: shown.append((content, buffers))
    act(made, "cover", only(made).exhibit.id)
    ((content, (picture,)),) = shown
    assert (640, 400, []) == (content["open"]["width"], content["open"]["height"], content["open"]["boxes"])
    assert Image.open(io.BytesIO(picture)).size == (640, 400)
    mask = made.sections["evidence"].exhibits.mask
    mask._handle_custom_msg({"save": only(made).exhibit.id, "boxes": [[10, 10, 100.5, 50]]}, [])
    assert (0, 0, 0) == Image.open(io.BytesIO(only(made).handed.content)).getpixel((60, 30))
    assert {"order_shot"} == only(made).handed.slots
    assert "没有遮挡的那张单独保存，不会交出去" in made.sections["evidence"].exhibits.files.html
    act(made, "hand", f"{only(made).exhibit.id} open")
    assert only(made).exhibit == only(made).handed
    act(made, "fill", f"{only(made).exhibit.id} chat_shot")
    act(made, "hand", f"{only(made).exhibit.id} masked")
    assert {"order_shot", "chat_shot"} == made.shelf.handed()[0].slots
    made.sections["evidence"].exhibits.mask._handle_custom_msg({"save": only(made).exhibit.id, "boxes": []}, [])
    assert only(made).masked is None


def test_a_covered_copy_that_does_not_fit_is_not_kept(monkeypatch):
    from guide.cases.exhibits.content import Limit
    from guide.ui.case import exhibits

    made = page()
    bring(made, PNG)
    monkeypatch.setattr(exhibits, "limits", lambda _book: {**LIMITS, "total_bytes": Limit(len(PNG) + 9, 1)})
    made.sections["evidence"].exhibits.save(only(made).exhibit.id, [[0, 0, 9, 9]])
    assert only(made).masked is None
    assert "没有保存" in made.sections["evidence"].exhibits.files.html


def test_starting_over_takes_the_files_along():
    made = page("wizard")
    bring(made, PNG, slot="order_shot")
    press(made, "clear")
    press(made, "clear_yes")
    assert (Case(), ()) == (made.state.case, made.shelf.list())
    assert "" == made.sections["evidence"].exhibits.files.html


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["<img src=x onerror=1>.png", "a\u202eb\0.png", "&lt;b&gt;.png", "../x", "\ud800.png"])
def test_a_strange_name_is_shown_escaped(lang, name):
    made = page()
    made.session.lang = lang
    assert "taken" == bring(made, PNG, name)["op"]
    assert "<img src=x" not in made.sections["evidence"].exhibits.files.html
    assert "\u202e" not in made.sections["evidence"].exhibits.files.html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_note_and_refusal_has_words_on_the_page(lang):
    made = page()
    made.session.lang = lang
    small = saved(drawn(80, 80, "P"), "GIF", save_all=True, append_images=[drawn(80, 80, "P", seed=3)])
    for n, data in enumerate((small, telling_jpeg(drawn()), PNG, PDF)):
        assert "taken" == bring(made, data, "a.gif", key=str(n))["op"]
    for n, data in enumerate((b"PK\x03\x04", b"", b"<svg></svg>", PNG[:500], PNG)):
        assert "refused" == bring(made, data, key=f"r{n}")["op"]
    notes = {note for kept in made.shelf.list() for note in kept.notes}
    assert {"animated", "small", "lies", "place", "alike", "pdf"} == notes
    assert SECRET.decode() not in made.sections["evidence"].exhibits.files.html


def test_a_broken_line_goes_on_where_it_stopped():
    browser = Browser(page().sections["evidence"].exhibits.upload)
    data = PNG + bytes(3 * PIECE)
    opening = {"op": "open", "key": "k", "name": "a.png", "size": len(data), "slot": ""}
    browser.say(opening)
    browser.say({"op": "piece", "key": "k", "at": 0}, data[:PIECE])
    browser.say({"op": "close", "key": "k"})
    browser.say(opening)
    browser.say({"op": "piece", "key": "k", "at": 0}, data[:PIECE])
    assert [0, PIECE, PIECE, PIECE, PIECE] == [h["at"] for h in browser.heard]
    browser.say({"op": "cancel", "key": "k"})
    browser.say({"op": "piece", "key": "k", "at": PIECE}, data[PIECE : 2 * PIECE])
    answer = browser.heard[-1]
    assert ("refused", "这个文件没有传完，请再放一次。已经收下的文件都在。") == (answer["op"], answer["say"])


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
LEAVES |= st.sampled_from(["open", "piece", "close", "cancel", "k", "order_shot"])
KEYS = st.sampled_from(["op", "key", "name", "size", "slot", "at", "save", "boxes"])
JUNK = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner), max_leaves=12)


@settings(max_examples=150)
@given(st.lists(st.tuples(JUNK, st.lists(st.binary(max_size=20), max_size=2)), max_size=6))
def test_whatever_the_browser_says_the_page_stands(messages):
    made = STANDING
    for content, buffers in messages:
        made.sections["evidence"].exhibits.upload._handle_custom_msg(content, buffers)
        made.sections["evidence"].exhibits.mask._handle_custom_msg(content, buffers)
    assert "" == made.failed


STANDING = page()


def test_files_in_a_folder_say_so_and_trouble_is_one_sentence(tmp_path):
    state = CaseState(Session(now=lambda: NOW), STOPPED)
    exhibits = Exhibits(state, lambda work: work(), CaseShelf(FolderShelf(tmp_path, "case-1")))
    exhibits.render(state.advice)
    assert "" == exhibits.upload.words["note"]
    exhibits.take(Arrived("a.png", "order_shot", PNG))
    assert 2 == len(list((tmp_path / "case-1").iterdir()))
    (tmp_path / "file").write_text("")
    exhibits = Exhibits(state, lambda work: work(), CaseShelf(FolderShelf(tmp_path / "file", "case-1")))
    exhibits.take(Arrived("b.png", "order_shot", PNG))
    exhibits.render(state.advice)
    assert "保存文件的文件夹不能写入" in exhibits.files.html
    assert 1 == len(exhibits.shelf.list())


def test_sentences_without_evidence_stand_under_the_draft():
    made = page("wizard")
    made.state.answer("demand", "refund")
    assert '这一句还没有证据：<span lang="zh-CN">物流' in made.sections["draft"].unproven.html
    made.state.answer("held", frozenset({"order_shot", "tracking_shot"}))
    assert "" == made.sections["draft"].unproven.html


def test_only_sentences_that_are_still_copied_are_said_to_lack_evidence():
    """A sentence that was taken out, or a text that was emptied, asks for nothing."""
    made = page("wizard")
    made.state.answer("demand", "refund")
    made.render()
    shown = re.findall(LACKING, made.sections["draft"].unproven.html)
    assert shown
    made.sections["draft"].mine.begin()
    made.sections["draft"].mine.take(made.sections["draft"].mine.text.replace(unescape(shown[0]), "一直没有更新。"))
    made.render()
    assert shown[1:] == re.findall(LACKING, made.sections["draft"].unproven.html)
    made.sections["draft"].mine.take("请退款。")
    made.render()
    assert "" == made.sections["draft"].unproven.html
    made.sections["draft"].mine.take("")
    made.render()
    assert "" == made.sections["draft"].unproven.html
    made.sections["draft"].mine.undo()
    made.sections["draft"].mine.take_fresh()
    made.render()
    assert shown == re.findall(LACKING, made.sections["draft"].unproven.html)


def test_of_ten_files_the_screen_shows_five_and_paper_all_and_the_newest_is_in_sight():
    made = page()
    exhibits = made.sections["evidence"].exhibits
    for n in range(10):
        bring(made, saved(drawn(64, 40, seed=n + 1), "PNG"), f"{n}.png")

    def seen():
        shown = re.findall(r'class="g-file" id.*?<b>(\d)\.png', exhibits.files.html, re.DOTALL)
        return [int(n) for n in shown]

    assert len(made.shelf.list()) == exhibits.files.html.count("g-file__name") == 10
    assert seen() == [5, 6, 7, 8, 9]
    act(made, "part", "0")
    assert seen() == [0, 1, 2, 3, 4]
    assert "第 1–5 个，共 10 个" in exhibits.files.html
    act(made, "part", "-1")
    act(made, "part", "99")
    assert seen() == [5, 6, 7, 8, 9]
    for kept in made.shelf.list()[5:]:
        act(made, "take_out", kept.exhibit.id)
        act(made, "keep_tick", kept.exhibit.id)
    assert seen() == [0, 1, 2, 3, 4]
    assert "g-files__turn" not in exhibits.files.html

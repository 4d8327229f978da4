"""Nothing crosses from one case to another: every control, section and sentence of a page is tried."""

import json

import pytest
from cases import a_case, a_png
from pages import page, session

from guide import Case
from guide.cases.store import Store
from guide.ui.base import within
from guide.ui.case.page import CasePage
from guide.ui.controls.checks import Checks
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.shell import Shell
from guide.ui.controls.transfer import Transfer
from guide.ui.controls.view import View

MARK = "13855557788"  # a phone of the caller before
LOG = f"2026-11-20 08:00:00 【杭州市】快递员正在派件，电话：{MARK}\n2026-11-20 18:00:00 已签收，签收人：本人"


def shown(made: CasePage) -> list[tuple[str, dict[str, object]]]:
    """Everything that the browser is told of a page, widget by widget; codes are of a case and differ."""
    found = []
    for widget in within(made.root):
        names = [n for n in widget.keys if n[0] != "_" and n not in ("layout", "children", "tabbable", "tooltip")]
        state = {n: getattr(widget, n) for n in names if not (isinstance(widget, Shell) and n == "code")}
        hidden = getattr(widget.layout, "display", None) == "none"
        found.append((type(widget).__name__, {**state, "hidden": hidden}))
    return found


def fill(made: CasePage) -> None:
    """Fill every control of every section, press what can be pressed, and begin what can be begun."""
    for widget in list(within(made.root)):
        if isinstance(widget, Entry):
            text = "2026-11-03T04:05" if widget.kind == "datetime" else "2026-11-03" if widget.kind == "date" else MARK
            widget.set_state({"value": LOG if widget.name == "paste" else text})
        elif isinstance(widget, Choice) and widget.options:
            widget.set_state({"value": widget.options[-1]["value"]})
        elif isinstance(widget, Checks):
            widget.set_state({"value": [item["value"] for group in widget.groups for item in group["items"]]})
    for widget in list(within(made.root)):
        if isinstance(widget, View):
            widget.status = f"{widget.status} {MARK}"
        if isinstance(widget, Transfer):
            widget.status = widget.error = MARK
    sections = made.sections
    sections["draft"].draft._handle_custom_msg({"act": "edit", "arg": ""}, [])
    sections["draft"].mine.widget.set_state({"value": f"我的电话是 {MARK}"})
    sections["journal"].events._handle_custom_msg({"act": "retime", "arg": "0"}, [])
    sections["journal"].events._handle_custom_msg({"act": "drop", "arg": "1"}, [])
    exhibits, raw = sections["evidence"].exhibits, a_png()
    for key, size in (("whole", len(raw)), ("half", 2 * len(raw))):
        exhibits.upload._handle_custom_msg({"key": key, "op": "open", "name": f"{MARK}.png", "size": size}, [])
        exhibits.upload._handle_custom_msg({"key": key, "op": "piece", "at": 0}, [memoryview(raw)])
    exhibits.upload._handle_custom_msg({"key": "whole", "op": "close"}, [])
    exhibits.files._handle_custom_msg({"act": "take_out", "arg": exhibits.shelf.list()[0].exhibit.id}, [])
    exhibits.trouble = made.failed = MARK
    made.walk.timing, made.walk.reading = ("seller_contacted", "none"), True
    made.cases.opened, made.cases.asking = True, "rename"


def stripped(state: object) -> str:
    """All of it as one text."""
    return json.dumps(state, ensure_ascii=False, default=str)


def begun(store: Store | None = None) -> CasePage:
    """A page with a case that is well under way."""
    made = CasePage(session(store=store), "wizard")
    made.shell._handle_custom_msg({"hello": {"code": "", "own": True, "waiting": ""}}, [])
    made.walk.go("all")
    made.state.take(Case(a_case().facts, a_case().journal))
    return made


def test_a_new_case_is_like_a_page_that_was_just_opened():
    """Each trait of each widget is what it is on a page on which nobody has done anything yet."""
    fresh = page()
    made = begun()
    fill(made)
    assert MARK in stripped(shown(made))
    made.succession.clear()
    made.cases.opened = False
    made.render()
    before, after = shown(fresh), shown(made)
    assert [name for name, _ in before] == [name for name, _ in after]
    different = [(name, key, now[key]) for (name, was), (_, now) in zip(before, after, strict=True)
                 for key in was if was[key] != now[key]]  # fmt: skip
    assert [] == different


@pytest.mark.parametrize("way", ["archive", "code"])
def test_a_case_that_is_opened_has_nothing_of_the_one_before(way, tmp_path):
    """By an archive, by a code or from the list: no trait of any widget holds a word of the other caller."""
    store = Store(f"sqlite:///{tmp_path}/cases.db") if way == "code" else None
    made, other = begun(store), a_case(order_no="P1", item="伞")
    fill(made)
    assert MARK in stripped(shown(made))
    if way == "archive":
        assert made.succession.switch(other, ())
    else:
        second = begun(store)
        second.state.take(other)
        assert second.keeping.stored
        assert made.keeping.open(second.keeping.code)
    made.render()
    kept = [(name, key) for name, state in shown(made) for key, value in state.items() if MARK in stripped([value])]
    assert [] == kept
    assert other.facts == made.state.case.facts
    assert () == made.shelf.list()
    assert made.sections["tracking"].paste.reading is None


def test_a_file_on_its_way_does_not_arrive_in_another_case():
    """What was half here is dropped; its last piece finds nothing."""
    made = begun()
    upload, raw = made.sections["evidence"].exhibits.upload, a_png()
    upload._handle_custom_msg({"key": "k", "op": "open", "name": "a.png", "size": len(raw)}, [])
    made.succession.clear()
    upload._handle_custom_msg({"key": "k", "op": "piece", "at": 0}, [memoryview(raw)])
    upload._handle_custom_msg({"key": "k", "op": "close"}, [])
    assert () == made.shelf.list()


def test_a_picture_that_is_still_being_read_is_of_its_own_case():
    """Its words do not come into the box of the next case."""
    import asyncio

    from guide.ui.case import paste as pasting

    made = begun()
    field = made.sections["tracking"].paste

    async def switch() -> None:
        async def recognise(_data: bytes) -> str:
            await asyncio.sleep(0.05)
            return LOG

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pasting, "recognise", recognise)
            field.take_file("image", b"x")
            await asyncio.sleep(0)
            made.succession.clear()
            await asyncio.sleep(0.1)

    asyncio.run(switch())
    assert ("", None, False) == (field.widget.value, field.reading, field.widget.busy)

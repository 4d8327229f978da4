"""Sections: each has a kind, owns what is under it, and is found by what is mended in it."""

import re
from pathlib import Path

import pytest
from pages import STOPPED, enter, page, press, title

from guide.book.loader import default_book
from guide.ui.case import sections
from guide.ui.case.sections import KINDS, PLACES, Section
from guide.ui.layouts import layouts

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def test_one_page_is_the_whole_case_and_every_kind_of_section_is_on_it():
    (whole,) = [name for name, layout in layouts(default_book()).items() if layout.is_whole]
    assert whole == "wizard"
    assert set(KINDS) <= set(layouts(default_book())[whole].sections)


def test_a_module_of_the_package_is_the_section_of_its_name():
    modules = {path.stem for path in Path(sections.__file__).parent.glob("*.py")} - {"__init__", "base"}
    assert modules == set(KINDS)
    assert all(issubclass(kind, Section) and kind.__module__.endswith(f".{name}") for name, kind in KINDS.items())


def test_a_section_with_nothing_of_its_own_asks_its_questions():
    made = page()
    assert type(made.sections["order"]) is Section
    asked = [r.id for r in made.session.book.tables["questions"].rules if r.then["part"] == "order"]
    assert asked == [field.name for field in made.sections["order"].fields]


@pytest.mark.parametrize("name", [name for name, layout in layouts(default_book()).items() if layout.shows == "case"])
def test_a_part_of_the_page_is_in_one_section_only(name):
    targets = [target for section in page(name).sections.values() for target in section.targets]
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize("thing", PLACES)
def test_what_is_no_field_is_mended_in_a_section_of_the_whole_page(thing):
    made = page(case=STOPPED)
    (home,) = [section for section in made.sections.values() if PLACES[thing] in section.targets]
    home.opened = home.wanted = False
    press(made, "goto", thing)
    assert home.opened
    assert home.box.layout.display is None


def test_what_a_chapter_does_not_show_is_asked_for_all_the_same():
    """The browser looks for it on the page and, in vain, goes to the page that has it."""
    made, sent = page("start", STOPPED), []
    made.now.send = sent.append
    press(made, "goto", "held")
    (message,) = sent
    assert message["jump"] == "s-evidence"
    (notebook,) = re.findall(r"\w+\.ipynb", message["away"])  # which JupyterLab is told, having no such address
    assert (NOTEBOOKS / notebook).exists()


@pytest.mark.parametrize("name", [n for n, one in layouts(default_book()).items() if one.open and not one.is_whole])
def test_a_chapter_advises_nothing_before_an_answer(name):
    made = page(name)
    assert "data-act" not in made.now.html
    assert made.now.status == ""


def test_a_chapter_about_messages_does_not_hold_its_message_back():
    made = page("seller")
    enter(made, "demand", "trace")
    assert title(made) == "给商家发第一条消息"
    assert "g-draft__body" in made.sections["draft"].draft.html
    assert title(made) in made.now.status


@pytest.mark.parametrize("name", ["seller", "start"])
def test_a_new_case_takes_nothing_typed_along(name):
    """Also from a page that does not show the draft."""
    made = page(name, STOPPED)
    made.shell.set_state({"draft": '{"base": "a", "text": "b"}'})
    press(made, "clear")
    press(made, "clear_yes")
    assert made.shell.draft == ""


def test_the_visitor_chooses_which_parcel_of_a_paste_is_the_one_of_the_order():
    made = page()
    section = made.sections["tracking"]
    section.paste.widget.set_state(
        {
            "value": "中通快递 73000000000063\n2026-11-20 18:01 快件已送达【春风里菜鸟驿站】\n"
            "韵达快递 46000000000064\n2026-11-19 12:00 快件离开【常州分拨中心】"
        }
    )
    assert "46000000000064" in section.reading.html
    press(made, "choose_parcel", "7")
    assert "73000000000063" == section.paste.reading.tracking_no
    press(made, "choose_parcel", "0")
    assert "73000000000063" == section.paste.reading.tracking_no
    press(made, "choose_parcel", "1")
    assert "46000000000064" == section.paste.reading.tracking_no
    press(made, "use_reading")
    assert "in_transit" == made.state.case.facts.tracking


def test_a_line_of_a_paste_is_shown_as_it_was_pasted():
    section = page().sections["tracking"]
    line = "【ＸＸ市】快件離開【常州分撥中心】，官网客服９５５４３，欢迎致电"
    section.paste.widget.set_state({"value": f"2026-11-19 12:00 {line}"})
    assert line in section.reading.html

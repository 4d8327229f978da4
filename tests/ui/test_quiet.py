"""A page of the web app is built in silence, and its whole state leaves with it."""

import json
from contextlib import suppress

import pytest
from ipywidgets import HTML
from pages import session

from guide.ui.quiet import STATE, VIEW, _Comm, bundle, say_now, together
from guide.ui.registry import SERVED, build, page


@pytest.fixture
def sent(monkeypatch):
    """What comms would have sent, by its kind."""
    kinds = []
    monkeypatch.setattr("ipykernel.comm.comm.BaseComm.publish_msg", lambda self, kind, *_, **__: kinds.append(kind))
    monkeypatch.setattr(_Comm, "kernel", object())
    return kinds


@pytest.fixture
def said(monkeypatch):
    """What comms would have sent."""
    data = []
    monkeypatch.setattr("ipykernel.comm.comm.BaseComm.publish_msg", lambda self, _, said, **__: data.append(said))
    monkeypatch.setattr(_Comm, "kernel", object())
    return data


@pytest.fixture
def made():
    """A page, and the bundle that shows it."""
    pages = []

    def make():
        pages.append(build(session(), "wizard"))
        return pages[0].root

    shown = bundle(make)
    return pages[0], shown


def test_nothing_is_sent_while_a_page_is_built_and_every_change_after_it(sent):
    pages = []
    bundle(lambda: pages.append(build(session(), "wizard")) or pages[0].root)
    assert [] == sent
    pages[0].head.html = "<p>今天</p>"
    assert ["comm_msg"] == sent


def changes(page, *, reads_many):
    """What a page says of two changes, and of one more after that."""
    with together(reads_many):
        page.head.html = "<p>1</p>"
        page.now.html = "<p>2</p>"
        say_now()
        page.aside.html = "<p>3</p>"


def test_changes_leave_in_one_message_where_the_page_reads_it_so(made, said):
    page, _ = made
    changes(page, reads_many=True)
    first, last = said
    assert [(page.head.model_id, "<p>1</p>"), (page.now.model_id, "<p>2</p>")] == [
        (name, one["state"]["html"]) for name, one in first["messages"]
    ]
    assert ("many", "update", "<p>3</p>") == (first["method"], last["method"], last["state"]["html"])
    page.head.html = "<p>4</p>"
    assert "<p>4</p>" == said[-1]["state"]["html"]


def test_changes_leave_one_by_one_where_another_script_shows_the_page(made, said):
    changes(made[0], reads_many=False)
    assert ["<p>1</p>", "<p>2</p>", "<p>3</p>"] == [one["state"]["html"] for one in said]


def test_what_was_said_before_a_failure_leaves_all_the_same(made, said):
    page, _ = made
    with suppress(ZeroDivisionError), together(True):
        page.shell.case = '{"v": 1}'
        page.head.html = str(1 / 0)
    assert ['{"v": 1}'] == [one["state"]["case"] for one in said]


def test_bytes_are_kept_for_no_other_message(made, said):
    page, _ = made
    with together(True):
        page.head.html = "<p>1</p>"
        page.now.send({"file": "a"}, [b"1"])
        assert [{"file": "a"}] == [one.get("content") for one in said[1:]]
    assert 2 == len(said)


def test_afterwards_widgets_are_made_as_before(made):
    assert not isinstance(HTML().comm, _Comm)


def test_the_state_holds_every_widget_below_the_root_once(made):
    page, shown = made
    states = shown[STATE]
    assert shown[VIEW]["model_id"] in states
    named = {name.removeprefix("IPY_MODEL_") for state in states.values() for name in state.get("children", ())}
    named |= {state["layout"].removeprefix("IPY_MODEL_") for state in states.values() if "layout" in state}
    assert named <= set(states)
    assert page.head.html == states[page.head.model_id]["html"]


def test_a_control_goes_by_the_name_of_its_script_so_the_state_is_small(made):
    page, shown = made
    assert "view" == shown[STATE][page.head.model_id]["_script"]
    assert len(json.dumps(shown[STATE], ensure_ascii=False).encode()) < 120_000


@pytest.mark.parametrize("served", [True, False])
def test_only_the_web_app_finds_the_state_beside_the_form(monkeypatch, served):
    shown = []
    monkeypatch.setattr("IPython.display.publish_display_data", lambda data, **_: shown.append(data))
    monkeypatch.setenv("GUIDE_STORE", "off")
    monkeypatch.setenv(SERVED, "1" if served else "")
    page("start")
    assert served == (STATE in shown[0])
    assert VIEW in shown[0]


def test_what_a_page_shows_later_is_known_from_the_start():
    """A part that is on no box yet leaves with the page; nothing tells of it again."""
    pages = []
    shown = bundle(lambda: pages.append(build(session(), "practice")) or pages[0].root)
    assert pages[0].asking.card.model_id in shown[STATE]
    assert pages[0].asking.card not in pages[0].root.children

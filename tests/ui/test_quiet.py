"""A page of the web app is built in silence, and its whole state leaves with it."""

import json

import pytest
from ipywidgets import HTML
from pages import session

from guide.ui.quiet import STATE, VIEW, _Comm, bundle
from guide.ui.registry import SERVED, build, page


@pytest.fixture
def sent(monkeypatch):
    """What comms would have sent, by its kind."""
    kinds = []
    monkeypatch.setattr("ipykernel.comm.comm.BaseComm.publish_msg", lambda self, kind, *_, **__: kinds.append(kind))
    return kinds


@pytest.fixture
def made():
    """A page, and the bundle that shows it."""
    pages = []

    def make():
        pages.append(build(session(), "wizard"))
        return pages[0].root

    shown = bundle(make)
    return pages[0], shown


def test_nothing_is_sent_while_a_page_is_built_and_every_change_after_it(sent, monkeypatch):
    monkeypatch.setattr(_Comm, "kernel", object())
    pages = []
    bundle(lambda: pages.append(build(session(), "wizard")) or pages[0].root)
    assert [] == sent
    pages[0].head.html = "<p>今天</p>"
    assert ["comm_msg"] == sent


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

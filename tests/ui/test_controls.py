"""The Python half of the widget kit: what a browser may write, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

import guide.ui
from guide.ui.controls.base import Control
from guide.ui.controls.checks import Checks
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.shell import CASE_BYTES, Shell
from guide.ui.controls.showing import show
from guide.ui.controls.view import View

OPTIONS = [{"value": "yes", "label": "是"}, {"value": "no", "label": "否"}]
GROUPS = [
    {"title": "必备", "items": [{"value": "order", "label": "订单"}, {"value": "chat", "label": "聊天"}]},
    {"title": "可选", "items": [{"value": "home", "label": "回话"}]},
]
KIT = [View, Choice, Entry, Checks, Shell]


def case(size: int) -> str:
    """A case file of exactly that many bytes."""
    return json.dumps({"a": "x" * (size - 9)})


@pytest.mark.parametrize("kind", KIT)
def test_every_public_trait_is_synced(kind: type[Control]) -> None:
    own = {name for name in kind.class_own_traits() if not name.startswith("_")}
    assert own == {name for name in own if kind.class_traits()[name].metadata.get("sync")}


@pytest.mark.parametrize("kind", KIT)
def test_only_the_named_traits_can_be_written_from_the_browser(kind: type[Control]) -> None:
    control = kind()
    others = set(control.keys) - control.writable
    before = {name: getattr(control, name) for name in others}
    control.set_state(dict.fromkeys(others, "<script>"))
    assert {name: getattr(control, name) for name in others} == before


@pytest.mark.parametrize("kind", KIT)
def test_the_module_stands_alone(kind: type[Control]) -> None:
    module = str(kind()._esm)
    assert module.count("export default") == 1
    assert "import " not in module
    assert "style=" not in module
    assert "://" not in module


def test_a_control_is_of_its_own_class_and_shares_its_layout_with_all_that_are_on_show() -> None:
    one, other = Entry(), View()
    assert type(one) is Entry
    assert one.layout is other.layout
    show(one, False)
    assert (one.layout.display, other.layout.display) == ("none", None)


def test_a_layout_that_is_shared_is_never_changed() -> None:
    ui = Path(guide.ui.__file__).parent
    assert [] == [path.name for path in ui.rglob("*.py") if re.search(r"layout\.\w+ = ", path.read_text("utf-8"))]


HOSTILE: list[tuple[Control, str, list[Any]]] = [
    (
        Choice(name="q", options=OPTIONS, value="yes"),
        "value",
        ["maybe", 1, None, ["no"], {"no": 1}, "x" * 10**6],
    ),
    (Entry(name="t", value="old", max_length=5), "value", ["123456", 7, None, [], {}]),
    (
        Entry(name="t", kind="datetime", value="2025-11-21T18:20"),
        "value",
        [
            "2025-02-30T10:00",
            "2025-11-21",
            "21.11.2025",
            "2025-11-21T18:20:00",
            "２０２５-11-21T18:20",
            "0000-01-01T00:00",
        ],
    ),
    (Entry(name="t", kind="date", value="2025-11-21"), "value", ["2025-13-01", "2025-11-21T18:20", "x"]),
    (
        Checks(name="e", groups=GROUPS, value=["chat"]),
        "value",
        ["forged", ["forged"], [1], None, [["order"]], ["order"] * 9, {"order": True}],
    ),
    (Shell(lang="en"), "lang", ["fr", "", None, 1, "ZH"]),
    (Shell(zone_minutes=-300), "zone_minutes", [10**9, -841, "480", None, 1.5, True]),
    (Shell(narrow=True), "narrow", ["yes", None]),
    (Shell(), "reads_many", ["yes", None]),
    (Shell(zone_name="Asia/Shanghai"), "zone_name", ["<b>", "x" * 65, None, 3, "a b"]),
    (
        Shell(case='{"v":1}'),
        "case",
        ["[]", "{", "1", None, {}, "[" * 100_000, '{"a":"\ud800"}', case(CASE_BYTES + 1)],
    ),
    (Shell(former='{"v":1}'), "former", ["[]", "{", None, case(CASE_BYTES + 1)]),
]


@pytest.mark.parametrize(
    ("control", "name", "value"),
    [(control, name, value) for control, name, values in HOSTILE for value in values],
    ids=lambda v: repr(v)[:30],
)
def test_a_hostile_value_is_refused_and_the_old_one_sent_back(
    control: Control, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(control, "send_state", lambda key=None: sent.append(key))
    before = getattr(control, name)
    control.set_state({name: value})
    assert (getattr(control, name), sent) == (before, [name])
    with pytest.raises(TraitError):
        setattr(control, name, value)
    assert getattr(control, name) == before


@pytest.mark.parametrize(
    ("control", "name", "value", "kept"),
    [
        (Choice(options=OPTIONS), "value", "no", "no"),
        (Choice(options=OPTIONS, value="no"), "value", "unknown", "unknown"),
        (Entry(), "value", "a\nb\x00c\x7f", "abc"),
        (Entry(), "value", "a\u202eb\u2066c👨\u200d👩", "abc👨\u200d👩"),
        (Entry(kind="area"), "value", "a\nb\tc\x0b", "a\nb\tc"),
        (Entry(), "value", "a\ud800b", "ab"),
        (Entry(kind="datetime"), "value", "2025-11-21T18:20", "2025-11-21T18:20"),
        (Entry(kind="date", value="2025-11-21"), "value", "", ""),
        (Checks(groups=GROUPS), "value", ["home", "order"], ["order", "home"]),
        (Shell(), "lang", "en", "en"),
        (Shell(), "zone_minutes", -480, -480),
        (Shell(), "narrow", True, True),
        (Shell(), "reads_many", True, True),
        (Shell(), "zone_name", "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        (Shell(), "case", case(CASE_BYTES), case(CASE_BYTES)),
    ],
)
def test_a_good_value_is_taken(control: Control, name: str, value: Any, kept: Any) -> None:
    control.set_state({name: value})
    assert getattr(control, name) == kept


def test_one_bad_value_does_not_stop_a_good_one() -> None:
    shell = Shell()
    shell.set_state({"lang": "fr", "zone_minutes": 60})
    assert (shell.lang, shell.zone_minutes) == ("zh", 60)


def test_a_fault_in_an_observer_is_not_taken_for_a_bad_value() -> None:
    choice = Choice(options=OPTIONS)

    def broken(_change: object) -> None:
        raise TraitError("a mistake of the page")

    choice.observe(broken, "value")
    with pytest.raises(TraitError, match="a mistake of the page"):
        choice.set_state({"value": "yes"})


def test_an_answer_whose_option_is_gone_is_open_again() -> None:
    choice = Choice(options=OPTIONS, value="yes")
    choice.options = OPTIONS[1:]
    assert choice.value == "unknown"
    with choice.hold_trait_notifications():
        choice.options = OPTIONS
        choice.value = "yes"
    assert choice.value == "yes"


def test_a_tick_whose_item_is_gone_is_dropped() -> None:
    checks = Checks(groups=GROUPS, value=["order", "home"])
    checks.groups = GROUPS[:1]
    assert checks.value == ["order"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "sent",
        {},
        {"act": "forged"},
        {"act": ["sent"]},
        {"act": "sent", "arg": 1},
        {"act": "sent", "arg": "x" * 201},
        {"act": {"sent": 1}, "arg": ""},
    ],
)
def test_an_unknown_or_malformed_act_calls_nobody(content: Any) -> None:
    heard: list[str] = []
    view = View("<p>", acts={"sent": heard.append})
    view._handle_custom_msg(content, [])
    assert heard == []


def test_a_known_act_calls_back_with_its_argument() -> None:
    heard: list[str] = []
    view = View("<p>", acts={"sent": heard.append})
    view._handle_custom_msg({"act": "sent", "arg": "first"}, [])
    view._handle_custom_msg({"act": "sent"}, [])
    assert heard == ["first", ""]


def test_the_acts_stay_in_the_kernel() -> None:
    assert "acts" not in View(acts={"sent": print}).keys


def test_the_sheets_are_sent_on_request_only(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell()
    sent: list[Any] = []
    monkeypatch.setattr(shell, "send", sent.append)
    shell._handle_custom_msg({"want": "secrets"}, [])
    assert sent == []
    shell._handle_custom_msg({"want": "sheet"}, [])
    assert ".g-tile" in sent[0]["sheet"]["scoped"]
    assert ".g-root" in sent[0]["sheet"]["plain"]

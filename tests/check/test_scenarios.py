"""Scenarios: those of the handbook hold and reach every rule; faults are named; a kept case holds nothing personal."""
# ruff: noqa: E501 (the tables of faults are wide so that they read as tables)

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from commandline import CASE, run
from hypothesis import given, settings
from pages import whole
from strategies import NOW, SCENES, cases

import guide
from guide import Facts
from guide.book.facts import VALUES, WORDS
from guide.book.faults import ContentError, Fault
from guide.book.loader import CONTENT
from guide.cases.casefile import parse
from guide.check import scenarios
from guide.check.scenarios.judging import failures
from guide.check.scenarios.model import read_span, say_span
from guide.check.scenarios.writing import kept
from guide.commands.shared import BAD_INPUT, FAILED, FINE
from guide.engine.case import Case
from guide.engine.follow import follow

BOOK = guide.default_book()
GOOD = """
- id: stopped
  name: {zh: 停了五天, en: silent for five days}
  facts: {tracking: in_transit, origin: domestic, last_scan: -5d, order_found: yes, address: right, phone: right,
    recipient: right}
  expect: {problem: stale, action: contact_seller}
- id: told
  name: 一天前联系过
  based_on: stopped
  journal:
    - {event: seller_contacted, at: -30h}
  expect:
    action: remind_seller
"""


def folder(tmp_path: Path, text: str) -> Path:
    """A content folder with one file of scenarios."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "some.yaml").write_text(text, "utf-8")
    return tmp_path


def found(tmp_path: Path, text: str) -> list[str]:
    """What is wrong with one file of scenarios."""
    return [str(fault) for fault in scenarios.faults(replace(BOOK, folder=folder(tmp_path, text)))]


# --- the scenarios of the handbook ------------------------------------------------------------------------------


def test_the_scenarios_of_the_handbook_hold():
    """Facts, journal and moment lead to what the lead expects; all that do not are named."""
    assert {} == {scenario.id: found for scenario in SCENES if (found := [*failures(scenario, BOOK)])}
    assert [] == [scenario.id for scenario in SCENES if not scenarios.holds(scenario, BOOK)]


def test_the_scenarios_reach_every_rule():
    """No rule of any table is left without a scenario in which it has a say."""
    assert [] == [ref for ref, count in scenarios.coverage(BOOK, SCENES).items() if not count]


def test_the_scenarios_reach_every_problem_and_every_action():
    """No problem, and no action but those that are only offered, is left without a scenario."""
    routes = [follow(s.case, BOOK, s.now) for s in SCENES if set(s.expect) != {"limits"}]
    assert set(WORDS["problem"]) == {route.state["problem"] for route in routes}
    actions = {route.state["action"] for route in routes}
    assert {"self_check", "ladder", "confirm_receipt"} == set(WORDS["action"]) - actions


def test_every_scenario_is_named_in_both_languages():
    """A lead reads them in Chinese or in English."""
    assert [] == [s.id for s in SCENES if set(s.name) != {"zh", "en"}]


# --- reading ----------------------------------------------------------------------------------------------------


def test_moments_count_from_now(tmp_path):
    """A scenario needs no date; one based on another adds its facts and replaces its journal."""
    first, second = scenarios.read(replace(BOOK, folder=folder(tmp_path, GOOD)))
    assert NOW == first.now == second.now
    assert NOW - timedelta(days=5) == second.case.facts.last_scan
    assert ("seller_contacted", NOW - timedelta(hours=30)) == second.case.journal[0][:2]
    assert {"zh": "停了五天", "en": "silent for five days"} == first.name
    assert [] == [*failures(first, BOOK), *failures(second, BOOK)]


@pytest.mark.parametrize("text", ["-5d", "-2d 23h 59min", "+9h", "now", "-1min"])
def test_a_span_is_written_as_it_is_read(text):
    assert text == say_span(read_span(text))


@pytest.mark.parametrize("text", ["5d", "-5", "-5 days", "-5m", "", None, 5, "yesterday"])
def test_anything_else_is_no_span(text):
    assert read_span(text) is None


def test_a_promised_day_counts_in_beijing(tmp_path):
    """`today` is the day in Beijing, also late in the evening."""
    text = """
- id: late
  name: late in the evening
  now: 2026-11-22T23:59
  facts: {tracking: not_shipped, kind: presale, promised_ship: today}
  expect: {problem: not_due}
- {id: next, name: a minute later, based_on: late, now: 2026-11-23T00:00, facts: {promised_ship: -1d},
   expect: {due: overdue}}
"""
    assert [] == found(tmp_path, text)


def test_an_entry_is_played_for_the_facts_of_each_scenario_it_names(tmp_path):
    """Facts of the others, journal and expectation of its own; a name that is none is told."""
    text = (
        GOOD
        + """
- id: each
  name: told, with any facts
  based_on: told
  facts_of: [stopped, moving]
  facts: {demand: refund}
  expect: {seller: silent}
- {id: moving, name: on its way, facts: {tracking: in_transit, last_scan: -1h}, expect: {parcel: moving}}
"""
    )
    made = {s.id: s for s in scenarios.read(replace(BOOK, folder=folder(tmp_path, text)))}
    assert {"stopped", "told", "each/stopped", "each/moving", "moving"} == made.keys()
    last = [(s.now - s.case.facts.last_scan, s.case.facts.demand) for i, s in made.items() if i.startswith("each/")]
    assert [(timedelta(days=5), "refund"), (timedelta(hours=1), "refund")] == last
    assert {1} == {len(s.case.journal) for i, s in made.items() if i.startswith("each/")}
    assert [] == [str(fault) for fault in scenarios.faults(replace(BOOK, folder=tmp_path))]
    (tmp_path / "scenarios" / "some.yaml").write_text(text.replace("of: [stopped", "of: [stoped"), "utf-8")
    assert ["some.yaml, row 18, column facts_of: scenario “each”: “stoped” is not known; did you mean “stopped”?"] == [
        str(fault) for fault in scenarios.faults(replace(BOOK, folder=tmp_path))]  # fmt: skip


BROKEN = [
    ("in_transit,", "in_transitt,", "row 4, column facts.tracking: scenario “stopped”: “in_transitt” is not known; did you mean “in_transit”?"),
    ("last_scan: -5d", "last_scan: -5 days", "row 4, column facts.last_scan: scenario “stopped”: not a moment; write it like 2026-11-22T18:20 (Beijing time)."),
    ("last_scan", "last_scann", "row 4, column facts: scenario “stopped”: “last_scann” is not known; did you mean “last_scan”?"),
    ("action: remind_seller", "acton: remind_seller", "row 13, column expect.acton: scenario “told”: “acton” is not known; did you mean “action”?"),
    ("action: remind_seller", "action: remind_sellers", "row 13, column expect.action: scenario “told”: “remind_sellers” is not known; did you mean “remind_seller”?"),
    ("based_on: stopped", "based_on: stoped", "row 9, column based_on: scenario “told”: “stoped” is not known; did you mean “stopped”?"),
    ("based_on: stopped", "based_on: told", "row 9, column based_on: scenario “told”: “told” leads back to itself."),
    ("id: told", "id: stopped", "row 7, column id: scenario “stopped”: the id is taken."),
    ("- id: told\n  name", "- name", "row 7: scenario “?”: it has no id; begin it with “- id: a_short_word”."),
    ("  name: 一天前联系过\n", "", "row 7, column name: scenario “told”: say in plain words what happens, in zh, in en or in both."),
    ("  journal:", "  jurnal:", "row 10, column jurnal: scenario “told”: “jurnal” is not known; did you mean “journal”?"),
    ("at: -30h", "at: sometimes", "row 11, column journal[1].at: scenario “told”: not a moment; write it like 2026-11-22T18:20 (Beijing time)."),
    ("event: seller_contacted", "event: seller_called", "row 11, column journal[1].event: scenario “told”: “seller_called” is not known; did you mean “seller_contacted”?"),
    ("action: remind_seller", "notes: {warnings: [scam]}", "row 13, column expect.notes: scenario “told”: “warnings” is not known; did you mean “warning”?"),
    ("action: remind_seller", "offered: remind_seller", "row 13, column expect.offered: scenario “told”: write a list, such as [a, b], or [] for nothing."),
    ("action: remind_seller", "clocks: {seller_24: soon}", "row 13, column expect.clocks.seller_24: scenario “told”: not a moment; write it like 2026-11-22T18:20 (Beijing time). From now: -5d, -2d 23h, +90min."),
    ("  expect:\n    action: remind_seller\n", "", "row 7, column expect: scenario “told”: write keys and values, such as “key: value”."),
    ("    action: remind_seller\n", "    action: remind_seller\n    action: wait_seller\n", "row 14, column expect.action: scenario “told”: the key appears twice."),
    ("name: {zh", "name: {zh: [", "row 3: not valid YAML; check the indentation and the colons."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BROKEN, ids=[new or "gone" for _, new, _ in BROKEN])
def test_what_cannot_be_read_is_named(tmp_path, old, new, message):
    """By file, line and key, with the nearest word that would be right."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1) if "remind" not in old else GOOD.replace(old, new)
    shown = found(tmp_path, text)
    assert f"some.yaml, {message}" in shown
    with pytest.raises(ContentError):
        scenarios.read(replace(BOOK, folder=tmp_path))


def test_a_file_without_a_list_is_named(tmp_path):
    assert ["some.yaml, row 1: the file holds no list of scenarios; begin each with “- id:”."] == found(
        tmp_path, "a: 1"
    )


# --- judging ----------------------------------------------------------------------------------------------------

EXPECTED = [
    ("action: wait_seller", "action: expected wait_seller, came remind_seller; decided by next_step/n11 (tables/next_step.csv, row {n11})"),
    ("problem: lost", "problem: expected lost, came stale; decided by problem/g15 (tables/problem.csv, row {g15})"),
    ("seller: stalling", "seller: expected stalling, came silent; decided by journal/j1 (tables/journal.csv, row {j1})"),
    ("notes: {tip: [polite, screens]}", "notes.tip: expected [polite, screens], came [direct, polite, screens]; decided by notes/direct (tables/notes.csv, row {direct})"),
    ("notes: {cause: [because_dely]}", "notes.cause: expected [because_dely], came [because_delay]; tables/notes.csv has no row “because_dely”: “because_dely” is not known; did you mean “because_delay”?; decided by notes/because_delay (tables/notes.csv, row {because_delay})"),
    ("blocked: {apply_platform: [held]}", "blocked.remind_seller: expected [], came [demand]; decided by blockers/b2 (tables/blockers.csv, row {b2})"),
    ("asks: {seller: []}", "asks.seller: expected [], came [seller_deadline, shot_sent]; decided by questions/seller_deadline (tables/questions.csv, row {seller_deadline}), questions/shot_sent (tables/questions.csv, row {shot_sent})"),
    ("how: {remind_seller: {clock: none}}", "how.remind_seller.clock: expected none, came seller_24; decided by actions/remind_seller (tables/actions.csv, row {remind_seller})"),
    ("clocks: {seller_48: +17h}", "clocks.seller_48: expected +17h, came +18h; counted with parameters.csv"),
    ("limits: {seller.fair: 23 hours}", "limits.seller.fair: expected 23 hours, came 24 hours; counted with parameters.csv"),
    ("evidence: {promise_shot: required}", "evidence.promise_shot: expected required, came optional; decided by evidence/e5 (tables/evidence.csv, row {e5})"),
    ("fit: weak", "fit: expected weak, came recommended; decided by fit/m17 (tables/fit.csv, row {m17})"),
    ("rules: [patience/w2]", "other rules decided"),
    ("parked: [ask_family]", "parked: expected [ask_family], came []; decided in tables/journal.csv and tables/questions.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "message"), EXPECTED, ids=[e for e, _ in EXPECTED])
def test_a_mismatch_names_what_came_and_the_rule_behind_it(tmp_path, expected, message):
    rows = {rule.id: rule.row for table in reversed(BOOK.tables.values()) for rule in table.rules}
    rows["b2"] = BOOK.tables["blockers"].named["b2"].row
    found_ = list(
        scenarios.faults(replace(BOOK, folder=folder(tmp_path, GOOD.replace("action: remind_seller", expected))))
    )
    assert [("some.yaml", 13)] == [(fault.file, fault.row) for fault in found_]
    what = re.sub(r"\{(\w+)\}", lambda m: str(rows[m[1]]), message)
    assert str(found_[0].what).startswith("scenario “told”: ")
    assert str(found_[0].what).endswith(what)


#: What can be recorded after the first message to the seller.
POSSIBLE = (
    "possible: ["
    "seller_replied/stalling, seller_replied/trace, seller_replied/resend, seller_replied/refund, "
    "seller_replied/refused, seller_replied/unacceptable, seller_reminded, refund_requested, "
    "refund_answered/refund, refund_answered/refused, refund_answered/timed_out, refund_answered/unacceptable, request_withdrawn, "
    "seller_replied/conditions, seller_replied/cannot_ship, seller_replied/threatening, seller_replied/shop_closed, "
    "seller_replied/blocked, platform_applied, ruled/upheld, ruled/partly, ruled/rejected, ruled/not_taken, "
    "courier_complained, courier_answered/won, courier_answered/lost, postal_answered/won, "
    "postal_answered/lost, mediation_filed, mediation_ended/won, payment_disputed, payment_ended/won, "
    "sued, police_reported, part_refunded, received, refunded, refund_reversed, case_closed"
    "]"
)


@pytest.mark.parametrize(
    "expected",
    ["notes: [confirm, scam, because_delay, screens, polite, direct, risk, reminder_law, silent_hours]",
     "offered: [remind_seller, apply_platform, complain_courier, request_refund, close_case]",
     "allowed: [close_case, complain_courier, request_refund]",
     "blocked: {apply_platform: [held], remind_seller: [demand]}", "parked: []", "fit: recommended",
     POSSIBLE,
     "how: {remind_seller: {offered: yes, event: seller_reminded, opens: draft}, close_case: {clock: none}}",
     "rules: [patience/w3, notes/scam, journal/j1]", "clocks: {seller_24: -6h, ship: none}",
     "limits: {platform.ruling: unverified}"],
)  # fmt: skip
def test_everything_that_can_be_expected_is_compared(tmp_path, expected):
    assert [] == found(tmp_path, GOOD.replace("action: remind_seller", expected))


def test_a_day_before_the_first_limit_has_no_answer(tmp_path):
    """The sentence of the book is passed on; the limits themselves can be expected to be missing."""
    told = GOOD.replace("based_on: stopped", "based_on: stopped\n  now: 2019-12-31T10:00")
    assert ["some.yaml, row 13: scenario “told”: no advice comes of this case. Parameter silence.long has no value before"
            " 2020-01-01."] == found(tmp_path, told)  # fmt: skip
    (tmp_path / "scenarios" / "some.yaml").write_text(
        told.replace("action: remind_seller", "limits: {recheck: none}"), "utf-8"
    )
    assert [] == list(scenarios.faults(replace(BOOK, folder=tmp_path)))


def test_a_changed_rule_is_caught(tmp_path):
    """What the scenarios are for: the tables are whole, and still say something else than the lead wants."""
    table = BOOK.tables["notes"]
    rules = tuple(r for r in table.rules if r.id != "scam")
    without = replace(BOOK, tables={**BOOK.tables, "notes": replace(table, rules=rules)})
    caught = [s.id for s in SCENES if not scenarios.holds(s, without)]
    assert caught == [s.id for s in SCENES if list(failures(s, without))]
    assert caught


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_plays_them_all(capsys):
    code, out, _ = run(capsys, "scenario", "--lang", "en")
    assert (FINE, f"All {len(SCENES)} scenarios hold.") == (code, out.splitlines()[0])
    rules = len(BOOK.tables["notes"].rules)
    assert f"notes {rules} {rules}" in re.sub(" +", " ", out)
    assert "no scenario reaches" not in out


def test_the_command_names_what_fails_and_what_is_not_reached(capsys, tmp_path):
    content = shutil.copytree(CONTENT, tmp_path / "content")
    shutil.rmtree(content / "scenarios")
    folder(content, GOOD.replace("problem: stale", "problem: lost"))
    code, out, _ = run(capsys, "scenario", "--content", str(content), "--lang", "en")
    assert FAILED == code
    assert "some.yaml, row 6, column expect.problem: scenario “stopped”: problem: expected lost" in out
    assert "2 scenarios, 1 faults." in out
    assert "no scenario reaches problem/g16" in out.replace("  ", "")


def test_a_folder_that_is_not_there_is_refused(capsys, tmp_path):
    assert BAD_INPUT == run(capsys, "scenario", "--content", str(tmp_path / "none"))[0]


def test_a_case_becomes_a_scenario_that_holds(capsys, tmp_path):
    """Printed with everything the handbook says; what the case file holds of a person is not in it."""
    case = tmp_path / "case.yaml"
    case.write_text(CASE, "utf-8")
    code, out, _ = run(
        capsys, "scenario", "new", str(case), "--name", "商家敷衍", "--id", "put_off", "--now", "2026-11-22T10:15"
    )
    assert FINE == code
    assert [] == found(tmp_path, out)
    assert {"P20251110", "手工", "杭州"} & {text for text in ("P20251110", "手工", "杭州") if text in out} == set()
    plain = yaml.safe_load(out)[0]
    assert ("put_off", "商家敷衍", "stale") == (plain["id"], plain["name"], plain["expect"]["problem"])
    assert {"event": "seller_replied", "reply": "stalling", "at": "-13h 55min"} == plain["journal"][1]


# --- a case kept as a scenario ----------------------------------------------------------------------------------

PERSONAL = {name: f"SECRET{n}" for n, (name, kind) in enumerate(VALUES.items()) if kind is str}


@settings(max_examples=60)
@given(cases)
def test_any_case_becomes_a_scenario_that_holds(tmp_path_factory, case):
    """Whatever is answered, the file is read back, everything in it comes true, and nothing typed is in it."""
    case = replace(case, facts=replace(case.facts, **PERSONAL))
    text = scenarios.written(case, BOOK, NOW, "kept", "kept")
    assert "SECRET" not in text
    assert [] == found(tmp_path_factory.mktemp("kept"), text)


def test_only_words_of_the_handbook_and_spans_are_kept():
    """Everything in facts and journal is a word of a list or a length of time, so nothing can leak later either."""
    case = parse(CASE)
    case = replace(case, facts=replace(case.facts, **PERSONAL, promised_by=NOW + timedelta(days=1), paid_at=NOW))
    plain = kept(case, NOW)
    values = [*plain["facts"].values(), *(v for event in plain["journal"] for v in event.values())]
    flat = [w for v in values for w in (v if isinstance(v, list) else [v])]
    words = {str(w) for name in WORDS for w in WORDS[name]} | {*plain["facts"].get("held", ())}
    assert [] == [w for w in flat if w not in words and read_span(w) is None]
    assert not PERSONAL.keys() & plain["facts"].keys()


def test_seconds_do_not_matter():
    """A case looked at between two minutes gives a scenario to the minute that still holds."""
    odd = NOW + timedelta(seconds=42)
    case = Case(
        Facts(
            tracking="in_transit",
            origin="domestic",
            last_scan=odd - timedelta(days=2, hours=23, minutes=59, seconds=59),
        )
    )
    text = scenarios.written(case, BOOK, odd, "odd", "odd")
    assert "last_scan: -2d 23h 59min" in text
    assert "problem: moving" in text


def test_a_fault_is_a_fault_of_the_tables(tmp_path):
    """They have the shape that `guide check` prints."""
    assert [Fault] == [type(f) for f in scenarios.faults(replace(BOOK, folder=folder(tmp_path, "a: 1")))]


# --- docs/editing.md, "Add a scenario" --------------------------------------------------------------------------

EDITING = (Path(__file__).resolve().parents[2] / "docs" / "editing.md").read_text("utf-8")


def recipe() -> str:
    """The scenario of the recipe, as it is to be typed."""
    block = re.search(r"(?:^    - id: quiet_30_hours\n(?:    .*\n)+)", EDITING, re.MULTILINE)
    assert block is not None
    return "".join(line[4:] + "\n" for line in block[0].splitlines())


def test_the_recipe_works(tmp_path):
    """On a copy of the content the scenario of the recipe holds; with another outcome it is the fault shown there."""
    content = shutil.copytree(CONTENT, tmp_path / "content")
    path = content / "scenarios" / "seller.yaml"
    path.write_text(path.read_text("utf-8") + "\n" + recipe(), "utf-8")
    assert [] == list(scenarios.faults(replace(BOOK, folder=content)))
    path.write_text(recipe().replace("remind_seller\n", "wait_seller\n", 1), "utf-8")
    shown = next(line.strip() for line in EDITING.splitlines() if "scenario “quiet_30_hours”:" in line)
    told = [
        str(f).partition(": ")[2] for f in scenarios.faults(replace(BOOK, folder=content)) if "quiet_30_hours" in str(f)
    ]
    assert [shown.partition(": ")[2]] == told


def test_the_recipe_names_every_key():
    """All that may be expected stands in the table of the recipe."""
    table = EDITING[EDITING.index("| Key | Means |") : EDITING.index("Where a list is compared")]
    assert [] == [key for key in scenarios.KEYS if not re.search(rf"`{key}\b", table)]


# --- the button -------------------------------------------------------------------------------------------------


def test_the_page_hands_over_the_case_without_personal_data():
    """One press gives a file that holds, and nothing that somebody typed is in it."""
    import ipywidgets

    from guide.ui.case.page import CasePage
    from guide.ui.session import Session

    made = whole(CasePage(Session(now=lambda: NOW), "wizard"))
    assert 'data-act="scenario"' not in made.aside.html
    made.state._set(Case(replace(parse(CASE).facts, **PERSONAL), parse(CASE).journal))
    assert 'data-act="scenario"' in made.aside.html
    sent = []
    made.aside.send = sent.append  # what goes to the browser
    made.aside._handle_custom_msg({"act": "scenario", "arg": ""}, [])
    (message,) = sent
    assert ("SECRET" not in str(message), "stale_remind_seller.yaml") == (True, message["save"]["name"])
    plain = yaml.safe_load(message["save"]["text"])[0]
    assert made.advice.action == plain["expect"]["action"]
    assert made.session.say("ui.scenario.done") == made.aside.status
    ipywidgets.Widget.close_all()

"""The page of the rules: what it checks, what it shows of an edit, and what it refuses; without a browser."""

import csv
import io
import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from sending import Browser

from guide import check
from guide.book.languages import IN_LOGS
from guide.book.loader import CONTENT, load
from guide.book.notices import Notice
from guide.cases import sample, weights
from guide.cases.table import read, write_csv
from guide.check import guarantees, scenarios, trial
from guide.check.edit import Found, Task, examine
from guide.engine.case import BEIJING
from guide.ui.base import within
from guide.ui.controls.incoming import Arrived
from guide.ui.rules.page import RulesPage
from guide.ui.session import Session
from guide.ui.views import proofs as proofs_view
from guide.ui.views import yours as yours_view

NOW = datetime(2026, 11, 22, 12, tzinfo=BEIJING)
BOOK = load()
RUNG = ("tables/ladder.csv", "!outside,-,-,mediate,you,可以向 12315", "!outside,-,-,dispute_payment,you,可以向 12315")
EARLY = ("tables/patience.csv", "w2,silent,none|short,-,-,waiting,", "w2,silent,none|short,-,-,escalate,")
SILENCE = ("parameters.csv", "silence.long,2020-01-01,3", "silence.long,2020-01-01,4")


def edited(file, old, new):
    text = (CONTENT / file).read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


def cases():
    file = io.StringIO(newline="")
    write_csv(sample.cases(BOOK, weights.weights(BOOK), 60, 1, NOW), file)
    return file.getvalue().encode()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


class BothBrowsers:
    """The browser's half of both controls."""

    def __init__(self, page):
        self.halves = {drop: Browser(drop) for drop in (page.edit, page.cases)}

    def say(self, drop, content):
        self.halves[drop].say(content)

    def put(self, drop, raw, name):
        self.halves[drop].bring(raw, name)


@pytest.fixture
def page():
    return RulesPage(Session(now=lambda: NOW))


@pytest.fixture
def browser_of(page):
    return BothBrowsers(page)


def taken(page, raw, name):
    """The steps of taking a file into the edit, all of them done."""
    return list(page.work.take(raw, name))


def findings(page):
    """The proofs as the page shows them."""
    return proofs_view.checks(page.session, page.work, page.step, page.unread, stopped=False).findings


def words(html):
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_nothing_is_proved_before_the_page_stands(page):
    """The first paint waits for no proof: it says what will be done."""
    assert page.work.findings == ()
    assert "正在检查每一种状态" in page.checks.html


def test_a_check_can_be_stopped_and_begun_again(page):
    """Its process is gone at once, and nothing is said about proofs that were not made."""
    before = {*psutil.Process().children()}
    page._begin()
    page._more()
    (process,) = {*psutil.Process().children()} - before
    page.checks.acts["stop"]("")
    assert not process.is_running()
    assert "检查停下来了，还没有结果。" in page.checks.html
    assert page.effect.html == page.yours.html == ""
    page.checks.acts["stop"]("")  # pressed once more before the answer was there
    assert "检查停下来了，还没有结果。" in page.checks.html
    page.checks.acts["again"]("")
    assert page.step is not None
    assert "检查停下来了" not in page.checks.html
    page.stop()


def test_a_check_that_fails_says_so_until_it_is_begun_again(page, browser_of):
    """The browser's next turn, which nobody pressed, takes the sentence away no more than it brings the check back."""
    before = {*psutil.Process().children()}
    page._begin()
    page._more()
    (process,) = {*psutil.Process().children()} - before
    process.kill()
    for _ in range(100):
        browser_of.say(page.edit, {"more": True})
        if page.step is None:
            break
    browser_of.say(page.edit, {"more": True})
    assert page.session.say("ui.failed") in page.head.html
    assert "检查停下来了，还没有结果。" in page.checks.html
    page.checks.acts["again"]("")
    assert page.session.say("ui.failed") not in page.head.html
    page.stop()


def test_an_edit_is_told_by_your_cases_then_by_what_it_breaks_and_changes(page, browser_of, monkeypatch):
    """One CSV under its own name: the lead's cases before and after, a broken promise, groups; and the way back."""
    page.work.cases = list(read(io.BytesIO(cases()), is_lines=False))
    browser_of.put(page.edit, edited(*EARLY), "patience (1).csv")
    told = yours_view.yours(page.session, page.work)
    assert told.given == 60
    assert 60 > told.changed == page.work.difference.changed == len(told.cases) > 0
    assert f"给出的 60 单里，{told.changed} 单的结论变了。" in words(page.effect.html)
    assert all(case.name.startswith("S000") for case in told.cases)
    assert f"你的 60 单里，这 {told.changed} 单会变" in page.yours.html
    assert list(page.root.children).index(page.yours) < list(page.root.children).index(page.checks)
    rows = list(csv.reader(io.StringIO(yours_view.table(page.session, page.work).decode("utf-8-sig"))))
    assert len(rows) == 1 + told.changed
    assert sorted(row[0] for row in rows[1:]) == sorted(case.name for case in told.cases)
    assert {row[1] for row in rows[1:]} == {case.old.action for case in told.cases}
    assert f"导出这 {told.changed} 单" in page.yours.html
    failed = {finding.name for finding in findings(page) if not finding.passed}
    assert "商家没有拒绝、没有一直拖着，给的时间没到，订单也没有快到自动确认，不会让你申请平台介入。" in failed
    assert 'href="wizard#case=' in page.checks.html
    said = words(page.effect.html)
    assert re.search(r"结论有 \d+ 处变化。", said)
    assert "原来： 等商家答复（轮到商家" in said
    assert "这一页不会发布" in said
    page.work.cases = []
    assert yours_view.yours(page.session, page.work.__class__()) is None
    see_every_proof_listed(page, monkeypatch)


def test_the_current_edition_is_compared_with_nothing():
    """Without an edit the findings stand, no difference is told, and every rule is reached by some scenario."""
    passed = (check.Finding(Notice("rules.check.loads")),)
    *_, found = examine(Task(None, (), passed, NOW))
    assert Found(passed, None, ()) == found


def test_your_cases_are_told_before_anything_is_proved(page):
    """What an edit does to the given cases is read while the proofs go on, and also where these are stopped."""
    page.work.cases = list(read(io.BytesIO(cases()), is_lines=False))
    taken(page, edited(*EARLY), "patience.csv")
    page._begin()
    while not page.yours.html:
        page._more()
    assert "你的 60 单里，这 " in page.yours.html
    assert ((), "") == (page.work.findings, page.effect.html)
    assert "停下来" in page.checks.html
    page.shell.lang = "en"
    assert "of your 60 cases" in page.yours.html.lower()
    page.checks.acts["stop"]("")
    assert "of your 60 cases" in page.yours.html.lower()
    page._no_cases()
    assert not page.yours.html
    page.stop()


def see_every_proof_listed(page, monkeypatch):
    """The findings of `guide check`, in the visitor's words and in both languages; a process beside has proved them.

    On the way back nothing is broken: that the current edition holds, and that the page proves it, others see.
    """

    def start(**_):
        page.work.findings = tuple(finding._replace(faults=()) for finding in page.work.findings)
        page.work.difference, page.step = None, None
        page.render()

    monkeypatch.setattr(page, "_start", start)
    page._forget()
    assert "结论有" not in page.effect.html
    rows, _faults = guarantees.read(BOOK)
    *formed, drawn = (finding.name for finding in check.well_formed(CONTENT, NOW.date()))
    said, proved = Notice("rules.check.sentences"), Notice("rules.check.guarantees")
    names = [*formed, said, proved, *(row.text[IN_LOGS] for row in rows), drawn, Notice("rules.check.scenarios")]
    assert names == [finding.name for finding in page.work.findings]
    assert f"{len(names)} 项检查全部通过。" in words(page.checks.html)
    shown = [finding.name for finding in findings(page)]
    assert [] == [name for name in shown if not re.search("[\u4e00-\u9fff]", name)]
    assert [row.text["zh"] for row in rows] == shown[-len(rows) - 2 : -2]
    page.shell.lang = "en"
    assert "Nobody is sent to the platform before the seller has been contacted." in page.checks.html


def test_a_workbook_is_taken_like_the_files_it_holds(page, tmp_path):
    """The same edit by way of a workbook decides the same."""
    from guide.book.exchange.workbook import to_workbook

    trial = shutil.copytree(CONTENT, tmp_path / "trial")
    (trial / RUNG[0]).write_bytes(edited(*RUNG))
    read = taken(page, to_workbook(trial), "trial.xlsx")
    assert {"rules.busy.read"} == {step.word for step in read}
    assert ["trial.xlsx"] == page.work.edit.files
    assert BOOK.tables != load(trial).tables == load(page.work.edit.folder).tables


def test_a_workbook_is_read_elsewhere_and_can_be_stopped(page):
    """Its process is gone at once, nothing is taken, and the check that waited for it goes on."""
    shown, before = page.checks.html, {*psutil.Process().children()}
    page._take(Arrived("trial.xlsx", "", b"PK" + bytes(1000)))
    assert "正在读这个工作簿。" in page.checks.html
    (process,) = {*psutil.Process().children()} - before
    page.checks.acts["stop"]("")
    assert not process.is_running()
    assert (shown, None) == (page.checks.html, page.work.edit)


def test_a_file_that_comes_while_another_is_read_takes_its_place(page):
    """The check that waited for the first one goes on after the second is stopped."""
    shown, before = page.checks.html, {*psutil.Process().children()}
    for name in ("first.xlsx", "second.xlsx"):
        page._take(Arrived(name, "", b"PK" + bytes(1000)))
    assert 1 == len({*psutil.Process().children()} - before)
    page.checks.acts["stop"]("")
    assert before == {*psutil.Process().children()}
    assert (shown, None) == (page.checks.html, page.work.edit)


def test_cases_that_come_while_a_workbook_is_read_wait_for_it(page):
    """They are told to wait, the workbook is read on, and both are counted together, also where it is stopped."""
    for end in (lambda: page._after_reading(), lambda: page.checks.acts["stop"]("")):
        before = {*psutil.Process().children()}
        page._take(Arrived("trial.xlsx", "", b"PK" + bytes(1000)))
        page._give(Arrived("cases.csv", "", cases()))
        assert "案例表已经收到，等上一个文件读完，会和它一起算。" == page.cases.status
        assert "rules.busy.read" == page.step.word
        page._steps.close()
        end()
        assert before == {*psutil.Process().children()}
        assert ("rules.busy.check", None, "") == (page.step.word, page._before, page.cases.status)
        assert len(page.work.cases) == 60


def test_a_workbook_that_is_none_leaves_what_was_there(page, browser_of):
    """In one sentence, and a check that was stopped before stays so."""
    page.stop()
    browser_of.put(page.edit, b"PK nonsense", "trial.xlsx")
    assert page.edit.error.startswith("这个工作簿读不出来：")
    assert (None, True, None) == (page.step, page.stopped, page.work.edit)
    assert "检查停下来了，还没有结果。" in page.checks.html


def test_content_that_does_not_load_is_told_and_not_compared(page, browser_of):
    """Faults by file, row and column, and what to do next."""
    browser_of.put(page.edit, edited("tables/reach.csv", "r1,unknown", "r1,unknwon"), "reach.csv")
    told = "tables/reach.csv 第 2 行，if.phone_reachable 列 没有「unknwon」这个值。可以写：no unknown yes。"
    assert told in words(page.checks.html)
    assert "先把上面没通过的改好" in words(page.effect.html)


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"id\n1\n", "nothing.csv", "没有叫「nothing.csv」的规则文件。"),
        (b"a,b\n1,2\n", "actions.csv", "没有叫「actions.csv」的规则文件。"),
    ],
)
def test_a_file_that_is_no_edit_is_refused_in_one_sentence(page, browser_of, raw, name, said):
    """What was there stays."""
    before = page.checks.html
    browser_of.put(page.edit, raw, name)
    assert page.edit.error.startswith(said)
    assert (before, None) == (page.checks.html, page.work.edit)


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (edited(*SILENCE) + "天,数\n".encode("gb18030"), "parameters.csv", "这个文件不是 UTF-8。在 Excel 里请另存为"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "parameters.csv", "这个文件不是 UTF-8。"),
        (b"some,words\n", "parameters.csv", "没有叫「parameters.csv」的规则文件。"),
        (edited(*SILENCE) + b'"x"y,1\n', "parameters.csv", "「parameters.csv」第 "),
        ("- id: 例子\n".encode("gb18030"), "seller.yaml", "这个文件不是 UTF-8。请在编辑器里"),
        (b"- id: a\n  name: {zh\n", "seller.yaml", "「seller.yaml」第 "),
        (b"- id: a\n", "nothing.yaml", "没有叫「nothing.yaml」的规则文件。"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_leaves_the_edit_that_was_there(page, raw, name, said):
    """Whatever its name; the way back clears the sentence."""
    taken(page, edited(*SILENCE), "parameters.csv")
    page._take(Arrived(name, "", raw))
    assert page.edit.error.startswith(said)
    assert ["parameters.csv"] == page.work.edit.files
    assert edited(*SILENCE) == (page.work.edit.folder / "parameters.csv").read_bytes()
    page._forget()
    assert "" == page.edit.error


def test_scenarios_are_taken_as_an_edit(page):
    """So a lead can mend those that an edit of the rules leaves behind."""
    raw = (CONTENT / "scenarios/seller.yaml").read_bytes() + b"# seen\n"
    taken(page, raw, "seller (1).yaml")
    assert (["scenarios/seller.yaml"], raw) == (
        page.work.edit.files,
        (page.work.edit.folder / "scenarios/seller.yaml").read_bytes(),
    )


def test_a_name_that_two_files_have_is_told_by_its_columns(page, browser_of):
    """`actions.csv` is a table and a file of words."""
    taken(page, (CONTENT / "words/actions.csv").read_bytes(), "actions.csv")
    assert ["words/actions.csv"] == page.work.edit.files


def test_rules_that_nothing_reaches_are_named(page, browser_of):
    """By table, with how many cases were tried."""
    page.step, page.work.unreached = None, ["reach/r1", "reach/r2", "claim/t1"]
    page.render()
    assert "reach r1 r2 claim t1" in words(page.effect.html)


def test_a_limit_is_tried_accepted_and_taken_home(page, monkeypatch):
    """One number: the scenarios that it changes are to be accepted and no fault; nothing else is taken home."""

    def start(**_):
        faults = tuple(scenarios.faults(load(page.work.edit.folder))) if page.work.edit else ()
        page.work.findings, page.step = (check.Finding(Notice("rules.check.scenarios"), faults),), None
        page.render()

    monkeypatch.setattr(page, "_start", start)
    page.dials["seller.fair"].value = 36
    page.render()  # what is typed and not tried yet stays
    page.trial.acts["trial"]("")
    shown = proofs_view.checks(page.session, page.work, None, (), stopped=False)
    assert shown.scenarios > 3
    assert all(finding.passed for finding in shown.findings)
    assert f"确认这 {shown.scenarios} 个" in page.checks.html
    page.checks.acts["accept"]("")
    assert proofs_view.checks(page.session, page.work, None, (), stopped=False).differing == ()
    edit = page.work.edit
    files = zipfile.ZipFile(io.BytesIO(trial.packed(edit)))
    assert "seller.fair,2020-01-01,36,hours" in files.read("parameters.csv").decode()
    assert {name.partition("/")[0] for name in files.namelist()} == {"parameters.csv", "scenarios"}
    page._forget()
    assert page.dials["seller.fair"].value == 24
    mac = {str(Path("__MACOSX", name).with_name(f"._{Path(name).name}")): b"\0\5\x16\7" for name in files.namelist()}
    again = {name: files.read(name) for name in files.namelist()}
    double = {f"b/{name.upper()}": content for name, content in again.items()}  # twice the same, and in capitals
    again = zipped(again | double | mac)  # packed anew by a Mac
    taken(page, again, "handbook-changed (1).zip")  # and goes on there, with what was accepted
    assert sorted(page.work.edit.files) == sorted(files.namelist())
    assert [] == list(scenarios.faults(load(page.work.edit.folder)))


@pytest.mark.parametrize("raw", [b"PK nonsense", b"", zipped({"notes.txt": b"x"}), zipped({"a/nothing.csv": b"id\n"}),
                                 zipped({"parameters.csv": edited(*SILENCE), "seller.yaml": b"- {"}),
                                 zipped({"parameters.csv": edited(*SILENCE), "b/parameters.csv": b"id,value\n"}),
                                 zipped({"parameters.csv": bytes(20_000_000)})])  # fmt: skip
def test_a_zip_is_taken_whole_or_not_at_all(page, raw):
    page._take(Arrived("edit.zip", "", raw))
    assert page.edit.error
    assert page.work.edit is None


def test_the_limits_stand_below_the_cases_and_open_with_what_each_rests_on(page):
    """Folded until asked for; those without a number are named with why."""
    children = list(page.root.children)
    assert children.index(page.cases) < next(n for n, part in enumerate(children) if page.limits in within(part))
    assert page._is_folded
    assert 'aria-expanded="false"' in page.limits.html
    assert 'data-act="trial"' not in page.trial.html
    page.limits.acts["fold"]("")
    assert not page._is_folded
    assert 'aria-expanded="true"' in page.limits.html
    assert 'data-act="trial"' in page.trial.html
    assert "自动确认" in page.limits.html
    assert page.dials["ship.limit"].note.startswith("据转述：")


def test_limits_as_they_are_begin_nothing(page):
    page.trial.acts["trial"]("")
    assert page.work.edit is None
    assert page.trial.status == "没有改动，和现在试的一样。"
    assert page.trial.status in page.trial.html  # for eyes, too


def test_a_number_with_which_nothing_loads_is_mended_like_any_other(page, monkeypatch):
    """Zero hours are told as a fault; the next number is tried, and the one of before is the current edition again."""
    monkeypatch.setattr(page, "_start", lambda **_: None)
    for hours in (0, 36, 24):
        page.dials["seller.fair"].value = hours
        page.trial.acts["trial"]("")
        assert not page.failed
        assert f"seller.fair,2020-01-01,{hours},hours" in (page.work.edit.folder / "parameters.csv").read_text("utf-8")
    assert (page.work.edit.folder / "parameters.csv").read_bytes() == (CONTENT / "parameters.csv").read_bytes()

"""Files that leave the wizard and come back, without a browser: pieces in order, one sentence for what is wrong."""

from dataclasses import replace

import psutil
import pytest
from cases import a_case, an_exhibit
from pages import whole
from sending import Browser
from strategies import NOW

import guide
from guide import Case
from guide.cases.archive.limits import LARGEST
from guide.cases.archive.opening import open_case
from guide.cases.archive.packing import archive, pack
from guide.cases.exhibits.model import Box, Kept
from guide.reading.errand import ErrandError
from guide.ui.case import files
from guide.ui.case.page import CasePage
from guide.ui.controls.transfer import Transfer
from guide.ui.session import Session

BOOK = guide.default_book()


@pytest.fixture
def wizard(monkeypatch):
    """A wizard with a case in it; what it gives the browser to save is kept in `given`."""
    page = whole(CasePage(Session(BOOK, lambda: NOW), "wizard"))
    page.given = {}
    monkeypatch.setattr(Transfer, "give", lambda _self, name, _media, content: page.given.update({name: content}))
    page.state.case = a_case()
    page.state.touch()
    return page


def press(control: Transfer, button: str) -> None:
    control._handle_custom_msg({"act": button}, [])


def fold(page: CasePage) -> None:
    """Press the heading of the dossier."""
    page.sections["dossier"].head._handle_custom_msg({"act": "fold", "arg": "dossier"}, [])


def bring(control: Transfer, raw: bytes) -> None:
    """Send a file as the browser does."""
    Browser(control).bring(raw, "x.zip")


def test_saving_gives_an_archive(wizard):
    """The file holds the case and the evidence that the page keeps."""
    wizard.shelf.put([Kept(an_exhibit(1, "chat_shot"))])
    press(wizard.file.widget, "save")
    opened = open_case(wizard.given["这一单-2026-11-22.zip"])
    assert (a_case(), (an_exhibit(1, "chat_shot"),)) == (opened.case, opened.exhibits)
    assert "已经保存" in wizard.file.widget.status


def test_opening_takes_up_case_and_evidence(wizard):
    """The case on the page becomes the one in the file, and says whether advice changed."""
    other = a_case(item="别的东西")
    bring(wizard.file.widget, pack(other, [an_exhibit(1, "chat_shot")], BOOK, NOW))
    assert other == wizard.state.case
    assert [("截图 1.png", {"chat_shot"})] == [(k.exhibit.name, k.exhibit.slots) for k in wizard.shelf.list()]
    assert "已打开：3 条记录，1 份证据。" in wizard.file.view.html
    assert "内容完全相同" in wizard.file.view.html


def test_the_case_before_comes_back(wizard):
    """Opening loses nothing: one press brings back what was on the page, its files with their covered places."""
    picture = an_exhibit(1, "chat_shot")
    kept = Kept(picture, boxes=(Box(0, 0, 3, 3),), masked=replace(picture, sha256="0" * 64))
    wizard.shelf.put([kept])
    bring(wizard.file.widget, pack(Case(), (), BOOK, NOW))
    assert (Case(), ()) == (wizard.state.case, wizard.shelf.list())
    wizard.file.view._hear(wizard.file.view, {"act": "back"}, [])
    assert (a_case(), (kept,)) == (wizard.state.case, wizard.shelf.list())
    assert "" == wizard.file.view.html


def test_evidence_that_is_not_taken_is_named(wizard):
    """A picture that is none does not come in by way of an archive, and the page says which."""
    broken = an_exhibit(2, "chat_shot", content=b"\x89PNG\r\n\x1a\n" + bytes(90))
    bring(wizard.file.widget, pack(a_case(), [an_exhibit(1, "order_shot"), broken], BOOK, NOW))
    assert ["截图 1.png"] == [kept.exhibit.name for kept in wizard.shelf.list()]
    assert "这些证据文件没有收下：截图 2.png。" in wizard.file.view.html


def test_a_bad_file_is_one_sentence_and_changes_nothing(wizard):
    """What cannot be opened leaves the case as it is."""
    bring(wizard.file.widget, b"PK\x03\x04 and nothing more")
    assert "文件坏了，或者没有传完，请对方重新发一份。" == wizard.file.widget.error
    assert a_case() == wizard.state.case


def test_what_was_set_aside_is_said(wizard):
    """A case without a receipt opens, and the page says what that means."""
    bring(wizard.file.widget, archive({"case.json": b'{"facts": {"gift": "yes"}}', "x": b""}))
    assert "文件里没有建议记录" in wizard.file.view.html
    assert "多出了「x」" in wizard.file.view.html


def test_the_report_follows_the_language(wizard):
    """Switching the language says the same in the other one."""
    bring(wizard.file.widget, pack(a_case(), (), BOOK, NOW))
    wizard.shell.set_state({"lang": "en"})
    assert "byte for byte" in wizard.file.view.html
    assert ["Save this case", "Open a saved case"] == [b["label"] for b in wizard.file.widget.buttons]


@pytest.mark.parametrize("size", [-1, 0, LARGEST + 1])
def test_a_file_of_a_size_that_cannot_be_is_not_begun(wizard, size):
    """The browser refuses it itself; one that does not hears why."""
    browser = Browser(wizard.file.widget)
    browser.say({"op": "open", "key": "k", "name": "x.zip", "size": size})
    assert [("refused", True)] == [(message["op"], bool(message["say"])) for message in browser.heard]
    assert (a_case(), {}) == (wizard.state.case, wizard.given)


def test_the_dossier_shows_from_the_platform_on(wizard):
    """The section stands where the case is with the platform or past it, not before."""
    assert wizard.sections["dossier"].box.layout.display is None
    wizard.state.case = Case()
    wizard.state.touch()
    assert "none" == wizard.sections["dossier"].box.layout.display


def test_the_dossier_is_set_when_its_section_opens(wizard):
    """A closed section costs nothing; an open one has the preview and three files to take."""
    assert "" == wizard.sections["dossier"].files.view.html
    fold(wizard)
    assert "情况说明" in wizard.sections["dossier"].files.view.html
    for form, start in (("pdf", b"%PDF-"), ("html", b"<!doctype"), ("zip", b"PK")):
        press(control := wizard.sections["dossier"].files.widget, form)
        while control.status == wizard.session.say("dossier.busy"):
            control._handle_custom_msg({"more": True}, [])
        assert control.status == wizard.session.say("dossier.done")
        assert wizard.given[f"材料包-2026-11-22.{form}"].startswith(start)


def test_a_dossier_that_is_being_made_can_be_stopped(wizard):
    """Its process is gone at once, nothing is saved, and the forms are offered again."""
    fold(wizard)
    control, before = wizard.sections["dossier"].files.widget, {*psutil.Process().children()}
    forms = [button["id"] for button in control.buttons]
    press(control, "html")
    wizard.sections["dossier"].files._more()
    (process,) = {*psutil.Process().children()} - before
    assert [*forms, "stop"] == [button["id"] for button in control.buttons]
    press(control, "stop")
    assert not process.is_running()
    assert control.status == wizard.session.say("dossier.stopped")
    assert forms == [button["id"] for button in control.buttons]
    wizard.sections["dossier"].files._more()  # asked for before it was stopped
    assert control.status == wizard.session.say("dossier.stopped")


def test_a_dossier_that_fails_is_no_longer_promised(wizard, monkeypatch):
    """The page says that it did not work; the sentence that a file is coming is gone."""

    def fails(*_args, **_more):
        yield None
        raise ErrandError

    monkeypatch.setattr(files, "errand", fails)
    fold(wizard)
    press(control := wizard.sections["dossier"].files.widget, "html")
    for promised in (True, False):
        control._handle_custom_msg({"more": True}, [])
        assert (control.status == wizard.session.say("dossier.busy")) is promised
    assert "" == control.status
    assert wizard.failed == wizard.session.say("ui.failed")


def test_files_without_a_purpose_are_told_before_the_dossier_is_taken(wizard):
    """A line of the list without what it proves looks careless on paper."""
    wizard.shelf.put([Kept(an_exhibit(1, "chat_shot"))])
    fold(wizard)
    assert "没选证明什么" not in wizard.sections["dossier"].files.view.html
    wizard.shelf.put([Kept(an_exhibit(2))])
    wizard.render()
    assert "有 1 个文件没选证明什么" in wizard.sections["dossier"].files.view.html


def test_without_the_typesetter_the_page_says_what_to_do(wizard, monkeypatch):
    """No button that cannot work, and one sentence instead."""
    monkeypatch.setattr("guide.cases.dossier.pdf.available", lambda: False)
    fold(wizard)
    assert ["html", "zip"] == [b["id"] for b in wizard.sections["dossier"].files.widget.buttons]
    assert "在浏览器里打印成 PDF" in wizard.sections["dossier"].files.view.html


def test_the_preview_escapes_what_was_typed(wizard):
    """Typed markup is text in the preview, too."""
    wizard.state.answer("item", "<img src=x onerror=bad()>")
    fold(wizard)
    assert "<img" not in wizard.sections["dossier"].files.view.html
    assert "&lt;img" in wizard.sections["dossier"].files.view.html


def test_what_the_first_page_lacks_is_filled_in_right_there(wizard):
    """Only what is missing is asked for, it stays while it is filled in, and another case is asked anew."""
    wizard.state.take(a_case(order_no=None))
    if not wizard.sections["dossier"].opened:
        fold(wizard)
    lacking = {f.name: f for f in wizard.sections["dossier"].lacking}
    assert {"order_no", "waybill"} == {name for name, f in lacking.items() if f.applies(frozenset())}
    lacking["order_no"].widget.set_state({"value": "P1"})
    assert "P1" == wizard.state.case.facts.order_no
    assert lacking["order_no"].applies(frozenset())
    assert "P1" in wizard.sections["dossier"].files.view.html
    wizard.succession.switch(a_case(waybill="YT1"), ())
    fold(wizard)
    assert not any(f.applies(frozenset()) for f in wizard.sections["dossier"].lacking)

"""The archive of a case and its dossier in a real browser: saved, chosen, dropped, at a desk and on a phone."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cases import a_case, an_exhibit
from playwright.sync_api import expect
from strategies import NOW
from visits import accessible, apart, calm, narrow, opened, visitor

import guide
from guide.cases.archive.opening import open_case
from guide.cases.archive.packing import pack
from guide.cases.casefile import to_plain

pytestmark = pytest.mark.browser

BOOK = guide.default_book()
OTHER = pack(a_case(item="别的东西"), [an_exhibit(1, "chat_shot")], BOOK, NOW)
#: A file of two pieces: the pictures in it are larger than what goes into one message.
LARGE = pack(a_case(), [an_exhibit(1, content=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10_000)], BOOK, NOW)


@pytest.fixture
def page(browser, base):
    """The wizard on a phone, with a case at the platform; when the test ends, nothing is too wide at a desk either.

    The page may neither complain nor ask another host for anything.
    """
    context = visitor(browser, viewport={"width": 390, "height": 844})
    with calm(context.new_page(), base) as page:
        opened(page, base, case=json.dumps(to_plain(a_case())))
        expect(page.get_by_role("button", name="保存这一单")).to_be_visible()
        yield page
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        narrow(page, width)
    context.close()


def test_a_case_is_saved_and_another_opened(page, tmp_path):
    """Save, open another, go back, refuse a broken one: the case on the page is always a whole one."""
    with page.expect_download() as download:
        page.get_by_role("button", name="保存这一单").click()
    download.value.save_as(tmp_path / "saved.zip")
    assert a_case() == open_case((tmp_path / "saved.zip").read_bytes()).case
    chooser = page.locator(".g-transfer--archive:has([data-name=choose]) > input[type=file]:not([capture])")
    chooser.set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": OTHER})
    expect(page.get_by_text("已打开：3 条记录，1 份证据。")).to_be_visible()
    expect(page.get_by_text("正在打开")).to_have_count(0)
    expect(page.locator(".g-case")).to_contain_text("别的东西")
    page.get_by_role("button", name="换回刚才那一单").click()
    expect(page.locator(".g-case")).to_contain_text("手工陶瓷杯两只")
    chooser.set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": b"PK no"})
    expect(page.get_by_text("文件坏了，或者没有传完")).to_be_visible()
    expect(page.get_by_text("正在打开")).to_have_count(0)
    chooser.set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": LARGE})
    expect(page.get_by_text("已打开：3 条记录，1 份证据。")).to_be_visible()


def test_a_case_is_opened_by_dropping_it(page):
    """A file dropped on the two buttons is opened."""
    drop = """bytes => {
        const carried = new DataTransfer();
        carried.items.add(new File([new Uint8Array(bytes)], "x.zip"));
        const zone = document.querySelector(".g-transfer--archive:has(> * > [data-name=choose])");
        zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true}));
    }"""
    page.evaluate(drop, list(OTHER))
    expect(page.get_by_text("已打开：")).to_be_visible()


def test_the_dossier_is_previewed_and_taken(page):
    """Its section opens with the text, the files come as downloads, and nothing in it hinders anybody."""
    page.get_by_role("button", name="材料包", exact=True).click()
    expect(page.get_by_role("heading", name="情况说明")).to_be_visible()
    for name, start in (("下载 PDF", b"%PDF"), ("下载网页版", b"<!do"), ("下载全部文件 .zip", b"PK\3\4")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert start == Path(download.value.path()).read_bytes()[:4]
    found = Axe().run(page, context=".g-dossier, .g-transfer--archive").response["violations"]
    assert [] == [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]


def practise(page):
    """Answer every question, each time with the first options, to the end."""
    for _ in range(20):
        for question in page.locator(".t-ask fieldset.g-choice:visible").all():
            question.locator("input").first.check()
        apart(page)  # from the answer before
        page.locator("#practice-answer").click()
        expect(page.locator("#practice-verdict")).to_be_focused()
        last = "这一单做完了" in page.locator("[data-act=next]").inner_text()
        page.locator("[data-act=next]").click()
        expect(page.locator("#practice" if last else "#practice-question")).to_be_focused()
        if last:
            return


def test_a_case_file_opens_as_practice(page):
    """Opened on the wizard, one link leads to the practice of that case; a file dropped there begins at once."""
    chooser = page.locator(".g-transfer--archive:has([data-name=choose]) > input[type=file]:not([capture])")
    chooser.set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": OTHER})
    expect(page.get_by_text("已打开：3 条记录，1 份证据。")).to_be_visible()
    kept = page.evaluate("sessionStorage.getItem('guide.case')")
    page.get_by_role("link", name="作为练习打开").click()
    page.get_by_role("button", name="用手上这一单练习").click()
    expect(page.locator("#practice-question")).to_be_visible()
    assert 0 == page.get_by_text("别的东西").count()  # nothing that was typed
    accessible(page)
    page.keyboard.press("Tab")
    practise(page)
    expect(page.locator("#practice-ladder")).to_be_visible()
    accessible(page)
    assert kept == page.evaluate("sessionStorage.getItem('guide.case')")
    for content in (b"", OTHER):  # an empty one is refused, and the next is taken
        page.locator(".g-transfer > input[type=file]:not([capture])").set_input_files(
            {"name": "x.zip", "mimeType": "application/zip", "buffer": content}
        )
        if not content:
            expect(page.locator(".g-transfer .g-error")).to_contain_text("文件坏了")
    expect(page.locator("#practice-question")).to_be_visible()

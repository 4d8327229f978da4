"""Practice and the class in a real browser: a certificate on one sheet, and the class that a device remembers."""

import re

import pytest
from playwright.sync_api import expect
from visits import apart, calm

from guide.practice.teaching.records import new_class

pytestmark = pytest.mark.browser


def test_a_certificate_is_printed_alone_on_one_sheet(page, base):
    """Of the sample class nothing else comes on paper."""
    page.goto(f"{base}/class")
    page.get_by_role("button", name="T-09").first.click()
    expect(page.locator("#cohort-cert")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf())) == 1
    page.emulate_media(media="print")
    expect(page.locator("#cohort-cert")).to_be_visible()
    expect(page.locator("#cohort")).to_be_hidden()


#: What has the focus: its act or its kind, and the name of its group.
_FOCUSED = """(() => {
    const at = document.activeElement, list = at.closest("[aria-labelledby]");
    const legend = at.closest("fieldset")?.querySelector("legend");
    const name = legend ?? document.getElementById(list?.getAttribute("aria-labelledby"));
    return [at.dataset.act, at.type, name?.textContent.trim()];
})()"""


def test_exercises_are_answered_by_keyboard_alone(page, base):
    """Each question is one stop of the tab key and has a name; focus follows to the question and to the result."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base}/practice")
    expect(page.locator("[data-act=whole]")).to_be_visible()
    page.locator("[data-act=whole]").focus()
    page.keyboard.press("Enter")
    asked = 0
    while True:
        expect(page.locator("#practice-question:focus, #practice:focus")).to_be_visible()
        if page.locator("#practice:focus").count():
            break  # the case is at its end
        met, asked = set(), asked + 1
        while True:
            page.keyboard.press("Tab")
            act, kind, group = page.evaluate(_FOCUSED)
            if act == "answer":
                break
            assert kind in ("radio", "checkbox")
            assert group
            assert kind == "checkbox" or group not in met  # the arrows go on within a question
            if group not in met:
                page.keyboard.press("Space")
            met.add(group)
        expect(page.locator("#practice-answer")).not_to_have_attribute("aria-disabled", "true")
        apart(page)
        page.keyboard.press("Enter")
        expect(page.locator("#practice-verdict")).to_be_focused()
        expect(page.get_by_role("status").filter(has_text=re.compile("最好|也可以|还不到|有害"))).to_have_count(1)
        page.locator("[data-act=next]").focus()
        page.keyboard.press("Enter")
    assert asked > 1


def test_a_class_is_open_in_the_next_tab_until_it_is_put_away(device, keeping):
    context = device()
    with calm(context.new_page(), keeping) as first:
        first.goto(f"{keeping}/class")
        first.get_by_role("button", name="新建一个班").click()
        codes = first.locator(".t-codes dd")
        expect(codes).to_have_count(2)
        chosen, saved = (first.get_by_role("button", name=name).bounding_box() for name in ("用案件文件布置", "CSV"))
        assert chosen["y"] < saved["y"]  # a set from a file is made where the other sets are
        second = context.new_page()
        second.goto(f"{keeping}/class")
        expect(second.locator(".t-codes dd")).to_have_text(codes.all_inner_texts())
        second.get_by_role("button", name="收起这个班").click()
        expect(second.locator(".t-codes")).to_have_count(0)
        third = context.new_page()
        third.goto(f"{keeping}/class")
        expect(third.locator(".t-sim").first).to_be_visible()
        expect(third.locator(".t-codes")).to_have_count(0)
        assert third.evaluate("localStorage.getItem('guide.class')") is None


@pytest.mark.parametrize(("slug", "key"), [("class", "guide.class"), ("practice", "guide.joined")])
def test_a_remembered_class_that_is_gone_says_so_and_can_be_forgotten(device, keeping, slug, key):
    context = device()
    kept = f'{{"code": "{new_class().trainer}", "sign": "T-07"}}'
    page = context.new_page()
    page.goto(f"{keeping}/legal")
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
    page.goto(f"{keeping}/{slug}")
    expect(page.get_by_text("这台设备记着的班，在这里已经找不到了")).to_be_visible()
    page.get_by_role("button", name="不再记着").click()
    expect(page.get_by_text("这台设备记着的班，在这里已经找不到了")).to_be_hidden()
    assert page.evaluate("key => localStorage.getItem(key)", key) is None

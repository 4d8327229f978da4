"""Practice and the class in a real browser: a certificate on one sheet, and the class that a device remembers."""

import re

import pytest
from browser import calm
from playwright.sync_api import expect

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

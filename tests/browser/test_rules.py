"""The page of the rules in a real browser: a lead's edit, and the case that shows it."""

import re
import shutil

import pytest
from browser import accessible, calm, visitor
from playwright.sync_api import expect
from sheets import Sheet

from guide.book.loader import CONTENT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme", "lang"), [(1280, "light", "zh"), (390, "dark", "en")])
def test_a_lead_sees_an_edit_and_opens_an_example(browser, base, tmp_path, width, scheme, lang):
    """From an empty page to the case that shows the change; calm, within the width, without a fault for axe."""
    Sheet(shutil.copy(CONTENT / "parameters.csv", tmp_path / "parameters.csv")).put("silence.long", "value", "4").save()
    context = visitor(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    with calm(context.new_page(), base) as page:
        page.goto(f"{base}/rules")
        expect(page.locator("#rules-checks")).to_be_visible()
        if lang == "en":
            page.locator(".g-lang:visible").last.click()
        expect(page.locator("#rules-cover")).to_be_visible()
        expect(page.locator(".g-rules__sum")).to_have_text(re.compile("全部通过" if lang == "zh" else "checks hold"))
        page.keyboard.press("Tab")
        page.set_input_files("#rules-edit", tmp_path / "parameters.csv")
        expect(page.locator("#rules-effect")).to_be_visible()
        expect(page.locator("#rules-effect")).to_be_focused()
        expect(page.locator("#rules-effect")).to_have_css("outline-style", "none")
        accessible(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        with context.expect_page() as opened:
            page.locator(".g-rules__changes .g-rules__open").first.click()
        named = page.locator(".g-rules__changes del").first.inner_text().split("（")[0].split(" (")[0]
        expect(opened.value.locator(".g-advice__head")).to_contain_text(named)
    context.close()

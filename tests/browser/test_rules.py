"""The page of the rules in a real browser: a lead's edit, and the case that shows it."""

import shutil

import pytest
from playwright.sync_api import Page, expect
from sheets import Sheet
from visits import accessible, calm, visitor
from webserver import PATIENCE

from guide.book.loader import CONTENT

pytestmark = pytest.mark.browser

#: A check gives way to everything else, and one at a time is made on a machine: beside much work it takes minutes.
LONG = 5 * PATIENCE * 1000


def done(page: Page, found: str) -> None:
    """The check is through, and this is what it found; one that was stopped is waited for no longer."""
    expect(page.locator(f"#{found}, .g-rules [data-act=again]").first).to_be_visible(timeout=LONG)
    expect(page.locator(f"#{found}")).to_be_visible(timeout=1000)


def test_a_lead_sees_an_edit_and_opens_an_example(browser, base, tmp_path):
    """From an empty page to the case that shows the change; calm, within the width, without a fault for axe.

    The check of the current edition, which the page begins by itself, gives way to that of the edit.
    """
    Sheet(shutil.copy(CONTENT / "parameters.csv", tmp_path / "parameters.csv")).put("silence.long", "value", "4").save()
    context = visitor(browser, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    with calm(context.new_page(), base) as page:
        page.goto(f"{base}/rules")
        expect(page.locator("#rules-checks")).to_be_visible()
        page.keyboard.press("Tab")
        page.set_input_files("#rules-edit", tmp_path / "parameters.csv")
        done(page, "rules-effect")
        expect(page.locator("#rules-effect")).to_be_focused()
        expect(page.locator("#rules-effect")).to_have_css("outline-style", "none")
        accessible(page)
        page.locator(".g-lang:visible").last.click()
        page.set_viewport_size({"width": 390, "height": 900})
        page.emulate_media(color_scheme="dark")
        expect(page.locator(".g-rules__sum").filter(has_text="checks hold")).to_be_visible()
        accessible(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        with context.expect_page() as opened:
            page.locator(".g-rules__changes .g-rules__open").first.click()
        named = page.locator(".g-rules__changes del").first.inner_text().split(" (")[0]
        expect(opened.value.locator(".g-advice__head")).to_contain_text(named)
    context.close()

"""Every chapter in a real browser: narrow enough for a phone, accessible, and its step leads somewhere."""

import pytest
from browser import accessible, card, midway, narrow, opened, shot, unfold_all
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GATHER = "把必备证据补齐"
CHAPTERS = ("start", "self-check", "seller", "platform", "after", "special", "wizard", "map")


@pytest.mark.parametrize("slug", [c for c in CHAPTERS if c != "map"])
def test_the_button_of_the_step_leads_somewhere_on_every_page(page, base, slug):
    """A chapter shows a part of the fields; what it does not have is on the page that has them all."""
    opened(page, base, slug, midway())
    card(page, GATHER)
    page.locator(".g-btn--go").click()
    expect(page.locator("#s-evidence")).to_be_in_viewport()
    if page.url.endswith(f"/{slug}"):
        page.wait_for_function("() => document.activeElement.dataset.arg === 'evidence'")


@pytest.mark.parametrize("slug", ["", *CHAPTERS])
def test_every_page_is_narrow_enough_and_accessible(page, base, slug):
    if slug:
        took = opened(page, base, slug, midway())
        if slug != "map":
            card(page, GATHER)
        print(slug, round(took, 1))
    else:
        page.goto(base)
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    unfold_all(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        shot(page, f"page-{slug or 'landing'}-{scheme}", full_page=True)
        accessible(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    narrow(page, 390)
    shot(page, f"page-{slug or 'landing'}-phone", full_page=True)
    accessible(page)

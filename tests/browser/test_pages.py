"""Every chapter in a real browser: narrow enough for a phone, accessible, and its step leads somewhere."""

import pytest
from playwright.sync_api import Page, expect
from visits import accessible, card, midway, narrow, opened, shot, unfold_all

pytestmark = pytest.mark.browser

GATHER = "把必备证据备齐"
CHAPTERS = ("start", "self-check", "seller", "platform", "after", "special", "wizard", "map")


def leads_to_evidence(page: Page, slug: str) -> None:
    """The button of the step goes to the section it is about: on this page, or else on the one that has them all."""
    page.locator(".g-btn--go").click()
    expect(page.locator("#s-evidence")).to_be_in_viewport()
    if page.url.endswith(f"/{slug}"):
        page.wait_for_function("() => document.activeElement.dataset.arg === 'evidence'")


@pytest.mark.parametrize("slug", ["", *CHAPTERS])
def test_every_page_is_narrow_enough_and_accessible_and_its_step_leads_somewhere(page, base, slug):
    has_step = slug not in ("", "map")
    if slug:
        took = opened(page, base, slug, midway())
        print(slug, round(took, 1))
    else:
        page.goto(base)
    if has_step:
        card(page, GATHER)
    leads_away = has_step and not page.locator("#s-evidence").count()
    if has_step and not leads_away:
        leads_to_evidence(page, slug)  # while the section is still folded
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
    if leads_away:
        leads_to_evidence(page, slug)

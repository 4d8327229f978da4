"""The app in a real browser: what a visitor does, and what is waited for after it."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from webserver import PATIENCE

from guide.engine.case import BEIJING

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SHOTS = os.environ.get("GUIDE_SHOTS")
#: The advice beside the whole form; on a phone it is the bar below the list of its parts.
ADVICE = "#now, .g-advice"
expect.set_options(timeout=PATIENCE * 1000)


def visitor(browser: Browser, **more) -> BrowserContext:
    """A visitor in China at a desk, whose browser has never been here; `more` says what is different."""
    usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(**{**usual, **more})
    context.set_default_timeout(PATIENCE * 1000)
    return context


@contextmanager
def calm(page: Page, base: str) -> Iterator[Page]:
    """Until the block ends, the page neither complains nor asks another host for anything."""
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [] == complaints
    assert [] == [url for url in asked if not url.startswith((base, "data:", "blob:" + base))]


def accessible(page: Page, **where) -> None:
    """Axe finds nothing; colours do not change by and by, so that none is caught half-way."""
    page.emulate_media(reduced_motion="reduce")
    result = Axe().run(page, **where)
    assert 0 == result.violations_count, result.generate_report()


def narrow(page: Page, width: int) -> None:
    """Nothing is wider than the screen."""
    page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


def apart(page: Page) -> None:
    """Let half a second pass in the page: there, an act done again sooner is a double click, which is one act."""
    page.evaluate("new Promise((done) => setTimeout(done, 600))")


def still(locator: Locator) -> dict[str, float]:
    """The place of an element that has stopped moving."""
    locator.scroll_into_view_if_needed()
    return locator.bounding_box()


def ago(hours: float) -> str:
    """So many hours before now, as a browser writes it."""
    return (datetime.now(BEIJING) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def midway() -> str:
    """A case as the device keeps it: contacted 30 hours ago, stalling, two of three proofs in hand."""
    facts = {"complaint": "not_arrived", "kind": "in_stock", "origin": "domestic", "order_found": "yes",
             "address": "right", "phone": "right", "recipient": "right", "tracking": "in_transit",
             "last_scan": ago(144), "last_place": "离开杭州转运中心", "demand": "refund", "item": "陶瓷杯",
             "amount": "86", "order_no": "P700000000004086", "held": ["order_shot", "tracking_shot"]}  # fmt: skip
    events = [
        {"event": "seller_contacted", "at": ago(30)},
        {"event": "seller_replied", "at": ago(2), "reply": "stalling"},
    ]
    return json.dumps({"version": 1, "facts": facts, "journal": events}, ensure_ascii=False)


def shot(page: Page, name: str, **more) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", **more)


def opened(page: Page, base: str, slug: str = "wizard", case: str = "") -> float:
    """Open a page, of a whole case all of its form, and wait until it is alive; returns the seconds this took."""
    if case:
        kept = "sessionStorage.getItem('guide.case') ?? sessionStorage.setItem('guide.case', {})"
        page.add_init_script(kept.format(json.dumps(case)))
    started = time.perf_counter()
    page.goto(f"{base}/{slug}{'#at=all' if slug == 'wizard' else ''}")
    page.wait_for_selector("#map" if slug == "map" else ADVICE)
    expect(page.locator(".g-static")).to_have_count(0)
    return time.perf_counter() - started


def whole(page: Page) -> None:
    """Show the whole form of a case, and wait until it stands."""
    page.locator("[data-act=place][data-arg=all]").click()
    page.wait_for_selector(ADVICE)


def unfold(page: Page, field: str) -> None:
    """Open the section a field stands in; on a phone it then stands alone, and cannot be folded."""
    head = _head(page, field)
    if head.get_attribute("aria-expanded") == "false":
        head.click()
    expect(head).not_to_have_attribute("aria-expanded", "false")


def _head(page: Page, field: str) -> Locator:
    return page.locator(".g-sec").filter(has=page.locator(f"#f-{field}")).locator("[data-act=fold]")


def resized(page: Page, width: int, field: str) -> None:
    """The whole form at another width, with the section of a field open; from a desk to a phone it becomes a list."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 844})
    wide, was_wide = width >= 1100, before is not None and before["width"] >= 1100
    if wide != was_wide:  # every head is drawn anew
        expect(page.locator("#now")).to_have_count(1 if wide else 0)
        expect(_head(page, field)).to_have_attribute("aria-expanded", re.compile("true|false" if wide else "false"))
    unfold(page, field)


def unfold_group(radio: Locator) -> None:
    """Open the fold that a tile is in, if it is in one that is closed."""
    closed = radio.locator("xpath=ancestor::details[not(@open)]")
    radio.wait_for(state="attached")
    if closed.count():
        closed.locator("summary").click()


def unfold_all(page: Page) -> None:
    """Open every section that can be seen; some show or hide others."""
    folded = page.locator(".g-live [data-act=fold][aria-expanded=false]:visible")
    for section in iter(lambda: folded.evaluate_all("all => all[0]?.dataset.arg"), None):
        head = page.locator(f"[data-act=fold][data-arg={section}]")
        head.click()
        expect(head).to_have_attribute("aria-expanded", "true")


def choose(page: Page, field: str, value: str, *, keys: bool = False) -> None:
    """Choose an answer, by its tile or with the space bar, and wait until the kernel has taken it."""
    unfold(page, field)
    radio = page.locator(f'#f-{field} input[value="{value}"]')
    unfold_group(radio)
    if keys:
        space(radio)
    else:
        radio.locator("xpath=..").click()
    if field not in ("seller_replied", "record", "record_seller"):
        expect(page.locator(f".g-review [data-arg={field}]")).to_have_count(1)


def space(locator: Locator) -> None:
    """Press the space bar on an element, which has to stand and take the focus first."""
    expect(locator).to_be_visible()
    locator.focus()
    expect(locator).to_be_focused()
    locator.page.keyboard.press("Space")


def write(page: Page, field: str, value: str) -> None:
    """Type an answer and go on to the next field."""
    unfold(page, field)
    page.locator(f"#f-{field}").fill(value)
    page.keyboard.press("Tab")


def press(page: Page, selector: str, *, keys: bool = False) -> None:
    button = page.locator(selector).first
    if keys:
        button.focus()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    else:
        button.click()


def card(page: Page, title: str) -> None:
    """The advice is the one with this title."""
    expect(page.locator("#now")).to_have_text(title)

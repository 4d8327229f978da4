"""The app in a real browser: what a visitor does, and what is waited for after it."""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from guide.engine.case import BEIJING

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SHOTS = os.environ.get("GUIDE_SHOTS")


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
    """Open a page and wait until its form is alive; returns the seconds this took."""
    if case:
        kept = "sessionStorage.getItem('guide.case') ?? sessionStorage.setItem('guide.case', {})"
        page.add_init_script(kept.format(json.dumps(case)))
    started = time.perf_counter()
    page.goto(f"{base}/{slug}")
    page.wait_for_selector("#map" if slug == "map" else "#now", timeout=40_000)
    expect(page.locator(".g-static")).to_have_count(0)
    return time.perf_counter() - started


def unfold(page: Page, field: str) -> None:
    """Open the section a field stands in."""
    section = page.locator(".g-sec").filter(has=page.locator(f"#f-{field}"))
    head = section.locator("[data-act=fold]")
    if head.get_attribute("aria-expanded") == "false":
        head.click()
    expect(head).to_have_attribute("aria-expanded", "true")


def choose(page: Page, field: str, value: str, *, keys: bool = False) -> None:
    """Choose an answer, by its tile or with the space bar, and wait until the kernel has taken it."""
    unfold(page, field)
    radio = page.locator(f'#f-{field} input[value="{value}"]')
    if keys:
        radio.focus()
        page.keyboard.press("Space")
    else:
        radio.locator("xpath=..").click()
    if field not in ("seller_replied", "record"):
        expect(page.locator(f".g-review [data-arg={field}]")).to_have_count(1)


def write(page: Page, field: str, value: str) -> None:
    unfold(page, field)
    page.locator(f"#f-{field}").fill(value)
    page.keyboard.press("Tab")


def press(page: Page, selector: str, *, keys: bool = False) -> None:
    button = page.locator(selector).first
    if keys:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()


def card(page: Page, title: str) -> None:
    expect(page.locator("#now")).to_have_text(title)

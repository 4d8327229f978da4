"""Taps, questions and screens scrolled from the first page to a copied message, for ten situations in a real browser.

Run it with `python benchmarks/taps.py [SITUATION ...]`; it serves the handbook itself. The targets are five questions,
eight taps and two screens at most. “Act” is the tap after which the act that is advised at the end stays in sight;
“tabs” is how often the tab key moved on when the same situation was walked by keyboard alone, to the same message.
Beside them stand questions, taps and screens before the first page asked the first question, where they were measured.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
MOST_TABS = 40  # for one button
MOST = {"questions": 5, "taps": 8, "screens": 2.0}
LOG = """2026-11-20 18:31:05 【义乌市】已揽收
2026-11-21 08:42:11 【义乌市】离开义乌转运中心，发往武汉
2026-11-22 09:12:00 【武汉市】到达武汉转运中心
"""
#: Questions, taps and screens at the edition before: a buyer to a copied message, an agent to the advice.
BEFORE = {
    ("signed for", "phone"): "15, 19, 20.6",
    ("signed for", "desk"): "14, 18, 11.0",
    ("not moving", "phone"): "4, 10, 15.8",
    ("not moving", "desk"): "5, 11, 8.5",
}
#: The act in the bar, where the bar is in sight.
HEAD = """() => { const head = document.querySelector(".g-advice__head"), box = head?.getBoundingClientRect();
    return box?.height && box.top >= 0 && box.bottom <= innerHeight ? head.firstChild.textContent : ""; }"""
#: Whether a button can be seen and named.
SEEN = """b => { const box = b.getBoundingClientRect();
    return (b.innerText.trim() || b.ariaLabel) && box.bottom > 0 && box.top < innerHeight; }"""
RIGHT, COPY = '[data-arg="details details.right"]', "[data-copy=walk-text]"
READ = "[data-act=letter]"
AROUND = '[data-arg="people people.cannot_say"]'


def day(fact: str, days: int) -> str:
    """The button of a day."""
    group = {"promised_ship": "ship_date"}.get(fact, fact)
    return f'[data-arg="{group} {fact}.{days}"]'


def answer(group: str, value: str) -> str:
    """The button of an answer."""
    return f'[data-arg="{group} {value}"]'


#: The situation: the answer on the first page, and the taps that follow; those on an answer are questions.
WAYS: dict[str, tuple[str, ...]] = {
    "signed for": ("signed", RIGHT, AROUND, COPY),
    "not moving": ("stale", day("last_scan", -5), answer("origin", "origin.domestic"), RIGHT, COPY),
    "not shipped, late": ("unshipped", answer("number", "number.none"), day("promised_ship", -3), RIGHT, COPY),
    "at a station": ("pickup", answer("pickup", "pickup_point.not_there"), RIGHT, AROUND,
                     answer("consent", "consent.no"), COPY),
    "out for delivery": ("delivering", day("last_scan", 0), READ, COPY),
    "delivery failed": ("failed", answer("courier", "courier.unreachable"), RIGHT, answer("reach", "reach.ok"), COPY),
    "abroad": ("abroad", answer("tracking", "tracking.in_transit"), day("last_scan", -30), RIGHT, COPY),
    "pre-sale": ("presale", answer("number", "number.none"), day("promised_ship", -3), RIGHT, COPY),
    "written, stalled": ("written", answer("time", "-3"), answer("came", "seller_replied stalling"),
                         answer("time", "-1"), READ, COPY),
    "pasted log": ("", RIGHT, COPY),
}  # fmt: skip


class Walked(NamedTuple):
    """What a situation took."""

    taps: int
    questions: int
    screens: float  # scrolled in all
    longest: float  # the longest page on the way, in screens
    act: int  # the tap after which the act stood in sight and stayed
    tabs: int  # how often the tab key moved on, by keyboard alone
    copied: str


def _tap(page: Page, selector: str) -> float:
    """Tap, and the screens that had to be scrolled for it."""
    button = page.locator(selector).first
    button.wait_for()
    height = page.viewport_size["height"] if page.viewport_size else 1
    page.wait_for_timeout(150)
    box = button.bounding_box() or {"y": 0, "height": 0}
    bar = page.locator(".g-advice").bounding_box() if page.locator(".g-advice").count() else None
    is_low = bar is not None and bar["y"] > height / 2 and "copy" not in selector and "letter" not in selector
    lowest = bar["y"] if bar is not None and is_low else height
    hidden = max(0.0, box["y"] + box["height"] - lowest, -box["y"])
    button.click()
    return hidden / height


def _press(page: Page, selector: str) -> int:
    """Reach a button by the tab key alone and press it; how often the key moved on. It stays in sight, with a name."""
    button = page.locator(selector).first
    button.wait_for()
    page.wait_for_timeout(600)
    for moved in range(MOST_TABS):
        if button.evaluate("b => b === document.activeElement"):
            page.wait_for_timeout(300)
            assert button.evaluate(SEEN), f"{selector} has the focus and cannot be seen or named"
            page.keyboard.press("Enter")
            return moved
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by {MOST_TABS} tabs")


def by_keyboard(browser: Browser, address: str, size: tuple[int, int], way: tuple[str, ...]) -> tuple[int, str]:
    """One situation without a pointer: how often the tab key moved on, and the copied message."""
    page = _opened(browser, address, size)
    start, *taps = way
    if start:
        tabs = _press(page, f'a[href="/wizard#start={start}"]')
    else:
        page.locator("#paste").focus()
        page.keyboard.insert_text(LOG)
        tabs = _press(page, "[data-paste] button")
    page.wait_for_selector("#walk-q")
    page.locator(".g-static").first.wait_for(state="detached")
    tabs += sum(_press(page, selector) for selector in taps)
    return tabs, _copied(page)


def _opened(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    """The first page, as somebody opens it who was never here."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai",
                                  viewport={"width": size[0], "height": size[1]},
                                  permissions=["clipboard-read", "clipboard-write"])  # fmt: skip
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto(address)
    return page


def _copied(page: Page) -> str:
    """The copied message; the page is closed."""
    page.locator("[data-copy-status]:not(:empty)").wait_for()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    page.context.close()
    return copied


def walk(browser: Browser, address: str, size: tuple[int, int], way: tuple[str, ...]) -> Walked:
    """One situation, from the first page to the copied message."""
    page = _opened(browser, address, size)
    start, *taps = way
    if start:
        screens = _tap(page, f'a[href="/wizard#start={start}"]')
    else:
        page.locator("#paste").fill(LOG)
        screens = _tap(page, "[data-paste] button")
    page.wait_for_selector("#walk-q")
    page.locator(".g-static").first.wait_for(state="detached")
    longest, heads = 0.0, [_head(page)]
    for selector in taps:
        screens += _tap(page, selector)
        heads.append(_head(page))
        longest = max(longest, page.evaluate("document.querySelector('main').offsetHeight / innerHeight"))
    copied = _copied(page)
    questions = bool(start) + sum(selector not in (COPY, READ) for selector in taps)
    act = next(n for n in range(1, 1 + len(heads)) if set(heads[n - 1 :]) == {heads[-1]})
    tabs, same = by_keyboard(browser, address, size, way)
    assert copied == same
    return Walked(1 + len(taps), questions, screens, longest, act, tabs, copied)


def _head(page: Page) -> str:
    """The act in sight, once the page has answered."""
    page.wait_for_timeout(600)
    return str(page.evaluate(HEAD))


def main() -> int:
    """Walk all situations at both sizes and print a table; 1 if a target is missed."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    from webserver import live_app

    chosen = {name: way for name, way in WAYS.items() if not sys.argv[1:] or name in sys.argv[1:]}
    log = Path(tempfile.mkdtemp()) / "server.log"
    here = live_app(Path(__file__).parents[1] / "notebooks", log=log)
    missed = False
    with here as address, sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-headless-shell", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        columns = f"{'questions':>10}{'taps':>6}{'screens':>9}{'longest page':>14}{'act':>5}{'tabs':>6}"
        print(f"{'situation':<20}{'size':<8}{columns}  before")
        for name, way in chosen.items():
            for size, pixels in SIZES.items():
                done = walk(browser, address, pixels, way)
                figures = f"{done.questions:>10}{done.taps:>6}{done.screens:>9.1f}{done.longest:>14.1f}"
                figures += f"{done.act:>5}{done.tabs:>6}"
                print(f"{name:<20}{size:<8}{figures}  {BEFORE.get((name, size), '-')}", flush=True)
                assert "【" not in done.copied
                assert len(done.copied) > 40
                over = done.questions > MOST["questions"] or done.taps > MOST["taps"] or done.screens > MOST["screens"]
                missed = missed or over
        browser.close()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

"""Five megabytes of text pasted into every box that takes tracking text; the page must say so and stay alive.

Run it with `python benchmarks/faults/paste.py`. Needs Chromium (`make browser`).
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests" / "support")]

from browsers import browser as program  # noqa: E402
from playwright.sync_api import Locator, expect, sync_playwright  # noqa: E402
from webserver import live_app  # noqa: E402

LONG = "内容太长了"
PUT = """(box) => {
  box.focus();
  const data = new DataTransfer();
  data.setData("text/plain", "快件在运输途中 ".repeat(625000));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  if (box.dispatchEvent(event)) document.execCommand("insertText", false, data.getData("text/plain"));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Paste on the first page and in the walk."""
    chromium, env = program(), {**os.environ, "GUIDE_DATABASE": "off"}
    with ExitStack() as stack:
        log = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "log"
        play = stack.enter_context(sync_playwright())
        base = stack.enter_context(live_app(ROOT / "notebooks", log=log, env=env))
        page = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]).new_page(locale="zh-CN")
        page.set_default_timeout(120_000)
        page.goto(base)
        box = page.locator("[data-paste] textarea")
        shown("first page", box)
        page.locator("[data-said]", has_text=LONG).wait_for()
        page.goto(f"{base}/wizard#at=all")
        page.reload()
        box = page.locator("#f-paste textarea, textarea#f-paste").first
        box.wait_for()
        shown("walk", box)
        page.get_by_text(LONG).first.wait_for()
        option = page.locator("fieldset.g-choice:visible input").first
        print(f"  an answer beside it is taken after {timed(lambda: answer(option)):.1f} s")


def shown(where: str, box: Locator) -> None:
    """Paste, and say how long it took and what is in the box."""
    took = timed(lambda: box.evaluate(PUT))
    print(f"{where}: pasted in {took:.1f} s, {len(box.input_value()):,} characters in the box", flush=True)


def answer(option: Locator) -> None:
    """Choose an answer, and wait until it is chosen."""
    option.check()
    expect(option).to_be_checked()


if __name__ == "__main__":
    main()

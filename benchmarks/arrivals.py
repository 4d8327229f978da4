"""Many people at once, each with a browser of their own kind: contexts of one Chromium, which open the walk and answer.

Run it with `python benchmarks/arrivals.py [COUNT [AT_ONCE]]`; needs Chromium (`make browser`). Printed: seconds until
the form is there and until the first answer is taken, and the memory of a visitor's process that is its own (USS). The
browser draws every page on the same machine, which costs more than serving it.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(ROOT / "tests" / "support")]

from browsers import browser as program  # noqa: E402
from playwright.async_api import Browser, async_playwright  # noqa: E402
from webserver import kernel_process, live_app  # noqa: E402

FIRST, NEXT = '[data-act=answer][data-arg="start signed"]', '[data-arg="details details.right"]'


async def arrive(browser: Browser, base: str, room: asyncio.Semaphore) -> tuple[float, float, float]:
    """Seconds to the form and to the next question, and the megabytes of the process."""
    async with room:
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        page.set_default_timeout(600_000)
        start = time.perf_counter()
        await page.goto(f"{base}/wizard", wait_until="commit")
        await page.locator(FIRST).wait_for()
        form = time.perf_counter() - start
        await page.locator(FIRST).click()
        await page.locator(NEXT).wait_for()
        answered = time.perf_counter() - start
        kernel = json.loads(await page.locator("#jupyter-config-data").text_content())["kernelId"]
        own = kernel_process(kernel).memory_full_info().uss / 1e6
        await context.close()
    return form, answered, own


async def measure(count: int, at_once: int, base: str) -> None:
    """So many people, at most so many of them at once."""
    async with async_playwright() as play:
        chromium = program()
        browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        room, start = asyncio.Semaphore(at_once), time.perf_counter()
        people = await asyncio.gather(*(arrive(browser, base, room) for _ in range(count)))
        whole = time.perf_counter() - start
        await browser.close()
    form, answered, own = (sorted(each) for each in zip(*people, strict=True))
    print(f"{count} people, {at_once} at once, {whole:.0f} s: form after {median(form):.1f} s in the middle, "
          f"{form[-1]:.1f} at last; first answer taken after {median(answered):.1f} and {answered[-1]:.1f}; "
          f"{median(own):.1f} MB each")  # fmt: skip


def main(count: int = 50, at_once: int = 0) -> None:
    """Serve, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GUIDE_DATABASE": "off"}
        with live_app(ROOT / "notebooks", log=Path(folder) / "log", env=env) as base:
            asyncio.run(measure(count, at_once or count, base))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

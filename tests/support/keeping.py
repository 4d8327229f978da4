"""The app with a store, in a real browser: the code of a case, what the store has of it, and the end of a kernel."""

import os
import signal
from pathlib import Path

from playwright.sync_api import Page, expect
from visits import NOTEBOOKS
from webserver import kernel_process, live_app, wait_for

from guide.cases.store import Store, key_of, rebuild
from guide.engine.case import Case


def serve(address: str, log: Path):
    """The app that keeps its cases at an address."""
    return live_app(NOTEBOOKS, log=log, env={**os.environ, "GUIDE_DATABASE": address})


def code_of(page: Page) -> str:
    """The code of the case on a page."""
    assert wait_for(lambda: page.evaluate("sessionStorage.getItem('guide.code')"))
    return page.evaluate("sessionStorage.getItem('guide.code')")


def stored(address: str, code: str) -> Case:
    """The case as the store has it."""
    return rebuild(Store(address).read(key_of(code)))[0]


def reviewed(page: Page, name: str, words: str) -> None:
    """The list of answers shows an answer."""
    answer = page.locator(".g-review > div").filter(has=page.locator(f"[data-arg={name}]"))
    expect(answer).to_contain_text(words)


def panel(page: Page) -> None:
    """Open the list of one's cases."""
    if page.locator("#my-cases").get_attribute("aria-expanded") == "false":
        page.locator("#my-cases").click()
    page.wait_for_selector("#h-cases")


def kill_kernel(page: Page) -> None:
    """End the page's process as the system would, without a word."""
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    process = kernel_process(kernel)
    process.send_signal(signal.SIGKILL)
    assert wait_for(lambda: not process.is_running() or process.status() == "zombie")

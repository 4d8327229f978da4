"""Take the pictures of the README from the running handbook, with docs/sample-case.yaml moved to today."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from browsers import browser as program
from playwright.sync_api import Browser, sync_playwright

from guide.cases.casefile import parse, to_plain
from guide.engine.case import BEIJING, Case, moved

DOCS = Path(__file__).resolve().parent.parent / "docs"
SAMPLE = DOCS / "sample-case.yaml"
WRITTEN = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)  # the moment at which the sample case is told
LARGEST = 350_000  # bytes of one picture: a README has to open fast
#: What the buyer typed, where the picture is for readers of English.
ENGLISH = {"item": "two ceramic mugs", "last_place": "left the Hangzhou hub"}


class Picture(NamedTuple):
    """One picture: where it is taken, how large, what has to be there and stands at its top, in which language."""

    name: str
    page: str
    width: int
    height: int
    ready: str
    top: str = "body"
    lang: str = "zh"


PICTURES = (
    Picture("wizard", "wizard", 1280, 1000, "#walk-q", ".g-root"),
    Picture("wizard.en", "wizard", 1280, 1000, "#walk-q", ".g-root", "en"),
    Picture("agent", "wizard#at=all", 1280, 1000, "#now", ".g-root"),
    Picture("agent.en", "wizard#at=all", 1280, 1000, "#now", ".g-root", "en"),
    Picture("phone", "wizard", 390, 844, "#walk-q", ".g-root"),
    Picture("map", "map", 1280, 1250, ".g-map svg", ".g-map"),
    Picture("landing", "", 1280, 1000, "main"),
)


def sample(now: datetime) -> Case:
    """The sample case as if it had been written now."""
    return moved(parse(SAMPLE.read_text("utf-8")), now - WRITTEN)


@contextmanager
def app() -> Iterator[str]:
    """The handbook on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "guide", "app", "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            if server.stdout is None or not server.stdout.readline():  # one line says that it listens
                raise SystemExit("The handbook did not start.")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def take(browser: Browser, address: str, picture: Picture, case: Case) -> Path:
    """Open the page with the case already in the tab, and keep what a visitor sees first."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    for name, value in ENGLISH.items() if picture.lang == "en" else ():
        case = case.with_fact(name, value)
    kept = json.dumps(json.dumps(to_plain(case), ensure_ascii=False))
    context.add_init_script(f"sessionStorage['guide.case'] ??= {kept}; localStorage['guide.lang'] = '{picture.lang}'")
    page = context.new_page()
    page.goto(f"{address}/{picture.page}")
    page.wait_for_selector(picture.ready, timeout=60_000)
    page.wait_for_timeout(2_000)  # the kept case is read and everything is drawn again
    page.evaluate("at => scrollTo(0, document.querySelector(at).getBoundingClientRect().top - 8)", picture.top)
    path = DOCS / "pictures" / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main() -> int:
    """Take every picture; 1 if one is too large."""
    case = sample(datetime.now(BEIJING))
    (DOCS / "pictures").mkdir(exist_ok=True)
    with app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        taken = [take(browser, address, picture, case) for picture in PICTURES]
        browser.close()
    for path in taken:
        print(f"{path.name:16} {path.stat().st_size / 1000:4.0f} kB")
    return int(any(path.stat().st_size > LARGEST for path in taken))


if __name__ == "__main__":
    raise SystemExit(main())

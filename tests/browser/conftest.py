"""What the browser tests share: a browser, the app, another app that keeps its cases, and visitors."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keeping import serve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from visits import NOTEBOOKS, calm, visitor
from webserver import live_app


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """A running browser for the tests of this folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of the app that keeps nothing."""
    return tmp_path_factory.mktemp("app") / "server.log"


@pytest.fixture(scope="package")
def base(told: Path) -> Iterator[str]:
    """The address of the app with the real chapters, which keeps nothing."""
    with live_app(NOTEBOOKS, log=told) as url:
        yield url


@pytest.fixture(autouse=True)
def no_failures_in_the_log(told: Path) -> Iterator[None]:
    """Fail a test in which something failed behind a page, and say what it was."""

    def lines() -> list[str]:  # none before the first test of that app; some tests have an app of their own
        return told.read_text("utf-8").splitlines() if told.exists() else []

    before = len(lines())
    yield
    assert [] == [line for line in lines()[before:] if "failed" in line]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose clipboard a test may read."""
    context = visitor(browser, permissions=["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, base: str) -> Iterator[Page]:
    """A page that may neither complain nor ask another host for anything."""
    with calm(context.new_page(), base) as page:
        yield page


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the app of `keeping` keeps its cases."""
    return f"sqlite:///{tmp_path_factory.mktemp('store')}/data/cases.db"


@pytest.fixture(scope="package")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of the app of `keeping`."""
    return tmp_path_factory.mktemp("keeping") / "server.log"


@pytest.fixture(scope="package")
def keeping(address: str, log: Path) -> Iterator[str]:
    """The address of the app with the real chapters, which keeps its cases."""
    with serve(address, log) as url:
        yield url


@pytest.fixture
def device(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """A function that gives a new device: a browser that has never been here."""
    contexts: list[BrowserContext] = []

    def new() -> BrowserContext:
        contexts.append(visitor(browser))
        return contexts[-1]

    yield new
    for context in contexts:
        context.close()

"""What the browser tests share: one browser and one running app for all of them, and a visitor in it."""

from collections.abc import Iterator

import pytest
from browser import NOTEBOOKS, calm, visitor
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from webserver import live_app


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """A running browser for the tests of this folder: its loop must not outlast them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app with the real chapters, which keeps nothing."""
    with live_app(NOTEBOOKS, log=tmp_path_factory.mktemp("app") / "server.log") as url:
        yield url


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

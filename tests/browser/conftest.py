"""What the browser tests share: the app itself, and a visitor in it."""

import pytest
from browser import NOTEBOOKS
from webserver import live_app


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with live_app(NOTEBOOKS, log=tmp_path_factory.mktemp("app") / "server.log") as url:
        yield url


@pytest.fixture
def context(browser):
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": 1280, "height": 900},
        timezone_id="Asia/Shanghai",
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context
    context.close()


@pytest.fixture
def page(context, base):
    """A page that may neither complain nor ask another host for anything."""
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [] == complaints
    assert [] == [url for url in asked if not url.startswith((base, "data:", "blob:" + base))]

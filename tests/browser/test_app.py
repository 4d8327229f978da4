"""The app in a real browser: what a visitor sees, hears and loses."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from visits import accessible, visitor
from webserver import kernel_process, live_app, wait_for, write_notebook

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
FORM = """
import anywidget, ipywidgets as widgets
class Bundle:
    def __init__(self, widget, html):
        self.widget, self.html = widget, html
    def _repr_mimebundle_(self, **_):
        return self.widget._repr_mimebundle_() | {"text/html": self.html}
class Tile(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.innerHTML = '<p class=alive>表单已经打开</p>'; } }"
box = widgets.VBox([Tile(), widgets.Text(description="订单"), widgets.Button(description="下一步")])
display(Bundle(box, "<h2>再催商家一次</h2><p class='still'>首屏的文字</p>"))
"""
#: A form whose kernel knows nothing of it, as after a restart.
ORPHAN = """
display({"application/vnd.jupyter.widget-view+json": {"model_id": "0" * 32, "version_major": 2, "version_minor": 0},
         "text/html": "<p class='still'>首屏的文字</p>"}, raw=True)
"""
PROSE_ZH = "# 自查\n\n先排除自己能解决的。\n\n| 项目 | 看什么 |\n|---|---|\n| 地址 | 门牌和电话 |\n"
PROSE_EN = "# Check yourself\n\nRule out what you can settle.\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    write_notebook(folder, "01_self_check", ("zh", PROSE_ZH), ("en", PROSE_EN), ("code", FORM))
    write_notebook(folder, "02_seller", ("zh", "# 商家"), ("code", "raise ValueError"))
    write_notebook(folder, "03_platform", ("zh", "# 平台"), ("code", ORPHAN))
    with live_app(folder) as url:
        yield url


@pytest.fixture
def context(browser):
    context = visitor(browser)
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A page that remembers what it asked for and what it complained about."""
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def alive(page: Page) -> None:
    expect(page.locator(".alive")).to_be_visible()
    expect(page.locator(".g-static")).to_have_count(0)


def kernel_id(page: Page) -> str:
    return json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]


def foreign(page: Page, base: str) -> list[str]:
    return [url for url in page.asked if not url.startswith((base, "data:", "blob:" + base))]


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_landing_page_is_calm_local_and_accessible(page, base, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(base)
    expect(page.get_by_role("heading", level=1)).to_contain_text("包裹现在是什么情况")
    named = page.locator(".g-toc a").evaluate_all("all => all.map((a) => a.pathname)")
    assert ["/self-check", "/seller", "/platform"] == named  # each chapter once, and nothing is offered twice
    assert [] == foreign(page, base)
    assert [] == page.complaints
    assert not sideways(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_with_a_form_is_calm_and_local(page, base, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{base}/self-check")
    alive(page)
    assert [] == foreign(page, base)
    assert [] == page.complaints
    assert not sideways(page)
    assert 1 == page.locator("main").count()
    assert 1 == page.locator("#main").count()
    assert "/#chapters" == page.locator(".g-nav [aria-current]").get_attribute("href")
    sizes = "els => els.map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert min(page.locator(".g-live input").evaluate_all(sizes)) >= 16
    heights = page.locator(".g-live :is(input, button)").evaluate_all("els => els.map(e => e.offsetHeight)")
    assert min(heights) >= 44
    if width == 1280:
        accessible(page, context={"exclude": [[".g-live"]]})  # the stock widgets here are not ours


def test_the_text_stands_before_the_form_is_alive(page, base):
    page.route(re.compile(r"voila\.js"), lambda route: route.abort())
    page.goto(f"{base}/self-check")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("自查"))
    expect(page.locator(".still")).to_be_visible()
    expect(page.locator(".g-static")).to_have_attribute("aria-busy", "true")


def test_without_a_form_the_page_reloads_once_and_then_says_so(page, base):
    page.route(re.compile(r"voila\.js"), lambda route: route.abort())
    page.clock.install()
    page.goto(f"{base}/self-check")
    with page.expect_navigation():
        page.clock.fast_forward(16_000)
    page.wait_for_load_state()
    expect(page.locator("#g-late")).to_be_hidden()
    page.clock.fast_forward(16_000)
    expect(page.locator("#g-late")).to_be_visible()
    expect(page.locator("#g-late [data-reload]")).to_be_visible()


def test_a_form_that_is_only_slow_is_not_begun_again(page, base):
    """Its kernel is there and has not answered yet: the visitor is told, and nothing that is under way is lost."""
    page.route_web_socket(re.compile("/channels"), lambda socket: None)
    page.clock.install()
    page.goto(f"{base}/self-check")
    page.wait_for_function("() => window.jupyterapp?.widgetManager")
    page.clock.fast_forward(16_000)
    expect(page.locator("#g-late [data-reload]")).to_be_visible()
    assert page.evaluate("sessionStorage['guide.reloaded:/self-check'] === undefined")


def test_a_control_that_loads_slowly_loses_nothing(page, base):
    """The library under the controls would drop one after two seconds; here these are over at once."""
    page.add_init_script(
        "const timeout = AbortSignal.timeout.bind(AbortSignal);"
        "AbortSignal.timeout = (ms) => timeout(ms > 10_000 ? ms : 0);"
    )
    page.goto(f"{base}/self-check")
    alive(page)
    assert [] == page.complaints


def test_a_form_that_the_kernel_does_not_know_ends_in_the_same_sentence(page, base):
    """After one reload the visitor is told, and the text stays: no words of the front end, no endless wait."""
    page.goto(f"{base}/platform")
    expect(page.locator("#g-late [data-reload]")).to_be_visible()
    expect(page.locator(".still")).to_be_visible()
    assert "1" == page.evaluate("sessionStorage['guide.reloaded:/platform']")
    expect(page.locator(".g-static")).to_have_count(1)


def test_the_switch_changes_everything_at_once_and_is_remembered(page, base):
    page.goto(f"{base}/self-check")
    page.evaluate("addEventListener('guide:lang', (event) => { window.heard = event.detail; })")
    expect(page.get_by_text("先排除自己能解决的。")).to_be_visible()
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_text("Rule out what you can settle.")).to_be_visible()
    expect(page.get_by_text("先排除自己能解决的。")).to_be_hidden()
    expect(page).to_have_title("Check first · Order not arrived")
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_visible()
    assert ("en", "en") == (page.evaluate("window.heard"), page.evaluate("localStorage['guide.lang']"))
    page.goto(base)
    assert "en" == page.evaluate("document.documentElement.lang")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where does the parcel stand?")
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("包裹现在是什么情况")


def test_a_lost_kernel_is_said_in_a_sentence(page, base):
    page.goto(f"{base}/self-check")
    alive(page)
    expect(page.locator("#g-gone")).to_be_hidden()
    page.wait_for_selector("#voila-shell", state="attached")  # from here on the page listens to its kernel
    kernel_process(kernel_id(page)).kill()
    expect(page.locator("#g-gone")).to_be_visible()
    expect(page.locator("#g-gone")).to_contain_text("连接断了")
    page.locator("#g-gone [data-reload]").click()
    alive(page)
    expect(page.locator("#g-gone")).to_be_hidden()


@pytest.mark.parametrize("leave", ["close", "follow a link"])
def test_leaving_the_page_ends_its_kernel(page, base, leave):
    page.goto(f"{base}/self-check")
    alive(page)
    kernel = kernel_id(page)
    assert kernel_process(kernel)
    page.close() if leave == "close" else page.goto(base)
    assert wait_for(lambda: kernel_process(kernel) is None)


def test_a_failed_cell_is_a_sentence_with_a_way_out(page, base):
    page.goto(f"{base}/seller")
    expect(page.locator("main .g-banner:not([hidden])")).to_contain_text("这一部分没有打开")
    expect(page.locator("main .g-banner:not([hidden]) [data-reload]")).to_be_visible()


def test_a_missing_page_looks_like_the_rest(page, base):
    page.goto(f"{base}/voila/render/01_self_check.ipynb")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这一页", use_inner_text=True)
    expect(page.get_by_role("banner")).to_be_visible()
    page.get_by_role("link", name="回到首页").click()
    expect(page).to_have_url(base + "/")


def test_a_script_in_the_query_is_inert(page, base):
    page.goto(f"{base}/self-check?theme=<script>window.bad=1</script>&template=x")
    alive(page)
    assert page.evaluate("window.bad === undefined")
    assert [] == page.complaints


def test_the_skip_link_comes_first_and_leads_to_the_text(page, base):
    page.goto(f"{base}/self-check")
    page.keyboard.press("Tab")
    assert "跳到正文" == page.evaluate("document.activeElement.innerText.trim()")
    page.keyboard.press("Enter")
    assert "main" == page.evaluate("document.activeElement.id")

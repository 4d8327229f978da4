"""The widget kit in a real browser: stock Voila, the app's own page class, and JupyterLab."""

# ruff: noqa: E501  (the page below is mostly markup)
from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api
from visits import apart, visitor
from webserver import PATIENCE, free_port, wait_for, write_notebook

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "guide" / "ui" / "static"

PAGE = '''
from ipywidgets import VBox
from guide.ui.controls.checks import Checks
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.shell import Shell
from guide.ui.controls.showing import show
from guide.ui.controls.view import View
acts = []
shell = Shell(page="kit")
now = View(acts={"sent": lambda arg: did("sent", arg), "grow": lambda arg: did("grow", arg)}, html="""
<section class="g-sec" aria-labelledby="h-now"><h2 id="h-now">现在做这一步</h2>
<details class="g-fold" data-key="why"><summary>为什么</summary><p>一句「在催」不算解决。</p></details>
<div class="g-gate"><button class="g-btn" type="button" data-act="escalate" aria-disabled="true" aria-describedby="lack">申请平台介入</button>
<div id="lack"><p class="g-gate__head">之后可以走这一步，现在还差 2 项：</p><ul class="g-blockers">
<li><svg class="g-icon" aria-hidden="true"></svg><span>商家的答复</span><a href="#f-reply" data-jump="f-reply">改答复</a></li>
<li><svg class="g-icon" aria-hidden="true"></svg><span>与商家的聊天截图</span><a href="#f-ev-chat" data-jump="f-ev-chat">去补上</a></li></ul></div></div>
<p><button class="g-btn" type="button" data-act="sent" data-arg="first">我已经发了</button>
<button class="g-btn" type="button" data-act="forged">不认识</button></p></section>""")
log = View(html='<p id="log" class="g-note">0</p>')
demand = Choice(name="demand", legend="诉求", columns=3, short=True, value="trace", options=[
  dict(value="trace", label="催查", hint="先弄清包裹在哪"), dict(value="resend", label="补发", hint="确认丢了就重寄"),
  dict(value="refund", label="退款", hint="不想再等了")])
draft = View(html="""<article class="g-draft" aria-label="消息草稿"><dl class="g-draft__body" id="message" data-text="您好，订单尾号 4086。">
<div><dt>问候</dt><dd>您好，又来麻烦您了。</dd></div><div><dt>订单</dt><dd>订单尾号 <mark>4086</mark>。</dd></div></dl>
<div class="g-draft__foot"><button class="g-btn g-btn--copy" type="button" data-copy="message" data-done="已复制，到商家的聊天窗口里粘贴">复制全文</button>
<span class="g-status" data-copy-status></span></div></article>""")
ask_head = View(html='<div class="g-sec__head"><h2>商家怎么说</h2><p>3 个问题，答完 2 个。</p></div>')
reply = Choice(name="reply", legend="商家最近一次怎么答复？", value="stalling", clear_label="清除", options=[
  dict(value="none", label="还没有回复", hint="已读不回也算"), dict(value="stalling", label="只说「在催」「再等等」", hint="没有结果，也没有日期"),
  dict(value="resend", label="答应补发", hint="还在等新单号"), dict(value="refund", label="同意退款", hint="还在等到账"),
  dict(value="refused", label="明确拒绝", hint="不退、不补、不查"), dict(value="unclear", label="看不懂他的意思", hint="先当作没有给办法")])
first = Entry(name="first", kind="datetime", label="第一次联系商家是什么时候？", value="2025-11-21T18:20",
  hint="按聊天里那条消息的时间填，24 和 48 小时从这里算起。", echo="读作 11 月 21 日（周五）18:20，北京时间")
newdate = Choice(name="newdate", legend="商家给过新的送达日期吗？", open_label="还没答，可以先跳过", columns=3, options=[
  dict(value="no", label="没给过"), dict(value="yes", label="给了日期"), dict(value="past", label="给了，已经过了")])
raw = Entry(name="raw", kind="area", label="物流文字", max_length=300, value="2025-11-16 08:42:10 【杭州转运中心】已发出")
more = Entry(name="more", label="还有别的吗？")
show(more, False)
evidence = Checks(name="ev", value=["order"], groups=[
  dict(title="必备", note="2 项里有 1 项", items=[
    dict(value="order", label="订单页截图", proves="证明：你买了这件商品", how="商品、金额、收货人要在同一屏里"),
    dict(value="chat", label="与商家的完整聊天截图", proves="证明：你已经要求解决", how="不要裁掉时间", missing=True, missing_label="还没有")]),
  dict(title="建议", note="有就加上", items=[dict(value="courier", label="与快递员的通话录音或聊天", proves="证明：快递也说不清", how="录音前先说一声")])])

def note(*_):
    log.html = '<p id="log" class="g-note">' + "|".join([
      ",".join(acts), reply.value, newdate.value, first.value, str(len(raw.value)), ",".join(evidence.value), shell.lang]) + "</p>"
def did(act, arg):
    acts.append(act + ":" + arg)
    now.html = now.html.replace("现在做这一步", "现在做这一步了").replace("不算解决。", "还不算解决。")
    now.status = "记下了"
    note()
def spoke(change):
    en = change.new == "en"
    reply.legend = "What did the seller say?" if en else "商家最近一次怎么答复？"
    reply.options = [dict(o, label=("EN " + o["value"]) if en else o["label"]) for o in reply.options]
def read(change):
    raw.echo = f"读到 {len(change.new.splitlines())} 条记录"
    show(more, "???" in change.new)
    raw.error = "没有一条认得出来" if "???" in change.new else ""
shell.observe(spoke, "lang")
raw.observe(read, "value")
for w in (reply, newdate, first, raw, evidence, shell):
    w.observe(note)
note()
def sec(*w):
    box = VBox(w)
    box.add_class("g-sec")
    return box
main = VBox([shell, now, log, sec(demand, draft), sec(ask_head, reply, first, newdate), sec(raw, more), sec(evidence)])
main.add_class("g-root")
main
'''


def answers(url: str) -> bool:
    """Whether somebody answers at an address; a refusal is an answer."""
    try:
        urllib.request.urlopen(url).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def serving(command: list[str], home: Path, probe: str) -> Iterator[None]:
    """Run a server with a home of its own until it answers at `probe`."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "VOILA"))}
    env |= {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(home / "config"), "HOME": str(home)}
    log = (home / "server.log").open("w")
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=home, env=env, stdout=log, stderr=log)
    try:
        assert wait_for(lambda: server.poll() is not None or answers(probe)), "the server never answered"
        if server.poll() is not None:
            pytest.fail((home / "server.log").read_text()[-2000:])
        yield
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


@pytest.fixture(scope="module")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("voila")
    write_notebook(home, "kit", ("code", PAGE))
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = ["voila", "kit.ipynb", "--no-browser", f"--port={port}"]
    with serving(command, home, url + "voila/static/none"):
        yield url


APP = """(css) => document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("g-app");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
})"""


def opened(browser: Any, url: str, *, width: int = 1280, app: bool = False, **storage: str) -> Any:
    """A page with the kit on it; `app` gives it the app's class and linked sheets."""
    context = visitor(browser, locale="en-US", viewport={"width": width, "height": 1000})
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    if app:
        css = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("tokens.css", "guide.css"))
        page.add_init_script(f"({APP})({json.dumps(css)})")
    for key, value in storage.items():
        page.add_init_script(f"{key}.setItem(...{json.dumps(value.split('=', 1))})")
    page.goto(url)
    page.wait_for_selector("#f-ev-courier")
    page.wait_for_function("document.querySelector('.g-choice').offsetHeight > 40")
    return page


def logged(page: Any, pattern: str) -> None:
    """Wait until the kernel has written a state that matches."""
    page.wait_for_function("(p) => new RegExp(p).test(document.querySelector('#log').textContent)", arg=pattern)


def focused(page: Any) -> str:
    """What has the focus: its id, or its value, or its words."""
    return str(page.evaluate("(e => e.id || e.value || e.innerText)(document.activeElement)"))


@pytest.fixture(scope="module")
def shared(browser: Any, voila: str) -> Iterator[Any]:
    page = opened(browser, voila)
    yield page
    assert page.faults == []
    page.context.close()


def radio(page: Any, name: str, value: str) -> Any:
    return page.locator(f"#f-{name} input[value={value}]")


def test_a_group_is_one_tab_stop_and_arrows_move_in_it(shared: Any) -> None:
    radio(shared, "demand", "trace").focus()
    shared.keyboard.press("ArrowRight")
    assert radio(shared, "demand", "resend").is_checked()
    shared.keyboard.press("Tab")
    assert focused(shared).startswith("复制全文")


def test_the_chosen_option_pressed_again_is_taken_back_but_not_by_a_double_click(shared: Any) -> None:
    radio(shared, "newdate", "yes").dblclick()
    logged(shared, r"\|yes\|")
    assert shared.locator("#f-newdate .g-open").is_hidden()
    apart(shared)
    radio(shared, "newdate", "yes").click()
    logged(shared, r"\|unknown\|")
    assert not radio(shared, "newdate", "yes").is_checked()
    assert shared.locator("#f-newdate .g-open").is_visible()


def test_an_arrow_onto_the_chosen_option_leaves_it_chosen(shared: Any) -> None:
    radio(shared, "reply", "none").click()  # the page begins with stalling, and pressing that would take it back
    logged(shared, r"\|none\|")
    apart(shared)
    radio(shared, "reply", "stalling").click()
    logged(shared, r"\|stalling\|")
    apart(shared)
    radio(shared, "reply", "none").focus()
    shared.keyboard.press("ArrowDown")
    assert radio(shared, "reply", "stalling").is_checked()
    shared.locator("#f-first").fill("2025-11-19T09:05")  # when the kernel has this, it has what came before
    shared.locator("#f-first").blur()
    logged(shared, r"\|stalling\|.*\|2025-11-19T09:05\|")
    assert radio(shared, "reply", "stalling").is_checked()


def test_the_clear_button_clears_and_hands_the_focus_on(shared: Any) -> None:
    radio(shared, "reply", "refused").click()
    logged(shared, r"\|refused\|")
    clear = shared.locator(".g-clear:visible")
    assert clear.inner_text().startswith("清除")
    clear.focus()
    shared.keyboard.press("Enter")
    logged(shared, r"\|unknown\|")
    assert focused(shared) == "none"


def test_a_change_of_language_keeps_the_focus_in_the_group(shared: Any) -> None:
    radio(shared, "reply", "refund").click()
    logged(shared, r"\|refund\|")
    shared.evaluate("document.querySelector('.g-lang').click()")
    shared.wait_for_function("document.querySelector('#f-reply').textContent.includes('EN refund')")
    assert focused(shared) == "refund"
    assert radio(shared, "reply", "refund").is_checked()
    shared.evaluate("document.querySelector('.g-lang').click()")
    logged(shared, r"\|zh$")


def test_an_act_reaches_the_kernel_once_and_the_view_keeps_fold_and_focus(shared: Any) -> None:
    shared.locator("details[data-key=why] > summary").click()
    shared.locator("[data-act=forged]").click()
    button = shared.locator("[data-act=sent]")
    button.dblclick()
    logged(shared, r"^sent:first\|")
    shared.wait_for_function("document.querySelector('#h-now').textContent.endsWith('了')")
    assert shared.locator("details[data-key=why]").get_attribute("open") is not None
    assert shared.evaluate("document.activeElement.dataset.act") == "sent"
    status = "[...document.querySelectorAll('[role=status]')].some(e => e.textContent === '记下了')"
    shared.wait_for_function(status)


def test_a_disabled_act_shows_the_way_instead(shared: Any) -> None:
    before = shared.locator("#log").inner_text()
    shared.locator("[data-act=escalate]").focus()
    shared.keyboard.press("Enter")
    assert focused(shared) == "改答复"
    shared.keyboard.press("Enter")
    assert shared.evaluate("document.activeElement.closest('fieldset').id") == "f-reply"
    shared.locator("[data-jump=f-ev-chat]").click()
    assert shared.evaluate("document.activeElement.value") == "chat"
    assert shared.locator("#log").inner_text() == before


@pytest.mark.parametrize("secure", [True, False])
def test_copy_puts_the_text_on_the_clipboard_and_says_so(browser: Any, shared: Any, secure: bool) -> None:
    shared.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shared.evaluate("navigator.clipboard.writeText('before')")
    if not secure:
        shared.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not here')); }")
    shared.locator("[data-copy=message]").click()
    shared.wait_for_function("document.querySelector('[data-copy-status]').textContent.startsWith('已复制')")
    assert shared.evaluate("navigator.clipboard.readText()") == "您好，订单尾号 4086。"
    assert shared.evaluate("document.activeElement.dataset.copy") == "message"
    said = "[...document.querySelectorAll('p[role=status]')].some(e => e.textContent.startsWith('已复制'))"
    shared.wait_for_function(said)


def test_an_area_is_read_at_a_pause_and_never_overwritten(shared: Any) -> None:
    area = shared.locator("#f-raw")
    area.fill("一\n二")
    shared.wait_for_function("document.querySelector('#f-raw-echo').textContent === '读到 2 条记录'")
    area.press_sequentially("三四五六七八九十", delay=120)
    assert area.input_value() == "一\n二三四五六七八九十"
    area.fill("???")
    shared.wait_for_function("document.querySelector('#f-raw-error').textContent !== ''")
    sync_api.expect(shared.locator("#f-more")).to_be_visible()  # it was made hidden
    assert area.get_attribute("aria-invalid") == "true"
    area.fill("x" * 290)
    sync_api.expect(shared.locator("#f-more")).to_be_hidden()
    area.press_sequentially("y" * 20)
    assert len(area.input_value()) == 300


def test_a_point_in_time_is_sent_whole(shared: Any) -> None:
    shared.locator("#f-first").fill("2025-11-20T09:05")
    shared.locator("#f-first").blur()
    logged(shared, r"\|2025-11-20T09:05\|")


def test_ticks_reach_the_kernel_in_the_order_of_the_list(shared: Any) -> None:
    shared.locator("#f-ev-courier").click()
    shared.locator("#f-ev-chat").click()
    logged(shared, r"\|order,chat,courier\|")


def test_a_hostile_value_is_refused_and_put_back(shared: Any) -> None:
    radio(shared, "demand", "refund").click()
    shared.evaluate("(e => { e.value = 'forged'; e.click(); })(document.querySelector('#f-demand [value=trace]'))")
    shared.wait_for_function("document.querySelector('#f-demand [value=refund]').checked")
    shared.evaluate("document.querySelector('#f-demand [value=forged]').value = 'trace'")


@pytest.mark.parametrize(("width", "app"), [(1280, True), (390, True), (390, False)])
def test_the_page_is_clean_and_nothing_scrolls_sideways(browser: Any, voila: str, width: int, app: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(browser, voila, width=width, app=app)
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = axe.run(page, context=".g-root", options=options).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector('.g-sec').scrollWidth") <= width
    assert page.locator("[style]").and_(page.locator(".g-choice *, .g-view *, .g-field *, .g-level *")).count() == 0
    assert page.faults == []
    page.context.close()


def test_in_the_app_the_shell_follows_the_page_and_keeps_the_case(browser: Any, voila: str) -> None:
    page = opened(browser, voila, app=True, localStorage="guide.lang=en", sessionStorage='guide.case={"v":1}')
    assert page.locator(".g-lang").count() == 0
    logged(page, r"\|en$")
    page.evaluate("dispatchEvent(new CustomEvent('guide:lang', {detail: 'zh'}))")
    logged(page, r"\|zh$")
    assert not page.evaluate("document.adoptedStyleSheets.some(s => s.guide)")
    assert page.evaluate("sessionStorage.getItem('guide.case')") == '{"v":1}'
    page.context.close()


LOOK = """() => {
  const bar = getComputedStyle(document.querySelector(".jp-NotebookPanel-toolbar"));
  const body = getComputedStyle(document.body);
  const cell = getComputedStyle(document.querySelector(".jp-InputArea-editor"));
  return [bar.fontSize, bar.fontFamily, bar.padding, body.fontSize, body.color, cell.fontSize, cell.padding];
}"""


def test_in_jupyterlab_the_kit_has_our_look_and_lab_keeps_its_own(browser: Any, tmp_path: Path) -> None:
    write_notebook(tmp_path, "kit", ("code", PAGE))
    port, token = free_port(), "kit"
    url = f"http://127.0.0.1:{port}/"
    command = [
        "jupyter",
        "lab",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        f"--IdentityProvider.token={token}",
    ]
    with serving(command, tmp_path, url + "api"):
        page = visitor(browser, locale="en-US", viewport={"width": 1400, "height": 1000}).new_page()
        page.goto(f"{url}lab/tree/kit.ipynb?token={token}")
        page.wait_for_selector(".jp-NotebookPanel-toolbar .jp-ToolbarButton")
        page.wait_for_selector(".jp-InputArea-editor")
        before = page.evaluate(LOOK)
        page.wait_for_function("document.body.innerText.includes('| Idle')")
        for _ in range(PATIENCE // 20):  # keys pressed before the kernel is there are lost
            page.locator(".jp-InputArea-editor").first.click()
            page.keyboard.press("Control+Enter")
            with contextlib.suppress(sync_api.TimeoutError):
                page.wait_for_selector("#f-ev-courier", timeout=20_000, state="attached")
                break
        page.wait_for_function("document.adoptedStyleSheets.some(s => s.guide)")
        page.wait_for_function(
            f"before => JSON.stringify(({LOOK})()) === before",
            arg=json.dumps(before, separators=(",", ":"), ensure_ascii=False),
        )
        tile = page.locator("#f-reply .g-tile").first
        look = "e => [getComputedStyle(e).display, getComputedStyle(e).borderTopWidth, getComputedStyle(e).fontSize]"
        assert tile.evaluate(look) == ["flex", "1px", "16px"]
        assert re.sub(r"\s", "", page.locator(".g-lang").inner_text()) == "EN"
        tile.click()
        logged(page, r"\|none\|")
        page.keyboard.press("ArrowDown")
        logged(page, r"\|stalling\|")
        for words, more in (("???", True), ("一", False), ("???", True)):
            page.locator("#f-raw").fill(words)
            sync_api.expect(page.locator("#f-more")).to_be_visible(visible=more)
        if shots := os.environ.get("GUIDE_SHOTS"):
            page.screenshot(path=f"{shots}/kit-jupyterlab.png")
        page.context.close()

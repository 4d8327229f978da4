"""A case that outlives its page, in a real browser: killed kernels, restarted servers, other devices, two tabs."""

import os
import re
import signal
import time
from pathlib import Path

import pytest
from browser import NOTEBOOKS, apart, choose, midway, opened, press, shot, unfold, visitor, write
from playwright.sync_api import Page, expect
from webserver import kernel_process, live_app, wait_for

from guide.cases.store import Store, key_of, rebuild
from guide.engine.case import Case

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('store')}/data/cases.db"


def serve(address: str, log: Path):
    return live_app(NOTEBOOKS, log=log, env={**os.environ, "GUIDE_DATABASE": address})


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("app") / "server.log"


@pytest.fixture(scope="module")
def base(address, log):
    with serve(address, log) as url:
        yield url


@pytest.fixture
def device(browser):
    """A function that gives a new device: a browser that has never been here."""
    contexts = []

    def new():
        contexts.append(visitor(browser))
        return contexts[-1]

    yield new
    for context in contexts:
        context.close()


def code_of(page: Page) -> str:
    assert wait_for(lambda: page.evaluate("sessionStorage.getItem('guide.code')"))
    return page.evaluate("sessionStorage.getItem('guide.code')")


def stored(address: str, code: str) -> Case:
    return rebuild(Store(address).read(key_of(code)))[0]


def reviewed(page: Page, name: str, words: str) -> None:
    """The list of answers shows an answer."""
    answer = page.locator(".g-review > div").filter(has=page.locator(f"[data-arg={name}]"))
    expect(answer).to_contain_text(words)


def panel(page: Page) -> None:
    if page.locator("#my-cases").get_attribute("aria-expanded") == "false":
        page.locator("#my-cases").click()
    page.wait_for_selector("#h-cases")


def kill_kernel(page: Page) -> None:
    """End the page's process as the system would, without a word."""
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    process = kernel_process(kernel)
    process.send_signal(signal.SIGKILL)
    assert wait_for(lambda: not process.is_running() or process.status() == "zombie")


@pytest.mark.parametrize(("pause", "killed"), [(0, False), (0, True), (510, False), (4000, True)])
def test_what_was_typed_the_moment_before_a_reload_is_not_lost(device, base, address, pause, killed):
    """Before it was sent, while it was on its way, and where nobody is left to receive it."""
    page = device().new_page()
    opened(page, base, "wizard", midway())
    choose(page, "gift", "no")  # the first answer stores the case
    code = code_of(page)
    unfold(page, "item")
    page.locator("#f-item").press("Control+a")
    if killed:
        kill_kernel(page)
    page.keyboard.type("两只陶瓷杯")
    page.wait_for_timeout(pause)
    page.reload()
    page.wait_for_selector("#now")
    assert wait_for(lambda: stored(address, code).facts.item == "两只陶瓷杯")
    unfold(page, "item")
    expect(page.locator("#f-item")).to_have_value("两只陶瓷杯")
    assert [] == page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('guide.typed.'))")
    assert ("86", "yes") == (stored(address, code).facts.amount, stored(address, code).facts.order_found)


def test_a_case_stands_where_it_stood_after_its_process_was_killed(device, base, address):
    page = device().new_page()
    opened(page, base)
    choose(page, "complaint", "not_arrived")
    choose(page, "tracking", "in_transit")
    code = code_of(page)
    given = ("not_arrived", "in_transit")  # shown first and stored a moment later
    assert wait_for(lambda: given == (stored(address, code).facts.complaint, stored(address, code).facts.tracking))
    title = page.locator("#now").inner_text()
    kill_kernel(page)
    page.evaluate("sessionStorage.setItem('guide.case', '{}')")  # nothing of the answers is left in the tab
    started = time.perf_counter()
    page.reload()
    page.wait_for_selector("#now")
    expect(page.locator("#now")).to_have_text(title)
    reviewed(page, "tracking", "运输中")
    print(f"\nresumed {time.perf_counter() - started:.2f} s after the reload")
    assert code == code_of(page)


def test_a_case_goes_on_after_the_server_was_restarted_and_on_another_device(device, address, tmp_path):
    with serve(address, tmp_path / "one.log") as first:
        page = device().new_page()
        opened(page, first, case=midway())
        write(page, "item", "保温杯")
        code = code_of(page)
        assert wait_for(lambda: stored(address, code).facts.item == "保温杯")
    with serve(address, tmp_path / "two.log") as second:
        elsewhere = device().new_page()
        elsewhere.goto(f"{second}/wizard#c={code.lower()}")
        elsewhere.wait_for_selector("#now")
        reviewed(elsewhere, "item", "保温杯")
        assert f"{second}/wizard" == elsewhere.url  # the code stays in no history and on no picture
        typed = device().new_page()
        opened(typed, second)
        panel(typed)
        typed.locator("#f-code").fill(code[:-1])
        press(typed, "[data-act=enter]")
        expect(typed.locator(".g-cases .g-banner")).to_contain_text("打错或漏掉")
        apart(typed)
        typed.locator("#f-code").fill(code.replace("-", " "))
        press(typed, "[data-act=enter]")
        reviewed(typed, "item", "保温杯")
    for name in ("one.log", "two.log"):
        assert code not in (tmp_path / name).read_text("utf-8")


def test_two_tabs_are_merged_and_asked_only_about_the_same_answer(device, base, address):
    context = device()
    one = context.new_page()
    opened(one, base, case=midway())
    write(one, "amount", "85")
    reviewed(one, "amount", "85")
    code = code_of(one)
    two = context.new_page()
    two.goto(f"{base}/wizard#c={code}")
    two.wait_for_selector("#now")
    reviewed(two, "amount", "85")
    write(one, "item", "保温杯")
    reviewed(one, "item", "保温杯")
    write(two, "amount", "86")  # another question: merged without a word
    reviewed(two, "item", "保温杯")
    expect(two.locator("#clash")).to_have_count(0)
    write(one, "item", "盘子")
    reviewed(one, "item", "盘子")
    write(two, "item", "茶壶")
    expect(two.locator("#clash")).to_contain_text("在另一处改成了「盘子」，你这里是「茶壶」")
    shot(two, "store-clash")
    press(two, "[data-act=theirs]")
    reviewed(two, "item", "盘子")
    expect(two.locator("#clash")).to_have_count(0)
    assert ("盘子", "86") == (stored(address, code).facts.item, stored(address, code).facts.amount)


def test_my_orders_are_listed_opened_named_taken_off_and_deleted(device, base, address):
    context = device()
    page = context.new_page()
    opened(page, base, case=midway())
    write(page, "amount", "85")
    reviewed(page, "amount", "85")
    first = code_of(page)
    press(page, "[data-act=clear]")
    press(page, "[data-act=clear_yes]")
    expect(page.locator('#f-complaint input[value="not_arrived"]')).not_to_be_checked(timeout=30_000)
    page.wait_for_timeout(500)  # the sections fold last
    assert wait_for(lambda: code_of(page) != first)
    choose(page, "complaint", "not_arrived")
    second = code_of(page)
    panel(page)
    row = page.locator(".g-cases__list li")
    expect(row).to_have_count(2)
    expect(page.locator("#case-code")).to_have_text(second)
    shot(page, "store-cases")
    cup = row.filter(has_text="陶瓷杯")
    cup.locator("[data-act=rename]").click()
    page.locator("#f-label").fill("给妈妈的")
    press(page, "[data-act=save]")
    expect(row.filter(has_text="给妈妈的")).to_have_count(1)
    row.filter(has_text="给妈妈的").locator("[data-act=open]").click()
    reviewed(page, "item", "陶瓷杯")
    assert first == code_of(page)
    panel(page)
    row.filter(has_text=second[-5:]).locator("[data-act=drop]").click()
    expect(row).to_have_count(1)
    assert "not_arrived" == stored(address, second).facts.complaint
    row.locator("[data-act=delete]").click()
    press(page, "[data-act=yes]")
    expect(row).to_have_count(0)
    expect(page.locator(".g-review")).to_have_count(0)
    assert () == Store(address).read(key_of(first))
    assert None is page.evaluate("localStorage.getItem('guide.cases')")


def test_a_code_is_opened_with_the_enter_key(device, base, address):
    """What was said of a code that is none goes when the field is emptied."""
    one, two = device().new_page(), device().new_page()
    opened(one, base, case=midway())
    write(one, "amount", "85")
    reviewed(one, "amount", "85")
    opened(two, base)
    panel(two)
    field = two.locator("#f-code")
    field.fill("nonsense")
    field.press("Enter")
    expect(two.locator(".g-cases [role=alert] span")).to_have_count(1)
    field.fill("")
    expect(two.locator(".g-cases .g-banner")).to_have_count(0)
    field.fill(code_of(one))
    field.press("Enter")
    reviewed(two, "amount", "85")


def test_a_shared_computer_keeps_no_code(device, base):
    page = device().new_page()
    opened(page, base, case=midway())
    write(page, "amount", "85")
    reviewed(page, "amount", "85")
    panel(page)
    expect(page.locator(".g-cases__list li")).to_have_count(1)
    press(page, "[data-act=private]")
    press(page, "[data-act=yes]")
    expect(page.locator(".g-cases__list")).to_have_count(0)
    write(page, "item", "保温杯")
    reviewed(page, "item", "保温杯")
    assert None is page.evaluate("localStorage.getItem('guide.cases')")
    code = code_of(page)
    page.reload()
    page.wait_for_selector("#now")
    reviewed(page, "item", "保温杯")
    assert code == code_of(page)


def test_a_database_that_is_away_costs_no_answer(device, tmp_path):
    data = tmp_path / "data"
    address = f"sqlite:///{data}/cases.db"
    with serve(address, tmp_path / "server.log") as base:
        page = device().new_page()
        opened(page, base, case=midway())
        write(page, "amount", "85")
        reviewed(page, "amount", "85")
        code = code_of(page)
        data.rename(tmp_path / "aside")
        data.write_text("in the way")  # no folder can be made here now
        write(page, "item", "保温杯")
        reviewed(page, "item", "保温杯")
        expect(page.locator(".g-banner--calm")).to_contain_text("暂时没存上，正在重试")
        shot(page, "store-away")
        kill_kernel(page)  # what waits is in the tab as well
        page.reload()
        page.wait_for_selector("#now")
        reviewed(page, "item", "保温杯")
        write(page, "amount", "86")
        expect(page.locator(".g-banner--calm")).to_contain_text("暂时没存上，正在重试")
        data.unlink()
        (tmp_path / "aside").rename(data)
        expect(page.locator(".g-banner--calm")).to_have_count(0)
        case = stored(address, code)
        assert ("in_transit", "保温杯", "86") == (case.facts.tracking, case.facts.item, case.facts.amount)


def test_the_log_knows_no_code_and_no_answer(base, log):
    text = log.read_text("utf-8")
    assert [] == re.findall(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}|陶瓷杯|#c=", text)


def test_a_page_on_which_nothing_was_answered_asks_no_database(device, address, base):
    before = len(list(Store(address).export()))
    page = device().new_page()
    opened(page, base)
    code = code_of(page)
    page.reload()
    page.wait_for_selector("#now")
    assert wait_for(lambda: code_of(page) != code)
    unfold(page, "complaint")
    assert before == len(list(Store(address).export()))


def test_a_kernel_that_is_gone_leaves_the_page_as_it_was(device, base, address):
    """Widgets mark themselves when nobody answers; the marks would push the form aside, and the bar has words."""
    page = device().new_page()
    opened(page, base, "wizard", midway())
    unfold(page, "item")
    before = page.locator("#f-item").bounding_box()
    kill_kernel(page)
    expect(page.locator(".jupyter-widgets-disconnected").first).to_be_attached(timeout=30_000)
    assert before == page.locator("#f-item").bounding_box()
    marks = "all => [...new Set(all.map((one) => getComputedStyle(one, '::before').content))]"
    assert ["none"] == page.locator(".g-root .jupyter-widgets-disconnected").evaluate_all(marks)

"""A case that outlives its page, in a real browser: killed kernels, restarted servers, other devices, two tabs."""

import re
import time

import pytest
from keeping import code_of, kill_kernel, panel, reviewed, serve, stored
from playwright.sync_api import expect
from visits import apart, choose, midway, opened, press, shot, unfold, whole, write
from webserver import wait_for

from guide.cases.store import Store

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("pause", "killed"), [(0, False), (0, True), (510, False), (4000, True)])
def test_what_was_typed_the_moment_before_a_reload_is_not_lost(device, keeping, address, pause, killed):
    """Before it was sent, while it was on its way, and where nobody is left to receive it."""
    page = device().new_page()
    opened(page, keeping, "wizard", midway())
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


def test_a_case_stands_where_it_stood_after_its_process_was_killed(device, keeping, address):
    page = device().new_page()
    opened(page, keeping)
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
        whole(elsewhere)
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
        expect(page.locator(".g-banner--calm")).to_contain_text("暂时没有保存成功，正在重试")
        shot(page, "store-away")
        kill_kernel(page)  # what waits is in the tab as well
        page.reload()
        page.wait_for_selector("#now")
        reviewed(page, "item", "保温杯")
        write(page, "amount", "86")
        expect(page.locator(".g-banner--calm")).to_contain_text("暂时没有保存成功，正在重试")
        data.unlink()
        (tmp_path / "aside").rename(data)
        expect(page.locator(".g-banner--calm")).to_have_count(0)
        case = stored(address, code)
        assert ("in_transit", "保温杯", "86") == (case.facts.tracking, case.facts.item, case.facts.amount)


def test_the_log_knows_no_code_and_no_answer(keeping, log):
    text = log.read_text("utf-8")
    assert [] == re.findall(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}|陶瓷杯|#c=", text)


def test_a_page_on_which_nothing_was_answered_asks_no_database(device, address, keeping):
    before = len(list(Store(address).export()))
    page = device().new_page()
    opened(page, keeping)
    code = code_of(page)
    page.reload()
    page.wait_for_selector("#now")
    assert wait_for(lambda: code_of(page) != code)
    unfold(page, "complaint")
    assert before == len(list(Store(address).export()))


def test_a_kernel_that_is_gone_leaves_the_page_as_it_was(device, keeping, address):
    page = device().new_page()
    opened(page, keeping, "wizard", midway())
    unfold(page, "item")
    before = page.locator("#f-item").bounding_box()
    kill_kernel(page)
    expect(page.locator("#g-gone")).to_be_visible()
    assert before == page.locator("#f-item").bounding_box()

"""Several cases of one visitor, and one case in several tabs, in a real browser."""

import pytest
from keeping import code_of, panel, reviewed, stored
from playwright.sync_api import expect
from visits import choose, midway, opened, press, shot, whole, write
from webserver import wait_for

from guide.cases.store import Store, key_of

pytestmark = pytest.mark.browser


def test_two_tabs_are_merged_and_asked_only_about_the_same_answer(device, keeping, address):
    context = device()
    one = context.new_page()
    opened(one, keeping, case=midway())
    write(one, "amount", "85")
    reviewed(one, "amount", "85")
    code = code_of(one)
    two = context.new_page()
    two.goto(f"{keeping}/wizard#c={code}")
    whole(two)
    reviewed(two, "amount", "85")
    write(one, "item", "保温杯")
    reviewed(one, "item", "保温杯")
    write(two, "amount", "86")  # another question: merged without a word
    reviewed(two, "item", "保温杯")
    expect(two.locator("#clash")).to_have_count(0)
    write(one, "item", "盘子")
    reviewed(one, "item", "盘子")
    write(two, "item", "茶壶")
    expect(two.locator("#clash")).to_contain_text("在别的设备上改成了「盘子」，你这里是「茶壶」")
    shot(two, "store-clash")
    press(two, "[data-act=theirs]")
    reviewed(two, "item", "盘子")
    expect(two.locator("#clash")).to_have_count(0)
    assert ("盘子", "86") == (stored(address, code).facts.item, stored(address, code).facts.amount)


def test_my_orders_are_listed_opened_named_taken_off_and_deleted(device, keeping, address):
    context = device()
    page = context.new_page()
    opened(page, keeping, case=midway())
    write(page, "amount", "85")
    reviewed(page, "amount", "85")
    first = code_of(page)
    press(page, "[data-act=clear]")
    press(page, "[data-act=clear_yes]")
    expect(page.locator('#f-complaint input[value="not_arrived"]')).not_to_be_checked()
    section = page.locator(".g-sec").filter(has=page.locator("#f-amount"))
    expect(section.locator("[data-act=fold]")).to_have_attribute("aria-expanded", "false")  # the sections fold last
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


def test_a_code_is_opened_with_the_enter_key(device, keeping, address):
    """What was said of a code that is none goes when the field is emptied."""
    one, two = device().new_page(), device().new_page()
    opened(one, keeping, case=midway())
    write(one, "amount", "85")
    reviewed(one, "amount", "85")
    opened(two, keeping)
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


def test_a_shared_computer_keeps_no_code(device, keeping):
    page = device().new_page()
    opened(page, keeping, case=midway())
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

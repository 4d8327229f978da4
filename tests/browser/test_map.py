"""The map in a real browser: a table of cases on it."""

import pytest
from playwright.sync_api import expect
from visits import accessible, midway, opened, visitor

pytestmark = pytest.mark.browser


def test_a_table_of_cases_is_counted_on_the_map_and_a_large_one_refused_before_it_is_sent(page, base, tmp_path):
    table, large = tmp_path / "cases.csv", tmp_path / "large.csv"
    table.write_text("tracking\n" + "in_transit\n" * 70_000, "utf-8")  # in two parts
    large.write_bytes(b"x" * 10_000_001)
    opened(page, base, "map")
    page.get_by_role("button", name="看一份样例").click()
    expect(page.locator(".g-maplead")).to_contain_text("200 单")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        accessible(page)
    page.locator("#map-table").set_input_files(large)
    expect(page.get_by_role("alert").filter(has_text="10 MB")).to_be_visible()
    expect(page.locator(".g-maplead")).to_contain_text("200 单")
    page.evaluate("""() => {
      const look = () => { window.seen ||= Boolean(document.querySelector("progress")?.checkVisibility()); };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
    }""")
    page.locator("#map-table").set_input_files(table)
    page.wait_for_function("() => window.seen")
    page.get_by_role("button", name="回到路线图").click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator(".g-maplead")).to_have_count(0)
    table.write_text("tracking\nin_transit\ngone\n", "utf-8")
    page.locator("#map-table").set_input_files(table)
    expect(page.locator(".g-maplead")).to_contain_text("另有 1 行没有看懂")


def test_on_a_phone_the_map_comes_first_and_opens_where_the_case_is(browser, base):
    with visitor(browser, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        opened(page, base, "map", midway())
        page.wait_for_function("document.querySelector('#map').scrollLeft > 0")
        assert 0 <= page.locator("#map .box.here").bounding_box()["x"] <= 390 - 120
        assert page.locator("#map").bounding_box()["y"] < page.locator(".g-transfer").bounding_box()["y"]


def test_a_map_that_was_moved_sideways_is_printed_whole(browser, base):
    with visitor(browser, viewport={"width": 690, "height": 980}) as context:
        page = context.new_page()
        opened(page, base, "map", midway())
        page.locator("#map").evaluate("map => map.scrollTo({ left: 200, behavior: 'instant' })")
        page.emulate_media(media="print")
        box = page.locator("#map svg").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 690

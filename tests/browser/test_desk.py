"""The morning of a lead in a real browser: a table, the first case, the walk and back, a number of a picture."""

import re

import pytest
from playwright.sync_api import expect
from visits import accessible, calm, visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_lead_opens_the_first_case_of_the_day_and_comes_back(browser, base, width, scheme):
    """Calm, within the width, without a fault for axe; the list keeps its place and the focus returns to the row."""
    context = visitor(browser, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    with calm(context.new_page(), base) as page:
        page.goto(f"{base}/desk")
        page.get_by_role("button", name="打开样表").click()
        rows = page.locator(".g-rows__row[data-row]")
        expect(rows.first).to_be_visible()
        expect(page.locator("#desk-title")).to_have_text(re.compile("先办这 .* 单"))
        first = rows.first.locator("button")
        number = first.inner_text()
        first.press("Enter")
        expect(page.locator("#desk-open-title")).to_be_visible()
        expect(page.locator("#desk-open")).to_contain_text(number)
        accessible(page)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        with context.expect_page() as opened:
            page.locator("#desk-open .g-btn--go").click()
        action = page.locator("#desk-open-title").inner_text()
        expect(opened.value.locator(".g-advice__head, .g-bar").first).to_contain_text(action)
        opened.value.close()
        page.get_by_role("button", name="回到列表").click()
        expect(page.locator("#desk-open")).to_have_count(0)
        expect(page.locator(f'.g-rows__open:text-is("{number}")')).to_be_focused()
        page.locator(".g-desk__bars button").first.click()
        expect(page.locator(".g-desk__only")).to_contain_text("只看")
    context.close()


#: Goes to the first row as soon as there is one, as a hand does that is quicker than the page.
GO_AT_ONCE = """() => new MutationObserver((_, seen) => {
  const row = document.querySelector(".g-rows__open");
  if (row?.checkVisibility()) { seen.disconnect(); setTimeout(() => row.focus(), 5); }
}).observe(document.body, { childList: true, subtree: true, attributes: true })"""


def test_who_goes_to_a_row_is_left_there(page, base):
    """The title is gone to where a table stands first; whoever is at a row by then is not called away."""
    page.goto(f"{base}/desk")
    page.evaluate(GO_AT_ONCE)
    page.get_by_role("button", name="打开样表").click()
    expect(page.locator("#desk-title")).to_be_visible()
    page.wait_for_timeout(300)  # the title is gone to a moment after it is shown
    expect(page.locator(".g-rows__open").first).to_be_focused()


def test_a_press_on_a_row_is_not_lost_while_the_list_is_drawn_again(page, base):
    """A row that stays is the same one: the focus and a press that has begun are still on it."""
    page.goto(f"{base}/desk")
    page.get_by_role("button", name="打开样表").click()
    row = page.locator(".g-rows__open").first
    row.focus()
    page.evaluate("""() => {  // the list in another language, and its rows not yet there
      dispatchEvent(new CustomEvent("guide:lang", { detail: "en" }));
    }""")
    expect(page.locator(".g-rows__head")).to_contain_text("What to do")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-open-title")).to_be_visible()
    page.locator('#desk-open [data-act="close"]').click()
    expect(page.locator("#desk-open")).to_have_count(0)
    row.hover()
    page.mouse.down()
    page.locator(".g-rows__scroll").dispatch_event("scroll")
    page.mouse.up()
    expect(page.locator("#desk-open-title")).to_be_visible()


def test_a_long_list_shows_its_last_row(page, base, tmp_path):
    """The browser holds only what is in sight, and asks for the rest as it comes."""
    many, table = 3000, tmp_path / "cases.csv"
    lines = ["case,tracking", *(f"C{n:05},not_shipped" for n in range(many)), "bad,in transit"]
    table.write_text("\n".join(lines), "utf-8")
    page.goto(f"{base}/desk")
    page.get_by_role("button", name="选一张表").wait_for()
    page.set_input_files("#desk-table", table)
    expect(page.locator(".g-rows__row[data-row]").first).to_be_visible()
    expect(page.locator(".g-desk__read")).to_contain_text("3,001")
    page.locator(".g-rows__scroll").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    expect(page.get_by_role("button", name=f"C{many - 1:05}")).to_be_visible()
    assert page.locator(".g-rows__row").count() < 100
    page.locator("#f-desk-search").fill("C01234")
    expect(page.locator(".g-rows__row[data-row]")).to_have_count(1)

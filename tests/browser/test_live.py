"""The page's own script: the form is there before the kernel answers, and what is done until then is not lost."""

import json
import re

import pytest
from playwright.sync_api import expect
from visits import apart, calm, midway, opened, unfold, visitor
from webserver import kernel_process, live_app, write_notebook

from guide.web.site import joint

pytestmark = pytest.mark.browser

SLIDER = "import ipywidgets\ndisplay(ipywidgets.IntSlider(value=7, description='几件'))"
OURS = "from guide.ui import page\npage('wizard')"
#: A websocket that opens when the test says so.
LATE = """
const Real = WebSocket;
window.WebSocket = function (address, protocols) {
  const late = { readyState: 0, close() {} };
  window.release = () => {
    const real = Object.assign(new Real(address, protocols), { binaryType: late.binaryType });
    real.onopen = () => { Object.assign(late, { readyState: 1, send: (one) => real.send(one) }).onopen(); };
    real.onmessage = (event) => late.onmessage(event);
    real.onclose = (event) => late.onclose(event);
  };
  return late;
};
window.WebSocket.OPEN = 1;
"""


@pytest.fixture
def page(browser, base):
    context = visitor(browser)
    with calm(context.new_page(), base) as page:
        yield page
    context.close()


def test_a_click_before_the_line_is_open_is_taken_as_soon_as_it_is(page, base):
    page.add_init_script(LATE)
    page.goto(f"{base}/wizard")
    expect(page.locator(".g-static")).to_have_count(0)
    first = page.locator("#walk-q").inner_text()
    answer = page.locator('[data-act=answer][data-arg="start signed"]')
    answer.click()
    expect(answer).to_contain_class("is-tapped")
    assert first == page.locator("#walk-q").inner_text()
    page.evaluate("release()")
    expect(page.locator("#walk-q")).not_to_have_text(first)
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()


def test_a_page_that_is_slow_at_what_it_was_asked_for_is_not_begun_again_and_forgets_nothing(page, base):
    """It says that it is slow; whoever opens it again by hand is asked nothing twice."""
    page.add_init_script(LATE)
    page.clock.install()
    page.goto(f"{base}/wizard#start=signed")
    expect(page.locator(".g-static")).to_have_count(1)
    page.wait_for_function("() => window.release")
    page.evaluate("window.before = true")
    page.clock.fast_forward(16_000)
    expect(page.locator("#g-late")).to_be_visible()
    assert page.evaluate("window.before && sessionStorage['guide.reloaded:/wizard'] === undefined")
    page.locator("#g-late [data-reload]").click()
    page.wait_for_function("() => !window.before && window.release")
    page.wait_for_load_state()
    page.evaluate("release()")
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    assert page.url == f"{base}/wizard"


HURRIED = """
() => {
  const inputs = [...document.querySelectorAll(".t-ask fieldset.g-choice input")];
  const [, two, three] = inputs.filter((one) => one.getClientRects().length);
  for (const one of [two, three, document.getElementById("practice-answer")]) one.click();
  return [two, three].map((one) => one.closest("label").innerText.trim());
}
"""


def test_an_act_does_not_overtake_the_answers_before_it(page, base):
    """Two changes and a press in one go, while the kernel is busy with the first: the second one counts."""
    page.goto(f"{base}/practice")
    page.get_by_role("button", name="走一整单").click()
    expect(page.locator("#practice-question")).to_be_focused()
    for asked in page.locator(".t-ask fieldset.g-choice:visible").all():  # a step alone, or a step and its reason
        asked.locator("input").first.check()
    expect(page.locator("#practice-answer[aria-disabled]")).to_have_count(0)
    early, last = page.evaluate(HURRIED)
    expect(page.locator("#practice-verdict")).to_be_focused()
    chosen = page.locator(".t-five dd").first  # the one before it may be the right answer, which is named as well
    expect(chosen).to_have_text(last)
    assert early != last


@pytest.mark.parametrize("touch", ["key", "click"])
def test_a_page_whose_process_was_given_back_stands_again_at_the_first_touch(browser, base, touch):
    """It says so first; what was answered is there again, without a search for a button."""
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{base}/wizard#start=signed")
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    page.evaluate("window.before = true")
    kernel_process(json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]).kill()
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#g-gone")).to_be_visible()
    page.keyboard.press("ArrowDown") if touch == "key" else page.locator("#walk-q").click()
    page.wait_for_function("() => !window.before")
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    expect(page.locator("#g-gone")).to_be_hidden()
    context.close()


def test_a_broken_line_is_said_and_mends_itself_with_nothing_lost(browser, base):
    context = visitor(browser)
    page = context.new_page()  # the browser writes of a broken line in its console
    opened(page, base)
    context.set_offline(True)
    page.evaluate("dispatchEvent(new CustomEvent('guide:line', { detail: 'broken' }))")
    expect(page.locator("#g-gone")).to_be_visible()
    context.set_offline(False)
    page.evaluate("dispatchEvent(new CustomEvent('guide:line', { detail: 'open' }))")
    expect(page.locator("#g-gone")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("way", ["there", "back"])
def test_what_was_said_into_a_broken_line_is_said_again(page, base, way):
    """A phone that changes its network speaks into a line that nobody hears, and is answered on one that it left."""
    lines, passed, swallowed, mute = [], [], [], {}

    def relay(line):
        server, number = line.connect_to_server(), len(lines)
        lines.append((line, server))

        def through(end, here):
            return lambda said: swallowed.append(said) if mute == {number: here} else (passed.append(0), end.send(said))

        line.on_message(through(server, "there"))
        server.on_message(through(line, "back"))

    page.route_web_socket(lambda url: "/channels" in url, relay)
    page.goto(f"{base}/wizard#start=signed")
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    for before in iter(lambda: len(passed), None):
        apart(page)
        if before == len(passed):
            break
    mute[0] = way
    page.locator('[data-arg="details details.right"]').click()
    page.locator("[data-act=place][data-arg=clocks]").click()
    while len(swallowed) < 2:
        page.wait_for_timeout(50)
    expect(page.locator("#walk-q")).to_have_text("这一单的收货信息都对吗？")
    for end in lines[0]:
        end.close(code=1012)
    expect(page.locator(".g-places[data-here=clocks]")).to_have_count(1)
    page.locator("[data-act=place][data-arg=now]").first.click()
    expect(page.locator("#walk-q")).to_have_text("家人、门卫、驿站和快递员都问过了吗？")
    assert 1 == json.loads(page.evaluate("sessionStorage['guide.case']"))["facts"].get("address", "").count("right")
    assert 2 == len(lines)


MADE = "all => all.map((one) => [one.style.display !== 'none', one.childElementCount > 0])"


def test_a_section_is_made_when_it_is_shown_first_and_stays(page, base):
    """Of a hidden one there is its place alone, unless something that was typed waits for its field."""
    sections = page.locator(".g-live .g-sec")
    page.goto(f"{base}/wizard#start=signed")
    expect(page.locator('[data-arg="details details.right"]')).to_be_visible()
    assert {(False, False)} == {*map(tuple, sections.evaluate_all(MADE))}
    page.locator(".g-places [data-arg=clocks]").click()
    shown = sections.filter(visible=True)
    expect(shown).to_have_count(1)
    made = [tuple(one) for one in sections.evaluate_all(MADE)]
    assert {(True, True), (False, False)} == {*made}
    shown.evaluate("el => { el.firstElementChild.isOfBefore = true }")
    page.locator(".g-places [data-arg=now]").click()
    expect(shown).to_have_count(0)
    assert [one for _, one in made] == [one for _, one in sections.evaluate_all(MADE)]
    page.locator(".g-places [data-arg=clocks]").click()
    expect(shown).to_have_count(1)
    assert shown.evaluate("el => el.firstElementChild.isOfBefore")
    page.evaluate("""sessionStorage.setItem("guide.typed.f-amount", '{"value": "1", "at": 0}')""")
    page.reload()
    expect(page.locator(".g-static")).to_have_count(0)
    assert {True} == {one for _, one in sections.evaluate_all(MADE)}


#: Counts how often a page has the browser load its calendars, and takes away what names a zone without them.
CALENDARS = """
const real = Intl.DateTimeFormat;
window.loaded = 0;
Intl.DateTimeFormat = function (...how) { window.loaded += 1; return real(...how); };
if (%s) delete window.Temporal;
"""


@pytest.mark.parametrize(
    ("zone", "is_old", "loaded"), [("Europe/Berlin", 0, 0), ("Europe/Berlin", 1, 1), ("Asia/Shanghai", 1, 0)]
)
def test_calendars_are_loaded_only_for_a_time_that_is_asked_or_a_zone_without_another_name(
    browser, base, zone, is_old, loaded
):
    """It takes a browser longer than to draw the first question."""
    context = visitor(browser, timezone_id=zone)
    context.add_init_script(CALENDARS % is_old)
    page = context.new_page()
    with calm(page, base):
        page.goto(f"{base}/wizard")
        expect(page.locator(".g-static")).to_have_count(0)
        page.wait_for_timeout(300)  # the zone is told when the question is drawn
        assert (loaded, 0) == (page.evaluate("loaded"), page.locator("input[type=datetime-local]").count())
        page.locator('[data-arg="start written"]').click()
        expect(page.locator("input[type=datetime-local]")).to_be_visible()
    context.close()


def test_the_script_is_complete_in_itself():
    assert [] == re.findall(r"^(?:import|export) ", "".join(joint().values()), re.MULTILINE)


def test_a_page_with_any_other_widget_is_given_to_voilas_bundle_ours_and_all(browser, tmp_path):
    write_notebook(tmp_path, "06_wizard", ("zh", "# 处理一单"), ("code", OURS), ("code", SLIDER))
    context = visitor(browser)
    with live_app(tmp_path) as url:
        with calm(page := context.new_page(), url):
            opened(page, url, "wizard", midway())
            expect(page.locator(".widget-hslider").first).to_contain_text("几件")
        unfold(page, "item")
        before = page.locator("#f-item").bounding_box()
        kernel_process(json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]).kill()
        expect(page.locator("#g-gone")).to_be_visible()
        # Its widgets mark themselves when nobody answers; the marks would push the form aside, and the bar has words.
        expect(page.locator(".g-root .jupyter-widgets-disconnected").first).to_be_attached()
        assert before == page.locator("#f-item").bounding_box()
        marks = "all => [...new Set(all.map((one) => getComputedStyle(one, '::before').content))]"
        assert ["none"] == page.locator(".g-root .jupyter-widgets-disconnected").evaluate_all(marks)
    context.close()

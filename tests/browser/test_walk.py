"""The walk in a real browser: from the first page to a copied message, by touch and by keys, short and accessible."""

import re

import pytest
from pictures import drawn, saved
from playwright.sync_api import Page, expect
from visits import accessible, apart, calm, midway, narrow, shot, visitor

pytestmark = pytest.mark.browser

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
WAY = ("details details.right", "people people.cannot_say")


def arrived(page: Page) -> None:
    """The walk is alive."""
    expect(page.locator("#walk-q")).to_be_visible()
    expect(page.locator(".g-static")).to_have_count(0)


def looks_right(page: Page, width: int, name: str) -> None:
    """Short, narrow and accessible, light and dark."""
    narrow(page, width)
    assert page.evaluate("document.querySelector('main').offsetHeight / innerHeight") <= 3
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        shot(page, f"walk-{name}-{scheme}")
        accessible(page)


@pytest.mark.parametrize("size", SIZES)
def test_from_the_first_page_to_a_copied_message_and_what_came_of_it(browser, base, size):
    width, height = SIZES[size]
    more = {"viewport": {"width": width, "height": height}, "permissions": ["clipboard-read", "clipboard-write"]}
    context = visitor(browser, **more)
    with calm(context.new_page(), base) as page:
        page.goto(base)
        page.locator('a[href="/wizard#start=signed"]').click()
        arrived(page)
        assert page.url == f"{base}/wizard"  # the answer stays in no address
        for n, answer in enumerate(WAY):
            expect(page.locator(".g-advice__head")).to_be_in_viewport()
            looks_right(page, width, f"{size}-{n}")
            page.locator(f'[data-arg="{answer}"]').click()
        expect(page.locator("#walk-q")).to_have_text("给商家发第一条消息")
        page.wait_for_function("() => document.activeElement.id === 'walk-q'")
        page.locator("[data-copy=walk-text]").click()
        expect(page.locator("[data-copy-status]")).not_to_be_empty()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "已签收" in copied
        assert "【" not in copied
        filled = page.locator(".g-advice .g-btn--go")
        expect(filled).to_have_attribute("data-act", "sent")  # what comes next, and it alone
        for lang, word in (("en", "Copy the message"), ("zh", "复制")):  # also when the bar is written anew
            page.evaluate(f"dispatchEvent(new CustomEvent('guide:lang', {{ detail: '{lang}' }}))")
            expect(page.locator("[data-copy=walk-text]")).to_contain_text(word)
            expect(filled).to_have_attribute("data-act", "sent")
            time = page.locator(".g-sent small")  # stands in one line
            assert time.evaluate("time => time.offsetHeight < 2 * parseFloat(getComputedStyle(time).fontSize)")
        looks_right(page, width, f"{size}-message")
        page.locator("[data-act=sent]").click()
        expect(page.locator("#walk-q")).to_have_text("商家回复了吗？")
        looks_right(page, width, f"{size}-came")
        for place in ("message", "evidence", "clocks", "journal", "answers", "papers", "now"):
            page.locator(f"[data-act=place][data-arg={place}]").first.click()
            expect(page.locator(f".g-places[data-here={place}]")).to_have_count(1)
            narrow(page, width)
            expect(page.locator(".g-advice__head")).to_be_in_viewport()
    context.close()


#: What live regions say, from the start of a page.
HEARD = """() => addEventListener("DOMContentLoaded", () => {
    window.heard = [];
    new MutationObserver((all) => all.forEach(({ target }) => {
        const region = (target.closest ? target : target.parentElement)?.closest("[role=status],[role=alert]");
        if (region?.textContent.trim()) window.heard.push(region.textContent.trim());
    })).observe(document.body, { subtree: true, childList: true, characterData: true });
})"""
SEEN = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    const bar = at.closest(".g-advice") ? null : document.querySelector(".g-advice")?.getBoundingClientRect();
    const ring = parseFloat(style.outlineWidth) || at.matches("input") ? 1 : 0;
    const low = bar?.top > innerHeight / 2 ? bar.top : innerHeight;
    return at === document.body || (ring && box.bottom > 0 && box.top < low); }"""


def reach(page: Page, selector: str, most: int) -> None:
    """Press Tab until the control has the focus; every stop on the way can be seen, above the bar."""
    for _ in range(most):
        page.keyboard.press("Tab")
        page.wait_for_function(SEEN)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached in {most} steps")


def press_on(page: Page, selector: str, question: str, most: int = 30) -> None:
    """Answer by Tab and Enter: the next question has the focus then, and the advice is said."""
    reach(page, selector, most)
    page.evaluate("heard.length = 0")
    page.keyboard.press("Enter")
    expect(page.locator("#walk-q")).to_have_text(question)
    expect(page.locator("#walk-q")).to_be_focused()
    page.wait_for_function("() => heard.some((words) => /^(现在|答完这些问题)/.test(words))")


def test_by_the_keyboard_alone_from_the_first_page_to_a_dossier(browser, base):
    more = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
    context = visitor(browser, permissions=["clipboard-read", "clipboard-write"], **more)
    context.add_init_script(f"({HEARD})()")
    with calm(context.new_page(), base) as page:
        page.goto(base)
        reach(page, 'a[href="/wizard#start=signed"]', 6)
        page.keyboard.press("Enter")
        arrived(page)
        expect(page.locator("#walk-q")).to_be_focused()
        press_on(page, f'[data-arg="{WAY[0]}"]', "家人、门卫、驿站和快递员都问过了吗？", 3)
        press_on(page, f'[data-arg="{WAY[1]}"]', "给商家发第一条消息", 3)
        reach(page, "[data-copy=walk-text]", 15)
        page.keyboard.press("Enter")
        page.wait_for_function("() => heard.some((words) => words.startsWith('已经复制'))")
        press_on(page, "[data-act=sent]", "商家回复了吗？", 3)
        press_on(page, '[data-arg="came seller_replied refused"]', "这是什么时候的事？", 10)
        press_on(page, '[data-arg="time now"]', "把必备证据备齐", 3)
        page.locator("[data-act=place][data-arg=evidence]").press("Enter")
        expect(page.locator("#places")).to_be_focused()
        expect(page.locator("input[value=order_shot]")).to_be_visible()
        reach(page, "input[value=order_shot]", 12)
        page.keyboard.press("Space")
        expect(page.locator("input[value=order_shot]")).to_be_checked()
        page.locator("[data-act=place][data-arg=papers]").press("Enter")
        expect(page.locator("#places")).to_be_focused()
        expect(page.locator("[data-name=html]")).to_be_visible()
        reach(page, "[data-name=html]", 20)
        with page.expect_download():
            page.keyboard.press("Enter")
        page.wait_for_function(SEEN)
    context.close()


#: Questions that could be seen, frame by frame.
SHOWN = """window.shown = new Set();
(function look() {
    const asked = !document.querySelector(".g-static") && document.querySelector("#walk-q");
    if (asked) shown.add(asked.textContent);
    requestAnimationFrame(look); })();
window.moved = 0;
new PerformanceObserver((all) => all.getEntries().forEach(({ value }) => { moved += value; }))
    .observe({ type: "layout-shift", buffered: true });"""


def test_a_page_opens_once_at_what_it_was_asked_for(page, base):
    """Not first at the question of the first page, nor in another language; and nothing moves meanwhile."""
    page.add_init_script(SHOWN)
    page.goto(base)
    page.evaluate("localStorage.setItem('guide.lang', 'en')")
    page.goto(f"{base}/wizard#start=signed")
    arrived(page)
    expect(page.locator("#walk-q")).to_be_focused()
    assert ["Are the delivery details all right?"] == page.evaluate("[...shown]")
    assert page.evaluate("moved") < 0.01


def test_the_answer_that_was_tapped_is_read_back_while_the_page_opens(page, base):
    page.goto(base)
    answer = page.locator('a[href="/wizard#start=stale"]')
    answer.evaluate("it => { addEventListener('click', (tap) => tap.preventDefault(), { once: true }); it.click(); }")
    expect(page.locator("a.is-tapped")).to_contain_text("好几天没动了")  # on the first page, as long as it stands
    page.route("**/assets/live.js*", lambda _route: None)  # nothing comes alive
    with page.expect_request("**/assets/live.js*"):
        answer.click(no_wait_after=True)
    expect(page.locator(".g-chosen:visible")).to_contain_text("好几天没动了")
    expect(page.locator(".g-opening")).to_contain_text("先不要点「确认收货」")


def test_the_first_question_stands_before_the_form_does_unless_the_tab_has_another(browser, base):
    """In the place where the form asks it; a case that is gone on with has another question."""
    with visitor(browser, viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.route("**/live.js*", lambda request: request.abort())
        page.goto(f"{base}/wizard")
        expect(page.locator("#asked h2")).to_contain_text("包裹现在是什么情况")
        before = page.locator("#asked h2").bounding_box()
        page.unroute("**/live.js*")
        page.goto(f"{base}/wizard")
        arrived(page)
        assert page.locator("#asked").count() == 0
        assert abs(page.locator("#walk-q").bounding_box()["y"] - before["y"]) < 4
        page.locator('[data-arg="start signed"]').click()
        expect(page.locator("#walk-q")).to_contain_text("收货信息")
        page.route("**/live.js*", lambda request: request.abort())
        page.reload()
        expect(page.locator(".g-opening")).to_be_visible()
        expect(page.locator("#asked")).to_be_hidden()
        page.goto(f"{base}/wizard#start=stale")
        page.reload()
        expect(page.locator(".g-chosen:visible")).to_contain_text("好几天没动了")
        expect(page.locator("#asked")).to_be_hidden()


@pytest.mark.parametrize(("place", "part"), [("answers", "tracking"), ("answers", "order"), ("journal", "seller")])
def test_a_part_of_the_answers_is_lines_none_of_which_moves_when_it_is_opened(browser, base, place, part):
    context = visitor(browser, viewport={"width": 390, "height": 844})
    with calm(context.new_page(), base) as page:
        page.goto(base)
        page.evaluate("localStorage.setItem('guide.lang', 'en')")  # the longer words
        page.goto(f"{base}/wizard#start=signed")
        arrived(page)
        page.locator(f"[data-act=place][data-arg={place}]").first.click()
        page.locator(f"[data-act=fold][data-arg={part}]").click()
        lines = page.locator(".g-line:visible > summary")
        expect(lines.last).to_be_visible()
        looks_right(page, 390, f"lines-{part}")
        for n in range(lines.count()):
            lines.nth(n).evaluate("line => line.scrollIntoView({ block: 'center', behavior: 'instant' })")
            before = lines.nth(n).bounding_box()["y"]
            lines.nth(n).click()
            assert abs(lines.nth(n).bounding_box()["y"] - before) < 1
            expect(page.locator(".g-line[open]").nth(0)).to_be_visible()
            assert page.evaluate("document.querySelector('main').offsetHeight / innerHeight") <= 3
        page.locator(f"[data-act=fold][data-arg={part}]").click()
        expect(page.locator(f"[data-act=fold][data-arg={part}]")).to_have_attribute("aria-expanded", "false")
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_whole_form_on_a_phone_is_lines_each_of_which_opens_within_three_screens(browser, base, lang):
    context = visitor(browser, viewport={"width": 390, "height": 844})
    with calm(context.new_page(), base) as page:
        page.goto(base)
        page.evaluate("lang => localStorage.setItem('guide.lang', lang)", lang)
        page.evaluate("kept => sessionStorage.setItem('guide.case', kept)", midway())
        page.goto(f"{base}/wizard#at=all")
        expect(page.locator("#tell")).to_be_visible()
        lines = page.locator("[data-act=fold][aria-expanded=false]:visible")
        names = lines.evaluate_all("all => all.map((one) => one.dataset.arg)")
        assert len(names) > 8
        looks_right(page, 390, f"whole-{lang}")
        for name in names:
            page.locator(f"[data-act=fold][data-arg={name}]").click()
            back = page.locator(f".g-quiet[data-act=fold][data-arg={name}]")
            expect(back).to_be_visible()
            expect(page.locator(".g-advice__head")).to_be_in_viewport()
            assert page.evaluate("document.querySelector('main').offsetHeight / innerHeight") <= 3
            page.go_back(wait_until="commit")
            expect(lines).to_have_count(len(names))
    context.close()


def test_the_browsers_back_is_one_step_back_in_the_walk_and_forward_comes_again(page, base):
    page.goto(base)
    page.locator('a[href="/wizard#start=signed"]').click()
    arrived(page)
    asked = page.locator("#walk-q")
    page.locator(f'[data-arg="{WAY[0]}"]').click()
    expect(asked).to_have_text("家人、门卫、驿站和快递员都问过了吗？")
    page.locator("[data-act=place][data-arg=answers]").click()
    page.locator("[data-act=fold][data-arg=order]").click()
    alone = page.locator(".g-quiet[data-act=fold][data-arg=order]")
    expect(alone).to_be_visible()
    page.go_back(wait_until="commit")
    expect(alone).to_have_count(0)
    expect(page.locator(".g-places[data-here=answers]")).to_have_count(1)
    page.go_back(wait_until="commit")
    expect(asked).to_have_text("家人、门卫、驿站和快递员都问过了吗？")
    expect(asked).to_be_focused()
    page.go_back(wait_until="commit")
    expect(asked).to_have_text("这一单的收货信息都对吗？")
    assert page.url == f"{base}/wizard"  # nothing of it in the address
    for _ in range(3):
        page.go_forward(wait_until="commit")
    expect(alone).to_be_visible()
    page.reload()
    expect(alone).to_be_visible()
    page.goto(f"{base}/map")
    page.go_back()
    expect(alone).to_be_visible()


def quickly(page: Page, go: str) -> None:
    """Go two steps back or forward, the second before the first was answered."""
    page.evaluate(f"history.{go}(); setTimeout(() => history.{go}(), 20)")


def test_quick_steps_back_over_what_was_recorded_stay_in_the_walk(page, base):
    page.goto(base)
    page.locator('a[href="/wizard#start=signed"]').click()
    arrived(page)
    asked = page.locator("#walk-q")
    for answer in WAY:
        page.locator(f'[data-arg="{answer}"]').click()
    page.locator("[data-act=sent]").click()
    expect(asked).to_have_text("商家回复了吗？")
    page.locator('[data-arg="came seller_replied stalling"]').click()
    page.locator('[data-arg="time now"]').click()
    newest = "再提醒商家一次，写明答复期限"
    expect(asked).to_have_text(newest)
    recorded = page.evaluate("JSON.parse(sessionStorage['guide.case']).journal")
    # how far two steps lead depends on whether the first was passed over before the second: never out of the walk
    early = re.compile("家人、门卫、驿站和快递员都问过了吗？|这一单的收货信息都对吗？")
    quickly(page, "back")
    expect(asked).to_have_text(early)
    apart(page)  # what is answered late would show by now
    expect(asked).to_have_text(early)
    quickly(page, "forward")
    apart(page)
    while asked.text_content() != newest and page.evaluate("navigation.canGoForward"):  # a busy browser drops a step
        page.go_forward(wait_until="commit")
        apart(page)
    expect(asked).to_have_text(newest)
    assert page.evaluate("JSON.parse(sessionStorage['guide.case']).journal") == recorded


def test_each_place_and_a_part_shown_alone_say_on_paper_what_they_are_about(page, base):
    page.goto(f"{base}/wizard#start=signed")
    arrived(page)
    page.emulate_media(media="print")
    expect(page.locator("#walk-q")).to_be_visible()
    expect(page.locator(".g-advice__head")).to_be_visible()
    for tapped in page.locator(".g-walk button, .g-advice button").all():
        expect(tapped).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator("[data-act=place][data-arg=answers]").first.click()
    page.locator("[data-act=fold][data-arg=tracking]").click()
    expect(page.locator(".g-line:visible").first).to_be_visible()
    expect(page.locator(".g-review")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".g-review")).to_contain_text("已签收")


def test_without_javascript_nothing_is_said_to_be_opening(browser, base):
    with visitor(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{base}/wizard#start=signed")
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.locator(".g-opening")).to_be_hidden()


def test_tracking_text_from_the_first_page_is_not_asked_again(page, base):
    page.goto(base)
    page.locator("#paste").fill("2026-11-20 08:00:00 【杭州市】您的快件已签收，签收人：本人")
    page.locator("[data-paste] button").click()
    arrived(page)
    expect(page.locator(".g-trail")).to_contain_text("已签收")
    expect(page.locator("#walk-q")).not_to_have_text("物流现在显示什么？")


def test_a_screenshot_on_the_first_page_is_read_here_or_one_sentence_asks_for_the_text(page, base):
    page.goto(base)
    taken = {"name": "物流.png", "mimeType": "image/png", "buffer": saved(drawn(), "PNG")}
    can_read = page.locator("[data-choose]").count()
    page.locator("[data-paste] [type=file]").set_input_files(taken)
    if not can_read:
        expect(page.locator("[data-said]")).to_contain_text("复制文字")
        page.evaluate("sessionStorage.setItem('guide.picture', btoa('picture'))")
        page.goto(f"{base}/wizard#picture")
    expect(page.locator("#f-paste-error")).to_contain_text("文字")
    expect(page.locator(".g-static")).to_have_count(0)
    assert page.url == f"{base}/wizard"
    assert page.evaluate("sessionStorage.getItem('guide.picture')") is None


def test_a_part_of_the_whole_form_that_was_closed_is_closed_after_printing(page, base):
    """Paper is narrow; the window is not."""
    page.goto(f"{base}/wizard#at=all")
    asked, part = page.locator("fieldset[data-next]"), page.locator("[data-act=fold][data-arg=order]")
    expect(asked).to_have_attribute("id", "f-tracking")
    part.click()
    expect(part).to_have_attribute("aria-expanded", "false")
    page.pdf()
    page.keyboard.press("7")
    expect(asked).not_to_have_attribute("id", "f-tracking")  # what was said before the answer is done
    expect(part).to_have_attribute("aria-expanded", "false")


def test_the_first_page_that_is_gone_back_to_knows_the_order_that_was_begun(page, base):
    """A browser may show a page again as it was left; what it said of this device is said anew."""
    page.goto(base)
    expect(page.locator("[data-none]")).to_be_visible()
    page.evaluate("sessionStorage.setItem('guide.case', '{}')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("[data-none]")).to_be_hidden()
    expect(page.locator("[data-known] a")).to_have_attribute("href", "/wizard")


def test_on_a_phone_an_order_that_is_known_here_is_on_the_first_screen(browser, base):
    context = visitor(browser, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script("sessionStorage.setItem('guide.case', '{}')")
    page.goto(base)
    box = page.locator("[data-known] a").bounding_box()
    assert box["y"] + box["height"] < 844
    accessible(page)
    context.close()


def test_the_whole_form_at_a_desk_is_answered_by_numbers_beside_an_advice_that_stays(page, base):
    page.goto(f"{base}/wizard#at=all")
    asked = page.locator("fieldset[data-next]")
    expect(asked).to_have_attribute("id", "f-tracking")
    expect(page.locator("#f-paste textarea, textarea#f-paste").first).to_be_in_viewport()
    page.keyboard.press("7")
    expect(page.locator("#f-tracking input[value=delivered]")).to_be_checked()
    expect(asked).not_to_have_attribute("id", "f-tracking")
    expect(page.locator("#tell")).to_contain_text("您")
    page.locator("#f-tracking input:checked").focus()
    page.keyboard.press("3")  # the question that has the focus
    expect(page.locator("#f-tracking input[value=in_transit]")).to_be_checked()
    box = page.locator("#f-paste textarea, textarea#f-paste").first
    box.fill("")
    box.press("7")  # a text takes its own numbers
    expect(box).to_have_value("7")
    expect(page.locator("#f-tracking input[value=in_transit]")).to_be_checked()
    page.evaluate("scrollTo(0, 1500)")
    expect(page.locator("#now")).to_be_in_viewport()
    narrow(page, 1280)
    accessible(page)


def seller_alone(page: Page, base: str) -> None:
    """The section of the seller stands alone in the whole form of somebody who wrote yesterday."""
    page.goto(base)
    page.locator('a[href="/wizard#start=written"]').click()
    arrived(page)
    page.locator('[data-arg="time -1"]').click()
    expect(page.locator("#walk-q")).to_have_text("商家回复了吗？")
    page.locator("[data-act=place][data-arg=all]").click()
    page.locator("[data-act=fold][data-arg=seller]").click()


def test_a_turned_screen_is_no_step(browser, base):
    """A section alone on a tablet held upright is one of many where it lies on its side: the browser's back stays."""
    context = visitor(browser, viewport={"width": 820, "height": 1180})
    with calm(context.new_page(), base) as page:
        seller_alone(page, base)
        alone = page.locator(".g-quiet[data-act=fold][data-arg=seller]")
        expect(alone).to_be_visible()
        steps = page.evaluate("history.length")
        page.set_viewport_size({"width": 1180, "height": 820})
        expect(page.locator("#now")).to_be_visible()
        page.set_viewport_size({"width": 820, "height": 1180})
        expect(page.locator("#now")).to_have_count(0)
        apart(page)
        assert page.evaluate("history.length") == steps
    context.close()


def test_the_bar_is_one_row_on_a_phone_on_its_side_and_never_more_than_half_of_the_screen(browser, base):
    context = visitor(browser, viewport={"width": 844, "height": 390})
    with calm(context.new_page(), base) as page:
        page.goto(f"{base}/wizard#start=signed")
        arrived(page)
        bar = page.locator(".g-walk-bar")
        expect(page.locator(".g-advice__head")).to_be_in_viewport()
        assert bar.bounding_box()["height"] < 390 / 4
        page.set_viewport_size({"width": 390, "height": 844})
        for answer in WAY:
            page.locator(f'[data-arg="{answer}"]').click()
        expect(page.locator("[data-copy=walk-text]")).to_be_visible()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert bar.bounding_box()["height"] <= 844 / 2
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": 195, "height": 422})  # what is left of the phone at 200 per cent
        assert bar.evaluate("bar => getComputedStyle(bar).position") == "static"
        narrow(page, 195)
    context.close()


def test_a_folded_text_shows_its_beginning(browser, base):
    context = visitor(browser, viewport={"width": 390, "height": 844})
    with calm(context.new_page(), base) as page:
        seller_alone(page, base)
        line = page.locator(".g-line").filter(has=page.locator("#f-seller_words"))
        line.locator("summary").click()
        page.locator("#f-seller_words").fill("亲，先确认收货，再给您退款。")
        line.locator("summary").click()
        expect(line.locator("summary small")).to_have_text("亲，先确认收货，再给您退款。")
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_header_breaks_between_its_words_with_letters_twice_as_large(browser, base, lang):
    context = visitor(browser, viewport={"width": 390, "height": 844})
    with calm(context.new_page(), base) as page:
        page.goto(base)
        if lang == "en":
            page.locator("[data-lang-switch]").click()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        narrow(page, 390)
        link = page.locator(".g-nav--own a")
        assert link.evaluate("a => a.scrollHeight < 3 * parseFloat(getComputedStyle(a).fontSize)")
    context.close()


def test_without_scripts_the_first_page_says_so_and_offers_no_box(browser, base):
    with visitor(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(base)
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.locator("#paste")).to_be_hidden()

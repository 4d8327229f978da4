"""Evidence in a real browser: dropped, sorted, covered, taken out; with a mouse, a finger, the keyboard alone."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from uploads import CHAT, LIAR, ZONE, carry, file, noise, start
from visits import accessible, apart, card, narrow, resized, shot, still, visitor

pytestmark = pytest.mark.browser


def watch(page: Page) -> None:
    """Write down every value that a progress bar shows."""
    page.evaluate(
        """() => { window.seen = []; setInterval(() => { const bar = document.querySelector(".g-up progress");
           if (bar && bar.value && bar.value < bar.max && seen.at(-1) !== bar.value) seen.push(bar.value); }, 5); }"""
    )


def unfolded(page: Page, name: str):
    """A file of the list, with its own things open."""
    fold = file(page, name).locator("details")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return file(page, name)


def chip(page: Page, name: str, slot: str):
    return unfolded(page, name).locator(f"[data-arg$=' {slot}']")


def test_files_are_dropped_sorted_covered_and_removed(page, base):
    """Three at once: one lies about its type, one is larger than the server takes in one message."""
    start(page, base)
    watch(page)
    big = noise()
    assert len(big) > 12 * 1024 * 1024
    assert carry(page, ZONE, "drop", ("chat.png", "image/png", CHAT), ("lie.png", "image/png", LIAR),
                 ("big.png", "image/png", big))  # fmt: skip
    expect(page.locator(".g-file")).to_have_count(3)
    expect(page.locator(".g-up")).to_have_count(0)
    seen = page.evaluate("seen")
    assert len(seen) > 3  # a piece is three million bytes where the browser is beside the server
    assert seen == sorted(seen)
    expect(file(page, "lie.jpg")).to_contain_text("已经按内容改好")
    expect(file(page, "big.png")).to_contain_text("2048 × 2048")
    accessible(page)
    # one file, two slots
    for slot in ("chat_shot", "order_shot"):
        chip(page, "chat.png", slot).click()
        expect(chip(page, "chat.png", slot)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f"input[value={slot}]")).to_be_checked()
    card(page, "申请平台介入")
    # cover by mouse
    unfolded(page, "chat.png").locator("[data-act=cover]").click()
    board = page.locator(".g-mask__board")
    expect(board).to_be_visible()
    at = still(board)
    page.mouse.move(at["x"] + 50, at["y"] + 40)
    page.mouse.down()
    page.mouse.move(at["x"] + 250, at["y"] + 140, steps=4)
    page.mouse.up()
    expect(page.locator(".g-mask__box")).to_have_count(1)
    accessible(page)
    shot(page, "evidence-mask")
    page.get_by_role("button", name="保存遮挡").click()
    expect(file(page, "chat.png")).to_contain_text("已经遮挡 1 处")
    small = file(page, "chat.png").locator("img").get_attribute("src").partition(",")[2]
    thumb = Image.open(io.BytesIO(base64.b64decode(small))).convert("RGB")
    scale = thumb.width / at["width"]
    assert max(thumb.getpixel((int(150 * scale), int(90 * scale)))) < 20
    for scheme, width in (("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)):
        resized(page, width, "held-order_shot")
        page.emulate_media(color_scheme=scheme)
        narrow(page, width)
        accessible(page)
        shot(page, f"evidence-{scheme}-{width}", full_page=True)
    resized(page, 1280, "held-order_shot")
    # remove: it asks about the ticks
    unfolded(page, "chat.png").locator("[data-act=take_out]").click()
    expect(file(page, "chat.png")).to_contain_text("你自己还存着吗")
    accessible(page)
    file(page, "chat.png").get_by_role("button", name="没有了，取消勾选").click()
    expect(page.locator(".g-file")).to_have_count(2)
    expect(page.locator("input[value=chat_shot]")).not_to_be_checked()
    card(page, "把必备证据备齐")


def test_a_file_dropped_on_a_slot_ticks_it_and_one_beside_it_does_not_replace_the_page(page, base):
    start(page, base)
    assert carry(page, "[data-slot=chat_shot]", "drop", ("chat.png", "image/png", CHAT))
    expect(page.locator("input[value=chat_shot]")).to_be_checked()
    expect(page.locator("[data-slot=chat_shot]")).to_contain_text("1 个文件")
    assert carry(page, ".g-now", "drop", ("lie.png", "image/png", LIAR))
    page.locator("label#f-held-chat_shot").click()
    expect(page.locator(".g-w--checks [role=status]")).to_have_text("这一项里还有文件，不能取消勾选。请先把文件移走。")
    expect(page.locator("input[value=chat_shot]")).to_be_checked()
    expect(page.locator(".g-file")).to_have_count(1)


def test_everything_can_be_done_with_the_keyboard_alone(page, base):
    # The driver catches choosers only while somebody listens, and on a busy machine the key below overtakes the order
    # to begin: listened from the start, the order is there long before the key.
    page.on("filechooser", lambda chooser: None)
    start(page, base)
    page.get_by_role("button", name="加文件: 与商家的完整聊天截图").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "chat.png", "mimeType": "image/png", "buffer": CHAT})
    expect(page.locator("input[value=chat_shot]")).to_be_checked()
    chip(page, "chat.png", "order_shot").focus()
    page.keyboard.press("Space")
    expect(chip(page, "chat.png", "order_shot")).to_have_attribute("aria-pressed", "true")
    unfolded(page, "chat.png").locator("[data-act=cover]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#g-mask-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box = page.locator(".g-mask__box")
    expect(box).to_be_focused()
    before = {name: int(box.get_attribute(name)) for name in ("x", "y", "width", "height")}
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    step = round(800 / 60)
    moved = {
        "x": before["x"] + step,
        "y": before["y"] + step,
        "width": before["width"] + step,
        "height": before["height"] - step,
    }
    assert moved == {name: int(box.get_attribute(name)) for name in moved}
    page.keyboard.press("Control+z")
    assert before["height"] == int(box.get_attribute("height"))
    page.keyboard.press("Delete")
    expect(box).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(box).to_have_count(1)
    page.get_by_role("button", name="放大").press("Enter")
    assert page.locator(".g-mask__board").bounding_box()["width"] > 1000
    page.get_by_role("button", name="保存遮挡").press("Enter")
    expect(file(page, "chat.png")).to_contain_text("已经遮挡 1 处")
    expect(page.locator("[data-act=cover]")).to_be_focused()
    apart(page)
    unfolded(page, "chat.png").locator("[data-act=cover]").press("Enter")
    expect(page.locator("#g-mask-title")).to_be_focused()
    expect(box).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".g-mask")).not_to_be_visible()
    unfolded(page, "chat.png").locator("[data-act=take_out]").press("Enter")
    expect(page.locator("[data-act=leave]")).to_be_focused()  # the question has come, and the focus with it
    page.get_by_role("button", name="我自己存着，保留勾选").press("Enter")
    expect(page.locator(".g-file")).to_have_count(0)
    expect(page.locator("input[value=order_shot]")).to_be_checked()


def test_a_finger_draws_moves_and_scrolls_on_a_phone(browser, base):
    phone = visitor(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    start(page, base)
    expect(page.get_by_role("button", name="拍照")).to_be_visible()
    assert "environment" == page.locator(".g-w--evidence input[accept='image/*']").get_attribute("capture")
    page.locator(".g-w--evidence input[type=file]").first.set_input_files(
        {"name": "chat.png", "mimeType": "image/png", "buffer": CHAT}
    )
    unfolded(page, "chat.png").locator("[data-act=cover]").click()
    board, box = page.locator(".g-mask__board"), page.locator(".g-mask__box")
    expect(board).to_be_visible()
    at, hand = still(board), phone.new_cdp_session(page)

    def drag(x1, y1, x2, y2):
        for kind, points in (("touchStart", [(x1, y1)]), ("touchMove", [((x1 + x2) / 2, (y1 + y2) / 2)]),
                             ("touchMove", [(x2, y2)]), ("touchEnd", [])):  # fmt: skip
            hand.send("Input.dispatchTouchEvent", {
                "type": kind, "touchPoints": [{"x": at["x"] + x, "y": at["y"] + y} for x, y in points]})  # fmt: skip

    drag(40, 40, 200, 120)
    expect(box).to_have_count(1)
    first = float(box.get_attribute("x"))
    drag(100, 80, 150, 80)
    assert float(box.get_attribute("x")) > first + 50
    wide = float(box.get_attribute("width"))
    drag(250, 120, 300, 150)
    expect(box).to_have_count(1)
    assert float(box.get_attribute("width")) > wide + 50
    page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="移动画面").click()
    drag(200, 300, 60, 200)
    expect(box).to_have_count(1)
    assert page.evaluate("document.querySelector('.g-mask__view').scrollLeft") > 0
    accessible(page)
    shot(page, "evidence-mask-phone")
    phone.close()


def test_a_list_that_changes_leaves_the_focus_on_the_button_it_was_on(page, base):
    """Another answer asks for other evidence, and the list is built anew under the hands of whoever is in it."""
    start(page, base)
    button = page.get_by_role("button", name="加文件: 与商家的完整聊天截图")
    button.focus()
    before = page.locator(".g-evid li").count()
    page.evaluate("document.querySelector('#f-tracking input[value=delivered]').click()")
    expect(page.locator(".g-evid li")).not_to_have_count(before)
    expect(button).to_be_focused()

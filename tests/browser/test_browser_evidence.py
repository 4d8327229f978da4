"""Evidence in a real browser: dropped, pasted, chosen; a line that breaks; covered places; the keyboard alone."""

import base64
import io
import os
import struct

import pytest
from browser import accessible, apart, card, midway, narrow, opened, shot, still, unfold, visitor
from pictures import LIMITS, drawn, exif, film, png_texts, saved
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MB = 1024 * 1024
ZONE = ".g-transfer--evidence"
CHAT = saved(drawn(800, 1200, seed=2), "PNG", **png_texts())
LIAR = saved(drawn(700, 500, seed=3), "JPEG", exif=exif())


def noise() -> bytes:
    """A picture of 12 MB: more than one message of the server may hold, and nothing in it can be packed."""
    return saved(Image.frombytes("RGB", (2048, 2048), os.urandom(3 * 2048 * 2048)), "PNG", compress_level=1)


def start(page: Page, base: str, slug: str = "wizard") -> None:
    opened(page, base, slug, midway())
    unfold(page, "held-order_shot")
    expect(page.locator(ZONE)).to_be_visible()


def carry(page: Page, where: str, event: str, *files: tuple[str, str, bytes]) -> bool:
    """Drop or paste files as a person does; tells whether the page kept the browser from opening them."""
    packed = [[name, media, base64.b64encode(data).decode()] for name, media, data in files]
    return page.evaluate(
        """([where, event, packed]) => {
          const carried = new DataTransfer();
          for (const [name, type, data] of packed) {
            const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
            carried.items.add(new File([bytes], name, { type }));
          }
          const target = document.querySelector(where);
          const more = { bubbles: true, cancelable: true, dataTransfer: carried };
          const pasted = new ClipboardEvent("paste", { ...more, clipboardData: carried });
          if (event === "paste") return !target.dispatchEvent(pasted);
          target.dispatchEvent(new DragEvent("dragover", more));
          return !target.dispatchEvent(new DragEvent("drop", more));
        }""",
        [where, event, packed],
    )


def watch(page: Page) -> None:
    """Write down every value that a progress bar shows."""
    page.evaluate(
        """() => { window.seen = []; setInterval(() => { const bar = document.querySelector(".g-up progress");
           if (bar && bar.value && bar.value < bar.max && seen.at(-1) !== bar.value) seen.push(bar.value); }, 5); }"""
    )


def file(page: Page, name: str):
    return page.locator(".g-file").filter(has_text=name)


def chip(page: Page, name: str, slot: str):
    return file(page, name).locator(f"[data-arg$=' {slot}']")


def test_files_are_dropped_sorted_covered_and_removed(page, base):
    """Three at once: one lies about its type, one is larger than the server takes in one message."""
    start(page, base)
    watch(page)
    big = noise()
    assert len(big) > 12 * MB
    assert carry(page, ZONE, "drop", ("chat.png", "image/png", CHAT), ("lie.png", "image/png", LIAR),
                 ("big.png", "image/png", big))  # fmt: skip
    expect(page.locator(".g-file")).to_have_count(3, timeout=60_000)
    expect(page.locator(".g-up")).to_have_count(0)
    seen = page.evaluate("seen")
    assert len(seen) > 5
    assert seen == sorted(seen)
    expect(file(page, "lie.jpg")).to_contain_text("已按内容改好")
    expect(file(page, "big.png")).to_contain_text("2048 × 2048")
    accessible(page)
    # one file, two slots
    for slot in ("chat_shot", "order_shot"):
        chip(page, "chat.png", slot).click()
        expect(chip(page, "chat.png", slot)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f"input[value={slot}]")).to_be_checked()
    card(page, "申请平台介入")
    # cover by mouse
    file(page, "chat.png").locator("[data-act=cover]").click()
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
    expect(file(page, "chat.png")).to_contain_text("遮住 1 处")
    small = file(page, "chat.png").locator("img").get_attribute("src").partition(",")[2]
    thumb = Image.open(io.BytesIO(base64.b64decode(small))).convert("RGB")
    scale = thumb.width / at["width"]
    assert max(thumb.getpixel((int(150 * scale), int(90 * scale)))) < 20
    for scheme, width in (("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        narrow(page, width)
        accessible(page)
        shot(page, f"evidence-{scheme}-{width}", full_page=True)
    # remove: it asks about the ticks
    file(page, "chat.png").locator("[data-act=take_out]").click()
    expect(file(page, "chat.png")).to_contain_text("你自己还存着吗")
    accessible(page)
    file(page, "chat.png").get_by_role("button", name="没有了，勾也去掉").click()
    expect(page.locator(".g-file")).to_have_count(2)
    expect(page.locator("input[value=chat_shot]")).not_to_be_checked()
    card(page, "把必备证据补齐")


def test_a_file_dropped_on_a_slot_ticks_it_and_one_beside_it_does_not_replace_the_page(page, base):
    start(page, base)
    assert carry(page, "[data-slot=chat_shot]", "drop", ("chat.png", "image/png", CHAT))
    expect(page.locator("input[value=chat_shot]")).to_be_checked()
    expect(page.locator("[data-slot=chat_shot]")).to_contain_text("1 个文件")
    assert carry(page, ".g-now", "drop", ("lie.png", "image/png", LIAR))
    page.locator("label#f-held-chat_shot").click()
    expect(page.locator(".g-w--checks [role=status]")).to_have_text("这一项里有文件，勾去不掉。请先把文件移走。")
    expect(page.locator("input[value=chat_shot]")).to_be_checked()
    expect(page.locator(".g-file")).to_have_count(1)


def test_a_screenshot_is_pasted(page, base):
    start(page, base)
    assert carry(page, "body", "paste", ("image.png", "image/png", CHAT))
    expect(page.locator(".g-file")).to_have_count(1)
    assert carry(page, "body", "paste", ("again.png", "image/png", CHAT))
    expect(page.locator(".g-up--refused")).to_contain_text("完全一样")


def test_what_cannot_be_taken_is_said_before_it_starts(page, base, tmp_path):
    start(page, base)
    (tmp_path / "long.mp4").write_bytes(bytes(LIMITS["file_bytes"].value + 1))
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "bill.docx").write_bytes(b"PK")
    many = [tmp_path / f"{n}.png" for n in range(60)]
    for n, path in enumerate(many):
        path.write_bytes(saved(drawn(310, 310, seed=n + 1), "PNG"))
    sent = []
    page.on("websocket", lambda line: line.on("framesent", sent.append))
    picker = page.locator(".g-w--evidence input[type=file]").first
    picker.set_input_files([tmp_path / "long.mp4", tmp_path / "empty.png", tmp_path / "bill.docx"])
    refused = page.locator(".g-up--refused")
    expect(refused).to_have_count(3)
    for sentence in ("一个文件最多 50 MB", "这个文件是空的", "另存为 PDF"):
        expect(refused.filter(has_text=sentence)).to_have_count(1)
    picker.set_input_files(many)
    expect(page.locator(".g-file")).to_have_count(40, timeout=60_000)
    expect(refused.filter(has_text="一单最多放 40 个文件")).to_contain_text("20 个")
    accessible(page)
    for button in refused.get_by_role("button").all()[::-1]:
        button.click()
    expect(refused).to_have_count(0)


def test_a_recording_of_the_full_size_arrives(page, base, tmp_path):
    head = film()
    room = LIMITS["file_bytes"].value - len(head) - 8
    (tmp_path / "long.mp4").write_bytes(head + struct.pack(">I", room + 8) + b"free" + bytes(room))
    start(page, base)
    page.locator(".g-w--evidence input[type=file]").first.set_input_files(tmp_path / "long.mp4")
    expect(file(page, "long.mp4")).to_contain_text("50.0 MB", timeout=120_000)


def test_an_upload_is_cancelled_and_what_was_there_stays(page, base):
    start(page, base)
    assert carry(page, ZONE, "drop", ("chat.png", "image/png", CHAT))
    expect(page.locator(".g-file")).to_have_count(1)
    assert carry(page, ZONE, "drop", ("big.png", "image/png", noise()), ("lie.png", "image/png", LIAR))
    page.get_by_role("button", name="取消上传「big.png」").click()
    expect(file(page, "lie.jpg")).to_have_count(1, timeout=20_000)
    expect(page.locator(".g-file")).to_have_count(2)
    expect(page.locator(".g-up")).to_have_count(0)


def test_a_line_that_breaks_in_the_middle_goes_on_where_it_stopped(page, base):
    """One piece is lost on the way and then the whole line; nothing is sent twice from the start."""
    sent, lines = [], []

    def relay(line):
        server = line.connect_to_server()
        lines.append(line)

        def pass_on(message):
            raw = message if isinstance(message, bytes) else message.encode()
            if b'"op":"piece"' in raw:
                sent.append(len(raw))
                if len(sent) == 4:
                    return  # lost
                if len(sent) == 9:
                    line.close(code=1012)
                    server.close()
                    return
            server.send(message)

        line.on_message(pass_on)

    page.route_web_socket(lambda url: "/channels" in url, relay)
    start(page, base)
    assert carry(page, ZONE, "drop", ("big.png", "image/png", noise()))
    expect(file(page, "big.png")).to_be_visible(timeout=90_000)
    assert len(lines) > 1
    assert 25 <= len(sent) <= 30  # 25 pieces, and those that were lost


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
    file(page, "chat.png").locator("[data-act=cover]").focus()
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
    expect(file(page, "chat.png")).to_contain_text("遮住 1 处")
    expect(page.locator("[data-act=cover]")).to_be_focused()
    apart(page)
    file(page, "chat.png").locator("[data-act=cover]").press("Enter")
    expect(page.locator("#g-mask-title")).to_be_focused()
    expect(box).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".g-mask")).not_to_be_visible()
    file(page, "chat.png").locator("[data-act=take_out]").press("Enter")
    page.get_by_role("button", name="我自己存着，勾留着").press("Enter")
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
    file(page, "chat.png").locator("[data-act=cover]").click()
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

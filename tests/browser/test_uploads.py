"""The way of a file to the kernel in a real browser: refused, cancelled, very large, over a line that breaks."""

import struct

import pytest
from pictures import LIMITS, drawn, film, saved
from playwright.sync_api import expect
from uploads import CHAT, LIAR, ZONE, carry, file, noise, start
from visits import accessible

pytestmark = pytest.mark.browser


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
    expect(page.locator(".g-file")).to_have_count(40)
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
    expect(file(page, "long.mp4")).to_contain_text("50.0 MB")


def test_an_upload_is_cancelled_and_what_was_there_stays(page, base):
    """The large one is still on its way when it is cancelled: its pieces are held up until then."""
    slow = []

    def relay(line):
        server = line.connect_to_server()

        def pass_on(message):
            raw = message if isinstance(message, bytes) else message.encode()
            if not (slow and b'"op":"piece"' in raw):
                server.send(message)

        line.on_message(pass_on)

    page.route_web_socket(lambda url: "/channels" in url, relay)
    start(page, base)
    assert carry(page, ZONE, "drop", ("chat.png", "image/png", CHAT))
    expect(page.locator(".g-file")).to_have_count(1)
    slow.append("from here on")
    assert carry(page, ZONE, "drop", ("big.png", "image/png", noise()), ("lie.png", "image/png", LIAR))
    page.get_by_role("button", name="取消上传「big.png」").click()
    slow.clear()
    expect(file(page, "lie.jpg")).to_have_count(1)
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
                if len(sent) == 2:
                    return  # lost
                if len(sent) == 4:
                    line.close(code=1012)
                    server.close()
                    return
            server.send(message)

        line.on_message(pass_on)

    page.route_web_socket(lambda url: "/channels" in url, relay)
    start(page, base)
    assert carry(page, ZONE, "drop", ("big.png", "image/png", noise()))
    expect(file(page, "big.png")).to_be_visible()
    assert len(lines) > 1
    assert 7 <= len(sent) <= 9  # 5 pieces, as large as they are beside the server, and those that were lost

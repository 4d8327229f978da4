"""Screenshots and files: what stands together stays together; what cannot be read is refused in one sentence."""

import io
import json
import subprocess
import sys
import zlib
from datetime import datetime
from pathlib import Path

import ipywidgets
import pytest
from pages import whole

from guide.book.loader import default_book
from guide.engine.case import BEIJING
from guide.reading.media import is_picture
from guide.reading.screenshot import ScreenshotError, available
from guide.reading.screenshot.layout import TextBox, text_of
from guide.reading.tracking import read_tracking
from guide.ui.case.page import CasePage
from guide.ui.controls.paste import PICTURE_BYTES, REFUSALS, Paste
from guide.ui.session import Session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
HERE = Path(__file__).parent
needs_ocr = pytest.mark.skipif(not available(), reason="needs the extra `ocr`")
SIGNED, MOVED = "已签收，签收人：家门口", "快件离开【泉州转运中心】"


def boxes(*rows):
    """Boxes of 20 pixels' height from (top, left, text)."""
    return [TextBox(top, top + 20, left, text) for top, left, text in rows]


LAYOUTS = {
    "time above": boxes((100, 50, "05-07 12:00"), (125, 50, SIGNED), (190, 50, "05-06 12:00"), (215, 50, MOVED)),
    "time below": boxes((100, 50, SIGNED), (125, 50, "05-07 12:00"), (190, 50, MOVED), (215, 50, "05-06 12:00")),
    "time beside": boxes((100, 10, "05-07"), (124, 10, "12:00"), (101, 90, SIGNED[:4]), (125, 90, SIGNED[4:]),
                         (190, 10, "05-06"), (214, 10, "12:00"), (191, 90, MOVED)),
    "in any order": boxes((215, 50, MOVED), (190, 50, "05-06 12:00"), (125, 50, SIGNED), (100, 50, "05-07 12:00")),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_time_stays_with_its_line(name):
    """Wherever an app writes the time, the text of the picture reads like a pasted one."""
    text = text_of(LAYOUTS[name])
    assert [f"05-07 12:00 {SIGNED}", f"05-06 12:00 {MOVED}"] == text.splitlines()
    assert ("delivered_proxy", "doorstep") == (
        read_tracking(text, default_book(), now=NOW).state,
        read_tracking(text, default_book(), now=NOW).signer,
    )


def test_a_wrapped_word_is_whole_again():
    assert "快件派送中，请等待" == text_of(boxes((100, 50, "快件派"), (125, 50, "送中，请等待")))
    assert "out for delivery" == text_of(boxes((100, 50, "out for"), (125, 50, "delivery")))
    assert "" == text_of([])


def test_a_gate_that_was_taken_for_inside_is_a_gate_again():
    assert "已由门卫签收" == text_of(boxes((100, 50, "已由内卫签收")))
    assert "送货上门，放家门口" == text_of(boxes((100, 50, "送货上内，放家内口")))
    assert "在店内核对内部单号，车内上内环" == text_of(boxes((100, 50, "在店内核对内部单号，车内上内环")))
    places = "已到达国内口岸，发往河南内乡、山西内蒙古、河北内丘"
    assert places == text_of(boxes((100, 50, places)))


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
)
def test_a_picture_is_known_by_its_first_bytes(head):
    assert is_picture(head + b"\0" * 20)


@pytest.mark.parametrize("path", sorted((HERE / "tracking").glob("*.*")), ids=lambda path: path.name)
def test_a_log_is_no_picture(path):
    assert not is_picture(path.read_bytes())


def png(width, height, rows=b""):
    """A PNG that says how large it is, and holds what is given."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\0\0\0\0")
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def animation():
    from PIL import Image

    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("white", "black")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "kind": lambda: b"no picture at all",
    "broken": lambda: png(400, 400, b"\0" * 401 * 400)[:80],
    "large": lambda: png(10_000, 5_000),
    "moving": animation,
    "empty": lambda: png(400, 400, (b"\0" + b"\xff" * 400) * 400),
}


@needs_ocr
@pytest.mark.parametrize("reason", HOSTILE)
def test_a_picture_that_cannot_be_read_is_refused_with_its_reason(reason):
    """Before a pixel is unpacked, where its size is the fault."""
    from guide.reading.screenshot.picture import read_image

    with pytest.raises(ScreenshotError) as refused:
        read_image(HOSTILE[reason]())
    assert reason == refused.value.reason


@needs_ocr
def test_a_bomb_and_a_huge_file_are_refused():
    from guide.reading.screenshot.picture import LARGEST, read_image

    for data in (png(60_000, 60_000), b"\x89PNG" + b"\0" * LARGEST):
        with pytest.raises(ScreenshotError, match="too large"):
            read_image(data)


def test_every_refusal_has_a_sentence_in_both_languages():
    words = default_book().words
    for reason in {*REFUSALS, *HOSTILE, "slow", "missing", "busy", "install"}:
        for lang in words:
            assert words[lang][f"track.image.{reason}"].endswith(("。", "."))


def test_without_the_extra_the_command_says_how_to_get_it(tmp_path):
    """The command line works without it for everything else."""
    picture = tmp_path / "shot.png"
    picture.write_bytes(png(10, 10))
    code = "import sys; sys.modules['rapidocr'] = None; from guide.__main__ import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", code, "track", str(picture), "--lang", "en"], check=False,
                          capture_output=True, text=True, encoding="utf-8")  # fmt: skip
    assert (2, "") == (done.returncode, done.stdout)
    assert 'pip install -e ".[ocr]"' in done.stderr


def test_the_app_does_not_load_the_reader_of_pictures():
    """Who sends no picture does not pay for it."""
    heavy = ("rapidocr", "PIL", "guide.reading.tracking")
    code = f"import guide.ui.case.paste, sys; sys.exit(any(name in sys.modules for name in {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert 0 == done.returncode


@pytest.fixture
def wizard():
    yield whole(CasePage(Session(now=lambda: NOW), "wizard"))
    ipywidgets.Widget.close_all()


def test_why_the_browser_took_no_file_is_said_and_nothing_is_lost(wizard):
    box = wizard.sections["tracking"].paste.widget
    box.set_state({"value": "已揽收"})
    for reason in sorted(REFUSALS):
        box._hear(box, {"file": reason}, [])
        assert default_book().words["zh"][f"track.image.{reason}"] == box.error
    assert ("已揽收", "accepted") == (box.value, wizard.sections["tracking"].paste.reading.state)
    box.set_state({"value": "已揽收，谢谢"})
    assert "" == box.error


@pytest.mark.parametrize("message", [None, "image", {"file": "unheard of"}, {"file": "image"}, {"file": ["image"]}])
def test_any_other_message_is_ignored(message):
    box, heard = Paste(name="paste", kind="area"), []
    box.on_file(lambda what, data: heard.append(what))
    box._hear(box, message, [])
    box._hear(box, message, [b"\0" * (PICTURE_BYTES + 1)])
    assert [] == heard


@needs_ocr
def test_a_picture_that_fails_leaves_the_box_as_it_was(wizard):
    box = wizard.sections["tracking"].paste.widget
    box.set_state({"value": "已揽收"})
    box._hear(box, {"file": "image"}, [b"no picture at all"])
    assert (False, "已揽收") == (box.busy, box.value)
    assert default_book().words["zh"]["track.image.kind"] == box.error


PHONE = """<meta charset="utf-8"><style>
body{{margin:0;width:390px;font:15px/1.5 "Noto Sans CJK SC",sans-serif;background:{back};color:{ink}}}
p{{margin:0;color:#888;font-size:13px}} li{{list-style:none;padding:10px 0}} header{{text-align:center;padding:12px}}
</style><header>物流详情</header><p>圆通速递 单号 YT8800000000001 复制</p><ul>{lines}</ul>
<footer>联系商家 查看订单</footer>"""
TOLD = [
    ("2026-11-21 18:40", "客户签收人：小区门卫 已签收 感谢使用圆通速递，如有疑问请电联派件员"),
    ("2026-11-21 08:12", "【福州市鼓楼区公司】正在派件"),
    ("2026-11-20 23:05", "快件离开【泉州转运中心】，下一站【福州转运中心】"),
]


@needs_ocr
@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_a_screenshot_reads_like_the_text_in_it(chromium, tmp_path, capsys, dark):
    """The whole way: a phone's page, its picture, the command."""
    from playwright.sync_api import sync_playwright

    from guide.__main__ import main

    lines = "".join(f"<li><p>{at}</p>{text}</li>" for at, text in TOLD)
    back, ink = ("#111", "#eee") if dark else ("#fff", "#222")
    picture = tmp_path / "shot.png"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 500}, device_scale_factor=2)
        page.set_content(PHONE.format(back=back, ink=ink, lines=lines))
        page.screenshot(path=picture)
        browser.close()
    assert 0 == main(["track", str(picture), "--json", "--now", "2026-11-23T09:00"])
    found = json.loads(capsys.readouterr().out)
    assert ("delivered_proxy", "guard", "2026-11-21T18:40:00+08:00") == (
        found["state"],
        found["signer"],
        found["last_scan"],
    )
    assert 3 == len(found["events"])

"""The dossier: every sentence tied to its evidence, pages numbered right, Chinese that can be searched."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from cases import a_case, a_png, an_exhibit
from hypothesis import HealthCheck, given, settings
from PIL import Image
from strategies import NOW
from strategies import cases as any_case

import guide
from guide import Case
from guide.book.slots import SLOTS
from guide.cases.dossier import Dossier, build, pdf
from guide.cases.dossier.model import missing
from guide.cases.dossier.pack import file_name, pack
from guide.cases.dossier.page import page, preview
from guide.cases.dossier.prints import prints
from guide.cases.dossier.timeline import MOST, pictures
from guide.check import PROMISE, accusations
from guide.engine.drafts import say_moment
from guide.engine.follow import follow

BOOK = guide.default_book()
EXHIBITS = (an_exhibit(1, "order_shot", "address_shot"), an_exhibit(2, "tracking_shot"), an_exhibit(3, "chat_shot"))
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def dossier(case: Case | None = None, exhibits=EXHIBITS, lang: str = "zh") -> Dossier:
    return build(case or a_case(), exhibits, BOOK, NOW, lang)


def pages(raw: bytes) -> list[str]:
    """The text of each page, with every kind of blank as one."""
    found = pdfium.PdfDocument(raw)
    return [" ".join(found[n].get_textpage().get_text_range().split()) for n in range(len(found))]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    return pages(pdf.pdf(dossier()))


def test_each_sentence_names_what_proves_it():
    """The order and the address rest on picture 1, the tracking on 2, the seller on 3, and the rest on nothing."""
    told = {s.text: s.proofs for s in dossier().sentences}
    assert {
        "2026 年 11 月 2 日，我在小红书下单，订单号 P2026110500417，商品是手工陶瓷杯两只，付款 168.00 元。": (1,),
        "物流显示包裹放在驿站（2026 年 11 月 6 日 10:15），但我没有收到，也没有签收；"
        "我问过家人，包裹不在他们那里，也去驿站找过，没有找到。": (2,),
        "放置或代收之前，没有征得我同意。": (),
        "收货地址、电话和收件人都核对过，没有写错。": (1,),
        "快递员说不清包裹在哪里。": (),
        "2026 年 11 月 8 日 10:15，联系了商家。": (3,),
        "2026 年 11 月 9 日 10:15，商家答复：明确拒绝。": (3,),
        "2026 年 11 月 16 日 10:15，申请了平台介入。": (),
    } == told


def test_the_first_page_says_which_order_and_what_is_asked(printed):
    """Order number, goods, sum, parcel, claim type and request stand before the facts; what nobody said is left out."""
    whole = dossier(a_case(waybill="圆通速递 YT7600000000123"))
    assert {
        "dossier.head.order_no": "P2026110500417",
        "dossier.head.item": "手工陶瓷杯两只",
        "dossier.head.amount": "168.00 元",
        "dossier.head.waybill": "圆通速递 YT7600000000123",
        "dossier.head.claim": "未收到货",
        "dossier.head.ask": "请平台支持退款 168.00 元。"
        "请商家或快递公司提供投放和取出的记录，说明取件码发到了哪个号码、由谁取走。",
    } == dict(whole.head)
    assert printed[0].index("订单号 P2026110500417") < printed[0].index("请平台支持退款") < printed[0].index("一、事实")
    nothing = build(Case(), (), BOOK, NOW, "zh")
    assert () == nothing.head
    assert "请平台" not in preview(build(a_case(demand="unknown"), (), BOOK, NOW, "zh"))


def test_the_platform_is_asked_nothing_where_an_authority_or_a_court_is():
    """From the next rung on a paper of its own says what is asked."""
    later = dossier(a_case(("ruled", "rejected", 3), ("mediation_filed", "none", 1)))
    assert not {"dossier.head.ask", "dossier.head.claim"} & dict(later.head).keys()


def test_missing_answers_of_the_head_are_named():
    """What the first page lacks can be filled in before it is made; what was never sent lacks no number."""
    lacking = follow(a_case(order_no=None, amount=None, demand="unknown"), BOOK, NOW)
    assert ("order_no", "amount", "waybill", "demand") == missing(lacking)
    assert "waybill" not in missing(follow(a_case(tracking="not_shipped"), BOOK, NOW))
    part = follow(a_case(complaint="part_missing", waybill="YT1"), BOOK, NOW)
    assert ("sum_asked",) == missing(part)


def test_emoji_are_printed():
    """A name of goods may hold some: each has its sign on the page, not an empty box."""
    raw = pdf.pdf(dossier(a_case(item="杯子☕🎁")))
    assert b"NotoEmoji" in raw
    assert "杯子☕🎁" in pages(raw)[0]


def test_evidence_that_is_ticked_and_has_no_file_is_listed_as_kept_apart():
    """A tick proves as little as it shows: the line is there, the file is not."""
    items = dossier(exhibits=EXHIBITS[:1]).items
    assert [("order_shot", "address_shot"), ("tracking_shot",), ("chat_shot",)] == [item.slots for item in items]
    assert [True, False, False] == [item.exhibit is not None for item in items]
    assert [1, 2, 3] == [item.number for item in items]


@given(any_case)
@some
def test_the_statement_says_only_what_is_known(case):
    """No gap, no mark of a template, no promise, no accusation, and no number of evidence that is not there."""
    for lang in BOOK.words:
        found = dossier(case, lang=lang)
        filled = set().union(*({str(v) for v in vars(case.facts).values() if isinstance(v, str)},))
        for sentence in found.sentences:
            ours = sentence.text
            for typed in sorted(filled, key=len, reverse=True):
                ours = ours.replace(typed, "") if len(typed) > 3 else ours
            assert not re.search(r"[{}\[\]【】]", ours)
            assert not PROMISE[lang].search(ours)
            assert not accusations(BOOK, ours)
            assert set(sentence.proofs) <= {item.number for item in found.items}


@given(any_case)
@some
def test_the_timeline_is_in_order_and_whole(case):
    """Every event that counts and every deadline that others have set, by time; our own bind nobody."""
    marks = dossier(case).marks
    assert sorted(mark.at for mark in marks) == [mark.at for mark in marks]
    facts = case.facts
    theirs = {facts.seller_deadline, facts.platform_deadline, facts.appeal_deadline, facts.auto_confirm_at}
    theirs.add(facts.next_update)
    assert {mark.at for mark in marks if mark.kind == "deadline"} <= theirs


def test_a_long_course_makes_more_than_one_picture():
    """More marks than fit on a page go on in a second picture."""
    many = [("courier_complained", "none", 5), ("more_asked", "none", 5), ("more_sent", "none", 5)] * 20
    found = dossier(a_case(*many))
    assert -(-len(found.marks) // MOST) == len(pictures(found)) > 1


def test_page_numbers_are_right(printed):
    """The index names the page on which each piece of evidence stands, and each page says its own number."""
    index = next(text for text in printed if "三、证据目录" in text)
    for number, name in ((1, "订单页截图、收货信息截图"), (2, "物流页截图"), (3, "与商家的完整聊天截图")):
        stands = next(n for n, text in enumerate(printed, start=1) if f"证据 {number}：{name}" in text)
        assert re.search(rf"{number} {name} .*? {stands} ", index)
    count = len(printed)
    assert [f"第 {n} 页，共 {count} 页" for n in range(1, count + 1)] == [
        re.findall(r"第 \d+ 页，共 \d+ 页", text)[-1] for text in printed
    ]


def test_the_paper_is_the_buyers_own(printed):
    """Nothing in it advises, names a rule, or says that evidence is lacking: the other side reads it, too."""
    text = " ".join(printed)
    assert [] == [word for word in ("暂无证据", "存根", "建议", "SHA-256") if word in text]


def test_the_same_dossier_gives_the_same_pdf():
    """No clock and no chance in the file."""
    assert pdf.pdf(dossier()) == pdf.pdf(dossier())


def test_fonts_are_inside_and_cut_down():
    """The Chinese fonts are embedded as subsets: a hundred kilobytes instead of twenty megabytes."""
    raw = pdf.pdf(dossier(exhibits=()))
    names = set(re.findall(rb"/BaseFont ?/([A-Z]{6}\+Noto\w+SC)", raw))
    assert {b"NotoSansSC", b"NotoSerifSC"} == {name.split(b"+")[1] for name in names}
    assert len(raw) < 400_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_are_set(lang):
    """The English one serves the reader; typed words stay as they are."""
    text = " ".join(pages(pdf.pdf(dossier(lang=lang))))
    assert BOOK.say(lang, "dossier.title") in text
    assert "手工陶瓷杯两只" in re.sub(r"\s", "", text)  # a line may break in it


@given(any_case)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_any_case_can_be_set(case):
    """Nothing that was typed breaks the page."""
    assert "提交人（签名）" in " ".join(pages(pdf.pdf(dossier(case))))


def test_typed_words_are_no_markup():
    """Marks that mean something to the typesetter, to HTML or to SVG stay what they are."""
    typed = '#panic("x") *b* $1$ <b>&amp; @a [c] \\ `x` "quoted"'
    found = dossier(a_case(item=typed, pickup_name=typed))
    assert "#panic(" in pages(pdf.pdf(found))[0]
    shown = page(found)
    assert "<b>" not in shown
    assert "&lt;b&gt;&amp;amp;" in shown


def test_a_picture_that_cannot_be_read_costs_its_own_page_only():
    """A file that only begins like a picture is said to be unreadable; the others are there."""
    broken = an_exhibit(4, "pickup_footage", content=a_png()[:40])
    text = pages(pdf.pdf(dossier(exhibits=(*EXHIBITS, broken))))
    assert 1 == sum("这张图打不开" in t for t in text)


def test_what_is_no_picture_has_a_page_that_says_where_it_is():
    """A recording cannot be printed; it is in the zip."""
    spoken = an_exhibit(5, "courier_record", media="audio/mpeg", content=b"ID3" + bytes(50), name="录音.mp3")
    found = dossier(exhibits=(*EXHIBITS, spoken))
    assert 1 == sum("不是图片" in t for t in pages(pdf.pdf(found)))
    assert "04_与快递员的通话录音或聊天.mp3" in zipfile.ZipFile(io.BytesIO(pack(found))).namelist()


def test_the_page_needs_nothing_else():
    """The web page holds its pictures and its style, asks no address and runs no script."""
    html = page(dossier())
    assert 3 == html.count("data:image/png;base64,")
    assert [] == re.findall(r"<script|https?://(?!www\.w3\.org/2000/svg)|<link|\sstyle=", html)


def test_the_preview_shows_the_text_without_pictures():
    """Statement, timeline and index, without the evidence itself."""
    html = preview(dossier())
    assert "data:" not in html
    assert re.findall(r"<h\d>", html)[:2] == ["<h3>", "<h4>"]  # under the headings of the page


def test_the_zip_names_its_files_in_order():
    """Document, words, evidence by number; the same bytes each time. The receipt stays in the archive."""
    raw = pack(dossier(a_case(("ruled", "rejected", 3))))
    file = zipfile.ZipFile(io.BytesIO(raw))
    assert ["00_材料包.pdf", "00_说明.txt", "01_订单页截图、收货信息截图.png", "02_物流页截图.png",
            "03_与商家的完整聊天截图.png"] == file.namelist()  # fmt: skip
    assert "请安排人工复核" in file.read("00_说明.txt").decode()
    assert raw == pack(dossier(a_case(("ruled", "rejected", 3))))


def test_without_the_typesetter_the_zip_holds_the_page(monkeypatch):
    """Where the extra is not installed, the document is the web page."""
    monkeypatch.setattr(pdf, "available", lambda: False)
    assert "00_材料包.html" in zipfile.ZipFile(io.BytesIO(pack(dossier()))).namelist()


def test_file_names_are_safe_everywhere():
    """What a name may not hold on some system is taken out."""
    odd = dossier(a_case(held=frozenset()), (an_exhibit(1, name='a/b:c*"d?.png'),)).items[0]
    assert "01_a_b_c_d_.png" == file_name(odd)


def test_every_event_says_whether_it_is_told():
    """Each event is told with what can prove it, except the handbook's own marks."""
    table = BOOK.tables["witness"]
    told = {e: table.decide({"event": e}).then for e in map(str, guide.book.facts.WORDS["event"])}
    assert {"tracking_read", "tracking_overruled"} == {e for e, then in told.items() if then["told"] == "no"}
    assert set() == {s for then in told.values() for s in then["proofs"].split()} - set(SLOTS)


def test_deadlines_stand_in_the_timeline():
    """A deadline copied from the app is drawn where it lies."""
    found = dossier(a_case(platform_deadline=NOW + timedelta(days=2)))
    assert [("deadline", NOW + timedelta(days=2))] == [(m.kind, m.at) for m in found.marks if m.kind == "deadline"]


def tall(number: int, width: int, height: int, kind: str = "PNG"):
    """A long screenshot: a band of its own brightness every 50 pixels."""
    picture = Image.new("RGB", (width, height))
    for top in range(0, height, 50):
        picture.paste((top * 255 // height,) * 3, (0, top, width, min(height, top + 50)))
    out = io.BytesIO()
    picture.save(out, kind)
    return an_exhibit(number, "chat_shot", media=f"image/{kind.lower()}", content=out.getvalue())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_whole_chat_goes_on_over_several_pages(kind):
    """Each part can be read, nothing is lost between two, and pages after it are counted right."""
    chat = tall(1, 300, 4000, kind)
    parts = [Image.open(io.BytesIO(part.content)) for part in prints(chat)]
    assert 7 == len(parts)
    assert all(part.width == 300 and part.height <= 2.2 * 300 + 1 for part in parts)
    shades = [[part.getpixel((150, y))[0] for y in range(part.height)] for part in parts]
    for above, below in pairwise(shades):  # a strip stands on both pages
        assert above[-20:] == pytest.approx(below[:20], abs=3)
    assert (0, 3950 * 255 // 4000) == pytest.approx((shades[0][0], shades[-1][-1]), abs=3)
    text = pages(pdf.pdf(dossier(exhibits=(chat, an_exhibit(2, "order_shot")))))
    start = next(n for n, shown in enumerate(text, start=1) if shown.startswith("证据 2：与商家的完整聊天截图 "))
    assert [f"（{n}/7）" in text[start + n - 2] for n in range(2, 8)] == [True] * 6
    assert re.search(rf"2 与商家的完整聊天截图 .*? {start} ", next(t for t in text if "三、证据目录" in t))
    assert 8 == page(dossier(exhibits=(chat, an_exhibit(2, "order_shot")))).count("data:image/")


def test_a_picture_of_one_screen_stays_whole_and_the_longest_has_an_end():
    assert 1 == len(prints(tall(1, 300, 650)))
    assert 40 == len(prints(tall(1, 10, 4000)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_timeline_has_room_for_its_longest_day(lang):
    """Measured with the font that sets it: nothing stands left of the picture."""
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    font = ImageFont.truetype(str(sans_path()), 14)
    picture = pictures(dossier(lang=lang))[0]
    left, starts = (int(re.search(rule, picture)[1]) for rule in (r'viewBox="(-\d+) ', r'<text x="(\d+)"[^>]*end'))
    longest = datetime(2026, 11, 22, 22, 22, tzinfo=NOW.tzinfo)
    assert font.getlength(say_moment(lang, longest, None)) <= starts - left

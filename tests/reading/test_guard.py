"""The guard: what it finds and leaves alone, where, what it puts there instead, and that reading takes linear time."""

import csv
import io
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import CONCRETE, NOW, cases

import guide
from guide import Case, ContentError, Event, Facts, advise
from guide.__main__ import main
from guide.book.events import EVENTS
from guide.book.loader import CONTENT
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.check import well_formed
from guide.commands.shared import BAD_INPUT, FAILED, FINE
from guide.engine.drafts import SENT_IN, fill, say_day
from guide.engine.journal import Standing
from guide.reading.guard import ASKS, KINDS, Occasion, mend, read, watches
from guide.reading.guard.detect import fold
from guide.reading.guard.rules import DETECTORS, FILE

BOOK = guide.default_book()
LOOSE = Occasion(NOW, "answer")  # a sentence on its own, from which nothing is missing
ROWS = watches(BOOK)
WATCHES = {w.id: w for w in ROWS}
with (Path(__file__).parent / "guard_messages.csv").open(encoding="utf-8", newline="") as _file:
    MESSAGES = [(row["expected"], row["as"], row["text"]) for row in csv.DictReader(_file)]


def kinds(text: str, occasion: Occasion = LOOSE) -> list[str]:
    return [hit.watch.kind for hit in read(text, occasion, ROWS)]


def found(text: str, occasion: Occasion = LOOSE) -> list[tuple[str, str]]:
    return [(hit.watch.id, text[hit.start : hit.end]) for hit in read(text, occasion, ROWS)]


def kind_of(row: str) -> str:
    """The kind of text that a row reads."""
    return "incoming" if WATCHES[row].kind == ASKS else "message"


@pytest.mark.parametrize(("row", "text"), [(w.id, text) for w in WATCHES.values() for text in w.bad])
def test_each_row_finds_its_bad_examples(row, text):
    """What a row says it looks for, it finds."""
    assert row in [hit.watch.id for hit in read(text, Occasion(NOW, kind_of(row)), ROWS)]


@pytest.mark.parametrize(("row", "text"), [(w.id, text) for w in WATCHES.values() for text in w.good])
def test_no_row_finds_a_good_example(row, text):
    """What is fine for one row is fine for all; a sentence alone lacks nothing."""
    loose = Occasion(NOW, "incoming") if WATCHES[row].kind == ASKS else LOOSE
    occasion = Occasion(NOW) if WATCHES[row].kind == "missing" else loose
    assert [] == found(text, occasion)


def test_no_harmless_message_is_hit():
    """Precision on the messages written for this: no false alarm."""
    harmless = [(kind, text) for expected, kind, text in MESSAGES if expected == "none"]
    assert 100 <= len(harmless)
    assert [] == [text for kind, text in harmless if read(text, Occasion(NOW, kind), ROWS)]


def test_nearly_every_hostile_message_is_hit():
    """Recall on the messages written for this, after mending; docs/adr/0013 has the figures of the first, blind run."""
    hostile = [(expected, kind, text) for expected, kind, text in MESSAGES if expected != "none"]
    assert 110 <= len(hostile)
    missed = [text for expected, kind, text in hostile if expected not in kinds(text, Occasion(NOW, kind))]
    assert len(missed) <= 2


with (Path(__file__).parent / "guard_asks.csv").open(encoding="utf-8", newline="") as _file:
    ASKED = [(row["expected"], row["as"], row["text"]) for row in csv.DictReader(_file)]


def test_what_the_seller_asks_and_what_the_buyer_gives_away_is_hit():
    """Withdraw or confirm first, half offers, photos and codes, threats; docs/adr/0013 has the blind runs."""
    hostile = [row for row in ASKED if row[0] != "none"]
    assert 80 <= len(hostile)
    missed = [text for expected, kind, text in hostile if expected not in kinds(text, Occasion(NOW, kind))]
    assert len(missed) <= 2


def test_no_harmless_message_of_either_side_is_hit():
    """Neither what a seller writes who helps, nor a buyer who holds on."""
    harmless = [row for row in ASKED if row[0] == "none"]
    assert 50 <= len(harmless)
    assert [] == [text for _, kind, text in harmless if kinds(text, Occasion(NOW, kind))]


def test_an_incoming_message_is_read_for_what_it_asks_and_an_own_one_for_what_it_says():
    """Each way has its rows; the offer for an incoming message is the answer to send, and no mending of it."""
    text = "请发一下身份证正反面照片"
    (asked,) = read(text, Occasion(NOW, "incoming"), ROWS)
    assert ("asks", "退款请走平台和原路，我不发证件照片") == (asked.watch.kind, asked.instead)
    assert ["own"] == kinds(text)
    for watch in ROWS:
        if watch.kind == ASKS and watch.rewrite["zh"]:
            assert [] == [(watch.id, lang) for lang in ("zh", "en") if kinds(watch.rewrite[lang])]


FULL = {"order_no": "P2026110500417", "item": "手工陶瓷杯两只", "amount": "168.00", "last_place": "离开杭州转运中心",
        "pickup_name": "幸福路 88 号菜鸟驿站", "courier_phone": "13800001111", "waybill": "圆通速递 YT7600000000123",
        "paid_at": NOW - timedelta(days=12),
        "held": frozenset(SLOTS)}  # fmt: skip


def open_in(pieces):
    """The gaps as they are written."""
    return [piece.text for piece in pieces if piece.kind == "gap"]


def own_texts(case: Case):
    """Everything that the handbook writes for a case to be sent, with what the guard then knows."""
    advice = advise(case, BOOK, NOW)
    draft, route = advice.drafts[SENT_IN], advice.route
    texts = [("answer", one.answer(SENT_IN), {}, open_in(one.answers[SENT_IN])) for one in advice.rehearsal]
    for one in () if draft is None else (draft, *draft.more):
        gaps = [gap for part in one.parts for gap in open_in(part.pieces)]
        texts.append((one.kind, one.text, {part.id: part.text for part in one.parts}, gaps))
    for kind, text, parts, gaps in texts:
        yield text, Occasion(NOW, kind, route.facts, route.standing, route.state["problem"], parts), gaps


def mismatch(text, occasion, gaps):
    """Hits that our own text does not deserve: any but its open gaps, each once, and one for the lines of a paper."""
    hits, due = found(text, occasion), [("placeholder", gap) for gap in gaps]
    lines = [hit for hit in hits if hit[0] == "line"]
    return (hits, due) if [h for h in hits if h not in lines] != due or len(lines) != min(1, len(LINES(text))) else ()


LINES = re.compile("[＿_]{3,}").findall


@pytest.mark.parametrize(("more", "shift"), [({}, 2), (FULL, 1)], ids=["bare", "full"])
def test_no_message_of_our_own_is_hit(more, shift):
    """Every draft, paper and answer of the rehearsal, for every concrete case; the demands take turns."""
    hit, read_ = [], 0
    for number, (what, (facts, journal)) in enumerate(CONCRETE.items(), shift):
        demand = ("trace", "resend", "refund")[number % 3]
        for text, occasion, gaps in own_texts(Case(Facts(**{**more, **facts, "demand": demand}), journal)):
            read_ += 1
            hit += [(what, *pair) for pair in mismatch(text, occasion, gaps)]
    assert [] == hit
    assert read_ > 300


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(cases)
def test_no_message_of_our_own_is_hit_in_any_case(case):
    """Nor for random cases; what the visitor typed himself is left out."""
    plain = replace(case.facts, order_no="P2026110500417", item=None, amount=None, last_place=None, pickup_name=None)
    assert [] == [wrong for own in own_texts(Case(plain, case.journal)) if (wrong := mismatch(*own))]


def test_a_hit_says_where_it_is():
    """The clause of a threat, the digits of a phone, the end of the text for what is missing."""
    text = "我的包裹没到，再不处理我就曝光你们！电话 13812345678"
    assert [("expose", "再不处理我就曝光你们"), ("own_phone", "13812345678")] == found(text)
    assert [("no_date", "")] == found("请退款。", Occasion(NOW))


MENDED = [
    ("垃圾商家，快退款。", "快退款。"),
    ("快退款，垃圾商家。", "快退款。"),
    ("请退款，垃圾商家，谢谢。", "请退款，谢谢。"),
    ("你们就是骗子，快退款！", "我到现在没有收到货，快退款！"),
    ("请退款。后果自负。", "请退款。我会申请平台介入。"),
    ("Please refund it. You idiots!", "Please refund it."),
    ("Please refund it, or I will sue you.", "Please refund it, I will apply to the platform."),
    ("请打我电话 13812345678，谢谢", "请打我电话 订单里的电话，谢谢"),
    ("我住在幸福路 88 号 3 单元 502。", "我住在订单里的地址。"),
]


@pytest.mark.parametrize(("text", "expected"), MENDED)
def test_a_hit_can_be_mended_with_one_press(text, expected):
    """The rest of the text stays as it was, with one mark between what is left."""
    (hit,) = read(text, LOOSE, ROWS)
    assert expected == mend(text, hit)


SECRETS = [
    ("我的身份证号是 11010519491231002X，卡号 6217000010001234567，密码 482913，请退款。", "请退款。"),
    ("身份证 11010519491231002X 卡号 6217000010001234567 密码 482913，请退款", "请退款"),
    ("请查件，我室友的身份证号码：11010519491231002X。", "请查件。"),
    ("我是收件人（身份证号 11010519491231002X），请退款", "我是收件人，请退款"),
    ("退到我的银行卡 6222021234567890128，谢谢", "退到原来的付款方式，谢谢"),
    ("请退款，打到卡号：6217000010001234567。", "请退款，打到原来的付款方式。"),
    ("我把验证码 482913 发给您了，请退款", "我把验证码发给您了，请退款"),
    ("取件码 3-2-1024 您帮我查", "您帮我查"),
    ("麻烦您核对身份证号是 11010519491231002X，请退款。", "麻烦您核对身份证号，请退款。"),
    ("Please use password 482913 to look, thank you.", "Please use password to look, thank you."),
    ("My ID number is 11010519491231002X, the password is 482913. Please refund it.", "Please refund it."),
    ("Please refund it to my card 6222021234567890128.", "Please refund it the way I paid."),
]


@pytest.mark.parametrize("last", [0, -1], ids=["forward", "backward"])
@pytest.mark.parametrize(("text", "expected"), SECRETS)
def test_a_secret_goes_with_the_words_that_name_it(text, expected, last):
    """What is left reads as a sentence, whichever is mended first."""
    for _ in range(5):
        text = mend(text, hits[last]) if (hits := read(text, LOOSE, ROWS)) else text
    assert expected == text


def test_what_is_missing_is_added_from_the_draft():
    """The handbook's own sentence goes to the end; without one there is no offer."""
    occasion = Occasion(NOW, parts={"until": "请在 11 月 23 日 11:00 前回复我，谢谢。"})
    (hit,) = read("请退款。", occasion, ROWS)
    assert "请退款。\n请在 11 月 23 日 11:00 前回复我，谢谢。" == mend("请退款。", hit)
    (bare,) = read("请退款。", Occasion(NOW), ROWS)
    assert "请退款。" == mend("请退款。", bare)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([text for _, _, text in MESSAGES]), min_size=1, max_size=6), st.sampled_from("\n，。 "))
def test_mending_comes_to_an_end(texts, between):
    """Each press takes one hit away and brings no new one, whatever stands together."""
    text = between.join(texts)
    occasion = Occasion(NOW, "answer")
    for _ in range(60):
        hits = [h for h in read(text, occasion, ROWS) if h.instead is not None]
        if not hits:
            break
        text = mend(text, hits[0])
    assert [] == [h for h in read(text, occasion, ROWS) if h.instead is not None]


KNOWN = Occasion(
    NOW, "answer",
    Facts(order_no="P2026110500417", amount="128.50", paid_at=NOW - timedelta(days=12),
          last_scan=NOW - timedelta(days=6)),
    Standing(contacted_at=NOW - timedelta(days=1)),
)  # fmt: skip
AGAINST = [
    ("订单号 P2026110500418。", [("order_number", "P2026110500418")], "P2026110500417"),
    ("My order number is P99999999.", [("order_number", "P99999999")], "P2026110500417"),
    ("我在 11 月 9 日下的单。", [("wrong_date", "11 月 9 日")], "11 月 10 日"),
    ("It was placed on 9 November.", [("wrong_date", "9 November")], "10 November"),
    ("我在 2025 年 11 月 10 日下的单。", [("wrong_date", "2025 年 11 月 10 日")], "11 月 10 日"),
    ("It was placed on 10 November 2025.", [("wrong_date", "10 November 2025")], "10 November"),
    ("最后一次更新是 11 月 12 日 09:15。", [("wrong_date", "11 月 12 日")], "11 月 16 日"),
    ("我在 11 月 20 日第一次联系商家。", [("wrong_date", "11 月 20 日")], "11 月 21 日"),
    ("请在 11 月 20 日 18:00 前回复。", [("past_date", "11 月 20 日")], "11 月 23 日"),
    ("Please answer by 20 November.", [("past_date", "20 November")], "23 November"),
    ("请按约定在 11 月 20 日前发货。", [("past_date", "11 月 20 日")], "11 月 23 日"),
    ("请在 11 月 20 日前答复，过了我就申请平台介入。", [("past_date", "11 月 20 日")], "11 月 23 日"),
    ("订单号 P111 还没到", [("order_number", "P111")], "P2026110500417"),
    ("订单 P111，请退款", [("order_number", "P111")], "P2026110500417"),
    ("请退款 999 元。", [("amount", "999")], "128.50"),
    ("请把 1,280 元退给我", [("amount", "1,280")], "128.50"),
    ("请退款￥９９９，谢谢", [("amount", "９９９")], "128.50"),
    ("Please refund the order (999 yuan).", [("amount", "999")], "128.50"),
    ("货我已经收到了，请退款", [("received", "货我已经收到了")], "我到现在没有收到货"),
    ("包裹我昨天取到了。", [("received", "包裹我昨天取到了")], "我到现在没有收到货"),
    ("已经收到货了", [("received", "已经收到货了")], "我到现在没有收到货"),
    ("My parcel has arrived.", [("received", "My parcel has arrived")], "I have not received the goods so far"),
]


@pytest.mark.parametrize(("text", "expected", "instead"), AGAINST)
def test_numbers_and_days_are_held_against_the_case(text, expected, instead):
    """Another order number, a day that is not the one entered, a deadline that has passed."""
    assert expected == found(text, KNOWN)
    assert instead == read(text, KNOWN, ROWS)[0].instead


@pytest.mark.parametrize(("text", "paid"), [("我在 {} 下的单。", "zh"), ("It was placed on {}.", "en"),
                                            ("I ordered it, placed December 30, 2025.", "")])  # fmt: skip
def test_a_day_is_read_with_its_year(text, paid):
    """Each January the order was placed last year, and our own drafts say so."""
    ordered = datetime(2025, 12, 30, 12, tzinfo=NOW.tzinfo)
    occasion = Occasion(NOW, "answer", Facts(paid_at=ordered))
    written = text.format(say_day(paid, ordered.date(), NOW)) if paid else text
    assert [] == found(written, occasion)
    other = written.replace("30", "29")
    assert "2025" in read(other, occasion, ROWS)[0].instead
    assert [] == found(mend(other, read(other, occasion, ROWS)[0]), occasion)


@pytest.mark.parametrize("text", ["订单号 P2026110500417", "我在 11 月 10 日下的单", "请在 11 月 22 日 18:00 前回复",
                                  "页面写的是 11 月 5 日前发", "约定的是 2025 年 12 月 27 日前发货",
                                  "约定 11 月 20 日 18:00 前有结果，时间已经过了", "It was to ship by 5 November",
                                  "You agreed to refund, by 5 November, which has passed",
                                  "It was placed on 10 November", "请退款 128.5 元",
                                  "退款 3 天没到", "请退款，运费 12 元也退", "商家只肯退 20 元", "订单号后四位 1234",
                                  "订单 2026 年的", "包裹已签收，但我没有拿到", "我去驿站取包裹，没有找到",
                                  "商家说我收到货了", "请证明是我收到货的", "收到货了吗", "收到，谢谢",
                                  "我收到货款再说", "Once I have received the goods I will confirm"])  # fmt: skip
def test_what_agrees_with_the_case_is_left_alone(text):
    """So is the day that the seller named and let pass."""
    assert [] == found(text, KNOWN)


@pytest.mark.parametrize("day", [NOW - timedelta(days=17), NOW.replace(year=NOW.year - 1, month=12)])
def test_no_draft_calls_a_day_late_that_somebody_else_named(day):
    """However a row is worded: a day that was promised or agreed may have passed, also in the year before."""
    named, texts = re.compile(r"\{(?:promised_day|promised_by|moved_day)\}"), BOOK.words[SENT_IN]
    written = [rule.because[SENT_IN] for rule in BOOK.tables["drafts"].rules]
    written += [text for name, text in texts.items() if name.startswith("answer.")]
    whole = [re.sub(r"[][]", "", text) for text in written if named.search(text)]
    rows = [named.sub(say_day(SENT_IN, day.date(), NOW), text) for text in whole]
    assert 10 < len(rows)
    assert [] == [row for row in rows if "past_date" in dict(found(row))]


@pytest.mark.parametrize(
    ("now", "text", "late"),
    [
        (NOW.replace(month=6, day=1), "请在 12 月 27 日前发货。", False),
        (NOW.replace(month=1, day=5), "请在 12 月 27 日前发货。", True),
        (NOW.replace(month=12, day=20), "请在 1 月 5 日前发货。", False),
    ],
)
def test_a_day_without_a_year_is_near_or_of_this_year(now, text, late):
    """As people write, and as our own drafts do."""
    assert late is (["facts"] == kinds(text, LOOSE._replace(now=now)))


def test_a_day_of_the_case_without_its_year_is_no_other_day():
    """Ten months ago is nearer to the same day of next year."""
    assert [] == found("我在 1 月 15 日下的单。", LOOSE._replace(facts=Facts(paid_at=NOW.replace(month=1, day=15))))


def test_the_case_can_bear_an_accusation_out():
    """“Never shipped” may be said where a number has no scan; what the case quotes accuses nobody."""
    text = "你们根本没发货"
    assert ["accuse"] == kinds(text)
    assert [] == kinds(text, LOOSE._replace(problem="fake_shipment"))
    assert [] == kinds("我买的《骗子》没有到", LOOSE._replace(facts=Facts(item="骗子")))
    assert [] == kinds("类型选「虚假发货」")


CAME = [
    LOOSE._replace(problem="found"), LOOSE._replace(facts=Facts(complaint="empty_parcel")),
    LOOSE._replace(standing=Standing(outcome="received")),
]  # fmt: skip


@pytest.mark.parametrize("occasion", CAME)
def test_goods_that_came_may_be_said_to_have_come(occasion):
    """Where the case itself says so: found, another complaint, or received meanwhile."""
    assert (["facts"], []) == (kinds("包裹我昨天取到了"), kinds("包裹我昨天取到了", occasion))


def test_an_old_case_with_an_odd_sum_or_none_compares_no_sum():
    """What is no sum cannot contradict one."""
    assert [[], []] == [kinds("请退款 999 元", LOOSE._replace(facts=Facts(amount=a))) for a in (None, "abc")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_gap_that_a_draft_can_leave_open_is_known(lang):
    """Words of gaps are content on both sides: what the drafts write, the guard has to find."""
    words = BOOK.words[lang]
    texts = [words[i] for i in words if i.startswith("answer.")]
    texts += [rule.because[lang] for rule in BOOK.tables["drafts"].rules]
    always = dict.fromkeys([*BOOK.parameters, *EVENTS, "me", "shop", "recipient", "today", "exchange", "paid_by"], "")
    gaps = {p.text for text in texts for p in fill(text, always, BOOK, lang) if p.kind == "gap"}
    assert 5 < len(gaps)
    assert [] == [gap for gap in gaps if [("placeholder", gap)] != found(f"请看{gap}。")]


def test_a_gap_has_no_offer_and_lines_to_fill_in_are_told_once():
    """Nobody but the buyer knows what belongs there."""
    hits = read("原告：＿＿＿＿＿＿\n被告：＿＿＿＿＿＿\n订单号 【订单号】", LOOSE, ROWS)
    assert [("line", None), ("placeholder", None)] == [(h.watch.id, h.instead) for h in hits]


@pytest.mark.parametrize(
    "text", ["我不会曝光任何人", "我没有说你们是骗子", "I will not sue you", "货没到我不会确认收货"]
)
def test_a_denial_is_no_threat(text):
    """What somebody says they will not do is not what they threaten or promise."""
    assert [] == found(text)


def test_wide_letters_are_read_too():
    """Full-width digits are digits; the places stay those of the text."""
    assert [("own_phone", "１３８１２３４５６７８")] == found("电话：１３８１２３４５６７８")


@given(st.text(max_size=300))
def test_folding_keeps_every_place(text):
    """One letter stays one letter, or places would shift."""
    assert len(text) == len(fold(text))


@settings(max_examples=300)
@given(st.text(alphabet="骗子曝光你我月日号前，。 1235670:x加微信a-\n「", max_size=200))
def test_any_text_is_read(text):
    """No text makes it stumble; hits lie inside the text and do not overlap."""
    hits = [h for h in read(text, Occasion(NOW, facts=Facts(order_no="P1")), ROWS) if h.watch.kind != "missing"]
    places = sorted((h.start, h.end) for h in hits)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(one[1] <= two[0] for one, two in pairwise(places))
    assert [] == [h for h in hits if mend(text, h) is None]


def test_a_row_that_is_wrong_is_told_with_its_place(tmp_path):
    """Kind, scope, words, problem and reason are checked, all at once."""
    head = (CONTENT / FILE).read_text("utf-8").splitlines()[0]
    wrong = tmp_path / FILE
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text(
        f"{head}\na,rude,word,x||y,nowhere,,,,b,S38,,\nb,own,value,@nose,,,,c,d,S38,,\nc,own,value,a…b…c…d,,,,c,d,S38,,\n",
        "utf-8",
    )
    with pytest.raises(ContentError) as caught:
        watches(replace(BOOK, folder=tmp_path))
    columns = [(f.row, f.column) for f in caught.value.faults]
    assert [(2, "kind"), (2, "scope"), (2, "words"), (2, "unless"), (2, "zh"), (3, "words"), (4, "words")] == columns


def test_every_kind_and_every_detector_is_used():
    """No kind without a row, no detector that nothing names."""
    assert set(KINDS) == {w.kind for w in WATCHES.values()}
    assert set(DETECTORS) == {w.detector for w in WATCHES.values()} - {""}


def test_the_command_reads_a_file(tmp_path, capsys, monkeypatch):
    """Line and column, reason and offer; exit code 1 where there is something to mend, 0 where not."""
    file = tmp_path / "message.txt"
    file.write_text("请退款。\n你们就是骗子！", "utf-8")
    assert FAILED == main(["guard", str(file), "--kind", "answer"])
    assert "2:1  没有依据的指责  你们就是骗子" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("请在 11 月 25 日前退款。".encode())))
    assert FINE == main(["guard", "-", "--now", "2026-11-22T10:15"])
    assert BAD_INPUT == main(["guard", str(tmp_path / "none.txt")])
    file.write_bytes(b"\xff\xfe")
    assert BAD_INPUT == main(["guard", str(file)])


def test_the_sources_of_the_rows_exist():
    """A statement of the source document, or a row of references.csv."""
    known = {*BOOK.references, *(f"S{n:02}" for n in range(1, 93))}
    assert [] == [(w.id, s) for w in WATCHES.values() for s in w.source if s not in known]
    assert re.fullmatch("[a-z_]+", "_".join(WATCHES))


CONTACT = Event("seller_contacted", NOW - timedelta(hours=16))


@pytest.mark.parametrize(("demand", "lang"), product(("trace", "refund"), ("zh", "en")))
def test_a_draft_without_its_last_sentence_lacks_a_date(demand, lang):
    """And pressing the offer makes it the draft again."""
    case = Case(Facts(**{**FULL, "tracking": "returned", "stuck": "yes", "demand": demand}))
    advice = advise(case, BOOK, NOW)
    draft = advice.drafts[lang]
    assert draft is not None
    parts = {part.id: part.text for part in draft.parts}
    cut = draft.text.removesuffix("\n" + parts["until"])
    (hit,) = read(cut, Occasion(NOW, draft.kind, case.facts, parts=parts), ROWS)
    assert ("no_date", draft.text) == (hit.watch.id, mend(cut, hit))


def test_the_check_reads_each_row_with_its_examples(tmp_path):
    """A row that misses its bad example, hits its good one or cites nothing known is told with its place."""
    folder = shutil.copytree(CONTENT, tmp_path / "content")
    head = (CONTENT / FILE).read_text("utf-8").splitlines()[0]
    row = "a,accuse,clause,骗子,,,,别这样写。,Do not.,S999,没有这个词,你是骗子"
    (folder / FILE).write_text(f"{head}\n{row}\n", "utf-8")
    (finding,) = [f for f in well_formed(folder) if f.name == Notice("rules.check.guard")]
    assert [(2, "source"), (2, "bad"), (2, "good")] == [(f.row, f.column) for f in finding.faults]

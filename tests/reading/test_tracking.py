"""The reader of tracking text: every row of its content, every courier's style, every format, all that is bad."""

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from guide.__main__ import main
from guide.book.facts import CHOICES, Facts
from guide.book.faults import ContentError
from guide.book.loader import CONTENT, default_book
from guide.cases.casefile import from_plain, to_plain
from guide.engine.case import BEIJING, Case
from guide.reading.tracking import read_tracking, tracking_rules
from guide.reading.tracking.rules.classify import understand

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
HERE = Path(__file__).parent / "tracking"
ROOT = Path(__file__).resolve().parents[2]


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(source):
    return read_tracking(source, default_book(), now=NOW)


def understood(text):
    rules = tracking_rules(default_book())
    return understand(text.translate(rules.folded), rules)[1]


@pytest.mark.parametrize("row", table(CONTENT / "tracking" / "phrases.csv"), ids=lambda row: row["id"])
def test_example_of_a_phrase_is_decided_by_that_phrase(row):
    """A phrase that another one swallows is dead, and a lead would look for it in vain."""
    meaning = understood(row["example"])
    assert (row["id"], row["number"]) == (meaning.rule, meaning.number)
    assert row["label"] == meaning.label
    if row["signer"] != "unknown":
        assert row["signer"] == meaning.signer


@pytest.mark.parametrize("row", table(CONTENT / "tracking" / "signers.csv"), ids=lambda row: row["id"])
def test_example_of_a_signer(row):
    meaning = understood(row["example"])
    assert (row["label"], row["signer"]) == (meaning.label, meaning.signer)


@pytest.mark.parametrize("row", table(CONTENT / "tracking" / "boilerplate.csv"), ids=lambda row: row["id"])
def test_example_of_boilerplate_is_cut(row):
    """What is left is what the courier said."""
    rules = tracking_rules(default_book())
    left, _ = understand(row["example"].translate(rules.folded), rules)
    assert row["left"].translate(rules.folded).replace(" ", "") == left.replace(" ", "")


def test_line_in_a_courier_s_style():
    """Each line has its state, and its signer where one is expected; all that come out otherwise are named."""
    lines = [(row, read(row["text"])) for row in table(HERE / "lines.csv")]
    assert lines
    assert {} == {
        row["text"]: (reading.state, reading.signer)
        for row, reading in lines
        if (row["label"], row["signer"] or reading.signer) != (reading.state, reading.signer)
    }


@pytest.mark.parametrize("row", table(HERE / "expected.csv"), ids=lambda row: row["file"])
def test_shipment_in_its_format(row):
    """The format is detected, not asked: the same call for every file."""
    reading = read((HERE / row["file"]).read_bytes())
    assert (row["state"], row["signer"], row["number"]) == (reading.state, reading.signer, reading.number)
    assert row["last_scan"] == (reading.last_scan.isoformat() if reading.last_scan else "")
    assert not row["finding"] or row["finding"] in reading.findings
    if row["deciding"]:
        assert row["deciding"] in reading.events[reading.deciding].text


def test_events_are_in_the_order_of_time():
    for row in table(HERE / "expected.csv"):
        times = [event.at for event in read((HERE / row["file"]).read_bytes()).events if event.at]
        assert sorted(times) == times, row["file"]


# fmt: off
LEFT = [
    *("已放入{}", "快件已投递至{}，签收人凭码签收", "已签收，签收人：{}", "已签收，签收人：本人（{}）"),
    *("签收人: {} 已签收", "快件已由{}代收，请及时取件", "您的快件代签收（{}），如有疑问请联系本人"),
    *("快件已被 {} 签收", "快件已送达{}", "【某市】已签收，签收人在{}，请凭取件码领取"),
    *("已签收，他人代收：{}", "投递并签收，签收人：他人收 {}", "您的快件已签收，放在{}，请本人及时查收"),
    *("【某市】已签收，签收人：【{}】，如有疑问请联系收件人所在网点", "客户 签收人: {} 已签收 感谢使用圆通速递"),
    *(
        "您的包裹已放至{}，收件人可凭取件码取出",
        "已妥投，{}代收",
        "邮件已妥投，签收人：{}收",
        "包裹已签收！签收人是【{}】",
    ),
    *(
        "快件已存放至{}，请您本人尽快领取",
        "应收件人要求，已放在{}，已签收",
        "快件已送至{}，联系收件人未接",
        "货物已完成配送，放置{}",
    ),
    *(
        "已由{}签收，期待再次为您服务",
        "您的快件已由{}代您收下",
        "正常签收，签收人类型：{}",
        "{}已签收",
        "{} 代收点 本人签收",
    ),
    *("经客户本人同意，快件放于{}，已签收", "已投至{}，开箱码已短信通知收件人本人"),
]
PLACES = [
    *(
        "丰巢柜",
        "8号快递柜",
        "菜鸟驿站",
        "兔喜快递超市",
        "代收点",
        "前台",
        "门卫",
        "物业",
        "家门口",
        "消防栓",
        "妈妈驿站",
        "自提柜",
    ),
    *(
        "丰巢智能快递柜",
        "菜鸟智能柜",
        "近邻宝",
        "信报箱",
        "快递驿站",
        "韵达快递超市",
        "邻里驿站",
        "村级服务站",
        "便民服务点",
    ),
    *(
        "公司前台",
        "酒店前台",
        "一楼大堂",
        "保安室",
        "传达室",
        "值班室",
        "物业管理处",
        "门岗",
        "宿管",
        "收发室",
        "同事",
        "邻居",
    ),
    *("家人", "门口鞋柜", "楼道", "电表箱", "水表箱", "奶箱", "房门外", "小卖部", "便利店", "门口货架", "快递架"),
]
#: Places that no row names; told from a name by the sign they end with.
UNHEARD_OF = ["三楼", "车棚", "花坛旁", "配电间", "信息科", "会议室", "楼下", "连廊", "2栋", "北门"]
# fmt: on


@pytest.mark.parametrize("line", LEFT)
def test_never_received_by_the_recipient_what_was_left_somewhere(line):
    """The one mistake that would tell a buyer that they have what they have not."""
    wrong = []
    for place in (*PLACES, *(UNHEARD_OF if "本人" not in line else ())):
        text = line.format(place)
        trace = {"AcceptTime": "2024-05-06 12:00:00", "AcceptStation": text}
        coded = json.dumps({"State": "3", "StateEx": "301", "Traces": [trace]})
        wrong += [place for source in (text, coded) if read(source).signer == "recipient"]
    assert [] == wrong


ENGLISH = ["Delivered, {}", "Delivered. Signed for by: {}", "Delivered to {} as requested by customer",
           "Package left at {} per recipient instructions", "Delivered - left with {}"]  # fmt: skip
SPOTS = ["front desk", "reception", "parcel locker", "front door", "porch", "garage", "neighbor", "mail room",
         "security", "pickup point", "post office", "parcel shop", "concierge", "safe place"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "signer"), [("内卫", "unstated"), ("家入", "unstated"), ("王某", "recipient"), ("*先生", "recipient")]
)
def test_a_name_is_one_that_begins_with_a_surname_or_a_mask(name, signer):
    """A picture gives 门卫 with one wrong sign: such a word is no person who received it."""
    assert signer == read(f"2026-11-20 15:03 您的快件已由{name}签收").signer


@pytest.mark.parametrize("place", ["向阳小区", "金地花园", "万达广场", "华润大厦", "龙湖天街", "施工队", "司机"])
def test_a_place_or_a_job_that_begins_like_a_surname_is_no_name(place):
    reading = read(f"2026-11-20 15:03 已签收，签收人：{place}")
    assert ("delivered_proxy", "other") == (reading.state, reading.signer)


@pytest.mark.parametrize("line", ENGLISH)
def test_never_received_by_the_recipient_in_english(line):
    """The same for parcels that an agent abroad hands over."""
    assert [] == [spot for spot in SPOTS if read(line.format(spot)).signer == "recipient"]


def test_whoever_picked_the_parcel_up_is_not_whom_to_call_later():
    """The courier of the first line is named as what they are; called are they only while the parcel is with them."""
    picked = "2024-05-06 12:00 【嘉禾路营业点】的快递员（13900000001）已揽收"
    on_its_way = picked + "\n2024-05-07 12:00 快件离开【泉州转运中心】"
    assert [("13900000001", "collector")] == list(map(tuple, read(picked).phones))
    assert ("13900000001", None) == (read(picked).courier_phone, read(on_its_way).courier_phone)


@pytest.mark.parametrize(
    ("line", "state", "sure"),
    [
        ("您的快件已经揽件", "accepted", "high"),
        ("快件因地址有误，退回寄件人", "returned", "high"),
        ("快件已由本人签收（扫描有误）", "delivered", "medium"),
    ],
)
def test_wrong_address_takes_no_line_back_and_a_wrong_signature_does(line, state, sure):
    """What is plain stays sure; only a word about the line itself is a doubt."""
    told = read(f"2024-05-06 12:00 {line}\n2024-05-05 12:00 订单已提交")
    assert (state, sure) == (told.state, told.confidence)


def test_code_breaks_a_tie_and_text_wins_against_a_code():
    """A bare signature becomes finer by its code; a text that says more is not changed by one."""

    def answer(text, action):
        trace = {"AcceptTime": "2024-05-06 12:00:00", "AcceptStation": text, "Action": action}
        return read(json.dumps({"LogisticCode": "78000000000001", "Traces": [trace]}))

    assert answer("已签收", "311").state == "at_pickup_point"
    assert answer("已签收", "304").state == "delivered_proxy"
    told = answer("已签收，签收人：本人", "311")
    assert (told.state, told.signer) == ("delivered", "recipient")
    assert [(c.code, c.code_says, c.text_says) for c in told.conflicts] == [("311", "at_pickup_point", "delivered")]
    assert told.confidence == "medium"
    assert "track.why.conflict" in told.why
    assert answer("货物信息", "202").state == "out_for_delivery"


def test_announced_update_stops_the_clock_of_silence():
    reading = read((HERE / "announced.txt").read_bytes())
    assert datetime(2026, 11, 24, 23, 59, 59, tzinfo=BEIJING) == reading.next_update
    assert timedelta(0) == reading.silence
    later = read_tracking((HERE / "announced.txt").read_bytes(), default_book(), now=NOW + timedelta(days=5))
    assert 3 == later.silence.days


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-0612:01:02", "2024-05-06T12:01:02+08:00"),
        ("2024-5-6 9:01", "2024-05-06T09:01:00+08:00"),
        ("2024/05/06 12:01:02", "2024-05-06T12:01:02+08:00"),
        ("2024.05.06 12:01", "2024-05-06T12:01:00+08:00"),
        ("2024年5月6日 下午3点05分", "2024-05-06T15:05:00+08:00"),
        ("2024年05月06日 15时05分", "2024-05-06T15:05:00+08:00"),
        ("2024-05-06T04:01:02Z", "2024-05-06T12:01:02+08:00"),
        ("2024-05-06T04:01:02.123+00:00", "2024-05-06T12:01:02+08:00"),
        ("2024-05-06", "2024-05-06T00:00:00+08:00"),
        ("05-06 12:01", "2026-05-06T12:01:00+08:00"),
        ("5月6日 12:01", "2026-05-06T12:01:00+08:00"),
        ("12-06 12:01", "2025-12-06T12:01:00+08:00"),
        ("昨天 12:01", "2026-11-22T12:01:00+08:00"),
        ("1714968062", "2024-05-06T12:01:02+08:00"),
        ("1714968062000", "2024-05-06T12:01:02+08:00"),
        ("20240506120102", "2024-05-06T12:01:02+08:00"),
    ],
)
def test_shape_of_a_time(written, expected):
    text = f"{written} 已揽收"
    source = json.dumps({"list": [{"time": written, "context": "已揽收"}]}) if written.isdecimal() else text
    assert expected == read(source).last_scan.isoformat()
    if not written.isdecimal():
        assert "已揽收" == read(text).events[0].text.strip()


def test_time_inside_a_sentence_is_not_the_time_of_the_line():
    reading = read("【北苑营投部】安排投递，预计2024-05-06 23:59前投递")
    assert reading.last_scan is None


def test_whose_telephone_it_is():
    text = ("2024-05-06 12:00 【南平】快件已由【菜鸟的桂林路店】代收，驿站电话13900000001，"
            "派件员王*电话：13900000002或13900000003，投诉电话：0591-7654321，客服热线95720，138****0004")  # fmt: skip
    found = {phone.number: phone.kind for phone in read(text).phones}
    assert {"13900000001": "station", "13900000002": "courier", "13900000003": "courier", "0591-7654321": "complaint",
            "95720": "outlet", "138****0004": "masked"} == found  # fmt: skip


def test_pickup_code_is_masked():
    reading = read("快件已存放至【兔喜生活超市】，取件码5-2-3001，请及时领取")
    assert ("5-*-****", "兔喜生活超市") == (reading.pickup_code, reading.pickup_name)


def test_facts_are_facts_of_a_case():
    """What “use this” writes can be kept and read again, and holds no unanswered question."""
    for row in table(HERE / "expected.csv"):
        facts = read((HERE / row["file"]).read_bytes()).facts()
        case = Case(Facts(**facts))
        assert case == from_plain(to_plain(case)), row["file"]
        assert "unknown" not in facts.values()


def test_every_reading_can_be_told_in_both_languages():
    """Each reason and finding that the reader can give has words."""
    known = default_book().words["zh"]
    source = "".join(path.read_text("utf-8") for path in (CONTENT.parent / "reading" / "tracking").glob("*.py"))
    for row in table(HERE / "expected.csv"):
        reading = read((HERE / row["file"]).read_bytes())
        wanted = [*reading.why, *(f"track.finding.{finding}" for finding in reading.findings)]
        assert [] == [word for word in wanted if word not in known]
    for word in known:
        if word.startswith("track.why.") and word != "track.why.year":
            assert word.rpartition(".")[2] in source, word


def test_states_of_events_are_states_of_the_handbook():
    for row in table(HERE / "expected.csv"):
        for event in read((HERE / row["file"]).read_bytes()).events:
            assert event.label in set(CHOICES["tracking"])
            assert event.signer in set(CHOICES["signer"])


def broken(tmp_path, name, old, new):
    path = shutil.copytree(CONTENT / "tracking", tmp_path / "tracking") / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as error:
        tracking_rules(replace(default_book(), folder=tmp_path))
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("phrases.csv", "back_signed,20,returned", "back_signed,20,gone", "phrases.csv, row 12, column label"),
        ("phrases.csv", "id,order", "id,ordre", "phrases.csv, row 1, column ordre"),
        ("phrases.csv", "back_signed,20", "back_signed,xx", "column order"),
        ("phrases.csv", "退签|", "退*签*收*人*了|", "more than 3 gaps"),
        ("phrases.csv", "退签|", "|退签|", "without a word"),
        ("phrases.csv", "back,21", "back_signed,21", "is taken"),
        ("signers.csv", "locker,20,at_pickup_point,locker", "locker,20,at_pickup_point,recipient", "column signer"),
        ("boilerplate.csv", "no_merchant,bracket", "no_merchant,chapter", "column cut"),
        ("codes.csv", "kuaidi100,101,not_shipped", "kuaidi100,101,lost", "codes.csv"),
        ("keys.csv", "time,acceptTime", "tiem,acceptTime", "column role"),
        ("letters.csv", "貨遞", "貨", "same number of characters"),
    ],
)
def test_fault_in_the_content_is_named(tmp_path, name, old, new, said):
    assert said in broken(tmp_path, name, old, new)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ContentError) as error:
        tracking_rules(replace(default_book(), folder=tmp_path))
    assert 11 == len(error.value.faults)


def test_import_guide_does_not_load_the_reader():
    """Who does not paste does not pay."""
    code = "import guide, sys; sys.exit(any(name.startswith('guide.reading.tracking') for name in sys.modules))"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def printed(capsys, path):
    assert 0 == main(["track", str(path), "--json", "--now", "2026-11-23T09:00"])
    return json.loads(capsys.readouterr().out)


def test_printed_data_is_what_the_schema_describes(capsys):
    """Every format of the fixtures; the schema lists every field and no other."""
    schema = json.loads((ROOT / "docs" / "tracking.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for row in table(HERE / "expected.csv"):
        found = printed(capsys, HERE / row["file"])
        assert [] == [error.message for error in validator.iter_errors(found)], row["file"]
        assert set(schema["properties"]) == set(found)


def test_schema_knows_the_words_of_the_handbook():
    properties = json.loads((ROOT / "docs" / "tracking.schema.json").read_text("utf-8"))["properties"]
    event = properties["events"]["items"]["properties"]
    for name, fact in (("state", "tracking"), ("signer", "signer"), ("number", "number")):
        assert [str(value) for value in CHOICES[fact]] == properties[name]["enum"]
    assert (properties["state"]["enum"], properties["signer"]["enum"]) == (
        event["label"]["enum"],
        event["signer"]["enum"],
    )
    kinds = properties["phones"]["items"]["properties"]["kind"]["enum"]
    assert {f"track.phone.{kind}" for kind in kinds} == {w for w in default_book().words["zh"] if "track.phone." in w}


def test_recipe_for_a_courier_s_phrase_works_as_written(tmp_path):
    """The row in docs/editing.md, added to a copy of the content, changes what its example means, and nothing else."""
    guide = (ROOT / "docs" / "editing.md").read_text("utf-8")
    row = next(line.strip() for line in guide.splitlines() if line.startswith("    balcony,"))
    example = next(csv.reader([row]))[8]
    assert "unknown" == read(example).state
    folder = Path(shutil.copytree(CONTENT / "tracking", tmp_path / "tracking"))
    with (folder / "phrases.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row + "\n")
    changed_book = replace(default_book(), folder=tmp_path)
    changed = read_tracking(example, changed_book, now=NOW)
    assert ("delivered_proxy", "doorstep", "balcony") == (changed.state, changed.signer, changed.events[0].rule)
    for known in table(HERE / "lines.csv"):
        assert known["label"] == read_tracking(known["text"], changed_book, now=NOW).state

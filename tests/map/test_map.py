"""The map says what the tables say, shows the way of one case, and lets no label hide another."""

import csv
import io
import logging
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest
from cases import counted
from hypothesis import given, settings
from hypothesis import strategies as st
from sending import Browser
from strategies import BEIJING, NOW, any_event, facts

import guide
from guide import Case, Event, Facts
from guide import __main__ as cli
from guide.book.languages import LANGUAGES
from guide.book.loader import CONTENT, load
from guide.book.notices import Notice
from guide.cases import sample, weights
from guide.cases.table import LARGEST, CaseRow, Unread, write_csv, write_lines
from guide.map import chart as mapchart
from guide.map import drawing as mapdrawing
from guide.map import traffic as maptraffic
from guide.map import view as mapview
from guide.map import walk as mapwalk
from guide.map.grid import Cell, arrow, measure, stroke
from guide.map.lines import find_paths
from guide.map.rendering import render
from guide.ui.map.page import SAMPLE, MapPage
from guide.ui.session import Session
from guide.ui.styles import sheets

BOOK = guide.default_book()
SVG = "{http://www.w3.org/2000/svg}"


def svg(book, case, now, lang):
    """The map with a case on it, as it is drawn."""
    return render(mapview.drawing(book, case, now, lang), book, lang)


def in_words(book, case, now, lang):
    """The map with a case on it, in words."""
    return render(mapview.outline(book, case, now, lang), book, lang)


def whole(book, case, now, lang):
    """All that a page shows of the map."""
    return render(mapview.view(book, case, now, lang), book, lang)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


STALLED = Case(
    Facts(kind="in_stock", origin="domestic", order_no="P1", address="right", phone="right", recipient="right",
          tracking="in_transit", last_scan=at("2026-11-16T08:42")),
    (Event("seller_contacted", at("2026-11-21T18:20")), Event("seller_replied", at("2026-11-21T20:20"), "stalling")),
)  # fmt: skip
DEEP = Case(
    Facts(order_found="yes", address="right", phone="right", recipient="right", tracking="delivered",
          signer="recipient", ask_family="not_there", ask_roommates="nobody", ask_front_desk="nobody",
          pickup_point="not_there", courier="cannot_say", held=frozenset({"order_shot"})),
    tuple(Event(name, at("2026-11-10T10:00") + timedelta(days=n), reply) for n, (name, reply) in enumerate([
        ("seller_contacted", "none"), ("seller_replied", "refused"), ("platform_applied", "none"),
        ("more_asked", "none"), ("more_sent", "none"), ("ruled", "rejected"), ("appealed", "none"),
        ("appeal_ended", "lost"), ("courier_complained", "none")])),
)  # fmt: skip


# What the content must hold


def test_own_map_has_no_fault():
    assert mapdrawing.faults(BOOK) == []


def test_every_action_stands_on_one_node():
    stands = [a for node in mapdrawing.chart(BOOK).nodes.values() for a in node.actions]
    assert len(stands) == len(set(stands))
    assert set(mapchart.given_actions(BOOK)) <= set(stands)
    assert 25 <= len(mapdrawing.chart(BOOK).nodes) <= 32


@pytest.fixture
def content(tmp_path):
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    return folder


def edit(path, row, **cells):
    """Change cells of the row whose id (or from and to) is given; a row of None is taken out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = tuple(rows[0])
    ways = {("id",): ["id"]}.get(keys[:1], ["from", "to"])
    found = next(r for r in rows if " ".join(r[k] for k in ways) == row)
    if cells:
        found.update(cells)
    else:
        rows.remove(found)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "row", "cells", "told"),
    [
        ("nodes", "month", {"actions": "sue"}, "the action wait_month of rule next_step/n13 stands on no node."),
        ("nodes", "month", {"actions": "wait_month sue"}, "the action sue stands on 2 nodes."),
        ("nodes", "month", {"actions": "wait_moth"}, "no such action “wait_moth”."),
        ("nodes", "month", {"facts": "hold"}, "no such fact “hold”."),
        ("nodes", "month", {"column": "2"}, "gather and month stand in the same place."),
        ("nodes", "month", {"column": "left"}, "“left” is not a place."),
        ("nodes", "month", {"column": "5"}, "the map is not that wide."),
        ("nodes", "month", {"stage": "after"}, "row 8 belongs to stage after."),
        ("nodes", "month", {"kind": "stop"}, "unknown value “stop”."),
        ("nodes", "month", {"en": ""}, "the words are missing."),
        ("nodes", "month", {"zh": "等/满/一个月"}, "there is room for two lines only."),
        ("nodes", "month", {"zh": "跨境包裹要等满一个月再申请"}, "a line of words is wider than its box"),
        ("nodes", "month", {}, "no such node “month”."),
        ("edges", "order other", {}, "no edge leads to or from other."),
        ("edges", "order other", {"rules": "self_check/c99"}, "no such rule “self_check/c99”."),
        ("edges", "order other", {"rules": "self_check/c2"}, "none of these rules leads to an action of other."),
        ("edges", "order other", {"rules": ""}, "none of these rules leads to an action of other."),
        ("edges", "order other", {"zh": "", "en": ""}, "the words are missing."),
        ("edges", "reply promise", {"en": "agreed to do something"}, "there is no room"),
        ("edges", "order other", {"to": "order"}, "an edge needs two nodes."),
        ("edges", "order other", {"to": "details"}, "a second edge from order to details."),
    ],
)
def test_faults_are_told(content, file, row, cells, told):
    edit(content / "pages" / f"map_{file}.csv", row, **cells)
    faults = mapdrawing.faults(replace(BOOK, folder=content))
    assert any(told in str(fault.what) for fault in faults), faults


def test_a_lead_who_takes_out_a_rule_is_told(content):
    edit(content / "tables" / "journal.csv", "j10")
    told = [str(fault) for fault in mapdrawing.faults(load(content))]
    assert any("no such rule “journal/j10”" in t for t in told)


def test_a_broken_file_is_told(content):
    (content / "pages/map_edges.csv").unlink()
    assert [f.file for f in mapdrawing.faults(replace(BOOK, folder=content))] == ["pages/map_edges.csv"]
    with pytest.raises(guide.ContentError):
        svg(replace(BOOK, folder=content), None, NOW, "zh")


@pytest.mark.parametrize(
    ("ref", "some", "never"),
    [
        ("journal/j10", "supply_more", "wait_platform"),
        ("journal/j12", "await_refund", "appeal"),
        ("journal/j18", "complain_courier", "appeal"),
        ("journal/j1", "wait_seller", "contact_seller"),
        ("journal/j34", "check_goods", "close_case"),
        ("ladder/l6", "appeal_postal", "ladder"),
    ],
)
def test_where_a_rule_leads(ref, some, never):
    table, name = ref.split("/")
    rule = next(r for r in BOOK.tables[table].rules if r.id == name)
    assert some in mapchart.leads(BOOK, rule)
    assert never not in mapchart.leads(BOOK, rule)


def test_words_on_one_line_again():
    assert mapchart.one_line(("向 12305", "申诉")) == "向 12305 申诉"
    assert mapchart.one_line(("等物流更新、", "派送或清关")) == "等物流更新、派送或清关"
    assert mapchart.one_line(("Wait for", "the ruling")) == "Wait for the ruling"


# Geometry


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_hides_anything(lang):
    canvas, drawn, labels = mapdrawing.layout(BOOK, lang)
    rooms = {f"box {name}": canvas.box(name) for name in canvas.cells}
    rooms |= {f"title {stage}": room for stage, room in canvas.titles.items()}
    rooms |= {f"label {way}": label.room for way, label in labels.items()}
    assert len(labels) == len(drawn.paths) == len(mapdrawing.chart(BOOK).edges)
    met = [(a, b) for (a, x), (b, y) in combinations(rooms.items(), 2) if x.meets(y)]
    assert met == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_label_eats_no_edge_of_a_box(lang):
    """What it clears around it (4) stays off every box, but in the narrow gap between two boxes of one row."""
    canvas, _, labels = mapdrawing.layout(BOOK, lang)
    near = [way for way, label in labels.items() if any(label.room.meets(canvas.box(name), 4) for name in canvas.cells)]
    assert [] == [way for way in near if canvas.cells[way[0]].row != canvas.cells[way[1]].row]


def test_lines_end_at_their_boxes_and_cross_no_box():
    canvas, drawn, _ = mapdrawing.layout(BOOK, "zh")
    for way in drawn.paths:
        path = drawn.paths[way]
        for (x, y), name in ((path[0], way[0]), (path[-1], way[1])):
            box = canvas.box(name)
            assert x in (box.left, box.right) or y in (box.top, box.bottom)
            assert box.left <= x <= box.right
            assert box.top <= y <= box.bottom
        for (ax, ay), (bx, by) in drawn.parts(way):
            assert ax == bx or ay == by
            for name in canvas.cells:
                b = canvas.box(name)
                assert not (min(ax, bx) < b.right and b.left < max(ax, bx) and b.top < ay < b.bottom and ay == by)
                assert not (min(ay, by) < b.bottom and b.top < max(ay, by) and b.left < ax < b.right and ax == bx)


def test_straight_way_between_neighbours():
    canvas = measure({"a": Cell(1, 1, "x"), "b": Cell(2, 1, "x"), "c": Cell(1, 2, "x")})
    drawn = find_paths(canvas, [("a", "b"), ("a", "c")])
    assert drawn.paths["a", "b"] == ((222, 55), (280, 55))
    assert drawn.paths["a", "c"] == ((156, 82), (156, 146))
    assert stroke(drawn.paths["a", "b"], 6) == "M222 55L274 55"
    assert arrow(drawn.paths["a", "c"], 8.5, 10) == "M156 146L151 137.5L161 137.5z"


def test_corners_are_round():
    assert stroke([(0, 0), (0, 50), (80, 50)], 6) == "M0 0L0 40Q0 50 10 50L74 50"


def test_lines_to_and_fro_stay_apart():
    canvas = measure({"a": Cell(1, 1, "x"), "b": Cell(2, 1, "x")})
    drawn = find_paths(canvas, [("a", "b"), ("b", "a")])
    assert {path[0][1] for path in drawn.paths.values()} == {41, 69}


# The way of a case


def test_without_a_case_nothing_is_marked():
    text = svg(BOOK, None, NOW, "zh")
    assert mapview.on_map(BOOK, None, NOW) == mapwalk.NOWHERE
    for mark in ('"box been', '"box here', '"e been', '"e next', '"tip on', "lab on", "你在这里"):
        assert mark not in text
    assert "aria-current" not in in_words(BOOK, None, NOW, "zh")


def test_the_way_of_a_stalled_case():
    where = mapview.on_map(BOOK, STALLED, NOW)
    assert where.walk == ("order", "details", "tracking", "contact", "reply", "remind")
    assert where.taken == {("order", "details"), ("details", "tracking"), ("tracking", "contact"),
                          ("contact", "reply"), ("reply", "remind")}  # fmt: skip
    assert ("remind", "reply") in where.next
    assert where.node_mark("remind") == "here"
    assert where.node_mark("tracking") == "been"
    assert where.node_mark("gather") == "next"
    assert where.node_mark("court") == ""


def test_the_way_of_a_case_deep_in_the_ladder():
    where = mapview.on_map(BOOK, DEEP, NOW)
    assert where.walk[-1] == "courier"
    assert ("ruling", "appeal") in where.taken
    assert ("more", "ruling") in where.taken
    assert ("gather", "apply") in where.taken
    assert where.next == {("courier", "mediate"), ("courier", "postal")}


def test_a_new_case_stands_at_the_start():
    where = mapview.on_map(BOOK, Case(), NOW)
    assert where.walk == ("order",)
    assert where.taken == frozenset()
    assert "这一单现在：先找到这笔订单" in svg(BOOK, Case(), NOW, "zh")


@settings(max_examples=40)
@given(facts, st.lists(any_event, max_size=6))
def test_any_case_has_its_place(answers, events):
    case = Case(answers, tuple(events))
    where = mapview.on_map(BOOK, case, NOW)
    action = guide.advise(case, BOOK, NOW).action
    assert where.here == mapdrawing.chart(BOOK).holder(action)
    assert all(start in where.walk and end in where.walk for start, end in where.taken)
    assert all(start == where.here for start, _ in where.next)


# What is drawn and said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", [None, STALLED, DEEP], ids=["none", "stalled", "deep"])
def test_the_map_and_the_outline_use_the_same_words(lang, case):
    root = ElementTree.fromstring(svg(BOOK, case, NOW, lang))
    drawn = " ".join(t.text for t in root.iter(f"{SVG}text"))
    outline = in_words(BOOK, case, NOW, lang)
    for item in (*mapdrawing.chart(BOOK).nodes.values(), *mapdrawing.chart(BOOK).edges):
        assert mapchart.one_line(item.words[lang]) in outline
        assert all(part in drawn for part in item.words[lang])
    assert root.get("aria-labelledby") == "map-t map-d"
    assert [root[0].get("id"), root[1].get("id")] == ["map-t", "map-d"]
    for text in (svg(BOOK, case, NOW, lang), outline, whole(BOOK, case, NOW, lang)):
        assert " style=" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_outline_says_where_the_case_is():
    outline = in_words(BOOK, STALLED, NOW, "zh")
    assert outline.count('aria-current="step"') == 1
    assert '<li class="here" aria-current="step">现在：再提醒一次，写明答复期限' in outline
    assert '<span class="g-vh">走过： </span>看物流停在哪一步、多久了' in outline
    assert "接下来可能走：" in outline


def test_what_belongs_to_the_case_is_drawn_last():
    marks = [p.get("class") for p in ElementTree.fromstring(svg(BOOK, STALLED, NOW, "en")).iter(f"{SVG}path")]
    lines_only = [m.strip() for m in marks if m.startswith("e")]
    assert lines_only == sorted(lines_only, key=lambda m: m != "e")
    assert {"e been", "e next"} <= set(lines_only)


def test_the_map_in_plain_words_is_plain():
    """A terminal shows the mark of the present place as it is, and no word is escaped for a page."""
    words = render(mapview.plain(BOOK, STALLED, NOW, "en"), BOOK, "en")
    assert 1 == sum(line.startswith("  > ") for line in words.splitlines())
    assert "&" not in words


def test_words_are_escaped(content):
    edit(content / "pages/map_nodes.csv", "order", zh="<b>&/单", en="<i>")
    assert "&lt;b&gt;&amp;" in svg(replace(BOOK, folder=content), None, NOW, "zh")
    assert "<i>" not in in_words(replace(BOOK, folder=content), None, NOW, "en")


def test_a_picture_stands_alone():
    root = ElementTree.fromstring(
        render(mapview.drawing(BOOK, STALLED, NOW, "zh", css=sheets("tokens", "guide")), BOOK, "zh")
    )
    style = root.find(f"{SVG}style")
    assert root.get("class") == "g-map"
    assert "--accent" in style.text
    assert ".g-map .box" in style.text


# The traffic of a table

ROWS = tuple(sample.cases(BOOK, weights.weights(BOOK), 150, 1, NOW))
TRAFFIC = counted(BOOK, ROWS, NOW)


def test_one_case_counts_once_for_each_box_and_line_of_its_way():
    traffic = counted(BOOK, [CaseRow(2, "", STALLED)], NOW)
    where = mapview.on_map(BOOK, STALLED, NOW)
    assert {"remind": 1} == traffic.here
    assert dict.fromkeys(where.walk, 1) == traffic.been
    assert dict.fromkeys(where.taken, 1) == traffic.ways


def test_a_case_that_comes_back_counts_once():
    again = (
        Event("seller_reminded", at("2026-11-21T21:00")),
        Event("seller_replied", at("2026-11-22T08:00"), "stalling"),
    )
    case = Case(STALLED.facts, (*STALLED.journal, *again))
    traffic = counted(BOOK, [CaseRow(2, "", case)] * 3, NOW)
    came = mapwalk.walk(mapdrawing.chart(BOOK), BOOK, case, NOW)
    assert len(came) > len(set(came))
    assert {3} == set(traffic.ways.values()) == set(traffic.been.values())


def test_every_case_stands_somewhere_and_has_come_there():
    assert len(ROWS) == TRAFFIC.cases == TRAFFIC.here.total()
    assert all(TRAFFIC.here[node] <= TRAFFIC.been[node] <= len(ROWS) for node in mapdrawing.chart(BOOK).nodes)
    ways = {(e.start, e.end) for e in mapdrawing.chart(BOOK).edges}
    assert set(TRAFFIC.ways) <= ways
    assert all(number <= min(TRAFFIC.been[a], TRAFFIC.been[b]) for (a, b), number in TRAFFIC.ways.items())


def test_a_line_is_wider_the_more_cases_took_it():
    found = [TRAFFIC.level(number) for number in sorted(TRAFFIC.ways.values())]
    assert found == sorted(found)
    assert (0, 1, maptraffic.LEVELS) == (TRAFFIC.level(0), found[0], found[-1])


def test_the_legend_names_every_count():
    spans = list(TRAFFIC.spans())
    for number in TRAFFIC.ways.values():
        assert [TRAFFIC.level(number)] == [level for level, low, high in spans if low <= number <= high]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_stand_on_the_map_and_in_words(lang):
    view = render(maptraffic.view(BOOK, TRAFFIC, lang), BOOK, lang)
    root = ElementTree.fromstring(render(maptraffic.drawing(BOOK, TRAFFIC, lang), BOOK, lang))
    figures = sorted(t.text for t in root.iter(f"{SVG}text") if t.get("class") == "figure")
    assert sorted(f"{n:,}" for n in TRAFFIC.here.values()) == figures
    words = " ".join(t.text for t in root.iter(f"{SVG}text"))
    assert all(str(number) in words for number in TRAFFIC.ways.values())
    names = {n.id: mapchart.one_line(n.words[lang]) for n in mapdrawing.chart(BOOK).nodes.values()}
    for edge in mapdrawing.chart(BOOK).edges:
        number, label = TRAFFIC.ways[edge.start, edge.end], mapchart.one_line(edge.words[lang])
        told = BOOK.say(lang, "map.traffic.way").format(label=label, node=names[edge.end], count=f"{number:,}")
        assert bool(number) == (told in view)
    for text in (view, render(maptraffic.drawing(BOOK, TRAFFIC, lang), BOOK, lang)):
        assert " style=" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_a_way_nobody_took_is_faint():
    root = ElementTree.fromstring(render(maptraffic.drawing(BOOK, TRAFFIC, "zh"), BOOK, "zh"))
    marks = [p.get("class") for p in root.iter(f"{SVG}path")]
    assert len(mapdrawing.chart(BOOK).edges) - len(TRAFFIC.ways) == marks.count("e t0")


@pytest.mark.parametrize("times", [1, 100, 10_000])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_hide_nothing(lang, times):
    """Also large numbers have their room: every line that was taken has a label, and none meets another or a box."""
    many = maptraffic.Traffic(here=TRAFFIC.here, been=TRAFFIC.been)
    many.ways.update({way: number * times for way, number in TRAFFIC.ways.items()})
    made = maptraffic._layout(BOOK, many, lang)
    assert set(many.ways) <= set(made.labels)
    rooms = [*(label.room for label in made.labels.values()), *map(made.canvas.box, made.canvas.cells)]
    assert [] == [(a, b) for a, b in combinations(rooms, 2) if a.meets(b)]


def test_an_empty_table_draws_an_empty_map():
    empty = counted(BOOK, [], NOW)
    assert 'class="e t1"' not in render(maptraffic.drawing(BOOK, empty, "zh"), BOOK, "zh")
    assert [] == list(empty.spans())


def test_rows_left_out_are_told_and_a_strange_column_is_no_row():
    traffic = counted(
        BOOK,
        [
            Unread(1, "agent", Notice("fault.fact")),
            Unread(4, "tracking", Notice("fault.case.plain")),
            CaseRow(5, "", STALLED),
        ],
        NOW,
    )
    assert (1, 1) == (traffic.cases, traffic.left_out)
    view = render(maptraffic.view(BOOK, traffic, "zh"), BOOK, "zh")
    assert "第 4 行「tracking」一列：这里请写普通的文字。" in view
    assert "另有 1 行没有看懂" in view
    assert "row 4, column tracking: write plain text." in render(maptraffic.view(BOOK, traffic, "en"), BOOK, "en")


def test_the_command_counts_a_table_and_tells_what_it_left_out(capsys, tmp_path):
    table = tmp_path / "cases.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        write_csv(ROWS[:20], file)
        file.write("X,gone\r\n")
    assert 0 == cli.main(["map", "--traffic", str(table), "--text", "--lang", "en", "--now", "2026-11-22T10:15"])
    out = capsys.readouterr()
    assert out.out.startswith("Cases on this map: 20. Rows that could not be read and were left out: 1.")
    assert f"{table}: row 22, column complaint: “gone” is not known; " in out.err
    assert 0 == cli.main(["map", "--traffic", str(table), "--out", str(tmp_path / "map.svg")])
    assert ElementTree.parse(tmp_path / "map.svg").getroot().get("class") == "g-map"


@pytest.mark.parametrize("args", [["case.yaml", "--traffic", "cases.csv"], ["--traffic", "nowhere.csv"]])
def test_the_command_refuses_in_a_sentence(capsys, args):
    assert 2 == cli.main(["map", *args])
    assert capsys.readouterr().err.startswith("guide: ")


# The page


@pytest.fixture
def page():
    return MapPage(Session(now=lambda: NOW))


def labels(page):
    return {button["id"]: button["label"] for button in page.drop.buttons}


def table_of(rows, write=write_csv):
    file = io.StringIO(newline="")
    write(rows, file)
    return file.getvalue().encode()


@pytest.mark.parametrize("write", [write_csv, write_lines])
def test_a_table_sent_in_parts_is_counted(page, write):
    raw = table_of(ROWS, write)
    Browser(page.drop, piece=4096).bring(raw, "cases.csv" if write is write_csv else "cases.jsonl")
    assert TRAFFIC == page.traffic
    assert "图上共有 150 单。" in page.view.html
    assert ("图上共有 150 单。", -1.0, "") == (page.view.status, page.drop.share, page.drop.error)


def test_the_sample_is_shown_and_left_again(page):
    before = page.view.html
    browser = Browser(page.drop)
    browser.say({"act": "sample"})
    assert SAMPLE == page.traffic.cases
    assert "回到路线图" == labels(page)["back"]
    browser.say({"act": "back"})
    assert before == page.view.html
    assert "back" not in labels(page)


def test_a_long_count_can_be_left(page):
    before, heard = page.view.html, []
    page.drop.send = heard.append
    page.drop._handle_custom_msg({"act": "sample"}, [])
    page.drop._handle_custom_msg({"more": True}, [])
    assert ("回到路线图", "正在计算：30%") == (labels(page)["back"], page.drop.status)
    page.drop._handle_custom_msg({"act": "back"}, [])
    page.drop._handle_custom_msg({"more": True}, [])  # what was asked before is still on its way
    assert (before, None, -1.0) == (page.view.html, page.traffic, page.drop.share)
    assert "back" not in labels(page)
    assert [{"more": True}] * 2 == heard


def test_the_traffic_follows_the_language(page):
    Browser(page.drop).say({"act": "sample"})
    page.shell.set_state({"lang": "en"})
    assert f"Cases on this map: {SAMPLE}." in page.view.html
    assert "See a sample" == labels(page)["sample"]


def test_what_is_no_table_is_said_in_one_sentence_and_the_map_stays(page):
    before = page.view.html
    Browser(page.drop).bring(b"a,b\n1,2\n", "a.csv")
    assert page.drop.error.startswith("没有看懂这张表")
    assert (before, None) == (page.view.html, page.traffic)


def test_a_table_that_is_too_large_is_not_begun(page):
    browser = Browser(page.drop)
    browser.say({"op": "open", "key": "k", "name": "cases.csv", "size": LARGEST + 1})
    assert [("refused", True)] == [(m["op"], m["say"].startswith("这张表太大了")) for m in browser.heard]
    assert (None, "") == (page.traffic, page.drop.error)


@pytest.mark.parametrize("part", [b"", b"x" * 9])
def test_a_table_that_does_not_arrive_whole_is_not_counted(page, part):
    """The kernel says how far it is; the browser, where it has no more to send, says so in one sentence."""
    browser = Browser(page.drop)
    browser.say({"op": "open", "key": "k", "name": "cases.csv", "size": 8})
    browser.say({"op": "piece", "key": "k", "at": 0}, part)
    browser.say({"op": "close", "key": "k"})
    assert [0, 0, 0] == [message["at"] for message in browser.heard]
    assert (None, "这张表没有传完，请再选一次。") == (page.traffic, page.drop.words["lost"])


def test_a_failing_handler_says_so_and_logs_no_answer(page, monkeypatch, caplog):
    def fail(*_):
        raise ValueError("P2026110500417")

    monkeypatch.setattr(maptraffic.Traffic, "add", fail)
    with caplog.at_level(logging.ERROR, "guide"):
        Browser(page.drop).say({"act": "sample"})
    assert BOOK.say("zh", "ui.failed") in page.head.html
    assert ["a handler failed: ValueError"] == [r.getMessage().split(" at ")[0] for r in caplog.records]
    assert "P2026110500417" not in caplog.text
    Browser(page.drop).say({"act": "back"})
    assert "" == page.head.html.strip()


def test_a_case_of_the_device_that_cannot_be_shown_leaves_a_sentence(page, monkeypatch):
    monkeypatch.setattr(mapview, "view", lambda *_: 1 / 0)
    page.shell.set_state({"case": '{"facts": {"order_found": "yes"}}'})
    assert BOOK.say("zh", "ui.failed") in page.head.html

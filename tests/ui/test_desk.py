"""The page of the team: a table is put in order, lists and pictures filter it, a case stands open beside it."""

import csv
import io
import json
import re
import subprocess
import sys

import pandas as pd
import psutil
import pytest
from strategies import NOW

from guide import Case, Facts, default_book
from guide.cases.store import Store
from guide.cases.store.code import key_of, new_code
from guide.cases.store.entries import changes
from guide.desk.files.pieces import Piece
from guide.ui.controls.incoming import Arrived
from guide.ui.desk.page import DeskPage
from guide.ui.registry import build
from guide.ui.session import Session
from guide.ui.views.desk import pictures


@pytest.fixture
def page():
    page = build(Session(default_book(), lambda: NOW, store=None), "desk")
    assert isinstance(page, DeskPage)
    return page


def go_on(page):
    for _ in range(100):
        page._more()
        if not page.drop.status:
            return
    raise AssertionError("it never ends")


@pytest.fixture
def filled(page):
    page._press("sample")
    go_on(page)
    return page


def table(*rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("case", "tracking", "journal", "amount"))
    writer.writerows(rows)
    return Arrived("cases.csv", "", out.getvalue().encode())


def test_the_sample_is_put_in_order_and_its_rows_come_page_by_page(filled):
    assert not filled.failed
    assert filled.list.many == len(filled.sequence) > 50
    rows = filled._page(0, 30)
    assert rows[0]["group"].startswith("已经逾期")
    assert rows[1]["late"]
    assert len(rows) == 30
    assert not any("{" in str(value) for row in rows for value in row.values())


def test_the_headline_is_the_number_of_cases_that_cannot_wait(filled):
    assert f"先办这 {filled.board.count(0) + filled.board.count(1)} 单" in filled.top.html


def test_a_table_of_ones_own_is_read_and_bad_rows_are_named_with_how_to_mend_them(page):
    page._table(table(("A", "delivered", "", "12"), ("B", "in transit", "", "")))
    go_on(page)
    assert page.board.open == 1
    assert "第 3 行「tracking」" in page.top.html
    assert "in_transit" in page.top.html


def test_what_is_no_table_is_one_sentence_and_the_table_before_it_stays(filled):
    before = filled.board
    filled._table(Arrived("a.csv", "", b"x,y\n1,2\n"))
    go_on(filled)
    assert filled.drop.error
    assert filled.board is before


def test_a_workbook_is_read_in_a_process_of_its_own_and_one_that_is_none_is_one_sentence(page):
    out = io.BytesIO()
    pd.DataFrame({"case": ["A"], "tracking": ["delivered"]}).to_excel(out, index=False)
    for content, opened in ((out.getvalue(), 1), (b"PK nonsense", 1)):
        before = {*psutil.Process().children()}
        page._table(Arrived("cases.xlsx", "", content))
        page._more()
        assert {*psutil.Process().children()} - before
        while page.drop.status:
            page._more()
        assert page.board.open == opened
    assert page.drop.error


def test_a_workbook_that_takes_more_than_there_is_is_one_sentence(page):
    """The system ends its process; the page says so, and takes the next table."""
    out = io.BytesIO()
    pd.DataFrame({"case": ["A"], "tracking": ["delivered"]}).to_excel(out, index=False)
    before = {*psutil.Process().children()}
    page._table(Arrived("cases.xlsx", "", out.getvalue()))
    page._more()
    for child in {*psutil.Process().children()} - before:
        child.kill()
    go_on(page)
    assert "打不开" in page.drop.error
    assert not page.failed
    page._table(table(("A", "delivered", "", "12")))
    go_on(page)
    assert page.board.open == 1


def test_what_was_read_is_told_as_it_is(page):
    """Every row counts, also one with too many cells; the column of the sellers is read."""
    page._table(Arrived("a.csv", "", "case,tracking,店铺,x\nA,delivered,茶铺,\nB,delivered,,,1,2\n".encode()))
    while page._steps.gi_frame is not None:
        page._more()
    assert "读了 2 行，1 行放在一边" in page.top.html
    assert "「店铺」" not in page.top.html
    assert "「x」" in page.top.html


def test_a_list_a_number_of_a_picture_and_a_search_narrow_the_rows(filled):
    filled.queues.value = "waiting"
    assert len(filled.rows) == dict(filled.board.queues())["waiting"]
    filled._only("stage seller")
    assert f"只看：联系商家，{len(filled.rows)} 单" in filled.top.html
    counted = sum(int(row["group"].split(" ")[1]) for row in filled._page(0, 200) if "group" in row)
    assert counted == len(filled.rows)  # a heading counts what is shown
    filled.search.value = "S00007"
    assert filled.rows.tolist() == [6]
    filled._clear()
    assert (filled.search.value, filled.queues.value) == ("", "all")


def test_an_open_case_says_what_the_walk_says_and_stays_open_when_the_order_changes(filled):
    row = int(filled.rows[0])
    filled._open(row)
    assert filled.list.current == row
    assert 'href="wizard#case=' in filled.open.html
    filled.dials["money"].value = 0
    assert filled.list.current == row
    assert filled.open.html
    filled._close()
    assert (filled.list.current, filled.open.html) == (-1, "")


def test_fewer_people_leave_cases_that_nobody_does_and_they_are_named(filled):
    filled.dials["people"].value, filled.dials["each"].value = 1, 2
    missed = len(filled.board.lapsing)
    assert missed > 0
    assert f"还有 {missed} 单没有人办" in filled.top.html
    assert "没有人办的" in filled.pictures.html


def test_the_page_speaks_the_other_language(filled):
    filled.shell.lang = "en"
    assert "First, these" in filled.top.html
    assert filled._page(0, 2)[1]["turn"] == "Us"


def test_each_number_of_the_map_opens_its_cases(filled):
    """The numbers are all cases; the same list stands below the drawing in words."""
    numbers = dict(re.findall(r'data-act="only" data-arg="node (\w+)" aria-label="[^"]*?(\d+)', filled.map.html))
    assert sum(map(int, numbers.values())) == 200
    for node, count in numbers.items():
        filled._only(f"node {node}")
        assert len(filled.rows) == int(count), node
    assert "只看：" in filled.top.html


def test_couriers_and_sellers_stand_by_what_is_at_stake_and_open_their_open_cases(page):
    """By the column of the table that names them, else by the waybill; cases that have ended do not count."""
    rows = [
        {"case": "A", "tracking": "in_transit", "amount": "30", "waybill": "中通 731", "店铺": "茶铺"},
        {"case": "B", "tracking": "in_transit", "amount": "1,200", "waybill": "圆通 YT9", "店铺": "花店"},
        {"case": "C", "tracking": "in_transit", "amount": "20", "waybill": "73112", "店铺": "茶铺"},
        {"case": "D", "journal": "refunded@2026-11-20T10:00; case_closed@2026-11-20T11:00", "amount": "9000",
         "waybill": "中通 9", "店铺": "茶铺"},
    ]  # fmt: skip
    page._start(page._lay_out(Piece(pd.DataFrame(rows).fillna(""), range(2, 6), ())))
    go_on(page)
    told = pictures.pictures(page.session, page.board)
    assert [(line.name, line.sum, line.count) for line in told.carriers] == [
        ("圆通", "1,200.00", 1),
        ("中通", "30.00", 1),
    ]
    assert [(line.name, line.sum, line.count) for line in told.sellers] == [
        ("花店", "1,200.00", 1),
        ("茶铺", "50.00", 2),
    ]
    page._only(f"seller {told.sellers[1].word}")
    assert [page.board.cell(row, "case") for row in page.rows] == ["A", "C"]
    assert "只看：茶铺，2 单" in page.top.html


def test_a_table_that_is_only_a_header_is_one_sentence(page):
    page._table(Arrived("cases.csv", "", b"case,tracking\r\n"))
    go_on(page)
    assert page.drop.error == page.session.say("desk.table.empty")
    assert page.board is None


def test_the_cases_kept_here_are_a_table_of_the_desk_and_none_is_changed(tmp_path):
    """A button opens them; without a database there is no such button."""
    store = Store(f"sqlite:///{tmp_path}/cases.db")
    case = Case(Facts(tracking="in_transit", amount="88"))
    store.append(key_of(new_code()), 0, changes(Case(Facts()), case, NOW))
    page = build(Session(default_book(), lambda: NOW, store=store), "desk")
    before = list(store.export())
    assert "store" in [button["id"] for button in page.drop.buttons]
    page._press("store")
    go_on(page)
    assert [row["sum"] for row in page._page(0, 5)[1:]] == ["88.00"]
    assert list(store.export()) == before


def test_a_table_is_kept_as_cases_and_kept_again_it_changes_nothing(tmp_path):
    """The code of the list is made the first time; with it the same table doubles nothing; a bad one is told."""
    store, given = Store(f"sqlite:///{tmp_path}/cases.db"), []
    page = build(Session(default_book(), lambda: NOW, store=store), "desk")
    page.drop.send = lambda message, buffers=None: given.append((message, buffers))
    over = page.taking_over
    assert "is-away" in over.root._dom_classes
    page._press("sample")
    go_on(page)
    assert "is-away" in over.root._dom_classes  # made-up cases are not kept
    many = [(f"N{n}", "in_transit", "seller_contacted@2026-11-20T18:20", "12") for n in range(120)]
    page._table(table(*many, ("", "delivered", "", ""), ("B", "in transit", "", "")))
    go_on(page)
    assert "is-away" not in over.root._dom_classes
    page._fill()
    page._more()
    assert "存了 50 行" in over.filled.html
    go_on(page)
    assert "新存 120 单" in over.filled.html
    assert ("第 122 行「case」" in over.filled.html, "第 123 行「tracking」" in over.filled.html) == (True, True)
    code, before = over.list_code.value, list(store.export())
    assert key_of(code) not in "".join(before)
    message, buffers = given[-1]
    assert message["save"] == "coded.csv"
    coded = pd.read_csv(io.BytesIO(buffers[0]), dtype=str)
    assert coded["case"].tolist() == [row[0] for row in many]
    keys = {key_of(each) for each in coded["case_code"]}
    assert keys == {json.loads(line)["case"] for line in before}
    page._table(table(*many))
    go_on(page)
    assert "新存" not in over.filled.html
    page._fill()
    go_on(page)
    assert "新存 0 单，补上新内容 0 单，没有变化 120 单" in over.filled.html
    assert (code, before) == (over.list_code.value, list(store.export()))
    over.list_code.value = "ABC"
    page._fill()
    go_on(page)
    assert "这不是编号" in page.drop.error
    assert not page.failed
    assert before == list(store.export())


def test_no_store_no_button_and_an_empty_one_says_so(page, tmp_path):
    assert "store" not in [button["id"] for button in page.drop.buttons]
    empty = build(Session(default_book(), lambda: NOW, store=Store(f"sqlite:///{tmp_path}/cases.db")), "desk")
    empty._press("store")
    go_on(empty)
    assert empty.drop.error == "这里没有存着的单。"
    assert empty.board is None


def test_no_other_page_loads_a_data_frame():
    """Every visitor would pay for it; those of a team alone count with it."""
    code = (
        "import sys\nfrom guide.ui.layouts import layouts\nfrom guide.ui.registry import build\n"
        "from guide.ui.session import Session\nsession = Session(store=None)\n"
        "pages = [build(session, name) for name in layouts(session.book) if name not in ('desk', 'class')]\n"
        "print(len(pages), {'pandas', 'pyarrow', 'dask'} & sys.modules.keys())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split()[1] == "set()"


def test_a_table_that_is_put_away_while_another_is_read_takes_that_with_it(filled):
    filled._press("sample")
    filled._more()
    filled._press("back")
    go_on(filled)
    assert filled.board is None


def test_a_table_that_fails_half_way_is_no_longer_being_read(page, monkeypatch):
    def fails(_button):
        yield 200
        raise OSError

    monkeypatch.setattr(page, "_cases", fails)
    page._press("sample")
    page.drop._handle_custom_msg({"more": True}, [])
    assert "200" in page.drop.status
    page.drop._handle_custom_msg({"more": True}, [])
    assert page.failed
    assert page.drop.status == ""


def test_the_table_is_put_away(filled):
    """While one is there, the zone for another is small: the cases come first."""
    assert ([button["id"] for button in filled.drop.buttons], filled.drop.words["lead"]) == (["choose", "back"], "")
    filled._press("back")
    assert filled.board is None
    assert [button["id"] for button in filled.drop.buttons] == ["choose", "sample"]
    assert "is-away" in filled.work._dom_classes


@pytest.mark.parametrize("message", [{"from": -1}, {"from": 0, "version": -5}, {"open": -1}, {"open": 10**9}, "x", {}])
def test_a_message_that_no_page_sends_changes_nothing(filled, message):
    filled.list._hear(None, message, [])
    assert not filled.failed
    assert filled.list.current == -1

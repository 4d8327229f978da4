"""Tables of cases as files: every form and encoding is read, bad rows are named, and nothing is ever half written."""

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from commandline import run as guide
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NOW

from guide import default_book
from guide.cases.table import TableError, read_cells
from guide.desk import triage, weights
from guide.desk.columns.logs import with_logs
from guide.desk.files import csv_files, large, parquet, running, workbook
from guide.desk.files import opening as files
from guide.desk.files.opening import pieces
from guide.desk.files.pieces import gathered, stitched
from guide.desk.files.running import run
from guide.desk.files.task import Task
from guide.desk.files.writing import write

BOOK = default_book()
AT = "2026-11-22T10:15"
ROWS = [
    {"case": "A", "tracking": "delivered", "last_scan": "2026-11-19T09:05", "店铺": "=1+1"},
    {"case": "B", "tracking": "in_transit", "journal": "seller_contacted@2026-11-20T18:20", "amount": "1,299.00"},
    {"case": "C", "tracking": "not_shipped", "kind": "presale"},
]
COLUMNS = ("case", "tracking", "kind", "last_scan", "amount", "journal", "店铺")


def text(rows=ROWS, mark=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=mark, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(content, name="cases.csv", **options):
    return stitched(pieces(io.BytesIO(content), name, **options))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_mark(encoding, mark):
    piece = read(text(mark=mark).encode(encoding))
    assert piece.frame["case"].tolist() == ["A", "B", "C"]
    assert piece.frame["店铺"].tolist() == ["=1+1", "", ""]
    assert list(piece.numbers) == [2, 3, 4]
    assert [notice.column for notice in piece.left_out] == ["店铺"]


def test_a_workbook_and_json_lines_are_read_alike():
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    for row in ROWS:
        book.active.append([row.get(name) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    lines = '{"id": "A", "facts": {"tracking": "delivered"}}\n\n{"id": "B", "facts": {"tracking": "nowhere"}}\n'
    assert read(out.getvalue(), "cases.xlsx").frame["case"].tolist() == ["A", "B", "C"]
    piece = read(lines.encode(), "cases.jsonl")
    assert piece.frame["case"].tolist() == ["A"]
    assert [(left.number, left.column) for left in piece.left_out] == [(3, "tracking")]


def test_a_row_with_too_many_cells_is_left_out_and_the_others_keep_their_numbers():
    lines = ["case,tracking", "A,delivered", "", "B,delivered,x,y", "C,delivered,,", ",", '"D\nd",delivered', "E"]
    piece = read("\r\n".join(lines).encode())
    assert dict(zip(piece.frame["case"], piece.numbers, strict=True)) == {"A": 2, "C": 5, "D\nd": 7, "E": 8}
    assert [left.number for left in piece.left_out] == [4]


def test_small_pieces_make_the_same_table_as_one():
    content = text(ROWS * 30 + [{"case": "x,y", "journal": 'a "quoted" one'}]).encode()
    small, large = read(content, size=7), read(content)
    pd.testing.assert_frame_equal(small.frame, large.frame)
    assert list(small.numbers) == list(large.numbers)


_PARTS = st.sampled_from(["a", "b", ",", ",", ",", '"', '""', "\n", "\r\n", " ", "中", "a,b,c\n", '"x,\n",,\n'])


@given(st.lists(_PARTS, max_size=25).map("".join), st.sampled_from([2, 3, 100]))
def test_whoever_reads_a_table_it_is_the_same_as_row_by_row(below, size):
    """Arrow and pandas read what they can; quotes, blank lines and rows of other lengths change nothing."""
    content = f"case,tracking,x\n{below}".encode()
    head, rows = read_cells(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))
    slow, fast = stitched(gathered(head, rows, size)), read(content, size=size)
    assert fast.frame.astype(object).values.tolist() == slow.frame.values.tolist()
    assert list(fast.numbers) == list(slow.numbers)
    assert [left.line for left in fast.left_out] == [left.line for left in slow.left_out]


@pytest.mark.parametrize("odd", ["odd,delivered,,\n", "odd\n", '"odd"x,de"l\n', "\xa0\n"])
def test_a_table_that_is_odd_far_down_is_read_to_its_end(odd, monkeypatch):
    """What Arrow has read by then is kept; the rest comes from pandas, or row by row, and fits below it."""
    monkeypatch.setattr(csv_files, "_BLOCK", 64)
    content = ("case,tracking,x\n" + "a,delivered,\n" * 40 + odd + "z,customs,\n").encode()
    head, rows = read_cells(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))
    slow, fast = stitched(gathered(head, rows, 5)), read(content, size=5)
    assert fast.frame.astype(object).values.tolist() == slow.frame.values.tolist()
    assert list(fast.numbers) == list(slow.numbers)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xff\xff\xff,", b"PK\x03\x04 broken"])
def test_what_is_no_table_is_refused(content):
    for name in ("cases.csv", "cases.xlsx"):
        with pytest.raises(TableError):
            read(content, name)


def test_each_file_that_cannot_be_read_says_how_to_save_it():
    """A password, an old workbook, a Parquet file that ends early, lists in a cell of an answer."""
    arrow, told = pytest.importorskip("pyarrow"), []
    nested, out = arrow.table({"case": ["A"], "tracking": [["in_transit"]]}), io.BytesIO()
    pytest.importorskip("pyarrow.parquet").write_table(nested, out)
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    for name, content in (
        ("a.xlsx", locked),
        ("a.xls", locked),
        ("a.parquet", b"PAR1x"),
        ("b.parquet", out.getvalue()),
    ):
        with pytest.raises(TableError) as error:
            read(content, name)
        told.append(error.value.notice.id)
    assert told == ["fault.desk.locked", "fault.desk.locked", "fault.desk.parquet.broken", "fault.desk.nested"]


def test_of_a_workbook_the_first_sheet_with_cases_is_read():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["说明"])
    for row in (("case", "tracking"), ("A", "delivered")):
        (book["案例"] if "案例" in book.sheetnames else book.create_sheet("案例")).append(row)
    book.save(out)
    assert read(out.getvalue(), "a.xlsx").frame["case"].tolist() == ["A"]


def saved(*rows):
    """A workbook with these cells, each at its place."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for place, value in rows:
        book.active[place] = value
    book.save(out)
    return out.getvalue()


_YEARS = (datetime(2000, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 (a workbook has no zones)
_CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.floats(-1e6, 1e6).map(lambda n: round(n, 3)),
    st.sampled_from(["delivered", "007", "=1+1", "中", " a ", "+86", "1,299.00", "a\nb"]),
    st.datetimes(*_YEARS).map(lambda at: at.replace(microsecond=0)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.times().map(lambda at: at.replace(microsecond=0)),
)  # fmt: skip


@given(st.lists(st.lists(_CELLS, min_size=3, max_size=5), max_size=8), st.sampled_from([2, 100]))
@settings(deadline=None, max_examples=60)
def test_a_workbook_that_is_read_at_once_is_the_same_as_cell_by_cell(rows, size):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [["case", "tracking", "own"], *rows]:
        book.active.append(row)
    book.save(out)
    assert workbook.is_small(out)
    fast = read(out.getvalue(), "a.xlsx", size=size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "is_small", lambda source: False)
        slow = read(out.getvalue(), "a.xlsx", size=size)
    pd.testing.assert_frame_equal(fast.frame, slow.frame)
    assert list(fast.numbers) == list(slow.numbers)


@pytest.mark.parametrize("far", ["XFD2", "A1048576", "XFD1048576"])
def test_cells_that_lie_far_apart_take_no_memory(far):
    """The reader that is fast holds every place between the first cell and the last; such a table it never sees."""
    content = saved(("A1", "case"), ("B1", "tracking"), ("A2", "A"), ("B2", "delivered"), (far, "x"))
    assert workbook.is_small(io.BytesIO(content)) == (far != "XFD1048576")
    assert read(content, "a.xlsx").frame["tracking"].tolist()[:1] == ["delivered"]


def test_a_formula_that_failed_is_no_blank_answer():
    content = saved(("A1", "case"), ("B1", "tracking"), ("A2", "A"), ("B2", "#N/A"))
    assert read(content, "a.xlsx").frame["tracking"].tolist() == ["#N/A"]


_SAME = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.mark.parametrize(
    "cell",
    ['<x:c r="B2" t="str"><x:v>delivered</x:v></x:c>', '<c t="str"><v>delivered</v></c>',
     "<c r='B2' t='str'><v>delivered</v></c>", '<c t="str" r="B2"><v>delivered</v></c>'],
)  # fmt: skip
def test_cells_that_are_written_otherwise_are_read_too(cell):
    """Their places are not looked up before they are read, so that they are read one by one."""
    content, out = io.BytesIO(saved(("A1", "case"), ("B1", "tracking"), ("A2", "A"), ("B2", "delivered"))), io.BytesIO()
    with ZipFile(content) as given, ZipFile(out, "w") as parts:
        for name in given.namelist():
            part = given.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(r'<c r="B2".*?</c>', cell, part).replace("<worksheet ", f"<worksheet {_SAME} ")
            parts.writestr(name, part)
    assert not workbook.is_small(out)
    assert read(out.getvalue(), "a.xlsx").frame["tracking"].tolist() == ["delivered"]


def test_a_list_in_a_column_of_ones_own_is_text_in_a_spreadsheet(tmp_path):
    write(pd.DataFrame({"case": ["A", "B"], "own": [[1, 2], None]}), tmp_path / "out.csv")
    assert pd.read_csv(tmp_path / "out.csv")["own"][0] == "[1, 2]"


def test_a_table_with_a_header_alone_is_read():
    assert len(read(b"case,tracking\n").frame) == 0


def test_a_column_of_another_name_is_read_where_it_is_said_so():
    frame = read("单号,物流\n1,delivered\n".encode(), columns={"物流": "tracking"}).frame
    assert frame["tracking"].tolist() == ["delivered"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_text_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(tmp_path, ending):
    frame = pd.DataFrame({"a": ["=1+1", "+86", "-3", "@x", "x", None], "=b": 1})
    write(frame, tmp_path / f"out{ending}")
    if ending == ".csv":
        cells = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)["a"].tolist()
        assert cells == ["'=1+1", "'+86", "'-3", "'@x", "x", ""]
        assert "'=b" in (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[0]
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
        assert [cell.data_type for cell in (*sheet["A"][1:6], sheet["B1"])] == ["s"] * 6


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("old")
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(pd.DataFrame({"a": [1]}), out)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert out.read_text() == "old"


def test_the_command_writes_the_table_in_order_and_names_what_it_set_aside(tmp_path, capsys):
    source, out = tmp_path / "cases.csv", tmp_path / "out.csv"
    source.write_text(text([*ROWS, {"case": "D", "tracking": "in transit"}, {"case": "A"}]), "utf-8")
    code, _, err = guide(capsys, "triage", str(source), "-o", str(out), "--explain", "--now", AT, "--lang", "en")
    assert code == 0
    table = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert table["rank"].tolist() == ["1", "2", "3"]
    assert set(table["case"]) == {"A", "B", "C"}
    assert all(table["why"])
    assert all(table["because"])
    assert "'=1+1" in table["店铺"].tolist()
    assert "did you mean “in_transit”" in err
    aside = pd.read_csv(tmp_path / "out-aside.csv")
    assert aside[["row", "column"]].values.tolist() == [[1, "店铺"], [5, "tracking"], [6, "case"]]


def test_without_a_place_to_write_the_command_shows_the_first_cases(tmp_path, capsys):
    source = tmp_path / "cases.csv"
    source.write_text(text(), "utf-8")
    code, out, _ = guide(capsys, "triage", str(source), "--now", AT, "--lang", "zh")
    assert code == 0
    assert out.startswith("  1  ")


@pytest.mark.parametrize("args", [("none.csv",), ("cases.csv", "--map", "x=y"), ("cases.csv", "-o", "out.doc")])
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path, capsys, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    Path("cases.csv").write_text(text(), "utf-8")
    code, _, err = guide(capsys, "triage", *args, "--now", AT)
    assert code == 2
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv"]


def test_of_two_columns_with_one_name_the_first_is_read():
    frame = read(b"case,tracking,tracking\nA,delivered,customs\n").frame
    assert frame.to_dict("list") == {"case": ["A"], "tracking": ["delivered"]}


def test_a_tenth_of_garbage_is_set_aside_and_changes_nothing_in_the_others():
    """Words of another edition, moments that are none, too many cells, signs that are no text."""
    good = [f"C{n},in_transit,2026-11-{10 + n % 9}T0{n % 10}:00,{n}.50" for n in range(90)]
    bad = ["X1,flying,,", "X2,,yesterday,", "X3,customs,,-5", "X4,,,1,2,3", "C7,delivered,,", "X6,,2026-02-30T10:00,",
           "X7,已签收了吗,,", "X8,\x00\x01,,", "X9,=1+1,,", "X10,,46346.75x,"]  # fmt: skip
    head, mixed = "case,tracking,last_scan,amount", [*good]
    for place, line in enumerate(bad):
        mixed.insert(10 * place + 9, line)
    clean, piece = read("\n".join([head, *good]).encode()), read("\n".join([head, *mixed]).encode())
    desk = triage(piece.frame, BOOK, NOW)
    aside = {*(left.number for left in piece.left_out), *(piece.numbers[n] for n in desk.index[desk["wrong"] != ""])}
    assert aside == {10 * place + 11 for place in range(len(bad))}
    kept, alone = desk[desk["wrong"] == ""], triage(clean.frame, BOOK, NOW)
    for name in ("case", "action", "group", "rank", "due", "rules"):
        assert kept[name].astype(str).tolist() == alone[name].astype(str).tolist(), name


def test_blanks_of_every_kind_are_no_answer():
    """A frame may mark a missing value in several ways, and a dtype of texts has one of its own."""
    frame = pd.DataFrame({"case": ["A", None], "last_scan": [None, "2026-11-20T18:20"], "amount": [float("nan"), "5"],
                          "journal": [None, None], "item": [None, "cup"], "waybill": [None, "x"]})  # fmt: skip
    texts = triage(frame.astype("string"), BOOK, NOW)
    assert texts["wrong"].tolist() == ["", ""]
    assert texts["action"].tolist() == triage(frame.fillna(""), BOOK, NOW)["action"].tolist()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_table_that_is_only_a_header_is_a_table_without_cases(ending, tmp_path):
    """It takes the place of the one of yesterday, and is no error."""
    pytest.importorskip("pyarrow")
    source, out = tmp_path / f"cases.{ending}", tmp_path / "out.csv"
    frame = pd.DataFrame({"case": [], "tracking": []}, dtype=str)
    {"csv": frame.to_csv, "xlsx": frame.to_excel, "parquet": frame.to_parquet}[ending](source, index=False)
    out.write_text("yesterday")
    with source.open("rb") as file:
        assert run(file, source.name, out, Task(BOOK, NOW, weights(BOOK))).rows == 0
    assert pd.read_csv(out).columns[:3].tolist() == ["case", "tracking", "rank"]


def test_of_cases_alike_in_all_else_an_unknown_sum_has_the_same_place_in_a_long_table(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(running, "WHOLE", 0)
    journal = "seller_contacted@2026-11-20T09:20; platform_applied@2026-11-22T09:00"
    waiting = {"tracking": "delivered", "journal": journal}
    rows = [{**waiting, "case": sum_ or "none", "amount": sum_} for sum_ in ("10", "", "5000")]
    out = tmp_path / "out.parquet"
    run(io.BytesIO(text(rows).encode()), "cases.csv", out, Task(BOOK, NOW, weights(BOOK)))
    found = pd.read_parquet(out)
    assert set(found["group"]) == {"waiting"}
    assert found["rank"].tolist() == [3, 2, 1] == triage(pd.DataFrame(rows), BOOK, NOW)["rank"].tolist()


def test_a_tracking_log_in_a_column_answers_what_nobody_answered():
    log = "2026-11-20 09:00 【杭州市】快件已由【门卫】签收"
    frame = pd.DataFrame({"case": ["A", "B", "C"], "log": [log, log, None], "tracking": ["", "in_transit", ""]})
    read_ = with_logs(frame, BOOK, NOW)
    assert read_["tracking"].tolist() == ["delivered_proxy", "in_transit", ""]
    assert read_["signer"].tolist()[0] == "guard"
    for each in (read_, frame):  # logs are read by whoever is asked
        assert triage(each, BOOK, NOW)["problem"][0] == "signed_by_other"


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_long_table_keeps_its_columns_though_the_logs_of_its_pieces_answer_different_questions(
    ending, tmp_path, monkeypatch
):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(running, "WHOLE", 0)
    monkeypatch.setattr(files.pieces, "__defaults__", (None, 2))
    logs = ["2026-11-20 09:00 【杭州市】快件离开杭州", "", *["2026-11-20 09:00 【杭州市】快件已由【门卫】签收"] * 2]
    content = pd.DataFrame({"case": list("ABCD"), "log": logs}).to_csv(index=False).encode()
    out = tmp_path / f"out.{ending}"
    run(io.BytesIO(content), "cases.csv", out, Task(BOOK, NOW, weights(BOOK)))
    read_ = pd.read_parquet(out) if ending == "parquet" else pd.read_csv(out, dtype=str, keep_default_na=False)
    assert read_["signer"].tolist() == ["", "", "guard", "guard"]
    assert read_["tracking"].tolist() == ["in_transit", "", "delivered_proxy", "delivered_proxy"]


def test_a_table_longer_than_fits_is_done_piece_by_piece_and_taken_up_where_it_was_left(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(running, "PIECE", 20)
    monkeypatch.setattr(running, "WHOLE", 40)
    monkeypatch.setattr(files.pieces, "__defaults__", (None, 20))
    monkeypatch.setattr(parquet.batches, "__defaults__", (20,))
    rows = [{**row, "case": f"{row['case']}{n}"} for n in range(40) for row in ROWS]
    content, out = text(rows).encode(), tmp_path / "out.parquet"
    task = Task(BOOK, NOW, weights(BOOK))
    done, calls = run(io.BytesIO(content), "cases.csv", out, task), []
    alone = triage(pd.DataFrame(rows).fillna(""), BOOK, NOW)
    assert done.rows == 120
    assert pd.read_parquet(out)["rank"].tolist() == alone["rank"].tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]

    def stop(rows):
        calls.append(rows)
        if len(calls) == 3:
            raise KeyboardInterrupt

    again = tmp_path / "again.parquet"
    with pytest.raises(KeyboardInterrupt):
        run(io.BytesIO(content), "cases.csv", again, task, stop)
    assert not again.exists()
    assert large.kept_moment(again) == NOW
    decided = large.decided
    monkeypatch.setattr(large, "decided", lambda *args, **more: calls.append("decided") or decided(*args, **more))
    run(io.BytesIO(content), "cases.csv", again, task)
    assert calls.count("decided") == 3
    assert again.read_bytes() == out.read_bytes()

    source, same = io.BytesIO(), tmp_path / "same.parquet"  # from Parquet, with a row that cannot be read
    pd.DataFrame([*rows[:50], {"case": "X", "tracking": "nowhere"}, *rows[50:]]).fillna("").to_parquet(source)
    done = run(source, "cases.parquet", same, task)
    assert [(left.number, left.column) for left in done.aside if left.number > 1] == [(52, "tracking")]
    for name in ("case", "tracking", "rank", "action", "rules"):
        assert pd.read_parquet(same)[name].astype(str).tolist() == alone[name].astype(str).tolist(), name
    more = [rows[3], {**rows[70], "tracking": "nowhere"}, {"tracking": "customs"}, {"tracking": "customs"}, rows[3]]
    twice = text([*rows, *more])
    found = [(122, 5), (123, 72), (126, 5)]  # an id in another piece is found as in a small table; none is no id
    for name, out in (("out.csv", tmp_path / "out.csv"), ("out.parquet", tmp_path / "two.parquet")):
        done = run(io.BytesIO(twice.encode()), "cases.csv", out, task)
        again = [left for left in done.aside if left.number > 1]
        assert [(left.number, left.what.placeholders["row"]) for left in again] == found
        assert done.rows == sum(done.groups.values()) == 122
        table = pd.read_csv(out) if name == "out.csv" else pd.read_parquet(out)
        assert sorted(table["rank"]) == list(range(1, 123)), name
    done = run(io.BytesIO(content + b"short\r\n"), "cases.csv", tmp_path / "out.csv", task)  # for pandas, not for Arrow
    assert len(pd.read_csv(tmp_path / "out.csv")) == done.rows == len(alone) + 1
    run(io.BytesIO(content), "cases.csv", tmp_path / "out.csv", task)
    assert pd.read_csv(tmp_path / "out.csv")["rank"].tolist() == alone["rank"].tolist()

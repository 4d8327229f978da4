"""Tables of cases: what is read, what is told and left out, and made-up cases that the engine could have met."""

import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NOW, cases

from guide import __main__ as cli
from guide import default_book
from guide.book.facts import Facts
from guide.book.faults import ContentError
from guide.book.loader import CONTENT
from guide.book.notices import Notice, tell
from guide.cases import sample, weights
from guide.cases.table import CaseRow, TableError, Unread, read, write_csv, write_lines
from guide.engine.case import BEIJING, Case
from guide.engine.follow import follow, parked
from guide.engine.journal import Event

BOOK = default_book()
WEIGHTS = weights.weights(BOOK)
DOC = (Path(__file__).parents[2] / "docs" / "cases.md").read_text("utf-8")


def rows(text: str | bytes, *, is_lines: bool = False) -> list[CaseRow | Unread]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read(io.BytesIO(raw), is_lines=is_lines))


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "plain"])
def test_a_formula_that_somebody_typed_is_text_in_an_export_and_comes_back_as_it_was(typed):
    """A lead who opens the stored cases in a spreadsheet runs nothing that a visitor wrote."""
    file = io.StringIO()
    write_csv([CaseRow(1, "", Case(Facts(item=typed, tracking="delivered")))], file)
    assert not re.search(r"(?:^|[,\n])\"?[=+@-]", file.getvalue().partition("\n")[2])
    (again,) = rows(file.getvalue())
    assert typed == again.case.facts.item


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def made(count: int = 200, seed: int = 1) -> list[CaseRow]:
    return list(sample.cases(BOOK, WEIGHTS, count, seed, NOW))


# reading --------------------------------------------------------------------------------------------------------

EVENTS = "seller_contacted@2026-11-20T18:20; seller_replied:trace@2026-11-21T09:00"
TABLE = f"""case,tracking,last_scan,promised_ship,held,item,journal
A-17,in_transit,2026-11-16T08:42,,order_shot chat_shot,陶瓷杯,{EVENTS}
,,,2026-11-30,,,
"""
CUP = Case(
    Facts(tracking="in_transit", last_scan=at("2026-11-16T08:42"), held=frozenset({"order_shot", "chat_shot"}),
          item="陶瓷杯"),
    (Event("seller_contacted", at("2026-11-20T18:20")), Event("seller_replied", at("2026-11-21T09:00"), "trace")),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_table_is_read_in_every_encoding_and_with_every_divider(encoding, comma):
    text = TABLE.replace(",", comma)
    text = text.replace("; seller", "；seller") if comma == ";" else text
    expected = [CaseRow(2, "A-17", CUP), CaseRow(3, "", Case(Facts(promised_ship=date(2026, 11, 30))))]
    assert expected == rows(text.encode(encoding))


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026/11/6 8:05", "2026-11-06T08:05"),
        ("2026/11/06 08:05:30", "2026-11-06T08:05:30"),
        ("2026.1.6", "2026-01-06T00:00"),
        ("2026-11-06 08:05", "2026-11-06T08:05"),
        ("2026-11-06T00:05Z", "2026-11-06T08:05"),
    ],
)
def test_moments_as_spreadsheets_write_them(cell, moment):
    (row,) = rows(f"tracking,last_scan\nin_transit,{cell}\n")
    assert at(moment) == row.case.facts.last_scan


def test_one_bad_row_is_told_with_its_place_and_the_others_are_read():
    text = "tracking,last_scan,journal\ndelivered,,\nin transit,,\ndelivered,noon,\ndelivered,,paid@2026-11-20\n\n" \
           "delivered,,seller_contacted\ndelivered,,,more\ndelivered,,\n"  # fmt: skip
    found = rows(text)
    assert [2, 9] == [r.number for r in found if isinstance(r, CaseRow)]
    told = [r for r in found if isinstance(r, Unread)]
    assert [(3, "tracking"), (4, "last_scan"), (5, "journal"), (7, "journal"), (8, "")] == [t[:2] for t in told]
    assert "row 3, column tracking: “in transit” is not known; did you mean “in_transit”?" == str(told[0])
    assert "not a moment; write it like 2026-11-22T18:20 (Beijing time)." == str(told[1].what)
    assert str(told[2].what).startswith("event 1: “paid” is not known; ")
    assert "event 1 names no moment; write it like seller_contacted@2026-11-20T18:20." == str(told[3].what)
    assert "the row has 4 cells, the header 3." == str(told[4].what)


def test_a_strange_column_is_told_and_the_rest_is_read():
    strange, twice, row = rows("agent,tracking,tracking\n甲,delivered,customs\n")
    assert Unread(1, "agent", Notice("fault.cases.column")) == strange
    assert (1, "tracking") == twice[:2]
    assert CaseRow(2, "", Case(Facts(tracking="delivered"))) == row


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", b"\xff\xfe\x80\x81\n", b"case\nA-1\n"])
def test_what_is_no_table_is_refused_in_a_sentence(raw):
    with pytest.raises(TableError, match=r"^[Tt]he .*\.$"):
        rows(raw)


def test_cells_that_a_spreadsheet_leaves_out_at_the_end_are_blank():
    assert [CaseRow(2, "A", Case(Facts(tracking="delivered")))] == rows("case,tracking,item,journal\nA,delivered\n")


def test_an_open_quotation_mark_costs_a_row_and_no_more():
    found = rows('case,tracking\nA,delivered\nB,"' + "x" * 200_000 + "\nC,delivered\n")
    assert CaseRow(2, "A", Case(Facts(tracking="delivered"))) == found[0]
    assert isinstance(found[1], Unread)


def test_lines_of_case_files():
    text = '{"id": "A", "facts": {"tracking": "delivered"}}\n\nnothing\n{"facts": {"tracking": "gone"}}\n[]\n{}\n'
    found = rows(text, is_lines=True)
    assert [CaseRow(1, "A", Case(Facts(tracking="delivered"))), CaseRow(6, "", Case())] == [
        r for r in found if isinstance(r, CaseRow)
    ]
    told = [(t.number, t.column) for t in found if isinstance(t, Unread)]
    assert [(3, ""), (4, "tracking"), (5, "case")] == told


def test_what_cannot_be_so_by_a_moment_is_left_out_with_its_row_and_column():
    """A negative sum, an event to come, and a key that stands there twice; without a moment only the last."""
    late = "received@2026-11-22T10:16"
    table = f"tracking,amount,journal\ndelivered,-5,\ndelivered,5,{late}\ndelivered,5,received@2026-11-22T10:15\n"
    found = list(read(io.BytesIO(table.encode()), is_lines=False, now=NOW))
    assert [(2, "amount"), (3, "journal")] == [(row.number, row.column) for row in found if isinstance(row, Unread)]
    assert 3 == sum(isinstance(row, CaseRow) for row in rows(table))
    (twice,) = rows('{"facts": {"item": "a", "item": "b"}}', is_lines=True)
    assert Unread(1, "item", Notice("fault.case.twice")) == twice


def test_a_line_too_long_is_left_out():
    text = '{"facts": {"item": "' + "x" * 500_000 + '"}}\n{}\n'
    assert [Unread, CaseRow] == [type(r) for r in rows(text, is_lines=True)]


@settings(max_examples=60)
@given(st.lists(cases, max_size=4))
def test_what_is_written_is_read_again(many):
    expected = [CaseRow(n, f"A-{n}", case) for n, case in enumerate(many, start=2)]
    file = io.StringIO(newline="")
    write_csv(expected, file)
    assert expected == rows(file.getvalue())
    file = io.StringIO(newline="")
    write_lines(expected, file)
    assert [r._replace(number=r.number - 1) for r in expected] == rows(file.getvalue(), is_lines=True)


def test_rows_come_one_by_one():
    """The first row is there before the last one is looked at: a table is never held whole."""
    source = io.BytesIO(b"tracking\n" + b"delivered\n" * 100_000)
    first = next(read(source, is_lines=False))
    assert CaseRow(2, "", Case(Facts(tracking="delivered"))) == first
    assert source.tell() < 20_000


def test_the_document_shows_tables_that_are_read():
    blocks = re.findall(r"(?:^    .+\n)+", DOC, re.MULTILINE)
    sheet, lines, told, *_ = (re.sub("(?m)^    ", "", block) for block in blocks)
    found = rows(sheet)
    assert ["A-17", "A-18", "A-19"] == [r.id for r in found]
    assert at("2026-11-19T09:05") == found[1].case.facts.last_scan
    assert ["A-17", ""] == [r.id for r in rows(lines, is_lines=True)]
    (bad,) = rows("tracking\nin transit\n")
    line, words = bad._replace(number=4).line, default_book().words["zh"]
    assert told == f"cases.csv: {tell(line, words)}\ncases.csv: {line}\n"


# made-up cases --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    outs = []
    for n, seed in enumerate(("5", "5", "6")):
        out = tmp_path / f"{n}.csv"
        assert 0 == cli.main(["sample", "20", "--seed", seed, "--now", "2026-11-22T10:15", "--out", str(out)])
        outs.append(out.read_bytes())
    assert outs[0] == outs[1] != outs[2]


def test_a_case_does_not_depend_on_how_many_are_drawn():
    assert made(10) == made(30)[:10]


def test_made_up_cases_are_consistent_and_lie_in_the_past():
    for row in made():
        route = follow(row.case, BOOK, NOW)
        assert () == route.replay.parked
        assert () == parked(route)
        assert all(event.at <= NOW for event in row.case.journal)
        assert list(row.case.journal) == sorted(row.case.journal, key=lambda e: e.at)


def test_made_up_cases_reach_every_stage():
    stages = {follow(row.case, BOOK, NOW).state["stage"] for row in made(300)}
    assert {"self_check", "seller", "platform", "ruling", "after"} == stages


@pytest.mark.parametrize("name", ["cases.csv", "cases.jsonl"])
def test_a_made_up_table_is_read_without_a_fault(name, tmp_path):
    out = tmp_path / name
    assert 0 == cli.main(["sample", "50", "--now", "2026-11-22T10:15", "--out", str(out)])
    found = rows(out.read_bytes(), is_lines=name.endswith("l"))
    assert [r.case for r in made(50)] == [r.case for r in found]


@pytest.fixture
def content(tmp_path):
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def weigh(content: Path, old: str, new: str) -> weights.Weights:
    path = content / weights.FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return weights.weights(replace(BOOK, folder=content))


def test_sloppy_cases_come_when_the_weights_ask_for_them(content):
    sloppy = weigh(content, "sloppy,yes,0", "sloppy,yes,900")
    found = [row.case for row in sample.cases(BOOK, sloppy, 60, 1, NOW)]
    assert any(follow(case, BOOK, NOW).replay.parked for case in found)


def test_the_weights_decide_what_happens(content):
    """Where nobody but the courier acts, no seller is contacted."""
    never = weigh(content, "contact_seller,-,seller_contacted,none,80", "contact_seller,-,seller_contacted,none,0")
    never = weigh(content, "fix_address,-,seller_contacted,none,85", "fix_address,-,seller_contacted,none,0")
    events = {e.event for row in sample.cases(BOOK, never, 100, 1, NOW) for e in row.case.journal}
    assert "seller_contacted" not in events
    assert "received" in events


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wait_court,-,wait", "wait_cort,-,wait", "no such action “wait_cort”."),
        ("wait_court,-,court_ended,won", "wait_court,-,court_ended,maybe", "unknown value “maybe” of court_ended"),
        ("wait_court,-,court_ended,won", "wait_court,-,judged,won", "“judged” is no fact, no event"),
        ("fact,-,gift,no,93", "fact,-,gift,perhaps,93", "unknown value “perhaps” of gift"),
        ("fact,-,gift,no,93", "fact,-,gift,no,many", "“many” is not a number."),
        ("fact,-,gift,no,93", "fact,lost,gift,no,93", "unknown value “lost”."),
        ("none,100,1,24\nclosed", "none,100,24,1\nclosed", "the most is less than the least."),
        ("closed,-,wait,,100", "closed,-,wait,,0", "nothing can happen at “closed”."),
        ("when,", "wen,", "the column is missing."),
    ],
)
def test_a_weight_that_means_nothing_is_told(content, old, new, told):
    with pytest.raises(ContentError) as error:
        weigh(content, old, new)
    assert any(told in str(fault.what) for fault in error.value.faults), error.value.faults


def test_a_new_action_has_to_have_a_row(content):
    path = content / weights.FILE
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("appeal,")]
    path.write_text("\n".join(kept), "utf-8")
    assert ["nothing can happen at “appeal”."] == [str(f.what) for f in weights.read(replace(BOOK, folder=content))[1]]


def test_the_command_refuses_in_a_sentence(capsys, tmp_path):
    assert 2 == cli.main(["sample", "3", "--out", str(tmp_path / "cases.xlsx")])
    assert "has to end in one of these: .csv, .jsonl." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["sample", "none"])


def test_without_a_file_the_table_is_printed(capsys):
    assert 0 == cli.main(["sample", "3", "--now", "2026-11-22T10:15"])
    assert 3 == len(rows(capsys.readouterr().out))


def test_no_case_is_older_than_its_age():
    oldest = max(d.most for d in WEIGHTS["case", "age"])
    assert all(NOW - e.at <= timedelta(hours=oldest) for row in made(50) for e in row.case.journal)


def test_made_up_cases_are_plain_data():
    file = io.StringIO()
    write_lines(made(3), file)
    assert all(json.loads(line)["id"].startswith("S") for line in file.getvalue().splitlines())

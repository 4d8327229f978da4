"""The loader: a copy of the content is broken in every way a spreadsheet allows, and each fault is found where it is."""
# ruff: noqa: E501 (the table of faults is wide so that it reads as a table)

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sheets import Sheet

from guide import ContentError, default_book, load
from guide.book.faults import Fault
from guide.book.loader import CONTENT
from guide.book.notices import Notice


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content to break."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def faults(folder: Path) -> list[Fault]:
    """Everything the loader finds wrong."""
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert str(caught.value).splitlines() == [str(f) for f in caught.value.faults]
    return list(caught.value.faults)


#: A file, what is done to it, and where the fault is: the row (an id, or a number), the column, how it begins.
BROKEN: list[tuple[str, str, Callable[[Sheet], Sheet], str | int, str, str]] = [
    ("a gap", "tables/details.csv", lambda s: s.drop("d7"), "last", "", "no rule for 1 of 64 cases, for example address=right"),
    ("an overlap", "tables/reach.csv", lambda s: s.put("r4", "if.address_detailed", "-"), "r4", "id", "rules r2 and r4 overlap"),
    ("a dead rule", "tables/reach.csv", lambda s: s.repeat("r3").put("r3", "id", "r9"), "last", "id", "rule r3 is dead"),
    ("an unknown value", "tables/parcel.csv", lambda s: s.put("p5", "if.tracking", "out_for_delivry"), "p5", "if.tracking", "unknown value “out_for_delivry”."),
    ("a blank condition", "tables/parcel.csv", lambda s: s.put("p5", "if.signer", ""), "p5", "if.signer", "unknown value “”."),
    ("all but everything", "tables/reach.csv", lambda s: s.put("r1", "if.phone_reachable", "!unknown|yes|no"), "r1", "if.phone_reachable", "“!unknown|yes|no” leaves no value"),
    ("an unknown outcome", "tables/problem.csv", lambda s: s.put("g15", "then.problem", "stail"), "g15", "then.problem", "unknown value “stail”."),
    ("a blank outcome", "tables/claim.csv", lambda s: s.put("t2", "then.claim", ""), "t2", "then.claim", "unknown value “”."),
    ("an unknown level", "tables/evidence.csv", lambda s: s.put("e5", "then.chat_shot", "needed"), "e5", "then.chat_shot", "unknown value “needed”."),
    ("an unknown event", "tables/actions.csv", lambda s: s.put("appeal", "then.event", "appealled"), "appeal", "then.event", "unknown value “appealled”."),
    ("an unknown fact", "tables/problem.csv", lambda s: s.column("if.weather", "-"), 1, "if.weather", "no such fact."),
    ("an unknown column", "tables/problem.csv", lambda s: s.column("remark", ""), 1, "remark", "the column is unknown."),
    ("an unknown outcome column", "tables/problem.csv", lambda s: s.column("then.mood", ""), 1, "then.mood", "the column is unknown."),
    ("a missing outcome column", "tables/actions.csv", lambda s: s.without("then.opens"), 1, "then.opens", "the column is missing."),
    ("a missing source column", "tables/problem.csv", lambda s: s.without("source"), 1, "source", "the column is missing."),
    ("a column twice", "tables/problem.csv", lambda s: s.column("source", "S01"), 1, "source", "the column appears twice."),
    ("a condition known too late", "tables/problem.csv", lambda s: s.column("if.claim", "-"), 1, "if.claim", "claim is not known yet in problem."),
    ("a missing reason", "tables/problem.csv", lambda s: s.put("g15", "because.en", ""), "g15", "because.en", "the reason is missing."),
    ("a missing source", "tables/problem.csv", lambda s: s.put("g15", "source", " "), "g15", "source", "the source is missing."),
    ("an unknown source", "tables/problem.csv", lambda s: s.put("g15", "source", "S20 S93"), "g15", "source", "unknown source “S93”."),
    ("an id twice", "tables/notes.csv", lambda s: s.repeat("gift"), "last", "id", "the id “gift” is taken."),
    ("no id", "tables/notes.csv", lambda s: s.put("gift", "id", ""), "gift", "id", "the id is missing."),
    ("two rules for one event", "tables/journal.csv", lambda s: s.put("j34", "if.outcome", "-"), "j35", "id", "rules j34 and j35 overlap."),
    ("an action nobody explains", "tables/actions.csv", lambda s: s.drop("appeal"), 2, "then.action", "no row of actions.csv explains “appeal”."),
    ("an unknown action", "tables/actions.csv", lambda s: s.repeat("appeal").put("appeal", "id", "plead"), "plead", "id", "no such action “plead”."),
    ("how an unknown action is done", "tables/notes.csv", lambda s: s.put("check_goods.requested", "id", "check_stocks.requested"), "check_stocks.requested", "id", "no such action “check_stocks”."),
    ("a question on a later one", "tables/questions.csv", lambda s: s.put("complaint", "if.tracking", "delivered"), "complaint", "if.tracking", "tracking is asked later than complaint."),
    ("a question about nothing", "tables/questions.csv", lambda s: s.put("gift", "id", "gifted"), "gift", "id", "no such fact “gifted”."),
    ("missing words", "words/terms.csv", lambda s: s.drop("problem.stale"), 1, "", "the words “problem.stale” are missing."),
    ("words without English", "words/terms.csv", lambda s: s.put("problem.stale", "en", ""), "problem.stale", "en", "the words are missing."),
    ("words twice", "words/terms.csv", lambda s: s.repeat("problem.stale"), "last", "id", "the id “problem.stale” is taken."),
    ("words for a part that is missing", "tables/drafts.csv", lambda s: s.put("until", "then.part", "pray"), "until", "", "the words “part.pray” are missing."),
    ("placeholders that differ", "tables/drafts.csv", lambda s: s.put("until", "because.en", "Please answer soon."), "until", "because.en", "placeholders differ"),
    ("an unknown placeholder", "tables/drafts.csv", lambda s: s.put("until", "because.zh", "{til}").put("until", "because.en", "{til}"), "until", "because.zh", "there is no fact “til” to fill in."),
    ("a day that is none", "parameters.csv", lambda s: s.put("recheck", "review_by", "2027-02-30"), "recheck", "review_by", "“2027-02-30” is not a day."),
    ("a number that is none", "parameters.csv", lambda s: s.put("recheck", "value", "a day"), "recheck", "value", "“a day” is not a number."),
    ("a number without end", "parameters.csv", lambda s: s.put("recheck", "value", "inf"), "recheck", "value", "“inf” is not a length of time."),
    ("a negative time", "parameters.csv", lambda s: s.put("recheck", "value", "-1"), "recheck", "value", "“-1” is not a length of time."),
    ("a number for the unverified", "parameters.csv", lambda s: s.put("auto_confirm", "value", "10"), "auto_confirm", "value", "an unverified limit has no value"),
    ("an unknown unit", "parameters.csv", lambda s: s.put("recheck", "unit", "hour"), "recheck", "unit", "unknown unit “hour”."),
    ("an unknown confidence", "parameters.csv", lambda s: s.put("recheck", "confidence", "sure"), "recheck", "confidence", "unknown value “sure”."),
    ("a limit that is gone", "parameters.csv", lambda s: s.drop("abroad.slow"), 1, "id", "the limit “abroad.slow” is missing or has no value."),
    ("a limit twice from one day", "parameters.csv", lambda s: s.repeat("recheck"), "last", "id", "the id “recheck” is taken."),
    ("a source of a limit that is gone", "references.csv", lambda s: s.drop("postal.65"), 1, "source", "unknown source “postal.65” of postal.answer."),
    ("a reference twice", "references.csv", lambda s: s.repeat("ecl.20"), "last", "id", "the id “ecl.20” is taken."),
    ("a reference without words", "references.csv", lambda s: s.put("ecl.20", "zh", ""), "ecl.20", "zh", "the words are missing."),
]  # fmt: skip


#: Where the fault shows in another file than the one that was changed.
ELSEWHERE = {
    "an action nobody explains": ("tables/next_step.csv", 136),
    "missing words": ("words", 1),
    "a source of a limit that is gone": ("parameters.csv", 1),
}


@pytest.mark.parametrize("case", BROKEN, ids=[case[0] for case in BROKEN])
def test_a_fault_is_found_where_it_is(content, case):
    """Each break of the content is reported with file, row, column and what is wrong."""
    _, name, change, row, column, what = case
    before, sheet = Sheet(content / name), Sheet(content / name)
    change(sheet)
    sheet.save()
    ids = {row[0]: n for s in (before, sheet) for n, row in enumerate(s.rows, start=1)} | {"last": len(sheet.rows)}
    hits = [f for f in faults(content) if str(f.what).startswith(what)]
    file, expected_row = ELSEWHERE.get(case[0], (name, ids.get(row, row)))
    assert [(file, expected_row, column)] == [(f.file, f.row, f.column) for f in hits]


def test_the_content_itself_loads():
    """The handbook's own content has no fault, and is read once a process."""
    assert load() == default_book()
    assert default_book() is default_book()


def test_a_missing_file_is_named(content):
    """A file that is gone is a fault, not a crash."""
    (content / "tables" / "ladder.csv").unlink()
    (content / "references.csv").unlink()
    found = [(f.file, f.row, str(f.what)) for f in faults(content)]
    assert [("tables/ladder.csv", 1, "the file is missing."), ("references.csv", 1, "the file is missing.")] == found


def test_a_folder_that_is_not_there_is_all_files_missing(tmp_path):
    """A wrong path says of each file that it is missing."""
    found = {str(f.what) for f in faults(tmp_path / "nowhere")}
    assert {"the file is missing."} == found


def test_an_empty_file_is_named(content):
    """A file without a header is a fault."""
    (content / "parameters.csv").write_text("")
    assert Fault("parameters.csv", 1, "", Notice("fault.file.empty")) in faults(content)


def test_a_table_without_rules_is_named(content):
    """A header alone is no table."""
    path = content / "tables" / "notes.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert [Fault("tables/notes.csv", 1, "", Notice("fault.table.empty"))] == faults(content)


def test_a_wrong_encoding_is_named(content):
    """A file saved in the old Chinese encoding is a fault, not garbled text."""
    path = content / "tables" / "details.csv"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    first = faults(content)[0]
    assert ("tables/details.csv", 1) == (first.file, first.row)
    assert str(first.what).startswith("the file cannot be read as CSV in UTF-8")


def test_a_file_saved_by_a_spreadsheet_loads(content):
    """A byte order mark, carriage returns, blanks around cells and empty lines do no harm."""
    path = content / "tables" / "details.csv"
    text = path.read_text("utf-8").replace("\r\n", "\n").replace("d1,wrong", " d1 , wrong ")
    path.write_bytes(("\ufeff" + text + ",,,,,,,\n").replace("\n", "\r\n").encode())
    assert default_book().tables["details"] == load(content).tables["details"]


def test_a_ragged_row_is_named(content):
    """A row with a cell too many is a fault of that row."""
    path = content / "tables" / "reach.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], lines[3] + ",more", *lines[4:]]), "utf-8")
    assert [Fault("tables/reach.csv", 4, "", Notice("fault.cells", cells=8, columns=7))] == faults(content)


def test_an_open_quote_is_named(content):
    """A quotation mark that never closes is a fault."""
    path = content / "references.csv"
    path.write_text(path.read_text("utf-8") + '"open,official,x', "utf-8")
    assert "references.csv" in {f.file for f in faults(content)}


def test_all_faults_are_reported_at_once(content):
    """Somebody who made three mistakes in three files hears of all three."""
    for name, id_, column, value in (
        ("tables/problem.csv", "g15", "then.problem", "stail"),
        ("tables/parcel.csv", "p5", "if.tracking", "outfor"),
        ("parameters.csv", "recheck", "value", "soon"),
        ("words/terms.csv", "problem.stale", "en", ""),
    ):
        sheet = Sheet(content / name).put(id_, column, value)
        sheet.save()
    found = {(f.file, f.column) for f in faults(content)}
    assert {
        ("tables/problem.csv", "then.problem"),
        ("tables/parcel.csv", "if.tracking"),
        ("parameters.csv", "value"),
        ("words/terms.csv", "en"),
    } <= found


def test_a_changed_threshold_changes_the_book(content):
    """A lead who edits one number gets a book with that number."""
    Sheet(content / "parameters.csv").put("seller.fair", "value", "36").save()
    book = load(content)
    assert 36 == book.number("seller.fair", default_book().parameters["seller.fair"][0].checked_on)

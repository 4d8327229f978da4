"""A lead's spreadsheet: everything goes out as text, comes back as it was, and bad input changes nothing."""

import csv
import io
import shutil
import zipfile
from datetime import date, datetime, time
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment

from guide.__main__ import main
from guide.book.exchange import ExchangeError
from guide.book.exchange.csvfiles import key, records, sheets
from guide.book.exchange.taking_in import take_in
from guide.book.exchange.workbook import LISTS, read_me, to_workbook
from guide.book.faults import Fault
from guide.book.loader import CONTENT
from guide.book.notices import Notice
from guide.commands.shared import BAD_INPUT, FAILED, FINE

OURS = {path: (CONTENT / path).read_bytes() for path in sheets(CONTENT).values()}

USED = {"tables.reach", "tables.actions", "parameters", "references", "pages.pages", "tracking.phrases"}
USED |= {"words.ui", "words.map", "words.actions"}


@cache
def whole():
    return to_workbook(CONTENT)


@pytest.fixture(scope="module")
def exported():
    return whole()


@pytest.fixture(scope="module")
def few(exported):
    """Give the exported workbook with some of its sheets: the files of the others stay as they are."""
    book, out = load_workbook(io.BytesIO(exported)), io.BytesIO()
    for name in set(sheets(CONTENT)) - USED:
        del book[name]
    book.save(out)
    return out.getvalue()


@cache
def opened():
    """The exported workbook, for the tests that only look at it."""
    return load_workbook(io.BytesIO(whole()))


@pytest.fixture
def book(few):
    """Give this workbook, to be changed as a lead would."""
    return load_workbook(io.BytesIO(few))


@pytest.fixture
def trial(tmp_path):
    """Give a copy of the content."""
    return shutil.copytree(CONTENT, tmp_path / "trial")


def save(book, tmp_path):
    path = tmp_path / "edited.xlsx"
    book.save(path)
    return path


def held(folder):
    return {path: (folder / path).read_bytes() for path in sheets(folder).values()}


def bring(book, tmp_path, trial, capsys):
    """Import an edited workbook; the exit code and the lines printed."""
    code = main(["import", str(save(book, tmp_path)), "--into", str(trial), "--lang", "en"])
    return code, capsys.readouterr().out.splitlines()


def cell(book, sheet, row, column):
    """A cell by sheet, id of its row and name of its column."""
    page = book[sheet]
    titles = [each.value for each in page[1]]
    number = next(each.row for each in page["A"] if each.value == row)
    return page.cell(number, titles.index(column) + 1)


def value(folder, path, row, column):
    """The same in a CSV file."""
    with (folder / path).open(encoding="utf-8", newline="") as file:
        return next(each for each in csv.DictReader(file) if each["id"] == row)[column]


# --- out ---


def test_every_file_is_a_sheet_after_one_that_explains():
    """One sheet a file; the first explains in both languages, the last holds the words to choose from."""
    book = opened()
    first, *names, last = book.sheetnames
    assert [read_me(), LISTS] == [first, last]
    assert list(sheets(CONTENT)) == names
    assert {".".join(p.relative_to(CONTENT).with_suffix("").parts) for p in CONTENT.rglob("*.csv")} == set(names)
    assert [2] * 6 == [len([cell for cell in row if cell.value]) for row in book[first].iter_rows()]
    assert "hidden" == book[LISTS].sheet_state


def test_every_cell_is_text_and_none_a_formula(exported):
    """Whatever a cell looks like, the spreadsheet has no reason to make something else of it."""
    book = opened()
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert ({"s"}, {"@"}) == ({cell.data_type for cell in cells}, {cell.number_format for cell in cells})
    with zipfile.ZipFile(io.BytesIO(exported)) as parts:
        assert [] == [name for name in parts.namelist() if "worksheets" in name and b"<f>" in parts.read(name)]


def test_sheets_are_ready_to_read_and_to_extend():
    """The header stays in sight, columns have a width, and a new row is text from the start."""
    page = opened()["parameters"]
    assert "B2" == page.freeze_panes
    assert all(8 <= page.column_dimensions[letter].width <= 60 for letter in "ABCDEFGH")
    assert {"@"} == {page.column_dimensions[letter].number_format for letter in "ABCDEFGH"}


def test_words_are_offered_where_a_column_has_its_own():
    """Conditions suggest (a|b is right as well), outcomes insist."""
    book = opened()
    offers = {str(o.sqref).split("2:")[0]: o for o in book["tables.reach"].data_validations.dataValidation}
    assert ["B", "C", "D"] == list(offers)
    assert [False, False, True] == [offer.showErrorMessage for offer in offers.values()]
    name, area = offers["D"].formula1.split("!")
    words = [cell.value for (cell,) in book[name.strip("'")][area.replace("$", "")]]
    assert ["unknown", "ok", "trouble"] == words


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path):
    """Nothing is run by the spreadsheet, and the text comes back unchanged."""
    trial = tmp_path / "trial"
    for name in ("tables/reach.csv", "words/ui.csv"):
        (trial / name).parent.mkdir(parents=True)
        shutil.copy(CONTENT / name, trial / name)
    words = trial / "words" / "ui.csv"
    bad = "=HYPERLINK(1)"
    words.write_text(
        words.read_text("utf-8").replace("ui.now,现在做这一步,Do this now", f"ui.now,{bad},{bad}"), "utf-8"
    )
    book = load_workbook(io.BytesIO(to_workbook(trial)))
    out = cell(book, "words.ui", "ui.now", "zh")
    assert (bad, "s", True) == (out.value, out.data_type, out.quotePrefix)
    before = held(trial)
    taken = take_in(save(book, tmp_path), trial, lambda _: ())
    assert ((), (), before) == (taken.changes, taken.faults, held(trial))


def test_what_a_workbook_cannot_hold_is_refused(tmp_path):
    """A control sign or an endless cell is named, not cut off in silence."""
    (tmp_path / "x.csv").write_text("id,zh\na,b\x07c\n", "utf-8")
    with pytest.raises(ExchangeError, match="x, row 2: the cell holds a character that a workbook cannot hold"):
        to_workbook(tmp_path)
    (tmp_path / "x.csv").write_text("id,zh\na," + "b" * 40_000 + "\n", "utf-8")
    with pytest.raises(ExchangeError, match="x, row 2: the cell has 40000 characters, 32767 at most"):
        to_workbook(tmp_path)


# --- and back ---


def test_round_trip_gives_the_same_bytes(exported, tmp_path, capsys):
    """Export, import into a new folder: every file of the shipped content is byte for byte the same."""
    path = tmp_path / "content.xlsx"
    path.write_bytes(exported)
    assert FINE == main(["import", str(path), "--into", str(tmp_path / "new"), "--lang", "en"])
    assert f"{tmp_path / 'new'} (new, with all other content): files changed: 0." in capsys.readouterr().out
    ours, theirs = ({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}
                    for folder in (CONTENT, tmp_path / "new"))  # fmt: skip
    assert ours == theirs


def test_what_a_spreadsheet_adds_by_itself_changes_nothing(book, tmp_path, trial, capsys):
    """Widths, colours, empty rows, blanks at the end, columns in another order, a cell formatted far away."""
    page = book["tables.reach"]
    page.column_dimensions["A"].width = 3
    page["A2"].value = "r1 "
    page["A2"].alignment = Alignment(horizontal="right")
    page.insert_rows(4, 2)
    page.cell(1_048_576, 16_384).number_format = "0.00"
    page = book["references"]
    page.move_range(f"A1:A{page.max_row}", cols=page.max_column)
    code, said = bring(book, tmp_path, trial, capsys)
    assert (FINE, f"{trial}: files changed: 0.", OURS) == (code, said[-1], held(trial))


#: Limits of as many different numbers, none of which another limit has to fit.
LIMITS = (
    "silence.long",
    "silence.very_long",
    "recheck",
    "abroad.slow",
    "abroad.long",
    "promise.wait",
    "courier.answer",
)
NUMBERS = [(4, "4"), (4.0, "4"), (4.5, "4.5"), ("４", "4"), ("４．５", "4.5"), (" 4 ", "4"), (0.1 + 0.2, "0.3")]
DAYS = (
    datetime.fromisoformat("2027-05-02"),
    date(2027, 5, 2),
    "2027/5/2",
    "2027年5月2日",
    "２０２７－０５－０２",
    "2027.05.02",
)


def test_numbers_and_days_come_back_as_they_are_written(book, tmp_path, trial, capsys):
    """A number, a fraction, full-width digits: the CSV holds plain digits; and 2027-05-02, however a day is kept."""
    for limit, (put, _) in zip(LIMITS, NUMBERS, strict=True):
        cell(book, "parameters", limit, "value").value = put
    for limit, put in zip(LIMITS, DAYS, strict=False):
        cell(book, "parameters", limit, "review_by").value = put
    assert FINE == bring(book, tmp_path, trial, capsys)[0]
    assert [kept for _, kept in NUMBERS] == [value(trial, "parameters.csv", limit, "value") for limit in LIMITS]
    came = {value(trial, "parameters.csv", limit, "review_by") for limit in LIMITS[: len(DAYS)]}
    assert {"2027-05-02"} == came


def test_full_width_signs_in_a_condition_are_the_signs(book, tmp_path, trial, capsys):
    """A Chinese keyboard gives ｜ and －; they mean | and -."""
    cell(book, "tables.reach", "r2", "if.phone_reachable").value = "yes｜no"
    cell(book, "tables.reach", "r1", "if.address_detailed").value = "－"
    assert (FINE, OURS) == (bring(book, tmp_path, trial, capsys)[0], held(trial))


def test_a_changed_row_is_the_only_one_that_changes(book, tmp_path, trial, capsys):
    """The other rows keep their very bytes, so that a comparison shows the edit alone."""
    cell(book, "words.map", "map.title", "en").value = "The whole way"
    code, said = bring(book, tmp_path, trial, capsys)
    assert (FINE, ["words/map.csv: 1 new or changed, 1 gone.", f"{trial}: files changed: 1."]) == (code, said[-3:-1])
    old, new = OURS["words/map.csv"].decode().splitlines(), held(trial)["words/map.csv"].decode().splitlines()
    assert ["map.title,没收到货的完整路线,The whole way"] == [line for line in new if line not in old]


def test_sheets_that_are_missing_or_extra_are_named(book, tmp_path, trial, capsys):
    """A removed sheet leaves its file alone, a foreign one is left out, and both are said."""
    del book["pages.pages"]
    book.create_sheet("Sheet1")["A1"] = "notes of mine"
    code, said = bring(book, tmp_path, trial, capsys)
    assert FINE == code
    assert "sheet pages.pages: not in the workbook, the file stays as it is." in said
    assert "sheet Sheet1: not one of the handbook's, left out." in said
    assert OURS == held(trial)


@pytest.mark.parametrize(
    ("put", "what"),
    [
        ("=1+1", "this cell holds a formula. Write its result as text."),
        (datetime.fromisoformat("2026-05-06"), "the spreadsheet turned this cell into a day or a time."),
        (time(12, 30), "the spreadsheet turned this cell into a day or a time."),
        (12345678901234567, "the spreadsheet may have rounded this number."),
    ],
)
def test_a_cell_whose_text_is_lost_is_named(put, what, book, tmp_path, trial, capsys):
    """Sheet, row and column, and what to do; nothing is written."""
    cell(book, "words.ui", "ui.now", "zh").value = put
    code, said = bring(book, tmp_path, trial, capsys)
    assert (FAILED, OURS) == (code, held(trial))
    assert said[-2].startswith(f"words.ui, row 2, column B (zh): {what}")
    assert "1 to correct; nothing was written." == said[-1]


def test_an_error_value_merged_cells_and_a_nameless_column_are_named(book, tmp_path, trial, capsys):
    """All of them at once."""
    error = cell(book, "words.ui", "ui.now", "zh")
    error.value, error.data_type = "#NAME?", "e"
    book["tables.reach"].merge_cells("B3:B4")
    book["pages.pages"]["F3"] = "a note beside the table"
    code, said = bring(book, tmp_path, trial, capsys)
    assert FAILED == code
    assert {
        "words.ui, row 2, column B (zh): the spreadsheet shows the error #NAME?. Write the value you meant.",
        "tables.reach, row 3, column B: the cells B3:B4 are merged. Split and fill each.",
        "pages.pages, row 3, column F: the column has no name in the first row.",
        "3 to correct; nothing was written.",
    } == {line for line in said if not line.startswith("sheet ")}


@pytest.mark.parametrize(
    ("sheet", "row", "column", "put", "said"),
    [
        ("tables.reach", "r4", "then.reach", "troubled", "row 7, column D (then.reach): unknown value “troubled”."),
        ("tables.actions", "find_order", "if.seller", "nobody", "row 2, column E (if.seller): unknown value “nobody”."),
        ("tables.actions", "find_order", "id", "find", "row 2, column A (id): no such action “find”."),
        ("words.actions", "action.find_order.go", "en", None, "row 3, column C (en): the words are missing."),
        ("parameters", "silence.long", "value", True, "row 5, column C (value): “TRUE” is not a number."),
        ("tracking.phrases", "empty_number", "label", "gone", "row 4, column C (label): unknown value “gone”."),
    ],
)
def test_a_broken_rule_is_named_by_its_place_in_the_sheet(sheet, row, column, put, said, book, tmp_path, trial, capsys):
    """Rows as the spreadsheet counts them, empty ones included; the old files stay."""
    if sheet == "tables.reach":
        book[sheet].insert_rows(3, 2)
    cell(book, sheet, row, column).value = put
    code, lines = bring(book, tmp_path, trial, capsys)
    assert (FAILED, OURS) == (code, held(trial))
    assert [] != [line for line in lines if line.startswith(f"{sheet}, {said}")], lines


def test_a_renamed_column_is_named_in_its_own_sheet(book, tmp_path, trial, capsys):
    """Two files are called actions.csv; the header tells them apart."""
    book["tables.actions"]["H1"].value = "then.evnt"
    code, said = bring(book, tmp_path, trial, capsys)
    assert (FAILED, OURS) == (code, held(trial))
    assert [] != [
        line for line in said if line.startswith("tables.actions, row 1, column H (then.evnt): the column is")
    ]


def test_what_the_check_alone_finds_stops_the_import_too(book, tmp_path, trial, capsys):
    """A promise in a sentence loads, and is still refused."""
    cell(book, "tables.reach", "r4", "because.zh").value = "这一单必定退款。"
    code, said = bring(book, tmp_path, trial, capsys)
    assert (FAILED, OURS) == (code, held(trial))
    assert said[-2].startswith("tables.reach, row 5, column E (because.zh): “必定” promises a result.")


def test_if_one_file_cannot_be_put_in_place_all_stay_as_they_were(book, tmp_path, trial):
    """A failure between two files leaves no half of an import behind."""
    cell(book, "tables.reach", "r4", "because.en").value = "Nobody answers."
    cell(book, "words.ui", "ui.now", "en").value = "Now"
    lost = []

    def prove(stage):
        (stage / "words" / "ui.csv").rename(stage / "words" / "gone.csv")  # the second of the two
        lost.append(stage)
        return ()

    with pytest.raises(FileNotFoundError):
        take_in(save(book, tmp_path), trial, prove)
    assert (OURS, False) == (held(trial), lost[0].exists())


def test_faults_of_files_outside_the_workbook_keep_their_name(book, tmp_path, trial):
    """sources.yaml is no sheet; what is wrong there is said as `guide check` says it."""
    fault = Fault("sources.yaml", 3, "zh", Notice("fault.statement.gist", statement="S01"))
    assert (fault,) == take_in(save(book, tmp_path), trial, lambda _: [fault]).faults


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30).map(str.strip)


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, texts), max_size=5))
@example([("=1+1", "-"), ("'quoted", "2026-01-01"), ("007", "TRUE"), ("1e5", '"a",b'), ("+86", "@x")])
def test_any_text_comes_back_as_it_was(tmp_path_factory, pairs):
    """Not only what the handbook holds today."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    for folder, rows in ((old, pairs), (new, [])):
        (folder / "tables").mkdir()
        with (folder / "tables" / "x.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("id", "zh"), *rows])
    (old / "book.xlsx").write_bytes(to_workbook(old))
    assert () == take_in(old / "book.xlsx", new, lambda _: ()).faults
    wanted = [key(each.cells) for each in records(old / "tables" / "x.csv") if any(key(each.cells))]
    assert wanted == [key(each.cells) for each in records(new / "tables" / "x.csv")]


# --- what is no workbook ---


def packed(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)


def a_bomb(path):
    packed(path, xl__workbook_xml="<a/>", xl__worksheets__sheet1_xml=bytes(50_000_000))


def a_definition(path):
    packed(path, xl__workbook_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


def a_strict_one(path):
    packed(path, xl__workbook_xml='<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>')


def an_ods(path):
    packed(path, mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml="<a/>")


def a_foreign_one(path):
    Workbook().save(path)


def an_old_one(path):
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_000))


def a_locked_one(path):
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_000) + "EncryptedPackage".encode("utf-16-le"))


def a_csv(path):
    path.write_text("id,zh,en\n", "utf-8")


def a_huge_one(path):
    with path.open("wb") as file:
        file.truncate(100_000_000)


def half_of_one(path):
    path.write_bytes(whole()[: len(whole()) // 2])


def one_sheet(path, xml):
    """The handbook's own workbook with one of its sheets replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole())) as ours, zipfile.ZipFile(out, "w", 8) as theirs:
        for name in ours.namelist():
            theirs.writestr(name, xml if name == "xl/worksheets/sheet2.xml" else ours.read(name))
    path.write_bytes(out.getvalue())


_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>%s</worksheet>'


def a_merged_one(path):
    one_sheet(path, _SHEET % ("", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


def an_endless_one(path):
    one_sheet(path, _SHEET % ("<row><c/></row>" * 700_000, ""))


def a_place_without_end(path):
    places = "A1 " * 100_000
    one_sheet(path, _SHEET % ("", f'<dataValidations><dataValidation type="list" sqref="{places}"/></dataValidations>'))


def nothing(path):
    path.write_bytes(b"")


SPREAD = (
    "the cells of this workbook are merged or spread too far to be opened. "
    "Unmerge them, delete unused rows and columns, and save again."
)
AGAIN = "open it in a spreadsheet and save it as .xlsx."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (a_bomb, "the file unpacks to more than 20 MB; remove what is not ours, also empty rows with a format."),
        (a_definition, f"the workbook holds definitions that no spreadsheet writes; {AGAIN}"),
        (a_strict_one, "this is a “Strict Open XML” workbook; save it as an ordinary .xlsx."),
        (an_ods, f"this is not an .xlsx workbook; {AGAIN}"),
        (a_foreign_one, "no sheet is one of the handbook's; begin with `guide export xlsx`."),
        (an_old_one, f"this is an old .xls workbook; {AGAIN}"),
        (a_locked_one, "the workbook is protected by a password; save it without one."),
        (a_csv, f"this is not an .xlsx workbook, whatever its name says; {AGAIN}"),
        (a_huge_one, "the file is too large; 10 MB at most."),
        (a_merged_one, SPREAD),
        (an_endless_one, SPREAD),
        (a_place_without_end, SPREAD),
        (half_of_one, f"the workbook is damaged and cannot be read; {AGAIN}"),
        (nothing, f"this is not an .xlsx workbook, whatever its name says; {AGAIN}"),
        (lambda path: None, "there is no such file or folder."),
        (lambda path: path.mkdir(), "this is a folder and not a file."),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(make, sentence, tmp_path, trial, capsys):
    """The name of the file, what is wrong, how to mend it; nothing is written."""
    path = tmp_path / "some.xlsx"
    make(path)
    assert BAD_INPUT == main(["import", str(path), "--into", str(trial), "--lang", "en"])
    assert (f"guide: {path}: {sentence}\n", OURS) == (capsys.readouterr().err, held(trial))


def test_a_folder_that_is_no_content_is_refused(exported, tmp_path, capsys):
    """A slip in the name of the folder must not fill somebody's documents with tables."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear", "utf-8")
    (tmp_path / "b.xlsx").write_bytes(exported)
    assert BAD_INPUT == main(["import", str(tmp_path / "b.xlsx"), "--into", str(tmp_path / "letters"), "--lang", "en"])
    assert "this holds no content of the handbook; name a copy of it, or a new folder." in capsys.readouterr().err
    assert BAD_INPUT == main(
        ["import", str(tmp_path / "b.xlsx"), "--into", str(tmp_path / "none" / "new"), "--lang", "en"]
    )
    assert f"guide: {tmp_path / 'none'}: there is no such folder.\n" == capsys.readouterr().err
    assert ["dear.txt"] == [path.name for path in (tmp_path / "letters").iterdir()]

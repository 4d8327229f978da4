"""A table of cases: one case a row in CSV, or one case file a line in JSON Lines. docs/cases.md describes it.

Rows are read one by one, so a table may be larger than memory. A row that cannot be read is left out and reported.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections import Counter
from io import TextIOWrapper
from typing import TYPE_CHECKING, NamedTuple

from guide.book.exchange.formulas import meant
from guide.book.facts import Facts
from guide.book.notices import HandbookError, Notice
from guide.cases.casefile import CaseError, from_plain, impossible, to_plain
from guide.cases.cells import CASE, COLUMNS, JOURNAL, cells_of, read_answer, read_journal
from guide.cases.plainfile import pairs
from guide.cases.typed import cleaned
from guide.engine.case import Case

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any, BinaryIO, TextIO

LONGEST_LINE = 200_000  # characters of one case; what is longer is no case
LARGEST = 10_000_000  # bytes of a table on a page; the command line takes any length
ENDINGS = ".csv,.tsv,.txt,.jsonl,.ndjson"  # as a chooser of files wants them


class TableError(HandbookError):
    """A table of which nothing can be read."""


class CaseRow(NamedTuple):
    """One case of a table: the number of its row as a spreadsheet counts, the lead's own id or "", and the case."""

    number: int
    id: str
    case: Case


class Unread(NamedTuple):
    """A row that was left out, or, in row 1, a column; `what` is the reason."""

    number: int
    column: str
    what: Notice

    @property
    def line(self) -> Notice:
        """The notice with row and column, as a list shows it."""
        if self.column:
            return Notice("fault.row.column", row=self.number, column=self.column, what=self.what)
        return Notice("fault.row", row=self.number, what=self.what)

    def __str__(self) -> str:
        return str(self.line)


def is_lines(name: str) -> bool:
    """Whether a file of this name is JSON Lines, a case on each line."""
    return name.lower().endswith((".jsonl", ".ndjson"))


def read(source: BinaryIO, *, is_lines: bool, now: datetime | None = None) -> Iterator[CaseRow | Unread]:
    """Every row of a table, in order; TableError if it is no table. The source must be seekable.

    A row that cannot be so by `now`, such as one with an event to come, is left out like one that cannot be read.
    """
    text = TextIOWrapper(source, encoding=encoding_of(source), newline="")
    try:
        for row in _json_rows(text) if is_lines else _csv_rows(text):
            wrong = next(impossible(row.case, now), None) if now and isinstance(row, CaseRow) else None
            yield Unread(row.number, _column(wrong), wrong.what) if wrong else row
    finally:
        text.detach()  # the source belongs to the caller


def _column(error: CaseError) -> str:
    """The column of a fault: the fact, or the journal."""
    return re.split(r"[.\[]", error.where.removeprefix("facts."))[0]


def encoding_of(source: BinaryIO) -> str:
    """The encoding that fits the whole text: UTF-16 by its mark, UTF-8 with or without one, or GB18030.

    GB18030 is what Chinese spreadsheets write, UTF-16 what they call Unicode text.
    """
    source.seek(0)
    marked = source.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for name in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        source.seek(0)
        try:
            while chunk := source.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        source.seek(0)
        return name
    raise TableError(Notice("fault.cases.text"))


def _json_rows(text: TextIO) -> Iterator[CaseRow | Unread]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            yield Unread(number, "", Notice("fault.cases.long", most=LONGEST_LINE))
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> CaseRow | Unread:
    try:
        twice: list[str] = []
        plain = json.loads(line, parse_int=str, parse_float=str, object_pairs_hook=pairs(twice))
        if twice:
            return Unread(number, cleaned(twice[0]), Notice("fault.case.twice"))
        name = cleaned(str(plain.pop("id", "") or "")) if isinstance(plain, dict) else ""
        return CaseRow(number, name, from_plain(plain))
    except CaseError as error:
        return Unread(number, error.where.removeprefix("facts."), error.what)
    except (ValueError, RecursionError):
        return Unread(number, "", Notice("fault.cases.json"))


class Cells(NamedTuple):
    """One row of a CSV as text: the number of the row as a spreadsheet counts, and its cells."""

    number: int
    cells: list[str]


def read_cells(text: TextIO, known: Collection[str] = COLUMNS) -> tuple[list[str], Iterator[Cells | Unread]]:
    """The columns of a CSV, and its rows as text; TableError if no column is known."""
    columns, comma = read_head(text, known)
    return columns, _cells(csv.reader(text, delimiter=comma), len(columns))


def read_head(text: TextIO, known: Collection[str] = COLUMNS) -> tuple[list[str], str]:
    """The columns of a CSV and the mark that divides its cells; TableError if no column is known."""
    head = text.readline(LONGEST_LINE)
    comma = max(",;\t", key=lambda mark: sum(_clean(c) in known for c in head.split(mark)))
    columns = [_clean(cell) for cell in next(csv.reader([head], delimiter=comma), [])]
    if not set(columns) & set(known) - {CASE}:
        raise TableError(Notice("fault.cases.head"))
    return columns, comma


def _cells(rows: Iterator[list[str]], wide: int) -> Iterator[Cells | Unread]:
    """The rows as long as the header is; blank ones are left out."""
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Unread(number, "", Notice("fault.cases.quote"))
            continue
        if len(cells) > wide and any(cells[wide:]):
            yield Unread(number, "", Notice("fault.cells", cells=len(cells), columns=wide))
        elif any(cells):
            yield Cells(number, (cells + [""] * (wide - len(cells)))[:wide])


def _csv_rows(text: TextIO) -> Iterator[CaseRow | Unread]:
    columns, rows = read_cells(text)
    yield from ignored(columns)
    once = [name if name in COLUMNS and columns.index(name) == n else None for n, name in enumerate(columns)]
    for row in rows:
        yield row if isinstance(row, Unread) else _csv_row(row.number, once, row.cells)


def _clean(cell: str) -> str:
    return cleaned(cell.strip().strip('"'))


def ignored(columns: Sequence[str]) -> Iterator[Unread]:
    """Columns that are not read: unknown ones, and those that occur twice."""
    for name, times in Counter(columns).items():
        if name in COLUMNS and times > 1:
            yield Unread(1, name, Notice("fault.cases.twice"))
        elif name and name not in COLUMNS:
            yield Unread(1, name, Notice("fault.cases.column"))


def _csv_row(number: int, columns: Sequence[str | None], cells: Sequence[str]) -> CaseRow | Unread:
    """One row as a case."""
    answers: dict[str, Any] = {}
    name = journal = ""
    column: str | None = ""
    try:
        for column, cell in zip(columns, cells, strict=True):
            if not column or not cell or not (cell := cell.strip()):
                continue
            if column == CASE:
                name = cleaned(meant(cell))
            elif column == JOURNAL:
                journal = cell
            else:
                answers[column] = read_answer(column, cell)
        column = JOURNAL
        return CaseRow(number, name, Case(Facts(**answers), read_journal(journal) if journal else ()))
    except CaseError as error:
        return Unread(number, column or "", error.what)


def write_csv(rows: Iterable[CaseRow], file: TextIO) -> None:
    """Write rows as CSV with every column; without rows it is an empty form to fill in."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        plain = to_plain(row.case)
        writer.writerow(cells_of(row.id, plain))


def write_lines(rows: Iterable[CaseRow], file: TextIO) -> None:
    """Write rows as JSON Lines, a case file on each line."""
    for row in rows:
        file.write(json.dumps({"id": row.id, **to_plain(row.case)}, ensure_ascii=False) + "\n")

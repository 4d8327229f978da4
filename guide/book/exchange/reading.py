"""Workbook -> the rows of each sheet as text, with everything that cannot be read, named by sheet, row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.exchange import ExchangeError
from guide.book.exchange.cells import CellError, text_of
from guide.book.exchange.opening import open_workbook
from guide.book.exchange.workbook import LISTS, read_me
from guide.book.faults import Fault
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


class WorkbookSheet(NamedTuple):
    """The rows of one sheet, header first, and their numbers in the sheet."""

    name: str
    rows: list[list[str]]
    numbers: list[int]  # of each row, as the spreadsheet counts
    letters: list[str]  # of each column


class WorkbookContent(NamedTuple):
    """The sheets of a workbook that are ours, the faults in them, and remarks about the others."""

    sheets: dict[str, WorkbookSheet]
    faults: list[Fault]
    notices: list[Notice]


def _filled(page: Worksheet) -> dict[int, dict[int, Cell | MergedCell]]:
    """The cells that hold something, by row and column. Only those: row 1,048,576 may have a stray format."""
    filled: dict[int, dict[int, Cell | MergedCell]] = {}
    for (row, column), cell in sorted(page._cells.items()):
        if cell.value is not None and str(cell.value).strip():
            filled.setdefault(row, {})[column] = cell
    return filled


def _sheet(page: Worksheet, faults: list[Fault]) -> WorkbookSheet:
    from openpyxl.utils import get_column_letter

    name = page.title.strip()
    filled = _filled(page)
    for merged in page.merged_cells.ranges:
        where = get_column_letter(merged.min_col)
        faults.append(Fault(name, merged.min_row, where, Notice("fault.book.merged", coord=merged.coord)))
    if not filled:
        faults.append(Fault(name, 1, "", Notice("fault.book.sheet.empty")))
        return WorkbookSheet(name, [], [], [])
    header = {column: str(cell.value).strip() for column, cell in filled[min(filled)].items()}
    sheet = WorkbookSheet(name, [], list(filled), [get_column_letter(column) for column in header])
    for number, cells in filled.items():
        for column in cells.keys() - header.keys():
            faults.append(Fault(name, number, get_column_letter(column), Notice("fault.book.head")))
        row = []
        for column, title in header.items():
            try:
                row.append(text_of(cells[column], title) if column in cells else "")
            except CellError as error:
                faults.append(Fault(name, number, f"{get_column_letter(column)} ({title})", error.notice))
                row.append("")
        sheet.rows.append(row)
    return sheet


def read_workbook(path: Path, known: Collection[str]) -> WorkbookContent:
    """The sheets of a workbook that are ours by name; ExchangeError if it is none at all."""
    pages = {page.title.strip(): page for page in open_workbook(path).worksheets}
    if not pages.keys() & set(known):
        raise ExchangeError(path, Notice("fault.book.none"))
    faults: list[Fault] = []
    sheets = {name: _sheet(page, faults) for name, page in pages.items() if name in known}
    extra = [name for name in pages if name not in {*known, LISTS, read_me()}]
    notices = [Notice("fault.book.sheet.extra", name=name) for name in extra]
    notices += [Notice("fault.book.sheet.missing", name=name) for name in known if name not in sheets]
    return WorkbookContent(sheets, faults, notices)

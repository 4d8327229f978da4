"""A workbook row by row: at once by calamine where that is safe, else by openpyxl, slowly and in little memory."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile

from guide.book.notices import Notice
from guide.cases.table import TableError
from guide.desk.files.pieces import CODED, KNOWN, Piece, noticed, once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Places between the first cell and the last of all sheets. Calamine holds each in memory, whatever stands in it.
PLACES = 16_000_000
UNPACKED = 600_000_000  # bytes of all parts of a workbook that is read at once
_CHUNK = 1 << 22
_LOCKED = b"\xd0\xcf\x11\xe0"  # a workbook begins so that has a password, or is an old .xls
_AT = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_ODD = re.compile(rb'<(?:\w+:c[\s/>]|c(?:[/>]|\s(?!r="[A-Z]{1,3}[0-9]{1,7}")))')  # a cell that is written otherwise
_WRONG = (b't="e"', b"t='e'")  # a formula that failed, which calamine leaves blank
_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"


def of_workbook(source: BinaryIO, renamed: Mapping[str, str], size: int) -> Iterator[Piece]:
    """The first sheet of a workbook that names a fact, with the values that its formulas had when it was saved."""
    locked = source.read(len(_LOCKED)) == _LOCKED
    damaged = Notice("fault.desk.locked") if locked else Notice("fault.desk.workbook")
    for sheet in _sound(_sheets(source), damaged):
        rows = _sound(sheet, damaged)
        columns = [renamed.get(name, name) for name in _head(next(rows, ()))]
        if set(columns) & set(KNOWN):
            yield from _pieces(columns, rows, size)
            return
    raise TableError(Notice("fault.cases.head"))


def _sound(found: Iterator[Any], damaged: Notice) -> Iterator[Any]:
    """What a library finds in a workbook; a damaged one fails in many ways."""
    try:
        yield from found
    except Exception as error:
        raise TableError(damaged) from error


def _sheets(source: BinaryIO) -> Iterator[Iterator[Sequence[Any]]]:
    yield from _at_once(source) if is_small(source) else _one_by_one(source)


def _at_once(source: BinaryIO) -> Iterator[Iterator[Sequence[Any]]]:
    from python_calamine import CalamineWorkbook

    source.seek(0)
    book = CalamineWorkbook.from_filelike(source)
    return (book.get_sheet_by_name(name).iter_rows() for name in book.sheet_names)


def _one_by_one(source: BinaryIO) -> Iterator[Iterator[Sequence[Any]]]:
    from openpyxl import load_workbook

    source.seek(0)
    return (sheet.iter_rows(values_only=True) for sheet in load_workbook(source, True, data_only=True).worksheets)


def _head(row: Sequence[Any]) -> list[str]:
    """The names of the columns, up to the last one that has a name."""
    names = [str(cell or "").strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return names


def _pieces(columns: list[str], rows: Iterator[Sequence[Any]], size: int) -> Iterator[Piece]:
    import pandas as pd

    wide, places, left_out = len(columns), once(columns), noticed(columns)
    numbered = ((number, row[:wide]) for number, row in enumerate(rows, start=2) if any(map(_stands, row[:wide])))
    first = True
    while (some := list(islice(numbered, size))) or first:
        cells = list(zip_longest(*(row for _, row in some)))
        cells += [("",) * len(some)] * (wide - len(cells))
        frame = pd.DataFrame({columns[n]: _column(columns[n], cells[n]) for n in places})
        yield Piece(frame, [number for number, _ in some], left_out if first else ())
        first = False


def _stands(cell: Any) -> bool:
    return cell is not None and cell != ""


def _column(name: str, cells: Sequence[Any]) -> Any:
    """A column of both readers alike: whole numbers, days from midnight, and blank text where nothing stands."""
    import pandas as pd

    if not (text := set(map(type, cells)) <= {str}):
        cells = [cell if isinstance(cell, str) else _plain(cell) for cell in cells]
        text = set(map(type, cells)) <= {str}
    return pd.Series(cells, dtype="category" if text and name in CODED else object)


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if cell is None:
        return ""
    return datetime.combine(cell, time()) if type(cell) is date else cell


# before it is read ---------------------------------------------------------------------


def is_small(source: BinaryIO) -> bool:
    """Whether a workbook fits into memory, cells that lie far apart included, and holds no failed formula."""
    with ZipFile(source) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNPACKED:
            return False
        places = 0
        for part in parts.infolist():
            with parts.open(part) as file:
                found = _places(file)
            places = PLACES + 1 if found is None else places + found
            if places > PLACES:
                return False
    return True


def _places(part: Any) -> int | None:
    """The places from A1 to the last row and column of a sheet; None where cells do not all say where they are."""
    columns, row, rest = set[bytes](), 0, b""
    while chunk := part.read(_CHUNK):
        text, cut, rest = (rest + chunk).rpartition(b"<")
        rest = cut + rest
        if _ODD.search(text) or any(wrong in text for wrong in _WRONG) or len(rest) > _CHUNK:
            return None
        at = b" ".join(_AT.findall(text))
        columns.update(at.translate(None, _DIGITS).split())
        row = max(row, *map(int, {*at.translate(None, _LETTERS).split(), b"0"}))
    return None if _ODD.search(rest) or _AT.search(rest) else row * max(map(_number, columns), default=0)


def _number(letters: bytes) -> int:
    """The number of a column by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Tables of cases as files, read piece by piece into frames.

CSV and JSON Lines as guide.cases.table reads them, XLSX, and Parquet where pyarrow is installed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from guide.book.notices import Notice
from guide.cases.casefile import to_plain
from guide.cases.cells import COLUMNS, cells_of
from guide.cases.table import Cells, TableError, Unread, encoding_of, is_lines
from guide.cases.table import read as read_cases
from guide.desk.files.csv_files import of_csv
from guide.desk.files.parquet import of_parquet
from guide.desk.files.pieces import KNOWN, PIECE, FileError, Piece, gathered

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    Pieces = Generator[Piece, None, None]

_WORKBOOKS = (".xlsx", ".xlsm", ".xls")  # of the last kind only to say how to save it
_LOCKED = b"\xd0\xcf\x11\xe0"  # a workbook begins so that has a password, or is an old .xls


def pieces(source: BinaryIO, name: str, columns: Mapping[str, str] | None = None, size: int = PIECE) -> Pieces:
    """A table piece by piece; `columns` says which are called otherwise than in a table of cases."""
    ending, renamed = Path(name).suffix.lower(), dict(columns or {})
    if ending == ".parquet":
        yield from of_parquet(source, renamed, size)
    elif is_workbook(name):
        yield from gathered(*_workbook(source, renamed), size)
    elif is_lines(name):
        yield from gathered(list(COLUMNS), _lines(source), size)
    else:
        yield from of_csv(source, encoding_of(source), renamed, size)


def is_workbook(name: str) -> bool:
    """Whether a table is a workbook: that is opened by a large library, and slowly."""
    return Path(name).suffix.lower() in _WORKBOOKS


def of_bytes(content: bytes, name: str, size: int = PIECE) -> Iterator[Piece | Notice]:
    """A table piece by piece; at last, where it cannot be read, why."""
    try:
        yield from pieces(BytesIO(content), name, size=size)
    except (TableError, FileError) as error:
        yield error.notice


def _lines(source: BinaryIO) -> Iterator[Cells | Unread]:
    for row in read_cases(source, is_lines=True):
        yield row if isinstance(row, Unread) else Cells(row.number, cells_of(row.id, to_plain(row.case)))


def _workbook(source: BinaryIO, renamed: Mapping[str, str]) -> tuple[list[str], Iterator[Cells | Unread]]:
    """The first sheet of a workbook that names a fact, with the values that its formulas had when it was saved."""
    from openpyxl import load_workbook

    locked = source.read(len(_LOCKED)) == _LOCKED
    try:
        sheets = [sheet.iter_rows(values_only=True) for sheet in load_workbook(source, True, data_only=True).worksheets]
        heads = [[str(cell or "").strip() for cell in next(rows, ())] for rows in sheets]
    except Exception as error:  # a damaged workbook fails in many ways
        raise TableError(Notice("fault.desk.locked") if locked else Notice("fault.desk.workbook")) from error
    for head, rows in zip(heads, sheets, strict=True):
        columns = [renamed.get(name, name) for name in head]
        if set(columns) & set(KNOWN):
            return columns, _filled(rows, len(columns))
    raise TableError(Notice("fault.cases.head"))


def _filled(rows: Iterator[Any], many: int) -> Iterator[Cells | Unread]:
    for number, row in enumerate(rows, start=2):
        if any(cell is not None for cell in row):
            yield Cells(number, (list(row) + [None] * many)[:many])

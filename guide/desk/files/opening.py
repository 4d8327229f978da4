"""Tables of cases as files, read piece by piece into frames.

CSV and JSON Lines as guide.cases.table reads them, XLSX, and Parquet where pyarrow is installed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from guide.book.notices import Notice
from guide.cases.casefile import to_plain
from guide.cases.cells import COLUMNS, cells_of
from guide.cases.table import Cells, TableError, Unread, encoding_of, is_lines
from guide.cases.table import read as read_cases
from guide.desk.files.csv_files import of_csv
from guide.desk.files.parquet import of_parquet
from guide.desk.files.pieces import PIECE, FileError, Piece, gathered
from guide.desk.files.workbook import of_workbook

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    Pieces = Generator[Piece, None, None]

_WORKBOOKS = (".xlsx", ".xlsm", ".xls")  # of the last kind only to say how to save it


def pieces(source: BinaryIO, name: str, columns: Mapping[str, str] | None = None, size: int = PIECE) -> Pieces:
    """A table piece by piece; `columns` says which are called otherwise than in a table of cases."""
    ending, renamed = Path(name).suffix.lower(), dict(columns or {})
    if ending == ".parquet":
        yield from of_parquet(source, renamed, size)
    elif is_workbook(name):
        yield from of_workbook(source, renamed, size)
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

"""A table of cases into the store: the same rows out again, each with the code of its case."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from guide.cases.cells import COLUMNS
from guide.cases.store.filling import fill
from guide.cases.table import read
from guide.desk.columns.frame import texts_of
from guide.desk.columns.logs import with_logs
from guide.desk.files.opening import pieces
from guide.desk.files.pieces import stitched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.cases.store import Store
    from guide.cases.store.filling import Filled
    from guide.cases.table import CaseRow, Unread
    from guide.desk.columns.arrays import Numbers

#: The column that is added.
CODE = "case_code"


class Table(NamedTuple):
    """A table that was read whole, before anything of it is stored."""

    frame: pd.DataFrame
    numbers: Sequence[int] | Numbers
    rows: Iterable[CaseRow | Unread]

    def into(
        self, store: Store, secret: str, now: datetime, progress: Callable[[int], None] = lambda done: None
    ) -> tuple[Filled, pd.DataFrame]:
        """Store the rows; what came of it, and the rows that are stored, with their codes."""
        filled = fill(store, self.rows, secret, now, progress)
        return filled, self.coded(filled)

    def coded(self, filled: Filled) -> pd.DataFrame:
        """The rows that are stored, with their codes."""
        codes = [filled.codes.get(int(number), "") for number in self.numbers]
        return self.frame.assign(**{CODE: codes})[[bool(code) for code in codes]]


def read_table(
    source: BinaryIO, name: str, book: Book, now: datetime, columns: Mapping[str, str] | None = None
) -> Table:
    """A table in any form; TableError or FileError if it is none. What tracking logs say fills blank answers."""
    piece = stitched(pieces(source, name, columns))
    table = of_frame(with_logs(piece.frame, book, now), piece.numbers, piece.left_out, now)
    return Table(piece.frame, piece.numbers, list(table.rows))


def of_frame(frame: pd.DataFrame, numbers: Sequence[int] | Numbers, left_out: Iterable[Unread], now: datetime) -> Table:
    """A table that is a frame already, with what its logs say; its rows are read as they are taken."""
    other = [left for left in left_out if left.column != CODE]
    return Table(frame, numbers, chain(other, _cases(frame, numbers, now)))


def _cases(frame: pd.DataFrame, numbers: Sequence[int] | Numbers, now: datetime) -> Iterator[CaseRow | Unread]:
    """The rows of a frame as `guide.cases.table` reads them, with their own numbers."""
    known = [name for name in COLUMNS if name in frame]
    out = StringIO(newline="")
    csv.writer(out).writerows((known, *zip(*(texts_of(frame, name) for name in known), strict=True)))
    for row in read(BytesIO(out.getvalue().encode()), is_lines=False, now=now):
        yield row._replace(number=int(numbers[row.number - 2]))

"""A table in pieces: some rows as a frame, with their numbers and what was left out; and many pieces as one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.facts import CHOICES
from guide.book.notices import HandbookError
from guide.cases.cells import COLUMNS
from guide.cases.table import Cells, Unread, ignored
from guide.desk.columns.logs import LOG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from guide.desk.columns.arrays import Numbers

#: Rows of one piece.
PIECE = 100_000
KNOWN = (*COLUMNS, LOG)
#: Columns with few distinct cells.
CODED = frozenset((*CHOICES, "held"))


class FileError(HandbookError):
    """A table that cannot be read or written, and why."""


class Piece(NamedTuple):
    """Some rows of a table: as they stand there, their numbers, and what was left out on the way."""

    frame: pd.DataFrame
    numbers: Sequence[int] | Numbers
    left_out: Sequence[Unread]


def once(columns: list[str]) -> list[int]:
    """The columns that have a name; of those with one name the first."""
    return [n for n, name in enumerate(columns) if name and columns.index(name) == n]


def noticed(columns: list[str]) -> list[Unread]:
    """Columns that are not read; they stay in the table."""
    return [notice for notice in ignored(columns) if notice.column != LOG]


def gathered(columns: list[str], rows: Iterator[Cells | Unread], size: int, *, noted: bool = False) -> Iterator[Piece]:
    """Rows of text as frames."""
    import pandas as pd

    places, notices = once(columns), [] if noted else noticed(columns)
    first = not noted
    while some := list(islice(rows, size)):
        good = [row for row in some if isinstance(row, Cells)]
        turned = list(zip(*(row.cells for row in good), strict=True)) or [()] * len(columns)
        frame = pd.DataFrame({columns[n]: list(turned[n]) for n in places}, dtype=object)
        left = [*(notices if first else ()), *(row for row in some if isinstance(row, Unread))]
        yield Piece(frame, [row.number for row in good], left)
        first = False
    if first:
        yield Piece(pd.DataFrame({columns[n]: [] for n in places}, dtype=object), [], notices)


def stitched(parts: Iterable[Piece]) -> Piece:
    """All pieces as one."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    each = list(parts)
    frames = [piece.frame for piece in each]
    coded = [frame.select_dtypes("category").columns for frame in frames]
    for name in set.intersection(*map(set, coded)) if len(frames) > 1 else ():
        words = union_categoricals([frame[name] for frame in frames]).categories
        frames = [frame.assign(**{str(name): frame[name].cat.set_categories(words)}) for frame in frames]
    frame, numbers = pd.concat(frames, ignore_index=True), np.concatenate([piece.numbers for piece in each])
    return Piece(frame, numbers, [left for piece in each for left in piece.left_out])

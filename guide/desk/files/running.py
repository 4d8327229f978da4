"""A whole table from file to file: in one go where it fits, else piece by piece."""

from __future__ import annotations

from contextlib import closing
from io import SEEK_END
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from guide.book.notices import Notice
from guide.desk.files.growing import Source
from guide.desk.files.large import run_large
from guide.desk.files.opening import pieces
from guide.desk.files.pieces import PIECE, FileError, Piece, stitched
from guide.desk.files.task import Done, Task, beside, decided
from guide.desk.files.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Up to so many rows are sorted in memory; a longer table keeps its order and has the rank in a column.
WHOLE = 5 * PIECE


def run(
    source: BinaryIO, name: str, out: Path | None, task: Task, progress: Callable[[int], None] = lambda rows: None
) -> Done:
    """Put a table in order, and write it; without a place to write, what fits into one go is only returned."""
    size = source.seek(0, SEEK_END)
    source.seek(0)
    done, parts = Done(), pieces(source, name, task.columns)
    with closing(parts):
        start = list(islice(parts, WHOLE // PIECE + 1))
        if len(start) <= WHOLE // PIECE:
            frame = beside(*decided(stitched(start), task, done)) if start else None
            progress(done.rows)
            if frame is not None:
                done.first = frame.sort_values("rank", kind="stable")
                if out is not None:
                    write(done.first, out)
        elif out is None:
            raise FileError(Notice("fault.desk.large", most=f"{WHOLE:,}"))
        else:
            run_large(_one_by_one(start, parts), Source(source, name, size), out, task, done, progress)
    return done


def _one_by_one(start: list[Piece], parts: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces that were read already, each let go of before the next, and those to come."""
    while start:
        yield start.pop(0)
    yield from parts

"""How a table comes to the desk: from a file, made up, or from the database, some rows at a time."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeAlias

from guide.book.notices import Notice
from guide.cases import sample, weights
from guide.cases.store.listing import rows as stored
from guide.cases.table import TableError
from guide.desk.board import from_cases
from guide.desk.files.opening import is_workbook, of_bytes
from guide.desk.files.pieces import Piece, stitched
from guide.reading.errand import ErrandError, errand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.store import Store
    from guide.cases.table import CaseRow
    from guide.ui.controls.incoming import Arrived

SAMPLE, SEED = 200, 1
#: How many rows are there, again and again; at last the table, or None where it holds no row.
Coming: TypeAlias = Generator[int, None, Piece | None]


def of_file(file: Arrived) -> Coming:
    """A table piece by piece; a workbook is read elsewhere, where it stalls nobody and can be stopped."""
    given, parts, read = (file.content, file.name), list[Piece](), 0
    for news in _elsewhere(*given) if is_workbook(file.name) else of_bytes(*given):
        if isinstance(news, Notice):
            raise TableError(news)
        if news is not None:
            parts.append(news)
            read += len(news.frame)
        yield read
    piece = stitched(parts)
    is_only_a_header = not read and not any(left.number > 1 for left in piece.left_out)
    return None if is_only_a_header else piece


def _elsewhere(content: bytes, name: str) -> Iterator[Piece | Notice | None]:
    """The pieces of a workbook; one that takes more than a process may have is told as one that cannot be opened."""
    try:
        yield from errand(of_bytes, content, name, waiting=None)
    except ErrandError:
        yield Notice("fault.desk.workbook")


def made_up(book: Book, now: datetime) -> Coming:
    """Cases that nobody has, to look at a table at all."""
    return _gathered(sample.cases(book, weights.weights(book), SAMPLE, SEED, now), 50)


def kept(store: Store | None) -> Coming:
    """The cases that the database keeps, as they are now; what is done on the desk changes none of them."""
    return _gathered(stored(store) if store else (), 200)


def _gathered(cases: Iterable[CaseRow], some: int) -> Coming:
    rows: list[CaseRow] = []
    for row in cases:
        rows.append(row)
        if len(rows) % some == 0:
            yield len(rows)
    return from_cases(rows) if rows else None

"""Rows and phrases of one file of the reader's content, with every fault reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.notices import Notice
from guide.reading.tracking.rules.phrases import Phrase, PhraseError, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from guide.book.book import Book
    from guide.book.faults import Fault
    from guide.book.sheet import Sheet

    Cells = Mapping[str, str]


def rows_of(
    book: Book, name: str, key: Collection[str], *others: str, faults: list[Fault]
) -> Iterator[tuple[Sheet, Cells]]:
    """The rows of a file, each with its sheet, to which faults are reported."""
    sheet, seen = book.sheet(f"tracking/{name}.csv", faults), set[str]()
    for row in sheet.rows if sheet.need(*key, *others) else ():
        sheet.fresh(row, seen, *key)
        yield sheet, row


def phrase_of(sheet: Sheet, row: Cells, column: str, folded: Mapping[int, str]) -> Phrase | None:
    """The phrase in a cell; None where it cannot be read, which is a fault."""
    try:
        return parse(row[column], folded)
    except PhraseError as error:
        sheet.fault(row, column, error.notice, Notice("fault.tracking.such"))
        return None


def plain_key(key: str) -> str:
    """A JSON key or heading in small letters, without underscores, hyphens and blanks; keys.csv lists it once."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")

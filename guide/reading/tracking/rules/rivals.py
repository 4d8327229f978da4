"""Words of rarer states: a line that was read as something more common and holds one of them is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.notices import Notice
from guide.reading.tracking.rules.sheets import phrase_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from guide.book.book import Book
    from guide.book.faults import Fault
    from guide.reading.tracking.rules.phrases import Phrase


class Rival(NamedTuple):
    """One row of rivals.csv."""

    id: str
    order: int  # rows of phrases.csv before it know the word and are not doubted
    states: frozenset[str]  # nor are these states
    phrase: Phrase
    in_brackets: bool  # also where it stands in brackets, in which places have their names
    example: str


def read_rivals(
    book: Book, folded: Mapping[int, str], states: Collection[str], faults: list[Fault]
) -> tuple[Rival, ...]:
    """The rows of rivals.csv."""
    rivals = []
    for sheet, row in rows_of(
        book, "rivals", ("id",), "order", "states", "phrase", "brackets", "example", "source", faults=faults
    ):
        sheet.among(row, "brackets", ("yes", "no"))
        sheet.filled(row, "example", "source")
        own = frozenset(row["states"].split("|"))
        for state in sorted(own):
            sheet.among({**row, "states": state}, "states", sorted(states))
        if not row["order"].isdecimal():
            sheet.fault(row, "order", Notice("fault.number", value=row["order"]), Notice("fault.number.order"))
            continue
        if phrase := phrase_of(sheet, row, "phrase", folded):
            rivals.append(Rival(row["id"], int(row["order"]), own, phrase, row["brackets"] == "yes", row["example"]))
    return tuple(rivals)

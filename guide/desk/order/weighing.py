"""The weights of the order of a desk: numbers that a lead may move, and what acting now gains for each action."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import Book, part
from guide.book.chain import DEEPER
from guide.book.facts import WORDS
from guide.book.faults import ContentError, Fault
from guide.book.notices import Notice
from guide.book.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

WEIGHTS, GAINS = "desk/weights.csv", "desk/gains.csv"
#: Actions that a case can be told to take.
ACTIONS = tuple(action for action in WORDS["action"] if action not in DEEPER)


class Weights(NamedTuple):
    """How much each of three things counts, what is assumed where nothing is known, and who is there to work."""

    money: float  # of a sum
    time: float  # of the hours that are left
    gain: float  # of what acting now is likely to move
    sum: float  # yuan, of a case that names none
    horizon: float  # hours until a loss, at most; also where none is in sight
    forgotten: float  # days after which a case that nobody touched is forgotten
    people: float
    each: float  # cases that one of them does in a day


@part
def weights(book: Book) -> Weights:
    """The weights of a book, from desk/weights.csv; ContentError with every fault."""
    values, _, faults = read(book)
    if faults:
        raise ContentError(faults)
    return Weights(**values)


@part
def gains(book: Book) -> Mapping[str, float]:
    """The gain of each action, from 0 to 1, from desk/gains.csv; ContentError with every fault."""
    _, found, faults = read(book)
    if faults:
        raise ContentError(faults)
    return found


def read(book: Book) -> tuple[dict[str, float], dict[str, float], list[Fault]]:
    """The weights, the gains, and the faults of both files."""
    faults: list[Fault] = []
    sheet, values = book.sheet(WEIGHTS, faults), dict[str, float]()
    for row in sheet.rows if sheet.need("id", "value", "most") else []:
        values[row["id"]] = _number(sheet, row, "value", _number(sheet, row, "most", 1e9))
    _complete(sheet, "id", values, Weights._fields)
    sheet, found = book.sheet(GAINS, faults), dict[str, float]()
    for row in sheet.rows if sheet.need("action", "gain") else []:
        found[row["action"]] = _number(sheet, row, "gain", 1)
    _complete(sheet, "action", found, ACTIONS)
    return values, found, faults


def _number(sheet: Sheet, row: Mapping[str, str], column: str, most: float) -> float:
    try:
        number = float(row[column])
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        sheet.fault(
            row, column, Notice("fault.number", value=row[column]), Notice("fault.number.from", most=f"{most:g}")
        )
    return number


def _complete(sheet: Sheet, column: str, found: Mapping[str, float], wanted: tuple[str, ...]) -> None:
    """Note every row that is missing, or that nobody asks for."""
    for row in sheet.rows if column in sheet.columns else []:
        sheet.among(row, column, wanted)
    for name in wanted:
        if name not in found and column in sheet.columns:
            sheet.fault(1, column, Notice("fault.desk.missing", name=name))

"""The rows of the walk: every question, answer and event that one names exists, and a later question stands later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import Fault, absent
from guide.book.notices import Notice
from guide.engine.asking import SIZES
from guide.engine.journal import replies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from guide.book.book import Book

_GROUPS, _ANSWERS, _CAME, _STARTS, _STEPS, _BESIDE = (
    f"walk/{name}.csv" for name in ("order", "answers", "came", "starts", "how_to", "beside")
)
_FACTS = (*CHOICES, *VALUES)
_EVENTS = WORDS["event"]


def names(book: Book) -> Iterator[Fault]:
    """Everything that the rows of the walk name and that does not exist."""
    groups: list[str] = []
    for number, row in enumerate(book.sheet(_GROUPS).rows, start=2):
        yield from _among(_GROUPS, number, "asks", row["asks"].split(), _FACTS)
        yield from _when(_GROUPS, number, row["when"])
        yield from _among(_GROUPS, number, "after", row["after"].split(), groups)  # it comes below
        yield from _among(_GROUPS, number, "beside", [row["beside"]], ("", "yes"))
        if not all(day.removeprefix("-").isdigit() for day in row["days"].split()):
            yield Fault(_GROUPS, number, "days", Notice("fault.number", value=row["days"]))
        groups.append(row["id"])
    for number, row in enumerate(book.sheet(_ANSWERS).rows, start=2):
        yield from _among(_ANSWERS, number, "id", [row["id"].partition(".")[0]], groups)
        yield from _sets(_ANSWERS, number, row["sets"])
    for number, row in enumerate(book.sheet(_CAME).rows, start=2):
        yield from _among(_CAME, number, "event", [row["event"]], _EVENTS)
        yield from _among(_CAME, number, "rare", row["rare"].split(), replies(book.tables["journal"], row["event"]))
        yield from _when(_CAME, number, row["when"])
    for number, row in enumerate(book.sheet(_STARTS).rows, start=2):
        yield from _sets(_STARTS, number, row["sets"])
        yield from _among(_STARTS, number, "asks", row["asks"].split(), _EVENTS)
        yield from _among(_STARTS, number, "size", [row["size"]], SIZES)
    hows = [note.id for note in book.tables["notes"].rules if note.then["note"] == "how"]
    for number, row in enumerate(book.sheet(_STEPS).rows, start=2):
        yield from _among(_STEPS, number, "action", [row["action"]], (*WORDS["action"], *hows))
    for number, row in enumerate(book.sheet(_BESIDE).rows, start=2):
        yield from _among(_BESIDE, number, "id", [row["id"]], WORDS["action"])


def _among(file: str, row: int, column: str, named: Collection[str], allowed: Collection[str]) -> Iterator[Fault]:
    for name in named:
        if name not in allowed:
            yield Fault(file, row, column, absent(name), " ".join(sorted(allowed)))


def _sets(file: str, row: int, cell: str) -> Iterator[Fault]:
    """Facts with the answer that each is given."""
    for pair in cell.split():
        fact, _, word = pair.partition("=")
        yield from _among(file, row, "sets", [fact], CHOICES)
        yield from _among(file, row, "sets", [word], [w for w in CHOICES.get(fact, ()) if w != UNKNOWN])


def _when(file: str, row: int, cell: str) -> Iterator[Fault]:
    """Conditions: names with the words that each may have."""
    for pair in cell.split():
        name, _, words = pair.partition("=")
        yield from _among(file, row, "when", [name], WORDS)
        yield from _among(file, row, "when", words.split("|"), WORDS.get(name, ()))

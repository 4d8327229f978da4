"""Content about evidence: limits for files, and the assertions in each sentence of a draft."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book

#: Files in guide/content.
ASSERTIONS, LIMITS = "evidence/assertions.csv", "evidence/limits.csv"
_UNITS = {"MB": 1024 * 1024, "megapixels": 1_000_000, "px": 1, "files": 1}


class Limit(NamedTuple):
    """One limit: its value in bytes, pixels or files, and the number that its sentence names."""

    value: int
    number: int  # in the unit of the sentence, such as MB


class Assertion(NamedTuple):
    """Facts that a sentence asserts, and their proofs; it counts if `quotes` is empty or filled in the sentence."""

    quotes: str
    facts: tuple[str, ...]
    proofs: tuple[tuple[str, ...], ...]  # all are needed; any slot of one proof is enough for it


@part
def limits(book: Book) -> Mapping[str, Limit]:
    """Every limit by its name, from evidence/limits.csv."""
    return MappingProxyType({
        row["id"]: Limit(int(row["value"]) * _UNITS[row["unit"]], int(row["value"]))
        for row in book.sheet(LIMITS).rows
    })  # fmt: skip


@part
def assertions(book: Book) -> Mapping[str, tuple[Assertion, ...]]:
    """The assertions of each sentence of a draft, by its row of drafts.csv, from evidence/assertions.csv."""
    by_row: dict[str, tuple[Assertion, ...]] = {}
    for row in book.sheet(ASSERTIONS).rows:
        proofs = tuple(tuple(slots.split("|")) for slots in row["proofs"].split())
        assertion = Assertion(row["quotes"], tuple(row["facts"].split()), proofs)
        by_row[row["row"]] = (*by_row.get(row["row"], ()), assertion)
    return MappingProxyType(by_row)

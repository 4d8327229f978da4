"""The content of this package: limits of what is taken, and what each sentence of a draft rests on."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book

#: Files of the content.
ASSERTIONS, LIMITS = "evidence/assertions.csv", "evidence/limits.csv"
_UNITS = {"MB": 1024 * 1024, "megapixels": 1_000_000, "px": 1, "files": 1}


class Limit(NamedTuple):
    """One limit: its number, and the sentence said where it is passed, by language."""

    value: int
    shown: int
    sentence: Mapping[str, str]

    def say(self, language: str) -> str:
        """The sentence with the number in it."""
        return self.sentence[language].format(limit=self.shown)


class Assertion(NamedTuple):
    """What a sentence asserts once `quotes` is filled in (always, where that is empty), and what proves it."""

    quotes: str
    facts: tuple[str, ...]
    proofs: tuple[tuple[str, ...], ...]  # every one of these, by any of its slots


@part
def limits(book: Book) -> Mapping[str, Limit]:
    """Every limit by its name, from evidence/limits.csv."""
    return MappingProxyType({
        row["id"]: Limit(int(row["value"]) * _UNITS[row["unit"]], int(row["value"]), {"zh": row["zh"], "en": row["en"]})
        for row in book.sheet(LIMITS).rows
    })  # fmt: skip


@part
def assertions(book: Book) -> Mapping[str, tuple[Assertion, ...]]:
    """What each sentence of a draft rests on, by the id of its words, from evidence/assertions.csv."""
    found: dict[str, tuple[Assertion, ...]] = {}
    for row in book.sheet(ASSERTIONS).rows:
        proofs = tuple(tuple(either.split("|")) for either in row["proofs"].split())
        found[row["words"]] = (
            *found.get(row["words"], ()),
            Assertion(row["quotes"], tuple(row["facts"].split()), proofs),
        )
    return MappingProxyType(found)

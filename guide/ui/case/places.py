"""The places of a case: which sections each shows, and which of those are open at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.book import part

if TYPE_CHECKING:
    from guide.book.book import Book

NOW, ANSWERS, ALL = "now", "answers", "all"


@part
def places(book: Book) -> dict[str, tuple[str, ...]]:
    """The places of a case, each with the sections that it shows."""
    return {row["id"]: tuple(row["sections"].split()) for row in book.sheet("pages/places.csv").rows}


@part
def open_there(book: Book) -> dict[str, frozenset[str]]:
    """The sections that are open at first, by the place."""
    return {row["id"]: frozenset(row["open"].split()) for row in book.sheet("pages/places.csv").rows}

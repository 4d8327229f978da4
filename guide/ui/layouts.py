"""The pages that the handbook has, from pages/pages.csv: what each shows, and for a page of a case its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part

if TYPE_CHECKING:
    from guide.book.book import Book


class Layout(NamedTuple):
    """A page: what it shows, its sections in order, and those that are open at first."""

    shows: str
    sections: tuple[str, ...]
    open: frozenset[str]


@part
def layouts(book: Book) -> dict[str, Layout]:
    """Every page by its name."""
    return {row["id"]: Layout(row["shows"], tuple(row["sections"].split()), frozenset(row["open"].split()))
            for row in book.sheet("pages/pages.csv").rows}  # fmt: skip

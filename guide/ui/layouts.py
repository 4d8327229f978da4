"""The pages that the handbook has, from pages/pages.csv: what each shows, and for a page of a case its sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part

if TYPE_CHECKING:
    from guide.book.book import Book


class Layout(NamedTuple):
    """A page: what it shows, its sections in order, those that are open at first, and whether it is the whole one."""

    shows: str
    sections: tuple[str, ...]
    open: frozenset[str]
    is_whole: bool  # the one with the most sections: a case from start to end; a chapter is about its own part


@part
def layouts(book: Book) -> dict[str, Layout]:
    """Every page by its name."""
    rows = {row["id"]: row for row in book.sheet("pages/pages.csv").rows}
    sections = {page: tuple(row["sections"].split()) for page, row in rows.items()}
    whole = max(sections, key=lambda page: len(sections[page]), default="")
    return {page: Layout(row["shows"], sections[page], frozenset(row["open"].split()), page == whole)
            for page, row in rows.items()}  # fmt: skip

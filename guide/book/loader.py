"""Content folder -> Book; all faults are reported at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from guide.book.book import Book
from guide.book.chain import TABLES
from guide.book.crosschecks import crosschecks
from guide.book.faults import ContentError, Fault
from guide.book.sources import read_parameters, read_references
from guide.book.tablefile import read_table
from guide.book.words import read_words

CONTENT = Path(__file__).parents[1] / "content"


def load(folder: Path = CONTENT) -> Book:
    """Read and compile a content folder; raise ContentError with every fault found."""
    faults: list[Fault] = []
    tables = {name: read_table(folder, name, faults) for name in TABLES}
    book = Book(
        tables, read_parameters(folder, faults), read_references(folder, faults), read_words(folder, faults), folder
    )
    if not faults:
        faults = list(crosschecks(book))
    if faults:
        raise ContentError(faults)
    return book


@cache
def default_book() -> Book:
    """The handbook's own content, read once a process."""
    return load()

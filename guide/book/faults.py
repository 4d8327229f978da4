"""Faults of content: the place, the mistake, and the words that would be allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence


def unknown(value: object) -> Notice:
    """A word that is not among those a cell may hold."""
    return Notice("fault.value", value=value)


def absent(value: object) -> Notice:
    """A reference to something that does not exist."""
    return Notice("fault.value.exists", value=value)


def no_csv(error: Exception) -> Notice:
    """A file that is no table."""
    return Notice("fault.file.csv", error=error)


class Fault(NamedTuple):
    """One thing wrong with the content: where it is, what is wrong, what would be allowed."""

    file: str
    row: int  # 1 is the header, as a spreadsheet counts
    column: str
    what: Notice
    allowed: Notice | str = ""
    link: str = ""  # to a case that shows it, as a page of the app opens it

    @property
    def where(self) -> Notice:
        """The place."""
        if self.column:
            return Notice("fault.place.column", file=self.file, row=self.row, column=self.column)
        return Notice("fault.place", file=self.file, row=self.row)

    @property
    def wrong(self) -> Notice:
        """The mistake, and the words that would be allowed."""
        return Notice("fault.allowed", what=self.what, allowed=self.allowed) if self.allowed else self.what

    @property
    def line(self) -> Notice:
        """Place and sentence, as a list shows them."""
        if self.link:
            return Notice("fault.line.link", where=self.where, wrong=self.wrong, link=self.link)
        return Notice("fault.line", where=self.where, wrong=self.wrong)

    def __str__(self) -> str:
        return str(self.line)


class ContentError(HandbookError):
    """The content cannot be used; `faults` holds everything that is wrong, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].line)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))

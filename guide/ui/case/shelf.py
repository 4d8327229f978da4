"""The evidence files of the case in hand, whichever case that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guide.cases.exhibits.content import limits
from guide.cases.exhibits.shelf import FolderShelf, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from guide.book.book import Book
    from guide.cases.exhibits.model import Exhibit, Kept


class CaseShelf:
    """A shelf that follows the case; it is opened when somebody first looks at it."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._open: Callable[[], Shelf] = Shelf
        self._shelf = shelf

    @property
    def shelf(self) -> Shelf:
        """The shelf of the case in hand."""
        if self._shelf is None:
            self._shelf = self._open()
        return self._shelf

    def settle(self, root: Path, key: str) -> None:
        """Go on with the folder of another case; files that were in memory only go along."""
        carried = self._shelf.list() if self._shelf is not None and not self._shelf.lasting else ()
        self._shelf, self._open = None, lambda: FolderShelf(root, key)
        self.put(carried)

    def list(self) -> tuple[Kept, ...]:
        """Every file."""
        return self.shelf.list()

    def handed(self) -> tuple[Exhibit, ...]:
        """The files that leave with the case."""
        return self.shelf.handed()

    def put(self, files: Iterable[Kept]) -> None:
        """Keep these files."""
        for kept in files:
            self.shelf.put(kept)

    def clear(self) -> None:
        """The case starts over: its files go with it."""
        for kept in self.shelf.list():
            self.shelf.remove(kept.exhibit.id)

    def bring(self, exhibits: Iterable[Exhibit], book: Book) -> tuple[str, ...]:
        """Take the files of a case that was opened, each checked like any other; names of those that are refused."""
        from guide.cases.exhibits.arrival import RefusedFileError, receive
        from guide.cases.exhibits.decoding import decoder

        refused = []
        with decoder() as decode:
            for exhibit in exhibits:
                try:
                    kept = receive(exhibit.name, exhibit.content, self.list(), limits(book), exhibit.added_at, decode)
                except RefusedFileError:
                    refused.append(exhibit.name)
                else:
                    self.shelf.put(replace(kept, exhibit=replace(kept.exhibit, slots=exhibit.slots)))
        return tuple(refused)

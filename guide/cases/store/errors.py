"""What can go wrong with the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from guide.cases.store.entries import Entry


class StoreError(HandbookError):
    """The store cannot do it now; for `reason` the pages have words of their own, `ui.store.*`. Nothing is personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(Notice(f"store.{reason}"))
        self.reason = reason


class Conflict(Exception):  # noqa: N818  not a failure: the other side of an answer
    """Somebody else wrote to the case first; `others` is what they wrote."""

    def __init__(self, others: tuple[Entry, ...]) -> None:
        super().__init__(f"{len(others)} entries were written elsewhere")
        self.others = others

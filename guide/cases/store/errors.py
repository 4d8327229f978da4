"""What can go wrong with the store."""

from __future__ import annotations

from guide.book.notices import HandbookError, Notice


class StoreError(HandbookError):
    """The store cannot do it now; for `reason` the pages have words of their own, `ui.store.*`. Nothing is personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(Notice(f"store.{reason}"))
        self.reason = reason

"""The errors of the store."""

from __future__ import annotations

from guide.book.notices import HandbookError, Notice


class StoreError(HandbookError):
    """A failure of the store; pages show the words `ui.store.<reason>`. It holds nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(Notice(f"store.{reason}"))
        self.reason = reason


class CopyError(HandbookError):
    """A copy, or a line of an export, that is not taken over."""

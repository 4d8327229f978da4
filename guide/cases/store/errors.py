"""What can go wrong with the store: one reason a failure, and one plain sentence a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.cases.store.entries import Entry

#: For the command line; the pages say `ui.store.<reason>`.
SENTENCES: Mapping[str, str] = {
    "address": "GUIDE_DATABASE is not an address the store knows; write sqlite:////folder/cases.db, "
    "postgresql://user@host/name, or off.",
    "away": "the database does not answer; check that it runs and can be reached, then try again.",
    "corrupt": "the database file is damaged; put back a copy, or move the file away to begin a new one.",
    "driver": "the PostgreSQL driver is not installed; run `pip install -e '.[postgres]'`.",
    "full": "there is no room left for the database; free some space, then try again.",
    "newer": "the database was written by a newer handbook; update this one.",
    "older": "the database is not ready for this handbook; run `guide store migrate`.",
    "read_only": "the database cannot be written; check the permissions of its folder and file.",
    "gone": "this case has been deleted from the database.",
    "queue": "too much is waiting to be stored; go on when the database is back.",
}


class StoreError(Exception):
    """The store cannot do it now; `reason` says why, and the text carries nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


class Conflict(Exception):  # noqa: N818  not a failure: the other side of an answer
    """Somebody else wrote to the case first; `others` is what they wrote."""

    def __init__(self, others: tuple[Entry, ...]) -> None:
        super().__init__(f"{len(others)} entries were written elsewhere")
        self.others = others

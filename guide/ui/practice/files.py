"""A case file that becomes an exercise: the case in it and its moment, without anything that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.cases.casefile import CaseError, read_moment
from guide.cases.receipt import ReceiptError, redacted
from guide.cases.receipt import read as read_receipt

if TYPE_CHECKING:
    from datetime import datetime

    from guide.engine.case import Case


def opened(content: bytes, now: datetime) -> tuple[Case, datetime]:
    """The case of an archive and the moment at which it was saved; ArchiveError where it cannot be opened.

    Without a readable receipt the moment is that of its last event.
    """
    from guide.cases.archive.opening import open_case

    archive = open_case(content)
    case = redacted(archive.case)
    try:
        return case, read_moment("now", read_receipt(archive.receipt or b"")["now"])
    except (ReceiptError, CaseError):
        return case, max((event.at for event in case.journal), default=now)

"""The last part of the desk: taking a table over into the database, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.ui.views.desk.head import MOST_TOLD
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.cases.store.filling import Filled
    from guide.ui.session import Session


@dataclass(frozen=True)
class DeskFilling(Context):
    """The heading above the code of the list, and why one would take a table over."""

    template: ClassVar[str] = "desk_filling.html"


@dataclass(frozen=True)
class DeskFilled(Context):
    """The button that takes a table over, how far that is, and what came of it."""

    template: ClassVar[str] = "desk_filled.html"
    busy: str  #: how many rows are done; empty where nothing is under way
    done: str  #: how many cases are new, changed and as they were; empty before
    told: tuple[str, ...]  #: rows left out, and answers that others had given otherwise, a sentence each
    more: int  #: how many more of those there are


def filled(session: Session, came: Filled | None, busy: str = "") -> DeskFilled:
    """What came of taking a table over; nothing yet where that is None."""
    if busy or came is None:
        return DeskFilled(busy=busy, done="", told=(), more=0)
    counts = {"new": f"{came.new:,}", "changed": f"{came.changed:,}", "same": f"{came.same:,}"}
    told = [left for left in came.told if left.number > 1]
    return DeskFilled(
        busy="",
        done=session.say("desk.fill.done", **counts),
        told=tuple(session.tell(left.line) for left in told[:MOST_TOLD]),
        more=max(0, len(told) - MOST_TOLD),
    )

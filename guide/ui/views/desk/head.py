"""The first sentences of the desk: how many cases cannot wait, what was read, what the people cannot do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.notices import tell
from guide.engine.case import BEIJING
from guide.map.chart import one_line
from guide.map.drawing import chart
from guide.ui.views.desk.naming import age_of
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.desk.board import Board, Filter
    from guide.ui.session import Session

MOST_TOLD = 50  # rows set aside that the page lists


@dataclass(frozen=True)
class DeskHead(Context):
    """The first sentence of the desk, what was read, and what the people cannot do."""

    template: ClassVar[str] = "desk_head.html"
    at: str  #: the moment for which everything is said
    first: int  #: how many cases cannot wait; the headline
    lead: str  #: the groups in a sentence
    short: str  #: who is there, and how many cases nobody has the time for; empty where all can be done
    only: str  #: what the list is narrowed to; empty where it is not
    read: str  #: how many rows were read and how many set aside
    aside: tuple[str, ...]  #: what was set aside, a sentence each
    more: int  #: how many more were set aside


@dataclass(frozen=True)
class DeskCapacity(Context):
    """The heading above the numbers that move the order."""

    template: ClassVar[str] = "desk_capacity.html"


def head(session: Session, board: Board, shown: Filter, count: int) -> DeskHead:
    """The headline of a table on the desk."""
    from guide.desk.order.ordering import LAPSING, OVERDUE, WAITING

    say, weights = session.say, board.weights
    overdue, lapsing, waiting = (board.count(group) for group in (OVERDUE, LAPSING, WAITING))
    missed, told = len(board.lapsing), board.left_out
    people = {"people": f"{weights.people:g}", "each": f"{weights.each:g}", "count": f"{missed:,}"}
    only = ""
    if shown.by or shown.query:
        name = f"「{shown.query}」" if shown.query else _named(session, board, shown)
        only = say("desk.only", name=name, count=f"{count:,}")
    return DeskHead(
        at=f"{board.now.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        first=overdue + lapsing,
        lead=_lead(session, overdue, lapsing, board.open, int(board.mine.sum()), waiting),
        short=say("desk.short", **people) if missed else "",
        only=only,
        read=say("desk.read", rows=f"{board.many:,}", aside=sum(item.number > 1 for item in told)),
        aside=tuple(tell(item.line, session.book.words[session.lang]) for item in told[:MOST_TOLD]),
        more=max(0, len(told) - MOST_TOLD),
    )  # fmt: skip


def _lead(session: Session, overdue: int, lapsing: int, open_: int, mine: int, waiting: int) -> str:
    """The groups in two sentences; a group without a case is not named."""
    first = [session.say(f"desk.lead.{name}", count=f"{count:,}")
             for name, count in (("overdue", overdue), ("lapsing", lapsing)) if count]  # fmt: skip
    marks, rest = MARKS[session.lang], {"open": f"{open_:,}", "mine": f"{mine:,}", "waiting": f"{waiting:,}"}
    sentence = marks["stop"] if first else ""
    return MARKS[session.lang]["clause"].join(first) + sentence + session.say("desk.lead.open", **rest)


def _named(session: Session, board: Board, shown: Filter) -> str:
    """What the list is narrowed to, in words."""
    turn = session.say(f"desk.turn.{shown.turn}") if shown.turn else ""
    return " ".join(filter(None, [_word(session, board, shown), turn]))


def _word(session: Session, board: Board, shown: Filter) -> str:
    from guide.desk.board import AGES

    if shown.by == "age":
        return age_of(session, int(shown.word), AGES)
    if shown.by == "node":
        return one_line(chart(board.book).nodes[shown.word].words[session.lang])
    if shown.by in ("carrier", "seller"):
        return (board.carriers if shown.by == "carrier" else board.sellers).names[int(shown.word)]
    prefix = {"group": "desk.group", "stage": "stage", "slot": "desk.slot"}[shown.by]
    return session.say(f"{prefix}.{shown.word}")

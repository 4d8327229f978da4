"""The rows of the list, as texts: by when, what to do, why, how much, whose turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.book.facts import WORDS
from guide.ui.views.desk.naming import day_of, name_of, sum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.desk.board import Board
    from guide.ui.session import Session


def rows(session: Session, board: Board, sequence: Sequence[int], counts: Sequence[int]) -> list[dict[str, Any]]:
    """Some rows of the list as texts; a heading where a group begins, with how many are shown in it."""
    from guide.desk.order.sentences import because

    place, sentences = because(board.desk.decided, session.lang)
    return [_heading(session, -1 - at, counts[-1 - at]) if at < 0 else _row(session, board, at, sentences[place[at]])
            for at in map(int, sequence)]  # fmt: skip


def _heading(session: Session, group: int, count: int) -> dict[str, Any]:
    from guide.desk.order.ordering import GROUPS

    name = session.say(f"desk.group.{GROUPS[group]}")
    return {
        "group": session.say("desk.group.count", group=name, count=f"{count:,}"),
        "note": session.say(f"desk.note.{GROUPS[group]}"),
    }


def _row(session: Session, board: Board, row: int, because: str) -> dict[str, Any]:
    decided, ordered, say = board.desk.decided, board.desk.ordered, session.say
    by, left, late = _when(session, board, row)
    action, turn = (WORDS[name][decided.state[name][row]] for name in ("action", "turn"))
    who = int(ordered.who[row])
    return {
        "row": row, "by": by, "left": left, "late": late, "no": name_of(session, board, row),
        "item": board.cell(row, "item"), "action": say(f"action.{action}"), "why": because,
        "sum": sum_of(float(ordered.sums[row])), "turn": say(f"desk.turn.{'you' if turn == 'you' else turn}"),
        "mine": turn == "you", "who": say("desk.person", n=who) if who else "",
    }  # fmt: skip


def _when(session: Session, board: Board, row: int) -> tuple[str, str, bool]:
    """By when, how long that is, and whether it is over."""
    from guide.desk.columns.arrays import NEVER, moment, ticks
    from guide.desk.order.ordering import OVERDUE
    from guide.desk.order.sentences import length

    ends, now = board.desk.decided.deadlines, ticks(board.now)
    if board.group[row] == OVERDUE:
        since = int(ends.since.at[row])
        at = moment(since)
        late = length(session.book.words[session.lang], "late", now - since)
        return late, day_of(session, at, board.now) if at else "", True
    due = int(board.due()[row]) if board.due()[row] != NEVER else NEVER
    at = moment(due)
    if at is None:
        return session.say("desk.by.none"), "", False
    return day_of(session, at, board.now), length(session.book.words[session.lang], "left", due - now), False

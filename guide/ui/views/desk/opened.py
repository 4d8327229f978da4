"""The open case beside the list: its advice as the walk gives it, and why it stands at its place."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.cases.casefile import to_plain
from guide.engine.advice import advise
from guide.ui.views.desk.naming import day_of, name_of, sum_of
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.desk.board import Board
    from guide.ui.session import Session


@dataclass(frozen=True)
class Told:
    """One thing about the open case."""

    name: str  #: what it is
    words: str  #: how it is


@dataclass(frozen=True)
class DeskOpen(Context):
    """The open case, beside the list."""

    template: ClassVar[str] = "desk_open.html"
    name: str  #: number, goods and sum
    place: str  #: which of how many it is
    following: int  #: the row of the next case; -1 after the last
    action: str  #: what to do
    turn: str  #: whose turn it is
    mine: bool  #: whether that is ours
    because: str  #: why this is to be done
    rule: str  #: the rule that says so
    source: str  #: how sure that is
    why: str  #: why the case stands at this place
    facts: tuple[Told, ...]  #: what is the matter, the claim, the evidence, what will be lost
    link: str  #: the end of the address that opens it in the walk


def opened(session: Session, board: Board, row: int, place: int, rows_: Sequence[int]) -> DeskOpen:
    """The open case: its advice as the walk gives it, and why it stands at this place."""
    from guide.desk.order.sentences import sentences

    say, case = session.say, board.case(row)
    advice = advise(case, board.book, board.now)
    decisive = advice.reasons[0]
    lose = next((c for c in advice.clocks if c.ends == "lose" and c.ends_at > board.now and not c.paused), None)
    lacking = [say(f"evidence.{slot.id}") for slot in advice.evidence if slot.level == "required" and not slot.held]
    facts = [
        (say("desk.open.problem"), say(f"problem.{advice.route.state['problem']}")),
        (say("desk.open.claim"), say(f"claim.{advice.claim}") if advice.claim != "none" else ""),
        (say("desk.open.lacking"), listed(session, lacking)),
        (
            say("desk.open.lose"),
            f"{say(f'clock.{lose.id}')} {day_of(session, lose.ends_at, board.now)}" if lose else "",
        ),
    ]
    amount = sum_of(float(board.desk.read.cases.sums[row]))
    parts = [name_of(session, board, row), board.cell(row, "item"), say("desk.yuan", sum=amount) if amount else ""]
    link = {**to_plain(case), "now": board.now.isoformat()}
    packed = base64.urlsafe_b64encode(json.dumps(link, ensure_ascii=False, separators=(",", ":")).encode())
    return DeskOpen(
        name=listed(session, filter(None, parts)),
        place=say("desk.open.place", place=f"{place + 1:,}", of=f"{len(rows_):,}"),
        following=int(rows_[place + 1]) if place + 1 < len(rows_) else -1,
        action=say(f"action.{advice.action}"),
        turn=say(f"desk.turn.{advice.turn}"),
        mine=advice.turn == "you",
        because=decisive.because[session.lang],
        rule=f"{decisive.table}/{decisive.rule}",
        source=say(f"confidence.{decisive.confidence}"),
        why=sentences(board.desk.decided, board.desk.ordered, session.lang, [row])[0],
        facts=tuple(Told(name, words) for name, words in facts if words),
        link=f"#case={packed.decode().rstrip('=')}",
    )

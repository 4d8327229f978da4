"""The pictures of a desk, whose numbers filter the list: what is due when, where cases are, how old, whose loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from guide.book.facts import WORDS
from guide.map.crowd import Crowd
from guide.ui.views.desk.naming import age_of, name_of, sum_of
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from guide.desk.board import Board
    from guide.desk.order.parties import Stake
    from guide.ui.session import Session

CHIPS, PARTIES = 12, 8  # cases and parties that are named
_WIDE, _HIGH = 100.0, 120.0  # of a chart: percent, and pixels of its highest bar


@dataclass(frozen=True)
class DueBar:
    """One bar of the chart of what is due when."""

    name: str  #: when
    slot: str  #: the id of that
    x: float  #: the middle, in percent of the width
    left: float  #: the left edge of our bar
    top: float  #: its upper edge, in pixels
    mine: int  #: how many cases it is our turn in
    high: float  #: how high that is
    losing: float  #: of that, what is lost at its end
    others: int  #: how many wait for others
    other_high: float  #: how high that is


@dataclass(frozen=True)
class CountedLine:
    """One line of bars: a stage, or an age."""

    name: str  #: its name
    word: str  #: its id
    mine: float  #: our cases, in percent of the longest
    others: float  #: those that wait for others
    count: int  #: both


@dataclass(frozen=True)
class StakeLine:
    """One line of bars: a courier or a seller, by what is at stake with it."""

    name: str  #: its name, as the table has it
    word: str  #: its place among all of its kind
    part: float  #: its sum, in percent of the largest
    sum: str  #: what is at stake
    count: int  #: in how many open cases


@dataclass(frozen=True)
class MissedCase:
    """A case that nobody has the time for."""

    row: int  #: its row
    name: str  #: its number
    sum: str  #: its sum; empty where none is known


@dataclass(frozen=True)
class DeskPictures(Context):
    """What is due when, where the cases are, how old they are, whose loss, and what nobody has the time for."""

    template: ClassVar[str] = "desk_pictures.html"
    bars: tuple[DueBar, ...]  #: what is due when
    described: str  #: the same in a sentence
    stages: tuple[CountedLine, ...]  #: where the cases are
    ages: tuple[CountedLine, ...]  #: since when nothing happened
    carriers: tuple[StakeLine, ...]  #: the couriers with the most at stake
    sellers: tuple[StakeLine, ...]  #: the sellers; empty where the table names none
    chips: tuple[MissedCase, ...]  #: those that nobody has the time for, the first ones
    missed: int  #: how many those are
    missed_sum: str  #: what they are worth together


@dataclass(frozen=True)
class DeskMap(Context):
    """The map with the cases of the desk."""

    template: ClassVar[str] = "desk_map.html"
    crowd: Crowd  #: the map, whose numbers filter the list


def pictures(session: Session, board: Board) -> DeskPictures:
    """The pictures of a table on the desk."""
    from guide.desk.board import AGES

    say, state = session.say, board.desk.decided.state
    mine, others = board.mine, _others(board)
    missed = board.lapsing
    sums = [float(value) for value in board.desk.ordered.sums[missed] if value == value]
    bars = tuple(_bars(session, board))
    ages = board.ages()

    def counted(each: Iterable[tuple[str, str, Any]]) -> Iterable[tuple[str, str, int, int]]:
        return ((word, name, int((mine & flags).sum()), int((others & flags).sum())) for word, name, flags in each)

    return DeskPictures(
        bars=bars,
        described=say("desk.chart.said", bars=listed(session, [f"{b.name} {b.mine}" for b in bars])),
        stages=_lines(counted((word, say(f"stage.{word}"), state["stage"] == at)
                              for at, word in enumerate(WORDS["stage"]))),
        ages=_lines(counted((str(at), age_of(session, at, AGES), ages == at) for at in range(len(AGES)))),
        carriers=_stakes(board.stakes(board.carriers, PARTIES)),
        sellers=_stakes(board.stakes(board.sellers, PARTIES)),
        chips=tuple(MissedCase(row, name_of(session, board, row), sum_of(float(board.desk.ordered.sums[row])))
                    for row in missed[:CHIPS].tolist()),
        missed=len(missed),
        missed_sum=sum_of(sum(sums)),
    )  # fmt: skip


def _others(board: Board) -> Any:
    from guide.desk.order.ordering import WAITING

    return board.group == WAITING


def _lines(counted: Iterable[tuple[str, str, int, int]]) -> tuple[CountedLine, ...]:
    lines = list(counted)
    most = max((mine + others for *_, mine, others in lines), default=0) or 1
    return tuple(CountedLine(name, word, 100 * mine / most, 100 * others / most, mine + others)
                 for word, name, mine, others in lines if mine + others)  # fmt: skip


def _stakes(stakes: Sequence[Stake]) -> tuple[StakeLine, ...]:
    most = max((stake.sum for stake in stakes), default=0) or 1
    return tuple(StakeLine(s.name, str(s.place), 100 * s.sum / most, sum_of(s.sum), s.cases) for s in stakes)


def _bars(session: Session, board: Board) -> Iterable[DueBar]:
    """A pair of bars for each slot: ours with what is lost in it, and what waits for others."""
    from guide.desk.board import SLOTS
    from guide.desk.order.ordering import LAPSING

    slots, mine, others = board.slots(), board.mine, _others(board)
    counts = [(int((mine & (slots == at)).sum()), int((mine & (slots == at) & (board.group == LAPSING)).sum()),
               int((others & (slots == at)).sum())) for at in range(len(SLOTS))]  # fmt: skip
    most = max((max(ours, theirs) for ours, _, theirs in counts), default=0) or 1
    step = _WIDE / len(SLOTS)
    for at, (ours, losing, theirs) in enumerate(counts):
        middle, high = step * (at + 0.5), _HIGH * ours / most
        name, losing_high, theirs_high = f"desk.slot.{SLOTS[at]}", _HIGH * losing / most, _HIGH * theirs / most
        left = middle - step * 0.3
        yield DueBar(
            session.say(name), SLOTS[at], middle, left, 150 - high, ours, high, losing_high, theirs, theirs_high
        )

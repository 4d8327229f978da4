"""The timeline of clocks: a list, and one axis of all deadlines, on which later days are narrower."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, log1p
from typing import TYPE_CHECKING, ClassVar

from guide.cases.calendarfile import ahead
from guide.engine.drafts import say_moment
from guide.ui.views.parts import copied, left, local
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from guide.engine.advice import Advice
    from guide.engine.clocks import Clock
    from guide.ui.session import CaseState, Session

_HOUR = 3600
_NEAR = 6 * _HOUR  # up to about here the axis is even; beyond, each step takes less room
_PAST = 7 * 24 * _HOUR  # what began earlier is drawn from the edge
_EDGES = (2.0, 98.0)  # per cent of the width
_TOP, _ROW, _FOOT = 26, 50, 24  # px
_APART = 15  # per cent between two marks of the axis
_UNITS = (("hour", 1, (6,)), ("day", 24, (1, 3, 7, 14)), ("month", 730, (1, 3)), ("year", 8760, (1, 3)))
#: Marks of the axis: seconds from now, and the word and number they carry.
_MARKS = tuple((n * hours * _HOUR, word, n) for word, hours, numbers in _UNITS for n in numbers)


@dataclass(frozen=True)
class Mark:
    """A mark of the axis."""

    x: float  #: its place, in per cent
    words: str  #: its words


@dataclass(frozen=True)
class ClockBar:
    """One clock on the axis."""

    title: str  #: the name of the clock
    left: str  #: the time left, in words
    y: int  #: the top of its row, in pixels
    start: float | None  #: where it began, in per cent; empty where that is not known
    gone: float  #: up to here it has run, in per cent
    end: float  #: where it ends, in per cent
    kind: str  #: `over`, `paused`, `lose`, `wait` or `act`


@dataclass(frozen=True)
class Axis:
    """The picture of all clocks."""

    label: str  #: the picture in words
    height: int  #: pixels in all
    foot: int  #: the axis, in pixels from the top
    top: int  #: the first row, in pixels from the top
    row: int  #: pixels of a row
    now: float  #: the place of the present moment, in per cent
    marks: tuple[Mark, ...]  #: its marks


@dataclass(frozen=True)
class ClockLine:
    """One clock in words."""

    title: str  #: the name of the clock
    left: str  #: the time left
    until: str  #: when it ends
    iso: str  #: when it ends, for a machine
    local: str  #: the end by the buyer's own clock; empty where that is Beijing time
    turn: str  #: who has to move: an id of `turn.*`
    ends: str  #: what its end means: an id of `ends.*`
    because: str  #: why it runs, as a sentence
    confidence: str  #: how sure its length is
    copied: bool  #: whether its end was copied from the app
    paused: bool  #: whether it waits for somebody else to move
    over: bool  #: whether it has ended
    guessed: str  #: a sentence about holidays that are not known yet; empty where they are


@dataclass(frozen=True)
class Timeline(Context):
    """All clocks on one axis, and in words."""

    template: ClassVar[str] = "timeline.html"
    axis: Axis | None  #: the picture; none where no clock runs
    bars: tuple[ClockBar, ...]  #: a bar for each clock
    clocks: tuple[ClockLine, ...]  #: the clocks in words
    ahead: int  #: how many are still to come


class Scale:
    """The scale of the axis: it gives a moment its place."""

    def __init__(self, now: datetime, clocks: Sequence[Clock]) -> None:
        self.now = now
        spans = [0.0] + [self._bent(t) for c in clocks for t in (c.starts_at, c.ends_at) if t is not None]
        self.low, self.high = min(spans), max(*spans, self._bent_by(_HOUR))

    @staticmethod
    def _bent_by(seconds: float) -> float:
        return copysign(log1p(abs(seconds) / _NEAR), seconds)

    def _bent(self, at: datetime) -> float:
        return self._bent_by(max(-_PAST, (at - self.now).total_seconds()))

    def _place(self, bent: float) -> float:
        first, last = _EDGES
        return round(first + (last - first) * (bent - self.low) / (self.high - self.low), 1)

    def at(self, moment: datetime) -> float:
        """The place of a moment."""
        return self._place(self._bent(moment))

    def marks(self, session: Session) -> Iterator[Mark]:
        """The marks ahead of now that have room for their words."""
        before = self.at(self.now)
        for seconds, word, number in _MARKS:
            x = self._place(self._bent_by(seconds))
            if x - before >= _APART and x <= _EDGES[1]:
                yield Mark(x, session.say(f"ui.clocks.{word}", n=number))
                before = x


def _left(session: Session, clock: Clock, now: datetime) -> str:
    amounts = left(session, clock.left(now))
    if not amounts:
        return session.say("ui.clocks.over")
    words = " ".join(f"{int(a.number)} {a.unit}" for a in amounts if int(a.number)) or f"1 {session.say('ui.minutes')}"
    return session.say("ui.clocks.paused" if clock.paused else "ui.clocks.left", left=words)


def _bars(session: Session, scale: Scale, clocks: Iterable[Clock]) -> Iterator[ClockBar]:
    for row, clock in enumerate(clocks):
        end, over = scale.at(clock.ends_at), clock.ends_at <= scale.now
        yield ClockBar(
            title=session.say(f"clock.{clock.id}"),
            left=_left(session, clock, scale.now),
            y=_TOP + row * _ROW,
            start=None if clock.starts_at is None else scale.at(clock.starts_at),
            gone=end if over else scale.at(scale.now),
            end=end,
            kind="paused" if clock.paused else "over" if over else clock.ends,
        )


def _line(session: Session, clock: Clock, now: datetime) -> ClockLine:
    return ClockLine(
        title=session.say(f"clock.{clock.id}"),
        left=_left(session, clock, now),
        until=session.say("ui.clocks.beijing", moment=say_moment(session.lang, clock.ends_at, now)),
        iso=clock.ends_at.isoformat(),
        local=local(session, clock.ends_at),
        turn=clock.turn,
        ends=clock.ends,
        because=clock.because[session.lang],
        confidence=clock.confidence,
        copied=copied(clock),
        paused=clock.paused,
        over=clock.ends_at <= now,
        guessed=session.say("ui.clocks.guessed", year=clock.guessed) if clock.guessed else "",
    )


def timeline(state: CaseState, advice: Advice) -> Timeline:
    """The clocks of a case."""
    session, clocks, now = state.session, advice.clocks, advice.now
    if not clocks:
        return Timeline(None, (), (), 0)
    scale, foot = Scale(now, clocks), _TOP + len(clocks) * _ROW
    first, last = (say_moment(session.lang, f(c.ends_at for c in clocks), now) for f in (min, max))
    label = session.say("ui.clocks.picture", count=len(clocks), first=first, last=last)
    return Timeline(
        axis=Axis(label, foot + _FOOT, foot, _TOP, _ROW, scale.at(now), tuple(scale.marks(session))),
        bars=tuple(_bars(session, scale, clocks)),
        clocks=tuple(_line(session, c, now) for c in clocks),
        ahead=len(ahead(clocks, now)),
    )

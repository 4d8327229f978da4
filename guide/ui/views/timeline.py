"""The timeline of clocks: every deadline on one axis, drawn closer the further away, and the same as a list."""

from __future__ import annotations

from math import copysign, log1p
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.cases.calendarfile import ahead
from guide.engine.drafts import say_moment
from guide.ui.views.case import badge_words, left, local, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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


class Bar(NamedTuple):
    """One clock on the axis, in per cent and pixels."""

    title: str
    left: str
    y: int
    start: float | None  # where it began; None where that is not known
    gone: float  # up to here it has run
    end: float
    kind: str  # over, paused, lose, wait, act


class Scale:
    """Moments to places on the axis."""

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

    def marks(self, session: Session) -> list[tuple[float, str]]:
        """The marks ahead of now that have room for their words."""
        found: list[tuple[float, str]] = []
        before = self.at(self.now)
        for seconds, word, number in _MARKS:
            x = self._place(self._bent_by(seconds))
            if x - before >= _APART and x <= _EDGES[1]:
                found.append((x, session.say(f"ui.clocks.{word}", n=number)))
                before = x
        return found


def _left(session: Session, clock: Clock, now: datetime) -> str:
    units = left(session, clock.left(now))
    if not units:
        return session.say("ui.clocks.over")
    words = (
        " ".join(f"{int(number)} {unit}" for number, unit in units if int(number)) or f"1 {session.say('ui.minutes')}"
    )
    return session.say("ui.clocks.paused" if clock.paused else "ui.clocks.left", left=words)


def _bars(session: Session, scale: Scale, clocks: Iterable[Clock]) -> list[Bar]:
    bars = []
    for row, clock in enumerate(clocks):
        end = scale.at(clock.ends_at)
        over = clock.ends_at <= scale.now
        kind = "paused" if clock.paused else "over" if over else clock.ends
        start = None if clock.starts_at is None else scale.at(clock.starts_at)
        title, words = session.say(f"clock.{clock.id}"), _left(session, clock, scale.now)
        gone = end if over else scale.at(scale.now)
        bars.append(Bar(title, words, _TOP + row * _ROW, start, gone, end, kind))
    return bars


def _line(session: Session, clock: Clock, now: datetime) -> dict[str, Any]:
    """One clock in words."""
    return {
        "id": clock.id,
        "title": session.say(f"clock.{clock.id}"),
        "left": _left(session, clock, now),
        "until": session.say("ui.clocks.beijing", moment=say_moment(session.lang, clock.ends_at, now)),
        "iso": clock.ends_at.isoformat(),
        "local": local(session, clock.ends_at),
        "turn": clock.turn,
        "ends": clock.ends,
        "because": clock.because[session.lang],
        "paused": clock.paused,
        "over": clock.ends_at <= now,
        "guessed": clock.guessed and session.say("ui.clocks.guessed", year=clock.guessed),
        **badge_words(clock),
    }


def view(state: CaseState, advice: Advice) -> str:
    """The picture, the list, and the button for the calendar; nothing where no clock runs."""
    session, clocks, now = state.session, advice.clocks, advice.now
    if not clocks:
        return ""
    scale = Scale(now, clocks)
    first, last = (say_moment(session.lang, f(c.ends_at for c in clocks), now) for f in (min, max))
    height = _TOP + len(clocks) * _ROW
    picture = {"height": height + _FOOT, "foot": height, "top": _TOP, "row": _ROW, "now": scale.at(now),
               "marks": scale.marks(session),
               "label": session.say("ui.clocks.picture", count=len(clocks), first=first, last=last)}  # fmt: skip
    return render(
        "timeline", session, picture=picture, bars=_bars(session, scale, clocks),
        clocks=[_line(session, c, now) for c in clocks], ahead=len(ahead(clocks, now)),
    )  # fmt: skip

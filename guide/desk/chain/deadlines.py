"""The deadlines of many cases: for each kind that runs its end, and of all ends the few that a desk looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import CLOCKS, GONE, READINGS, TO_COME, accepts
from guide.book.facts import WORDS
from guide.desk.chain.gathers import code, fired, given, holds, said
from guide.desk.chain.replaying import tracked
from guide.desk.columns.arrays import ALWAYS, DAY, NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guide.book.clocks import ClockKind
    from guide.desk.chain.readings import Clocked
    from guide.desk.columns.arrays import Codes, Flags, Numbers

#: For each deadline the combinations of tracks at which it may run.
RUNS: Mapping[str, Flags] = {
    kind.id: tracked(
        {
            track: np.array([accepts(ok, word) for word in WORDS[track]])
            for track, ok in {**kind.runs, "outcome": kind.outcome}.items()
        }
    )
    for kind in CLOCKS.values()
}
#: For each combination of tracks the deadlines that may run, a bit each.
_RUNNING = np.dot(1 << np.arange(len(RUNS)), [*RUNS.values()])


@dataclass(frozen=True, eq=False)
class Nearest:
    """One deadline a case: its end, and the row of clocks.csv that says what that means; NEVER where there is none."""

    at: Numbers
    clock: Codes
    rule: Codes

    @classmethod
    def none(cls, many: int) -> Nearest:
        """No deadline for any case."""
        return cls(np.full(many, NEVER), np.zeros(many, dtype=np.uint8), np.zeros(many, dtype=np.uint8))

    def take(self, rows: Numbers, at: Numbers, clock: int, rule: Codes) -> None:
        """Put another deadline in the place of what some cases had."""
        self.at[rows], self.clock[rows], self.rule[rows] = at, clock, rule


@dataclass(frozen=True, eq=False)
class Deadlines:
    """What a desk looks at of all deadlines that run."""

    due: Nearest  # as `Advice.due`
    lose: Nearest  # the next to come after which a way may be closed
    since: Nearest  # the last that has ended, but for those after which a way may be closed


def deadlines(clocked: Clocked, tracks: Codes, own: Codes) -> Deadlines:
    """The deadlines of many cases; `own` is the place of the clock that the action names, or more than there are."""
    many = clocked.many
    named, same, lose, since = (Nearest.none(many) for _ in range(4))
    mine = clocked.state["turn"] == code("turn", "you")
    table = clocked.limits.book.tables["clocks"]
    running = _RUNNING[tracks]
    for place, kind in enumerate(CLOCKS.values()):
        rows = np.flatnonzero(
            (running & (1 << place) != 0) & _concerned(kind, clocked) & given(clocked.state, kind.given)
        )
        if not len(rows):
            continue
        ends, paused = _ends(kind, clocked, rows)
        some = ends != NEVER
        if not some.all():
            rows, ends, paused = rows[some], ends[some], paused[some]
        state = {name: clocked.state[name][rows] for name in table.conditions if name in clocked.state}
        clock = np.full(len(rows), code("clock", kind.id), dtype=np.uint8)
        rule = fired(table, {**state, "clock": clock}, len(rows))
        losing = (said(table, "ends") == code("ends", "lose"))[rule]
        ahead = (ends > clocked.now) & ~paused
        alike = (said(table, "turn") == code("turn", "you"))[rule] == mine[rows]
        _take(named, rows, ends, place, rule, ahead & (own[rows] == place), sooner=True)
        _take(same, rows, ends, place, rule, ahead & ~losing & alike, sooner=True)
        _take(lose, rows, ends, place, rule, ahead & losing, sooner=True)
        _take(since, rows, ends, place, rule, (ends <= clocked.now) & ~paused & ~losing, sooner=False)
    rows = np.flatnonzero(named.at != NEVER)
    same.take(rows, named.at[rows], 0, named.rule[rows])
    same.clock[rows] = named.clock[rows]
    return Deadlines(same, lose, since)


def _take(best: Nearest, rows: Numbers, ends: Numbers, place: int, rule: Codes, which: Flags, *, sooner: bool) -> None:
    """Keep an end where it is better than the best until now; of equal ones the first declared stays."""
    known = best.at[rows]
    better = which & ((ends < np.where(known == NEVER, ALWAYS, known)) if sooner else (ends > known))
    if better.any():
        best.take(rows[better], ends[better], place, rule[better])


def _concerned(kind: ClockKind, clocked: Clocked) -> Flags | bool:
    """The cases with whose parcel a deadline is concerned, if it is one that the parcel decides."""
    if not kind.reading:
        return True
    near = holds(clocked.state, {"parcel": frozenset(READINGS[kind.reading].parcels)})
    if kind.after is None:
        return near
    fact, word = kind.after
    return np.logical_not(near) & holds(clocked.state, {fact: frozenset([word])})


def _ends(kind: ClockKind, clocked: Clocked, rows: Numbers) -> tuple[Numbers, Flags]:
    """The ends of one kind for some cases, NEVER where it does not run there; and whether it is paused."""
    paused = np.zeros(len(rows), dtype=bool)
    if kind.named:
        day = clocked.answer(kind.named)[rows]
        counted = _counted(clocked, kind.limits[0], clocked.at[kind.since][rows])
        return np.where(day != NEVER, day + DAY, counted), paused
    if kind.copied_from:
        return clocked.answer(kind.copied_from)[rows], paused
    if kind.since:
        return _counted(clocked, kind.limits[0], clocked.at[kind.since][rows]), paused
    if kind.id == "follow_up":
        return _follow_up(clocked, rows)
    return _COMPUTED[kind.id](clocked, rows), paused


def _counted(clocked: Clocked, limit: str, start: Numbers) -> Numbers:
    """The end of a limit that began at each moment."""
    ends = np.full(len(start), NEVER)
    some = start != NEVER
    ends[some] = clocked.limits.end(limit, start[some])
    return ends


def _reminder(clocked: Clocked, rows: Numbers) -> Numbers:
    due = clocked.seller_due[rows]
    waiting = clocked.state["chased"][rows] == code("chased", "waiting")
    return np.where(waiting & (due != clocked.answer("seller_deadline")[rows]), due, NEVER)


def _seller_48(clocked: Clocked, rows: Numbers) -> Numbers:
    at, span = clocked.at["contacted_at"][rows], clocked.limits.span
    waiting = clocked.state["chased"][rows] == code("chased", "waiting")
    shown = (at != NEVER) & (clocked.now >= at + span("seller.fair")) & ~waiting
    return np.where(shown, at + span("seller.over"), NEVER)


def _platform_ask(clocked: Clocked, rows: Numbers) -> Numbers:
    ends = _counted(clocked, "platform.answer", clocked.at["platform_at"][rows])
    return np.where(clocked.answer("platform_deadline")[rows] == NEVER, ends, NEVER)


def _silence(kind: ClockKind, *, abroad: bool) -> Callable[[Clocked, Numbers], Numbers]:
    def ends(clocked: Clocked, rows: Numbers) -> Numbers:
        to_come = clocked.has("complaint", *TO_COME) & ~clocked.has("courier", *GONE)
        here = (clocked.abroad[rows] == abroad) & (to_come & (clocked.courier_hour == NEVER))[rows]
        return np.where(here, _quiet(clocked, rows, kind.limits[0]), NEVER)

    return ends


def _quiet(clocked: Clocked, rows: Numbers, limit: str) -> Numbers:
    """The end of a limit of silence, and not before what was announced has had its time."""
    ends = _counted(clocked, limit, clocked.silent_since[rows])
    return np.where(ends == NEVER, NEVER, np.maximum(ends, clocked.answer("next_update")[rows]))


def _visit(clocked: Clocked, rows: Numbers) -> Numbers:
    home, abroad = (_quiet(clocked, rows, name) for name in CLOCKS["visit"].limits)
    return np.where(clocked.courier_hour[rows] != NEVER, NEVER, np.where(clocked.abroad[rows], abroad, home))


def _follow_up(clocked: Clocked, rows: Numbers) -> tuple[Numbers, Flags]:
    applied, asked = clocked.at["applied_at"][rows], clocked.at["asked_at"][rows]
    shown = (clocked.answer("platform_deadline")[rows] == NEVER) & (applied != NEVER)
    paused = (clocked.state["platform"][rows] == code("platform", "asked_more")) & (asked != NEVER)
    run = np.where(paused, asked, clocked.now) - np.where(shown, applied, 0) - clocked.held_up[rows]
    step = clocked.limits.span("recheck")
    left = np.where(run < 0, step, step - run % step)
    return np.where(shown, clocked.now + left, NEVER), paused


def _limitation(clocked: Clocked, rows: Numbers) -> Numbers:
    contacted = clocked.at["contacted_at"][rows]
    unsent = holds(clocked.state, {"parcel": frozenset(READINGS["due"].parcels)})
    shipped = np.where(np.broadcast_to(unsent, clocked.many)[rows], clocked.ship_by[rows], NEVER)
    starts = [np.where((at == NEVER) | (at > clocked.now), ALWAYS, at) for at in (contacted, shipped)]
    start = np.minimum(*starts)
    return _counted(clocked, "limitation", np.where(start == ALWAYS, NEVER, start))


#: The deadlines that no declaration can describe, as `guide.engine.clocks.running` computes them for one case.
_COMPUTED: Mapping[str, Callable[[Clocked, Numbers], Numbers]] = {
    "seller_48": _seller_48,
    "reminder": _reminder,
    "platform_ask": _platform_ask,
    "promise": lambda clocked, rows: clocked.promised_until[rows],
    "ship": lambda clocked, rows: clocked.ship_by[rows],
    "recheck": _silence(CLOCKS["recheck"], abroad=False),
    "abroad_two_weeks": _silence(CLOCKS["abroad_two_weeks"], abroad=True),
    "abroad_month": _silence(CLOCKS["abroad_month"], abroad=True),
    "visit": _visit,
    "limitation": _limitation,
}

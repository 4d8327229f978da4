"""The order of a desk: which cases come first today, in which group each stands, and who is there to do it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.facts import WORDS
from guide.desk.chain.gathers import code
from guide.desk.columns.arrays import AHEAD, ALWAYS, DAY, HOUR, NEVER, ticks
from guide.desk.order.weighing import gains
from guide.engine.clocks.workdays import after_working_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from guide.desk.chain.deciding import Decided
    from guide.desk.columns.arrays import Codes, Flags, Numbers
    from guide.desk.order.weighing import Weights

    Reals = np.ndarray[Any, np.dtype[np.float64]]

#: In this order: what could have been done already; what will be lost before the next working day is over; what is due
#: today, or forgotten; what is due before the next working day is over; what can wait; what waits for others; what has
#: ended.
GROUPS = ("overdue", "lapsing", "today", "soon", "later", "waiting", "ended")
OVERDUE, LAPSING, TODAY, SOON, LATER, WAITING, ENDED = range(len(GROUPS))
#: The groups that hold work, and those of them that cannot wait until the next working day is over.
WORK, URGENT = LATER + 1, SOON + 1
_LEAST = 1.0  # yuan or hours; less counts as this much


@dataclass(frozen=True, eq=False)
class Ordered:
    """The place of each case: its group and its score within that; and among all, its rank and who does it."""

    group: Codes
    score: Reals
    sums: Reals  # what is at stake: nothing once a case is over
    due: Numbers
    weights: Weights

    @cached_property
    def rank(self) -> Numbers:
        """The place of each case among all, from 1 on."""
        return ranks(self.group, self.score, self.due, self.sums, self.weights)

    @cached_property
    def who(self) -> Numbers:
        """1 to the number of people; 0 where nobody is left for it, or there is nothing to do."""
        return people(self.group, self.rank, self.weights)


def order(decided: Decided, sums: Reals, weights: Weights, aside: Sequence[int] = ()) -> Ordered:
    """The order of many cases; rows that were set aside come last and belong to nobody."""
    group = _groups(decided, weights)
    group[list(aside)] = ENDED
    at_stake = np.where(group == ENDED, 0.0, np.nan_to_num(sums, nan=weights.sum))
    score = _score(decided, at_stake, weights)
    return Ordered(group, score, np.where(group == ENDED, np.nan, sums), decided.deadlines.due.at, weights)


def ranks(group: Codes, score: Reals, due: Numbers, sums: Reals, weights: Weights) -> Numbers:
    """The place of each case among all, from 1 on; of equal ones the first that came."""
    later = np.where(due == NEVER, ALWAYS, due)
    # What waits for others stands by the time at which the turn comes back.
    first = np.where(group < WAITING, -score, 0.0)
    rank = np.empty(len(group), dtype=np.int64)
    at_stake = np.nan_to_num(sums, nan=weights.sum)
    rank[np.lexsort((-at_stake, later, first, group))] = np.arange(1, len(group) + 1)
    return rank


def tonight(at: datetime) -> int:
    """The end of the day in Beijing."""
    today = ticks(at) + AHEAD
    return today - today % DAY + DAY - AHEAD


def _groups(decided: Decided, weights: Weights) -> Codes:
    now = ticks(decided.now)
    next_shift = ticks(after_working_days(decided.now, 1).ends_at)  # what ends before that has to be done today
    ends, mine = decided.deadlines, decided.state["turn"] == code("turn", "you")
    quiet = (decided.touched != NEVER) & (now - decided.touched >= weights.forgotten * DAY)
    due = ends.due.at
    group = np.where(mine, np.uint8(LATER), np.uint8(WAITING))
    for place, condition in (
        (SOON, mine & (due != NEVER) & (due < next_shift)),
        (TODAY, mine & (((due != NEVER) & (due < tonight(decided.now))) | quiet)),
        (LAPSING, (ends.lose.at != NEVER) & (ends.lose.at < next_shift)),
        # What was done after a time had ended is an answer to that; only a time that ended since then is overdue.
        (OVERDUE, mine & (ends.since.at != NEVER) & (ends.since.at > decided.touched)),
        (ENDED, decided.state["action"] == code("action", "closed")),
    ):
        np.copyto(group, np.uint8(place), where=condition)
    return group


def _score(decided: Decided, at_stake: Reals, weights: Weights) -> Reals:
    """Money × time × gain, each as often as it weighs; as a logarithm, so that no product grows too large."""
    money = np.log(np.maximum(at_stake, _LEAST))
    hours = np.clip(hours_left(decided, weights), _LEAST, weights.horizon)
    gain = np.log(_gain(decided))
    score = weights.money * money + weights.time * np.log(weights.horizon / hours) + weights.gain * gain
    return np.round(score, 6)


def hours_left(decided: Decided, weights: Weights) -> Reals:
    """The hours until something is lost, else until the next deadline, else the horizon."""
    lose, due = decided.deadlines.lose.at, decided.deadlines.due.at
    until = np.where(lose != NEVER, lose, due)
    hours = (until - ticks(decided.now)) / HOUR
    return np.where(until == NEVER, weights.horizon, hours)


def _gain(decided: Decided) -> Reals:
    """What acting now is likely to move; half of it where something is missing first."""
    known = gains(decided.book)
    by_action = np.array([max(known.get(action, 0.0), 0.01) for action in WORDS["action"]])
    return by_action[decided.state["action"]] * np.where(decided.blocked, 0.5, 1.0)


def people(group: Codes, rank: Numbers, weights: Weights) -> Numbers:
    """The people in turn, the first cases first; what is more than they can do has nobody."""
    several = int(weights.people)
    done: Flags = (group < WORK) & (rank <= several * int(weights.each))
    return np.where(done, (rank - 1) % max(several, 1) + 1, 0)

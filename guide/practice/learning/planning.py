"""What to practise now: a few skills at a time in turn, a day's set, and what rests until another day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from guide.engine.case import BEIJING
from guide.practice.learning.mastery import CHECK, DUE, LEARNING, MASTERED, NEW, STUCK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.practice.learning.mastery import Record, Standing

#: Answers of one day, about ten minutes; and skills that are learned at the same time.
DAILY, AT_ONCE = 8, 3
#: Why a skill waits although it is not mastered.
RESTS = "rests"


class Task(NamedTuple):
    """What to practise now: a skill, its rung, and why: due, stuck, learning, new, resting or mastered."""

    skill: str
    rung: str
    why: str


def tasks(found: Mapping[str, Standing], now: datetime) -> tuple[Task, ...]:
    """Everything there is to do, in order.

    First comes whatever a worked example was just shown of, then what is due, then the skills that are learned now,
    the oldest first, with a new one as long as these are few. What went well twice today rests until another day.
    """
    states = {skill: standing.state(now) for skill, standing in found.items()}
    oldest = sorted(found, key=lambda skill: found[skill].last or datetime.min.replace(tzinfo=UTC))
    begun = [skill for skill in oldest if states[skill] in (LEARNING, STUCK)]
    shown = [skill for skill in begun if found[skill].is_shown]
    rests = [skill for skill in begun if found[skill].rests(now)]
    active = [skill for skill in begun if skill not in (*shown, *rests)]
    fresh = [skill for skill in found if states[skill] == NEW]
    first = fresh[:1] if len(active) + len(shown) < AT_ONCE else []
    order = [(skill, states[skill]) for skill in shown]
    order += [(skill, DUE) for skill in oldest if states[skill] == DUE]
    order += [(skill, NEW) for skill in first] + [(skill, states[skill]) for skill in active]
    order += [(skill, NEW) for skill in fresh if skill not in first] + [(skill, RESTS) for skill in rests]
    order += [(skill, MASTERED) for skill in oldest if states[skill] == MASTERED]
    return tuple(Task(skill, CHECK if found[skill].mastered else found[skill].rung, why) for skill, why in order)


def answered_today(records: Iterable[Record], now: datetime) -> tuple[Record, ...]:
    """The answers of this day; worked examples are none."""
    today = now.astimezone(BEIJING).date()
    return tuple(r for r in records if r.level != "seen" and r.at.astimezone(BEIJING).date() == today)

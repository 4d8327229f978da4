"""The home of a trainee: what to do now, the ladder of skills, and sets from the trainer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from guide.engine.case import BEIJING
from guide.engine.drafts import say_day
from guide.practice.cases.building import edition
from guide.practice.exercises.exercise import BEST
from guide.practice.learning.mastery import DUE, MASTERED, NEW, RUNGS, STUCK
from guide.practice.learning.planning import DAILY, answered_today, tasks
from guide.practice.skills import skills
from guide.practice.teaching.assignments import SKILL
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from guide.practice.learning.mastery import Record, Standing
    from guide.practice.learning.planning import Task
    from guide.practice.teaching.assignments import Assignment
    from guide.ui.session import Session


#: Skills that ten minutes are enough for, and sets that are shown.
_TEN, _SETS = 3, 3


@dataclass(frozen=True)
class SkillRow:
    """A skill on the ladder."""

    id: str  #: an id of `skill.*`
    kind: str  #: an id of `practice.kind.*`
    rungs: tuple[str, ...]  #: each rung: `d` done, `h` half, empty not yet
    state: str  #: an id of `practice.state.*`
    next: str  #: when it comes up again, in words; empty where nothing is planned
    lapses: int  #: how often it was lost again


@dataclass(frozen=True)
class SetRow:
    """A set of exercises for a class."""

    code: str  #: its code
    name: str  #: what it is about, in words
    done: int  #: how many of its cases the person has answered
    of: int  #: how many there are; 0 where it is one case of its own
    is_old: bool  #: whether it was chosen under earlier rules


def set_row(session: Session, chosen: Assignment, records: Sequence[Record] = ()) -> SetRow:
    """A set in words; for one person with how much of it is done."""
    if chosen.kind == SKILL:
        about = session.say(f"skill.{chosen.about}")
    else:
        table, _, name = chosen.about.partition("/")
        rule = session.book.tables[table].named.get(name) if table in session.book.tables else None
        about = rule.because[session.lang] if rule else ""
    done = {r.case for r in records if r.case in chosen.cases or r.case.startswith(f"{chosen.code}/")}
    name = session.say(f"practice.set.{chosen.kind}", about=about)
    return SetRow(chosen.code, name, len(done), len(chosen.cases), chosen.edition != edition(session.book))


@dataclass(frozen=True)
class PracticeHome(Context):
    """The one answer to: what shall I do now."""

    template: ClassVar[str] = "practice_home.html"
    sign: str  #: who practises; empty without a class
    day: str  #: today, in words
    skill: str  #: the skill that comes now: an id of `skill.*`
    why: str  #: why: an id of `practice.why.*`
    rung: str  #: how: an id of `practice.rung.*`
    ten: tuple[str, ...]  #: the skills of the next ten minutes
    ladder: tuple[SkillRow, ...]  #: every skill
    counts: tuple[int, int, int, int]  #: mastered, due, stuck, new
    done: int  #: answers so far
    best: int  #: of these at best
    today: int  #: answers of today
    daily: int  #: answers of a day's set
    tomorrow: str  #: the skill that comes first another day: an id of `skill.*`; empty before the set of today is done
    assigned: tuple[SetRow, ...]  #: sets from the trainer, the newest first
    note: str  #: an id of words about where the answers are kept
    erasing: bool  #: whether it is asked if everything is to be deleted


def home(
    session: Session, found: Mapping[str, Standing], order: Sequence[Task], records: Sequence[Record], sign: str,
    assigned: Sequence[Assignment], note: str, *, erasing: bool,
) -> PracticeHome:  # fmt: skip
    """The home of a person, from where they are with each skill."""
    now = session.now()
    states = {skill: standing.state(now) for skill, standing in found.items()}
    answered = [record for record in records if record.level != "seen"]
    today = len(answered_today(records, now))
    counts = (*(sum(s == state for s in states.values()) for state in (MASTERED, DUE, STUCK, NEW)),)
    return PracticeHome(
        sign, say_day(session.lang, now.astimezone(BEIJING).date(), now), order[0].skill, order[0].why, order[0].rung,
        tuple(task.skill for task in order[:_TEN]),
        tuple(_row(session, skill, standing, states[skill], now) for skill, standing in found.items()),
        (counts[0], counts[1], counts[2], counts[3]), len(answered), sum(r.level == BEST for r in answered),
        today, DAILY, _tomorrow(found, now) if today >= DAILY else "",
        tuple(set_row(session, one, records) for one in assigned[:_SETS]), note, erasing,
    )  # fmt: skip


def _tomorrow(found: Mapping[str, Standing], now: datetime) -> str:
    return tasks(found, now + timedelta(days=1))[0].skill


def _row(session: Session, skill: str, standing: Standing, state: str, now: datetime) -> SkillRow:
    at = RUNGS.index(standing.rung)
    rungs = tuple("d" if standing.mastered or n < at else "h" if n == at and standing.last else "" for n in range(4))
    due = say_day(session.lang, standing.due.astimezone(BEIJING).date(), now) if standing.due and state != DUE else ""
    (kind, *_) = skills(session.book)[skill].kinds
    return SkillRow(skill, kind, rungs, state, due, standing.lapses)


@dataclass(frozen=True)
class JoinFoot(Context):
    """The button that joins a class, and the one that forgets it."""

    template: ClassVar[str] = "practice_join.html"
    is_gone: bool  #: whether the class that this device remembers is not there

"""Mastery: a ladder for each skill, replayed from the answers of a person; nothing of it is kept beside them.

A worked example, then exercises with hints, then alone, then the check. A skill is mastered when its last four unaided
answers are at best, on four different rules, on two days, with a contrast pair among them; from then on it is checked
again at growing distances, which `fsrs` plans from the grades.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.engine.case import BEIJING
from guide.practice.exercises.exercise import BEST, LEVELS, POSSIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fsrs import Scheduler

#: The rungs of the ladder of a skill.
EXAMPLE, GUIDED, ALONE, CHECK = RUNGS = ("example", "guided", "alone", "check")
#: How a skill stands, as one word.
NEW, LEARNING, STUCK, DUE, MASTERED = STATES = ("new", "learning", "stuck", "due", "mastered")
#: Unaided answers that count, the days they are spread over, and when somebody is stuck: misses among the last ones.
LAST, DAYS, MISSES, LOOKED_AT = 4, 2, 5, 7
#: After so many misses in a row there are hints again, after so many at best the check.
_BACK = 2


class Record(NamedTuple):
    """One answer of a person; it says nothing about who they are."""

    at: datetime
    skill: str
    kind: str
    rule: str  # the rule that the case is about
    case: str  # the case, by rule and seed
    level: str  # how it was graded; `seen` of a worked example
    rung: str
    chosen: str  # what was chosen, as one text
    key: str  # what the engine says, as one text
    edition: str
    pair: str = ""  # of a contrast pair, what both have in common

    def to_plain(self) -> dict[str, Any]:
        """As plain values for the store."""
        return self._asdict() | {"at": self.at.astimezone(UTC).isoformat()}


_BLANK = dict.fromkeys(Record._fields[1:], "")
_texts = itemgetter(*_BLANK)


def read_record(plain: dict[str, Any]) -> Record | None:
    """An answer from plain values; None where it is none. Equal texts of many answers are kept once."""
    try:
        at = datetime.fromisoformat(str(plain["at"]))
        record = Record._make((at, *map(intern, _texts(_BLANK | plain))))
    except (KeyError, ValueError, TypeError):
        return None
    return record if record.level in (*LEVELS, "seen") and record.rung in RUNGS and at.tzinfo else None


def as_text(answer: Mapping[str, frozenset[str]]) -> str:
    """An answer as one text that can be compared and counted."""
    return json.dumps({name: sorted(chosen) for name, chosen in sorted(answer.items())}, ensure_ascii=False)


class Standing(NamedTuple):
    """Where a person is with one skill."""

    rung: str = EXAMPLE
    unaided: tuple[Record, ...] = ()  # the last answers without hints, the newest last
    mastered: bool = False
    checks: tuple[tuple[str, datetime], ...] = ()  # since it was mastered each level and its moment
    is_changed: bool = False  # whether the rules are others since
    lapses: int = 0
    last: datetime | None = None
    is_shown: bool = False  # whether a worked example was the last thing
    recent: tuple[str, ...] = ()  # the levels of the last answers, those with hints too, the newest last

    @property
    def due(self) -> datetime | None:
        """When it is checked again; None where nothing is planned."""
        return _planned(self.checks) if self.checks and not self.is_changed else None

    def state(self, now: datetime) -> str:
        """How it stands, as one word."""
        if self.last is None:
            return NEW
        if self.mastered:
            return DUE if self.due is None or self.due <= now else MASTERED
        return STUCK if self.missed[0] >= MISSES else LEARNING

    @property
    def missed(self) -> tuple[int, int]:
        """How many of the last answers were missed, and how many were looked at.

        That is of those alone, or of all, with hints too, where more were missed: nobody who gets no further than the
        hints is overlooked.
        """
        unaided = [record.level for record in self.unaided[-LOOKED_AT:]]
        return max((sum(level != BEST for level in levels), len(levels)) for levels in (unaided, self.recent))

    @property
    def wants_pair(self) -> bool:
        """Whether the next answers should be a contrast pair."""
        return self.rung == CHECK and not self.mastered and not has_pair(self.unaided[-LAST:])

    def rests(self, now: datetime) -> bool:
        """Whether enough of it went well today, so that the next answer counts for more on another day."""
        last = self.unaided[-_BACK:]
        return self.rung == CHECK and not self.mastered and {*map(_day, last)} == {_day_of(now)}


def _day(record: Record) -> date:
    return _day_of(record.at)


def _day_of(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def has_pair(records: Sequence[Record]) -> bool:
    """Whether two answers differ in one fact of their case and in what is right."""
    pairs = [(r.pair, r.key) for r in records if r.pair]
    return any(a[0] == b[0] and a[1] != b[1] for a in pairs for b in pairs)


def is_enough(records: Sequence[Record]) -> bool:
    """Whether the last unaided answers show that a skill is mastered."""
    last = records[-LAST:]
    return (
        len(last) == LAST
        and all(record.level == BEST for record in last)
        and len({record.rule for record in last}) == LAST
        and len({*map(_day, last)}) >= DAYS
        and has_pair(last)
    )


class Ladder:
    """Where a person is with each skill, brought on by one answer after another."""

    def __init__(self, skills: Iterable[str]) -> None:
        self.found = {skill: Standing() for skill in skills}
        self._seen: set[tuple[str, str, datetime]] = set()

    def add(self, record: Record) -> None:
        """One more answer; the same one in the same moment counts once."""
        if record.skill in self.found and (again := (record.case, record.kind, record.at)) not in self._seen:
            self._seen.add(again)
            self.found[record.skill] = _after(self.found[record.skill], record)


def standings(records: Iterable[Record], skills: Iterable[str], edition: str) -> dict[str, Standing]:
    """Where a person is with each skill, from their answers in the order in which they were stored.

    The order counts and not the clock, which may be set back.
    """
    ladder = Ladder(skills)
    for record in records:
        ladder.add(record)
    return {skill: _under(standing, edition) for skill, standing in ladder.found.items()}


def _under(standing: Standing, edition: str) -> Standing:
    """A skill that was mastered under other rules is due."""
    old = standing.mastered and any(record.edition != edition for record in standing.unaided[-1:])
    return standing._replace(is_changed=True) if old else standing


def _after(standing: Standing, record: Record) -> Standing:
    if record.level == "seen":
        rung = GUIDED if standing.rung == EXAMPLE else standing.rung
        return standing._replace(rung=rung, last=record.at, is_shown=True)
    return _answered(standing, record)._replace(recent=(*standing.recent, record.level)[-LOOKED_AT:])


def _answered(standing: Standing, record: Record) -> Standing:
    if record.rung in (EXAMPLE, GUIDED):
        up = standing.rung in (EXAMPLE, GUIDED) and record.level == BEST
        return standing._replace(rung=ALONE if up else standing.rung, last=record.at, is_shown=False)
    unaided = (*standing.unaided, record)[-LOOKED_AT:]
    good, lapses, check = record.level == BEST, standing.lapses, (record.level, record.at)
    if standing.mastered and record.level not in (BEST, POSSIBLE):
        return Standing(ALONE, unaided, lapses=lapses + 1, last=record.at)
    if standing.mastered or (good and is_enough(unaided)):
        return Standing(CHECK, unaided, mastered=True, checks=(*standing.checks, check), lapses=lapses, last=record.at)
    again = len(unaided) >= _BACK and (unaided[-_BACK].level == BEST) is good
    rung = (CHECK if good else GUIDED) if again else ALONE
    return Standing(rung, unaided, lapses=lapses, last=record.at)


@lru_cache(maxsize=4096)
def _planned(checks: tuple[tuple[str, datetime], ...]) -> datetime:
    """When a mastered skill is checked next: the software plans it from how the checks went."""
    from fsrs import Card, Rating

    card = Card(card_id=1, due=checks[0][1].astimezone(UTC))
    for level, at in checks:
        card, _ = _scheduler().review_card(card, Rating.Good if level == BEST else Rating.Hard, at.astimezone(UTC))
    return card.due


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())

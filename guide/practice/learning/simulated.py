"""Simulated learners, to measure the ladder and to fill a sample class; whatever shows them says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from guide.practice.exercises.exercise import BEST, NOT_YET, POSSIBLE
from guide.practice.learning.mastery import EXAMPLE, GUIDED, LAST, Ladder, Record
from guide.practice.learning.planning import tasks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Learner(NamedTuple):
    """A way of learning: how often what is known is answered right, what is guessed, and how fast it is learned.

    `same` chooses the first option always: right exactly where the key is that.
    """

    name: str
    knows: float
    guesses: float
    learns: float
    same: bool = False


LEARNERS = (
    Learner("typical", 0.93, 0.15, 0.22),
    Learner("guessing", 0.25, 0.25, 0.0),
    Learner("slow", 0.9, 0.15, 0.05),
    Learner("same", 0.25, 0.25, 0.0, same=True),
)


class Month(NamedTuple):
    """A month of practice: the answers, and the skills that were declared mastered, each with whether it was known."""

    records: tuple[Record, ...]
    declared: tuple[tuple[str, bool], ...]


def month(
    learner: Learner, rules: Mapping[str, Sequence[str]], rng: Random, begin: datetime, days: int = 30, daily: int = 8
) -> Month:
    """A month of one learner, along the ladder."""
    known: set[str] = set()
    records: list[Record] = []
    ladder = Ladder(rules)
    declared: dict[str, bool] = {}
    for day in range(days):
        if rng.random() < 0.2:
            continue  # not everybody comes every day
        for number in range(daily):
            now = begin + timedelta(days=day, minutes=number)
            task = tasks(ladder.found, now)[0]
            paired = ladder.found[task.skill].wants_pair
            records.append(_answer(learner, task.skill, task.rung, paired, records, known, rules, rng, now))
            ladder.add(records[-1])
            if ladder.found[task.skill].mastered and task.skill not in declared:
                declared[task.skill] = task.skill in known
    return Month(tuple(records), tuple(declared.items()))


def _answer(
    learner: Learner, skill: str, rung: str, paired: bool, records: Sequence[Record], known: set[str],
    rules: Mapping[str, Sequence[str]], rng: Random, now: datetime,
) -> Record:  # fmt: skip
    mine = [record for record in records if record.skill == skill]
    other = paired and mine and mine[-1].pair == mine[-1].case
    key = rng.choice("abcd")
    last = {record.rule for record in mine[1 - LAST :]}
    rule = rng.choice([r for r in rules[skill] if r not in last] or list(rules[skill]))
    case = f"{rule}/{len(mine)}"
    if other:
        key, case = rng.choice([k for k in "abcd" if k != mine[-1].key]), mine[-1].case + "+"
    if rung == EXAMPLE:
        level = "seen"
    elif learner.same:
        level = BEST if key == "a" else NOT_YET
    else:
        chance = learner.knows if skill in known else learner.guesses + (0.2 if rung == GUIDED else 0)
        level = BEST if rng.random() < chance else rng.choice((POSSIBLE, NOT_YET, NOT_YET))
    if rng.random() < learner.learns:
        known.add(skill)
    wrong = rng.choice([k for k in "abcd" if k != key])
    return Record(now, skill, "decide", rule, case, level, rung, key if level == BEST else wrong, key, "e",
                  mine[-1].pair if other else case)  # fmt: skip


def false_mastery(
    learner: Learner, rules: Mapping[str, Sequence[str]], people: int, seed: int, begin: datetime
) -> tuple[int, int, int]:
    """Of people, and so many skills each: those declared mastered while they were not known, all declared, and all."""
    wrong = declared = 0
    for person in range(people):
        found = month(learner, rules, Random(f"{seed}/{learner.name}/{person}"), begin).declared
        declared += len(found)
        wrong += sum(not known for _, known in found)
    return wrong, declared, people * len(rules)

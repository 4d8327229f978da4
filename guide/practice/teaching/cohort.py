"""A class in numbers: the rules that are missed most, who masters what, who is stuck, and what to teach next."""

from __future__ import annotations

import json
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from guide.practice.exercises.exercise import BEST
from guide.practice.learning.mastery import STATES, STUCK, standings
from guide.practice.skills import skills

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.practice.learning.mastery import Record, Standing

#: Fewer people than this have no rate, and no discrimination.
FEWEST, FEW = 5, 20
_Z = 1.959964
#: Cases to teach a rule with.
CASES = 5


class Interval(NamedTuple):
    """A share with its Wilson interval of 95 %."""

    share: float
    low: float
    high: float


def wilson(missed: int, people: int) -> Interval:
    """The share of people who missed, and the interval in which it lies."""
    if not people:
        return Interval(0.0, 0.0, 1.0)
    share, square = missed / people, _Z * _Z
    middle = (share + square / (2 * people)) / (1 + square / people)
    half = _Z * sqrt(share * (1 - share) / people + square / (4 * people * people)) / (1 + square / people)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


class Missed(NamedTuple):
    """A rule at its first try: how many met it, how many missed it, and what they chose instead."""

    rule: str
    people: int
    missed: int
    interval: Interval
    wrong: str  # the wrong action that was chosen most; empty where there is none
    wrong_count: int
    key: str  # the right action
    discrimination: float | None  # None below FEW people


class Person(NamedTuple):
    """One row of the grid: a sign, and how each skill stands."""

    sign: str
    states: Mapping[str, str]
    stuck: tuple[tuple[str, int, int], ...]  # skill, misses, answers looked at


def first_tries(records: Mapping[str, Sequence[Record]]) -> pd.DataFrame:
    """The first answer of each person to each rule, of the decisions; worked examples are none."""
    import pandas as pd

    rows: list[tuple[str, str, bool, str, str]] = []
    for sign, answers in records.items():
        met: set[str] = set()
        for r in answers:
            if r.kind == "decide" and r.rule not in met and r.level != "seen":
                met.add(r.rule)
                rows.append((sign, r.rule, r.level == BEST, action_of(r.chosen), action_of(r.key)))
    return pd.DataFrame(rows, columns=["sign", "rule", "good", "chosen", "key"])


def most_missed(records: Mapping[str, Sequence[Record]]) -> tuple[Missed, ...]:
    """The rules in the order of the lower end of their interval, so that a rule that few have met does not lead."""
    firsts = first_tries(records)
    people, missed = firsts["rule"].value_counts(), firsts["rule"][~firsts["good"]].value_counts()
    keys, together = _most_often(firsts, "key"), _discrimination(firsts)
    wrong = _most_often(firsts[~firsts["good"] & (firsts["chosen"] != firsts["key"])], "chosen")
    found = (
        Missed(rule, n, bad := int(missed.get(rule, 0)), wilson(bad, n), *wrong.get(rule, ("", 0)), keys[rule][0],
               together.get(rule))
        for rule, n in people.items()
    )  # fmt: skip
    return tuple(sorted(found, key=lambda m: (m.people < FEWEST, -m.interval.low, m.rule)))


def _most_often(answers: pd.DataFrame, name: str) -> dict[str, tuple[str, int]]:
    """For each rule what stands most often in a column, and how often; of equals the first."""
    counts = answers.groupby(["rule", name], sort=False).size().sort_values(ascending=False, kind="stable")
    found: dict[str, tuple[str, int]] = {}
    for (rule, text), count in counts.items():
        found.setdefault(rule, (text, int(count)))
    return found


def _discrimination(firsts: pd.DataFrame) -> dict[str, float]:
    """How an answer goes with the person's other first answers, of the rules that at least FEW have met."""
    each = firsts.groupby("sign")["good"]
    rest = (each.transform("sum") - firsts["good"]) / (each.transform("size") - 1).clip(lower=1)
    good, found = firsts["good"].astype(float), dict[str, float]()
    for rule, places in firsts.groupby("rule").indices.items():
        if len(places) >= FEW and (value := good.iloc[places].corr(rest.iloc[places])) == value:
            found[str(rule)] = float(value)
    return found


@lru_cache(maxsize=4096)
def action_of(text: str) -> str:
    """The action in an answer that was kept as text."""
    try:
        return ",".join(json.loads(text).get("action", [])) or text
    except (ValueError, AttributeError):
        return text


class Figures:
    """What is counted of a class: the rules that are missed, and where everybody is with each skill.

    While its answers are the same object it is not counted again, nor is a person without another answer.
    """

    def __init__(self, book: Book, edition: str) -> None:
        self.skills, self.edition = tuple(skills(book)), edition
        self.records: Mapping[str, Sequence[Record]] = {}
        self.missed: tuple[Missed, ...] = ()
        self.found: dict[str, dict[str, Standing]] = {}
        self.answers = 0  # worked examples are none

    def count(self, records: Mapping[str, Sequence[Record]]) -> None:
        """Count what is new."""
        if records is self.records:
            return
        old, before = self.records, self.found
        self.records = records
        self.missed = most_missed(records) if any(records.values()) else ()
        self.answers = sum(r.level != "seen" for answers in records.values() for r in answers)
        self.found = {
            sign: before[sign] if old.get(sign) is answers else standings(answers, self.skills, self.edition)
            for sign, answers in records.items()
        }


def grid(all_found: Mapping[str, Mapping[str, Standing]], now: datetime) -> tuple[Person, ...]:
    """Who masters what; those who are stuck come first, then by their signs."""
    people: list[Person] = []
    for sign, found in all_found.items():
        states = {skill: standing.state(now) for skill, standing in found.items()}
        stuck = tuple((skill, *found[skill].missed) for skill, state in states.items() if state == STUCK)
        people.append(Person(sign, states, stuck))
    return tuple(sorted(people, key=lambda person: (not person.stuck, person.sign)))


def totals(people: Sequence[Person], book: Book) -> dict[str, dict[str, int]]:
    """For each skill how many people stand how."""
    return {skill: {state: sum(p.states[skill] == state for p in people) for state in STATES} for skill in skills(book)}


def to_teach(missed: Sequence[Missed]) -> tuple[Missed, tuple[str, ...]] | None:
    """The rule to teach next, with the cases to teach it with: the same for everybody."""
    first = next((m for m in missed if m.missed and m.people >= FEWEST), None)
    return None if first is None else (first, tuple(f"{first.rule}/{seed}" for seed in range(1, CASES + 1)))

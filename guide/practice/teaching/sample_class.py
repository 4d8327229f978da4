"""A sample class: made-up people who answer by chance; whatever shows it says that it is simulated."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from guide.practice.cases.building import decisions, edition
from guide.practice.exercises.exercise import BEST, NOT_YET
from guide.practice.learning.mastery import ALONE, EXAMPLE, Record
from guide.practice.skills import rules_of, skills

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book

PEOPLE, ANSWERS = 40, 90
#: Exercises of a skill in a run.
_RUN = 5
#: What patience means for the next step.
_AFTER = {"remind": "remind_seller", "waiting": "wait_seller", "pending": "wait_seller", "promised": "await_promise"}
#: What is chosen instead by whoever misses.
_INSTEAD = {"remind_seller": "wait_seller", "wait_seller": "apply_platform", "apply_platform": "remind_seller",
            "await_promise": "remind_seller", "gather_evidence": "apply_platform"}  # fmt: skip


def sample_class(
    book: Book, now: datetime, people: int = PEOPLE, answers: int = ANSWERS
) -> dict[str, tuple[Record, ...]]:
    """The answers of a class; equal moments give equal classes."""
    rules = decisions(book)
    return {f"T-{n:02}": _person(book, rules, n, now, answers) for n in range(1, people + 1)}


def _person(book: Book, rules: Mapping[str, object], number: int, now: datetime, answers: int) -> tuple[Record, ...]:
    """Skills one after another in short runs, as the ladder gives them; the last two of a run are a contrast pair."""
    rng = Random(f"sample class/{number}")
    able, records = rng.uniform(0.55, 1.0), list[Record]()
    order = [skill for skill in skills(book) if rng.random() < able]
    while len(records) < answers:
        for skill in order:
            chosen = rng.sample(of := rules_of(book, skill), min(len(of), _RUN))
            rungs = (
                [ALONE] * len(chosen) if any(r.skill == skill for r in records) else [EXAMPLE, *[ALONE] * len(chosen)]
            )
            for place, (rung, rule) in enumerate(zip(rungs, (*chosen[:1], *chosen), strict=False)):
                pair = f"{skill}/{len(records) - (place == len(rungs) - 1)}"
                at = now - timedelta(days=14 - 14 * min(len(records), answers) / answers, minutes=number)
                records.append(_answer(book, skill, rule, rung, at, able, pair, rng))
    return tuple(records[:answers])


def _answer(book: Book, skill: str, rule: str, rung: str, at: datetime, able: float, pair: str, rng: Random) -> Record:
    """One answer: right by chance, the hard rules less often."""
    table, _, id_ = rule.partition("/")
    then = book.tables[table].named[id_].then
    key = then.get("action") or _AFTER.get(then.get("patience", ""), "apply_platform")
    hard = (sum(map(ord, rule)) % 50) / 100  # the same for everybody, so that some rules are missed more
    good = rng.random() < able - hard * (1.6 - able) + 0.2
    chosen = key if good else _INSTEAD.get(key, "wait_seller" if key != "wait_seller" else "apply_platform")
    (kind, *_) = skills(book)[skill].kinds
    level = "seen" if rung == EXAMPLE else BEST if good else NOT_YET
    return Record(at, skill, kind, rule, f"{rule}/{rng.randrange(1, 1_000)}", level, rung,
                  json.dumps({"action": [chosen]}), json.dumps({"action": [key], "of": rule}), edition(book),
                  pair)  # fmt: skip

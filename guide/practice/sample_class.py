"""A sample class: made-up people who answer by chance; whatever shows it says that it is simulated."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from guide.practice.building import decisions, edition
from guide.practice.exercise import BEST, NOT_YET
from guide.practice.mastery import ALONE, Record
from guide.practice.skills import skill_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book

PEOPLE, ANSWERS = 40, 60
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
    rng = Random(f"sample class/{number}")
    able, records = rng.uniform(0.45, 0.95), list[Record]()
    for n in range(answers):
        rule = rng.choice(tuple(rules))
        table, _, id_ = rule.partition("/")
        then = book.tables[table].named[id_].then
        key = then.get("action") or _AFTER.get(then.get("patience", ""), "apply_platform")
        hard = (sum(map(ord, rule)) % 50) / 100  # the same for everybody, so that some rules are missed more
        good = rng.random() < able - hard + 0.2
        chosen = key if good else _INSTEAD.get(key, "wait_seller" if key != "wait_seller" else "apply_platform")
        at = now - timedelta(days=14 - 14 * n / answers, minutes=number)
        skill, level = skill_of(book, "decide", rule), BEST if good else NOT_YET
        records.append(
            Record(at, skill, "decide", rule, f"{rule}/{n + 1}", level, ALONE,
                   json.dumps({"action": [chosen]}), json.dumps({"action": [key]}), edition(book), f"{rule}/{n + 1}")
        )  # fmt: skip
    return tuple(records)

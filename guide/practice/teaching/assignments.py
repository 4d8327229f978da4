"""Sets of exercises that a trainer gives to a class: by skill, by rule, from a case file, or what the class misses.

A set names its cases by rule and seed, so it is the same for everybody; a case file goes along without typed texts.
"""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import part
from guide.cases.casefile import CaseError, from_plain, read_moment, to_plain
from guide.cases.receipt import redacted
from guide.practice.cases.building import build, edition
from guide.practice.exercises.difficulty import DIFFICULTIES, difficulty
from guide.practice.learning.training import Given, choices, from_file, recall
from guide.practice.skills import rules_of, skills
from guide.practice.teaching.cohort import CASES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.case import Case

#: What a set is about.
SKILL, RULE, MISSED, FILE = KINDS = ("skill", "rule", "missed", "file")
#: Signs of a code that nobody mistakes for another, and how many of them a code has.
_SIGNS, _LONG = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 4
#: Cases that are looked at for a set.
_TRIES = 60


class Assignment(NamedTuple):
    """A set of exercises: its code, what it is about, its cases, and the edition under which they were chosen."""

    code: str
    kind: str
    about: str  # a skill, a rule, or nothing
    cases: tuple[str, ...]  # by rule and seed; of a case file none
    edition: str
    file: Mapping[str, Any] | None = None  # of a case file the case and its moment, as plain values

    def to_plain(self) -> dict[str, Any]:
        """As plain values for the store."""
        return self._asdict() | {"cases": list(self.cases)}


def read_assignment(plain: Mapping[str, Any]) -> Assignment | None:
    """A set from plain values; None where it is none."""
    texts = {name: plain.get(name) for name in ("code", "kind", "about", "edition")}
    cases, file = plain.get("cases"), plain.get("file")
    if not all(isinstance(text, str) for text in texts.values()) or texts["kind"] not in KINDS:
        return None
    if not isinstance(cases, list) or not (cases or isinstance(file, dict)):
        return None
    return Assignment(**texts, cases=tuple(map(str, cases)), file=file if isinstance(file, dict) else None)  # type: ignore[arg-type]


def _made(kind: str, about: str, cases: tuple[str, ...], book: Book, file: Mapping[str, Any] | None = None
          ) -> Assignment | None:  # fmt: skip
    if not cases and file is None:
        return None
    text = json.dumps([kind, about, cases, edition(book), file], sort_keys=True).encode()
    number = int.from_bytes(hashlib.sha256(text).digest()[:8])
    code = "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(_LONG))
    return Assignment(code, kind, about, cases, edition(book), file)


def by_skill(book: Book, skill: str, before: int = 0) -> Assignment | None:
    """Exercises of a skill about different rules; another set as long as there were fewer `before`."""
    if skill not in skills(book):
        return None
    rng, found = Random(f"set {skill} {before}"), dict[str, str]()
    for _ in range(_TRIES):
        case = build(book, rng.choice(rules_of(book, skill)), rng.randrange(1, 100_000))
        given = next(choices(book, case, skill), None) if case is not None else None
        if given is not None and given.exercise.rule not in found:
            found[given.exercise.rule] = given.case.number
        if len(found) == CASES:
            break
    return _made(SKILL, skill, tuple(found.values()), book)


def by_rule(book: Book, rule: str, before: int = 0, kind: str = RULE) -> Assignment | None:
    """Cases in which a rule decides, the easy ones first; other ones as long as there were fewer `before`."""
    numbers = range(1 + before * CASES, 1 + (before + 1) * CASES)
    found = ((f"{rule}/{number}", decision(book, f"{rule}/{number}")) for number in numbers)
    hard = {name: DIFFICULTIES.index(difficulty(given.exercise, book)) for name, given in found if given is not None}
    return _made(kind, rule, tuple(sorted(hard, key=hard.__getitem__)), book)


@part
def decision(book: Book, number: str) -> Given | None:
    """The decision of a case of a rule; None where the edition has none."""
    return recall(book, number, "decide", number.rpartition("/")[0])


def by_file(book: Book, case: Case, now: datetime) -> Assignment | None:
    """The decisions of a real case, with nothing in it that was typed; None where there are none."""
    kept = redacted(case)
    plain = {"case": to_plain(kept), "now": now.isoformat()}
    return _made(FILE, "", (), book, plain) if from_file(kept, book, now) else None


def anew(book: Book, old: Assignment) -> Assignment | None:
    """A set of an older edition under the rules of today; None where nothing of it is left."""
    if old.kind == SKILL:
        return by_skill(book, old.about)
    return old._replace(edition=edition(book)) if exercises(book, old) else None


def exercises(book: Book, chosen: Assignment) -> tuple[Given, ...]:
    """The exercises of a set, under the rules of today; those whose rule is gone are left out."""
    if chosen.file is not None:
        try:
            case, now = from_plain(chosen.file.get("case")), read_moment("now", chosen.file.get("now"))
        except CaseError:
            return ()
        return from_file(case, book, now, chosen.code)
    given = (_exercise(book, chosen, number) for number in chosen.cases)
    return tuple(one for one in given if one is not None)


def _exercise(book: Book, chosen: Assignment, number: str) -> Given | None:
    if chosen.kind != SKILL:
        return decision(book, number)
    rule, _, seed = number.rpartition("/")
    case = build(book, rule, int(seed)) if seed.isdecimal() else None
    if case is None or chosen.about not in skills(book):
        return None
    return next(choices(book, case, chosen.about), None)

"""The exercise that a skill gets next: unlike those before, and for the check one fact apart from the last."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from guide.engine.advice import advise
from guide.engine.changes import say_event
from guide.practice.building import PracticeCase, build, edition
from guide.practice.deciding import decide
from guide.practice.feedback import variants
from guide.practice.mastery import Record, as_text
from guide.practice.people import Line
from guide.practice.scenes import scenes
from guide.practice.skills import rules_of, skills
from guide.practice.telling import retell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.practice.exercise import Exercise
    from guide.practice.mastery import Task

#: Cases that are looked at for an exercise of a kind.
_TRIES = 24


class Given(NamedTuple):
    """An exercise that is set: the case it comes from, what was written before it, and its contrast pair, if any."""

    case: PracticeCase
    lines: tuple[Line, ...]
    exercise: Exercise
    pair: str = ""


def give(book: Book, skill: str, practised: Iterable[Record], *, wants_pair: bool = False) -> Given | None:
    """The next exercise of a skill; equal answers so far give equal exercises."""
    records = [record for record in practised if record.skill == skill]
    if wants_pair and records and (other := _other(book, records[-1])) is not None:
        return other
    rng = Random(f"{skill}/{len(records)}")
    last = [record.rule for record in records[-3:]]
    rules = [ref for ref in rules_of(book, skill) if ref not in last] or list(rules_of(book, skill))
    for number in range(_TRIES):
        case = build(book, rng.choice(rules), len(records) * _TRIES + number + 1)
        if case is not None and (given := _of(book, case, skill)) is not None:
            return given._replace(pair=case.number if skills(book)[skill].kinds == ("decide",) else skill)
    return None


def _of(book: Book, case: PracticeCase, skill: str) -> Given | None:
    """The first exercise of a skill in a case, with all that was written until then."""
    lines: tuple[Line, ...] = ()
    for scene in scenes(case, book):
        lines += scene.lines
        if scene.exercise.skill == skill:
            return Given(case, lines, scene.exercise)
    return None


def _other(book: Book, record: Record) -> Given | None:
    """The other half of a contrast pair: the same case with one thing otherwise, and something else to do."""
    rule, _, seed = record.case.rpartition("/")
    if record.kind != "decide" or record.pair != record.case or not seed.isdigit():
        return None
    case = build(book, rule, int(seed))
    before = None if case is None else _of(book, case, record.skill)
    if case is None or before is None:
        return None
    advice = advise(before.exercise.case, book, before.exercise.now)
    for change, other, now in variants(before.exercise.case, advice, book):
        exercise = decide(other, book, now, case.rng(f"other {change.name} {change.other}"))
        differs = exercise.part("action").key != before.exercise.part("action").key
        if differs and exercise.is_valid and exercise.skill in skills(book):
            return Given(case, before.lines, exercise, record.pair)
    return None


def from_file(case: Case, book: Book, now: datetime) -> tuple[Given, ...]:
    """The decisions of a real case as exercises; it has no seed, so nobody can call for it again."""
    given: list[Given] = []
    for number, decision in enumerate(retell(case, book, now)):
        exercise = decide(decision.case, book, decision.now, Random(f"file/{number}"))
        lines = tuple(
            Line("seller" if e.event in ("seller_replied", "refund_answered") else "time", e.at,
                 {lang: say_event(book, lang, e.event, e.reply) for lang in book.words})
            for e in decision.since
        )  # fmt: skip
        whole = PracticeCase(exercise.rule, 0, edition(book), decision.case, decision.now, {}, "", ())
        given.append(Given(whole, lines, exercise))
    return tuple(given)


def record(given: Given, answer: Mapping[str, frozenset[str]], level: str, task: Task, now: datetime) -> Record:
    """What is kept of an answer."""
    exercise = given.exercise
    key = as_text({part.id: part.key for part in exercise.parts})
    key = (
        f"{exercise.rule} {key}" if exercise.kind == "write" else key
    )  # a sound message is told from the slips beside it
    return Record(now, task.skill, exercise.kind, exercise.rule if exercise.kind == "decide" else given.case.rule,
                  given.case.number, level, task.rung, as_text(answer), key, given.case.edition,
                  given.pair)  # fmt: skip

"""The exercise that a skill gets next: unlike those before, and for the check one fact apart from the last."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from guide.engine.advice import advise
from guide.engine.case import Case
from guide.engine.changes import say_event
from guide.practice.cases.building import PracticeCase, build, edition
from guide.practice.cases.log import others
from guide.practice.cases.log import read as read_log
from guide.practice.cases.telling import retell
from guide.practice.exercises import drills, messages
from guide.practice.exercises.deciding import decide
from guide.practice.exercises.difficulty import DIFFICULTIES, difficulty
from guide.practice.exercises.exercise import KINDS
from guide.practice.exercises.feedback import variants
from guide.practice.learning.mastery import ALONE, CHECK, LAST, Record, as_text
from guide.practice.people import Line
from guide.practice.scenes import played
from guide.practice.skills import rules_of, skill_of, skills

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.practice.exercises.exercise import Exercise
    from guide.practice.learning.planning import Task

#: Cases that are looked at for an exercise of a kind, and fitting ones of which the easier or harder is taken.
_TRIES, _BETWEEN = 24, 2


class Given(NamedTuple):
    """An exercise that is set: the case it comes from, what was written before it, and its contrast pair, if any."""

    case: PracticeCase
    lines: tuple[Line, ...]
    exercise: Exercise
    pair: str = ""


def give(book: Book, skill: str, practised: Iterable[Record], *, wants_pair: bool = False) -> Given | None:
    """The next exercise of a skill, about another rule than the last ones; equal answers give equal exercises.

    Of two the easier one is taken until somebody has answered alone, and from then on the harder one.
    """
    records = [record for record in practised if record.skill == skill]
    last = {record.rule for record in records[1 - LAST :]}
    if wants_pair and records and (other := _other(book, records[-1], last)) is not None:
        return other
    rng = Random(f"{skill}/{len(records)}")
    rules = [ref for ref in rules_of(book, skill) if ref not in last] or list(rules_of(book, skill))
    again: Given | None = None  # about a rule of the last ones, where nothing else comes up
    fitting: list[Given] = []
    for number in range(_TRIES):
        case = build(book, rng.choice(rules), len(records) * _TRIES + number + 1)
        for given in choices(book, case, skill) if case is not None else ():
            if given.exercise.rule not in last:
                fitting.append(given)
                break
            again = again or given
        if len(fitting) == _BETWEEN:
            break
    alone = any(record.rung in (ALONE, CHECK) for record in records)
    fitting.sort(key=lambda given: DIFFICULTIES.index(difficulty(given.exercise, book)), reverse=alone)
    return next(iter(fitting), again)


def choices(book: Book, case: PracticeCase, skill: str) -> Iterator[Given]:
    """The exercises of a skill in a case; to read there is more than one log."""
    if skills(book)[skill].kinds != ("read",):
        yield from exercises_of(book, case, skill)
        return
    rng, at = case.rng("logs"), case.truth.facts.last_scan
    for log in [case.log, *rng.sample(logs := [*others(book, at, rng)], len(logs))] if case.log and at else ():
        reading = read_log(book, log, case.now)
        if skill_of(book, "read", drills.read_rule(reading)) == skill:
            truth = case.truth.with_fact("tracking", reading.state).with_fact("signer", reading.signer)
            truth = truth if log == case.log else Case(truth.facts, ())  # the story would not fit another log
            yield from exercises_of(book, replace(case, truth=truth, log=log), skill)


def exercises_of(book: Book, case: PracticeCase, skill: str) -> Iterator[Given]:
    """The exercises of a skill in a case, each with all that was written until then."""
    (kind, *_), lines = skills(book)[skill].kinds, tuple[Line, ...]()
    if kind in _DRILLED and _DRILLED[kind](case.truth, book, case.now, case.rng(kind)) is None:
        return  # as the story would find, only sooner
    for scene in played(case, book):
        lines += scene.lines
        if scene.exercise.skill == skill:
            yield Given(case, lines, scene.exercise, case.number)
        if scene.exercise.kind == "decide" and kind in _TALKED:
            return


#: Kinds of exercise that come before the first decision, and those that come after it, from the same case.
_TALKED = ("ask", "read")
_DRILLED = {"prove": drills.prove, "write": messages.write, "time": drills.time}


def recall(book: Book, number: str, kind: str, rule: str) -> Given | None:
    """An exercise again, by the number of its case, its kind and its rule; None where the rules have changed too much.

    Of a contrast pair the other half is found beside its case.
    """
    name, _, seed = number.rpartition("/")
    case = build(book, name, int(seed)) if seed.isdecimal() else None
    if case is None or kind not in KINDS:
        return None
    near: list[Given] = []
    for skill in dict.fromkeys(skill_of(book, kind, about) for about in (rule, name)):
        for given in choices(book, case, skill):
            if given.exercise.kind == kind and given.exercise.rule == rule:
                return given
            near.append(given)
    beside = (other for given in near for other in _beside(book, given, given.exercise.skill))
    return next((other for other in beside if other.exercise.rule == rule), None)


def _other(book: Book, record: Record, last: Collection[str]) -> Given | None:
    """The other half of a contrast pair: the same case with one thing otherwise, another rule, and another key."""
    rule, _, seed = record.case.rpartition("/")
    if record.pair != record.case or not seed.isdecimal() or (case := build(book, rule, int(seed))) is None:
        return None
    given = next((g for g in choices(book, case, record.skill) if g.exercise.rule == record.rule), None)
    if given is None:
        return None
    for other in _beside(book, given, record.skill):
        differs = [part.key for part in other.exercise.parts] != [part.key for part in given.exercise.parts]
        if differs and other.exercise.is_valid and other.exercise.rule not in last:
            return other._replace(pair=record.pair)
    return None


def _beside(book: Book, given: Given, skill: str) -> Iterator[Given]:
    """The same exercise one thing apart: one answer more, another line of the log, another fact or slip."""
    case, exercise = given.case, given.exercise
    if exercise.kind in _TALKED:
        yield from choices(book, case, skill)
    elif exercise.kind == "write":
        for number in range(_TRIES):
            rewritten = messages.write(exercise.case, book, exercise.now, case.rng(f"other {number}"))
            if rewritten is not None:
                yield given._replace(exercise=rewritten)
    else:
        set_by = {"decide": decide, "prove": drills.prove, "time": drills.time}[exercise.kind]
        advice = advise(exercise.case, book, exercise.now)
        for change, other_case, now in variants(exercise.case, advice, book):
            changed = set_by(other_case, book, now, case.rng(f"other {change.name} {change.other}"))
            if changed is not None:
                yield given._replace(exercise=changed)


def from_file(case: Case, book: Book, now: datetime, code: str = "") -> tuple[Given, ...]:
    """The decisions of a real case as exercises; only as a set of a class, by its code, can they be called again."""
    given: list[Given] = []
    for number, decision in enumerate(retell(case, book, now)):
        exercise = decide(decision.case, book, decision.now, Random(f"file/{number}"))
        lines = tuple(
            Line("seller" if e.event in ("seller_replied", "refund_answered") else "time", e.at,
                 {lang: say_event(book, lang, e.event, e.reply) for lang in book.words})
            for e in decision.since
        )  # fmt: skip
        whole = PracticeCase(
            code or exercise.rule, number + 1 if code else 0, edition(book), decision.case, decision.now, {}, "", ()
        )
        given.append(Given(whole, lines, exercise))
    return tuple(given)


def record(given: Given, answer: Mapping[str, frozenset[str]], level: str, task: Task, now: datetime) -> Record:
    """What is kept of an answer."""
    exercise = given.exercise
    key = as_text({part.id: part.key for part in exercise.parts})
    if exercise.kind == "write":  # a sound message is told from the slips beside it
        key = f"{exercise.rule} {key}"
    return Record(now, task.skill, exercise.kind, exercise.rule, given.case.number, level, task.rung,
                  as_text(answer), key, given.case.edition, given.pair)  # fmt: skip

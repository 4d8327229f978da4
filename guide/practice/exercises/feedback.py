"""Feedback in five parts: result, deciding fact, rule, why the answer fails here, and what would make it right.

All of it is taken from the case at the moment of the answer: its advice, its blockers, its clocks. What an event would
change is only told as another case, never as the cause of this one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from guide.book.clocks import CLOCKS, PARCEL_READINGS, READINGS
from guide.book.facts import CHOICES, UNKNOWN
from guide.engine import journal
from guide.engine.advice import Advice, advise
from guide.engine.case import Case
from guide.engine.clocks import Clock
from guide.engine.follow import asked, follow
from guide.engine.options import blocking
from guide.engine.reasons import Reason, reason
from guide.practice.cases.wordings import misconception
from guide.practice.exercises import drills, failing, messages, naming
from guide.practice.exercises.deciding import grade_decision
from guide.practice.exercises.exercise import BEST, right

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.practice.cases.wordings import Texts
    from guide.practice.exercises.exercise import Exercise


class Change(NamedTuple):
    """One thing of a case, as it is and as it might have been."""

    kind: str  # event, fact, time
    name: str  # of an event its name, of a fact its name, of a time the clock
    value: str  # a reply, a word, a moment
    other: str = ""  # the same, where it is otherwise
    leads: tuple[str, ...] = ()  # words for the action, or the evidence, that this would lead to
    at: datetime | None = None  # when an event happened


class Feedback(NamedTuple):
    """The verdict on one answer."""

    level: str
    wrong: tuple[str, ...]  # the questions that are not answered as the key says
    fact: Change | None  # the deciding fact of this case
    named: tuple[Texts, ...]  # the same in words, where it is no change of one thing
    reason: Reason | None  # the rule; None where no table decides it
    missing: tuple[Reason, ...]  # what blocks the chosen step here
    clock: Clock | None  # the deadline that runs
    confused: Texts | None  # why somebody takes the one for the other
    contrast: Change | None  # the one thing that would have made it right
    why: tuple[Texts, ...] = ()  # why the answer fails, in words of this case


def judge(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> Feedback:
    """The feedback on an answer; it rests on the exercise alone."""
    advice = advise(exercise.case, book, exercise.now)
    level = _level(exercise, answer, book, advice)
    wrong = tuple(part.id for part in exercise.parts if part.id not in right(exercise, answer))
    if exercise.kind == "decide":
        (chosen,) = answer["action"]
        rule = _reason_of(exercise, advice)
        other, leads = chosen != advice.action, leading(exercise, advice, book)
        right_then = next((change for change in leads if change.leads == (f"action.{chosen}",)), None)
        return Feedback(
            level, wrong, next(iter(leads), None), (), reason(rule, book),
            tuple(reason(b, book) for b in blocking(chosen, advice.route.state, book)) if other else (),
            advice.clock, misconception(book, chosen, advice.action) if other else None,
            right_then,
        )  # fmt: skip
    table, _, name = exercise.rule.partition("/")
    found = book.tables[table].named.get(name) if table in book.tables else None
    if exercise.kind == "time" and advice.clock is not None:
        found = book.tables["clocks"].decide({**advice.route.state, "clock": advice.clock.id})
    fact = deciding_papers(exercise.case, advice, book) if exercise.kind == "prove" and not exercise.picture else None
    return Feedback(level, wrong, fact, naming.named(exercise, book), reason(found, book) if found else None, (),
                    advice.clock, None, None, failing.why(exercise, answer, book))  # fmt: skip


def _level(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book, advice: Advice) -> str:
    if exercise.kind == "decide":
        return grade_decision(exercise, answer, advice)
    if exercise.kind == "ask":
        return drills.grade_question(exercise, answer, book)
    if exercise.kind == "read":
        return drills.grade_reading(exercise, answer)
    if exercise.kind == "prove":
        return drills.grade_proof(exercise, answer)
    if exercise.kind == "time":
        return drills.grade_time(exercise, answer, advice)
    return messages.grade_message(exercise, answer, book)


def best(exercise: Exercise) -> dict[str, frozenset[str]]:
    """The answer that the key gives."""
    return {part.id: part.key for part in exercise.parts}


def is_best(exercise: Exercise, book: Book) -> bool:
    """Whether the key is graded best, as it must be."""
    return judge(exercise, best(exercise), book).level == BEST


#: Answers that nobody doubts in a parcel that has not come; what else differs is told first.
_OBVIOUS = frozenset(["complaint", "bought", "kind", "order_found", "deposit", "worth", "gift"])


def variants(case: Case, advice: Advice, book: Book) -> Iterator[tuple[Change, Case, datetime]]:
    """The case with one thing otherwise: the last answer of somebody, the time, or an answer of the buyer."""
    now, route = advice.now, advice.route
    if case.journal and (last := case.journal[-1]).reply != "none":
        for reply in journal.replies(book.tables["journal"], last.event):
            if reply not in (last.reply, "none"):
                other = Case(case.facts, (*case.journal[:-1], last._replace(reply=reply)))
                yield Change("event", last.event, last.reply, reply, at=last.at), other, now
    for clock in advice.clocks:
        if not clock.paused:
            apart = timedelta(minutes=1 if clock.ends_at > now else -1)
            moment = clock.ends_at + apart
            if not case.journal or moment > case.journal[-1].at:
                yield Change("time", clock.id, clock.ends_at.isoformat(), moment.isoformat()), case, moment
    for name in sorted(asked(route), key=_OBVIOUS.__contains__):
        if name in CHOICES and (word := getattr(route.facts, name)) != UNKNOWN:
            for value in CHOICES[name]:
                if value not in (word, UNKNOWN):
                    yield Change("fact", name, word, value), case.with_fact(name, value), now


def _unanswered(case: Case, advice: Advice) -> Iterator[tuple[Change, Case, datetime]]:
    """The case with one answer more."""
    for name in asked(advice.route):
        if name in CHOICES and name not in _OBVIOUS and getattr(advice.route.facts, name) == UNKNOWN:
            for value in CHOICES[name]:
                if value != UNKNOWN:
                    yield Change("fact", name, UNKNOWN, value), case.with_fact(name, value), advice.now


def _reason_of(exercise: Exercise, advice: Advice) -> Rule:
    """The rule that is the reason for a decision."""
    return next(rule for rule in advice.route.deciding if rule.ref in exercise.part("reason").key)


def leading(exercise: Exercise, advice: Advice, book: Book) -> tuple[Change, ...]:
    """The changes of one thing of a decision that lead to another action, each with it; the one that decides is first.

    That is an answer that a check still lacks, then one that the rule asks for itself, and then the one that changes
    least beside the action: another tracking changes nearly everything, and tells nothing about a name not looked at.
    What a check takes beside its own answer comes last: a search that is not over, a seller who says something else.
    """
    found: list[tuple[tuple[bool, bool, bool, int], Change]] = []
    case, rule, here = exercise.case, _reason_of(exercise, advice), advice.route.state
    checks = rule.table == "self_check"
    open_answers = _unanswered(case, advice) if checks else ()
    for change, other, now in chain(open_answers, variants(case, advice, book)):
        state = follow(other, book, now, None if change.kind == "event" else advice.route.replay).state
        if state["action"] != advice.action:
            ripple = sum(state[name] != word for name, word in here.items())
            beside = checks and (change.kind == "event" or len(rule.asks.get(change.name, ())) > 1)
            apart = beside or change.name in _OBVIOUS
            order = apart, change.value != UNKNOWN, not _asks(rule, change, book), ripple
            found.append((order, change._replace(leads=(f"action.{state['action']}",))))
    return tuple(change for _, change in sorted(found, key=lambda way: way[0]))


def _asks(rule: Rule, change: Change, book: Book) -> bool:
    """Whether a rule asks for a thing itself, or for a word of the clocks or tracks that comes of it."""
    asks = rule.asks.keys()
    if change.kind == "fact":
        return change.name in asks
    if change.kind == "event":
        return journal.track(book.tables["journal"], change.name) in asks
    if change.name == "auto_confirm":
        return bool(asks & {"closing", "window"})
    return CLOCKS[change.name].reading in asks or bool(asks & (READINGS.keys() - PARCEL_READINGS.keys()))


def deciding_papers(case: Case, advice: Advice, book: Book) -> Change | None:
    """The first answer of a case without which other evidence would be required, with that evidence."""
    required = _required(advice)
    for change, other, now in variants(case, advice, book):
        if change.kind == "fact" and change.name not in _OBVIOUS:
            slots = _required(advise(other, book, now))
            if slots and set(slots) != set(required):
                return change._replace(leads=tuple(f"evidence.{slot}" for slot in slots))
    return None


def _required(advice: Advice) -> tuple[str, ...]:
    return tuple(slot.id for slot in advice.evidence if slot.level == "required")

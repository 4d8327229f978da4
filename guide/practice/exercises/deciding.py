"""To decide: the next step and its reason. The key is the engine's own advice, and so is the grade of anything else."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from guide.engine.advice import Advice, advise
from guide.practice.cases.wordings import confused
from guide.practice.exercises.exercise import BEST, HARMFUL, NOT_YET, POSSIBLE, Exercise, Option, Part, right
from guide.practice.skills import skill_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.case import Case
    from guide.practice.cases.wordings import Texts

MOST_CHOICES = 4
#: Neither asked nor offered: at the end there is nothing to do.
NEVER_ASKED = ("closed", "ladder", "self_check")
#: Steps that cannot be taken back, where they are not advised.
FINAL = ("confirm_receipt", "close_case", "withdraw_claim")
#: From which share of common signs on two reasons are hard to tell apart.
_LIKE = 0.75
#: What kind of order it is and what is the matter, which everybody in a talk knows.
_SETTING = ("complaint", "bought", "matter", "problem", "origin", "kind", "worth")
#: How often one of these is offered, and how many steps that people take for the right one.
_OFFERED, _CONFUSED = {"confirm_receipt": 0.2, "close_case": 0.08, "withdraw_claim": 0.05}, 2
#: Steps that only wait.
_WAITING = ("wait_", "await_")


def decide(case: Case, book: Book, now: datetime, rng: Random, rule: str = "") -> Exercise:
    """What to do now, and why."""
    advice = advise(case, book, now)
    reasons = advice.route.deciding
    shown = next((r for r in reasons if r.ref == rule), reasons[0])
    actions = _actions(advice, book, rng)
    options = tuple(Option(action, {lang: words[f"action.{action}"] for lang, words in book.words.items()})
                    for action in actions)  # fmt: skip
    why = (shown, *_reasons(advice, shown, actions, book, rng))
    order = sorted(why, key=lambda r: (r.table, r.row))
    parts = (
        Part("action", options, frozenset([advice.action])),
        Part("reason", tuple(Option(r.ref, dict(r.because)) for r in order), frozenset([shown.ref])),
    )
    return Exercise("decide", shown.ref, skill_of(book, "decide", shown.ref), case, now, parts)


def _actions(advice: Advice, book: Book, rng: Random) -> tuple[str, ...]:
    """The advised action and those easily mistaken for it, one of each grade in turn, in the order of the book.

    The order is the book's, so that the place gives nothing away.
    """
    rules = book.tables["actions"].rules
    order = [rule.id for rule in rules if rule.id not in NEVER_ASKED]
    done = [rule.id for rule in rules if rule.then["event"] in {e.event for e in advice.route.replay.applied}]
    near = sorted(order, key=lambda action: abs(order.index(action) - order.index(advice.action)))
    likely = [*(o.action for o in advice.ways), *(c.action for c in advice.changes), *done]
    likely = [action for action in likely if action not in FINAL]
    likely += [action for action, often in _OFFERED.items() if rng.random() < often and _is_open(advice)]
    graded: dict[str, list[str]] = {}
    for action in dict.fromkeys(a for a in likely if a in order and a != advice.action):
        graded.setdefault(grade_action(advice, action), []).append(action)
    others = [action for each in zip_longest(*graded.values()) for action in each if action]
    mixed_up = confused(book, advice.action)
    first = rng.sample(mixed_up, min(len(mixed_up), _CONFUSED))
    chosen = list(dict.fromkeys([advice.action, *first, *others, *near]))[:MOST_CHOICES]
    return tuple(sorted(chosen, key=order.index))


def _is_open(advice: Advice) -> bool:
    return advice.route.state["outcome"] == "open"


def _reasons(advice: Advice, shown: Rule, actions: tuple[str, ...], book: Book, rng: Random) -> list[Rule]:
    """Reasons that do not hold here: of the same table, first those that would lead to another of the actions, and of
    these those that ask for the least that is otherwise here; last those about an order of another kind.

    One that would lead to the same might hold, too, and is taken only where others are lacking.
    """
    state = advice.route.state
    deciding = {rule.ref for rule in advice.route.deciding}
    rules = [rule for rule in book.tables[shown.table].rules if rule.ref not in deciding]
    rng.shuffle(rules)

    def near(rule: Rule) -> tuple[bool, bool, bool, int]:
        others = {name for name, words in rule.asks.items() if state[name] not in words}
        astray = not others.isdisjoint(_SETTING)
        return rule.then == shown.then, astray, rule.then.get("action", "") not in actions, len(others)

    rules.sort(key=near)
    chosen: list[Rule] = []
    for rule in rules:
        if len(chosen) < MOST_CHOICES - 1 and not any(_is_like(rule, other) for other in (shown, *chosen)):
            chosen.append(rule)
    return chosen


def _is_like(one: Rule, other: Rule) -> bool:
    """Whether two reasons are hard to tell apart."""
    return any(SequenceMatcher(None, text, other.because[lang]).ratio() > _LIKE for lang, text in one.because.items())


def grade_action(advice: Advice, action: str) -> str:
    """The grade of a step, from what is known at the moment alone."""
    if action == advice.action:
        return BEST
    closing = advice.route.state["window"] == "closing"
    if action in FINAL or (closing and action.startswith(_WAITING) and not advice.action.startswith(_WAITING)):
        return HARMFUL
    lacking = any(blocker.field == "held" for option in advice.ways if option.action == action
                  for blocker in option.blockers)  # fmt: skip
    if lacking and advice.action == "gather_evidence":
        return NOT_YET
    return POSSIBLE if action in advice.allowed else NOT_YET


def grade_decision(exercise: Exercise, answer: Mapping[str, frozenset[str]], advice: Advice) -> str:
    """The grade of a step with its reason: the best step for another reason is only possible."""
    (action,) = answer["action"]
    level = grade_action(advice, action)
    return POSSIBLE if level == BEST and "reason" not in right(exercise, answer) else level


def words_of(book: Book, word: str) -> Texts:
    """Words by their id, in each language."""
    return {lang: words[word] for lang, words in book.words.items()}

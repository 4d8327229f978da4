"""To decide: the next step and its reason. The key is the engine's own advice, and so is the grade of anything else."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from guide.engine.advice import Advice, advise
from guide.practice.exercise import BEST, HARMFUL, NOT_YET, POSSIBLE, Exercise, Option, Part, right
from guide.practice.skills import skill_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.case import Case
    from guide.practice.wordings import Texts

MOST_CHOICES = 4
#: Neither asked nor offered: at the end there is nothing to do.
NEVER_ASKED = ("closed", "ladder", "self_check")
#: Steps that cannot be taken back, where they are not advised.
FINAL = ("confirm_receipt", "close_case", "withdraw_claim")
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
    likely = [*(o.action for o in advice.others), *(c.action for c in advice.changes), *done]
    if advice.route.state["outcome"] == "open" and rng.random() < 0.35:
        likely.insert(0, "confirm_receipt")
    graded: dict[str, list[str]] = {}
    for action in dict.fromkeys(a for a in likely if a in order and a != advice.action):
        graded.setdefault(grade_action(advice, action), []).append(action)
    others = [action for each in zip_longest(*graded.values()) for action in each if action]
    chosen = list(dict.fromkeys([advice.action, *others, *near]))[:MOST_CHOICES]
    return tuple(sorted(chosen, key=order.index))


def _reasons(advice: Advice, shown: Rule, actions: tuple[str, ...], book: Book, rng: Random) -> list[Rule]:
    """Reasons that do not hold here: of the same table, first those that would lead to another of the actions."""
    deciding = {rule.ref for rule in advice.route.deciding}
    texts = {tuple(shown.because.values())}
    rules = list(book.tables[shown.table].rules)
    rng.shuffle(rules)
    rules.sort(key=lambda rule: rule.then.get("action", "") not in actions)
    chosen: list[Rule] = []
    for rule in rules:
        if rule.ref not in deciding and tuple(rule.because.values()) not in texts and len(chosen) < MOST_CHOICES - 1:
            texts.add(tuple(rule.because.values()))
            chosen.append(rule)
    return chosen


def grade_action(advice: Advice, action: str) -> str:
    """The grade of a step, from what is known at the moment alone."""
    if action == advice.action:
        return BEST
    closing = advice.route.state["window"] == "closing"
    if action in FINAL or (closing and action.startswith(_WAITING) and not advice.action.startswith(_WAITING)):
        return HARMFUL
    lacking = any(blocker.field == "held" for option in advice.others if option.action == action
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

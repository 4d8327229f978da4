"""Made-up cases worth an exercise: on one day everybody gets the same cases in the same order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from guide.cases import sample
from guide.engine.advice import advise
from guide.engine.case import BEIJING
from guide.practice.telling import retell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.cases.weights import Weights
    from guide.engine.case import Case
    from guide.practice.telling import Decision

#: The number of decisions that makes a made-up case worth an exercise, and of cases that are looked at to find such.
STEPS, LOOKED_AT = range(4, 10), 400


def draw_cases(book: Book, weights: Weights, now: datetime) -> Iterator[tuple[Case, datetime]]:
    """Draw the cases of a day, each with its moment: as many decisions as `STEPS` says, and no blocked action done."""
    day = now.astimezone(BEIJING).date()
    start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    for row in sample.cases(book, weights, LOOKED_AT, start.toordinal(), start):
        decisions = retell(row.case, book, start)
        if len(decisions) in STEPS and not any(_was_blocked(decision, book) for decision in decisions):
            yield row.case, start


def _was_blocked(decision: Decision, book: Book) -> bool:
    """Whether the event after a decision was blocked at the moment of the decision."""
    advice = advise(decision.case, book, decision.now)
    blocked = {option.event for option in (advice.option, *advice.others) if option.blockers}
    return bool(decision.then) and decision.then[0].event in blocked

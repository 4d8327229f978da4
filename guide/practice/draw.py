"""Made-up cases worth an exercise: on one day everybody is given the same ones in the same order."""

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

#: How many decisions make a made-up case worth an exercise, and how many cases are looked at to find such ones.
STEPS, LOOKED_AT = range(4, 10), 400


def drawn(book: Book, weights: Weights, now: datetime) -> Iterator[tuple[Case, datetime]]:
    """The cases of a day, each with its moment: neither short nor long, and nothing done that was blocked."""
    day = now.astimezone(BEIJING).date()
    start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    for row in sample.cases(book, weights, LOOKED_AT, start.toordinal(), start):
        decisions = retell(row.case, book, start)
        if len(decisions) in STEPS and not any(_was_blocked(decision, book) for decision in decisions):
            yield row.case, start


def _was_blocked(decision: Decision, book: Book) -> bool:
    """Whether what came next was not possible at the moment of the decision."""
    advice = advise(decision.case, book, decision.now)
    blocked = {option.event for option in (advice.option, *advice.others) if option.blockers}
    return bool(decision.then) and decision.then[0].event in blocked

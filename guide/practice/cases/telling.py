"""A case told again: every moment at which somebody had to decide what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.events import TRACKING_EVENTS
from guide.book.facts import ASKED_BY, VALUES
from guide.engine.case import Case
from guide.engine.follow import follow
from guide.engine.journal import replay

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.engine.journal import Event

#: Neither asked nor offered: to give a case up is possible everywhere, and at the end there is nothing to do.
NEVER_ASKED = ("close_case", "closed")
#: Answers that are a moment, and the action that asks for each: before that moment nobody could have given them.
_DATED = {name: action for name, action in ASKED_BY.items() if VALUES[name] is datetime}


class Decision(NamedTuple):
    """A moment of a case at which somebody had to decide."""

    case: Case  # as it was known at the moment
    now: datetime
    since: tuple[Event, ...]  # the events since the decision before
    then: tuple[Event, ...]  # the events from here to the decision after


def retell(case: Case, book: Book, now: datetime) -> tuple[Decision, ...]:
    """The decisions of a case in their order, the last one at `now` unless the case is closed by then; may be none.

    Where nothing is known, nothing can be decided.
    """
    return _decisions(case, book, now) if case != Case() else ()


def _decisions(case: Case, book: Book, now: datetime) -> tuple[Decision, ...]:
    """The decisions of a case of which something is known.

    After each event there may be a decision at once and, if the advice has changed just before the next event, a
    second one. The answers are those given at the end, except those that nobody could have given at the moment.
    """
    events = replay(book.tables["journal"], case.journal).applied
    moments: list[tuple[int, str, Case, datetime]] = []  # number of events known, action, case as known, moment
    for known in range(len(events) + 1):
        next_at = events[known].at if known < len(events) else max([now, *(e.at for e in events)])
        for at in (*(e.at for e in events[:known][-1:]), next_at):
            then = _known(case, events[:known], at)
            action = follow(then, book, at).state["action"]
            if moments and moments[-1][:2] == (known, action):
                moments.pop()  # of one decision at two moments the later counts: there the clocks say most
            hidden = any(action == asks and getattr(then.facts, name) != getattr(case.facts, name)
                         for name, asks in _DATED.items())  # fmt: skip
            if action not in NEVER_ASKED and not hidden:
                moments.append((known, action, then, at))
    edges = [0, *(known for known, *_ in moments), len(events)]
    return tuple(
        Decision(then, at, events[edges[place] : known], events[known : edges[place + 2]])
        for place, (known, _, then, at) in enumerate(moments)
    )


def _known(case: Case, events: tuple[Event, ...], at: datetime) -> Case:
    """The case as it could be known at a moment, with these events."""
    changed: dict[str, Any] = {
        name: None for name in _DATED if (answer := getattr(case.facts, name)) is not None and answer > at
    }
    if read := [e.reply for e in events if e.event in TRACKING_EVENTS]:
        changed["tracking"] = read[-1]
    if all(e.event != "seller_contacted" for e in events):
        changed |= {"held": case.facts.held - {"chat_shot"}, "seller_deadline": None}
    return Case(replace(case.facts, **changed), events)

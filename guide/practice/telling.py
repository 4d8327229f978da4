"""A case told again: every moment at which somebody had to decide what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import ASKED_BY, VALUES
from guide.engine.case import Case
from guide.engine.journal import replay
from guide.engine.route import follow

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.engine.journal import Event

#: Neither asked nor offered: to give a case up is possible everywhere, and at the end there is nothing to do.
NEVER_ASKED = ("close_case", "closed")
#: Answers about something past, and the action that asks for each: before that moment nobody could have given them.
_SEEN = {name: action for name, action in ASKED_BY.items() if VALUES[name] is datetime}


class Decision(NamedTuple):
    """One moment of a case: what was known of it, and the journal before and after."""

    case: Case
    now: datetime
    since: tuple[Event, ...]  # what happened after the decision before
    then: tuple[Event, ...]  # what the journal tells next, up to the decision after


def retell(case: Case, book: Book, now: datetime) -> tuple[Decision, ...]:
    """The decisions of a case in their order, the last one at `now` unless the case is closed by then; maybe none.

    After each event there may be something to decide at once and, where the advice is another just before the next
    event, once more. Answers stand as they were given at the end, but for those that the moment rules out.
    """
    events = replay(book.tables["journal"], case.journal).applied
    found: list[tuple[int, str, Case, datetime]] = []  # how many events are known, and what is advised
    for known in range(len(events) + 1):
        next_at = events[known].at if known < len(events) else max([now, *(e.at for e in events)])
        for at in (*(e.at for e in events[:known][-1:]), next_at):
            then = _known(case, events[:known], at)
            action = follow(then, book, at).state["action"]
            if found and found[-1][:2] == (known, action):
                found.pop()  # the same decision, later: there the clocks say most
            hidden = any(action == asks and getattr(then.facts, name) != getattr(case.facts, name)
                         for name, asks in _SEEN.items())  # fmt: skip
            if action not in NEVER_ASKED and not hidden:
                found.append((known, action, then, at))
    told = [0, *(known for known, *_ in found), len(events)]
    return tuple(
        Decision(then, at, events[told[place] : known], events[known : told[place + 2]])
        for place, (known, _, then, at) in enumerate(found)
    )


def _known(case: Case, events: tuple[Event, ...], at: datetime) -> Case:
    """The case as it could be known at a moment."""
    changed: dict[str, Any] = {
        name: None for name in _SEEN if (seen := getattr(case.facts, name)) is not None and seen > at
    }
    if read := [e.reply for e in events if e.event in ("tracking_read", "tracking_overruled")]:
        changed["tracking"] = read[-1]
    if all(e.event != "seller_contacted" for e in events):
        changed |= {"held": case.facts.held - {"chat_shot"}, "seller_deadline": None}
    return Case(replace(case.facts, **changed), events)

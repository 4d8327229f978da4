"""A case told again: every moment at which somebody had to decide what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from guide.casefile import Case
from guide.journal import replay
from guide.route import follow

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book import Book
    from guide.journal import Event

#: Answers that tell of something past: before that moment nobody could have given them.
_SEEN = ("paid_at", "last_scan")


class Decision(NamedTuple):
    """One moment of a case: what was known of it, and the journal before and after."""

    case: Case
    now: datetime
    since: tuple[Event, ...]  # what happened after the decision before
    then: tuple[Event, ...]  # what the journal tells next, up to the decision after


def retell(case: Case, book: Book, now: datetime) -> tuple[Decision, ...]:
    """The decisions of a case in their order, the last one at `now` unless the case is closed by then.

    After each event there may be something to decide at once and, where time has changed the advice, again just before
    the next event. Answers stand as they were given at the end, but for those about a moment still to come.
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
            if action != "closed":
                found.append((known, action, then, at))
    ends = [*(known for known, *_ in found[1:]), len(events)]
    starts = [0, *(known for known, *_ in found)]
    return tuple(
        Decision(then, at, events[start:known], events[known:end])
        for start, (known, _, then, at), end in zip(starts, found, ends, strict=False)
    )


def _known(case: Case, events: tuple[Event, ...], at: datetime) -> Case:
    """The case as it could be known at a moment."""
    later = {name: None for name in _SEEN if (seen := getattr(case.facts, name)) is not None and seen > at}
    return Case(replace(case.facts, **later), events)  # type: ignore[arg-type]

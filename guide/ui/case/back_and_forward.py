"""Back and forward over the steps of a walk: what was recorded meanwhile is not asked about once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.case import Case
from guide.engine.journal import replies

if TYPE_CHECKING:
    from guide.ui.case.walk import Walk


def step_to(walk: Walk, spot: str) -> bool:
    """Stand again at a step, as `drawing` has named it; whether that can be."""
    kind, *more = spot.split(" ")
    events = str(len(walk.state.case.journal))
    if kind == "start":
        first, is_new = walk.order[:1], walk.state.case == Case()
        if first and not is_new:
            walk.ask_again(*first)
        return bool(first) or is_new
    if kind == "ask" and len(more) == 1:
        return _to_question(walk, more[0])
    if kind == "time" and more[2:] == [events] and _can_happen(walk, *more[:2]):
        walk.timing = (more[0], more[1])
        return True
    if kind in ("stand", "letter", "came") and more == [events]:
        _go_on(walk)
        walk.reading = kind == "letter"
        mark = f"came {events}"
        if kind == "came":
            walk.passed.discard(mark)
        elif walk.waits(walk.state.advice):
            walk.passed.add(mark)
        return True
    return False


def _can_happen(walk: Walk, event: str, reply: str) -> bool:
    """Whether the rules know an event: the browser may remember one of an older edition."""
    return reply in replies(walk.session.book.tables["journal"], event)


def _to_question(walk: Walk, group: str) -> bool:
    """Ask what was asked before, or what would be asked now; all stays as it is where neither can be."""
    if group in walk.order:
        walk.ask_again(group)
        return True
    before = walk.forced, walk.timing, walk.reading, [*walk.order]
    _go_on(walk)
    question = walk.question()
    if question is not None and question.group.id == group and not walk.waits(walk.state.advice):
        return True
    if group in walk.given():
        walk.forced = group
        return True
    walk.forced, walk.timing, walk.reading, walk.order = before
    return False


def _go_on(walk: Walk) -> None:
    """Leave a question that is asked again as it was answered."""
    if walk.forced:
        walk.order.append(walk.forced)
    walk.forced, walk.timing, walk.reading = "", None, False

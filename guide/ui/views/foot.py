"""What stands under a question of the walk: the ways on, what was answered before, and what comes if nothing comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.facts import CHOICES, UNKNOWN
from guide.engine.asking import answers, groups, starts, told
from guide.engine.changes import passing, say_cause
from guide.engine.journal import in_order
from guide.ui.views.parts import Happening, happenings, left, value_words
from guide.ui.views.parts import answers as labelled
from guide.ui.views.question import tap_of
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Collection

    from guide.engine.advice import Advice
    from guide.engine.asking import Group
    from guide.ui.session import CaseState

_MOST_LAST = 2  # events that are read back beside the question


@dataclass(frozen=True)
class Said:
    """An answer that was given, in one line."""

    group: str  #: the group, which is asked again by a tap
    name: str  #: what it is about
    value: str  #: the answer
    field: str = ""  #: where it is changed, if no question asks for it
    parked: str = ""  #: why it is kept and not counted


@dataclass(frozen=True)
class Foot(Context):
    """The ways on under a question, and what was answered before."""

    template: ClassVar[str] = "askfoot.html"
    typed: bool  #: whether a time can be typed above
    back: bool  #: whether there is a question before
    skip: bool  #: whether the question can be passed over by a link
    trail: tuple[Said, ...]  #: answers so far, a line each
    happened: tuple[Happening, ...]  #: the last events
    ahead: tuple[str, ...]  #: what comes if nothing comes, a sentence each
    here: str = ""  #: what is waited for until then
    left: str = ""  #: how long that is


def trail(state: CaseState, advice: Advice) -> tuple[Said, ...]:
    """Every group that is answered, in the order of the handbook."""
    return (*_first(state), *(_line(state, advice, group) for group in told(advice.route)))


def _line(state: CaseState, advice: Advice, group: Group) -> Said:
    given = _given(state, group)
    name, why = state.session.say(f"ask.{group.id}.name"), _parked(state, advice, given)
    return Said(group.id, name, _said(state, group, given), parked=why)


def _first(state: CaseState) -> tuple[Said, ...]:
    """Answers of the first page that no question asks for; the first one to choose is usual, and has no line."""
    session, facts = state.session, state.case.facts
    asked = {name for group in groups(session.book).values() for name in group.facts}
    told = {name for start in starts(session.book).values() for name in start.sets} - asked
    given = [name for name in CHOICES if name in told and getattr(facts, name) not in CHOICES[name][:2]]
    words = session.book.words[session.lang]
    return tuple(
        Said("", words.get(f"ask.{n}.name") or words[f"fact.{n}"], value_words(session, n, getattr(facts, n)), n)
        for n in given
    )


def _parked(state: CaseState, advice: Advice, given: Collection[str]) -> str:
    """Why nothing of an answer counts; one whose question is still to come will."""
    whys = [advice.parked_facts.get(name) for name in given]
    why = whys[0] if all(whys) else None
    return state.session.tell(why) if why is not None and why.id != "parked.unasked" else ""


def _given(state: CaseState, group: Group) -> dict[str, object]:
    """What of a group is answered."""
    return {n: v for n in group.facts if (v := getattr(state.case.facts, n)) not in (None, UNKNOWN)}


def _said(state: CaseState, group: Group, given: dict[str, object]) -> str:
    """The answer to a group in words; of several that no one tap says, each with its question."""
    session = state.session
    for answer in answers(group, session.book, state.moment):
        if answer.days is None and dict(answer.sets) == given:
            return tap_of(session, answer).label
    read, marks = labelled(session, state.case.facts, given), MARKS[session.lang]
    return marks["semicolon"].join(a.label + marks["colon"] + a.value if read[1:] else a.value for a in read)


def foot(
    state: CaseState, advice: Advice, *, typed: bool, back: bool, skip: bool, came: bool, brief: bool = False
) -> Foot:
    """What stands under the question; a `brief` one leaves the answers to their own place."""
    session = state.session
    if brief:
        return Foot(typed, back, skip, (), (), ())
    events = in_order(state.case.journal)[-_MOST_LAST:]
    happened, lines = happenings(session, events, advice.now), trail(state, advice)
    if not came:
        return Foot(typed, back, skip, lines, happened, ())
    here, span = session.say(f"action.{advice.action}"), time_left(state, advice)
    return Foot(typed, back, skip, lines, happened, ahead_lines(state, advice), here, span)


def time_left(state: CaseState, advice: Advice) -> str:
    """How long the present wait is still, in words; empty where no clock of its own runs."""
    clock, session = advice.clock, state.session
    if clock is None or clock.id != advice.option.clock:
        return ""
    span = "".join(f"{a.number} {a.unit} " for a in left(session, clock.left(advice.now))).strip()
    return session.say("walk.left", left=span) if span else ""


def ahead_lines(state: CaseState, advice: Advice) -> tuple[str, ...]:
    """What the passing of time will lead to, a sentence each; the same only once."""
    session, later = state.session, {c.action: c for c in reversed(tuple(passing(advice.route)))}
    changes = sorted(later.values(), key=lambda change: change.value)
    lines = ((say_cause(session.book, session.lang, c, advice.now), session.say(f"action.{c.action}")) for c in changes)
    return tuple(session.say("walk.ahead.line", when=when, action=action) for when, action in lines)

"""The limits as a trial on the page of the rules: each with its number of today, and the acts below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.check.edit import Work
    from guide.ui.session import Session

MOST = 1000  # of any unit


@dataclass(frozen=True)
class Limits(Context):
    """The heading above the limits, which are folded until somebody wants to try one."""

    template: ClassVar[str] = "rules_limits.html"
    many: int  #: how many have a number
    opened: bool  #: whether they are shown
    open_ones: str  #: those without a number, as a list: nothing was found that they could rest on


@dataclass(frozen=True)
class Trial(Context):
    """What can be done below the limits."""

    template: ClassVar[str] = "rules_trial.html"
    opened: bool  #: whether the limits are shown
    edited: bool  #: whether anything is on trial
    same: bool  #: whether a trial was asked for and no number differs
    files: str  #: the files that differ, as a list; empty where nothing does


def label(session: Session, name: str) -> str:
    """A limit by its name, with its unit and its number in the edition of today."""
    today = session.book.parameter(name, session.now().date())
    number = session.say(f"diff.unit.{today.unit}", n=f"{today.value:g}")
    return session.say("rules.limits.label", name=session.say(f"parameter.{name}"), now=number)


def note(session: Session, name: str) -> str:
    """What the number of a limit rests on, and how sure that is."""
    today = session.book.parameter(name, session.now().date())
    source = session.book.reference(today.source).citation[session.lang]
    return session.say("rules.limits.rests", sure=session.say(f"confidence.{today.confidence}"), source=source)


def limits(session: Session, many: int, *, opened: bool) -> Limits:
    """The heading for so many limits."""
    today = (session.book.parameter(name, session.now().date()) for name in session.book.parameters)
    unknown = [session.say(f"parameter.{one.id}") for one in today if one.value is None]
    return Limits(many, opened, listed(session, unknown))


def trial(session: Session, work: Work, *, opened: bool, same: bool) -> Trial:
    """The trial as it is."""
    return Trial(opened, work.edit is not None, same, listed(session, work.edit.files) if work.edit else "")

"""Beside the form of a chapter: the one thing that its answers lead to, and the way on to the whole case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.engine.case import Case
from guide.engine.proposal import propose
from guide.ui.views.parts import clock
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Collection

    from guide.engine.advice import Advice
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class Chapter(Context):
    """What to do, as far as the answers go."""

    template: ClassVar[str] = "chapter.html"
    action: str  #: an id of `action.*`; empty before the first answer
    why: str  #: the deciding reason
    until: str  #: which deadline runs, and until when; empty where none does
    early: bool  #: whether it is a message that may be sent before everything is checked
    opens: str  #: the section in which it is done; empty where that is none
    here: bool  #: whether this chapter has that section
    event: str  #: the event that doing it records; empty where it is none, or something is missing before


def chapter(state: CaseState, advice: Advice, sections: Collection[str]) -> Chapter:
    """The advice for a case, beside these sections; a chapter about messages does not hold its message back."""
    if state.case == Case():
        return Chapter("", "", "", early=False, opens="", here=False, event="")
    lang, option = state.session.lang, advice.option
    early = propose(advice.route, spoken=False) if "draft" in sections and advice.stage == "self_check" else None
    if early is not None and early.action != advice.action:
        return Chapter(
            early.action, state.session.say("walk.early"), "", early=True, opens="draft", here=True, event=""
        )
    event = "" if option.blockers else option.event
    runs = clock(state.session, advice.clock, advice.now) if advice.clock else None
    until = f"{runs.title}{MARKS[lang]['colon']}{runs.until}" if runs else ""
    return Chapter(advice.action, advice.reasons[0].because[lang], until, early=False, opens=option.opens,
                   here=option.opens in sections, event=event)  # fmt: skip

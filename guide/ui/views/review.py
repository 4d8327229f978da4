"""The answers beside the card: each with a way to change it, what is worth asking, and what is set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.ui.views.parts import Answer, answers
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class Question:
    """A question that could change the advice."""

    name: str  #: the fact
    label: str  #: the question in words


@dataclass(frozen=True)
class ParkedAnswer:
    """An answer that does not apply now."""

    answer: Answer  #: the answer as it is read back
    because: str  #: why it does not apply, as a sentence


@dataclass(frozen=True)
class Review(Context):
    """All answers of a case."""

    template: ClassVar[str] = "review.html"
    answers: tuple[Answer, ...]  #: answers that apply
    ask: tuple[Question, ...]  #: questions that could change the advice
    parked: tuple[ParkedAnswer, ...]  #: answers that do not apply now
    answered: bool  #: whether anything is answered at all


def review(state: CaseState, advice: Advice) -> Review:
    """The answers of a case."""
    session, facts = state.session, state.case.facts
    return Review(
        answers=answers(session, facts, advice.route.facts.answered()),
        ask=tuple(Question(name, session.say(f"fact.{name}")) for name in advice.ask),
        parked=tuple(
            ParkedAnswer(answer, session.tell(advice.parked_facts[answer.name]))
            for answer in answers(session, facts, advice.parked_facts)
        ),
        answered=bool(state.dump()),
    )

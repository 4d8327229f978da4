"""The feedback on an exercise, in five parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from guide.book.facts import UNKNOWN
from guide.engine.drafts import SENT_IN, say_moment
from guide.practice.exercises.exercise import POSSIBLE
from guide.ui.views.parts import Clock, Reason, clock, listed, reason
from guide.ui.views.rendering import Context
from guide.ui.views.talk import PictureDrawn, drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guide.practice.exercises.exercise import Exercise
    from guide.practice.exercises.feedback import Change, Feedback
    from guide.ui.session import Session


@dataclass(frozen=True)
class Contrast:
    """One thing of a case, as it is and as it might be."""

    what: str  #: the question, the event or the deadline
    here: str  #: as it is
    other: str  #: as it might be
    then: str  #: what would be right then


@dataclass(frozen=True)
class Chosen:
    """A question with what was chosen and what the engine says."""

    part: str  #: an id of `practice.part.*`
    mine: tuple[str, ...]  #: what was chosen
    key: tuple[str, ...]  #: what the engine says
    good: bool  #: whether they are the same
    is_text: bool  #: whether it is a message, which is shown as it is


@dataclass(frozen=True)
class Five(Context):
    """The feedback in five parts."""

    template: ClassVar[str] = "practice_five.html"
    level: str  #: an id of `practice.level.*`
    kind: str  #: the kind of the question: an id of `practice.kind.*`
    chosen: tuple[Chosen, ...]  #: question by question
    fact: Contrast | None  #: the deciding fact of this case
    facts: tuple[str, ...]  #: the same in sentences, where it is no change of one thing
    reason: Reason | None  #: the rule
    shows: str  #: of a picture instead what a good one shows
    chapter: str  #: the page that tells it; empty where none does
    missing: tuple[str, ...]  #: what blocks the chosen step here
    confused: str  #: why one is taken for the other
    clock: Clock | None  #: the deadline that runs
    harm: tuple[str, ...]  #: what the guard finds in the chosen message
    missed: tuple[str, ...]  #: what is wrong with each part: ids of `practice.miss.*`
    why: tuple[str, ...]  #: why the answer fails, in words of this case
    contrast: Contrast | None  #: the one thing that would have made it right
    is_example: bool  #: whether it was shown and not answered
    is_last: bool  #: whether the case ends with it
    picture: PictureDrawn | None  #: the picture that was asked about
    looking: bool  #: whether a trainer only looks at it


#: The kinds of question for which a deadline is told beside the deciding fact.
_TIMED = ("decide",)

#: The page that tells what a table says.
_CHAPTERS = {"self_check": "self-check", "patience": "seller", "next_step": "platform", "evidence": "platform",
             "ladder": "after", "clocks": "seller"}  # fmt: skip


def five(
    session: Session, exercise: Exercise, answer: Mapping[str, frozenset[str]], feedback: Feedback,
    harm: Sequence[str], *, is_example: bool, is_last: bool, looking: bool = False,
) -> Five:  # fmt: skip
    """The feedback on an answer."""
    lang, why = session.lang, feedback.reason
    chosen = tuple(
        Chosen(part.id, tuple(o.texts[spoken(part.id, lang)] for o in part.options if o.id in answer[part.id]),
               tuple(o.texts[spoken(part.id, lang)] for o in part.options if o.id in part.key),
               answer[part.id] == part.key, part.id in WRITTEN)
        for part in exercise.parts
    )  # fmt: skip
    named = [texts[lang] for texts in feedback.named]
    harm = [why for why in harm if not any(why in sentence for sentence in named)]  # said once is enough
    if exercise.picture is not None:
        slot = f"evidence.{exercise.shown}"
        harm = (
            *harm,
            session.say("practice.why.proves_not", slot=session.say(slot), thing=session.say(f"{slot}.proves_not")),
        )
    return Five(
        "seen" if is_example else feedback.level, exercise.kind, chosen, _contrast(session, feedback.fact, exercise),
        tuple(named),
        reason(session, why) if why and not exercise.picture else None,
        session.say(f"evidence.{exercise.shown}.shows") if exercise.picture else "",
        _CHAPTERS.get(why.table, "") if why else "",
        tuple(b.because[lang] for b in feedback.missing), feedback.confused[lang] if feedback.confused else "",
        clock(session, feedback.clock, exercise.now) if feedback.clock and exercise.kind in _TIMED else None,
        tuple(harm), _missed(exercise, feedback), tuple(texts[lang] for texts in feedback.why),
        _contrast(session, feedback.contrast, exercise), is_example, is_last,
        drawn(session, exercise.picture) if exercise.picture else None, looking,
    )  # fmt: skip


def _missed(exercise: Exercise, feedback: Feedback) -> tuple[str, ...]:
    """What is wrong with each part that is not as the key says; a question that helps is told from an idle one.

    Where words of this case say it, the general ones are left out, but for what a picture lacks.
    """
    if exercise.kind == "decide":
        return () if "action" in feedback.wrong else tuple(part for part in feedback.wrong)
    if feedback.why:
        return tuple(part for part in feedback.wrong if part == "lacks")
    special = {"question": "question.possible"} if feedback.level == POSSIBLE else {}
    if "signer" in feedback.wrong and "unstated" not in exercise.part("signer").key:
        special["signer"] = "signer.named"
    return tuple(special.get(part, part) for part in feedback.wrong)


#: Questions whose options are written to the other side, and those that are shown as they were written.
WRITTEN = ("message", "cut", "add")

AS_SENT = (*WRITTEN, "line")


def spoken(part: str, lang: str) -> str:
    """A message is shown as it is sent."""
    return SENT_IN if part in AS_SENT else lang


def _contrast(session: Session, change: Change | None, exercise: Exercise) -> Contrast | None:
    if change is None:
        return None
    say, now = session.say, exercise.now
    then = listed(session, [say(id_) for id_ in change.leads])
    if change.kind == "event":
        return Contrast(say(f"event.{change.name}"), say(f"reply.{change.value}"), say(f"reply.{change.other}"), then)
    if change.kind == "fact":
        label = say(f"fact.{change.name}").rstrip("？?")
        here = say("practice.not_asked" if change.value == UNKNOWN else f"fact.{change.name}.{change.value}")
        other = say(f"fact.{change.name}.{change.other}")
        return Contrast(label, here, other, then)
    end, now_is, now_if = (
        say_moment(session.lang, at, now)
        for at in (datetime.fromisoformat(change.value), now, datetime.fromisoformat(change.other))
    )
    return Contrast(say(f"clock.{change.name}"), say("practice.now_is", end=end, moment=now_is),
                    say("practice.now_if", end=end, moment=now_if), then)  # fmt: skip

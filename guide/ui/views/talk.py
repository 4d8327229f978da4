"""A conversation of practice with its question, and the picture that the buyer sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.engine.case import BEIJING
from guide.engine.drafts import SENT_IN, say_day, say_moment
from guide.practice.people import READ
from guide.ui.views.parts import Answer, answers, listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from guide.practice.exercises.exercise import Picture
    from guide.practice.learning.training import Given
    from guide.practice.people import Line
    from guide.ui.session import Session


@dataclass(frozen=True)
class ChatLine:
    """One thing that was written."""

    who: str  #: buyer, agent, seller or time
    when: str  #: its time
    day: str  #: its day, where it is the first of a day
    text: str  #: what was written
    log: tuple[str, ...]  #: what was pasted, line by line


@dataclass(frozen=True)
class Talk(Context):
    """The conversation so far, what is known from it, and the heading of the question."""

    template: ClassVar[str] = "practice_talk.html"
    number: str  #: the name of the case
    item: str  #: what was bought
    amount: str  #: for how much
    rung: str  #: an id of `practice.rung.*`
    place: int  #: which question of a whole case, from 1; 0 where it is one alone
    of: int  #: how many there are
    kinds: tuple[str, ...]  #: the kinds of the questions of a whole case
    lines: tuple[ChatLine, ...]  #: what was written
    when: str  #: the simulated moment
    known: tuple[Answer, ...]  #: what was asked and is known
    usual: tuple[Answer, ...]  #: of this what is as usual, folded
    held: str  #: the evidence in hand, as a list
    folded: bool  #: whether it is folded, because the question is answered
    reported: bool  #: whether this case was said to be doubtful
    looking: bool  #: whether a trainer only looks at it


def talk(
    session: Session, given: Given, rung: str, place: int, kinds: Sequence[str], lines: Sequence[Line], *,
    folded: bool, reported: bool, looking: bool = False,
) -> Talk:  # fmt: skip
    """The conversation before a question."""
    exercise, case = given.exercise, given.case
    facts = exercise.case.facts
    hidden = (*_SHOWN, *READ) if exercise.kind == "read" else _SHOWN  # what the log says is the question
    names = [n for n in facts.answered() if n not in hidden]
    usual = [n for n in names if _USUAL.get(n) == getattr(facts, n)]
    kept = () if exercise.kind in _BEFORE else sorted(facts.held)  # nobody has asked for it yet
    held = listed(session, [session.say(f"evidence.{slot}") for slot in kept])
    return Talk(
        case.label, case.item.get(session.lang, ""), str(case.truth.facts.amount or ""), rung, place, len(kinds),
        tuple(kinds), _lines(session, lines, exercise.now), say_moment(session.lang, exercise.now, exercise.now),
        answers(session, facts, [n for n in names if n not in usual]), answers(session, facts, usual), held, folded,
        reported, looking,
    )  # fmt: skip


#: Answers that change nothing in most cases: they are folded, so that the others are seen.
_USUAL = {"bought": "in_app", "kind": "in_stock", "origin": "domestic", "order_found": "yes", "address": "right",
          "phone": "right", "recipient": "right", "address_changed": "no", "confirmed": "no", "signed_at": "right",
          "phone_reachable": "yes", "address_detailed": "yes"}  # fmt: skip
#: Kinds of question that come before the buyer has sent anything.
_BEFORE = ("ask", "read")
#: Answers that stand elsewhere.
_SHOWN = ("held", "item", "amount", "order_no", "demand")


@dataclass(frozen=True)
class PictureLine:
    """One line of a picture."""

    text: str  #: as it is drawn
    y: int  #: its place
    is_first: bool  #: whether a new row begins with it


@dataclass(frozen=True)
class PictureDrawn:
    """A picture from the buyer, as it is drawn."""

    look: str  #: page, log, chat or photo
    alt: str  #: everything in it, in words
    lines: tuple[PictureLine, ...]  #: what is written in it
    height: int  #: how high it is
    person: bool  #: whether a photo shows somebody
    lockers: bool  #: whether a photo shows where


#: Signs of a line of a picture, and how far lines are apart.
_WIDE, _LEAD, _GAP = 19, 24, 14


def drawn(session: Session, picture: Picture) -> PictureDrawn:
    """A picture with its lines broken; a screen is in Chinese, as the app is."""
    lines: list[PictureLine] = []
    y = 44
    for row in picture.rows if picture.look != "photo" else [r for r in picture.rows if r.element == 1]:
        text = row.texts[SENT_IN]
        for start in range(0, len(text), _WIDE):
            lines.append(PictureLine(text[start : start + _WIDE], y, start == 0))
            y += _LEAD
        y += _GAP
    elements = {row.element for row in picture.rows}
    name = session.say(f"evidence.{picture.slot}")
    shown = MARKS[session.lang]["semicolon"]
    alt = session.say("practice.picture.alt", name=name, shown=shown.join(r.texts[session.lang] for r in picture.rows))
    height = 230 if picture.look == "photo" else y
    return PictureDrawn(picture.look, alt, tuple(lines), height, 2 in elements, 3 in elements)


@dataclass(frozen=True)
class PracticeQuestion(Context):
    """The heading of a question."""

    template: ClassVar[str] = "practice_question.html"
    kind: str  #: an id of `practice.kind.*`
    place: int  #: which question of a whole case, from 1
    of: int  #: how many there are; 0 where it is one alone
    hint: str  #: a hint; empty where there is none
    shown: str  #: the evidence that is looked at: an id of `evidence.*`; empty
    picture: PictureDrawn | None  #: the picture of it that the buyer sends


def _lines(session: Session, lines: Sequence[Line], now: datetime) -> tuple[ChatLine, ...]:
    shown: list[ChatLine] = []
    day = ""
    for line in lines:
        at = line.at.astimezone(BEIJING)
        today = say_day(session.lang, at.date(), now)
        shown.append(
            ChatLine(line.who, f"{at:%H:%M}", "" if today == day else today, line.texts[session.lang], line.log)
        )
        day = today
    return tuple(shown)


@dataclass(frozen=True)
class AnswerFoot(Context):
    """The button that gives an answer, and what it still lacks."""

    template: ClassVar[str] = "practice_foot.html"
    lacking: str  #: the questions that are not answered yet, as a list

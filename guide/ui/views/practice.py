"""Practice on a page: what to do now, a conversation with its question, and the feedback in five parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from guide.engine.case import BEIJING
from guide.engine.drafts import SENT_IN, say_day, say_moment
from guide.practice.assignments import SKILL
from guide.practice.building import edition
from guide.practice.exercise import BEST, POSSIBLE
from guide.practice.mastery import DUE, MASTERED, NEW, RUNGS, STUCK
from guide.practice.people import READ
from guide.practice.planning import DAILY, answered_today, tasks
from guide.practice.skills import skills
from guide.ui.views.parts import Answer, Clock, Reason, answers, clock, listed, reason
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guide.practice.assignments import Assignment
    from guide.practice.exercise import Exercise
    from guide.practice.feedback import Change, Feedback
    from guide.practice.mastery import Record, Standing
    from guide.practice.people import Line
    from guide.practice.pictures import Picture
    from guide.practice.planning import Task
    from guide.practice.training import Given
    from guide.ui.session import Session

#: Skills that ten minutes are enough for, and sets that are shown.
_TEN, _SETS = 3, 3


@dataclass(frozen=True)
class SkillRow:
    """A skill on the ladder."""

    id: str  #: an id of `skill.*`
    kind: str  #: an id of `practice.kind.*`
    rungs: tuple[str, ...]  #: each rung: `d` done, `h` half, empty not yet
    state: str  #: an id of `practice.state.*`
    next: str  #: when it comes up again, in words; empty where nothing is planned
    lapses: int  #: how often it was lost again


@dataclass(frozen=True)
class SetRow:
    """A set of exercises for a class."""

    code: str  #: its code
    name: str  #: what it is about, in words
    done: int  #: how many of its cases the person has answered
    of: int  #: how many there are; 0 where it is one case of its own
    is_old: bool  #: whether it was chosen under earlier rules


def set_row(session: Session, chosen: Assignment, records: Sequence[Record] = ()) -> SetRow:
    """A set in words; for one person with how much of it is done."""
    if chosen.kind == SKILL:
        about = session.say(f"skill.{chosen.about}")
    else:
        table, _, name = chosen.about.partition("/")
        rule = session.book.tables[table].named.get(name) if table in session.book.tables else None
        about = rule.because[session.lang] if rule else ""
    done = {r.case for r in records if r.case in chosen.cases or r.case.startswith(f"{chosen.code}/")}
    name = session.say(f"practice.set.{chosen.kind}", about=about)
    return SetRow(chosen.code, name, len(done), len(chosen.cases), chosen.edition != edition(session.book))


@dataclass(frozen=True)
class PracticeHome(Context):
    """The one answer to: what shall I do now."""

    template: ClassVar[str] = "practice_home.html"
    sign: str  #: who practises; empty without a class
    day: str  #: today, in words
    skill: str  #: the skill that comes now: an id of `skill.*`
    why: str  #: why: an id of `practice.why.*`
    rung: str  #: how: an id of `practice.rung.*`
    ten: tuple[str, ...]  #: the skills of the next ten minutes
    ladder: tuple[SkillRow, ...]  #: every skill
    counts: tuple[int, int, int, int]  #: mastered, due, stuck, new
    done: int  #: answers so far
    best: int  #: of these at best
    today: int  #: answers of today
    daily: int  #: answers of a day's set
    tomorrow: str  #: the skill that comes first another day: an id of `skill.*`; empty before the set of today is done
    assigned: tuple[SetRow, ...]  #: sets from the trainer, the newest first
    note: str  #: an id of words about where the answers are kept
    erasing: bool  #: whether it is asked if everything is to be deleted


def home(
    session: Session, found: Mapping[str, Standing], order: Sequence[Task], records: Sequence[Record], sign: str,
    assigned: Sequence[Assignment], note: str, *, erasing: bool,
) -> PracticeHome:  # fmt: skip
    """The home of a person, from where they are with each skill."""
    now = session.now()
    states = {skill: standing.state(now) for skill, standing in found.items()}
    answered = [record for record in records if record.level != "seen"]
    today = len(answered_today(records, now))
    counts = (*(sum(s == state for s in states.values()) for state in (MASTERED, DUE, STUCK, NEW)),)
    return PracticeHome(
        sign, say_day(session.lang, now.astimezone(BEIJING).date(), now), order[0].skill, order[0].why, order[0].rung,
        tuple(task.skill for task in order[:_TEN]),
        tuple(_row(session, skill, standing, states[skill], now) for skill, standing in found.items()),
        (counts[0], counts[1], counts[2], counts[3]), len(answered), sum(r.level == BEST for r in answered),
        today, DAILY, _tomorrow(found, now) if today >= DAILY else "",
        tuple(set_row(session, one, records) for one in assigned[:_SETS]), note, erasing,
    )  # fmt: skip


def _tomorrow(found: Mapping[str, Standing], now: datetime) -> str:
    return tasks(found, now + timedelta(days=1))[0].skill


def _row(session: Session, skill: str, standing: Standing, state: str, now: datetime) -> SkillRow:
    at = RUNGS.index(standing.rung)
    rungs = tuple("d" if standing.mastered or n < at else "h" if n == at and standing.last else "" for n in range(4))
    due = say_day(session.lang, standing.due.astimezone(BEIJING).date(), now) if standing.due and state != DUE else ""
    (kind, *_) = skills(session.book)[skill].kinds
    return SkillRow(skill, kind, rungs, state, due, standing.lapses)


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
    held: str  #: the evidence in hand, as a list
    folded: bool  #: whether it is folded, because the question is answered
    reported: bool  #: whether this case was said to be doubtful


def talk(
    session: Session, given: Given, rung: str, place: int, kinds: Sequence[str], lines: Sequence[Line], *,
    folded: bool, reported: bool,
) -> Talk:  # fmt: skip
    """The conversation before a question."""
    exercise, case = given.exercise, given.case
    facts = exercise.case.facts
    hidden = (*_SHOWN, *READ) if exercise.kind == "read" else _SHOWN  # what the log says is the question
    names = [n for n in facts.answered() if n not in hidden]
    held = listed(session, [session.say(f"evidence.{slot}") for slot in sorted(facts.held)])
    return Talk(
        case.label, case.item.get(session.lang, ""), str(case.truth.facts.amount or ""), rung, place, len(kinds),
        tuple(kinds), _lines(session, lines, exercise.now), say_moment(session.lang, exercise.now, exercise.now),
        answers(session, facts, names), held, folded, reported,
    )  # fmt: skip


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
    shown = "；" if session.lang == "zh" else "; "
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
class Contrast:
    """One thing of a case, as it is and as it might be."""

    what: str  #: the question, the event or the deadline
    here: str  #: as it is
    other: str  #: as it might be
    action: str  #: what would be right then: an id of `action.*`


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
    reason: Reason | None  #: the rule
    chapter: str  #: the page that tells it; empty where none does
    missing: tuple[str, ...]  #: what blocks the chosen step here
    confused: str  #: why one is taken for the other
    clock: Clock | None  #: the deadline that runs
    harm: tuple[str, ...]  #: what the guard finds in the chosen message
    missed: tuple[str, ...]  #: what is wrong with each part: ids of `practice.miss.*`
    contrast: Contrast | None  #: the one thing that would have made it right
    is_example: bool  #: whether it was shown and not answered
    is_last: bool  #: whether the case ends with it


#: The kinds of question for which a deadline is told.
_TIMED = ("decide", "time")
#: The page that tells what a table says.
_CHAPTERS = {"self_check": "self-check", "patience": "seller", "next_step": "platform", "evidence": "platform",
             "ladder": "after", "clocks": "seller"}  # fmt: skip


def five(
    session: Session, exercise: Exercise, answer: Mapping[str, frozenset[str]], feedback: Feedback,
    harm: Sequence[str], *, is_example: bool, is_last: bool,
) -> Five:  # fmt: skip
    """The feedback on an answer."""
    lang, why = session.lang, feedback.reason
    chosen = tuple(
        Chosen(part.id, tuple(o.texts[_spoken(part.id, lang)] for o in part.options if o.id in answer[part.id]),
               tuple(o.texts[_spoken(part.id, lang)] for o in part.options if o.id in part.key),
               answer[part.id] == part.key, part.id in WRITTEN)
        for part in exercise.parts
    )  # fmt: skip
    if exercise.picture is not None:
        harm = (*harm, session.say(f"evidence.{exercise.shown}.proves_not"))
    return Five(
        "seen" if is_example else feedback.level, exercise.kind, chosen, _contrast(session, feedback.fact, exercise),
        reason(session, why) if why else None, _CHAPTERS.get(why.table, "") if why else "",
        tuple(b.because[lang] for b in feedback.missing), feedback.confused[lang] if feedback.confused else "",
        clock(session, feedback.clock, exercise.now) if feedback.clock and exercise.kind in _TIMED else None,
        tuple(harm), _missed(exercise, feedback), _contrast(session, feedback.contrast, exercise), is_example, is_last,
    )  # fmt: skip


def _missed(exercise: Exercise, feedback: Feedback) -> tuple[str, ...]:
    """What is wrong with each part that is not as the key says; a question that helps is told from an idle one."""
    if exercise.kind == "decide":
        return () if "action" in feedback.wrong else tuple(part for part in feedback.wrong)
    helps = exercise.kind == "ask" and feedback.level == POSSIBLE
    return tuple(f"{part}.possible" if helps else part for part in feedback.wrong)


#: Questions whose options are written to the other side, and those that are shown as they were written.
WRITTEN = ("message", "cut", "add")
AS_SENT = (*WRITTEN, "line")


def _spoken(part: str, lang: str) -> str:
    """A message is shown as it is sent."""
    return SENT_IN if part in AS_SENT else lang


def _contrast(session: Session, change: Change | None, exercise: Exercise) -> Contrast | None:
    if change is None:
        return None
    say, now = session.say, exercise.now
    if change.kind == "event":
        return Contrast(
            say(f"event.{change.name}"), say(f"reply.{change.value}"), say(f"reply.{change.other}"), change.action
        )
    if change.kind == "fact":
        label = say(f"fact.{change.name}").rstrip("？?")
        here, other = (say(f"fact.{change.name}.{word}") for word in (change.value, change.other))
        return Contrast(label, here, other, change.action)
    moment = say_moment(session.lang, now, now)
    later = say_moment(session.lang, datetime.fromisoformat(change.other), now)
    here, other = (say("practice.now_is", moment=at) for at in (moment, later))
    return Contrast(say(f"clock.{change.name}"), here, other, change.action)


@dataclass(frozen=True)
class AnswerFoot(Context):
    """The button that gives an answer, and what it still lacks."""

    template: ClassVar[str] = "practice_foot.html"
    lacking: str  #: the questions that are not answered yet, as a list


@dataclass(frozen=True)
class JoinFoot(Context):
    """The button that joins a class."""

    template: ClassVar[str] = "practice_join.html"


@dataclass(frozen=True)
class ClassFoot(Context):
    """The buttons that open a class, and make one."""

    template: ClassVar[str] = "class_foot.html"

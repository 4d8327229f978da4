"""The class on a page: what to teach next, the rules that are missed most, who masters what, and who is stuck."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from guide.engine.drafts import say_day
from guide.practice.cases.wordings import misconception
from guide.practice.exercises.difficulty import difficulty
from guide.practice.exercises.feedback import best, judge
from guide.practice.learning.mastery import DUE, MASTERED, STUCK
from guide.practice.skills import rules_of, skills
from guide.practice.teaching.assignments import decision
from guide.practice.teaching.cohort import FEW, FEWEST, to_teach, totals
from guide.ui.views import feedback as feedback_view
from guide.ui.views.parts import event_words, listed
from guide.ui.views.rendering import Context, html
from guide.ui.views.talk import talk
from guide.ui.views.trainee import SetRow, set_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from guide.practice.learning.training import Given
    from guide.practice.teaching.assignments import Assignment
    from guide.practice.teaching.cohort import Figures, Missed, Person
    from guide.ui.session import Session

#: Rows that are shown at first.
ROWS, PEOPLE = 12, 30


@dataclass(frozen=True)
class MissedRow:
    """A rule and how it was missed at the first try."""

    rule: str  #: its name
    because: str  #: its sentence
    people: int  #: how many met it
    percent: str  #: the share who missed it; empty where too few met it
    low: float  #: the lower end of its interval, in percent
    share: float  #: the share, in percent
    high: float  #: the upper end, in percent
    wrong: str  #: what was chosen instead: an id of `action.*`; empty where there is none
    wrong_count: int  #: how often
    missed: int  #: how many missed it
    item: str  #: an id of `cohort.item.*`


@dataclass(frozen=True)
class PersonRow:
    """A person, and how each skill stands."""

    sign: str  #: the sign
    states: tuple[str, ...]  #: for each skill an id of `practice.state.*`


@dataclass(frozen=True)
class StuckRow:
    """A person who is stuck with a skill."""

    sign: str  #: the sign
    skill: str  #: an id of `skill.*`
    missed: int  #: how many of the last answers were missed
    of: int  #: how many were looked at


@dataclass(frozen=True)
class Report:
    """A case that somebody doubts."""

    sign: str  #: who; empty where their records are deleted
    case: str  #: the case, by rule and seed
    kind: str  #: the kind of the question: an id of `practice.kind.*`
    rule: str  #: the rule that it is about
    when: str  #: the day


@dataclass(frozen=True)
class CaseRow:
    """A case to teach with, told so that a room can find it again."""

    number: str  #: the case, by rule and seed
    label: str  #: the number that trainees see
    item: str  #: what was bought
    tracking: str  #: what the tracking shows, and what happened last
    difficulty: str  #: an id of `practice.difficulty.*`; empty where it cannot be built


@dataclass(frozen=True)
class RuleRow:
    """A rule that can be set."""

    rule: str  #: its name
    because: str  #: its sentence


@dataclass(frozen=True)
class SkillRules:
    """A skill with the rules that belong to it alone."""

    id: str  #: an id of `skill.*`
    rules: tuple[RuleRow, ...]  #: its rules; none of a skill that is about all


@dataclass(frozen=True)
class CohortHead(Context):
    """What a trainer does next: the rule to teach, and the sets of the class."""

    template: ClassVar[str] = "cohort_head.html"
    is_sample: bool  #: whether it is the sample class
    codes: tuple[str, str]  #: the code of the trainer and that of the people; empty for the sample class
    people: int  #: how many there are
    answers: int  #: how many answers they gave
    teach: MissedRow | None  #: the rule to teach next
    mixup: str  #: why it is missed
    cases: tuple[CaseRow, ...]  #: the cases to teach it with
    skills: tuple[SkillRules, ...]  #: the skills, each with its rules
    sets: tuple[SetRow, ...]  #: the sets of the class, the newest first


@dataclass(frozen=True)
class Cohort(Context):
    """A class in numbers, and the certificate of one person."""

    template: ClassVar[str] = "cohort.html"
    is_sample: bool  #: whether it is the sample class
    missed: tuple[MissedRow, ...]  #: the rules, the most missed first
    skills: tuple[str, ...]  #: ids of `skill.*`
    grid: tuple[PersonRow, ...]  #: the people
    able: tuple[int, ...]  #: for each skill how many have mastered it, of everybody
    stopped: tuple[int, ...]  #: for each skill how many are stuck with it
    more: int  #: how many people are not shown
    shown: int  #: how many rows each list has at most, and how many more come with a press
    stuck_in_all: int  #: how often somebody is stuck
    stuck: tuple[StuckRow, ...]  #: who is stuck
    reports_in_all: int  #: how many cases are doubted
    reports: tuple[Report, ...]  #: doubted cases, the newest first
    certificate: tuple[str, ...]  #: the skills on the certificate
    person: str  #: whose certificate it is; empty where none is shown
    forgetting: bool  #: whether it is asked if the records of this person are to be deleted
    edition: str  #: the edition of the rules
    day: str  #: today


def head(
    session: Session, figures: Figures, codes: tuple[str, str], assigned: Sequence[Assignment]
) -> CohortHead:  # fmt: skip
    """What comes first on the page of a class."""
    teach = to_teach(figures.missed)
    return CohortHead(
        not codes[0], codes, len(figures.records), figures.answers,
        _row(session, teach[0]) if teach else None,
        _confused(session, teach[0]) if teach else "",
        tuple(_case(session, number) for number in teach[1]) if teach else (),
        tuple(SkillRules(skill, _rules(session, skill)) for skill in skills(session.book)),
        tuple(set_row(session, one) for one in assigned),
    )  # fmt: skip


def _rules(session: Session, skill: str) -> tuple[RuleRow, ...]:
    """The rules of a skill whose exercises are decisions."""
    if "decide" not in skills(session.book)[skill].kinds:
        return ()
    tables = session.book.tables
    found = ((ref, *ref.split("/")) for ref in rules_of(session.book, skill))
    return tuple(RuleRow(ref, tables[table].named[name].because[session.lang]) for ref, table, name in found)


def cohort(
    session: Session, figures: Figures, people: Sequence[Person], *, is_sample: bool,
    reports: Sequence[tuple[datetime, Mapping[str, object]]], person: str, edition: str, shown: int, forgetting: bool,
) -> Cohort:  # fmt: skip
    """The page of a class from its figures; of long lists the first rows."""
    now, names = session.now(), tuple(skills(session.book))
    rows, sums = {p.sign: p for p in people}, totals(people, session.book)
    return Cohort(
        is_sample, tuple(_row(session, m) for m in figures.missed[:ROWS]), names,
        tuple(PersonRow(p.sign, tuple(p.states[n] for n in names)) for p in people[:shown]),
        tuple(sums[n][MASTERED] + sums[n][DUE] for n in names), tuple(sums[n][STUCK] for n in names),
        max(0, len(people) - shown), shown,
        sum(len(p.stuck) for p in people),
        tuple(islice((StuckRow(p.sign, *one) for p in people for one in p.stuck), shown)),
        len(reports),
        tuple(Report(str(r["sign"]), str(r["case"]), str(r["kind"]), str(r["rule"]),
                     say_day(session.lang, at.date(), now))
              for at, r in reports[:-shown - 1:-1]),
        tuple(n for n in names if person in rows and rows[person].states[n] in ("mastered", "due")),
        person if person in rows else "", forgetting, edition, say_day(session.lang, now.date(), None),
    )  # fmt: skip


def _case(session: Session, number: str) -> CaseRow:
    given = decision(session.book, number)
    if given is None:
        return CaseRow(number, number, "", "", "")
    case = given.case
    last = [event_words(session, event.event, event.reply) for event in case.truth.journal[-1:]]
    tracking = session.say(f"fact.tracking.{case.truth.facts.tracking}")
    return CaseRow(number, case.label, case.item[session.lang], listed(session, [tracking, *last]),
                   difficulty(given.exercise, session.book))  # fmt: skip


def _confused(session: Session, m: Missed) -> str:
    """Why the step that was chosen most is taken for the right one; empty where nobody knows."""
    texts = misconception(session.book, m.wrong, m.key)
    return texts[session.lang] if texts else ""


def _row(session: Session, m: Missed) -> MissedRow:
    table, _, name = m.rule.partition("/")
    rule = session.book.tables[table].named.get(name) if table in session.book.tables else None
    known = m.people >= FEWEST
    value = m.discrimination
    item = "few" if m.people < FEW or value is None else "good" if value >= 0.25 else "fair" if value >= 0.1 else "poor"
    return MissedRow(
        m.rule, rule.because[session.lang] if rule else "", m.people, f"{m.interval.share:.0%}" if known else "",
        round(100 * m.interval.low, 1), round(100 * m.interval.share, 1), round(100 * m.interval.high, 1),
        m.wrong if f"action.{m.wrong}" in session.book.words[session.lang] else "", m.wrong_count, m.missed, item,
    )  # fmt: skip


@dataclass(frozen=True)
class OpenedCase(Context):
    """The heading of a case that a trainer looks at."""

    template: ClassVar[str] = "cohort_case.html"
    label: str  #: the number that trainees see
    number: str  #: the case, by rule and seed
    kind: str  #: an id of `practice.kind.*`
    difficulty: str  #: an id of `practice.difficulty.*`


@dataclass(frozen=True)
class ShownOption:
    """An answer that could be chosen."""

    text: str  #: its words
    is_key: bool  #: whether it is what the engine says


@dataclass(frozen=True)
class ShownPart:
    """A question with its answers."""

    part: str  #: an id of `practice.part.*`
    is_text: bool  #: whether they are messages, which are shown as they are sent
    options: tuple[ShownOption, ...]  #: the answers


@dataclass(frozen=True)
class Choices(Context):
    """What could be chosen in a case that a trainer looks at."""

    template: ClassVar[str] = "cohort_choices.html"
    question: str  #: what is asked
    parts: tuple[ShownPart, ...]  #: its questions


def opened(session: Session, given: Given) -> str:
    """A case as a trainer looks at it: the conversation, the question with all its answers, and the feedback."""
    book, exercise = session.book, given.exercise
    answer = best(exercise)
    head = OpenedCase(given.case.label, given.case.number, exercise.kind, difficulty(exercise, book))
    question = session.say("practice.ask.picture" if exercise.picture else f"practice.ask.{exercise.kind}")
    parts = tuple(
        ShownPart(part.id, part.id in feedback_view.WRITTEN,
                  tuple(ShownOption(option.texts[feedback_view.spoken(part.id, session.lang)], option.id in part.key)
                        for option in part.options))
        for part in exercise.parts
    )  # fmt: skip
    five = feedback_view.five(session, exercise, answer, judge(exercise, answer, book), (), is_example=True,
                              is_last=False, looking=True)  # fmt: skip
    shown = talk(session, given, "", 0, (), given.lines, folded=False, reported=False, looking=True)
    return "".join(html(part, session) for part in (head, shown, Choices(question, parts), five))


@dataclass(frozen=True)
class ClassFoot(Context):
    """The buttons that open a class, make one, and put it away."""

    template: ClassVar[str] = "class_foot.html"
    is_open: bool  #: whether a class is open
    is_gone: bool  #: whether the class that this device remembers is not there

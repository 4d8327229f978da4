"""The page of a trainee: one answer to what to do now, then a conversation, its questions, and the feedback."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from guide.book.notices import Notice
from guide.cases.archive.limits import LARGEST, ArchiveError
from guide.cases.receipt import redacted
from guide.practice.cases.building import build, decisions, edition
from guide.practice.exercises import messages
from guide.practice.exercises.feedback import best, judge
from guide.practice.learning.mastery import ALONE, CHECK, EXAMPLE, GUIDED, standings
from guide.practice.learning.planning import DAILY, Task, answered_today, tasks
from guide.practice.learning.training import Given, from_file, give, record
from guide.practice.scenes import scenes
from guide.practice.skills import skills
from guide.practice.teaching.assignments import exercises
from guide.practice.teaching.export import to_csv
from guide.practice.teaching.records import Diary
from guide.ui.base import BasePage, box
from guide.ui.case.files import ARCHIVES, archive_words
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.practice.asking import Asking
from guide.ui.practice.files import opened
from guide.ui.practice.joining import Joining
from guide.ui.session import CaseState, Session
from guide.ui.views import feedback as feedback_view
from guide.ui.views import talk as talk_view
from guide.ui.views import trainee as trainee_view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ipywidgets import Widget

    from guide.engine.case import Case
    from guide.practice.exercises.feedback import Feedback
    from guide.practice.learning.mastery import Standing
    from guide.practice.people import Line


class PracticePage(BasePage):
    """A person practises: every answer is kept at once, under a sign where a class was joined."""

    def __init__(self, session: Session, name: str = "practice") -> None:
        super().__init__(session, name)
        self.mine, self.diary = CaseState(session), Diary()
        self.queue: list[tuple[Given, Task]] = []  # the exercises that are set, the first one shown
        self.kinds: tuple[str, ...] = ()  # of a whole case or a set the kinds of all its questions
        self.lines: tuple[Line, ...] = ()  # what was written in this case until now
        self.number = ""  # the case that is shown
        self.feedback: Feedback | None = None
        self.reported: set[str] = set()
        self.erasing = False
        self.refused: Notice | None = None
        self.main = self.view_of(start=self._start, whole=self._whole, skill=self._skill, assigned=self._assigned,
                                 stop=self._stop, report=self._report, export=self._export, erase=self._erase,
                                 erase_yes=self._erase_yes, erase_no=self._erase, leave=self._leave)  # fmt: skip
        self.five = self.view_of(next=self._next, stop=self._stop)
        self.asking = Asking(self, self._answer)
        self.joining = Joining(self, self.diary)
        self.files = Transfer(self.attempt, self._open, act=self._press, accept=ARCHIVES, limits=alone(LARGEST))
        self.body = box(self.main, self.asking.card, self.five, self.joining.box, self.files, css="t-practice")
        self.listen(self.mine.restore, "case")
        self.mine.listener = self.render
        self.show(self.body)

    # what is practised -----------------------------------------------------------------------------------------------

    def _found(self) -> dict[str, Standing]:
        return standings(self.diary.records, skills(self.session.book), edition(self.session.book))

    def _start(self, _arg: str) -> None:
        self._set(tasks(self._found(), self.session.now())[0])

    def _skill(self, skill: str) -> None:
        order = tasks(self._found(), self.session.now())
        if (task := next((t for t in order if t.skill == skill), None)) is not None:
            self._set(task)

    def _set(self, task: Task) -> None:
        """One exercise of a skill."""
        paired = self._found()[task.skill].wants_pair
        given = give(self.session.book, task.skill, self.diary.records, wants_pair=paired)
        self._show([] if given is None else [(given, task)], "practice.not_built", ())

    def _whole(self, _arg: str) -> None:
        """A whole case, from the first words to what comes of the decision."""
        book = self.session.book
        rng = Random(f"whole/{len(self.diary.records)}/{self.session.now().date()}")
        case = build(book, rng.choice(tuple(decisions(book))), rng.randrange(1, 10_000))
        self._play([Given(case, scene.lines, scene.exercise) for scene in scenes(case, book)] if case else ())

    def _assigned(self, code: str) -> None:
        course = self.diary.course
        chosen = next((one for one in course.assigned if one.code == code), None) if course else None
        if chosen is not None:
            self._play(exercises(self.session.book, chosen), "practice.older")

    def _play(self, given: Iterable[Given], refusal: str = "practice.not_built") -> None:
        """Several exercises, one after another; those that a person cannot do alone yet have hints."""
        found = self._found()
        rungs = {skill: at.rung if at.rung in (ALONE, CHECK) else GUIDED for skill, at in found.items()}
        queue = [(one, Task(one.exercise.skill, rungs[one.exercise.skill], "learning")) for one in given]
        self._show(queue, refusal, tuple(one.exercise.kind for one, _ in queue))

    def _show(self, queue: list[tuple[Given, Task]], refusal: str, kinds: tuple[str, ...]) -> None:
        self.refused = None if queue else Notice(refusal)
        if not queue:
            self.render()
            return
        self.queue, self.kinds, self.lines = queue, kinds, queue[0][0].lines
        self._ask()

    def _ask(self) -> None:
        """The first exercise of the queue; a worked example stands there answered."""
        given, task = self.queue[0]
        self.feedback = None
        self.asking.begin(given.exercise)
        if task.rung == EXAMPLE:
            self._judge(best(given.exercise), "seen")
        self.render()
        self.asking.question.send({"jump": "practice-question" if self.feedback is None else "practice-verdict"})

    # answers ---------------------------------------------------------------------------------------------------------

    def _answer(self, _arg: str) -> None:
        answered = self.asking.answered
        if not self.queue or self.feedback is not None or not self.queue[0][0].exercise.is_answered(answered):
            return
        self._judge(answered)
        self.render()
        self.five.send({"jump": "practice-verdict"})

    def _judge(self, answered: dict[str, frozenset[str]], level: str = "") -> None:
        """Judge an answer and keep it; a case from one's own file is practised and not counted."""
        given, task = self.queue[0]
        self.asking.answered = answered
        self.feedback = judge(given.exercise, answered, self.session.book)
        self.five.status = self.session.say(f"practice.level.{level or self.feedback.level}")
        if given.case.seed:
            kept = record(given, answered, level or self.feedback.level, task, self.session.now())
            self.diary.add(kept)

    def _next(self, _arg: str) -> None:
        if self.feedback is None:
            return
        (_, task), *self.queue = self.queue
        if self.queue:
            given = self.queue[0][0]
            going_on = self.kinds and given.case.number == self.number
            self.lines = (*self.lines, *given.lines) if going_on else given.lines
            self._ask()
        elif self.kinds or (task.rung != EXAMPLE and self._today() == DAILY):
            self._stop("")
        else:
            self._start("")

    def _today(self) -> int:
        return len(answered_today(self.diary.records, self.session.now()))

    def _stop(self, _arg: str) -> None:
        self.queue, self.feedback, self.kinds = [], None, ()
        self.render()
        self.main.send({"jump": "practice"})

    def _report(self, _arg: str) -> None:
        if not self.queue:
            return
        case, exercise = self.queue[0][0].case, self.queue[0][0].exercise
        self.reported.add(case.number)
        if self.diary.course is not None:
            self.diary.course.report(self.diary.sign, case.number, self.session.now(), exercise.kind, exercise.rule)
        self.render()

    # records, and cases of one's own ---------------------------------------------------------------------------------

    def _export(self, _arg: str) -> None:
        self.files.give("practice.csv", "text/csv", to_csv({self.diary.sign or "-": self.diary.records}))

    def _erase(self, _arg: str) -> None:
        self.erasing = not self.erasing
        self.render()

    def _erase_yes(self, _arg: str) -> None:
        self.diary.forget(self.session.now())
        self._leave("")

    def _leave(self, _arg: str) -> None:
        self.joining.leave("")
        self.erasing = False
        self.render()

    def _press(self, which: str) -> None:
        if which == "mine" and self.mine.dump():
            self._begin(redacted(self.mine.case), self.session.now())

    def _open(self, file: Arrived) -> Answer:
        self.refused, self.files.error = None, ""  # a second bad file is told like the first
        try:
            case, at = opened(file.content, self.session.now())
        except ArchiveError as error:
            self.refused = error.notice
            self.render()
            return Answer(taken=False)
        self._begin(case, at)
        return Answer(taken=True)

    def _begin(self, case: Case, now: datetime) -> None:
        """Practise on a case; nothing that was typed is taken along, for others may be looking."""
        given = from_file(case, self.session.book, now)
        queue = [(one, Task(one.exercise.skill, GUIDED, "learning")) for one in given]
        self._show(queue, "practice.nothing", tuple(one.exercise.kind for one in given))

    # what is shown ---------------------------------------------------------------------------------------------------

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        if self.queue:
            self._render_exercise()
        else:
            self._render_home()

    def _render_home(self) -> None:
        session, say, diary = self.session, self.session.say, self.diary
        found = self._found()
        note = "practice.kept" if diary.sign else "practice.kept.page"
        note = "practice.kept.waiting" if diary.is_waiting else "practice.kept.deleted" if diary.is_deleted else note
        home = trainee_view.home(session, found, tasks(found, session.now()), diary.records, diary.sign,
                         diary.course.assigned if diary.course else (), note, erasing=self.erasing)  # fmt: skip
        self.main.html = html(home, session)
        self.joining.render()
        words = {"mine": "mine", "choose": "open"} if self.mine.dump() else {"choose": "open"}
        self.files.buttons = [{"id": id_, "label": say(f"practice.{word}")} for id_, word in words.items()]
        self.files.words = archive_words(session)
        self.files.error = session.tell(self.refused) if self.refused else ""
        self._put(self.main, *(() if diary.sign else (self.joining.box,)), self.files)

    def _render_exercise(self) -> None:
        given, task = self.queue[0]
        self.number = given.case.number
        place = len(self.kinds) - len(self.queue) + 1 if self.kinds else 0
        reported, folded = self.number in self.reported, self.feedback is not None and task.rung != EXAMPLE
        talk = talk_view.talk(
            self.session, given, task.rung, place, self.kinds, self.lines, folded=folded, reported=reported
        )
        self.main.html = html(talk, self.session)
        if self.feedback is not None:
            harm = self._harm(given) if given.exercise.kind == "write" else ()
            last = bool(self.kinds) and len(self.queue) == 1
            five = feedback_view.five(self.session, given.exercise, self.asking.answered, self.feedback, harm,
                             is_example=task.rung == EXAMPLE, is_last=last)  # fmt: skip
            self.five.html = html(five, self.session)
            self._put(self.main, self.five)
            return
        # a hint on the second rung says where to look, and not what to choose
        exercise = given.exercise
        about = "picture" if exercise.picture else exercise.kind
        hint = self.session.say(f"practice.hint.{about}") if task.rung == GUIDED else ""
        picture = talk_view.drawn(self.session, exercise.picture) if exercise.picture else None
        self.asking.show(
            talk_view.PracticeQuestion(exercise.kind, place, len(self.kinds), hint, exercise.shown, picture)
        )
        self._put(self.main, self.asking.card, *(control for _, control in self.asking.used))

    def _harm(self, given: Given) -> tuple[str, ...]:
        text = messages.text_of(given.exercise, self.asking.answered)
        found = messages.hits(given.exercise, text, self.session.book)
        return tuple(hit.watch.because[self.session.lang] for hit in found)

    def _put(self, *parts: Widget) -> None:
        """Show these parts and hide the others: the page has all its widgets from the beginning."""
        for part in (self.asking.card, *self.asking.controls, self.five, self.joining.box, self.files):
            (part.remove_class if part in parts else part.add_class)("t-off")

"""The page of a trainee: one answer to what to do now, then a conversation, its questions, and the feedback."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.book.notices import HandbookError, Notice
from guide.cases.archive.limits import LARGEST, ArchiveError
from guide.cases.casefile import CaseError, read_moment
from guide.cases.receipt import ReceiptError, redacted
from guide.cases.receipt import read as read_receipt
from guide.cases.store import StoreError
from guide.engine.drafts import SENT_IN
from guide.practice import messages
from guide.practice.building import build, decisions, edition
from guide.practice.export import to_csv
from guide.practice.feedback import best, judge
from guide.practice.mastery import ALONE, CHECK, EXAMPLE, GUIDED, standings
from guide.practice.planning import Task, tasks
from guide.practice.records import Diary
from guide.practice.scenes import scenes
from guide.practice.skills import skills
from guide.practice.training import Given, from_file, give, record
from guide.ui.base import BasePage, box
from guide.ui.case.files import ARCHIVES, archive_words
from guide.ui.controls.checks import Checks
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.controls.view import View
from guide.ui.session import CaseState, Session
from guide.ui.views import practice as view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from datetime import datetime

    from ipywidgets import Widget

    from guide.cases.archive.opening import Opened
    from guide.engine.case import Case
    from guide.practice.exercise import Part
    from guide.practice.feedback import Feedback
    from guide.practice.people import Line

#: Most questions of one exercise; each has a control that is made once.
_MOST = 3


class PracticePage(BasePage):
    """A person practises: every answer is kept at once, under a sign where a class was joined."""

    def __init__(self, session: Session, name: str = "practice") -> None:
        super().__init__(session, name)
        self.mine, self.diary = CaseState(session), Diary()
        self.queue: list[tuple[Given, Task]] = []  # the exercises that are set, the first one shown
        self.kinds: tuple[str, ...] = ()  # of a whole case the kinds of all its questions
        self.lines: tuple[Line, ...] = ()  # what was written in this case until now
        self.number = ""  # the case that is shown
        self.feedback: Feedback | None = None
        self.answered: dict[str, frozenset[str]] = {}
        self.reported: set[str] = set()
        self.erasing = False
        self.refused: Notice | None = None
        self.main = self.view_of(start=self._start, whole=self._whole, skill=self._skill, assigned=self._assigned,
                                 stop=self._stop, report=self._report, export=self._export, erase=self._erase,
                                 erase_yes=self._erase_yes, erase_no=self._erase)  # fmt: skip
        self.foot = self.view_of(answer=self._answer)
        self.five = self.view_of(next=self._next, stop=self._stop)
        self.choices = tuple(Choice(name=f"practice-{n}") for n in range(_MOST))
        self.checks = Checks(name="practice-checks")
        for control in (*self.choices, self.checks):
            control.observe(lambda _: self.attempt(self._chosen), "value")
        self.course = Entry(name="practice-class", max_length=60)
        self.sign = Entry(name="practice-sign", max_length=20)
        self.join = self.view_of(join=self._join)
        self.files = Transfer(self.attempt, self._open, act=self._press, accept=ARCHIVES, limits=alone(LARGEST))
        self.question = View()
        self.card = box(self.question, self.checks, *self.choices, self.foot, css="t-ask")
        self.signing = box(self.course, self.sign, self.join, css="t-join")
        self.body = box(self.main, self.card, self.five, self.signing, self.files, css="t-practice")
        self.listen(self.mine.restore, "case")
        self.mine.listener = self.render
        self.show(self.body)

    # what is practised -----------------------------------------------------------------------------------------------

    def _tasks(self) -> tuple[Task, ...]:
        found = standings(self.diary.records, skills(self.session.book), edition(self.session.book))
        return tasks(found, self.session.now())

    def _start(self, _arg: str) -> None:
        self._set(self._tasks()[0])

    def _skill(self, skill: str) -> None:
        if (task := next((t for t in self._tasks() if t.skill == skill), None)) is not None:
            self._set(task)

    def _set(self, task: Task) -> None:
        """One exercise of a skill."""
        book, records = self.session.book, self.diary.records
        found = standings(records, skills(book), edition(book))
        given = give(book, task.skill, records, wants_pair=found[task.skill].wants_pair)
        if given is None:
            self.refused = Notice("practice.not_built")
            self.render()
            return
        self._show([(given, task)], ())

    def _whole(self, _arg: str) -> None:
        """A whole case, from the first words to what comes of the decision."""
        rng = Random(f"whole/{len(self.diary.records)}/{self.session.now().date()}")
        self._play(f"{rng.choice(tuple(decisions(self.session.book)))}/{rng.randrange(1, 10_000)}")

    def _play(self, *numbers: str) -> None:
        book = self.session.book
        found = standings(self.diary.records, skills(book), edition(book))
        queue: list[tuple[Given, Task]] = []
        for number in numbers:
            rule, _, seed = number.rpartition("/")
            case = build(book, rule, int(seed)) if seed.isdigit() else None
            for scene in scenes(case, book) if case else ():
                at = found[scene.exercise.skill].rung
                task = Task(scene.exercise.skill, at if at in (ALONE, CHECK) else GUIDED, "learning")
                queue.append((Given(case, scene.lines, scene.exercise), task))  # type: ignore[arg-type]
        if not queue:
            self.refused = Notice("practice.older")
            self.render()
            return
        self._show(queue, tuple(given.exercise.kind for given, _ in queue))

    def _assigned(self, _arg: str) -> None:
        task = self.diary.course.assigned if self.diary.course else None
        if task:
            self._play(*map(str, task["cases"]))

    def _show(self, queue: list[tuple[Given, Task]], kinds: tuple[str, ...]) -> None:
        self.queue, self.kinds, self.refused, self.lines = queue, kinds, None, queue[0][0].lines
        self._ask()

    def _ask(self) -> None:
        """The first exercise of the queue; a worked example stands there answered."""
        given, task = self.queue[0]
        self.feedback, self.answered = None, {}
        for control in self.choices:
            control.value = UNKNOWN
        self.checks.value = []
        if task.rung == EXAMPLE:
            self.answered = best(given.exercise)
            self.feedback = judge(given.exercise, self.answered, self.session.book)
            self._keep("seen")
        self.render()
        self.question.send({"jump": "practice-question" if self.feedback is None else "practice-verdict"})

    # answers ---------------------------------------------------------------------------------------------------------

    def _asked(self) -> list[tuple[Part, Widget]]:
        """The questions of the exercise, each with its control."""
        free = iter(self.choices)
        return [(part, self.checks if part.many else next(free)) for part in self.queue[0][0].exercise.parts]

    def _chosen(self) -> None:
        if self.queue and self.feedback is None:
            for part, control in self._asked():
                value = control.value if part.many else [control.value]
                self.answered[part.id] = frozenset(value) & {option.id for option in part.options}
            self.foot.html = html(view.AnswerFoot(self._lacking()), self.session)

    def _lacking(self) -> str:
        say = self.session.say
        parts = [say(f"practice.part.{part.id}") for part, _ in self._asked() if not self.answered.get(part.id)]
        return "、".join(parts) if self.session.lang == "zh" else ", ".join(parts)

    def _answer(self, _arg: str) -> None:
        if not self.queue or self.feedback is not None or not self.queue[0][0].exercise.is_answered(self.answered):
            return
        exercise = self.queue[0][0].exercise
        self.feedback = judge(exercise, self.answered, self.session.book)
        self._keep(self.feedback.level)
        self.render()
        self.five.status = self.session.say(f"practice.level.{self.feedback.level}")
        self.five.send({"jump": "practice-verdict"})

    def _keep(self, level: str) -> None:
        given, task = self.queue[0]
        if given.case.seed:  # a case from a file is practised and not counted
            self.diary.add(record(given, self.answered, level, task, self.session.now()))

    def _next(self, _arg: str) -> None:
        if self.feedback is None:
            return
        del self.queue[0]
        if self.queue:
            given = self.queue[0][0]
            going_on = self.kinds and given.case.number == self.number
            self.lines = (*self.lines, *given.lines) if going_on else given.lines
            self._ask()
        elif self.kinds:
            self._stop("")
        else:
            self._start("")

    def _stop(self, _arg: str) -> None:
        self.queue, self.feedback, self.kinds = [], None, ()
        self.render()
        self.main.send({"jump": "practice"})

    def _report(self, _arg: str) -> None:
        number = self.queue[0][0].case.number if self.queue else ""
        self.reported.add(number)
        if self.diary.course is not None:
            self.diary.course.report(self.diary.sign, number, self.session.now())
        self.render()

    # records ---------------------------------------------------------------------------------------------------------

    def _join(self, _arg: str) -> None:
        store = self.session.store
        self.course.error = self.sign.error = ""
        if store is None:
            self.course.error = self.session.say("practice.no_store")
            return
        try:
            self.diary.join(store, self.course.value, self.sign.value, self.session.now())
        except StoreError:
            self.course.error = self.session.say("practice.store_away")
        except HandbookError as error:
            (self.sign if error.notice.id == "practice.sign.none" else self.course).error = self.session.tell(
                error.notice
            )
        self.render()

    def _export(self, _arg: str) -> None:
        self.files.give("practice.csv", "text/csv", to_csv({self.diary.sign or "-": self.diary.records}))

    def _erase(self, _arg: str) -> None:
        self.erasing = not self.erasing
        self.render()

    def _erase_yes(self, _arg: str) -> None:
        self.diary.forget(self.session.now())
        self.erasing = False
        self.render()

    # cases of one's own ----------------------------------------------------------------------------------------------

    def _press(self, which: str) -> None:
        if which == "mine" and self.mine.dump():
            self._begin(self.mine.case, self.session.now())

    def _open(self, file: Arrived) -> Answer:
        from guide.cases.archive.opening import open_case

        self.refused, self.files.error = None, ""  # a second bad file is told like the first
        try:
            opened = open_case(file.content)
        except ArchiveError as error:
            self.refused = error.notice
            self.render()
            return Answer(taken=False)
        self._begin(opened.case, self._saved_at(opened))
        return Answer(taken=True)

    def _saved_at(self, opened: Opened) -> datetime:
        """The moment at which an archive was saved; without a readable receipt, that of its last event."""
        try:
            return read_moment("now", read_receipt(opened.receipt or b"")["now"])
        except (ReceiptError, CaseError):
            return max((event.at for event in opened.case.journal), default=self.session.now())

    def _begin(self, case: Case, now: datetime) -> None:
        """Practise on a case; nothing that was typed is taken along, for others may be looking."""
        given = from_file(redacted(case), self.session.book, now)
        if not given:
            self.refused = Notice("practice.nothing")
            self.render()
            return
        queue = [(one, Task(one.exercise.skill, GUIDED, "learning")) for one in given]
        self._show(queue, tuple(one.exercise.kind for one in given))

    # what is shown ---------------------------------------------------------------------------------------------------

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        if self.queue:
            self._render_exercise()
        else:
            self._render_home()

    def _render_home(self) -> None:
        session, say, diary = self.session, self.session.say, self.diary
        found = standings(diary.records, skills(session.book), edition(session.book))
        task = diary.course.assigned if diary.course else None
        note = "practice.kept.waiting" if diary.is_waiting else "practice.kept" if diary.sign else "practice.kept.page"
        self.main.html = html(
            view.home(session, found, tasks(found, session.now()), diary.records, diary.sign,
                      str(task["name"]) if task else "", note, erasing=self.erasing), session)  # fmt: skip
        self.course.label, self.course.hint = say("practice.class"), say("practice.class.hint")
        self.sign.label, self.sign.hint = say("practice.sign"), say("practice.sign.hint")
        self.join.html = html(view.JoinFoot(), session)
        words = {"mine": "mine", "choose": "open"} if self.mine.dump() else {"choose": "open"}
        self.files.buttons = [{"id": id_, "label": say(f"practice.{word}")} for id_, word in words.items()]
        self.files.words = archive_words(session)
        self.files.error = session.tell(self.refused) if self.refused else ""
        self._put(self.main, *(() if diary.sign else (self.signing,)), self.files)

    def _render_exercise(self) -> None:
        given, task = self.queue[0]
        self.number = given.case.number
        place = len(self.kinds) - len(self.queue) + 1 if self.kinds else 0
        hint = self._hint(given, task)
        reported, folded = given.case.number in self.reported, self.feedback is not None
        talk = view.talk(
            self.session, given, task.rung, place, self.kinds, self.lines, folded=folded, reported=reported
        )
        self.main.html = html(talk, self.session)
        if self.feedback is not None:
            harm = self._harm(given) if given.exercise.kind == "write" else ()
            last = bool(self.kinds) and len(self.queue) == 1
            five = view.five(self.session, given.exercise, self.answered, self.feedback, harm,
                             is_example=task.rung == EXAMPLE, is_last=last)  # fmt: skip
            self.five.html = html(five, self.session)
            self._put(self.main, self.five)
            return
        for part, control in self._asked():
            self._dress(part, control)
        self.foot.html = html(view.AnswerFoot(self._lacking()), self.session)
        asked = view.PracticeQuestion(given.exercise.kind, place, len(self.kinds), hint, given.exercise.shown)
        self.question.html = html(asked, self.session)
        self._put(self.main, self.card, *(control for _, control in self._asked()))

    def _dress(self, part: Part, control: Widget) -> None:
        """The words of a question and its options."""
        say, lang = self.session.say, self.session.lang
        spoken = SENT_IN if part.id in view.AS_SENT else lang
        options = [{"value": option.id, "label": option.texts[spoken]} for option in part.options]
        if part.many:
            control.groups = [{"title": say(f"practice.part.{part.id}"), "items": options}]
        else:
            control.legend, control.open_label = say(f"practice.part.{part.id}"), say("practice.unchosen")
            control.options = options

    def _hint(self, given: Given, task: Task) -> str:
        """A hint on the second rung: where to look, and not what to choose."""
        return self.session.say(f"practice.hint.{given.exercise.kind}") if task.rung == GUIDED else ""

    def _harm(self, given: Given) -> tuple[str, ...]:
        text = messages.text_of(given.exercise, self.answered)
        found = messages.hits(given.exercise, text, self.session.book)
        return tuple(hit.watch.because[self.session.lang] for hit in found)

    def _put(self, *parts: Widget) -> None:
        """Show these parts and hide the others: the page has all its widgets from the beginning."""
        for part in (self.card, *self.choices, self.checks, self.five, self.signing, self.files):
            (part.remove_class if part in parts else part.add_class)("t-off")

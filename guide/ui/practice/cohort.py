"""The page of a trainer: a class, opened with the trainer's code; without one, the sample class.

The code is kept on the device, so that another tab or day goes on without it, until the trainer puts the class away.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from guide.book.notices import HandbookError, Notice
from guide.book.uncollected import uncollected
from guide.cases.archive.limits import LARGEST, ArchiveError
from guide.cases.store import StoreError
from guide.practice.cases.building import edition
from guide.practice.learning.training import recall
from guide.practice.teaching.assignments import (
    MISSED,
    Assignment,
    anew,
    by_file,
    by_rule,
    by_skill,
    decision,
    exercises,
)
from guide.practice.teaching.cohort import Figures, grid, to_teach
from guide.practice.teaching.export import to_csv, to_xapi
from guide.practice.teaching.records import UNKNOWN, ClassCodes, Course, codes_of, new_class
from guide.practice.teaching.sample_class import sample_class
from guide.ui.base import BasePage, box
from guide.ui.case.files import ARCHIVES, archive_words
from guide.ui.controls.entry import Entry
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.practice.files import opened
from guide.ui.views import cohort as view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from guide.book.book import Book
    from guide.practice.learning.mastery import Record
    from guide.practice.learning.training import Given
    from guide.ui.session import Session


#: From so many people on it is said that their records are being read.
_MANY = 500


class CohortPage(BasePage):
    """What to teach next, before any table; a class is read again with every act."""

    def __init__(self, session: Session, name: str = "class") -> None:
        super().__init__(session, name)
        self.codes = ClassCodes("", "")
        self.course: Course | None = None
        self.person, self.shown, self.forgetting = "", view.PEOPLE, False
        self.refused: Notice | None = None  # why no class was opened
        self.figures = Figures(session.book, edition(session.book))
        self._sample: dict[str, tuple[Record, ...]] = {}
        self.looked: tuple[Given, str] | None = None  # the case that is looked at, and where one goes back to
        self.first = self.view_of(assign=self._assign, set_skill=self._set_skill, set_rule=self._set_rule,
                                  anew=self._anew, case=self._case)  # fmt: skip
        self.main = self.view_of(set_rule=self._set_rule, look=self._look, person=self._person, more=self._more,
                                 csv=self._csv, xapi=self._xapi, forget=self._forget,
                                 forget_yes=self._forget_yes)  # fmt: skip
        self.case = self.view_of(close=self._close)
        self.code = Entry(name="class-code", max_length=60)
        self.foot = self.view_of(open=self._open, make=self._make, leave=self._leave)
        self.files = Transfer(self.attempt, self._open_file, accept=ARCHIVES, limits=alone(LARGEST))
        join = box(self.code, self.foot, css="t-join")
        self.show(box(self.first, self.files, self.main, self.case, join, css="t-practice"))
        self.shell.on_word(lambda word, more: self.attempt(lambda: self._known(word, more)))

    def _known(self, word: str, more: Mapping[str, Any]) -> None:
        """Open the class that this device knows."""
        code = more.get("code")
        if word == "joined" and self.course is None and isinstance(code, str):
            self.code.value = code[: self.code.max_length]
            self._open("")
            if self.refused and self.refused.id in UNKNOWN:
                self._refuse(Notice("cohort.gone"))

    def _records(self) -> Mapping[str, Sequence[Record]]:
        if self.course is None:
            self._sample = self._sample or sample_class(self.session.book, self.session.now())
            return self._sample
        self.course.keeper.news()
        return self.course.records()

    def _enter(self, codes: ClassCodes, *, make: bool) -> None:
        store = self.session.store
        if store is None:
            self._refuse(Notice("practice.no_store"))
            return
        try:
            course = Course(store, codes.people)
            if make:
                course.make(self.session.now())
            if not course.exists:
                self._refuse(Notice("practice.class.none"))
                return
        except StoreError:
            self._refuse(Notice("practice.store_away"))
            return
        self.codes, self.course, self.person, self.code.value, self.refused = codes, course, "", "", None
        self.looked = None
        self.shown = view.PEOPLE
        self.shell.send({"joined": {"code": codes.trainer}})
        many = len(course.people)
        self.foot.status = self.session.say("cohort.reading", count=many) if many > _MANY else ""
        with uncollected():
            self.render()
        self.foot.status = ""
        self.first.send({"jump": "cohort"})

    def _open(self, _arg: str) -> None:
        try:
            codes = codes_of(self.code.value)
        except HandbookError as error:
            self._refuse(error.notice)
            return
        self._enter(codes, make=False)

    def _refuse(self, why: Notice) -> None:
        self.refused = why
        self._dress()

    def _leave(self, _arg: str) -> None:
        """Put the class away, on this device too; nothing of it is deleted."""
        self.codes, self.course, self.person, self.refused = ClassCodes("", ""), None, "", None
        self.looked = None
        self.code.value = ""
        self.shell.send({"joined": {"code": ""}})
        self.render()
        self.first.send({"jump": "cohort"})

    def _make(self, _arg: str) -> None:
        self._enter(new_class(), make=True)

    # sets of exercises -----------------------------------------------------------------------------------------------

    def _assign(self, _arg: str) -> None:
        """What this class misses most."""
        self.figures.count(self._records())
        teach = to_teach(self.figures.missed)
        if teach is not None:
            self._set(lambda book, before: by_rule(book, teach[0].rule, before, MISSED))

    def _set_rule(self, rule: str) -> None:
        self._set(lambda book, before: by_rule(book, rule, before))

    def _set_skill(self, skill: str) -> None:
        self._set(lambda book, before: by_skill(book, skill, before))

    def _anew(self, code: str) -> None:
        """A set of an older edition again, under the rules of today."""
        old = next((one for one in self._assigned() if one.code == code), None)
        if old is not None:
            self._set(lambda book, _: anew(book, old), "cohort.sets.gone")

    def _open_file(self, file: Arrived) -> Answer:
        self.files.error = ""
        try:
            case, at = opened(file.content, self.session.now())
        except ArchiveError as error:
            self.files.error = self.session.tell(error.notice)
            return Answer(taken=False)
        self._set(lambda book, _: by_file(book, case, at), "practice.nothing")
        return Answer(taken=not self.files.error)

    def _assigned(self) -> tuple[Assignment, ...]:
        return self.course.assigned if self.course else ()

    def _set(self, make: Callable[[Book, int], Assignment | None], refusal: str = "practice.not_built") -> None:
        """Make a set, another one than before, and give it to the class."""
        if self.course is None:
            return
        chosen = make(self.session.book, len(self._assigned()))
        self.files.error = "" if chosen else self.session.say(refusal)
        if chosen is not None:
            self.course.assign(chosen, self.session.now())
        self.render()
        self.first.send({"jump": "cohort-sets"})

    # cases that are looked at ----------------------------------------------------------------------------------------

    def _case(self, number: str) -> None:
        """One of the cases to teach with."""
        self._show_case(decision(self.session.book, number), "cohort-teach")

    def _look(self, arg: str) -> None:
        """A case that somebody doubts, by its number, the kind of the question and its rule."""
        number, kind, rule = (*arg.split(" "), "", "")[:3]
        code, _, place = number.rpartition("/")
        chosen = next((one for one in self._assigned() if one.code == code), None)
        if chosen is not None and place.isdecimal():  # of a case file that was set
            given = next(islice(exercises(self.session.book, chosen), int(place) - 1, None), None)
        else:
            given = recall(self.session.book, number, kind, rule)
        self._show_case(given, "cohort-reports")

    def _show_case(self, given: Given | None, back: str) -> None:
        self.looked = None if given is None else (given, back)
        self.render()
        if given is None:
            self.main.status = self.session.say("cohort.case.gone")
        else:
            self.case.send({"jump": "cohort-case"})

    def _close(self, _arg: str) -> None:
        back = self.looked[1] if self.looked else "cohort"
        self.looked = None
        self.render()
        self.first.send({"jump": back})

    # people ----------------------------------------------------------------------------------------------------------

    def _person(self, sign: str) -> None:
        self.person, self.forgetting = sign, False
        self.render()
        self.main.send({"jump": "cohort-cert"})

    def _more(self, _arg: str) -> None:
        self.shown *= 2
        self.render()

    def _forget(self, _arg: str) -> None:
        self.forgetting = not self.forgetting
        self.render()

    def _forget_yes(self, sign: str) -> None:
        if self.course is not None and self.forgetting and sign == self.person:
            self.course.forget(sign, self.session.now())
            self.person, self.forgetting = "", False
            self.render()

    def _csv(self, _arg: str) -> None:
        self.files.give("class.csv", "text/csv", to_csv(self._records()))

    def _xapi(self, _arg: str) -> None:
        self.files.give("class-xapi.json", "application/json", to_xapi(self._records()))

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        session, course = self.session, self.course
        self.figures.count(self._records())
        people = grid(self.figures.found, session.now())
        head = view.head(session, self.figures, (self.codes.trainer, self.codes.people), self._assigned())
        shown = view.cohort(
            session, self.figures, people, is_sample=course is None, reports=course.reports if course else (),
            person=self.person, edition=self.figures.edition, shown=self.shown, forgetting=self.forgetting,
        )  # fmt: skip
        self.first.html, self.main.html = html(head, session), html(shown, session)
        self.case.html = view.opened(session, self.looked[0]) if self.looked else ""
        self._dress()
        choose = [{"id": "choose", "label": session.say("cohort.sets.open")}] if course else []
        self.files.buttons = choose  # without a class it only gives files
        self.files.words = {**archive_words(session), "note": session.say("cohort.sets.file") if course else ""}

    def _dress(self) -> None:
        """The field of the code, with what is wrong with it, and its buttons."""
        say, why = self.session.say, self.refused
        self.code.label, self.code.hint = say("cohort.code"), say("cohort.code.hint")
        self.code.error = self.session.tell(why) if why else ""
        is_gone = why is not None and why.id == "cohort.gone"
        self.foot.html = html(view.ClassFoot(is_open=self.course is not None, is_gone=is_gone), self.session)

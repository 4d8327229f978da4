"""The two fields with which a person joins a class; without one the answers stay in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.notices import HandbookError
from guide.cases.store import StoreError
from guide.ui.base import box
from guide.ui.controls.entry import Entry
from guide.ui.views import trainee as trainee_view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from guide.practice.records import Diary
    from guide.ui.base import BasePage


class Joining:
    """Class code and sign; a sentence stands at the one that is wrong."""

    def __init__(self, page: BasePage, diary: Diary) -> None:
        self.page, self.session, self.diary = page, page.session, diary
        self.course = Entry(name="practice-class", max_length=60)
        self.sign = Entry(name="practice-sign", max_length=20)
        self.foot = page.view_of(join=self._join)
        self.box = box(self.course, self.sign, self.foot, css="t-join")

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        say = self.session.say
        self.course.label, self.course.hint = say("practice.class"), say("practice.class.hint")
        self.sign.label, self.sign.hint = say("practice.sign"), say("practice.sign.hint")
        self.foot.html = html(trainee_view.JoinFoot(), self.session)

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
            wrong = self.sign if error.notice.id == "practice.sign.none" else self.course
            wrong.error = self.session.tell(error.notice)
        self.page.render()

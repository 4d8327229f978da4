"""The two fields with which a person joins a class; without one the answers stay in the page.

Code and sign are kept on the device, so that another tab or day goes on without them, until somebody leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
        page.shell.on_word(lambda word, more: page.attempt(lambda: self._known(word, more)))

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        say = self.session.say
        self.course.label, self.course.hint = say("practice.class"), say("practice.class.hint")
        self.sign.label, self.sign.hint = say("practice.sign"), say("practice.sign.hint")
        self.foot.html = html(trainee_view.JoinFoot(), self.session)

    def _known(self, word: str, more: dict[str, Any]) -> None:
        """Go on in the class that this device knows."""
        code, sign = more.get("code"), more.get("sign")
        if word == "joined" and not self.diary.sign and isinstance(code, str) and isinstance(sign, str):
            self.course.value, self.sign.value = code[: self.course.max_length], sign[: self.sign.max_length]
            self._join("")

    def leave(self, _arg: str) -> None:
        """Forget on this device who practised here; what was answered stays in the class."""
        self.diary.leave()
        self.course.value = self.sign.value = ""
        self._keep("", "")

    def _keep(self, code: str, sign: str) -> None:
        self.page.shell.send({"joined": {"code": code, "sign": sign}})

    def _join(self, _arg: str) -> None:
        store = self.session.store
        self.course.error = self.sign.error = ""
        if store is None:
            self.course.error = self.session.say("practice.no_store")
            return
        try:
            self.diary.join(store, self.course.value, self.sign.value, self.session.now())
            self._keep(self.course.value, self.diary.sign)
        except StoreError:
            self.course.error = self.session.say("practice.store_away")
        except HandbookError as error:
            wrong = self.sign if error.notice.id == "practice.sign.none" else self.course
            wrong.error = self.session.tell(error.notice)
        self.page.render()

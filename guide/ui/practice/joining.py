"""The two fields with which a person joins a class; without one the answers stay in the page.

Code and sign are kept on the device, so that another tab or day goes on without them, until somebody leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.book.notices import HandbookError, Notice
from guide.cases.store import StoreError
from guide.practice.teaching.records import UNKNOWN
from guide.ui.base import box
from guide.ui.controls.entry import Entry
from guide.ui.views import trainee as trainee_view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from guide.practice.teaching.records import Diary
    from guide.ui.base import BasePage


class Joining:
    """Class code and sign; a sentence stands at the one that is wrong."""

    def __init__(self, page: BasePage, diary: Diary) -> None:
        self.page, self.session, self.diary = page, page.session, diary
        self.course = Entry(name="practice-class", max_length=60)
        self.sign = Entry(name="practice-sign", max_length=20)
        self.foot = page.view_of(join=self._join, leave=self._forget)
        self.refused: Notice | None = None  # why no class was joined
        self.box = box(self.course, self.sign, self.foot, css="t-join")
        page.shell.on_word(lambda word, more: page.attempt(lambda: self._known(word, more)))

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        say = self.session.say
        self.course.label, self.course.hint = say("practice.class"), say("practice.class.hint")
        self.sign.label, self.sign.hint = say("practice.sign"), say("practice.sign.hint")
        why = self.session.tell(self.refused) if self.refused else ""
        is_sign = self.refused is not None and self.refused.id == "practice.sign.none"
        self.sign.error, self.course.error = (why, "") if is_sign else ("", why)
        is_gone = self.refused is not None and self.refused.id == "practice.class.gone"
        self.foot.html = html(trainee_view.JoinFoot(is_gone), self.session)

    def _known(self, word: str, more: dict[str, Any]) -> None:
        """Go on in the class that this device knows."""
        code, sign = more.get("code"), more.get("sign")
        if word == "joined" and not self.diary.sign and isinstance(code, str) and isinstance(sign, str):
            self.course.value, self.sign.value = code[: self.course.max_length], sign[: self.sign.max_length]
            self._join("")
            if self.refused and self.refused.id in UNKNOWN:
                self.refused = Notice("practice.class.gone")
                self.render()

    def leave(self, _arg: str) -> None:
        """Forget on this device who practised here; what was answered stays in the class."""
        self.diary.leave()
        self._forget("")

    def _forget(self, _arg: str) -> None:
        """Forget the class on this device; answers without a class stay in the page."""
        self.course.value = self.sign.value = ""
        self.refused = None
        self._keep("", "")
        self.render()

    def _keep(self, code: str, sign: str) -> None:
        self.page.shell.send({"joined": {"code": code, "sign": sign}})

    def _join(self, _arg: str) -> None:
        store = self.session.store
        self.refused = None if store else Notice("practice.no_store")
        try:
            if store is not None:
                self.diary.join(store, self.course.value, self.sign.value, self.session.now())
                self._keep(self.course.value, self.diary.sign)
        except StoreError:
            self.refused = Notice("practice.store_away")
        except HandbookError as error:
            self.refused = error.notice
        self.page.render()

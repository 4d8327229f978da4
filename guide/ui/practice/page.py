"""The page of practice: a case told again, one decision after another. Nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.notices import Notice
from guide.cases import weights
from guide.cases.archive.limits import LARGEST, ArchiveError
from guide.cases.casefile import CaseError, read_moment
from guide.cases.receipt import ReceiptError, redacted
from guide.cases.receipt import read as read_receipt
from guide.practice import choose, draw_cases, retell
from guide.ui.base import BasePage
from guide.ui.case.files import ARCHIVES, archive_words
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.session import CaseState, Session
from guide.ui.views.practice import practising
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from guide.cases.archive.opening import Opened
    from guide.engine.case import Case
    from guide.practice import Chosen, Decision


class PracticePage(BasePage):
    """Three ways to begin (the case in hand, an archive, a made-up case), then one question after another."""

    def __init__(self, session: Session, name: str = "practice") -> None:
        super().__init__(session, name)
        self.mine = CaseState(session)
        self.view = self.view_of(choose=self._choose, next=self._next, again=lambda _: self._again())
        self.files = Transfer(self.attempt, self._open, act=self._press, accept=ARCHIVES, limits=alone(LARGEST))
        self.decisions: tuple[Decision, ...] = ()
        self.chosen: tuple[Chosen, ...] = ()  # a choice for each decision so far
        self.place = 0  # the decision that is shown; after the last one the result is
        self.origin = ""  # the id of the words that say where the case came from
        self.drawn = 0  # made-up cases so far
        self.refused: Notice | None = None  # what was wrong with the case brought last
        self.lost: tuple[Notice, ...] = ()  # what could not be read of the archive that is practised
        self._examples: Iterator[tuple[Case, datetime]] = iter(())
        self.listen(self.mine.restore, "case")
        self.mine.listener = self.render
        self.show(self.view, self.files)

    # where a case comes from ----------------------------------------------------------

    def _press(self, which: str) -> None:
        if which == "sample":
            self._draw()
        elif which == "mine" and self.mine.dump():
            self._begin(self.mine.case, self.session.now(), "practice.told.mine")

    def _draw(self) -> None:
        """The next made-up case of the day; after the last one the first again."""
        if self.drawn == 0 or (case := next(self._examples, None)) is None:
            book = self.session.book
            self._examples = draw_cases(book, weights.weights(book), self.session.now())
            case, self.drawn = next(self._examples), 0
        self.drawn += 1
        self._begin(*case, "practice.told.sample")

    def _open(self, file: Arrived) -> Answer:
        from guide.cases.archive.opening import open_case

        self.refused = None
        self.files.error = ""  # a second bad file is told like the first
        try:
            opened = open_case(file.content)
        except ArchiveError as error:
            self.refused = error.notice
            self.render()
            return Answer(taken=False)
        lost = tuple(note for note in opened.notes if note.id == "archive.note.lost")
        self._begin(opened.case, self._saved_at(opened), "practice.told.file", lost)
        return Answer(taken=True)

    def _saved_at(self, opened: Opened) -> datetime:
        """The moment at which an archive was saved; without a readable receipt, that of its last event."""
        try:
            return read_moment("now", read_receipt(opened.receipt or b"")["now"])
        except (ReceiptError, CaseError):
            return max((event.at for event in opened.case.journal), default=self.session.now())

    def _begin(self, case: Case, now: datetime, origin: str, lost: tuple[Notice, ...] = ()) -> None:
        """Practise on a case; nothing that was typed is taken along, for others may be looking."""
        decisions = retell(redacted(case), self.session.book, now)
        if not decisions:
            self.refused = Notice("practice.nothing")
            self.render()
            return
        self.refused, self.lost = None, lost
        self.decisions, self.origin = decisions, origin
        self._again()

    # one question after another -------------------------------------------------------

    def _again(self) -> None:
        self.chosen, self.place = (), 0
        self._show("practice")

    def _choose(self, action: str) -> None:
        if self.place == len(self.chosen) < len(self.decisions):
            chosen = choose(self.decisions[self.place], action, self.session.book)
            if chosen is not None:
                self.chosen = (*self.chosen, chosen)
                self._show("practice-verdict")

    def _next(self, _arg: str) -> None:
        if self.place < len(self.chosen):
            self.place += 1
            self._show("practice")

    def _show(self, where: str) -> None:
        self.render()
        self.view.send({"jump": where})

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        say, files = self.session.say, self.files
        words = {"mine": "mine", "choose": "open", "sample": "more" if self.decisions else "sample"}
        if not self.mine.dump():
            del words["mine"]
        files.buttons = [{"id": id_, "label": say(f"practice.{word}")} for id_, word in words.items()]
        files.words = archive_words(self.session)
        files.error = self.session.tell(self.refused) if self.refused else ""
        if self.decisions:
            origin = say(self.origin, number=self.drawn)
            origin += "".join(f" {self.session.tell(note)}" for note in self.lost)
            self.view.html = html(
                practising(self.session, self.decisions, self.chosen, self.place, origin), self.session
            )

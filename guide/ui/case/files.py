"""Files that leave the page and come back: the archive of a case, and its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from guide.cases.archive.limits import LARGEST, MB, ArchiveError
from guide.engine.case import BEIJING
from guide.reading.errand import ErrandError, errand
from guide.ui.attempt import safely
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.controls.view import View
from guide.ui.views.archive import Opened as OpenedView
from guide.ui.views.dossier import Dossier
from guide.ui.views.parts import listed
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guide.cases.archive.opening import Opened
    from guide.cases.exhibits.model import Exhibit
    from guide.engine.case import Case
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState, Session

ARCHIVES = ".zip,application/zip"
_ZIP = "application/zip"
_FORMS = {"pdf": "application/pdf", "html": "text/html", "zip": _ZIP}


def archive_words(session: Session) -> dict[str, str]:
    """The sentences of a control that opens an archive."""
    broken = session.say("archive.error.corrupt")
    large = session.say("archive.error.huge", limit=LARGEST // MB)
    return {"busy": session.say("ui.archive.busy"), "file_bytes": large,
            **dict.fromkeys(("empty", "lost", "truncated"), broken)}  # fmt: skip


class Switched(NamedTuple):
    """A change of case: `back` returns to the one before, False where that cannot be; `refused` names files."""

    back: Callable[[], bool]
    refused: tuple[str, ...]


class ArchiveFile:
    """“Save this case” and “Open a case”; `switch` is how the page puts another case in hand."""

    def __init__(
        self,
        state: CaseState,
        attempt: Attempt,
        exhibits: Callable[[], Iterable[Exhibit]],
        switch: Callable[[Case, tuple[Exhibit, ...]], Switched | None],
    ) -> None:
        self.state, self.attempt, self.exhibits, self.switch = state, attempt, exhibits, switch
        self._switched: Switched | None = None
        self.widget = Transfer(
            attempt, self._open, act=lambda _id: self._save(), accept=ARCHIVES, limits=alone(LARGEST)
        )
        self.view = View(acts=safely(attempt, back=lambda _: self._back()))
        self._opened: Opened | None = None

    def forget(self) -> None:
        """Drop the report about an archive, and the way back to the case before it."""
        self._switched = self._opened = None
        self.view.html = self.widget.status = self.widget.error = ""

    def begin(self) -> None:
        """Look as on a new page."""
        self.forget()

    def _save(self) -> None:
        from guide.cases.archive.packing import pack

        session, now = self.state.session, self.state.session.now()
        self.widget.status = self.widget.error = ""
        try:
            whole = pack(self.state.case, self.exhibits(), session.book, now)
        except ArchiveError as error:
            self.widget.error = session.tell(error.notice)
            return
        name = session.say("ui.archive.name", day=f"{now.astimezone(BEIJING):%Y-%m-%d}")
        self.widget.give(name, _ZIP, whole)
        self.widget.status = session.say("ui.archive.saved")

    def _open(self, file: Arrived) -> Answer:
        from guide.cases.archive.opening import open_case

        session = self.state.session
        self.widget.status = self.widget.error = ""
        try:
            opened = open_case(file.content, session.now())
        except ArchiveError as error:
            self.widget.error = session.tell(error.notice)
            return Answer(taken=False)
        switched = self.switch(opened.case, opened.exhibits)
        if switched is not None:
            self._switched, self._opened = switched, opened
            self.render()
        return Answer(taken=True)

    def _back(self) -> None:
        if self._switched is not None and self._switched.back():
            self._switched = self._opened = None
            self.render()

    def render(self) -> None:
        """The words of the buttons, and the report about the archive that was opened."""
        say = self.state.session.say
        self.widget.buttons = [{"id": "save", "label": say("ui.archive.save")},
                               {"id": "choose", "label": say("ui.archive.open")}]  # fmt: skip
        self.widget.words = archive_words(self.state.session)
        self.view.html = self._report()

    def _report(self) -> str:
        if self._opened is None:
            return ""
        from guide.cases.receipt import ReceiptError, say, verify

        session, opened = self.state.session, self._opened
        notes = [session.tell(note) for note in opened.notes]
        verdict = ""
        try:
            if opened.receipt is not None:
                verdict = say(verify(opened.receipt, session.book), session.book, session.lang)
        except ReceiptError:
            notes.append(session.say("archive.note.bad_receipt"))
        if self._switched is not None and self._switched.refused:
            notes.append(session.say("ui.archive.refused", names=listed(session, self._switched.refused)))
        content = session.say("archive.opened", events=len(opened.case.journal), entries=len(opened.exhibits))
        return html(OpenedView(content, verdict, tuple(notes), back=self._switched is not None), session)


class DossierFiles:
    """The dossier: a preview, and the files to take away."""

    def __init__(
        self,
        state: CaseState,
        exhibits: Callable[[], Iterable[Exhibit]],
        attempt: Attempt,
        goto: Callable[[str], None],
    ) -> None:
        self.state, self.exhibits = state, exhibits
        self.widget = Transfer(attempt, act=self._act, more=self._more)
        self.view = View(acts=safely(attempt, goto=goto))
        self._form = ""
        self._work: Iterator[bytes | None] | None = None

    def forget(self) -> None:
        """Let go of a file that is being made: another case is in hand."""
        working, self._work = self._work, None
        self.widget.forget()
        if working:
            self._offer()

    def _act(self, name: str) -> None:
        if name == "stop":
            self._work, self.widget.status = None, self.state.session.say("dossier.stopped")
        else:
            self._make(name)
        self._offer()

    def _make(self, form: str) -> None:
        """Have a file made elsewhere, the one before it no more."""
        from guide.cases.dossier.pack import made

        given = (self.state.case, tuple(self.exhibits()), self.state.moment, form)
        self._form, self._work = form, errand(made, *given, waiting=b"")
        self.widget.status = self.state.session.say("dossier.busy")
        self.widget.ask()

    def _more(self) -> None:
        """Look whether it is made; the browser asks again, so that the page stays awake."""
        work, self._work = self._work, None
        if work is None:
            return
        try:
            content = next(work)
        except ErrandError:
            self.widget.status = ""  # nothing will be saved
            self._offer()
            raise
        if not content:
            self._work = work
            self.widget.ask()
            return
        session = self.state.session
        name = session.say("dossier.name", day=f"{session.now().astimezone(BEIJING):%Y-%m-%d}", form=self._form)
        self.widget.give(name, _FORMS[self._form], content)
        self.widget.status = session.say("dossier.done")
        self._offer()

    def _offer(self) -> None:
        """The forms in which it can be had, and a way to stop the one that is being made."""
        from guide.cases.dossier.pdf import available

        offered = {"pdf": "dossier.get.pdf"} if available() else {}
        offered |= {"html": "dossier.get.html", "zip": "dossier.get.zip"}
        offered |= {"stop": "dossier.stop"} if self._work else {}
        say = self.state.session.say
        self.widget.buttons = [{"id": n, "label": say(word), "plain": n == "stop"} for n, word in offered.items()]

    def _dossier(self) -> Any:
        from guide.cases.dossier import build

        session = self.state.session
        return build(self.state.case, self.exhibits(), session.book, self.state.moment, session.lang)

    def render(self, *, shown: bool) -> None:
        """The buttons and the preview, where the section is open."""
        if not shown:
            return
        from guide.cases.dossier.page import preview
        from guide.cases.dossier.pdf import available

        say = self.state.session.say
        self._offer()
        hint = "" if available() else say("dossier.missing_pdf")
        dossier = self._dossier()
        unsorted = sum(item.exhibit is not None and not item.slots for item in dossier.items)
        self.view.html = html(Dossier(hint, unsorted, str(preview(dossier))), self.state.session)

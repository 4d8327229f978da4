"""Files that leave the page and come back: the case file, and the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from traitlets import Dict, Int, List, Unicode

from guide.engine.case import BEIJING
from guide.ui.controls.base import Control, module
from guide.ui.controls.view import View
from guide.ui.views.archive import Opened as OpenedView
from guide.ui.views.dossier import Dossier
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guide.cases.archive import Opened
    from guide.cases.exhibits.model import Exhibit
    from guide.engine.case import Case
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

LIMIT = 160 * 1024 * 1024  # as guide.cases.archive.LARGEST, which is not loaded before a file comes
PIECE = 1024 * 1024
_ZIP = "application/zip"
_FORMS = {"pdf": "application/pdf", "html": "text/html", "zip": _ZIP}


class Files(Control):
    """Buttons that each save a file, and one (`open`) that brings one, in pieces and in order."""

    _esm = module("casefile")
    buttons = List(Dict()).tag(sync=True)
    limit = Int(LIMIT).tag(sync=True)
    busy = Unicode().tag(sync=True)
    too_big = Unicode().tag(sync=True)
    unread = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)

    def __init__(self, wanted: Callable[[str], None], brought: Callable[[bytes], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._wanted, self._brought = wanted, brought
        self._size, self._pieces = 0, bytearray()
        self.on_msg(self._hear)

    def give(self, name: str, media: str, content: bytes) -> None:
        """Let the browser save a file."""
        self.send({"file": name, "media": media}, buffers=[content])

    def _hear(self, _widget: object, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        want, size, start = content.get("want"), content.get("open"), content.get("from")
        if isinstance(want, str) and want in {button["id"] for button in self.buttons}:
            self._wanted(want)
        elif type(size) is int and 0 < size <= self.limit:
            self._size, self._pieces = size, bytearray()
            self.send({"from": 0})
        elif type(size) is int:  # the browser refuses such a file itself; one that does not is set free
            self.send({"done": True})
        elif type(start) is int and buffers:
            self._take(start, bytes(buffers[0]))

    def _take(self, start: int, piece: bytes) -> None:
        if start != len(self._pieces) or len(piece) > PIECE or start + len(piece) > self._size:
            return
        self._pieces += piece
        self.send({"from": len(self._pieces)})
        if len(self._pieces) == self._size:
            whole, self._size, self._pieces = bytes(self._pieces), 0, bytearray()
            self._brought(whole)
            self.send({"done": True})


class Switched(NamedTuple):
    """Another case was put in hand: how to come back (false where that cannot be), and the files that were refused."""

    back: Callable[[], bool]
    refused: tuple[str, ...]


class CaseFile:
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
        self.widget = Files(lambda _id: self._run(self._button, _id), lambda raw: self._run(self._open, raw))
        self.view = View(acts=("back",))
        self.view.on_act(lambda _act, _arg: attempt(self._back))
        self._found: Opened | None = None

    def _run(self, work: Callable[[Any], None], value: Any) -> None:
        self.attempt(lambda: work(value))

    def _button(self, which: str) -> None:
        if which == "save":
            self._save()

    def _save(self) -> None:
        from guide.cases.archive import BundleError, pack

        session, now = self.state.session, self.state.session.now()
        self.widget.status = self.widget.error = ""
        try:
            whole = pack(self.state.case, self.exhibits(), session.book, now)
        except BundleError as error:
            self.widget.error = error.problem.say(session.book, session.lang)
            return
        name = session.say("ui.bundle.name", day=f"{now.astimezone(BEIJING):%Y-%m-%d}")
        self.widget.give(name, _ZIP, whole)
        self.widget.status = session.say("ui.bundle.saved")

    def _open(self, raw: bytes) -> None:
        from guide.cases.archive import BundleError, open_case

        session = self.state.session
        self.widget.status = self.widget.error = ""
        try:
            opened = open_case(raw)
        except BundleError as error:
            self.widget.error = error.problem.say(session.book, session.lang)
            return
        switched = self.switch(opened.case, opened.exhibits)
        if switched is not None:
            self._switched, self._found = switched, opened
            self.render()

    def _back(self) -> None:
        if self._switched is not None and self._switched.back():
            self._switched = self._found = None
            self.render()

    def render(self) -> None:
        """The words of the buttons, and what was found in the file that was opened."""
        say = self.state.session.say
        self.widget.buttons = [{"id": "save", "label": say("ui.bundle.save")},
                               {"id": "open", "label": say("ui.bundle.open")}]  # fmt: skip
        self.widget.busy, self.widget.unread = say("ui.bundle.busy"), say("bundle.error.corrupt")
        self.widget.too_big = say("bundle.error.huge", limit=LIMIT // 1024 // 1024)
        self.view.html = self._report()

    def _report(self) -> str:
        if self._found is None:
            return ""
        from guide.cases.receipt import ReceiptError, say, verify

        session, opened = self.state.session, self._found
        notes = [note.say(session.book, session.lang) for note in opened.notes]
        verdict = ""
        try:
            if opened.receipt is not None:
                verdict = say(verify(opened.receipt, session.book), session.book, session.lang)
        except ReceiptError:
            notes.append(session.say("bundle.note.bad_receipt"))
        if self._switched is not None and self._switched.refused:
            notes.append(session.say("ui.bundle.refused", names=session.say("ui.comma").join(self._switched.refused)))
        content = session.say("bundle.opened", events=len(opened.case.journal), entries=len(opened.exhibits))
        return html(OpenedView(content, verdict, tuple(notes), back=self._switched is not None), session)


class DossierFiles:
    """The dossier: a preview, and the files to take away."""

    def __init__(self, state: CaseState, exhibits: Callable[[], Iterable[Exhibit]], attempt: Attempt) -> None:
        self.state, self.exhibits = state, exhibits
        self.widget = Files(lambda form: attempt(lambda: self._make(form)), lambda _raw: None)
        self.view = View()

    def _make(self, form: str) -> None:
        from guide.cases.dossier.pack import written

        session = self.state.session
        self.widget.status = ""
        name = session.say("dossier.name", day=f"{session.now().astimezone(BEIJING):%Y-%m-%d}", form=form)
        self.widget.give(name, _FORMS[form], written(self._dossier(), form))
        self.widget.status = session.say("dossier.done")

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
        labels = {"pdf": say("dossier.get.pdf"), "html": say("dossier.get.html"), "zip": say("dossier.get.zip")}
        forms = [form for form in labels if form != "pdf" or available()]
        self.widget.buttons = [{"id": form, "label": labels[form]} for form in forms]
        hint = "" if available() else say("dossier.missing_pdf")
        made = self._dossier()
        unsorted = sum(item.exhibit is not None and not item.slots for item in made.items)
        self.view.html = html(Dossier(hint, unsorted, str(preview(made))), self.state.session)

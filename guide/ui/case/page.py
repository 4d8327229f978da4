"""The page of a case: built once, wired, and everything on it rendered again from the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.facts import CHOICES
from guide.cases.exhibits.shelf import FolderShelf
from guide.engine.journal import in_order
from guide.engine.route import asked
from guide.ui.base import BasePage, box
from guide.ui.case import draft as draftedit
from guide.ui.case.caselist import CaseList
from guide.ui.case.draft import DraftField
from guide.ui.case.evidence import Evidence
from guide.ui.case.fields import ChoiceField, ContactedField, Field, RecordField, ReplyField, RetimeField, ValueField
from guide.ui.case.files import CaseFile, DossierFiles, Switched
from guide.ui.case.keeping import Keeping
from guide.ui.case.paste import PasteField
from guide.ui.case.sections import ACTS, Section
from guide.ui.controls.view import View
from guide.ui.layouts import layouts
from guide.ui.session import CaseState, Session
from guide.ui.views import draft as draftview
from guide.ui.views import evidence as evidenceview
from guide.ui.views.guard import hits
from guide.ui.views.head import head
from guide.ui.views.journal import journal
from guide.ui.views.now import card
from guide.ui.views.reading import reading
from guide.ui.views.rehearsal import rehearsal
from guide.ui.views.rendering import html
from guide.ui.views.review import review
from guide.ui.views.timeline import timeline

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.cases.exhibits.model import Exhibit, Kept
    from guide.engine.advice import Advice
    from guide.engine.case import Case
    from guide.engine.journal import Event

#: Where a thing that is missing is mended, when it is not a field of its own.
_PLACES = {"held": "s-evidence", "courier_complained": "f-record", "courier_answered": "f-record"}


class CasePage(BasePage):
    """A page of one case: its head, the card, the sections, and the answers beside them."""

    holds_case = True

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(session, name, View(acts=ACTS))
        self.layout = layouts()[name]
        self.state = CaseState(session)
        self.now, self.aside = View(acts=ACTS), View(acts=ACTS)
        self.draft, self.journal, self.annex = View(acts=ACTS), View(acts=ACTS), View()
        self.clocks, self.rehearsal, self.hits = View(acts=ACTS), View(acts=ACTS), View(acts=ACTS)
        self.unproven, self.ways = View(acts=ACTS), View(acts=ACTS)
        self.paste: PasteField | None = None
        self.evidence: Evidence | None = None
        self.reading = View(acts=ACTS)
        self.mine = DraftField(self.state, self.attempt)
        self.retime = RetimeField("retime", self.state, self.attempt)
        self.file = CaseFile(self.state, self.attempt, self._exhibits, self._switch)
        self.dossier = DossierFiles(self.state, self._exhibits, self.attempt)
        self.opened = set(self.layout.open)
        self.wanted: set[str] = set()  # sections that somebody went to, shown even where the case has no use for them
        self.clearing = False
        self.dropped: Event | None = None  # the event taken out last
        self.keeping = Keeping(self.state, self.shell, self.attempt)
        self.cases = CaseList(self.keeping, self.shell, self.attempt)
        self.sections = {s: self._section(s) for s in self.layout.sections}
        self.key = ""  # of the case in hand, where there is a store
        self.keeping.moved = self._moved
        main = box(*(s.box for s in self.sections.values()), css="g-main")
        side = box(self.aside, css="g-side")
        carried = (self.file.widget, self.file.view) if name == "wizard" else ()
        cols = box(main, side, css="g-cols")
        for view in (
            self.head,
            self.now,
            self.aside,
            self.draft,
            self.journal,
            self.reading,
            self.clocks,
            self.rehearsal,
            self.hits,
            self.unproven,
            self.ways,
            *(s.head for s in self.sections.values()),
        ):
            view.on_act(self._press)
        self.listen(self._restore, "case")
        self.listen(self._restore_draft, "draft")
        self.state.listener = self.render
        self.show(self.keeping.view, self.cases.root, self.now, cols, *carried, css="g-case-page")

    def _press(self, act: str, arg: str) -> None:
        (self.go_on if act == "tick" else self.attempt)(lambda: self.act(act, arg))

    def report(self) -> None:
        """The sentence about what went wrong is part of the head."""
        if self.failed:
            self._render_head(self.advice)

    def _section(self, name: str) -> Section:
        asks = [r.id for r in self.session.book.tables["questions"].rules if r.then["part"] == name]
        fields: list[Field] = [
            (ChoiceField if q in CHOICES else ValueField)(q, self.state, self.attempt) for q in asks if q != "demand"
        ]
        extra: tuple[Widget, ...] = ()
        if name == "draft":
            demand, *fields = (ChoiceField("demand", self.state, self.attempt), *fields)
            return Section(name, [demand, self.mine], (self.draft, self.hits, self.unproven, self.ways), fields)
        if name == "seller":
            contacted = ContactedField("seller_contacted", self.state, self.attempt)
            fields = [contacted, ReplyField(self.state, self.attempt), *fields]
        elif name == "tracking":
            self.paste = PasteField(self.state, self.attempt)
            first, *rest = fields
            return Section(name, [self.paste], (self.reading,), [first, *rest])
        elif name == "evidence":
            self.evidence = Evidence(self.state, self.attempt)
            fields, extra = [self.evidence.field], (*self.evidence.widgets, self.annex)
        elif name == "platform":
            fields = [RecordField(self.state, self.attempt), *fields]
        elif name in ("clocks", "rehearsal"):
            extra = (self.clocks if name == "clocks" else self.rehearsal,)
        elif name == "dossier":
            extra = (self.dossier.widget, self.dossier.view)
        elif name == "journal":
            fields, extra = [self.retime], (self.journal,)
        return Section(name, fields, extra)

    # what the visitor does ----------------------------------------------------------

    def act(self, act: str, arg: str) -> None:
        """One press of a button in a view."""
        getattr(self, f"_{act}")(arg)

    def _goto(self, arg: str) -> None:
        if arg == "self_check":
            arg = f"s-{self.state.advice.option.opens}"
        if arg.startswith("s-"):  # a section; a question may have the same name
            section, target = arg.removeprefix("s-"), arg
        else:
            home = [s.name for s in self.sections.values() if any(f.name == arg for f in s.fields)]
            section, target = (home or [""])[0], _PLACES.get(arg, f"f-{arg}")
            section = section or target.removeprefix("s-").replace("f-record", "platform")
        if section in self.sections:
            self.opened.add(section)
            self.wanted.add(section)
            self.render()
        self.now.send({"jump": target})

    def _record(self, arg: str) -> None:
        advice = self.state.advice
        options = [o for o in (advice.option, *advice.others) if o.event == arg and not o.blockers]
        if not arg or not options:
            return
        self.state.record(arg)
        self.now.status = self.session.say("ui.recorded", what=self.session.say(f"event.{arg}"))

    def _fold(self, arg: str) -> None:
        self.opened ^= {arg} & set(self.sections)
        self.render()

    def _use_reading(self, _arg: str) -> None:
        if self.paste is not None:
            self.paste.use()

    def _tick(self, _arg: str) -> None:
        self.keeping.look()
        self.state.touch()

    def _cases(self, _arg: str) -> None:
        self.cases.toggle()
        self._render_head(self.advice)

    def _clear(self, _arg: str) -> None:
        self.clearing = True
        self.render()

    def _clear_yes(self, _arg: str) -> None:
        self.clearing = False
        if self._leave():
            self.state.clear()

    # one case after another -----------------------------------------------------------------

    def _exhibits(self) -> tuple[Exhibit, ...]:
        """The evidence files that leave with the case."""
        return self.evidence.shelf.handed() if self.evidence is not None else ()

    def _moved(self, key: str) -> None:
        """Another case is in hand: its files are in its own folder, and what was typed belonged to the one before."""
        if self.evidence is not None:
            self.evidence.settle(FolderShelf(self.keeping.files, key))
        if self.key not in ("", key):
            self.mine.forget()
            self.dropped = None
        self.key = key

    def _leave(self) -> bool:
        """Leave the case in hand behind, unless something of it is still to be stored; it stays where it was stored."""
        if self.keeping.pending:
            self.failed = self.session.say("ui.store.first")
            self.render()
            return False
        self.keeping.renew()
        self.opened, self.dropped = set(self.layout.open), None
        self.wanted.clear()
        self.mine.forget()
        if self.evidence is not None:
            self.evidence.clear()
        for section in self.sections.values():
            for field in section.fields:
                field.forgive()
        return True

    def _switch(self, case: Case, exhibits: tuple[Exhibit, ...]) -> Switched | None:
        """Put a case that was opened in hand, with its files; the one before stays as it was, and can come back."""
        code = self.keeping.code if self.keeping.stored else ""
        before, files = self.state.case, self.evidence.shelf.list() if self.evidence is not None else ()
        if not self._leave():
            return None
        refused = self.evidence.bring(exhibits) if self.evidence is not None else ()
        self.state.take(case)
        return Switched(lambda: self.keeping.open(code) if code else self._return(before, files), refused)

    def _return(self, case: Case, files: tuple[Kept, ...]) -> bool:
        """Back to a case that was in this page only."""
        if not self._leave():
            return False
        if self.evidence is not None:
            for kept in files:
                self.evidence.shelf.put(kept)
        self.state.take(case)
        return True

    def _clear_no(self, _arg: str) -> None:
        self.clearing = False
        self.render()

    def _retime(self, arg: str) -> None:
        self.retime.widget.error = ""
        self.retime.chosen = int(arg) if arg.isdecimal() else None
        self.render()
        self.now.send({"jump": "f-retime"})

    def _ics(self, _arg: str) -> None:
        from guide.cases.calendarfile import ahead, calendar_file, case_key

        session, advice = self.session, self.state.advice
        if not ahead(advice.clocks, advice.now):
            self.clocks.status = session.say("ui.clocks.none")
            return
        file = calendar_file(advice.clocks, case_key(self.state.case), session.book, session.lang, advice.now)
        self.clocks.send({"save": {"name": "clocks.ics", "kind": "text/calendar", "text": file.decode()}})
        self.clocks.status = session.say("ui.clocks.saved")

    def _edit(self, _arg: str) -> None:
        self.mine.begin()
        self.render()
        self.now.send({"jump": "f-draft_text"})

    def _fresh(self, _arg: str) -> None:
        self.mine.take_fresh()
        self.render()

    def _keep_mine(self, _arg: str) -> None:
        self.mine.keep_mine()
        self.render()

    def _undo(self, _arg: str) -> None:
        self.mine.undo()
        self.render()

    def _mend(self, arg: str) -> None:
        if not self.mine.mend(arg):
            self.hits.status = self.session.say("ui.draft.moved")
        self.render()

    def _drop(self, arg: str) -> None:
        if arg.isdecimal() and int(arg) < len(self.state.case.journal):
            self.retime.chosen = None
            self.dropped = in_order(self.state.case.journal)[int(arg)]
            self.wanted.add("journal")  # where it can be put back, also where it was the only one
            self.state.drop(int(arg))
            self.journal.status = self.session.say("ui.journal.gone")

    def _put_back(self, _arg: str) -> None:
        event, self.dropped = self.dropped, None
        if event is not None:
            self.state.record(event.event, event.reply, event.at)

    def _scenario(self, _arg: str) -> None:
        from guide.check.scenarios import written

        state, say = self.state.advice.route.state, self.session.say
        id_ = f"{state['problem']}_{state['action']}"
        name = f"{say('problem.' + state['problem'])} / {say('action.' + state['action'])}"
        text = written(self.state.case, self.session.book, self.state.moment, id_, name)
        self.aside.send({"save": {"name": f"{id_}.yaml", "text": text}})
        self.aside.status = say("ui.scenario.done")

    def _restore(self, text: str) -> None:
        if text == self.state.dump():
            return
        if self.name == "wizard":  # a case that goes on shows where it stands, not how it began
            self.opened = set()
        lost = self.state.restore(text)
        if lost:
            self.failed = self.session.say("ui.unread", count=lost)
            self._render_head(self.advice)

    def _restore_draft(self, text: str) -> None:
        if text != self.mine.dump():
            self.mine.restore(text)
            self.render()

    # what the page shows --------------------------------------------------------------

    def render(self) -> None:
        """Everything again from the case: the advice, then each part. Nothing is rebuilt, only changed."""
        self.shell.case = self.state.dump()  # first: an answer is kept even where showing it fails
        self.shell.draft = self.mine.dump()
        self.keeping.hand_over()
        try:
            self._render()
        finally:
            self.keeping.flush()  # last: the first write loads the database's library, and nobody has to wait for that

    def _render(self) -> None:
        state, session = self.state, self.session
        self.advice = advice = state.advice
        self.opened |= {advice.option.opens} & set(self.sections)
        if advice.drafts[self.session.lang] is not None and "draft" in self.sections:
            self.opened.add("draft")
        self._render_head(advice)
        self.now.html = html(card(state, advice), session)
        self.aside.html = html(review(state, advice), session)
        mine, stale = self.mine.text, self.mine.is_stale(advice)
        draft = draftview.draft(state, advice, mine, stale=stale, undo=bool(self.mine.past))
        self.draft.html = html(draft, session)
        text = self.mine.current(advice)
        self.hits.html = html(hits(draftedit.hits(advice, self.mine), text, session.lang), session)
        self.unproven.html = html(evidenceview.unproven_sentences(state, advice, text), session)
        self.ways.html = html(draftview.ways(state, advice), session)
        self.journal.html = html(journal(state, advice, self.dropped), session)
        if self.evidence is not None:
            self.evidence.render(advice)
        self.annex.html = html(evidenceview.annex(state, advice), session)
        self.clocks.html = html(timeline(state, advice), session)
        self.rehearsal.html = html(rehearsal(state, advice), session)
        self.reading.html = html(reading(state, self.paste.reading if self.paste else None), session)
        self.file.render()
        self.dossier.render(shown="dossier" in self.opened)
        questions = frozenset(asked(self.session.book, advice.route))
        for section in self.sections.values():
            self._render_section(section, advice, questions)

    def _render_head(self, advice: Advice) -> None:
        kept, listing = self.keeping.keeper is not None, self.cases.opened
        shown = head(self.state, advice, failed=self.failed, clearing=self.clearing, kept=kept, listing=listing)
        self.head.html = html(shown, self.session)

    def _render_section(self, section: Section, advice: Advice, questions: frozenset[str]) -> None:
        section.render(self.session, advice, questions, opened=section.name in self.opened)
        always = section.name in self.layout.open and self.name != "wizard"  # a chapter always shows its own
        matters = section.matters(self.state.case, advice, questions, self.session.lang)
        section.show(shown=always or section.name in self.wanted or matters)

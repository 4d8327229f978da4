"""The page of a case: its head, card, sections and answers, built once and rendered again after each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.asking import starts
from guide.engine.follow import asked
from guide.ui.attempt import safely
from guide.ui.base import BasePage, box, within
from guide.ui.case.arrival import Arrival
from guide.ui.case.caselist import CaseList
from guide.ui.case.drawing import draw, locate
from guide.ui.case.fields import ChoiceField
from guide.ui.case.files import ArchiveFile
from guide.ui.case.keeping import Keeping
from guide.ui.case.places import ALL, ANSWERS
from guide.ui.case.sections import PLACES, section
from guide.ui.case.shelf import CaseShelf
from guide.ui.case.shown import Shown
from guide.ui.case.succession import Succession
from guide.ui.case.walk import Walk
from guide.ui.controls.showing import show
from guide.ui.controls.view import View
from guide.ui.layouts import layouts
from guide.ui.quiet import together
from guide.ui.session import CaseState, Session
from guide.ui.views.chapter import chapter
from guide.ui.views.head import head
from guide.ui.views.now import caller, card
from guide.ui.views.rendering import html
from guide.ui.views.review import review

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.cases.exhibits.model import Exhibit
    from guide.engine.advice import Advice
    from guide.engine.case import Case
    from guide.ui.case.files import Switched
    from guide.ui.case.sections.base import Section


class CasePage(BasePage):
    """A page of one case: its head, the card, the sections, and the answers beside them."""

    holds_case = True

    def __init__(self, session: Session, name: str) -> None:
        acts = {"clear": self._clear, "clear_yes": self._clear_yes, "clear_no": self._clear_no, "cases": self._cases,
                "former": self._former}  # fmt: skip
        super().__init__(session, name, self.view_of(**acts))
        self.state, self.shelf = CaseState(session), CaseShelf()
        tick = safely(self.go_on, tick=self._tick)
        self.now = View(acts={**safely(self.attempt, goto=self.goto, record=self._record), **tick})
        self.aside = self.view_of(goto=self.goto, scenario=self._scenario)
        self.clearing = False
        self.keeping = Keeping(self.state, self.shell, self.attempt)
        self.cases = CaseList(self.keeping, self.shell, self.attempt)
        self.layout = layout = layouts(session.book)[name]
        pinned = frozenset() if layout.is_whole else layout.open
        first = next((part for part in layout.sections if part in layout.open), "")
        self.sections = {
            part: section(part, self, opened=part == first, pinned=part in pinned) for part in layout.sections
        }
        self.walk = Walk(self.state, self.attempt, self.goto) if layout.is_whole else None
        self.shown = Shown(self.walk, self.sections, session.book)
        self.file = ArchiveFile(self.state, self.attempt, self.shelf.handed, self._switch)
        cleared = (*self.sections.values(), *((self.walk,) if self.walk else ()), self.cases, self.file, self)
        self.succession = Succession(self, self.keeping, cleared, self._refuse)
        self.listen(self._restore, "case")
        self.listen(lambda _: self._render_head(self.state.advice), "former")
        self.state.listener = self.render
        if self.walk:
            arrival = Arrival(self.walk, self.sections.values(), self._begin_another, self.goto, self._visit)
            self.listen(self._fit, "narrow")
            self.shell.on_word(lambda word, more: self.attempt(lambda: arrival.hear(word, more)))
        main = box(*(part.box for part in self.sections.values()), css="g-main")
        beside = self.aside if layout.is_whole else self.now
        cols = box(main, box(beside, css="g-side"), css="g-cols")
        carried = (self.file.widget, self.file.view) if self.layout.is_whole else ()
        parts: tuple[Widget, ...] = (self.now, cols, *carried) if layout.is_whole else (cols,)
        if self.walk:
            self.walk.moved = self._moved
            self.walk.tick = lambda: self.go_on(lambda: self._tick(""))
            for part in self.sections.values():
                part.serve(self.walk)
            parts = (self.walk.places, box(self.walk.root, self.walk.bar, *parts, css="g-walked"))
        self.show(self.keeping.view, self.cases.root, *parts, css="g-case-page" + " g-placed" * (self.walk is not None))

    def warm_up(self) -> None:
        """Answer the first question, in every way."""
        if self.walk:
            for start in starts(self.session.book):
                self.walk.start(start)

    def report(self) -> None:
        """Show the sentence about a failure in the head."""
        if self.failed:
            self._render_head(self.advice)

    # what the visitor does ----------------------------------------------------------

    def goto(self, arg: str, inside: str = "") -> None:
        """Open the section that has a field, and go to it or to what is shown for it; the browser goes to another page
        where that has it.
        """
        if arg == "self_check":
            arg = f"s-{self.state.advice.option.opens}"
        target = arg if arg.startswith("s-") else PLACES.get(arg, f"f-{arg}")
        home = next((part for part in self.sections.values() if target in part.targets), None)
        if home is not None:
            self.shown.bring(home, target)
            self.render()
        self.jump(inside or target)

    def fold(self, part: Section) -> None:
        """Open a section or close it; in a place of a case one opened by hand is shown alone, with a way back."""
        part.opened = not part.opened
        turned = self.shown.turn_to(part)
        self.render()
        if turned:
            self.jump(f"s-{part.name}")

    def begin(self) -> None:
        """Look as on a new page, at the same place."""
        self.forget()
        self.shown.open()

    def forget(self) -> None:
        """Drop what was said about the case before."""
        self.clearing, self.failed, self.shell.former = False, "", ""
        for widget in within(self.root):
            if isinstance(widget, View):
                widget.status = ""

    def _switch(self, case: Case, exhibits: tuple[Exhibit, ...]) -> Switched | None:
        return self.succession.switch(case, exhibits)

    def _moved(self) -> None:
        """Show another place."""
        self.shown.open()
        self.render()

    def _visit(self, spot: str) -> None:
        """Go where the browser's back or forward leads; what is no more is passed over."""
        target = self.shown.visit(spot)
        if target is None:
            self.shell.send({"pass": spot})
            return
        self.render()
        if target:
            self.jump(target)

    def _fit(self, narrow: bool) -> None:
        """Show the whole form as one page where there is room for it, differently as a list of its sections."""
        if self.walk:
            self.walk.narrow = narrow
            if self.walk.place == ALL:
                self._moved()

    def _guide_keys(self, questions: frozenset[str]) -> None:
        """Number keys answer the whole form: which question they answer next is the engine's choice."""
        whole = self.walk is not None and self.walk.is_spread
        fields = [f for part in self.sections.values() for f in part.fields if isinstance(f, ChoiceField)]
        names = {f.name for f in fields} & questions
        first = next((n for n in self.walk.wanted() if n in names), "") if whole and self.walk else ""
        for field in fields:
            field.keyed, field.is_next = whole, field.name == first

    def jump(self, target: str, blank: str = "") -> None:
        """Go to a part of the page, and in a text to its blank; where it is on another one, the browser goes there or
        says where it is.
        """
        self.now.send({"jump": target, "away": self.session.say("ui.lab.page"), "blank": blank})

    def _record(self, arg: str) -> None:
        advice = self.state.advice
        if arg and any(o.event == arg and not o.blockers for o in (advice.option, *advice.ways)):
            self.state.record(arg)
            self.now.status = self.session.say("ui.recorded", what=self.session.say(f"event.{arg}"))

    def _tick(self, _arg: str) -> None:
        self.keeping.look()
        self.state.touch()

    def _cases(self, _arg: str) -> None:
        self.cases.toggle()
        self._render_head(self.advice)

    def _clear(self, _arg: str) -> None:
        self.clearing = True
        self.render()

    def _clear_no(self, _arg: str) -> None:
        self.clearing = False
        self.render()

    def _clear_yes(self, _arg: str) -> None:
        self.clearing = False
        self.succession.clear()

    def _begin_another(self) -> None:
        """Go on with an empty case; nobody asked before, so there is a way back."""
        former = self.shell.former
        self.succession.clear()
        self.shell.former = former

    def _former(self, _arg: str) -> None:
        if former := self.shell.former:  # pressed once more, it is in hand already
            self.succession.clear()
            self._restore(former)

    def _refuse(self, word: str) -> None:
        self.failed = self.session.say(word)
        self.render()

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
        if self.walk:
            self.walk.forget()
        if self.layout.is_whole:  # a case that goes on opens where it is, not at its beginning
            for part in self.sections.values():
                part.opened = False
        if lost := self.state.restore(text):
            self.failed = self.session.say("ui.unread", count=lost)
            self._render_head(self.advice)

    # what the page shows --------------------------------------------------------------

    def render(self) -> None:
        """Show everything again: the advice, then each part. Widgets are changed, never built again."""
        try:
            with together(self.shell.reads_many):
                self.shell.case = self.state.dump()  # first: an answer is kept even where showing it fails
                for part in self.sections.values():
                    part.hand_over()
                self.keeping.hand_over()
                self._render()
        finally:
            self.keeping.flush()  # late: the first write loads the database's library, and nobody has to wait for that
        self.keeping.note(self.advice)

    def _render(self) -> None:
        self.advice = advice = self.state.advice
        place = self.shown.place
        if self.walk:
            others = (css for css in self.root._dom_classes if not css.startswith("g-at-"))
            self.root._dom_classes = (*others, *self.shown.styles())
            step = locate(self.walk, advice)
            self.shell.spot = self.shown.spot()  # before the step is seen: back from it leads here again
            draw(self.walk, advice, step)  # first of what is seen: it holds the answer
        else:
            self._render_chapter(advice)
        self._render_head(advice)
        self.file.render()
        if place == ALL:
            aside = card if self.shown.is_one_page else caller
            self.now.html = html(aside(self.state, advice), self.session)
        if place in (ANSWERS, ALL):
            self.aside.html = html(review(self.state, advice), self.session)
        questions = frozenset(asked(advice.route))
        self._guide_keys(questions)
        for part in self.sections.values():
            if self.shown.has(part):
                part.render(advice, questions)
            else:
                show(part.box, False)  # and costs nothing

    def _render_chapter(self, advice: Advice) -> None:
        context = chapter(self.state, advice, self.sections)
        self.now.html = html(context, self.session)
        say = self.session.say
        self.now.status = say("walk.news", head=say(f"action.{context.action}")) if context.action else ""

    def _render_head(self, advice: Advice) -> None:
        kept, listing = self.keeping.keeper is not None, self.cases.opened
        context = head(self.state, advice, failed=self.failed, clearing=self.clearing, kept=kept, listing=listing,
                       former=bool(self.shell.former), brief=self.walk is None)  # fmt: skip
        self.head.html = html(context, self.session)

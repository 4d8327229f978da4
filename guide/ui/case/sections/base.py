"""A section of a page of a case: a heading that folds, and the parts under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from guide.book.facts import CHOICES
from guide.ui.attempt import safely
from guide.ui.base import box
from guide.ui.case.fields import ChoiceField, Field, ValueField
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.showing import show
from guide.ui.controls.view import View
from guide.ui.views import section as sectionview
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.attempt import Act
    from guide.ui.case.shelf import CaseShelf
    from guide.ui.case.walk import Walk
    from guide.ui.controls.shell import Shell
    from guide.ui.session import CaseState


class Host(Protocol):
    """The page as a section sees it."""

    @property
    def state(self) -> CaseState:
        """The case."""

    @property
    def shelf(self) -> CaseShelf:
        """The evidence files of the case."""

    @property
    def shell(self) -> Shell:
        """The link to the browser, which keeps the case of its tab."""

    def attempt(self, work: Callable[[], object]) -> None:
        """Run a handler; a failure becomes a sentence on the page."""

    def render(self) -> None:
        """Show everything again."""

    def goto(self, arg: str) -> None:
        """Open the section in which something is answered, and go there."""

    def jump(self, target: str, blank: str = "") -> None:
        """Go to a part of the page, and in a text to its blank."""

    def fold(self, part: Section) -> None:
        """Open a section or close it."""


class Section:
    """A section that asks its questions; kinds with parts of their own lay them out, fill them and say when it matters.

    `pinned` sections are always shown, `opened` ones are open at first.
    """

    is_recorded: ClassVar[bool] = False  # whether it is printed; questions are not, the list of answers has them
    #: Things mended here that are no field: the name of each, and the part of the page where it is mended.
    places: ClassVar[Mapping[str, str]] = {}

    def __init__(self, name: str, host: Host, *, opened: bool = False, pinned: bool = False) -> None:
        self.name, self.host, self.state = name, host, host.state
        self.at_first = self.opened = opened
        self.pinned, self.wanted = pinned, False  # wanted: the visitor went to it
        self.unfolds = True  # whether it opens by itself; in a place of a case, places.csv says what is open
        self.alone = False  # whether a place of a case shows it and nothing else, each question in a line
        self.fields: list[Field] = []
        self.head = self.view(fold=self._fold)
        self.body = box(*map(self._widget, self.parts()), css="g-sec__body")
        self.box = box(self.head, self.body, css="g-sec" if self.is_recorded else "g-sec g-sec--ask")

    # its parts ----------------------------------------------------------------------------

    def parts(self) -> list[Field | Widget]:
        """Its fields and views in order."""
        return [*self.questions()]

    def questions(self) -> list[Field]:
        """A field for each question that the table puts into this section."""
        state, attempt = self.state, self.host.attempt
        asks = [rule.id for rule in state.session.book.tables["questions"].rules if rule.then["part"] == self.name]
        return [(ChoiceField if ask in CHOICES else ValueField)(ask, state, attempt) for ask in asks]

    def view(self, **acts: Act) -> View:
        """A view of this section; a link to what is to be answered works in each."""
        return View(acts=safely(self.host.attempt, goto=self.host.goto, **acts))

    def _widget(self, part: Field | Widget) -> Widget:
        if isinstance(part, Field):
            self.fields.append(part)
            return part.widget
        return part

    @property
    def targets(self) -> set[str]:
        """The parts of the page that are in this section."""
        return {f"s-{self.name}", *(f"f-{field.name}" for field in self.fields)}

    # what differs from one kind to another --------------------------------------------------

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """Whether it has anything to say where the case is; `questions` are the facts that apply."""
        return True

    def opens(self, advice: Advice) -> bool:
        """Whether it opens by itself: the action is done here."""
        return advice.option.opens == self.name

    def title(self, advice: Advice) -> str:
        """Its heading."""
        return self.state.session.say(f"section.{self.name}")

    def sub(self, advice: Advice) -> str:
        """What it is for, under its heading."""
        return self.state.session.say(f"section.{self.name}.sub")

    def fill(self, advice: Advice) -> None:
        """Bring its views up to date."""

    def serve(self, walk: Walk) -> None:
        """Give the walk what it asks this section for, if anything."""

    def hand_over(self) -> None:
        """Give the browser any text that was typed and is not part of the case."""

    def forget(self) -> None:
        """Drop everything that is not part of the case, such as what was typed and said: another is in hand."""
        for field in self.fields:
            field.forget()

    # what the page does with it ----------------------------------------------------------------

    def begin(self) -> None:
        """Look as on a new page."""
        self.opened, self.wanted = self.at_first, False
        self.forget()

    def go_to(self, target: str = "") -> None:
        """Open it and keep it on the page: the visitor goes to it, or to a question in it."""
        self.opened = self.wanted = True

    def render(self, advice: Advice, questions: frozenset[str]) -> None:
        """The heading with how much is answered, and everything under it."""
        self.opened = self.opened or (self.unfolds and self.opens(advice))
        for field in self.fields:
            field.refresh(advice, questions)
            if isinstance(field.widget, Choice | Entry):
                field.put(line=field.is_short and (self.alone or (field.is_aside and not self.unfolds)))
        self.fill(advice)
        show(self.body, self.opened)
        self._render_head(advice, questions)  # it says that the body is open, and so comes after it
        show(self.box, self.pinned or self.wanted or self.matters(advice, questions))

    def _render_head(self, advice: Advice, questions: frozenset[str]) -> None:
        session = self.state.session
        facts = [f for f in self.fields if f.is_counted and f.applies(questions)]
        done = sum(f.answered() for f in facts)
        count = session.say("ui.section.count", total=len(facts), done=done) if facts else ""
        title, sub = self.title(advice), self.sub(advice)
        self.head.html = html(sectionview.Section(self.name, title, sub, count, self.opened, self.alone), session)

    def _fold(self, _arg: str) -> None:
        self.host.fold(self)

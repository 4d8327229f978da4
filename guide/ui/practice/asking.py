"""The card of a question: its heading, a control for each of its parts, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.engine.drafts import SENT_IN
from guide.ui.base import box
from guide.ui.controls.checks import Checks
from guide.ui.controls.choice import Choice
from guide.ui.controls.view import View
from guide.ui.views import feedback as feedback_view
from guide.ui.views import talk as talk_view
from guide.ui.views.parts import listed
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.practice.exercises.exercise import Exercise, Part
    from guide.ui.attempt import Act
    from guide.ui.base import BasePage

#: Most questions of one exercise; each has a control that is made once.
_MOST = 3


class Asking:
    """The questions of one exercise after another."""

    def __init__(self, page: BasePage, answer: Act) -> None:
        self.session = page.session
        self.exercise: Exercise | None = None
        self.answered: dict[str, frozenset[str]] = {}
        self.question, self.foot = View(), page.view_of(answer=answer)
        self.choices = tuple(Choice(name=f"practice-{n}") for n in range(_MOST))
        self.checks = Checks(name="practice-checks")
        for control in (*self.choices, self.checks):
            control.observe(lambda _: page.attempt(self._chosen), "value")
        self.card = box(self.question, self.checks, *self.choices, self.foot, css="t-ask")
        self.controls = (*self.choices, self.checks)

    def begin(self, exercise: Exercise) -> None:
        """Take another exercise, with nothing chosen."""
        self.exercise, self.answered = exercise, {}
        for control in self.choices:
            control.value = UNKNOWN
        self.checks.value = []

    @property
    def used(self) -> list[tuple[Part, Widget]]:
        """The parts of the exercise, each with its control."""
        free = iter(self.choices)
        return (
            [(part, self.checks if part.many else next(free)) for part in self.exercise.parts] if self.exercise else []
        )

    def show(self, question: talk_view.PracticeQuestion) -> None:
        """Everything again, in the visitor's language."""
        for part, control in self.used:
            self._dress(part, control)
        self.question.html = html(question, self.session)
        self._show_open()

    def _chosen(self) -> None:
        for part, control in self.used:
            value = control.value if part.many else [control.value]
            self.answered[part.id] = frozenset(value) & {option.id for option in part.options}
        self._show_open()

    def _show_open(self) -> None:
        say = self.session.say
        parts = [say(f"practice.part.{part.id}") for part, _ in self.used if not self.answered.get(part.id)]
        self.foot.html = html(talk_view.AnswerFoot(listed(self.session, parts)), self.session)

    def _dress(self, part: Part, control: Widget) -> None:
        """The words of a part and its options."""
        say, lang = self.session.say, self.session.lang
        spoken = SENT_IN if part.id in feedback_view.AS_SENT else lang
        options = [{"value": option.id, "label": option.texts[spoken]} for option in part.options]
        if part.many:
            control.groups = [{"title": say(f"practice.part.{part.id}"), "items": options}]
        else:
            control.legend, control.open_label = say(f"practice.part.{part.id}"), say("practice.unchosen")
            control.options = options

"""The rehearsal: refusals that the other side may give, and the answer to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.case.sections.base import Section
from guide.ui.views.rehearsal import rehearsal
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class RehearsalSection(Section):
    """The refusals that the case has to expect."""

    def parts(self) -> list[Field | Widget]:
        """The refusals."""
        self.refusals = self.view()
        return [self.refusals]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """While a refusal is to be expected."""
        return bool(advice.rehearsal)

    def fill(self, advice: Advice) -> None:
        """Each refusal with its answer and the proof."""
        self.refusals.html = html(rehearsal(self.state, advice), self.state.session)

"""The tracking: a box for the courier's own words, the reading of them, and the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.case.paste import PasteField
from guide.ui.case.sections.base import Section
from guide.ui.views.reading import reading
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class TrackingSection(Section):
    """The tracking of the parcel."""

    def parts(self) -> list[Field | Widget]:
        """The box, the reading, the questions."""
        self.paste = PasteField(self.state, self.host.attempt)
        self.reading = self.view(use_reading=lambda _arg: self.paste.use(), choose_parcel=self.paste.choose)
        return [self.paste, self.reading, *self.questions()]

    def fill(self, advice: Advice) -> None:
        """The reading of what was pasted."""
        self.reading.html = html(reading(self.state, self.paste.reading), self.state.session)

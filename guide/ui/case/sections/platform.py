"""The platform's part: what happened there, and the questions it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from guide.engine.relevance import is_past_seller
from guide.ui.case.fields import RecordField
from guide.ui.case.sections.base import Section

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class PlatformSection(Section):
    """Events of any kind, and questions about the claim."""

    places: ClassVar = {"courier_complained": "f-record", "courier_answered": "f-record"}

    def parts(self) -> list[Field | Widget]:
        """What happened, then the questions."""
        return [RecordField(self.state, self.host.attempt), *self.questions()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the platform on."""
        return is_past_seller(advice)

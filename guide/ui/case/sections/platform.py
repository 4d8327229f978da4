"""The platform's part and what follows: its events, and the questions it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from guide.book.events import SELLER_EVENTS
from guide.engine.relevance import is_under_way
from guide.ui.case.record import RecordField
from guide.ui.case.sections.base import Section

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class PlatformSection(Section):
    """Events of any kind, and questions about the claim."""

    places: ClassVar = {"courier_complained": "f-record", "courier_answered": "f-record"}

    def parts(self) -> list[Field | Widget]:
        """The field that records an event, then the questions."""
        record = RecordField(
            "record", "ui.record", self.state, self.host.attempt, lambda event: event not in SELLER_EVENTS
        )
        return [record, *self.questions()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on: a complaint, a dispute or a report may come before the platform."""
        return is_under_way(advice, self.state.case)

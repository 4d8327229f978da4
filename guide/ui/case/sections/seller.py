"""The seller's part: when the seller was written to, what came back, and the questions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.relevance import is_under_way
from guide.ui.case.fields import ContactedField, ReplyField
from guide.ui.case.sections.base import Section

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class SellerSection(Section):
    """Contact and answer, which are events, then the questions."""

    def parts(self) -> list[Field | Widget]:
        """The first contact, the latest answer, the questions."""
        contacted = ContactedField("seller_contacted", self.state, self.host.attempt)
        return [contacted, ReplyField(self.state, self.host.attempt), *self.questions()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on."""
        return is_under_way(advice, self.state.case)

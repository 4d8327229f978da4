"""Where the parcel may be: with family, neighbours, the front desk, at a pickup point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.relevance import is_searching
from guide.ui.case.sections.base import Section

if TYPE_CHECKING:
    from guide.engine.advice import Advice


class AroundSection(Section):
    """Questions about the places where a parcel waits."""

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """While one of them applies."""
        return is_searching(advice, questions & {field.name for field in self.fields})

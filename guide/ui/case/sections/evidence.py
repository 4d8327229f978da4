"""The evidence: what is wanted and in hand, the files, and their names for the upload."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from guide.engine.relevance import is_under_way
from guide.ui.case.evidence import Evidence
from guide.ui.case.sections.base import Section
from guide.ui.views.evidence import annex
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class EvidenceSection(Section):
    """Evidence and its files."""

    is_recorded = True
    places: ClassVar = {"held": "s-evidence"}

    def parts(self) -> list[Field | Widget]:
        """The ticks, the files, the names."""
        self.evidence = Evidence(self.state, self.host.attempt, self.host.shelf)
        self.annex = self.view()
        return [self.evidence.field, *self.evidence.widgets, self.annex]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on."""
        return is_under_way(advice, self.state.case)

    def fill(self, advice: Advice) -> None:
        """The files and their names."""
        self.evidence.render(advice)
        self.annex.html = html(annex(self.state, advice), self.state.session)

    def forget(self) -> None:
        """No question about a file is open any more."""
        self.evidence.forget()

"""The dossier of a case: a preview, and the files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.relevance import is_past_seller
from guide.ui.case.files import DossierFiles
from guide.ui.case.sections.base import Section

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class DossierSection(Section):
    """The dossier, made while the section is open."""

    def parts(self) -> list[Field | Widget]:
        """The buttons and the preview."""
        self.files = DossierFiles(self.state, self.host.shelf.handed, self.host.attempt)
        return [self.files.widget, self.files.view]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the platform on: before it nobody takes a dossier."""
        return is_past_seller(advice)

    def fill(self, advice: Advice) -> None:
        """The preview."""
        self.files.render(shown=self.opened)

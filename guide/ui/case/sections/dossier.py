"""The dossier of a case: what its first page lacks, to fill in here, a preview, and the files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.cases.dossier.model import HEAD, missing
from guide.engine.case import Case
from guide.engine.relevance import is_past_seller
from guide.ui.base import box
from guide.ui.case.fields import ChoiceField, ValueField
from guide.ui.case.files import DossierFiles
from guide.ui.case.sections.base import Section
from guide.ui.views.dossier import Lacking
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field

#: These questions stand in another section, too; a control has one name on the page.
_PREFIX = "paper-"


class _Lacking:
    """A question that is asked from when its answer is missing on, until another case is in hand."""

    is_counted = False
    wanted = False

    def applies(self, questions: frozenset[str]) -> bool:
        """While it is filled in, too."""
        return self.wanted


class LackingValue(_Lacking, ValueField):
    """A typed answer that the first page lacks."""


class LackingChoice(_Lacking, ChoiceField):
    """The demand, where nobody has chosen it."""


class DossierSection(Section):
    """The dossier, made while the section is open."""

    def parts(self) -> list[Field | Widget]:
        """What is missing, the buttons and the preview."""
        more = (self.state, self.host.attempt, _PREFIX)
        self.lacking: list[LackingValue | LackingChoice] = [LackingValue(name, *more) for name in (*HEAD, "sum_asked")]
        self.lacking.append(LackingChoice("demand", *more))
        self.files = DossierFiles(self.state, self.host.shelf.handed, self.host.attempt, self.host.goto)
        self.gaps = self.view()
        self.fields += self.lacking
        return [
            self.gaps,
            box(*(field.widget for field in self.lacking), css="g-lacks"),
            self.files.widget,
            self.files.view,
        ]

    @property
    def targets(self) -> set[str]:
        """The section alone: each of its questions has its own place elsewhere."""
        return {f"s-{self.name}"}

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the platform on: before it nobody takes a dossier."""
        return is_past_seller(advice)

    def render(self, advice: Advice, questions: frozenset[str]) -> None:
        """Ask for what is missing as soon as it is; then as every section."""
        if (self.opened or self.opens(advice)) and self.state.case != Case():
            names = missing(advice.route)
            for field in self.lacking:
                field.wanted = field.wanted or field.name in names
        super().render(advice, questions)

    def fill(self, advice: Advice) -> None:
        """The missing evidence, and the preview."""
        slots = tuple(s.id for s in advice.evidence if s.level == "required" and not s.held)
        asks = any(field.wanted for field in self.lacking)
        context = Lacking(asks=asks, slots=slots) if asks or slots else None
        self.gaps.html = html(context, self.state.session)
        self.files.render(shown=self.opened)

    def forget(self) -> None:
        """Ask anew for what the next case lacks."""
        super().forget()
        self.files.forget()
        for field in self.lacking:
            field.wanted = False

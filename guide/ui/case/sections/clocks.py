"""The clocks of a case on one axis, and as a file for a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.case.sections.base import Section
from guide.ui.views.rendering import html
from guide.ui.views.timeline import timeline

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field


class ClocksSection(Section):
    """The timeline."""

    is_recorded = True

    def parts(self) -> list[Field | Widget]:
        """The timeline, with the button for the calendar."""
        self.timeline = self.view(ics=self._save)
        return [self.timeline]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """While a clock runs."""
        return bool(advice.clocks)

    def fill(self, advice: Advice) -> None:
        """Draw every clock."""
        self.timeline.html = html(timeline(self.state, advice), self.state.session)

    def _save(self, _arg: str) -> None:
        from guide.cases.calendarfile import ahead, calendar_file, case_key

        session, advice = self.state.session, self.state.advice
        if not ahead(advice.clocks, advice.now):
            self.timeline.status = session.say("ui.clocks.none")
            return
        file = calendar_file(advice.clocks, case_key(self.state.case), session.book, session.lang, advice.now)
        self.timeline.send({"save": {"name": "clocks.ics", "kind": "text/calendar", "text": file.decode()}})
        self.timeline.status = session.say("ui.clocks.saved")

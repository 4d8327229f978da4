"""The journal: what happened and when, each event to be moved, taken out, and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.journal import in_order
from guide.ui.case.fields import EventTime
from guide.ui.case.sections.base import Section
from guide.ui.views.journal import journal
from guide.ui.views.parts import event_words
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.engine.journal import Event
    from guide.ui.case.fields import Field


class RetimeField(EventTime):
    """The time of the event that the visitor chose in the list."""

    is_counted = False
    chosen: int | None = None

    def applies(self, questions: frozenset[str]) -> bool:
        """Only while an event is chosen."""
        return self.index() is not None

    def index(self) -> int | None:
        """The chosen event, while it exists."""
        inside = self.chosen is not None and self.chosen < len(self.state.case.journal)
        return self.chosen if inside else None

    def forget(self) -> None:
        """Choose no event."""
        super().forget()
        self.chosen = None
        self.put(label="")

    def take(self, value: str) -> None:
        """Move the event, and follow it to its new place."""
        index, at = self.index(), self.read(value)
        if index is None or at is None:
            return
        event = in_order(self.state.case.journal)[index]._replace(at=at)
        self.chosen = None
        self.state.revise(index, at=at)
        self.chosen = in_order(self.state.case.journal).index(event)

    def show(self, advice: Advice) -> None:
        """Ask for the time of the chosen event."""
        index = self.index()
        if index is None:
            return
        event = in_order(self.state.case.journal)[index]
        what = event_words(self.state.session, event.event, event.reply)
        self.show_time(self.say("ui.journal.when", what=what), "")


class JournalSection(Section):
    """The events, oldest first."""

    is_recorded = True
    dropped: Event | None = None  # the event taken out last

    def parts(self) -> list[Field | Widget]:
        """The time of a chosen event, and the list."""
        self.retime = RetimeField("retime", self.state, self.host.attempt)
        self.events = self.view(retime=self._retime, drop=self._drop, put_back=self._put_back)
        return [self.retime, self.events]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """Once something has happened."""
        return bool(self.state.case.journal)

    def fill(self, advice: Advice) -> None:
        """The list, with the event that can be put back."""
        self.events.html = html(journal(self.state, advice, self.dropped), self.state.session)

    def forget(self) -> None:
        """An event of one case is not put into another."""
        super().forget()
        self.dropped = None

    def _retime(self, arg: str) -> None:
        self.retime.widget.error = ""
        self.retime.chosen = int(arg) if arg.isdecimal() else None
        self.host.render()
        self.host.jump("f-retime")

    def _drop(self, arg: str) -> None:
        if arg.isdecimal() and int(arg) < len(self.state.case.journal):
            self.retime.chosen = None
            self.dropped = in_order(self.state.case.journal)[int(arg)]
            self.wanted = True  # it can be put back here, also where it was the only one
            self.state.drop(int(arg))
            self.events.status = self.state.session.say("ui.journal.gone")

    def _put_back(self, _arg: str) -> None:
        event, self.dropped = self.dropped, None
        if event is not None:
            self.state.record(event.event, event.reply, event.at)

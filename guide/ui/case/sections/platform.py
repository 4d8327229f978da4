"""The platform's part: its events, and the questions it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from guide.book.facts import UNKNOWN
from guide.book.kinds import SELLER_EVENTS
from guide.engine import journal
from guide.engine.relevance import is_past_seller
from guide.ui.case.fields import Field
from guide.ui.case.sections.base import Section
from guide.ui.controls.choice import Choice
from guide.ui.views.parts import event_words

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState


class RecordField(Field):
    """An event to record, out of all that can happen at this point of the case."""

    is_counted = False

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__("record", Choice(name="record", deliberate=True), state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """While anything can happen."""
        return bool(self.widget.options)

    def take(self, value: str) -> None:
        """Record the event; the field is open again for the next."""
        event, _, reply = value.partition(" ")
        if event not in ("", UNKNOWN):
            self.state.record(event, reply or "none")

    def answered(self) -> bool:
        """It never holds an answer."""
        return False

    def show(self, advice: Advice) -> None:
        """The events that the tables allow now; those of the seller have fields of their own."""
        table = self.state.session.book.tables["journal"]
        pairs = [p for p in journal.possible(table, advice.route.standing) if p[0] not in SELLER_EVENTS]
        options = [{"value": f"{e} {r}", "label": event_words(self.state.session, e, r), "hint": ""} for e, r in pairs]
        self.put(value=UNKNOWN)
        self.put(options=options, legend=self.say("ui.record"), hint=self.say("ui.record.hint"))


class PlatformSection(Section):
    """Events of any kind, and questions about the claim."""

    places: ClassVar = {"courier_complained": "f-record", "courier_answered": "f-record"}

    def parts(self) -> list[Field | Widget]:
        """The field that records an event, then the questions."""
        return [RecordField(self.state, self.host.attempt), *self.questions()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the platform on."""
        return is_past_seller(advice)

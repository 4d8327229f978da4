"""The field that records an event, out of all that can happen at this point of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.engine import journal
from guide.ui.case.fields import Field
from guide.ui.controls.choice import Choice
from guide.ui.views.parts import event_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState


class RecordField(Field):
    """Events to record, a fold for each track; `is_offered` says which events stand here."""

    is_counted = False

    def __init__(
        self, name: str, legend: str, state: CaseState, attempt: Attempt, is_offered: Callable[[str], bool]
    ) -> None:
        super().__init__(name, Choice(name=name, deliberate=True), state, attempt)
        self._legend, self._is_offered = legend, is_offered

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
        """The events that the tables allow now, those that answer the step in hand first in each fold.

        Open are the first fold and those of the tracks that the case has come to.
        """
        session, table = self.state.session, self.state.session.book.tables["journal"]
        standing, tracks = advice.route.standing, journal.Standing().tracks
        pairs = [p for p in journal.possible(table, standing) if self._is_offered(p[0])]
        by_track = {event: journal.track(table, event) for event, _ in pairs}
        pairs.sort(key=lambda pair: journal.place(table, *pair))
        folds = len(set(by_track.values())) > 1
        come_to = {track for track, word in standing.tracks.items() if word != tracks[track]}
        options = [{"value": f"{event} {reply}", "label": event_words(session, event, reply), "hint": "",
                    "group": self.say(f"ui.record.{by_track[event]}") if folds else "",
                    "open": by_track[event] in come_to}
                   for event, reply in pairs]  # fmt: skip
        self.put(value=UNKNOWN)
        self.put(options=options, legend=self.say(self._legend), hint=self.say("ui.record.hint"))

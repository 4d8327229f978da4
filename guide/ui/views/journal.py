"""The events of a case, oldest first; one that was just taken out can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine.journal import in_order
from guide.ui.views.parts import Happening, happenings
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.engine.journal import Event
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class JournalLine:
    """One event of the journal."""

    happening: Happening  #: the event
    parked: str  #: why it is not counted, as a sentence; empty where it is


@dataclass(frozen=True)
class Journal(Context):
    """The journal of a case."""

    template: ClassVar[str] = "journal.html"
    lines: tuple[JournalLine, ...]  #: the events, oldest first
    dropped: Happening | None  #: the event that was taken out last


def journal(state: CaseState, advice: Advice, dropped: Event | None = None) -> Journal:
    """The journal; events that do not apply are marked."""
    session, events = state.session, in_order(state.case.journal)
    because = {parked.event: session.tell(parked.because) for parked in advice.parked_events}
    lines = zip(happenings(session, events, advice.now), (because.get(e, "") for e in events), strict=True)
    out = happenings(session, [dropped], advice.now)[0] if dropped else None
    return Journal(tuple(JournalLine(*line) for line in lines), out)

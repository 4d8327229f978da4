"""Values of the guard: what it knows besides a text, a place in the text, and a thing to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import Facts
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.reading.guard.rules import Watch


class Find(NamedTuple):
    """A place in the text, and what should be there instead (None: what the row says)."""

    start: int
    end: int
    instead: str | None = None


class Context(NamedTuple):
    """What the guard knows besides the text."""

    now: datetime
    kind: str = "message"  # message, statement, script, answer, or a paper
    facts: Facts = Facts()
    standing: Standing = Standing()
    problem: str = "unknown"
    parts: Mapping[str, str] = {}  # sentences of the handbook's own draft, such as ask and until


class Hit(NamedTuple):
    """One thing to mend: which row, where in the text, and what would stand there instead (None: no offer)."""

    watch: Watch
    start: int
    end: int
    instead: str | None

    @property
    def id(self) -> str:
        """Row and place: the same hit has the same id as long as the text before it stays."""
        return f"{self.watch.id}@{self.start}"

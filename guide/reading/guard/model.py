"""Values of the guard: the occasion of a text, a passage of it, and a hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import Facts
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.reading.guard.rules import Watch


class Passage(NamedTuple):
    """A passage of a text that a row looks for."""

    start: int
    end: int
    instead: str | None = None  # its replacement, empty to take it out; None: the rewrite of the row


class Occasion(NamedTuple):
    """The occasion of a text: the moment, the kind of text, and the case it is about."""

    now: datetime
    kind: str = "message"  # message, statement, script, answer, or a paper; incoming: the other side wrote it
    facts: Facts = Facts()
    standing: Standing = Standing()
    problem: str = "unknown"
    parts: Mapping[str, str] = {}  # id -> sentence of the handbook's own draft, such as ask and until


class Hit(NamedTuple):
    """One thing to mend: the row that says so, and the passage of the text."""

    watch: Watch
    start: int
    end: int
    instead: str | None  # its replacement; None: no offer

    @property
    def id(self) -> str:
        """The id of a hit, from row and place: it stays as long as the text before the hit stays."""
        return f"{self.watch.id}@{self.start}"

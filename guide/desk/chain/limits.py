"""Limits of one day as lengths of time, and the ends of periods that the calendar counts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from guide.desk.columns.arrays import AHEAD, DAY, NEVER, days, moment, ticks
from guide.engine.clocks.readings import span, term

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.desk.columns.arrays import Numbers

#: Units of a limit whose end depends on the calendar.
_BY_CALENDAR = ("working_days", "years")


class Limits:
    """The limits of a book as they are at a moment."""

    def __init__(self, book: Book, now: datetime) -> None:
        self.book, self.moment, self.now = book, now, ticks(now)
        self.span = cache(self._span)
        self._ends = cache(self._end_of)

    def _span(self, name: str) -> int:
        delta = span(self.book, name, self.moment)
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    def span_at(self, name: str, at: Numbers) -> Numbers | int:
        """A limit as it was at each of some moments; before the first day it is that day's."""
        dated = self.book.parameters[name]
        if len(dated) == 1:
            return self.span(name)
        since = np.array([ticks(value.since) for value in dated])
        lengths = np.array([Limits(self.book, moment(start) or self.moment).span(name) for start in since])
        return lengths[np.maximum(np.searchsorted(since, at, side="right") - 1, 0)]

    def end(self, name: str, start: Numbers) -> Numbers:
        """The end of a limit that began at each of some moments, none of which is missing."""
        if self.book.parameter(name, self.moment.date()).unit not in _BY_CALENDAR:
            return start + self.span(name)
        begun, place = np.unique(days(start), return_inverse=True)
        return np.array([self._ends(name, int(day)) for day in begun], dtype=np.int64)[place]

    def _end_of(self, name: str, day: int) -> int:
        began = moment(day * DAY - AHEAD)
        return NEVER if began is None else ticks(term(self.book, name, began, self.moment).ends_at)

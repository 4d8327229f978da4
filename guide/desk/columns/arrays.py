"""Columns of many cases: answers as codes, moments as microseconds, journals as one run of events.

A word is written as its place in the list of its column's words (`unknown` is 0 everywhere, so a column that is not
there is not answered); a moment is the number of microseconds since 1970, and `NEVER` where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.slots import SLOTS
from guide.engine.case import BEIJING, read_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guide.engine.case import Case
    from guide.engine.journal import Event

Codes: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

NEVER = int(np.iinfo(np.int64).min)
ALWAYS = int(np.iinfo(np.int64).max)  # later than every moment
HOUR = 3_600_000_000
DAY = 24 * HOUR
#: Beijing's clock is this far ahead of the zone in which moments are kept.
AHEAD = 8 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=BEIJING) + timedelta(hours=8)
_TICK = timedelta(microseconds=1)
#: The answers that are moments or days, and every combination of event and reply, by number.
MOMENTS = tuple(name for name, kind in VALUES.items() if kind is not str)
PAIRS: Mapping[tuple[str, str], int] = {
    pair: number for number, pair in enumerate((e, r) for e in WORDS["event"] for r in WORDS["reply"])
}
#: Evidence in hand is a number with one bit a slot.
BIT: Mapping[str, int] = {slot: 1 << place for place, slot in enumerate(SLOTS)}


def ticks(at: datetime | date | None) -> int:
    """A moment, or the first of a day in Beijing, as a number."""
    if at is None:
        return NEVER
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(), BEIJING)
    return (moment - _EPOCH) // _TICK


def moment(number: int) -> datetime | None:
    """A number as a moment in Beijing."""
    return None if number == NEVER else (_EPOCH + int(number) * _TICK).astimezone(BEIJING)


def days(moments: Numbers) -> Numbers:
    """The days in Beijing, counted from 1970."""
    return (moments + AHEAD) // DAY


def bits(held: Iterable[str]) -> int:
    """Evidence in hand as a number."""
    return sum(BIT[slot] for slot in held)


@dataclass(frozen=True, eq=False)
class Events:
    """The events of all journals in one run, those of a case in order of time from its `first` on."""

    first: Numbers  # one more than there are cases
    pair: Codes
    at: Numbers

    def part(self, start: int, end: int) -> Events:
        """The events of some cases in a row."""
        first = self.first[start : end + 1]
        run = slice(int(first[0]), int(first[-1]))
        return Events(first - first[0], self.pair[run], self.at[run])


@dataclass(frozen=True, eq=False)
class Columns:
    """Many cases. Answers that nobody gave anywhere have no column."""

    many: int
    codes: Mapping[str, Codes]  # choice -> its words by place
    moments: Mapping[str, Numbers]
    held: Codes
    sums: np.ndarray[Any, np.dtype[np.float64]]  # yuan; not a number where none is known
    events: Events

    def part(self, start: int, end: int) -> Columns:
        """Some cases in a row."""
        run = slice(start, end)
        return replace(
            self,
            many=min(end, self.many) - start,
            codes={name: codes[run] for name, codes in self.codes.items()},
            moments={name: at[run] for name, at in self.moments.items()},
            held=self.held[run],
            sums=self.sums[run],
            events=self.events.part(start, min(end, self.many)),
        )


def in_a_run(journals: Sequence[Sequence[Event]]) -> Events:
    """The events of some journals, each in order of time; those of one moment stay as they were entered."""
    ordered = [sorted(journal, key=lambda e: e.at) for journal in journals]
    first = np.zeros(len(journals) + 1, dtype=np.int64)
    np.cumsum([len(journal) for journal in ordered], out=first[1:])
    pairs = [PAIRS[event.event, event.reply] for journal in ordered for event in journal]
    at = [ticks(event.at) for journal in ordered for event in journal]
    return Events(first, np.array(pairs, dtype=np.uint16), np.array(at, dtype=np.int64))


def columns(cases: Sequence[Case]) -> Columns:
    """Cases as columns, one answer at a time."""
    facts = [vars(case.facts) for case in cases]
    places = {name: {word: place for place, word in enumerate(words)} for name, words in CHOICES.items()}
    sums = [float(read_sum(each["amount"]) or "nan") for each in facts]
    return Columns(
        many=len(cases),
        codes={n: np.array([at[each[n]] for each in facts], dtype=np.uint8) for n, at in places.items()},
        moments={name: np.array([ticks(each[name]) for each in facts], dtype=np.int64) for name in MOMENTS},
        held=np.array([bits(each["held"]) for each in facts], dtype=np.uint16),
        sums=np.array(sums, dtype=np.float64),
        events=in_a_run([case.journal for case in cases]),
    )

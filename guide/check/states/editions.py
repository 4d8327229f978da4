"""One edition of the rules, or two side by side, and the lengths of time and the moments worth trying under them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from guide.book.chain import PARCEL, named
from guide.engine import clocks
from guide.engine.case import BEIJING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.book.tables import Table
    from guide.engine.journal import Standing

Given = TypeVar("Given")
Result = TypeVar("Result")
#: The moment at which every situation is looked at; only lengths of time before it matter.
NOW = datetime(2026, 11, 22, 12, tzinfo=BEIJING)


class ComparedReading(NamedTuple):
    """The words of some clocks under each edition, and the change of each deadline: same, moved, gone or new."""

    words: tuple[tuple[str, ...], ...]
    ends: tuple[tuple[str, str], ...]


class Editions:
    """One book or two. The same answers, events and moments are given to all of them."""

    def __init__(self, *books: Book) -> None:
        self.books = books
        first = books[0]
        self._same_limits = [book.parameters == first.parameters for book in books]
        self._same_questions = [book.tables["questions"] == first.tables["questions"] for book in books]

    def __len__(self) -> int:
        return len(self.books)

    @property
    def alike(self) -> bool:
        """Whether all editions read the same from the same answers and moments, and ask for the same ones."""
        return self.same_limits and all(self._same_questions)

    @property
    def same_limits(self) -> bool:
        """Whether all editions read the same from the same answers and moments, where all of these are asked for."""
        return all(self._same_limits)

    @cached_property
    def deadlines(self) -> bool:
        """Whether a deadline that the parcel decides may differ, so that its changes have to be told apart."""
        deciding = ("clocks", *named(roles=(PARCEL,)))
        same = self.alike and all(table == first for first, *rest in map(self.tables, deciding) for table in rest)
        return len(self) > 1 and not same

    def tables(self, name: str) -> tuple[Table, ...]:
        """One table of every edition."""
        return tuple(book.tables[name] for book in self.books)

    def reading(
        self,
        names: Sequence[str],
        facts: Sequence[Facts],
        standings: Sequence[Standing],
        parcel: str = "unknown",
        *,
        counts: bool = True,
    ) -> ComparedReading:
        """The words of these clocks, and the changes of the deadlines, if they count."""
        counts = counts and len(self) > 1
        given = [*zip(facts, standings, strict=True)]
        readings = self._each(
            lambda book, seen: _read(names, book, *seen, parcel if counts else ""), given, self._same_limits
        )
        return ComparedReading(tuple(words for words, _ in readings), _compared([ends for _, ends in readings]))

    def each(self, ask: Callable[[Book, Given], Result], given: Sequence[Given]) -> list[Result]:
        """The answers that each edition asks for; taken once where all editions must ask for the same."""
        return self._each(ask, given, self._same_questions)

    def _each(
        self, read: Callable[[Book, Given], Result], given: Sequence[Given], alike: Sequence[bool]
    ) -> list[Result]:
        """Each edition's result, that of the first where an edition is like it and is given the same."""
        first = read(self.books[0], given[0])
        rest = zip(self.books[1:], given[1:], alike[1:], strict=True)
        return [first, *(first if like and one == given[0] else read(book, one) for book, one, like in rest)]

    def ages(self, *limits: str) -> list[timedelta]:
        """Every length of time worth trying: none, and a minute before, at and after each limit of each edition."""
        return sorted({age for book in self.books for age in _ages(book, limits)})

    def fine_ages(self, *limits: str) -> list[timedelta]:
        """Every length of time worth trying, and where the editions do not agree one between any two of them."""
        ages = self.ages(*limits)
        if all(_ages(book, limits) == {*ages} for book in self.books):
            return ages
        return sorted({*ages, *((one + two) / 2 for one, two in pairwise(ages))})

    def moments(self, fact: str, limits: Sequence[str]) -> list[datetime | date | None]:
        """Every moment worth trying for a typed answer that a clock about the parcel looks at."""
        if fact == "promised_ship":
            return [None, *(NOW.date() + timedelta(days=d) for d in (-2, -1, 0, 1))]
        sign = -1 if fact == "auto_confirm_at" else 1  # that one lies ahead
        return [None, *(NOW - sign * age for age in self.ages(*limits)), NOW + sign * timedelta(minutes=1)]


def _read(
    names: Sequence[str], book: Book, facts: Facts, standing: Standing, parcel: str
) -> tuple[tuple[str, ...], Mapping[str, datetime]]:
    """The words of the clocks of one edition, and the end of each deadline with the parcel in this place."""
    words = tuple(clocks.reading(name, facts, standing, book, NOW) for name in names)
    if not parcel:
        return words, {}
    state = {"parcel": parcel, "chased": clocks.reading("chased", facts, standing, book, NOW)}
    return words, {clock.id: clock.ends_at for clock in clocks.counting(facts, standing, state, book, NOW)}


def _ages(book: Book, limits: Iterable[str]) -> set[timedelta]:
    """Working days end on no fixed day: every length up to that many weeks is tried, by whole days."""
    ages = {timedelta(0)}
    for limit in limits:
        unit, number = book.parameter(limit, NOW.date()).unit, book.number(limit, NOW.date())
        lengths = [timedelta(hours=number) if unit == "hours" else timedelta(days=number)]
        if unit == "working_days":
            lengths = [timedelta(days=day) for day in range(1, 7 * int(number) + 1)]
        ages |= {length + timedelta(minutes=m) for length in lengths for m in (-1, 0, 1)}
    return ages


def _compared(ends: Sequence[Mapping[str, datetime]]) -> tuple[tuple[str, str], ...]:
    """The change of each deadline from the first edition to the last: same, moved, gone or new."""
    old, new = ends[0], ends[-1]

    def change(name: str) -> str:
        if name not in new:
            return "gone"
        if name not in old:
            return "new"
        return "same" if old[name] == new[name] else "moved"

    return tuple((name, change(name)) for name in sorted({*old, *new}))

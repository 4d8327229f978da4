"""The readings of the clocks about the parcel; all editions read them at the same moments around every limit."""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING, Any

from guide.book.clocks import CLOCKS, PARCEL_READINGS, accepts
from guide.book.facts import UNKNOWN, WORDS, Facts, changed
from guide.check.states.editions import ComparedReading
from guide.engine.follow import applicable
from guide.engine.journal import Standing

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from guide.book.book import Book
    from guide.book.clocks import Reading
    from guide.check.states.editions import Editions
    from guide.check.states.relation import Row

    #: The answers that a clock looks at, as each edition sees them.
    Answers = tuple[tuple[str, ...], ...]

ENDS = "ends of "  # before the name of a clock: the column that tells which deadlines run with it
_NOTHING, _BLANK = Standing(), Facts()
_NOBODY = _NOTHING.tracks
#: Clock -> the answers after which a deadline of it runs, though the parcel is in no place where the others do.
_AFTER = {name: {clock.after for clock in CLOCKS.values() if clock.reading == name and clock.after}
          for name in PARCEL_READINGS}  # fmt: skip


class Timing:
    """The clocks about the parcel under some editions."""

    def __init__(self, editions: Editions) -> None:
        self.editions = editions
        self.ends: list[tuple[tuple[str, str], ...]] = []  # code of a column of deadlines -> their changes
        self._known: dict[tuple[str, Answers], tuple[Facts, ...]] = {}
        self._ways: dict[tuple[str, Hashable], list[Row]] = {}
        self._grids: dict[str, list[list[Any]]] = {}

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns that a clock fills."""
        return (name, ENDS + name) if self.editions.deadlines else (name,)

    def ways(self, name: str, answers: Answers) -> list[Row]:
        """All readings that a clock can have for some answers, as cells of its columns."""
        asked = name, tuple(self._seen(name, facts) for facts in self._asked(name, answers))
        if asked not in self._ways:
            readings = sorted({self.reading(name, answers, moments) for moments in product(*self.grids(name, answers))})
            self._ways[asked] = [self.cells(name, reading) for reading in readings]
        return self._ways[asked]

    def cells(self, name: str, reading: ComparedReading) -> Row:
        """A reading of a clock as cells of its columns."""
        if reading.ends not in self.ends:
            self.ends.append(reading.ends)
        words = tuple(WORDS[name].index(word) for (word,) in reading.words)
        return dict(zip(self.columns(name), (words, (self.ends.index(reading.ends),) * len(words)), strict=False))

    def grids(self, name: str, answers: Answers) -> list[list[Any]]:
        """Every moment worth trying for each typed answer that a clock looks at, if it is asked for."""
        kind, asked = PARCEL_READINGS[name], set[str]()
        for facts in self._asked(name, answers):
            asked |= {fact for fact in kind.moments if getattr(facts, fact) is not None and _looks(kind, fact, facts)}
        return [grid if fact in asked else [None] for fact, grid in zip(kind.moments, self._typed(name), strict=True)]

    def _asked(self, name: str, answers: Answers) -> tuple[Facts, ...]:
        """The answers that each edition asks for, every moment typed: what is read hangs on nothing else of them."""
        moments = tuple(grid[-1] for grid in self._typed(name))
        if (name, answers) not in self._known:
            pairs = zip(self.editions.books, answers, strict=True)
            self._known[name, answers] = tuple(_applicable(book, words, name, moments) for book, words in pairs)
        return self._known[name, answers]

    def _typed(self, name: str) -> list[list[Any]]:
        if name not in self._grids:
            kind = PARCEL_READINGS[name]
            self._grids[name] = [self.editions.moments(fact, kind.limits) for fact in kind.moments]
        return self._grids[name]

    def _seen(self, name: str, facts: Facts) -> Hashable:
        """What a clock and its deadlines tell apart of the answers that are asked for."""
        kind = PARCEL_READINGS[name]
        if not kind.sees:
            return facts
        typed = (getattr(facts, moment) is not None for moment in kind.moments)
        return *(accepts(ok, getattr(facts, each)) for each, some in kind.sees.items() for ok in some), *typed

    def reading(self, name: str, answers: Answers, moments: tuple[Any, ...]) -> ComparedReading:
        """The reading of a clock under every edition at the same moments."""
        at = dict(zip(PARCEL_READINGS[name].moments, moments, strict=True))
        facts = [_with(at, asked) for asked in self._asked(name, answers)]
        parcel, *_ = (*PARCEL_READINGS[name].parcels, UNKNOWN)
        nobody = [_NOTHING] * len(facts)
        reading = self.editions.reading((name,), facts, nobody, parcel, counts=self.editions.deadlines)
        if not self.editions.deadlines:
            return reading
        ends = [reading.ends]
        for fact, word in _AFTER.get(name, ()):
            given = [changed(each, {fact: word}) for each in facts]
            ends.append(self.editions.reading((), given, nobody).ends)
        return reading._replace(ends=tuple(chain(*ends)))


def _with(moments: Mapping[str, Any], asked: Facts) -> Facts:
    """The answers that are asked for, with these moments in place of theirs."""
    return changed(asked, {name: at for name, at in moments.items() if getattr(asked, name) is not None})


def _looks(kind: Reading, moment: str, facts: Facts) -> bool:
    """Whether a clock looks at a moment where these answers are given."""
    return all(getattr(facts, name) == word for name, word in kind.narrow.get(moment, {}).items())


def _applicable(book: Book, words: tuple[str, ...], name: str, moments: tuple[Any, ...]) -> Facts:
    """The answers and moments that one edition asks for."""
    kind = PARCEL_READINGS[name]
    given = zip((*kind.answers, *kind.moments), (*words, *moments), strict=True)
    return applicable(book, changed(_BLANK, dict(given)), _NOBODY)

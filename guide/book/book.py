"""The Book: all content of the handbook as typed, frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from guide.book.notices import HandbookError, Notice
from guide.book.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from guide.book.faults import Fault
    from guide.book.tables import Table

#: Marks between words and around a name; Latin ones want a blank behind them, which a cell of a file would lose.
MARKS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "colon": "：",
        "stop": "。",
        "semicolon": "；",
        "comma": "、",
        "clause": "，",
        "named": "「{}」",
        "between": "",
    },
    "en": {
        "colon": ": ",
        "stop": ". ",
        "semicolon": "; ",
        "comma": ", ",
        "clause": ", ",
        "named": "“{}”",
        "between": " ",
    },
}
P = ParamSpec("P")
T = TypeVar("T")


class BookError(HandbookError):
    """The book is asked for something it does not hold."""


@dataclass(frozen=True)
class Reference:
    """A source of rules and texts, and how sure it is."""

    id: str
    confidence: str
    citation: Mapping[str, str]  # language -> how to quote it
    checked_on: date | None = None
    review_by: date | None = None


@dataclass(frozen=True)
class Dated:
    """One value of a parameter, in force from a day on. An unverified limit has no value."""

    id: str
    since: date
    value: float | None
    unit: str
    source: str
    confidence: str
    checked_on: date
    review_by: date

    @property
    def number(self) -> float:
        """The value; an error where it is unverified and so there is none."""
        if self.value is None:
            raise BookError(Notice("fault.parameter.unverified", name=self.id))
        return self.value

    @property
    def shown(self) -> str:
        """The value with its unit: `24 hours`."""
        return "unverified" if self.value is None else f"{self.value:g} {self.unit}"


@dataclass(frozen=True)
class Book:
    """All content of one edition: tables, parameters, references and words, and the parts that rooms above read."""

    tables: Mapping[str, Table]
    parameters: Mapping[str, tuple[Dated, ...]]  # each ordered by `since`
    references: Mapping[str, Reference]
    words: Mapping[str, Mapping[str, str]]  # language -> id -> words
    folder: Path = field(repr=False, compare=False)  # read by `sheet`, and by nobody who decides
    parts: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process: all but the parts, which are read there when they are asked for."""
        return {**vars(self), "parts": {}}

    def sheet(self, file: str, faults: list[Fault] | None = None) -> Sheet:
        """The rows of a file, such as tracking/phrases.csv; what is wrong goes to the faults."""
        return Sheet(self.folder, file, faults)

    def sheets(self) -> Iterator[Sheet]:
        """Every CSV file of the content."""
        for path in sorted(self.folder.rglob("*.csv")):
            yield self.sheet(path.relative_to(self.folder).as_posix())

    def parameter(self, name: str, on: date) -> Dated:
        """The value in force on a day; an error before its first day or for an unknown name."""
        dated = self.parameters.get(name)
        if dated is None:
            raise BookError(Notice("fault.parameter.none", name=name))
        for value in reversed(dated):
            if value.since <= on:
                return value
        raise BookError(Notice("fault.parameter.early", name=name, since=dated[0].since))

    def number(self, name: str, on: date) -> float:
        """The number of a parameter; an error where it is unverified and so has none."""
        return self.parameter(name, on).number

    def say(self, language: str, word: str) -> str:
        """The words behind an id."""
        return self.words[language][word]

    def reference(self, source: str) -> Reference:
        """The reference behind a source id; a statement of the source document needs no row of its own."""
        if source in self.references:
            return self.references[source]
        citation = {lang: words["source.statement"].format(source=source) for lang, words in self.words.items()}
        return Reference(source, "source", citation)


def part(read: Callable[Concatenate[Book, P], T]) -> Callable[Concatenate[Book, P], T]:
    """A part of a book: read when it is first asked for, once a book."""

    def kept(book: Book, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (kept, *args, *kwargs.values())
        if key not in book.parts:
            book.parts[key] = read(book, *args, **kwargs)
        value: T = book.parts[key]
        return value

    update_wrapper(kept, read)
    return kept

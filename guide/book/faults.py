"""What is wrong with content: where, what, and what would be allowed; said in English, and told in any language."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS = ("fault.", "rules.check.")  # how the ids of these sentences begin among the words of a book


class Sentence(str):
    """An English sentence that remembers its pattern and what was filled in, so that it can be told in other words.

    A slot may hold a sentence itself, or several in a tuple.
    """

    __slots__ = ("pattern", "slots")
    pattern: str
    slots: Mapping[str, object]

    def __new__(cls, pattern: str, **slots: object) -> Sentence:
        """The sentence: the pattern with its slots filled."""
        self = super().__new__(cls, pattern.format(**{name: _listed(slot) for name, slot in slots.items()}))
        self.pattern, self.slots = pattern, slots
        return self

    def __str__(self) -> str:
        """Itself: what an exception quotes stays a sentence that can be told."""
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """How a copy is made: from the pattern, not from the finished sentence."""
        return (self.pattern,), dict(self.slots)


def unknown(value: object) -> Sentence:
    """A word that is not among those a cell may hold."""
    return Sentence("unknown value “{value}”.", value=value)


def absent(value: object) -> Sentence:
    """A name that nothing has."""
    return Sentence("“{value}” does not exist.", value=value)


def no_csv(error: Exception) -> Sentence:
    """A file that is no table."""
    return Sentence("the file cannot be read as CSV in UTF-8 ({error}).", error=error)


_AND = "{one}, {two}"


def _listed(slot: object) -> object:
    return ", ".join(map(str, slot)) if isinstance(slot, tuple) else slot


def tell(said: object, patterns: Mapping[str, str]) -> Any:
    """The same in other words, slots included; whatever has no pattern there stays as it is."""
    if isinstance(said, Sentence):
        slots = {name: tell(slot, patterns) for name, slot in said.slots.items()}
        return patterns.get(said.pattern, said.pattern).format(**slots)
    if isinstance(said, tuple):
        both = patterns.get(_AND, _AND)
        return reduce(lambda one, two: both.format(one=one, two=two), (tell(each, patterns) for each in said))
    return patterns.get(said, said) if isinstance(said, str) else said


def patterns(words: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, str]:
    """The patterns of a language by their English, out of the words of a book."""
    return {words["en"][name]: words[lang][name] for name in words["en"] if name.startswith(WORDS)}


class Fault(NamedTuple):
    """One thing wrong with the content: where it is, what is wrong, what would be allowed."""

    file: str
    row: int  # 1 is the header, as a spreadsheet counts
    column: str
    what: str
    allowed: str = ""
    link: str = ""  # to a case that shows it, as a page of the app opens it

    @property
    def where(self) -> Sentence:
        """The place."""
        if self.column:
            return Sentence("{file}, row {row}, column {column}", file=self.file, row=self.row, column=self.column)
        return Sentence("{file}, row {row}", file=self.file, row=self.row)

    @property
    def wrong(self) -> str:
        """What is wrong, and what would be allowed."""
        return (
            Sentence("{what} Allowed: {allowed}.", what=self.what, allowed=self.allowed) if self.allowed else self.what
        )

    @property
    def line(self) -> Sentence:
        """Place and sentence, as a list shows them."""
        if self.link:
            return Sentence("{where}: {wrong} {link}", where=self.where, wrong=self.wrong, link=self.link)
        return Sentence("{where}: {wrong}", where=self.where, wrong=self.wrong)

    def __str__(self) -> str:
        return str.__str__(self.line)


class ContentError(ValueError):
    """The content cannot be used; `faults` holds everything that is wrong, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)

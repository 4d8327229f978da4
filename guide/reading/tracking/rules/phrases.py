"""The language of the phrase tables: plain words, `|` for either, `*` for a gap, `^` and `$` for the ends.

All words of all phrases are found in one pass over a line; only a phrase with gaps is looked at again, and a gap is
limited.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

GAP = 60  # the most signs that a `*` matches
MOST_PARTS = 4  # words joined by gaps in one alternative


class PhraseError(HandbookError):
    """A cell that holds no phrase."""


class Alternative(NamedTuple):
    """One alternative of a phrase: words that follow each other with gaps."""

    parts: tuple[str, ...]
    start: bool  # only at the start of a line
    end: bool  # only at the end of a line

    @property
    def word(self) -> str:
        """The word that is all of it; empty where it has gaps or is bound to an end of the line."""
        return self.parts[0] if len(self.parts) == 1 and not (self.start or self.end) else ""

    def find(self, text: str, since: int = 0) -> tuple[int, int] | None:
        """The first match from `since` on, as (start, end), or None; tries every start once."""
        parts = self.parts
        first, rest = parts[0], parts[1:]
        at = text.find(first, since)
        while at >= 0:
            if self.start and at:
                return None
            end = at + len(first)
            for part in rest:
                start = text.find(part, end, end + GAP + len(part))
                if start < 0:
                    end = -1
                    break
                end = start + len(part)
            if end >= 0 and (not self.end or end == len(text)):
                return at, end
            at = text.find(first, at + 1)
        return None


class Phrase(NamedTuple):
    """A compiled cell: it matches where one of its alternatives does."""

    alternatives: tuple[Alternative, ...]
    words: tuple[str, ...]  # the alternatives that are a plain word
    others: tuple[Alternative, ...]

    def find(self, text: str) -> tuple[int, int] | None:
        """The match of the first alternative that matches, as (start, end), or None."""
        for alternative in self.alternatives:
            if alternative.parts[0] in text and (span := alternative.find(text)):
                return span
        return None

    def hits(self, text: str) -> bool:
        """Whether any alternative matches."""
        if any(map(text.__contains__, self.words)):
            return True
        return any(alternative.parts[0] in text and alternative.find(text) for alternative in self.others)


def parse(cell: str, folded: Mapping[int, str]) -> Phrase:
    """Compile one cell; PhraseError names what cannot be read."""
    alternatives = []
    for written in cell.split("|"):
        start, end = written.startswith("^"), written.endswith("$")
        parts = tuple(part.translate(folded) for part in written.removeprefix("^").removesuffix("$").split("*"))
        if len(parts) > MOST_PARTS:
            raise PhraseError(Notice("fault.tracking.gaps", phrase=written, most=MOST_PARTS - 1))
        if any(not part for part in parts):
            raise PhraseError(Notice("fault.tracking.word", phrase=written))
        alternatives.append(Alternative(parts, start, end))
    words = tuple(alternative.word for alternative in alternatives if alternative.word)
    others = tuple(each for each in alternatives if not each.word)
    return Phrase(tuple(alternatives), words, others)


class _Filed(NamedTuple):
    """What is filed under one word."""

    rows: list[int]  # those of which the word is an alternative
    others: list[tuple[int, frozenset[str], Alternative]]  # a row, the other words of its alternative, and that


class Index:
    """An index of rows: each alternative is filed under one word that a match must contain."""

    def __init__(self, phrases: Sequence[Phrase], often: Mapping[str, int] = MappingProxyType({})) -> None:
        """File the alternatives, each under its word that the fewest texts hold: `often` says how many do."""
        self._filed: dict[str, _Filed] = {}
        self.words = frozenset(part for phrase in phrases for each in phrase.alternatives for part in each.parts)
        for row, phrase in enumerate(phrases):
            for each in phrase.alternatives:
                rarest = min(each.parts, key=lambda part: (often.get(part, 0), -len(part)))
                filed = self._filed.setdefault(rarest, _Filed([], []))
                if each.word:
                    filed.rows.append(row)
                else:
                    filed.others.append((row, frozenset(each.parts) - {rarest}, each))
        self._heads = frozenset(self._filed)

    def rows(self, text: str, words: Set[str]) -> list[int]:
        """The numbers of the rows that match, in their order; `words` are the known ones of the text."""
        heads = self._heads & words
        if not heads:
            return []
        found: set[int] = set()
        for word in heads:
            rows, others = self._filed[word]
            found.update(rows)
            for row, needed, alternative in others:
                if row not in found and needed <= words and alternative.find(text):
                    found.add(row)
        return sorted(found)


class Vocabulary:
    """All words that some indices look for, found in one pass over a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._find = AhoCorasick(sorted(words)).find_matches_as_strings

    def of(self, text: str) -> Set[str]:
        """The known words of a folded text, also those that overlap."""
        return set(self._find(text, overlapping=True))


def beginning(phrase: Phrase) -> frozenset[str]:
    """The first words of the alternatives of a phrase: a text that holds none of them holds no match."""
    return frozenset(each.parts[0] for each in phrase.alternatives)

"""The language of the phrase tables: plain words, `|` for either, `*` for a gap, `^` and `$` for the ends.

No phrase needs more than one pass over a line: a word is found or not, a gap is limited, and the pairs of signs in the
line decide which phrases are tried at all.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    pairs: frozenset[int]  # a text that holds none of these pairs of signs holds no match

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
    return Phrase(tuple(alternatives), words, others, frozenset(_keys(each)[0] for each in alternatives))


#: A row, its plain words under one pair, and its other alternatives there, each with its first and last words.
_Filed = tuple[int, tuple[str, ...], tuple[tuple[str, str, Alternative], ...]]


class Index:
    """An index of rows: each alternative is filed under a pair of signs that a match must contain."""

    def __init__(self, phrases: Sequence[Phrase], often: Mapping[int, int]) -> None:
        """File the alternatives; `often` says how many texts hold a pair, and the rarest pair of each is taken."""
        every = [(row, alt, _keys(alt)) for row, phrase in enumerate(phrases) for alt in phrase.alternatives]
        here = Counter(key for _, _, keys in every for key in keys)
        under: dict[int, dict[int, list[Alternative]]] = {}
        for row, alternative, keys in every:
            rarest = min(keys, key=lambda key: (often.get(key, 0), here[key]))
            under.setdefault(rarest, {}).setdefault(row, []).append(alternative)
        self._filed = {pair: [_filed(row, found) for row, found in rows.items()] for pair, rows in under.items()}
        self.pairs = frozenset(self._filed)

    def hits(self, text: str, pairs: Iterable[int]) -> bool:
        """Whether any row matches."""
        return not self.pairs.isdisjoint(pairs) and next(self.rows(text, pairs), None) is not None

    def rows(self, text: str, pairs: Iterable[int]) -> Iterator[int]:
        """The numbers of the rows that match, in their order, each once; `pairs` are the known ones of the text."""
        candidates: list[_Filed] = []
        for pair in self.pairs.intersection(pairs):
            candidates += self._filed[pair]
        if len(candidates) > 1:
            candidates.sort(key=itemgetter(0))
        reached = -1
        for row, words, others in candidates:
            if row == reached:
                continue
            for word in words:
                if word in text:
                    reached = row
                    yield row
                    break
            else:
                for first, last, alternative in others:
                    if first in text and last in text and alternative.find(text):
                        reached = row
                        yield row
                        break


def _filed(row: int, found: Sequence[Alternative]) -> _Filed:
    """The alternatives of a row under one pair, taken apart."""
    words = tuple(alternative.word for alternative in found if alternative.word)
    return row, words, tuple((each.parts[0], each.parts[-1], each) for each in found if not each.word)


def _keys(alternative: Alternative) -> list[int]:
    """The pairs of signs that a match must contain; single signs where no word is longer."""
    pairs = [pair for part in alternative.parts for pair in _pairs(part.encode("utf-16-le"))]
    return pairs or [sign for part in alternative.parts for sign in array("H", part.encode("utf-16-le"))]


def _pairs(signs: bytes) -> array[int]:
    """Each pair of neighbouring signs of a text in UTF-16 as one number; a number below 65,536 is a single sign."""
    size = len(signs)
    pairs = array("I", signs[: size - size % 4])
    pairs.frombytes(signs[2 : size - (size + 2) % 4])
    return pairs


def beginning(alternatives: Iterable[Alternative]) -> re.Pattern[str]:
    """A pattern of the first words of some alternatives: a quick look whether a text can hold one of them."""
    return re.compile("|".join(sorted({re.escape(each.parts[0]) for each in alternatives})) or "(?!)")


def heard(texts: Iterable[str]) -> Counter[int]:
    """How many of some texts hold each pair of signs."""
    return Counter(pair for text in texts for pair in set(_pairs(text.encode("utf-16-le"))))


def pairs_of(text: str, known: frozenset[int]) -> frozenset[int]:
    """The signs of a line and the pairs of neighbouring signs, as far as anything is filed under them."""
    signs = text.encode("utf-16-le", "surrogatepass")
    return known.intersection(chain(array("H", signs), _pairs(signs)))

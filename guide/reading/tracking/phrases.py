"""The language of the phrase tables: plain words, `|` for either, `*` for a gap, `^` and `$` for the ends.

Nothing a lead can write needs more than one pass over a line: a word is found or not, a gap is limited, and
which phrases are tried at all is decided by the pairs of signs that the line holds.
"""

from __future__ import annotations

from collections import Counter
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

GAP = 40  # the most signs a `*` stands for
MOST_PARTS = 4  # words joined by gaps in one alternative


class PhraseError(HandbookError):
    """A cell that holds no phrase."""


class Words(NamedTuple):
    """One alternative: words that follow each other with gaps, and whether it is tied to an end of the line."""

    parts: tuple[str, ...]
    start: bool
    end: bool

    def find(self, text: str, since: int = 0) -> tuple[int, int] | None:
        """The first place from `since` on, or None; every start is tried once and each gap looked through once."""
        parts = self.parts
        first, rest = parts[0], parts[1:]
        at = text.find(first, since)
        while at >= 0:
            if self.start and at:
                return None
            end = at + len(first)
            for part in rest:
                found = text.find(part, end, end + GAP + len(part))
                if found < 0:
                    end = -1
                    break
                end = found + len(part)
            if end >= 0 and (not self.end or end == len(text)):
                return at, end
            at = text.find(first, at + 1)
        return None


class Phrase(NamedTuple):
    """What one cell of a table accepts."""

    alternatives: tuple[Words, ...]

    def find(self, text: str) -> tuple[int, int] | None:
        """Where the first alternative that fits stands, or None."""
        for words in self.alternatives:
            found = words.find(text)
            if found:
                return found
        return None

    def hits(self, text: str) -> bool:
        """Whether any alternative fits."""
        return any(words.find(text) for words in self.alternatives)


def parse(cell: str, folded: Mapping[int, str]) -> Phrase:
    """Compile one cell; PhraseError says what cannot be read."""
    alternatives = []
    for written in cell.split("|"):
        start, end = written.startswith("^"), written.endswith("$")
        parts = tuple(part.translate(folded) for part in written.removeprefix("^").removesuffix("$").split("*"))
        if len(parts) > MOST_PARTS:
            raise PhraseError(Notice("fault.tracking.gaps", phrase=written, most=MOST_PARTS - 1))
        if any(not part for part in parts):
            raise PhraseError(Notice("fault.tracking.word", phrase=written))
        alternatives.append(Words(parts, start, end))
    return Phrase(tuple(alternatives))


class Index:
    """Which rows can match a line at all: each alternative is filed under a pair of signs it must contain."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._words: dict[str, list[tuple[int, Words]]] = {}
        every = [(row, words, _keys(words)) for row, phrase in enumerate(phrases) for words in phrase.alternatives]
        often = Counter(key for _, _, keys in every for key in keys)
        for row, words, keys in every:
            self._words.setdefault(min(keys, key=lambda key: often[key]), []).append((row, words))
        self._pairs = frozenset(self._words)

    def rows(self, text: str, pairs: Iterable[str]) -> Iterator[int]:
        """The rows that match, in their order, each once."""
        words = self._words
        candidates = [each for pair in self._pairs.intersection(pairs) for each in words[pair]]
        candidates.sort(key=_row)
        last = -1
        for row, each in candidates:
            if row != last and each.find(text):
                last = row
                yield row


def _keys(words: Words) -> list[str]:
    """The pairs of signs a match must contain; a single sign where no word is longer."""
    pairs = [part[at : at + 2] for part in words.parts for at in range(len(part) - 1)]
    return pairs or list(words.parts)


def _row(candidate: tuple[int, Words]) -> int:
    return candidate[0]


def pairs_of(text: str) -> set[str]:
    """Every sign of a line and every two neighbouring ones."""
    return {*text, *map(add, text, text[1:])}

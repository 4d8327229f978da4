"""Tricks that pass for news of a parcel: a bait, and a hook to take it by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from guide.reading.tracking.rules.phrases import Phrase, beginning
from guide.reading.tracking.rules.sheets import phrase_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from guide.book.book import Book
    from guide.book.faults import Fault

_DOMAIN = re.compile(r"[a-z0-9]\.[a-z]")


class Scams(NamedTuple):
    """The rows of scams.csv: a line that holds both a bait and a hook of one row is a trick, whoever signs it.

    An address without its `http` is a hook like one with it.
    """

    rows: tuple[tuple[Phrase, Phrase], ...]  # hook and bait
    address: re.Pattern[str]  # that of a site, without its `http`
    words: frozenset[str]  # the first word of any hook; most texts hold none

    def hits(self, text: str, words: Set[str]) -> bool:
        """Whether a folded text holds such a trick; `words` are the known ones in it."""
        if "." in text and _DOMAIN.search(text):
            text = self.address.sub(" http://", text)
        elif self.words.isdisjoint(words):
            return False
        return any(hook.hits(text) and bait.hits(text) for hook, bait in self.rows)


def read_scams(book: Book, folded: Mapping[int, str], sites: Sequence[str], faults: list[Fault]) -> Scams:
    """The rows of scams.csv, and how the addresses of these sites end."""
    rows = []
    for sheet, row in rows_of(book, "scams", ("id",), "bait", "hook", "example", "source", faults=faults):
        bait, hook = (phrase_of(sheet, row, column, folded) for column in ("bait", "hook"))
        if bait and hook:
            rows.append((hook, bait))
    return Scams(tuple(rows), _address(sites), frozenset[str]().union(*(beginning(hook) for hook, _ in rows)))


def _address(sites: Sequence[str]) -> re.Pattern[str]:
    """A pattern of addresses as messages write them, without a scheme: with a path, or with the end of a site."""
    ends = "|".join(map(re.escape, sites)) or "(?!)"
    return re.compile(rf"(?<![\w./@-])(?:[a-z0-9-]{{1,40}}\.){{1,3}}(?:[a-z]{{2,12}}/(?=[a-z0-9])|(?:{ends})\b)")

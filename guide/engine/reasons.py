"""Why: a rule that fired, as a sentence with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book, Reference
    from guide.book.tables import Rule


class Reason(NamedTuple):
    """Why: the rule that fired, its sentence in each language, and how sure its sources are."""

    table: str
    rule: str
    because: Mapping[str, str]
    sources: tuple[Reference, ...]

    @property
    def confidence(self) -> str:
        """The weakest confidence among the sources: a reason is no surer than what it rests on."""
        order = list(WORDS["confidence"])
        return max((s.confidence for s in self.sources), key=order.index)


def reason(rule: Rule, book: Book) -> Reason:
    """A rule as a reason."""
    return Reason(rule.table, rule.id, rule.because, tuple(book.reference(s) for s in rule.source))

"""Rehearsal: likely refusals of the other side, each with the sentence and the proof to answer with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.engine import drafts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.drafts import Piece
    from guide.engine.route import Route


class Proof(NamedTuple):
    """One slot that speaks against a refusal, and whether it is in hand."""

    id: str
    held: bool


class Refusal(NamedTuple):
    """One likely refusal: the rule that expects it, who says it, the proof against it, and the answer."""

    rule: Rule
    turn: str
    proof: tuple[Proof, ...]
    answers: Mapping[str, tuple[Piece, ...]]  # language -> the sentence, with its gaps

    def answer(self, language: str) -> str:
        """The sentence as it is copied."""
        return "".join(piece.text for piece in self.answers[language])


def expected(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The rows of the refusals to expect; of a case that is over, none."""
    return book.tables["rehearsal"].collect(state) if state["outcome"] == "open" else ()


def rehearse(route: Route) -> tuple[Refusal, ...]:
    """Every refusal that this case has to expect, in the order of the table."""
    book = route.book
    rules = expected(route.state, book)
    if not rules:
        return ()
    values = {lang: drafts.values(route, lang) for lang in book.words}
    return tuple(
        Refusal(
            rule,
            rule.then["turn"],
            tuple(Proof(slot, slot in route.facts.held) for slot in rule.then["proof"].split()),
            {lang: drafts.fill(book.say(lang, f"answer.{rule.id}"), values[lang], book, lang) for lang in book.words},
        )
        for rule in rules
    )

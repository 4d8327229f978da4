"""Rehearsal: what the other side is likely to say against this case, and the sentence and proof to answer with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.engine import drafts as messages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.book.tables import Rule
    from guide.engine.drafts import Piece
    from guide.engine.journal import Standing


class Proof(NamedTuple):
    """One slot that speaks against a refusal, and whether it is in hand."""

    id: str
    held: bool


class Refusal(NamedTuple):
    """One likely refusal: the rule that expects it, who says it, what proves otherwise, and the answer."""

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


def rehearse(
    facts: Facts, standing: Standing, state: Mapping[str, str], book: Book, now: datetime
) -> tuple[Refusal, ...]:
    """Every refusal that this case has to expect, in the order of the table."""
    rules = expected(state, book)
    if not rules:
        return ()
    filled = {lang: messages.slots(facts, standing, state, book, now, lang) for lang in book.words}
    return tuple(
        Refusal(
            rule,
            rule.then["turn"],
            tuple(Proof(slot, slot in facts.held) for slot in rule.then["proof"].split()),
            {lang: messages.fill(book.say(lang, f"answer.{rule.id}"), filled[lang], book, lang) for lang in book.words},
        )
        for rule in rules
    )

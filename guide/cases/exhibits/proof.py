"""Sentences of a draft that still lack evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from guide.cases.exhibits.content import Assertion
    from guide.engine.drafts import Part


class Unproven(NamedTuple):
    """A sentence that still lacks evidence, with the facts it asserts."""

    part: str
    text: str
    facts: tuple[str, ...]
    lacking: tuple[tuple[str, ...], ...]  # each missing proof as the slots that can give it


def asserted(part: Part, assertions: Mapping[str, tuple[Assertion, ...]]) -> Iterator[Assertion]:
    """The assertions of a sentence as it is filled; one that quotes a fact counts only if the fact is filled in."""
    quoted = {piece.field for piece in part.pieces if piece.kind == "filled"}
    return (a for a in assertions.get(part.row, ()) if not a.quotes or a.quotes in quoted)


def unproven(
    parts: Iterable[Part], held: Set[str], assertions: Mapping[str, tuple[Assertion, ...]]
) -> tuple[Unproven, ...]:
    """The sentences with a proof for which no slot is held, in the order of the draft."""
    sentences = []
    for part in parts:
        own = tuple(asserted(part, assertions))
        lacking = tuple(dict.fromkeys(proof for a in own for proof in a.proofs if not held & set(proof)))
        if lacking:
            facts = tuple(dict.fromkeys(fact for a in own for fact in a.facts))
            sentences.append(Unproven(part.id, part.text, facts, lacking))
    return tuple(sentences)

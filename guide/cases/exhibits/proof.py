"""Which sentences of a draft nothing proves yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from guide.cases.exhibits.content import Assertion
    from guide.engine.drafts import Part


class Unproven(NamedTuple):
    """A sentence that still lacks evidence: what is missing, each to be had from any of its slots."""

    part: str
    text: str
    facts: tuple[str, ...]
    lacking: tuple[tuple[str, ...], ...]


def resting(part: Part, assertions: Mapping[str, tuple[Assertion, ...]]) -> Iterator[Assertion]:
    """What a sentence asserts as it is filled: an assertion that quotes a fact counts once the fact stands in it."""
    quoted = {piece.field for piece in part.pieces if piece.kind == "filled"}
    return (c for c in assertions.get(part.words, ()) if not c.quotes or c.quotes in quoted)


def unproven(
    parts: Iterable[Part], held: Set[str], assertions: Mapping[str, tuple[Assertion, ...]]
) -> tuple[Unproven, ...]:
    """The sentences whose evidence is not in hand, in their order."""
    found = []
    for part in parts:
        resting_on = tuple(resting(part, assertions))
        lacking = tuple(dict.fromkeys(p for c in resting_on for p in c.proofs if not held & set(p)))
        if lacking:
            facts = tuple(dict.fromkeys(f for c in resting_on for f in c.facts))
            found.append(Unproven(part.id, part.text, facts, lacking))
    return tuple(found)

"""Sentences of the store under the head: about answers not stored yet, and one that somebody else gave differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from guide.cases.store import fact_value
from guide.ui.views.parts import value_words
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.cases import store
    from guide.ui.session import Session


@dataclass(frozen=True)
class Clash:
    """One question, answered here and elsewhere, differently."""

    fact: str  #: the question in words
    theirs: str  #: the answer given elsewhere
    mine: str  #: the answer given here


@dataclass(frozen=True)
class Keeping(Context):
    """The sentence about what is not stored yet, and the clash to decide."""

    template: ClassVar[str] = "keeping.html"
    word: str  #: the word id of something to say; empty where there is nothing
    trouble: str  #: why nothing can be stored now: an id of `ui.store.*`
    clash: Clash | None  #: two answers to choose from


def banner(session: Session, word: str, trouble: str, clashes: Sequence[store.Clash]) -> Keeping:
    """The sentence to say, and the first of the clashes that are left."""
    return Keeping(word, trouble, _clash(session, clashes[0]) if clashes else None)


def _clash(session: Session, clash: store.Clash) -> Clash:
    sides = (_words(session, clash.fact, fact_value(clash.fact, value)) for value in (clash.theirs, clash.mine))
    return Clash(session.say(f"fact.{clash.fact}"), *sides)


def _words(session: Session, fact: str, value: Any) -> str:
    if fact == "held":
        return session.say("ui.store.count", count=len(value))
    if value in (None, "unknown"):
        return session.say("ui.store.open")
    return value_words(session, fact, value)

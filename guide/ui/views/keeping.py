"""Sentences of the store under the head: about answers not stored yet, and one that somebody else gave differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guide.ui.views.rendering import Context


@dataclass(frozen=True)
class Clash:
    """One question, answered here and elsewhere, differently."""

    fact: str  #: the question in words
    theirs: str  #: the answer given elsewhere
    mine: str  #: the answer given here


@dataclass(frozen=True)
class Keeping(Context):
    """The sentence about what is not stored yet, and the clash to decide."""

    template: ClassVar[str] = "keeping"
    word: str  #: the word id of something to say; empty where there is nothing
    trouble: str  #: why nothing can be stored now: an id of `ui.store.*`
    clash: Clash | None  #: two answers to choose from

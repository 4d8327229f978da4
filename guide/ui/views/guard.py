"""The hits of the guard in a message before it is copied: where, why, and a text to put instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.reading import guard

_MOST = 12  # shown at once; the rest comes when these are mended
_AROUND = 12  # characters shown on each side of a hit


@dataclass(frozen=True)
class Hit:
    """One place that the guard would mend."""

    id: str  #: what the act to mend it is called with
    kind: str  #: an id of `guard.*`
    because: str  #: why, as a sentence
    offer: str  #: `add`, `change` or `remove`; empty where nothing can be done at a press
    instead: str  #: what would be written there
    before: str  #: the words in front of it
    words: str  #: the words themselves; empty where the whole text is meant
    after: str  #: the words behind it


@dataclass(frozen=True)
class Hits(Context):
    """The hits of the guard in a text."""

    template: ClassVar[str] = "guard"
    hits: tuple[Hit, ...]  #: the first of them, in the order of the text
    more: int  #: how many are left


def _hit(one: guard.Hit, text: str, lang: str) -> Hit:
    offer, first, last = "", max(0, one.start - _AROUND), min(len(text), one.end + _AROUND)
    if one.instead is not None:
        offer = "add" if one.watch.scope == "text" else "change" if one.instead else "remove"
    before = ("…" if first else "") + text[first : one.start]
    after = text[one.end : last] + ("…" if last < len(text) else "")
    around = before, text[one.start : one.end], after
    if one.watch.kind in ("missing", "length"):
        around = "", "", ""
    return Hit(one.id, one.watch.kind, one.watch.because[lang], offer, one.instead or "", *around)


def hits(read: Sequence[guard.Hit], text: str, lang: str) -> Hits | None:
    """The hits in a text; nothing where there is no text."""
    if not text:
        return None
    return Hits(tuple(_hit(one, text, lang) for one in read[:_MOST]), max(0, len(read) - _MOST))

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

    template: ClassVar[str] = "guard.html"
    hits: tuple[Hit, ...]  #: the first of them, in the order of the text
    more: int  #: how many are left


def _hit(hit: guard.Hit, text: str, lang: str) -> Hit:
    offer, first, last = "", max(0, hit.start - _AROUND), min(len(text), hit.end + _AROUND)
    if hit.instead is not None:
        offer = "add" if hit.watch.scope == "text" else "change" if hit.instead else "remove"
    before = ("…" if first else "") + text[first : hit.start]
    after = text[hit.end : last] + ("…" if last < len(text) else "")
    around = before, text[hit.start : hit.end], after
    if hit.watch.kind in ("missing", "length"):
        around = "", "", ""
    return Hit(hit.id, hit.watch.kind, hit.watch.because[lang], offer, hit.instead or "", *around)


def hits(read: Sequence[guard.Hit], text: str, lang: str) -> Hits | None:
    """The hits in a text; nothing where there is no text."""
    if not text:
        return None
    return Hits(tuple(_hit(hit, text, lang) for hit in read[:_MOST]), max(0, len(read) - _MOST))

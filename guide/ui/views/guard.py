"""The hits of the guard: in a message before it is copied, and in a message from the seller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine.drafts import SENT_IN
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


@dataclass(frozen=True)
class Asked:
    """One thing that the seller asks of the buyer."""

    words: str  #: the words that ask for it
    because: str  #: what it would mean for the buyer, as a sentence
    answer: str  #: an answer to send
    translation: str  #: what the answer says, for whoever reads the page in another language


@dataclass(frozen=True)
class Asks(Context):
    """What a message from the seller asks of the buyer."""

    template: ClassVar[str] = "asks.html"
    asks: tuple[Asked, ...]  #: each thing once, in the order of the message; empty where nothing was recognised


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


def asks(read: Sequence[guard.Hit], text: str, lang: str) -> Asks | None:
    """The hits in a message from the seller, the first of each row; nothing where there is no message."""
    if not text.strip():
        return None
    first = {hit.watch.id: hit for hit in reversed(read)}
    return Asks(tuple(_asked(hit, text, lang) for hit in sorted(first.values(), key=lambda hit: hit.start)))


def _asked(hit: guard.Hit, text: str, lang: str) -> Asked:
    answers = hit.watch.rewrite
    translation = answers[lang] if lang != SENT_IN else ""
    return Asked(text[hit.start : hit.end], hit.watch.because[lang], answers[SENT_IN], translation)

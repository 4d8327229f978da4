"""Reading a message: every hit with its place, its reason, and what could stand there instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.reading.guard import against, detect
from guide.reading.guard.detect import fold
from guide.reading.guard.model import Context, Find, Hit
from guide.reading.guard.naming import phrase
from guide.reading.guard.rules import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.reading.guard.rules import Watch

_DETECT = {**detect.BY_NAME, **against.BY_NAME}
#: What is read at all; a longer text is too long anyway.
LONGEST = 20_000
#: What is written into a chat box.
_CHAT = ("message", "script", "answer")
#: The kinds whose place stays: without a rewrite there is no offer, where others take it out.
_KEPT = ("facts", "gap")
#: The kinds that are about saying something, which a "not" before it turns round.
_SAYING = ("threat", "accuse", "promise")
_NOT = re.compile(
    r"(?:不会|不想|不打算|不愿|不能|没有|没想|无意|从不|并非|不是|别|无需|不用|还没|拒绝|是否|有没有"
    r"|\b(?:not|never|no|don't|won't|wouldn't|isn't|aren't|without|neither|cannot|can't))[^,.;!?，。；！？\n]{0,8}$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Characters to each side within which a clause is looked for; a longer one is cut.
_REACH = 200
_EDGE = re.compile(r"[,.;!?，。；！？\n]")


def read(text: str, context: Context, rows: Iterable[Watch]) -> tuple[Hit, ...]:
    """Everything worth mending in a text, in the order in which it stands; what is missing comes last."""
    text = text[:LONGEST]
    if not text.strip():
        return ()
    folded = _masked(fold(text), context)
    found = [hit for watch in rows for hit in _hits(watch, text, folded, context)]
    return tuple(sorted(_apart(found), key=lambda h: (h.watch.kind in ("missing", "length"), h.start)))


def _masked(folded: str, context: Context) -> str:
    """The text with what the case itself quotes blanked: names of goods and places accuse nobody."""
    facts = context.facts
    for value in (facts.item, facts.last_place, facts.pickup_name):
        if value and len(value) > 1:
            folded = folded.replace(fold(value), "\0" * len(value))
    return folded


def _hits(watch: Watch, text: str, folded: str, context: Context) -> Iterator[Hit]:
    if watch.kind == "missing":
        yield from _missing(watch, text, folded, context)
    elif watch.kind == "length":
        if len(text) > watch.most and context.kind in _CHAT:  # a form or a paper is no chat box
            yield Hit(watch, watch.most, len(text), None)
    elif context.problem not in watch.unless:
        for find in _finds(watch, folded, context):
            instead = find.instead
            if instead is None:
                instead = watch.rewrite[language(text, find.start, find.end)]
                if not instead and watch.kind in _KEPT:
                    instead = None
            span = clause(text, find.start, find.end) if watch.scope == "clause" else (find.start, find.end)
            yield Hit(watch, *span, instead)


def _finds(watch: Watch, folded: str, context: Context) -> Iterator[Find]:
    if watch.words is None:
        finds = _DETECT[watch.detector](folded, context)
        yield from (phrase(folded, *f[:2]) for f in finds) if watch.scope == "phrase" else finds
        return
    for m in watch.words.finditer(folded):
        before = folded[max(0, m.start() - 16) : m.start()]
        quoted = before.endswith(("「", "“", '"')) and watch.kind == "accuse"  # the name of a claim type
        if not quoted and not (watch.kind in _SAYING and _NOT.search(before)):
            yield Find(*m.span())


def _missing(watch: Watch, text: str, folded: str, context: Context) -> Iterator[Hit]:
    """A hit at the end of the text, where what it lacks could be added."""
    if context.kind not in (("message",) if watch.detector else ("message", "statement")):
        return
    if next(iter(_finds(watch, folded, context)), None) is None:
        part = watch.rewrite["zh"].removeprefix("@")
        yield Hit(watch, len(text), len(text), context.parts.get(part))


def language(text: str, start: int, end: int) -> str:
    """The language of a stretch of text, looked up around it."""
    return "zh" if _HAN.search(text[max(0, start - 20) : end + 20]) else "en"


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a stretch, without the punctuation that ends it and the blanks that lead to it."""
    edges = [m.end() for m in _EDGE.finditer(text, max(0, start - _REACH), start)]
    first = edges[-1] if edges else max(0, start - _REACH)
    after = _EDGE.search(text, end, end + _REACH)
    last = after.start() if after else min(len(text), end + _REACH)
    while first < start and text[first].isspace():
        first += 1
    return first, last


def _apart(hits: list[Hit]) -> list[Hit]:
    """One hit for a stretch: of those that overlap the first kind in the list counts, and of these the longer."""
    kept: list[Hit] = []
    taken = bytearray(LONGEST)
    for hit in sorted(hits, key=lambda h: (KINDS.index(h.watch.kind), h.start - h.end)):
        free = not any(taken[hit.start : hit.end])
        if free or hit.watch.kind == "length":
            kept.append(hit)
        if hit.watch.kind != "length":
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return kept

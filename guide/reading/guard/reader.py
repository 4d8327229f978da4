"""Reading a message: every hit, with its passage and the offer to replace it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.languages import FIRST
from guide.reading.guard import detect, mismatch
from guide.reading.guard.detect import fold
from guide.reading.guard.model import Hit, Occasion, Passage
from guide.reading.guard.naming import named_number
from guide.reading.guard.rules import ASKS, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.reading.guard.rules import Watch

_DETECT = {**detect.BY_NAME, **mismatch.BY_NAME}
#: Characters that are read; a longer text has a hit for its length anyway.
LONGEST = 20_000
#: Kinds of text that are written into a chat box.
_CHAT = ("message", "script", "answer")
#: Kinds whose passage stays: without a rewrite they make no offer, while other kinds offer to take the passage out.
_KEPT = ("facts", "gap")
#: Kinds that are about an assertion; a "not" before it makes it harmless.
_SAYING = ("threat", "accuse", "promise", "own", "asks")
_NOT = re.compile(
    r"(?:(?:不会|不想|不接受|不同意|不打算|不愿|不能|不要|请勿|没有|没想|无意|从不|并非|不是|别|无需|不用|还没|拒绝|是否|有没有"
    r"|要我|让我|叫我|提出|类型|到账(?:以后|之后|后)"
    r"|\b(?:not|never|no|don't|won't|wouldn't|isn't|aren't|without|neither|cannot|can't))[^,.;!?，。；！？\n]{0,8}|不)$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Characters to each side in which the ends of a clause are looked for; a longer clause is cut.
_REACH = 200
_EDGE = re.compile(r"[,.;!?，。；！？\n]")


def read(text: str, occasion: Occasion, rows: Iterable[Watch]) -> tuple[Hit, ...]:
    """Every hit in a text, in the order of the text; what is missing, and the length, come last."""
    text = text[:LONGEST]
    if not text.strip():
        return ()
    folded = _masked(fold(text), occasion)
    incoming = occasion.kind == "incoming"
    fitting = (watch for watch in rows if (watch.kind == ASKS) == incoming)
    hits = [hit for watch in fitting for hit in _hits(watch, text, folded, occasion)]
    return tuple(sorted(_apart(hits), key=lambda h: (h.watch.kind in ("missing", "length"), h.start)))


def _masked(folded: str, occasion: Occasion) -> str:
    """Blank the goods and places that the case names: such names accuse nobody."""
    facts = occasion.facts
    for value in (facts.item, facts.last_place, facts.pickup_name):
        if value and len(value) > 1:
            folded = folded.replace(fold(value), "\0" * len(value))
    return folded


def _hits(watch: Watch, text: str, folded: str, occasion: Occasion) -> Iterator[Hit]:
    if watch.kind == "missing":
        yield from _missing(watch, text, folded, occasion)
    elif watch.kind == "length":
        if len(text) > watch.most and occasion.kind in _CHAT:  # a form or a paper is no chat box
            yield Hit(watch, watch.most, len(text), None)
    elif occasion.problem not in watch.unless:
        for passage in _passages(watch, folded, occasion):
            instead = passage.instead
            if instead is None:
                instead = watch.rewrite[language(text, passage.start, passage.end)]
                if not instead and watch.kind in _KEPT:
                    instead = None
            start, end = passage.start, passage.end
            span = clause(text, start, end) if watch.scope == "clause" else (start, end)
            yield Hit(watch, *span, instead)


def _passages(watch: Watch, folded: str, occasion: Occasion) -> Iterator[Passage]:
    if watch.words is None:
        passages = _DETECT[watch.detector](folded, occasion)
        yield from (named_number(folded, *p[:2]) for p in passages) if watch.scope == "phrase" else passages
        return
    for m in watch.words.finditer(folded):
        before = folded[max(0, m.start() - 16) : m.start()]
        quoted = before.endswith(("「", "“", '"')) and watch.kind == "accuse"  # the name of a claim type
        if not quoted and not (watch.kind in _SAYING and _NOT.search(before)):
            yield Passage(*m.span())


def _missing(watch: Watch, text: str, folded: str, occasion: Occasion) -> Iterator[Hit]:
    """A hit at the end of a text that lacks something, with the sentence to add; our own sentence lacks nothing."""
    if occasion.kind not in (("message",) if watch.detector else ("message", "statement")):
        return
    ours = occasion.parts.get(watch.rewrite[FIRST].removeprefix("@"))
    if not (ours and ours in text) and next(iter(_passages(watch, folded, occasion)), None) is None:
        yield Hit(watch, len(text), len(text), ours)


def language(text: str, start: int, end: int) -> str:
    """The language of a passage: Chinese where a Chinese character is in it or near it."""
    return "zh" if _HAN.search(text[max(0, start - 20) : end + 20]) else "en"


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a passage, without the punctuation that ends it and the blanks before it."""
    edges = [m.end() for m in _EDGE.finditer(text, max(0, start - _REACH), start)]
    first = edges[-1] if edges else max(0, start - _REACH)
    after = _EDGE.search(text, end, end + _REACH)
    last = after.start() if after else min(len(text), end + _REACH)
    while first < start and text[first].isspace():
        first += 1
    return first, last


def _apart(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap, keep the one whose kind comes first in `KINDS`; of one kind, the longer."""
    kept: list[Hit] = []
    taken = bytearray(LONGEST)
    for hit in sorted(hits, key=lambda h: (KINDS.index(h.watch.kind), h.start - h.end)):
        free = not any(taken[hit.start : hit.end])
        if free or hit.watch.kind == "length":
            kept.append(hit)
        if hit.watch.kind != "length":
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return kept

"""How sure a reading is, and why: the doubts about the line that decides, and those that the other lines raise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.reading.tracking.doubts import has_rival, is_hedged, is_whole, says_more
from guide.reading.tracking.lines import FAR, LogLine
from guide.reading.tracking.model import SIGNED
from guide.reading.tracking.rules.content import BARE, WEAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.reading.tracking.rules.classify import Meaning
    from guide.reading.tracking.rules.content import TrackingRules

#: States that a parcel is not in again after a signature.
_REOPENING = frozenset({"accepted", "in_transit", "customs", "out_for_delivery", "at_pickup_point", "delivery_failed"})
_MOVING = _REOPENING | {UNKNOWN}
#: States that nothing comes before.
_EARLY = frozenset({"not_shipped", "accepted"})
#: States after which a parcel in another one may go back or out again: the courier alone knows.
_OPEN_AFTER = {"in_transit": ("delivery_failed", "at_pickup_point"), "delivery_failed": ("at_pickup_point",)}
#: Findings with which nothing is sure.
_DOUBTS = frozenset({"no_times", "later_lines", "in_future", "binary", "mixed_shipments", "by_values"})
#: A lone line without such a sign is often read wrongly: it is sure only where its phrase is all of it, or its code
#: says the same.
_HAN = re.compile(r"[\u4e00-\u9fff]")


def confidence_of(
    lines: list[LogLine],
    decided: int | None,
    meaning: Meaning,
    conflict: bool,
    findings: list[str],
    rules: TrackingRules,
) -> tuple[str, tuple[str, ...]]:
    """The confidence (low, medium, high), and the ids of the words that say why; a mere word alone is never sure."""
    if meaning.label == UNKNOWN:
        return "low", () if "scam" in findings else ("track.why.nothing",)
    why = []
    if meaning.number != UNKNOWN:
        why.append("track.why.empty")
    elif "code_only" in findings:
        why.append("track.why.code")
    else:
        why.append("track.why.text")
    for finding, word in (("mixed_shipments", "mixed"), ("no_times", "no_times"), ("year_guessed", "year"),
                          ("later_lines", "later"), ("newest_unread", "newest"), ("in_future", "future"),
                          ("too_long", "cut"), ("by_values", "values")):  # fmt: skip
        if finding in findings:
            why.append(f"track.why.{word}")
    if conflict:
        why.append("track.why.conflict")
    if meaning.signer == "unstated":
        why.append("track.why.unstated")
    doubtful = _doubt_of(lines, decided, meaning, rules) if decided is not None else ""
    why += [f"track.why.{doubtful}"] if doubtful else []
    agree = sum(line.meaning.label == meaning.label for line in lines)
    if decided is None or "code_only" in findings:
        return ("medium" if meaning.number != UNKNOWN or agree > 1 else "low"), tuple(why)
    if "newest_unread" in findings:
        return "low", tuple(why)
    doubt = conflict or doubtful or _DOUBTS.intersection(findings)
    return ("medium" if doubt else "high"), tuple(why)


def _doubt_of(lines: Sequence[LogLine], decided: int, meaning: Meaning, rules: TrackingRules) -> str:
    """What makes the deciding line itself doubtful, an id of `track.why.*`; empty where nothing does."""
    if meaning.sense in ("forecast", "moved"):
        return meaning.sense
    if meaning.sense == "held":
        return "hedged"  # whether on its way or at the end of it, the courier alone knows
    deciding = lines[decided]
    order = _order(meaning, rules)
    if order >= WEAK and not _is_confirmed(lines, decided, meaning.label, order):
        return "weak"
    if not _HAN.search(deciding.folded) and not _is_beside(lines, decided, meaning.label):
        return "" if is_whole(deciding, rules) else "alone"
    if is_hedged(deciding, rules):
        return "hedged"
    if deciding.code_says != meaning.label and has_rival(deciding, rules):
        return "rival"
    if not deciding.raw.at and any(line.raw.at for line in lines):
        return "partly"
    if meaning.named:
        return "name"
    if _is_backwards(lines[:decided], meaning):
        return "backwards"
    if meaning.label in _REOPENING and meaning.sense != "undone" and _was_signed(lines[:decided]):
        return "reopened"
    return "partly" if says_more(deciding, rules) else ""


def _is_backwards(lines: Sequence[LogLine], meaning: Meaning) -> bool:
    """Whether a state comes before those of the lines before it."""
    if meaning.label in _EARLY:
        return any(FAR[line.meaning.label] >= FAR["in_transit"] for line in lines)
    if meaning.sense != "scan" or meaning.label not in _OPEN_AFTER:
        return False
    others = (line.meaning.label for line in reversed(lines) if line.meaning.label not in (UNKNOWN, meaning.label))
    return next(others, UNKNOWN) in _OPEN_AFTER[meaning.label]


def _order(meaning: Meaning, rules: TrackingRules) -> int:
    """The order of the phrase that decided; 0 where a code did."""
    rule = rules.rule_of.get(meaning.rule)
    return rule.order if rule else 0


def _is_confirmed(lines: Sequence[LogLine], decided: int, label: str, order: int) -> bool:
    """Whether something bears out the mere word that decided: another line where it only moves, else its code."""
    moves = label == "in_transit" and order < BARE
    return (moves and bool(_others(lines, decided))) or lines[decided].code_says == label


def _is_beside(lines: Sequence[LogLine], decided: int, label: str) -> bool:
    """Whether another line says a state, too, or the code of the line that decided says the same."""
    return bool(_others(lines, decided)) or lines[decided].code_says == label


def _others(lines: Sequence[LogLine], decided: int) -> set[str]:
    """The states of all lines but the one that decided."""
    return {line.meaning.label for number, line in enumerate(lines) if number != decided} - {UNKNOWN}


def _was_signed(lines: Sequence[LogLine]) -> bool:
    """Whether a signature stands before the lines that only move the parcel, and none of them takes it back."""
    telling = (line for line in reversed(lines) if line.meaning.sense == "undone" or line.meaning.label not in _MOVING)
    return next((line.meaning.label in SIGNED for line in telling), False)

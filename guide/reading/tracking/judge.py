"""All events together: their order, the one that decides, what contradicts it, and how sure that is."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.reading.tracking.classify import Meaning
from guide.reading.tracking.lines import COARSE, FAR, SIGNED, Line
from guide.reading.tracking.model import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A courier who signs for a locker does it on the spot.
_AT_ONCE = timedelta(minutes=10)
_ON_THE_WAY = frozenset({"not_shipped", "accepted", "in_transit", "customs"})


def in_order(lines: list[Line]) -> list[Line]:
    """Oldest first. The direction of the source breaks ties; the stage of the parcel breaks those it cannot."""
    timed = [line for line in lines if line.raw.at]
    first, last = (timed[0].raw.at, timed[-1].raw.at) if timed else (None, None)
    if first and last and first.at != last.at:
        down = first.at > last.at
    else:
        labels = [FAR[line.meaning.label] for line in lines if line.meaning.label != UNKNOWN]
        down = len(labels) > 1 and labels[0] > labels[-1]
    if down:
        lines = lines[::-1]
    if not timed:
        return lines
    # A line without a time stays beside the line before it.
    keyed: list[tuple[datetime, Line]] = []
    moment = min(line.raw.at.at for line in timed if line.raw.at)
    for line in lines:
        moment = line.raw.at.at if line.raw.at else moment
        keyed.append((moment, line))
    keyed.sort(key=lambda pair: pair[0])
    return [line for _, line in keyed]


def decide(lines: Sequence[Line]) -> int | None:
    """The line that says where the parcel is: the latest that says anything, with the exceptions named."""
    decided: int | None = None
    moved = False  # in transit again after a refusal: it is on its way back
    for index, line in enumerate(lines):
        label = line.meaning.label
        if label == UNKNOWN:
            continue
        if decided is None:
            decided = index
            continue
        before = lines[decided].meaning.label
        if before in SIGNED and label in _ON_THE_WAY:
            continue  # a scan uploaded late
        if before == "returned" and label not in ("out_for_delivery", "at_pickup_point", "delivery_failed"):
            continue  # what follows is the way back, and its signature the sender's
        if before == "refused" and label in _ON_THE_WAY:
            moved = True
            continue
        if before == "refused" and moved and label in SIGNED:
            continue
        if label in SIGNED and _less(line, lines[decided]):
            continue
        same = line.raw.at and lines[decided].raw.at and line.raw.at.at == lines[decided].raw.at.at  # type: ignore[union-attr]
        if same and line.raw.at and line.raw.at.clock and FAR[label] < FAR[before]:
            continue
        if label == "not_shipped" and before != "not_shipped" and line.meaning.number != UNKNOWN:
            continue  # “no more records” under a log
        decided = index
    return decided


def _less(later: Line, earlier: Line) -> bool:
    """A second signature that names nobody says less than the first, or than the locker it was put in just before."""
    label, signer = earlier.meaning.label, earlier.meaning.signer
    if later.meaning.signer != "unstated" or signer == UNKNOWN:
        return False
    if label in SIGNED and signer != "unstated":
        return True
    if label == "at_pickup_point" and signer == "unstated":
        return False
    return bool(later.raw.at and earlier.raw.at and later.raw.at.at - earlier.raw.at.at <= _AT_ONCE)


def conflicts_of(lines: Sequence[Line], decided: int | None, over: str, over_says: str) -> tuple[Conflict, ...]:
    """Every code that does not allow what its text says."""
    found = [
        Conflict(line.raw.code, line.code_says, line.meaning.label, index)
        for index, line in enumerate(lines)
        if line.code_says != UNKNOWN and line.meaning.rule != "code" and _against(line.code_says, line)
    ]
    if decided is not None and over_says != UNKNOWN and _against(over_says, lines[decided]):
        found.append(Conflict(over, over_says, lines[decided].meaning.label, None))
    return tuple(found)


def _against(code_says: str, line: Line) -> bool:
    label = line.meaning.label
    return label not in COARSE.get(code_says, {code_says})


def findings_of(lines: list[Line], decided: int | None, meaning: Meaning, over_says: str, now: datetime) -> list[str]:
    """What the reader of the reading should know before believing it."""
    found = []
    if meaning.number != UNKNOWN:
        found.append("empty_answer")
    if meaning.label == UNKNOWN:
        found.append("not_tracking" if not any(line.raw.at for line in lines) else "not_understood")
    stamps = [line.raw.at for line in lines if line.raw.at]
    if lines and not stamps:
        found.append("no_times")
    if any(stamp.guessed for stamp in stamps):
        found.append("year_guessed")
    if any(stamp.at > now + timedelta(days=1) for stamp in stamps):
        found.append("in_future")
    if decided is not None and any(line.meaning.label != UNKNOWN for line in lines[decided + 1 :]):
        found.append("later_lines")
    if decided is not None and lines[decided].meaning.rule == "code":
        found.append("code_only")
    if decided is None and over_says != UNKNOWN:
        found.append("code_only")
    return found


def confidence_of(
    lines: list[Line], decided: int | None, meaning: Meaning, conflict: bool, findings: list[str]
) -> tuple[str, tuple[str, ...]]:
    """How sure the reading is, and the words that say why."""
    if meaning.label == UNKNOWN:
        return "low", ("track.why.nothing",)
    why = []
    if meaning.number != UNKNOWN:
        why.append("track.why.empty")
    elif "code_only" in findings:
        why.append("track.why.code")
    else:
        why.append("track.why.text")
    for finding, word in (("mixed_shipments", "mixed"), ("no_times", "no_times"), ("year_guessed", "year"),
                          ("later_lines", "later"), ("in_future", "future"), ("too_long", "cut")):  # fmt: skip
        if finding in findings:
            why.append(f"track.why.{word}")
    if conflict:
        why.append("track.why.conflict")
    if meaning.signer == "unstated":
        why.append("track.why.unstated")
    agree = Counter(line.meaning.label for line in lines)[meaning.label]
    if decided is None or "mixed_shipments" in findings or "code_only" in findings:
        return ("medium" if meaning.number != UNKNOWN or agree > 1 else "low"), tuple(why)
    doubt = conflict or {"no_times", "later_lines", "in_future", "binary"} & set(findings)
    return ("medium" if doubt else "high"), tuple(why)

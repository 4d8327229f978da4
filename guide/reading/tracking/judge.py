"""Judge all lines together: their order, the line that decides, conflicts with it, and what a person should know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.reading.tracking.lines import COARSE, FAR, LogLine
from guide.reading.tracking.model import SIGNED, CodeConflict
from guide.reading.tracking.rules.classify import Meaning

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The row of a collection of which nobody says whose it is.
_FETCHED = "fetched_open"
#: A courier who signs for a locker does it on the spot.
_AT_ONCE = timedelta(minutes=10)
#: No shop confirms receipt this late of a parcel that has not left yet.
_DISPATCHED = timedelta(days=3)
#: States that a line may take back.
_OVER = SIGNED | {"returned", "refused"}
_ON_THE_WAY = frozenset({"not_shipped", "accepted", "in_transit", "customs"})


def in_order(lines: list[LogLine]) -> list[LogLine]:
    """Sort lines, oldest first. Ties keep the direction of the source; where it is unknown, the states tell it."""
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
    if len(timed) == len(lines):
        return sorted(lines, key=_moment)
    # A line without a time stays beside the line before it.
    keyed: list[tuple[datetime, LogLine]] = []
    moment = min(line.raw.at.at for line in timed if line.raw.at)
    for line in lines:
        moment = line.raw.at.at if line.raw.at else moment
        keyed.append((moment, line))
    keyed.sort(key=lambda pair: pair[0])
    return [line for _, line in keyed]


def _moment(line: LogLine) -> datetime:
    assert line.raw.at is not None
    return line.raw.at.at


def in_context(lines: list[LogLine]) -> list[LogLine]:
    """Lines whose meaning hangs on those before: one that takes them back, and “out of stock” behind a pickup point."""
    if not any(line.meaning.sense in ("undone", "shop") or line.meaning.rule == _FETCHED for line in lines):
        return lines
    whole: list[LogLine] = []
    before = left = Meaning()  # the last event, and the last one that can be taken up again
    for line in lines:
        meaning = line.meaning
        if meaning.sense == "undone" and meaning.label == "in_transit" and left.label != UNKNOWN:
            meaning = left._replace(rule=meaning.rule, sense="undone")
        elif (meaning.sense == "shop" or meaning.rule == _FETCHED) and before.label == "at_pickup_point":
            meaning = meaning._replace(label="delivered", signer="unstated", sense="scan")  # taken; nobody says by whom
        if meaning.label != UNKNOWN and meaning.sense != "shop":
            over = meaning.label in _OVER or meaning.label == "delivery_failed"  # the trouble is what is taken back
            before, left = meaning, left if over else meaning
        whole.append(line._replace(meaning=meaning))
    return whole


def decide(lines: Sequence[LogLine]) -> int | None:
    """Index of the line that says where the parcel is: the latest event with a state, else the latest forecast."""
    decided = _latest(lines)
    if decided is None:
        decided = next((i for i in reversed(range(len(lines))) if lines[i].meaning.label != UNKNOWN), None)
    return decided


def _latest(lines: Sequence[LogLine]) -> int | None:
    """Index of the latest event with a state, but for the exceptions below."""
    decided: int | None = None
    moved = False  # in transit again after a refusal: it is on its way back
    for index, line in enumerate(lines):
        label, sense = line.meaning.label, line.meaning.sense
        if label == UNKNOWN or sense == "forecast":
            continue
        if decided is None or sense == "undone":
            decided, moved = index, False
            continue
        if sense == "shop" and lines[decided].meaning.label != "not_shipped":
            continue  # the shop's own line under those of a courier
        before = lines[decided].meaning.label
        if before in SIGNED and label in _ON_THE_WAY:
            continue  # a scan uploaded late
        if before == "returned" and label not in ("returned", "out_for_delivery", "at_pickup_point", "delivery_failed"):
            continue  # later lines are the way back, and a signature there is the sender's
        if before == "refused" and label in _ON_THE_WAY:
            moved = True
            continue
        if before == "refused" and moved and label in SIGNED:
            continue
        if label in SIGNED and _says_less(line, lines[decided]):
            continue
        same = line.raw.at and lines[decided].raw.at and line.raw.at.at == lines[decided].raw.at.at  # type: ignore[union-attr]
        if same and line.raw.at and line.raw.at.clock and FAR[label] < FAR[before]:
            continue
        if label == "not_shipped" and before != "not_shipped" and line.meaning.number != UNKNOWN:
            continue  # “no more records” under a log
        decided = index
    return decided


def moved_on(lines: Sequence[LogLine], decided: int, meaning: Meaning) -> Meaning:
    """Take a parcel that was only collected as on its way, where the shop's system confirmed receipt days later."""
    collected = lines[decided].raw.at
    later = [line.raw.at.at for line in lines[decided:] if line.raw.at and line.meaning.sense == "confirmed"]
    if meaning.label == "accepted" and collected and any(at - collected.at >= _DISPATCHED for at in later):
        return meaning._replace(label="in_transit", sense="moved")
    return meaning


def _says_less(later: LogLine, earlier: LogLine) -> bool:
    """Whether a signature that names nobody says less than the line before: another signature, or a locker just now."""
    label, signer = earlier.meaning.label, earlier.meaning.signer
    if later.meaning.signer != "unstated" or signer == UNKNOWN:
        return False
    if label in SIGNED and signer != "unstated":
        return True
    if label == "at_pickup_point" and signer == "unstated":
        return False
    return bool(later.raw.at and earlier.raw.at and later.raw.at.at - earlier.raw.at.at <= _AT_ONCE)


def conflicts_of(lines: Sequence[LogLine], decided: int | None, over: str, over_says: str) -> tuple[CodeConflict, ...]:
    """Every conflict of a code with its text; `over_says` is the state of `over`, the code of the whole answer."""
    conflicts = [
        CodeConflict(line.raw.code, line.code_says, line.meaning.label, index)
        for index, line in enumerate(lines)
        if line.code_says != UNKNOWN and line.meaning.rule != "code" and _contradicts(line.code_says, line)
    ]
    if decided is not None and over_says != UNKNOWN and _contradicts(over_says, lines[decided]):
        conflicts.append(CodeConflict(over, over_says, lines[decided].meaning.label, None))
    return tuple(conflicts)


def _contradicts(code_says: str, line: LogLine) -> bool:
    label = line.meaning.label
    return label not in COARSE.get(code_says, {code_says})


def findings_of(
    lines: list[LogLine], decided: int | None, meaning: Meaning, over_says: str, now: datetime, before: Sequence[str]
) -> list[str]:
    """Findings that a person should know before believing the reading, as ids."""
    findings = []
    if meaning.number != UNKNOWN:
        findings.append("empty_answer")
    if meaning.label == UNKNOWN and "scam" not in (*before, *(line.meaning.sense for line in lines)):
        findings.append("not_tracking" if not any(line.raw.at for line in lines) else "not_understood")
    stamps = [line.raw.at for line in lines if line.raw.at]
    if lines and not stamps:
        findings.append("no_times")
    if any(stamp.guessed for stamp in stamps):
        findings.append("year_guessed")
    if stamps and max(stamp.at for stamp in stamps) > now + timedelta(days=1):
        findings.append("in_future")
    after = lines[decided + 1 :] if decided is not None else []
    if any(line.meaning.label != UNKNOWN and line.meaning.sense not in ("forecast", "shop") for line in after):
        findings.append("later_lines")
    if any(line.unread and line.raw.at for line in after):
        findings.append("newest_unread")
    findings += dict.fromkeys(line.meaning.sense for line in lines if line.meaning.sense in ("scam", "confirmed"))
    if decided is not None and lines[decided].meaning.rule == "code":
        findings.append("code_only")
    if decided is None and over_says != UNKNOWN:
        findings.append("code_only")
    return findings

"""Understand one event: by its text first, by its code where the text leaves it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN
from guide.reading.tracking.model import SIGNED
from guide.reading.tracking.rules.classify import Meaning, understand

if TYPE_CHECKING:
    from collections.abc import Set

    from guide.reading.tracking.rules.content import TrackingRules
    from guide.reading.tracking.shapes.records import RawEvent

#: How far along a parcel is; of lines with one time the furthest is the latest.
FAR = {UNKNOWN: 0, "not_shipped": 1, "accepted": 2, "customs": 3, "in_transit": 3, "out_for_delivery": 4,
        "delivery_failed": 5, "at_pickup_point": 6, "delivered": 7, "delivered_proxy": 7, "refused": 8,
        "returned": 9}  # fmt: skip
#: Phrases that say only that the parcel moves.
_OPEN = frozenset({"moving", "moving_word", "arrived_short", "code"})
#: States of a code that such a text leaves open.
_FINER = frozenset({"customs", "returned"})
#: Signs that say nothing on their own.
MARKS = " .,。，、;；:：!！-|()（）【】[]*"
#: State of a code -> states of a text that do not contradict it, because codes are coarse.
COARSE = {
    "in_transit": {"accepted", "customs", "out_for_delivery", "in_transit"},
    "delivered": {"delivered", "delivered_proxy"},
    "delivered_proxy": {"delivered_proxy", "delivered"},
    "out_for_delivery": {"out_for_delivery"},
    "not_shipped": {"not_shipped", "accepted"},
}


class LogLine(NamedTuple):
    """An event with its meaning."""

    raw: RawEvent
    folded: str  # its text for comparing
    cut: str  # that text without advertising and instructions
    meaning: Meaning
    code_says: str  # the state its code says
    words: Set[str]  # the words in its text that any rule looks for

    @property
    def unread(self) -> bool:
        """Whether the line was not understood: neither a state nor a reason to set it aside."""
        return self.meaning.label == UNKNOWN and self.meaning.sense == "scan" and bool(self.cut.strip(MARKS))


def code_state(code: str, provider: str, rules: TrackingRules) -> str:
    """The state a code or a status word says: by the provider's table, else by the words themselves."""
    table = rules.codes.get(provider, {})
    best = UNKNOWN
    for part in code.lower().split("|"):
        state = table.get(part) or rules.codes.get("", {}).get(part)
        if state is None and part and not part.isascii():
            state = understand(rules.folded(part), rules)[1].label
        if state and FAR[state] and (best == UNKNOWN or state not in COARSE.get(state, ()) or _finer(state, best)):
            best = state
    return best


def _finer(state: str, than: str) -> bool:
    return state != than and state in COARSE.get(than, ())


def refined(meaning: Meaning, code_says: str) -> Meaning:
    """Make the meaning of a vague text finer by its code: signed by nobody named, or somewhere on the way."""
    if meaning.label == "delivered" and meaning.signer == "unstated":
        if code_says == "delivered_proxy":
            return meaning._replace(label=code_says, signer="other")
        if code_says == "at_pickup_point":
            return meaning._replace(label=code_says)
    if meaning.rule in _OPEN and code_says in _FINER:
        return meaning._replace(label=code_says)
    return meaning


def understand_event(raw: RawEvent, folded: str, provider: str, rules: TrackingRules) -> LogLine:
    """Understand one event: cut and classify its text, and refine the meaning by its code, unless it is a trick."""
    words = rules.words.of(folded)
    if rules.scams.hits(folded, words):
        return LogLine(raw, folded, folded, Meaning(sense="scam"), UNKNOWN, words)
    short, meaning = understand(folded, rules, words)
    says = code_state(raw.code, provider, rules) if raw.code else UNKNOWN
    if meaning.label == UNKNOWN and meaning.sense == "scan" and says != UNKNOWN:
        meaning = Meaning(says, "unstated" if says in (*SIGNED, "at_pickup_point") else UNKNOWN, UNKNOWN, "code")
    else:
        meaning = refined(meaning, says)
    return LogLine(raw, folded, short, meaning, says, words)

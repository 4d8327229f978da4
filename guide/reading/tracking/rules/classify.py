"""Classify one line of a log: cut advertising and instructions, then find the state and who signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Set

    from guide.reading.tracking.rules.content import TrackingRules

_OPEN, _CLOSE = "([【{<", ")]】}>"
_STOPS = {"sentence": "。!;?", "clause": "。!;?,、 "}
_MOST_CUTS = 12  # times one row may cut a line; advertising is not longer
_ENDS = {"delivered", "delivered_proxy", "at_pickup_point"}

#: Where a courier writes the signer: a name, a place or advertising.
_SIGNED_BY = (
    re.compile(r"签收人员?(?:类型)?(?: ?(?:是|为)? ?:| ?[是为])? ?[\[【(]? ?([^\s,。;!?()\[\]【】:]{1,30})"),
    re.compile(r"[被由] ?[\[【(]? ?([^\s,。;!?()\[\]【】:被由]{1,30}?) ?[\]】)]? ?签收"),
)
_HEAD = re.compile(r"[\[【]([^\]】]{2,8})[\]】]")
#: A mask or a form of address: a word that holds one is a person.
_ADDRESSED = re.compile(r"[*·x]|先生|女士|小姐|老师")
_LONGEST_NAME = 3
_PERSON = re.compile(r"[\u4e00-\u9fffa-z*·x]{1,4}(?:/?(?:先生|女士|小姐|老师))*")


class Meaning(NamedTuple):
    """The meaning of a line: state, signer, number, the id of the phrase that says so, and its sense."""

    label: str = UNKNOWN
    signer: str = UNKNOWN
    number: str = UNKNOWN
    rule: str = ""
    sense: str = "scan"
    named: bool = False  # the signer is a name that no row knows: perhaps the recipient's, perhaps that of a place


def _end(text: str, since: int, stops: str) -> int:
    """The end of a sentence or clause: behind its mark, or before the bracket around it closes."""
    depth = 0
    for at in range(since, len(text)):
        sign = text[at]
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            if not depth:
                return at
            depth -= 1
        elif not depth and sign in stops:
            return at + 1
    return len(text)


def _bracket(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The innermost bracket around a stretch of the line; None outside of brackets."""
    depth = 0
    for at in range(start - 1, -1, -1):
        if text[at] in _CLOSE:
            depth += 1
        elif text[at] in _OPEN:
            if not depth:
                return at, min(_end(text, end, "") + 1, len(text))
            depth -= 1
    return None


def _cut(text: str, words: Set[str], rules: TrackingRules) -> str:
    """Cut advertising, instructions and conditions out of a folded line."""
    for row in rules.cut_index.rows(text, words):
        _, how, phrase, _ = rules.cuts[row]
        for _ in range(_MOST_CUTS):
            span = phrase.find(text)
            if not span:
                break
            start, end = span
            if how == "bracket":
                start, end = _bracket(text, start, end) or (start, _end(text, end, _STOPS["sentence"]))
            elif how != "words":
                end = _end(text, end, _STOPS[how])
            text = f"{text[:start]} {text[end:]}"
    return text.strip()


def _is_name(name: str, rules: TrackingRules) -> bool:
    """Whether a few signs are a person's name: they begin with a surname or a mask, or are Latin.

    A word that a picture gave with one wrong sign, or that no row knows, is not; nor is one longer than names are.
    """
    if len(name) > _LONGEST_NAME and not _ADDRESSED.search(name) and not name.isascii():
        return False
    return name[0] in "*·x" or name[0].isascii() or any(name[0] in surnames for surnames in rules.keys["surname"])


class Signed(NamedTuple):
    """State and signer of a signature, and whether the signer is only a name."""

    label: str
    signer: str
    named: bool = False


def _signed_by_name(text: str, rules: TrackingRules) -> Signed:
    """A signature whose signer is in no row: by a name, by a place, or unstated."""
    for pattern in _SIGNED_BY:
        match = pattern.search(text)
        if not match:
            continue
        name = match.group(1).rstrip("已")
        if not name or any(word in name for word in rules.keys.get("no_name", ())):
            continue
        name = name.removesuffix("收")
        if name.removesuffix("市") in rules.cities:
            continue
        if _PERSON.fullmatch(name) and not name.endswith(rules.keys.get("place_end", ())):
            a_name = _is_name(name, rules) and not name.endswith(rules.keys.get("place_sign", ()))
            return Signed("delivered", "recipient" if a_name else "unstated", not _ADDRESSED.search(name))
        if not name.isascii():
            return Signed("delivered_proxy", "other")
    return Signed("delivered", "unstated")


def understand(text: str, rules: TrackingRules, known: Set[str] | None = None) -> tuple[str, Meaning]:
    """Cut a folded line and classify the rest: the rest, and its meaning; `known` are the known words of the line."""
    words = rules.words.of(text) if known is None else known
    left = _cut(text, words, rules)
    return left, _classify(left, words if left == text else rules.words.of(left), rules)


def _classify(text: str, words: Set[str], rules: TrackingRules) -> Meaning:
    for number in rules.phrase_index.rows(text, words):
        row = rules.phrases[number]
        if row.unless is None or not row.unless.rows(text, words):
            break
    else:
        return Meaning()
    label, signer, named = row.label, row.signer, False
    if label in _ENDS and signer == UNKNOWN and row.sense == "scan":
        label, signer, named = _signer(text, words, label, rules)
    return Meaning(label, signer, row.number, row.id, row.sense, named)


def station_of(text: str, rules: TrackingRules) -> str:
    """Who keeps a parcel that waits to be fetched, by the whole message; unstated where it names nobody."""
    label, signer, _ = _signer(text, rules.words.of(text), "at_pickup_point", rules)
    return signer if label == "at_pickup_point" else "unstated"


def _signer(text: str, words: Set[str], label: str, rules: TrackingRules) -> Signed:
    scope = "left" if label == "at_pickup_point" else "signed"
    if scope == "signed" and (head := _HEAD.match(text)) and head[1] in rules.keys.get("sender", ()):
        text = text[head.end() :]  # whoever sends the message is not who signed
        words = rules.words.of(text)
    for number in rules.signer_index.rows(text, words):
        row = rules.signers[number]
        if row.scope not in ("any", scope) or (row.unless and row.unless.rows(text, words)):
            continue
        if row.label == "delivered" and label != "delivered":
            continue  # left somewhere, or signed by somebody else: a row cannot make that the recipient
        return Signed(row.label, row.signer)
    if label == "delivered":
        return _signed_by_name(text, rules)
    return Signed(label, "other" if label == "delivered_proxy" else "unstated")

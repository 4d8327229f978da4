"""Doubts about the line that decides: it holds words of waiting, of a rarer state, or words that nothing explains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.reading.tracking.lines import FAR, MARKS, LogLine
from guide.reading.tracking.rules.phrases import Alternative, Phrase

if TYPE_CHECKING:
    from collections.abc import Set

    from guide.reading.tracking.rules.content import TrackingRules

#: The ends of clauses; and whatever in them says nothing: brackets, numbers, marks.
_CLAUSE = re.compile(r"[,。;!?、]| {2,}")
_BRACKETS = re.compile(r"[(【\[][^)】\]]*[)】\]]")
_NO_WORDS = re.compile(rf"{_BRACKETS.pattern}|[\W\d_]+")
_SAYING = 4  # signs of a clause from which on it says something
#: States that a word of waiting or undoing beside the phrase makes doubtful; the others are full of such words.
_HEDGED = frozenset(FAR) - {UNKNOWN, "not_shipped", "delivery_failed"}
#: States in which nobody keeps the parcel for the recipient.
_UNSIGNED = frozenset({"not_shipped", "accepted", "in_transit", "customs", "out_for_delivery", "delivery_failed"})


def is_hedged(line: LogLine, rules: TrackingRules) -> bool:
    """Whether an ordinary line holds a word of waiting or undoing beside the phrase that decided it."""
    meaning = line.meaning
    phrase = _phrase(line, rules)
    if phrase is None or meaning.sense != "scan" or meaning.label not in _HEDGED:
        return False
    if rules.hedges.isdisjoint(_known(line, rules)):
        return False
    return not rules.hedges.isdisjoint(rules.words.of(_beside(line.cut, phrase)))


def has_rival(line: LogLine, rules: TrackingRules) -> bool:
    """Whether an ordinary line holds a word of a rarer state beside the phrase that decided it."""
    rule, label = rules.rule_of.get(line.meaning.rule), line.meaning.label
    if rule is None or rule.phrase is None or line.meaning.sense != "scan":
        return False
    known = _known(line, rules)
    found = (rules.rivals[row] for row in rules.rival_index.rows(line.cut, known))
    rivals = [each for each in found if each.order < rule.order and label not in each.states]
    kept = label in _UNSIGNED and _has_keeper(line.cut, known, rules)
    if not rivals and not kept:
        return False
    beside = _beside(line.cut, rule.phrase)
    outside = _BRACKETS.sub(" ", beside)
    return (kept and _has_keeper(outside, rules.words.of(outside), rules)) or any(
        words.find(beside if each.in_brackets else outside) and not _is_own(words, rule.phrase)
        for each in rivals
        for words in each.phrase.alternatives
    )


def _is_own(words: Alternative, phrase: Phrase) -> bool:
    """Whether the row that decided looks for a word itself, so that it is no rival."""
    return any(each.parts == words.parts for each in phrase.alternatives)


def _has_keeper(text: str, known: Set[str], rules: TrackingRules) -> bool:
    """Whether a text names somebody or a place that may keep a parcel."""
    found = (rules.signers[row] for row in rules.signer_index.rows(text, known))
    return any(row.scope == "any" and not (row.unless and row.unless.rows(text, known)) for row in found)


def is_whole(line: LogLine, rules: TrackingRules) -> bool:
    """Whether the phrase that decided a line is all of it."""
    phrase = _phrase(line, rules)
    words = line.cut.strip(MARKS)
    return phrase is not None and any(each.find(words) == (0, len(words)) for each in phrase.alternatives)


def says_more(line: LogLine, rules: TrackingRules) -> bool:
    """Whether a line says something beside the phrase that decided it, a clause in which no phrase is known."""
    phrase = _phrase(line, rules)
    start, end = (phrase.find(line.cut) if phrase else None) or (0, 0)
    at = 0
    for clause in _CLAUSE.split(line.cut):
        at = line.cut.index(clause, at)
        outside = at >= end or at + len(clause) <= start
        at += len(clause)
        if outside and len(_NO_WORDS.sub("", clause)) >= _SAYING and not _is_known(clause, rules):
            return True
    return False


def _is_known(clause: str, rules: TrackingRules) -> bool:
    """Whether any phrase, of a state or of a signer, is in a clause."""
    known = rules.words.of(clause)
    return bool(rules.phrase_index.rows(clause, known) or rules.signer_index.rows(clause, known))


def _known(line: LogLine, rules: TrackingRules) -> Set[str]:
    """The known words of what is left of a line."""
    return line.words if line.cut == line.folded else rules.words.of(line.cut)


def _phrase(line: LogLine, rules: TrackingRules) -> Phrase | None:
    """The phrase that decided a line; None where its code did."""
    rule = rules.rule_of.get(line.meaning.rule)
    return rule.phrase if rule else None


def _beside(text: str, phrase: Phrase) -> str:
    """A line without the words of the phrase that decided it."""
    word = next((word for word in phrase.words if word in text), "")
    at = text.find(word)
    start, end = (at, at + len(word)) if word else phrase.find(text) or (0, 0)
    return f"{text[:start]} {text[end:]}"

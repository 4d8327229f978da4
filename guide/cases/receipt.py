"""Receipts of decisions: facts, moment, rules and outcome, so that each can be decided again and compared."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import MARKS
from guide.book.edition import canonical, edition
from guide.book.facts import VALUES
from guide.book.notices import HandbookError, Notice
from guide.cases.casefile import CaseError, from_plain, read_moment, to_plain
from guide.engine.advice import advise
from guide.engine.case import BEIJING, Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.engine.advice import Advice

SCHEMA = 1
LARGEST = 1_000_000  # bytes of one receipt
_LONGEST = 300  # characters of one sentence that a receipt may bring along
_MOST = 60  # rules or parts that one receipt may name
_KEYS = {"schema", "redacted", "edition", "now", "case", "outcome", "rules", "deciding"}


class ReceiptError(HandbookError):
    """A receipt that cannot be read."""


class Fired(NamedTuple):
    """A rule that fired, and its sentence at the time, by language."""

    rule: str  # table/id
    because: Mapping[str, str]


class Comparison(NamedTuple):
    """A receipt compared with the decision under the present content."""

    kind: str  # same, form, wording, edition, rule, outcome, altered
    parts: tuple[str, ...] = ()  # parts of the content that changed
    keys: tuple[str, ...] = ()  # parts of the outcome that differ
    actions: tuple[str, str] = ("", "")  # before, now
    before: tuple[Fired, ...] = ()  # rules that decided then and no longer do
    after: tuple[Fired, ...] = ()  # rules that decide now and did not then

    @property
    def holds(self) -> bool:
        """Whether facts, decision, rules and edition are as in the receipt; form and wording may differ."""
        return self.kind in ("same", "form", "wording")


def redacted(case: Case) -> Case:
    """The case without typed texts: only choices and moments."""
    typed = {name: None for name, kind in VALUES.items() if kind is str}
    return replace(case, facts=replace(case.facts, **typed))  # type: ignore[arg-type]


def make(case: Case, book: Book, now: datetime, *, redact: bool = False) -> dict[str, Any]:
    """The receipt of one decision as plain data; equal inputs give equal bytes anywhere."""
    kept = redacted(case) if redact else case
    advice = advise(kept, book, now)
    rules = edition(book)
    fired = {rule.table: rule for rule in advice.route.rules.values()}
    return {
        "schema": SCHEMA,
        "redacted": redact,
        "edition": {"hash": rules.hash, "parts": dict(rules.parts)},
        "now": _moment(now),
        "case": to_plain(kept),
        "outcome": _outcome(advice),
        "rules": {rule.ref: dict(rule.because) for rule in fired.values()},
        "deciding": [rule.ref for rule in advice.route.deciding],
    }


def _moment(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat()


def _outcome(advice: Advice) -> dict[str, Any]:
    """The decision by its ids, without sentences."""
    state = advice.route.state
    return {
        **{name: state[name] for name in ("problem", "stage", "action", "turn", "claim", "refund")},
        "allowed": list(advice.allowed),
        "blockers": [b.reason.rule for b in advice.blockers],
        "evidence": {s.id: s.level for s in advice.evidence},
        "deadlines": {c.id: _moment(c.ends_at) for c in advice.clocks},
    }


def dump(receipt: Mapping[str, Any]) -> bytes:
    """A receipt as canonical JSON."""
    return canonical(receipt)


def read(raw: bytes) -> dict[str, Any]:
    """A receipt from the bytes of a file; ReceiptError if it is too large, no receipt or a later schema."""
    if len(raw) > LARGEST:
        raise ReceiptError(Notice("receipt.error.huge"))
    try:
        plain = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReceiptError(Notice("receipt.error.text")) from error
    if not isinstance(plain, dict) or "schema" not in plain:
        raise ReceiptError(Notice("receipt.error.shape"))
    if plain["schema"] != SCHEMA:
        raise ReceiptError(Notice("receipt.error.newer"))
    if set(plain) != _KEYS or not _shaped(plain):
        raise ReceiptError(Notice("receipt.error.shape"))
    return plain


def _shaped(plain: Mapping[str, Any]) -> bool:
    """Whether every part that is shown or compared has the shape that `make` gives it."""
    rules_then, rules = plain["edition"], plain["rules"]
    return (
        type(plain["redacted"]) is bool
        and isinstance(rules_then, dict)
        and isinstance(rules_then.get("hash"), str)
        and _texts(rules_then.get("parts"))
        and isinstance(plain["outcome"], dict)
        and isinstance(plain["outcome"].get("action"), str)
        and isinstance(rules, dict)
        and all(_texts(because) for because in rules.values())
        and isinstance(plain["deciding"], list)
        and len(plain["deciding"]) <= _MOST
        and all(isinstance(ref, str) and ref in rules for ref in plain["deciding"])
    )


def _texts(plain: object) -> bool:
    short = isinstance(plain, dict) and len(plain) <= _MOST
    return short and all(isinstance(v, str) and len(k) <= 60 and len(v) <= _LONGEST for k, v in plain.items())  # type: ignore[attr-defined]


def verify(raw: bytes, book: Book) -> Comparison:
    """Decide again from the receipt's own facts and moment, and compare. ReceiptError if it cannot be read."""
    old = read(raw)
    try:
        case, now = from_plain(old["case"]), read_moment("now", old["now"])
        new = make(case, book, now, redact=old["redacted"])
    except (CaseError, OverflowError) as error:
        raise ReceiptError(Notice("receipt.error.case")) from error
    if dump(new) == raw:
        return Comparison("same")
    return _difference(old, new)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    keys = tuple(k for k in new["outcome"] if old["outcome"].get(k) != new["outcome"][k])
    if old == new:
        return Comparison("form")
    parts = _changed(old["edition"]["parts"], new["edition"]["parts"])
    before, after = (
        tuple(Fired(ref, a["rules"][ref]) for ref in a["deciding"] if ref not in b["deciding"])
        for a, b in ((old, new), (new, old))
    )
    comparison = Comparison("", parts, keys, (old["outcome"]["action"], new["outcome"]["action"]), before, after)
    if old["edition"]["hash"] != new["edition"]["hash"]:
        return comparison._replace(kind="outcome" if keys else "rule" if before or after else "edition")
    worded = all(old[k] == new[k] for k in _KEYS - {"rules"}) and set(old["rules"]) == set(new["rules"])
    return comparison._replace(kind="wording" if worded else "altered")


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def say(comparison: Comparison, book: Book, lang: str) -> str:
    """A comparison as one sentence."""
    words = book.words[lang]
    comma = MARKS[lang]["comma"]

    def action(name: str) -> str:
        return words.get(f"action.{name}", name)

    def rules(fired: tuple[Fired, ...]) -> str:
        texts = (
            words["receipt.said"].format(rule=f.rule, because=f.because.get(lang, "").rstrip("。.")) for f in fired
        )
        return comma.join(texts) or words["receipt.none"]

    kind = comparison.kind
    if kind == "outcome" and comparison.actions[0] == comparison.actions[1]:
        kind = "detail"
    return words[f"receipt.{kind}"].format(
        parts=comma.join(p.removeprefix("tables/") for p in comparison.parts),
        keys=comma.join(words[f"receipt.key.{k}"] for k in comparison.keys) or words["receipt.none"],
        old=action(comparison.actions[0]), new=action(comparison.actions[1]),
        before=rules(comparison.before), after=rules(comparison.after),
    )  # fmt: skip

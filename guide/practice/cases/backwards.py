"""Backwards through the tables: from a rule to the words of answers, tracks and readings under which it decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from guide.book.book import part
from guide.book.chain import CHAIN, DEEPER, TABLES
from guide.book.facts import CHOICES, UNKNOWN, WORDS

if TYPE_CHECKING:
    from random import Random

    from guide.book.book import Book
    from guide.book.tables import Rule

#: Column -> the words that it may have.
Wanted = Mapping[str, frozenset[str]]
#: Rules that are looked at on one way back, before it is given up.
_LOOKED_AT = 400
#: What is usual, where a rule leaves it open.
USUAL = {"complaint": "not_arrived", "bought": "in_app", "kind": "in_stock", "origin": "domestic", "matter": "parcel",
          "order_found": "yes", "stuck": "no", "body": "none"}  # fmt: skip
#: Problems that are met where a rule asks for them.
_RARE = frozenset(
    ["pieces_missing", "part_missing", "wrong_goods", "empty_parcel", "outside_deal", "cancelled", "return_lost",
     "other_platform", "prize", "digital"]
)  # fmt: skip
#: How odd what a rule says is, the first of what is known of it.
_ODD = itemgetter(0)
#: Columns that a table adds for those after it.
_ADDED = {name for table in CHAIN for name in TABLES[table].adds}


def ways(book: Book, rule: Rule, rng: Random, tracking: str) -> Iterator[Wanted]:
    """Ways to make a rule decide, each as the words of answers, tracks and readings."""
    wanted: Wanted = dict(rule.asks) | {name: frozenset([word]) for name, word in rule.adds.items() if name in _ADDED}
    if tracking and tracking not in wanted.get("tracking", (tracking,)):
        return
    wanted = {**wanted, "tracking": frozenset([tracking])} if tracking else wanted
    for before in _handing(book, rule, rng):
        joined = _joined(wanted, before)
        if joined is not None:
            yield from _back(book, joined, CHAIN[::-1], rng, [_LOOKED_AT])


@part
def own(book: Book) -> frozenset[str]:
    """What a self-check says that has the last word itself."""
    handing = (rule for rule in book.tables["next_step"].rules if rule.then["action"] == "self_check")
    return frozenset().union(*(rule.asks["check"] for rule in handing))


def _handing(book: Book, rule: Rule, rng: Random) -> list[Wanted]:
    """The conditions under which the table of a rule has the last word."""
    if rule.table == "next_step":
        return [{}]
    rules = book.tables["next_step"].rules
    if rule.table == "ladder" or rule.then.get("check") in own(book):
        found: list[Wanted] = [r.asks for r in rules if r.then["action"] == rule.table]
    else:  # one of several reasons for what comes next
        nobody = frozenset(["none"])
        asked = {"seller": nobody if rule.table == "self_check" else frozenset(WORDS["seller"]) - nobody}
        asked["window"] = frozenset(WORDS["window"]) - {"closing"}
        fitting = [r for r in rules if r.then["action"] not in DEEPER]
        ways = [_joined(dict(r.asks), {**asked, "platform": nobody, "outcome": frozenset(["open"])})
                for r in fitting]  # fmt: skip
        found = [way for way in ways if way is not None]
    return sorted(rng.sample(found, len(found)), key=_is_unusual)


def _is_unusual(way: Wanted) -> bool:
    """Whether a way asks for a case that has gone to an office already, or for an order of another platform."""
    return "none" not in way.get("body", ("none",)) or way.get("check") == frozenset(["elsewhere"])


def _joined(one: Wanted, other: Wanted) -> Wanted | None:
    """Both sets of conditions at once; None where a column would have no word left."""
    for name, words in other.items():
        if name in one and one[name].isdisjoint(words):
            return None
    return {**one, **{name: one[name] & words if name in one else words for name, words in other.items()}}


def _back(book: Book, wanted: Wanted, tables: Sequence[str], rng: Random, left: list[int]) -> Iterator[Wanted]:
    """Replace what tables say by what their rules ask for, the last table first, while any looks are `left`."""
    place = next((n for n, name in enumerate(tables) if any(one in wanted for one in TABLES[name].adds)), None)
    if place is None:
        asked = _asked(book, wanted)
        if asked is not None:
            yield asked
        return
    table, rest = tables[place], tables[place + 1 :]
    rules = _saying(book, table, tuple((name, wanted[name]) for name in TABLES[table].adds if name in wanted))
    for _, asks in sorted(rng.sample(rules, len(rules)), key=_ODD):
        left[0] -= 1
        if left[0] < 0:
            return
        joined = _joined(wanted, asks)
        if joined is not None:
            yield from _back(book, joined, rest, rng, left)


@part
def _saying(book: Book, table: str, words: tuple[tuple[str, frozenset[str]], ...]) -> tuple[tuple[int, Wanted], ...]:
    """What the rules of a table ask for that say one of these words in each of these columns, each with how odd it is.

    Asked thousands of times a case.
    """
    rules = (r for r in book.tables[table].rules if all(r.then[name] in accepted for name, accepted in words))
    said = words[0][0]
    return tuple((2 * _is_rare(r, said) + (r.then[said] != USUAL.get(said, "")), r.asks) for r in rules)


def _is_rare(rule: Rule, said: str) -> bool:
    """Whether a rule says or asks for a problem that is rare, or for a case that has gone to an office."""
    if "none" not in rule.asks.get("rung", ("none",)):
        return True
    return rule.then[said] in _RARE or {*rule.asks.get("problem", ("",)), *rule.asks.get("matter", ())} <= {*_RARE}


def _asked(book: Book, wanted: Wanted) -> Wanted | None:
    """The conditions together with those under which each answer is asked for."""
    questions = book.tables["questions"].named
    closed: set[str] = set()
    while names := [n for n in CHOICES if n in wanted and n not in closed and UNKNOWN not in wanted[n]]:
        for name in names:
            closed.add(name)
            joined = _joined(wanted, questions[name].asks)
            if joined is None:
                return None
            wanted = joined
    return wanted

"""Rows of the tables beside the chain: which differ, and how many states notice it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from guide.book.facts import CHOICES, WORDS
from guide.book.kinds import BY_ACTION, COLLECT, PARTIAL, TABLES, UNIQUE, named
from guide.check.difference.both import NEW, OLD
from guide.check.difference.model import Row
from guide.check.difference.states import States
from guide.check.product import ADVICE, ELSEWHERE
from guide.engine.drafts import PAPERS_FROM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.tables import Rule, Table
    from guide.check.difference.both import Both
    from guide.check.difference.standing import Seen
    from guide.check.rows import Flags

#: The tables that are compared row by row; the others are compared state by state, or with the deadlines.
SINGLY = (*named(policy=PARTIAL), *named(policy=COLLECT), "witness")
#: Where the rows of a table are looked at, besides what they say themselves.
SHOWN = {"rehearsal": {"outcome": frozenset({"open"})}, "rung_text": {"stage": frozenset({PAPERS_FROM})}}
NOWHERE = np.zeros((1, 1), dtype=bool)
Rules = tuple["Rule | None", "Rule | None"]


def changed(both: Both, seen: Seen) -> Iterator[Row]:
    """Every row that says something else, in the order of the tables."""
    for name in SINGLY:
        tables, policy = both.tables(name), TABLES[name].policy
        rules = [{rule.id: rule for rule in table.rules} for table in tables]
        for row in dict.fromkeys([*rules[OLD], *rules[NEW]]):
            pair = rules[OLD].get(row), rules[NEW].get(row)
            if _said(tables[OLD], pair[OLD]) != _said(tables[NEW], pair[NEW]):
                how = "added" if pair[OLD] is None else "removed" if pair[NEW] is None else "changed"
                notice = _of_events(tables, pair) if policy == UNIQUE else _journal(seen, pair) if policy == PARTIAL \
                    else _states(both, seen, pair)  # fmt: skip
                yield Row(name, row, how, notice)


def _said(table: Table, rule: Rule | None) -> object:
    """What a row decides, without its sentences and whatever the order of the columns."""
    return rule and (dict(table.asks(rule)), dict(rule.then))


def _of_events(tables: tuple[Table, Table], pair: Rules) -> int:
    """How many events one of the rows decides that the two tables decide otherwise."""
    found = 0
    for event in WORDS["event"]:
        decided = [table.decide({"event": event}) for table in tables]
        found += decided[OLD].then != decided[NEW].then and any(d is r for d, r in zip(decided, pair, strict=True))
    return found


def _journal(seen: Seen, pair: Rules) -> int:
    """How many combinations of tracks let the event of a row happen in one edition only, or lead elsewhere."""
    found = 0
    for tracks in seen.journals:
        letting = [rule is not None and _lets(seen.both.books[side], rule, tracks[side])
                   for side, rule in enumerate(pair)]  # fmt: skip
        found += any(letting)
    return found


def _lets(book: Book, rule: Rule, tracks: tuple[str, ...]) -> bool:
    when = dict(zip(book.tables["journal"].conditions, rule.when, strict=True))
    return all(word in when.get(name, {word}) for name, word in
               zip(("seller", "platform", "rung", "outcome"), tracks, strict=True))  # fmt: skip


def _states(both: Both, seen: Seen, pair: Rules) -> int:
    conditions = [{**SHOWN.get(rule.table, {}), **dict(both.books[side].tables[rule.table].asks(rule))} if rule else {}
                  for side, rule in enumerate(pair)]  # fmt: skip
    free = {name for when in conditions for name in when if not _known(both, name)}
    about = {name for when in conditions for name in when if name not in free and name not in ADVICE}
    if any(rule and rule.table in BY_ACTION for rule in pair):  # noticed where its action is on the table
        about |= {c for table in both.tables("actions") for c in table.conditions}
    states = States(both, sorted(about), seen)
    shown = [_shown(states, side, rule, {n: ok for n, ok in when.items() if n not in free})
             for side, (rule, when) in enumerate(zip(pair, conditions, strict=True))]  # fmt: skip
    old, new = pair
    same = old is not None and new is not None and old.then == new.then
    same = same and all(conditions[OLD].get(n) == conditions[NEW].get(n) for n in free)
    return states.many_of(shown[OLD] ^ shown[NEW] if same else shown[OLD] | shown[NEW])


def _known(both: Both, name: str) -> bool:
    """Whether a condition can be followed here; answers that are asked only after a reply are taken as they may be."""
    if name not in CHOICES:
        return True
    questions = (both.questions[side].get(name) for side in (OLD, NEW))
    asked = (dict(t.asks(rule)) for t, rule in zip(both.tables("questions"), questions, strict=True) if rule)
    return not any(needed in ELSEWHERE for when in asked for needed in when)


def _shown(states: States, side: int, rule: Rule | None, when: dict[str, frozenset[str]]) -> Flags:
    """The states in which one edition looks at a row: it holds, or it explains the advised action."""
    if rule is None:
        return NOWHERE
    if rule.table == "actions":
        return _on_table(states, side, rule)
    if rule.table in BY_ACTION:
        when = dict(when)
        named = when.pop("action", frozenset(WORDS["action"]))
        explained = [r for r in states.both.books[side].tables["actions"].rules if r.id in named]
        return states.holds(when, side) & reduce(or_, (_on_table(states, side, r) for r in explained), NOWHERE)
    return states.holds(when, side)


def _on_table(states: States, side: int, row: Rule) -> Flags:
    """The states in which an action is advised or offered."""
    offered = NOWHERE
    if row.then["offered"] == "yes":
        offered = states.holds(dict(states.both.books[side].tables["actions"].asks(row)), side)
    return offered | states.where("action", [row.id], side)

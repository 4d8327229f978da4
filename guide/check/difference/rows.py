"""Rows that differ in the tables that decide no advice, and how many states notice each."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from guide.book.chain import BY_ACTION, COLLECT, PARTIAL, TABLES, UNIQUE, named
from guide.book.events import TRACKS
from guide.book.facts import CHOICES, WORDS
from guide.check.difference.model import NEW, OLD, Row
from guide.check.states.advising import ADVISING, ELSEWHERE
from guide.check.states.every import every_state
from guide.check.states.tracks import word_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.tables import Rule
    from guide.check.difference.groups import Groups
    from guide.check.states import Product
    from guide.check.states.relation import Flags

#: The tables that are compared row by row; the others are compared state by state, or with the deadlines.
SINGLY = (*named(policy=PARTIAL), *named(policy=COLLECT), "witness")
#: Conditions for looking at the rows of a table at all, besides their own.
SHOWN = {"rehearsal": {"outcome": frozenset({"open"})}}
#: The tables that are asked about each action that is open.
_OF_ACTIONS = {*BY_ACTION, "drafts"}
NOWHERE = np.zeros((1, 1), dtype=bool)
Rules = tuple["Rule | None", "Rule | None"]
When: TypeAlias = "Mapping[str, frozenset[str]]"


def changed(groups: Groups) -> Iterator[Row]:
    """Every row that says something else, in the order of the tables."""
    for name in SINGLY:
        tables = groups.editions.tables(name)
        rules = [{rule.id: rule for rule in table.rules} for table in tables]
        for row in dict.fromkeys([*rules[OLD], *rules[NEW]]):
            pair = rules[OLD].get(row), rules[NEW].get(row)
            if _decides(pair[OLD]) != _decides(pair[NEW]):
                how = "added" if pair[OLD] is None else "removed" if pair[NEW] is None else "changed"
                yield Row(name, row, how, NOTICE[TABLES[name].policy](groups, pair))


def _decides(rule: Rule | None) -> object:
    """The decision of a row, without its sentences and whatever the order of its columns."""
    return rule and (rule.asks, dict(rule.then))


def _of_events(groups: Groups, pair: Rules) -> int:
    """How many events, decided by one of the rows, the two tables decide differently."""
    events = 0
    for event in WORDS["event"]:
        decided = [table.decide({"event": event}) for table in groups.editions.tables("witness")]
        events += decided[OLD].then != decided[NEW].then and any(d is r for d, r in zip(decided, pair, strict=True))
    return events


def _of_tracks(groups: Groups, pair: Rules) -> int:
    """How many combinations of tracks let the event of a row happen in one edition only, or lead elsewhere."""
    words = ([word_of(name, tracks) for name in TRACKS] for tracks in groups.standings.tracks)
    return sum(
        any(
            rule and all(word[edition] in rule.when.get(name, word) for name, word in zip(TRACKS, each, strict=True))
            for edition, rule in enumerate(pair)
        )
        for each in words
    )


def _of_states(groups: Groups, pair: Rules) -> int:
    """How many states show one of the rows and not the other, or both where they say something else."""
    conditions = [_conditions(rule) for rule in pair]
    free = {name for when in conditions for name in when if not _known(groups, name)}
    asked: list[When] = [{name: ok for name, ok in when.items() if name not in free} for when in conditions]
    for edition, (rule, when) in enumerate(zip(pair, conditions, strict=True)):  # noticed where its action is open
        asked += _opening(groups, edition, rule, when)
    about = {name for when in asked for name in when} - {*ELSEWHERE, *groups.standings.relation.columns, "paper"}
    states = every_state(groups.situations, groups.standings, sorted(about), ADVISING).telling(*asked)
    shown = [
        _shown(states, edition, rule, {n: ok for n, ok in when.items() if n not in free})
        for edition, (rule, when) in enumerate(zip(pair, conditions, strict=True))
    ]
    old, new = pair
    same = old is not None and new is not None and old.then == new.then
    same = same and all(conditions[OLD].get(n) == conditions[NEW].get(n) for n in free)
    return states.count(shown[OLD] ^ shown[NEW] if same else shown[OLD] | shown[NEW])


def _opening(groups: Groups, edition: int, rule: Rule | None, when: When) -> Iterator[When]:
    """What one edition asks before the actions and papers are on the table that a row is about."""
    if rule is None or rule.table not in _OF_ACTIONS:
        return
    actions, paperwork = (groups.editions.tables(name)[edition].rules for name in ("actions", "paperwork"))
    named = frozenset({rule.id}) if rule.table == "actions" else when.get("action", frozenset(WORDS["action"]))
    if rule.table == "drafts":
        papers = when.get("paper", frozenset(WORDS["paper"]))
        written = [row for row in paperwork if row.then["paper"] in papers]
        named &= frozenset[str]().union(*(row.when["action"] for row in written))
        yield from (row.asks for row in written)
    yield from (row.asks for row in actions if row.id in named and row.then["offered"] == "yes")


def _conditions(rule: Rule | None) -> dict[str, frozenset[str]]:
    """Where an edition looks at a row: what the row asks for, and what holds wherever its table is looked at."""
    if rule is None:
        return {}
    return {**SHOWN.get(rule.table, {}), **rule.asks}


#: How many notice, by the hit policy of the table.
NOTICE = {UNIQUE: _of_events, PARTIAL: _of_tracks, COLLECT: _of_states}


def _known(groups: Groups, name: str) -> bool:
    """Whether a condition can be followed here; answers that are asked only after a reply are taken as they may be."""
    return name not in CHOICES or ELSEWHERE.isdisjoint(groups.situations.needs(name))


def _shown(states: Product, edition: int, rule: Rule | None, when: dict[str, frozenset[str]]) -> Flags:
    """The states in which one edition looks at a row: it holds, or it explains an action that is advised or offered."""
    if rule is None:
        return NOWHERE
    if rule.table == "actions":
        return states.open(rule.id, edition=edition)
    if rule.table not in _OF_ACTIONS:
        return states.holds(when, edition)
    named = when.get("action", frozenset(WORDS["action"]))
    here = states.holds({name: ok for name, ok in when.items() if name not in ("action", "paper")}, edition)
    if rule.table != "drafts":
        return here & _open(states, edition, named)
    papers = when.get("paper", frozenset(WORDS["paper"]))
    within = states.where("action", named, edition) if "dossier" in papers else NOWHERE
    for row in states.editions.tables("paperwork")[edition].rules:
        if row.then["paper"] in papers:
            asked = {name: ok for name, ok in row.asks.items() if name != "action"}
            within = within | (_open(states, edition, named & row.when["action"]) & states.holds(asked, edition))
    return here & within


def _open(states: Product, edition: int, actions: frozenset[str]) -> Flags:
    """The states in which one of these actions is advised or offered."""
    explained = [row.id for row in states.editions.tables("actions")[edition].rules if row.id in actions]
    return states.open(*explained, edition=edition)

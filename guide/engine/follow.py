"""The way from a case to its route: replay the journal, read the clocks, ask the tables one after another."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from guide.book.chain import CHAIN, DEEPER
from guide.book.facts import Facts, changed
from guide.engine import clocks, evidence
from guide.engine.case import Case
from guide.engine.journal import replay
from guide.engine.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.journal import Replay
    from guide.engine.route import Verdict

_BLANK = vars(Facts())


def applicable(book: Book, facts: Facts, tracks: Mapping[str, str]) -> Facts:
    """The facts with every answer blanked whose question no longer applies."""
    out = book.tables["questions"].left_out({**vars(facts), **tracks})
    return changed(facts, {name: _BLANK[name] for name in out}) if out else facts


def asked(route: Route) -> tuple[str, ...]:
    """Names of the questions that apply, in the order of the handbook."""
    return tuple(rule.id for rule in route.book.tables["questions"].collect(route.state))


def parked(route: Route) -> tuple[str, ...]:
    """Names of answers that are kept but do not apply now."""
    return tuple(f.name for f in fields(Facts) if getattr(route.case.facts, f.name) != getattr(route.facts, f.name))


def follow(case: Case, book: Book, now: datetime, past: Replay | None = None) -> Route:
    """Replay the journal, unless that is done, read the clocks, and take the case through the chain of tables."""
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    past = past or replay(book.tables["journal"], case.journal)
    tracks = past.standing.tracks
    facts = applicable(book, case.facts, tracks)
    state: dict[str, str] = {**facts.choices(), **tracks, **clocks.readings(facts, past.standing, book, now)}
    rules: dict[str, Rule] = {}
    for name in CHAIN:
        rules[name] = rule = book.tables[name].decide(state)
        state.update(rule.adds)
    rules["evidence"] = book.tables["evidence"].decide(state)
    state["papers"] = "lacking" if evidence.missing(rules["evidence"], facts.held) else "complete"
    rules["next_step"] = rules["ladder"] = book.tables["next_step"].decide(state)
    step = dict(rules["next_step"].then)
    if step["action"] in DEEPER:
        rules[step["action"]] = deeper = book.tables[step["action"]].decide(state)
        step |= {"action": deeper.then["action"], "turn": deeper.then["turn"]}
    state.update(step)
    rules["fit"] = book.tables["fit"].decide(state)
    state.update(rules["fit"].then)
    return Route(case, book, now, facts, past, state, rules)


def if_answered(route: Route, answers: Mapping[str, Any]) -> Verdict:
    """The verdict on the case with other answers and the same journal."""
    given = vars(route.case.facts)
    other = frozenset((name, value) for name, value in answers.items() if given[name] != value)
    if not other:
        return route.verdict
    if other not in route.tried:
        case = Case(changed(route.case.facts, dict(other)), route.case.journal)
        route.tried[other] = follow(case, route.book, route.now, route.replay).verdict
    return route.tried[other]

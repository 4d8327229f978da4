"""One case through all tables: the facts that apply, the rules that fire, and what they say to do."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, UNKNOWN, Facts
from guide.book.kinds import CHAIN, DEEPER
from guide.engine import clocks, evidence
from guide.engine.journal import Replay, replay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.case import Case

_BLANK = Facts()


@dataclass(frozen=True)
class Route:
    """What the tables make of a case at one moment."""

    facts: Facts  # the answers that apply; the others are blank here and kept in the case
    replay: Replay
    state: Mapping[str, str]  # every named fact, asked or derived
    rules: Mapping[str, Rule]  # table -> the rule that decided

    @property
    def deciding(self) -> tuple[Rule, ...]:
        """The rules that led to the action, the decisive one first."""
        step = self.rules["next_step"].then
        order = ["next_step"]
        if step["action"] in DEEPER:
            order = [step["action"], "next_step"]
        elif step["stage"] == "seller" and self.state["seller"] != "none":
            order = ["patience", "next_step"]  # what the seller did says more than where the case stands
        if self.state["outcome"] == "open" and self.state["platform"] == "none":
            order += ["patience"] if self.state["seller"] != "none" else []
            order += ["problem", "parcel"]
            order += ["self_check"] if self.state["check"] in ("done", "ask", "fix") else []
        return tuple(self.rules[name] for name in dict.fromkeys(order))


def applicable(book: Book, facts: Facts, tracks: Mapping[str, str]) -> Facts:
    """The facts with every answer blanked whose question no longer applies."""
    known: dict[str, str] = {**facts.choices(), **tracks}
    blank: dict[str, object] = {}
    for rule, applies in book.tables["questions"].judged(known):
        if not applies:
            blank[rule.id] = getattr(_BLANK, rule.id)
            if rule.id in CHOICES:
                known[rule.id] = UNKNOWN
    return replace(facts, **blank) if blank else facts  # type: ignore[arg-type]


def asked(book: Book, route: Route) -> tuple[str, ...]:
    """Names of the questions that apply, in the order of the handbook."""
    return tuple(rule.id for rule in book.tables["questions"].collect(route.state))


def parked(case: Case, route: Route) -> tuple[str, ...]:
    """Names of answers that are kept but do not apply now."""
    return tuple(f.name for f in fields(Facts) if getattr(case.facts, f.name) != getattr(route.facts, f.name))


def follow(case: Case, book: Book, now: datetime) -> Route:
    """Replay the journal, read the clocks, and take the case through the chain of tables."""
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    past = replay(book.tables["journal"], case.journal)
    tracks = past.standing.tracks
    facts = applicable(book, case.facts, tracks)
    state: dict[str, str] = {**facts.choices(), **tracks, **clocks.readings(facts, past.standing, book, now)}
    rules: dict[str, Rule] = {}
    for name in CHAIN:
        rules[name] = rule = book.tables[name].decide(state)
        state.update({k: v for k, v in rule.then.items() if k not in ("action", "turn")})
    rules["evidence"] = book.tables["evidence"].decide(state)
    state["papers"] = "lacking" if evidence.missing(rules["evidence"], facts.held) else "complete"
    rules["next_step"] = rules["ladder"] = book.tables["next_step"].decide(state)
    step = dict(rules["next_step"].then)
    if step["action"] in DEEPER:
        rules[step["action"]] = deeper = book.tables[step["action"]].decide(state)
        step |= {"action": deeper.then["action"], "turn": deeper.then["turn"]}
    state.update(step)
    rules["message"] = book.tables["message"].decide(state)
    return Route(facts, past, state, rules)

"""One case looked at: all that a scenario may expect of it, by key, and the rules that have a say in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from guide.book.events import EVENTS
from guide.book.tables import Rule
from guide.check.scenarios.model import BECAUSE, NONE, blank
from guide.engine import clocks, drafts, journal
from guide.engine.evidence import levels
from guide.engine.follow import asked, follow, parked
from guide.engine.options import blocking, offered
from guide.engine.rehearsal import expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.engine.route import Route


class Look:
    """One case at one moment in one book; each part is worked out when somebody asks for it."""

    def __init__(self, case: Case, book: Book, now: datetime) -> None:
        self.case, self.book, self.now = case, book, now

    @cached_property
    def route(self) -> Route:
        """The case decided by all tables."""
        return follow(self.case, self.book, self.now)

    @cached_property
    def blockers(self) -> Mapping[str, tuple[Rule, ...]]:
        """Every action that is advised or offered, with the rows that block it."""
        state = self.route.state
        actions = dict.fromkeys([state["action"], *(rule.id for rule in offered(state, self.book))])
        return {action: blocking(action, state, self.book) for action in actions}

    @cached_property
    def notes(self) -> tuple[Rule, ...]:
        """The notes that are shown."""
        return self.book.tables["notes"].collect(self.route.state)

    @cached_property
    def rows(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rows that have a say, of the tables about clocks, papers and answers."""
        route, tables = self.route, self.book.tables
        return {
            "clocks": tuple(tables["clocks"].decide({**route.state, "clock": c.id}) for c in clocks.running(route)),
            "rehearsal": expected(route.state, self.book),
            "paperwork": drafts.paperwork(route.state, self.book),
            "drafts": self._sentences(route.state),
            "witness": tuple(tables["witness"].decide({"event": e.event}) for e in route.replay.applied),
        }

    @cached_property
    def ways(self) -> Mapping[str, tuple[Rule, ...]]:
        """Every other action that nothing blocks, with the sentences of its papers."""
        state = self.route.state
        return {action: self._sentences({**state, "action": action}, ())
                for action, blocked in self.blockers.items() if not blocked and action != state["action"]}  # fmt: skip

    def _sentences(self, state: Mapping[str, str], always: tuple[str, ...] = ("dossier",)) -> tuple[Rule, ...]:
        """The rows of the papers of an action, and of those that are always written; each row says in which it is."""
        papers = dict.fromkeys((*always, *(row.then["paper"] for row in drafts.paperwork(state, self.book))))
        within: defaultdict[int, list[str]] = defaultdict(list)
        rows: dict[int, Rule] = {}
        for paper in papers:
            for rule in drafts.sentences(state, self.book, paper):
                rows[rule.row] = rule
                within[rule.row].append(paper)
        return tuple(_within(rows[row], " ".join(within[row])) for row in sorted(rows))

    @cached_property
    def steps(self) -> tuple[tuple[journal.Event, Rule], ...]:
        """The events that counted, each with the row of the journal table that let it."""
        table, standing, steps = self.book.tables["journal"], journal.Standing(), []
        for event in self.route.replay.applied:
            tracks = standing.tracks
            steps.append((event, table.collect({"event": event.event, "reply": event.reply, **tracks})[0]))
            standing = journal.step(table, standing, event) or standing
        return tuple(steps)


def _within(rule: Rule, papers: str) -> Rule:
    """A sentence that also says in which papers it is; as quick as it can be made, for there are tens of thousands."""
    then = {"papers": papers, **rule.then}
    return Rule(rule.table, rule.id, rule.row, rule.when, then, rule.because, rule.source)


def _happened(event: str, reply: str) -> str:
    return event if reply == NONE else f"{event}/{reply}"


def _grouped(rules: Iterable[Rule], column: str) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for rule in rules:
        groups.setdefault(rule.then[column], set()).add(rule.id)
    return {name: frozenset(ids) for name, ids in groups.items()}


def _questions(look: Look) -> dict[str, frozenset[str]]:
    applies = set(asked(look.route))
    return _grouped((r for r in look.book.tables["questions"].rules if r.id in applies), "part")


def _parked(look: Look) -> frozenset[str]:
    events = (_happened(e.event, e.reply) for e in look.route.replay.parked)
    return frozenset((*parked(look.route), *events))


def _blocked(look: Look) -> dict[str, frozenset[str]]:
    return {action: frozenset(_numbered(r.then["field"] for r in rules)) for action, rules in look.blockers.items()
            if rules}  # fmt: skip


def _numbered(fields: Iterable[str]) -> Iterator[str]:
    """Each field; one that is named again is another entry, for the user reads it twice."""
    counted: Counter[str] = Counter()
    for name in fields:
        counted[name] += 1
        yield name if counted[name] == 1 else f"{name} ({counted[name]})"


def _how(look: Look) -> dict[str, dict[str, str]]:
    return {r.id: {column: blank(value) for column, value in r.then.items()} for r in look.book.tables["actions"].rules}


def _clocks(look: Look) -> dict[str, datetime]:
    return {clock.id: clock.ends_at for clock in clocks.running(look.route)}


def _limits(look: Look) -> dict[str, str]:
    """The limits in force on the day, as `24 hours`; one that nobody can prove is `unverified`."""
    day, limits = look.now.date(), {}
    for name, dated in look.book.parameters.items():
        if dated[0].since <= day:
            limits[name] = look.book.parameter(name, day).shown
    return limits


def _outcomes(named: Mapping[str, Iterable[Rule]]) -> dict[str, dict[str, str]]:
    return {name: {r.id: "; ".join(map(blank, r.then.values())) for r in rules} for name, rules in named.items()}


def _possible(look: Look) -> frozenset[str]:
    pairs = journal.possible(look.book.tables["journal"], look.route.standing)
    return frozenset(_happened(event, reply) for event, reply in pairs)


def _replies(look: Look) -> dict[str, frozenset[str]]:
    return {event: frozenset(journal.replies(look.book.tables["journal"], event)) for event in EVENTS}


def fired(look: Look) -> tuple[Rule, ...]:
    """Every rule that has a say in the case: those that decide, and those of the tables that collect."""
    table = look.book.tables
    applies, actions = set(asked(look.route)), look.blockers.keys()
    rules = [*look.route.rules.values(), *(rule for _, rule in look.steps), *look.notes]
    rules += [r for r in table["questions"].rules if r.id in applies]
    rules += [r for r in table["actions"].rules if r.id in actions]
    rules += [r for some in (*look.blockers.values(), *look.rows.values(), *look.ways.values()) for r in some]
    return tuple({rule.ref: rule for rule in rules}.values())


EXPECTABLE: Mapping[str, Callable[[Look], Any]] = {
    BECAUSE: lambda look: look.route.deciding[0].ref,
    "offered": lambda look: frozenset(rule.id for rule in offered(look.route.state, look.book)),
    "allowed": lambda look: frozenset(action for action, rules in look.blockers.items() if not rules),
    "possible": _possible,
    "parked": _parked,
    "replies": _replies,
    "rules": lambda look: frozenset(rule.ref for rule in fired(look)),
    "notes": lambda look: _grouped(look.notes, "note"),
    "asks": _questions,
    "blocked": _blocked,
    "how": _how,
    "evidence": lambda look: levels(look.route.rules["evidence"], [rule.then["note"] for rule in look.notes]),
    "clocks": _clocks,
    "limits": _limits,
    "rows": lambda look: _outcomes(look.rows),
    "ways": lambda look: _outcomes(look.ways),
}

"""Scenarios judged by a book: expectations that are not met, the rules that decided, and the rules that are reached."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import BookError
from guide.book.faults import Fault
from guide.book.kinds import DEEPER, TRACKS
from guide.book.notices import Notice
from guide.cases.casefile import nearest
from guide.check.scenarios.model import BECAUSE, DERIVED, GROUPS, NONE, Scenario, blank, say_span
from guide.check.scenarios.reading import gather
from guide.engine import clocks, journal
from guide.engine import drafts as messages
from guide.engine.advice import blocking, offered
from guide.engine.follow import asked, follow, parked
from guide.engine.rehearsal import expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.tables import Rule
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
            "rung_text": messages.rung_rows(route.state, self.book),
            "statement": tables["statement"].collect(route.state),
            "witness": tuple(tables["witness"].decide({"event": e.event}) for e in route.replay.applied),
        }

    @cached_property
    def ways(self) -> Mapping[str, tuple[Rule, ...]]:
        """Every other action that nothing blocks, with the rows of its papers."""
        state = self.route.state
        return {action: messages.rung_rows({**state, "action": action}, self.book)
                for action, blocked in self.blockers.items() if not blocked and action != state["action"]}  # fmt: skip

    @cached_property
    def steps(self) -> tuple[tuple[journal.Event, Rule], ...]:
        """The events that counted, each with the row of the journal table that let it."""
        table, standing, steps = self.book.tables["journal"], journal.Standing(), []
        for event in self.route.replay.applied:
            tracks = standing.tracks
            steps.append((event, table.collect({"event": event.event, "reply": event.reply, **tracks})[0]))
            standing = journal.step(table, standing, event) or standing
        return tuple(steps)


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
    return frozenset((*parked(look.case, look.route), *events))


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


def _draft(look: Look) -> dict[str, str]:
    return {**look.route.rules["message"].then, "approach": look.route.state["approach"]}


def _clocks(look: Look) -> dict[str, datetime]:
    return {clock.id: clock.ends_at for clock in clocks.running(look.route)}


def _limits(look: Look) -> dict[str, str]:
    """The limits in force on the day, as `24 hours`; one that nobody can prove is `unverified`."""
    day, limits = look.now.date(), {}
    for name, dated in look.book.parameters.items():
        if dated[0].since <= day:
            limits[name] = look.book.parameter(name, day).shown
    return limits


def _rows(look: Look) -> dict[str, dict[str, str]]:
    return {table: {r.id: "; ".join(map(blank, r.then.values())) for r in rules} for table, rules in look.rows.items()}


def _possible(look: Look) -> frozenset[str]:
    pairs = journal.possible(look.book.tables["journal"], look.route.standing)
    return frozenset(_happened(event, reply) for event, reply in pairs)


def fired(look: Look) -> tuple[Rule, ...]:
    """Every rule that has a say in the case: those that decide, and those of the tables that collect."""
    table = look.book.tables
    applies, actions = set(asked(look.route)), look.blockers.keys()
    rules = [*look.route.rules.values(), *(rule for _, rule in look.steps), *look.notes]
    rules += [r for r in table["questions"].rules if r.id in applies]
    rules += [r for r in table["actions"].rules if r.id in actions]
    rules += [r for some in (*look.blockers.values(), *look.rows.values()) for r in some]
    return tuple({rule.ref: rule for rule in rules}.values())


EXPECTABLE: Mapping[str, Callable[[Look], Any]] = {
    BECAUSE: lambda look: look.route.deciding[0].ref,
    "offered": lambda look: frozenset(rule.id for rule in offered(look.route.state, look.book)),
    "allowed": lambda look: frozenset(action for action, rules in look.blockers.items() if not rules),
    "possible": _possible,
    "parked": _parked,
    "rules": lambda look: frozenset(rule.ref for rule in fired(look)),
    "notes": lambda look: _grouped(look.notes, "note"),
    "asks": _questions,
    "blocked": _blocked,
    "how": _how,
    "evidence": lambda look: look.route.rules["evidence"].then,
    "draft": _draft,
    "clocks": _clocks,
    "limits": _limits,
    "rows": _rows,
    "ways": lambda look: {action: frozenset(r.id for r in rows) for action, rows in look.ways.items()},
}


class Mismatch(NamedTuple):
    """One expectation that is not met."""

    key: str  # action, notes.warning, blocked.apply_platform
    expected: Any
    came: Any


def _compare(key: str, want: Any, came: Any) -> Iterator[Mismatch]:
    if isinstance(want, dict):
        whole = key == "blocked" or key.startswith("rows.")  # what is not named counts, too
        names = {**want, **came} if whole else want
        for name in names:
            empty = frozenset() if key in ("blocked", *GROUPS) else NONE if key not in ("how", "rows") else {}
            yield from _compare(f"{key}.{name}", want.get(name, empty), came.get(name, empty))
        return
    if isinstance(came, dict):  # a list where the groups do not matter
        came = frozenset().union(*came.values())
    if not (want <= came if key == "rules" else want == came):
        yield Mismatch(key, want, came)


def mismatches(scenario: Scenario, look: Look) -> Iterator[Mismatch]:
    """The expectations of a scenario that are not met."""
    for key, want in scenario.expect.items():
        yield from _compare(key, want, look.route.state[key] if key in DERIVED else EXPECTABLE[key](look))


def holds(scenario: Scenario, book: Book) -> bool:
    """Whether all that is expected comes; cheap enough to try thousands of changed books."""
    try:
        return next(mismatches(scenario, Look(scenario.case, book, scenario.now)), None) is None
    except BookError:
        return False


def failures(scenario: Scenario, book: Book) -> Iterator[tuple[str, Notice]]:
    """The key of every expectation that is not met, and a notice that names the rule which decided it."""
    look = Look(scenario.case, book, scenario.now)
    try:
        for mismatch in mismatches(scenario, look):
            sides = {"expected": _shown(mismatch.expected, look), "came": _shown(mismatch.came, look)}
            what = Notice("fault.scenario.came", key=mismatch.key, **sides, why=_decider(mismatch, look))
            yield mismatch.key, Notice("fault.scenario", id=scenario.id, what=what)
    except BookError as error:
        what = Notice("fault.scenario.answer", error=error.notice)
        yield "", Notice("fault.scenario", id=scenario.id, what=what)


def _shown(value: Any, look: Look) -> str:
    if isinstance(value, frozenset):
        return "[" + ", ".join(sorted(value)) + "]"
    return value if isinstance(value, str) else say_span(value - look.now)


#: The table that decides a word; what is missing here is counted by the clocks.
_TABLES = {"details": "details", "around": "around", "reach": "reach", "parcel": "parcel", "handed_over": "parcel",
           "problem": "problem", "check": "self_check", "patience": "patience", "approach": "patience",
           "claim": "claim", "refund": "claim", "papers": "evidence", "stage": "next_step", "evidence": "evidence",
           "draft": "message"}  # fmt: skip
_ROWS = {"notes": "notes", "asks": "questions", "ways": "rung_text", "offered": "actions", "how": "actions"}


def _decider(mismatch: Mismatch, look: Look) -> Notice | tuple[Notice, ...]:
    """The rule behind a mismatch, with its file and row."""
    key, _, rest = mismatch.key.partition(".")
    route, tables = look.route, look.book.tables
    if key in ("action", "turn", BECAUSE):
        step = route.rules["next_step"].then["action"]
        return _cite([route.rules[step if step in DEEPER else "next_step"]])
    if key in _TABLES:
        return _cite([route.rules["patience" if mismatch.key == "draft.approach" else _TABLES[key]]])
    if key in TRACKS:
        return _cite([rule for _, rule in look.steps if rule.then[key]][-1:], Notice("fault.scenario.unchanged"))
    if key in ("blocked", "allowed"):
        actions = [rest] if rest else sorted(mismatch.expected ^ mismatch.came)
        return _cite([r for a in actions for r in look.blockers.get(a, ())], Notice("fault.scenario.open"))
    if key in _ROWS:
        names = [rest.partition(".")[0]] if key == "how" else sorted(mismatch.expected ^ mismatch.came)
        rows = {rule.id: rule for rule in tables[_ROWS[key]].rules}
        file, present = tables[_ROWS[key]].file, [rows[n] for n in names if n in rows]
        missing = tuple(Notice("fault.scenario.row", file=file, row=n, what=nearest(n, rows))
                        for n in names if n not in rows)  # fmt: skip
        if missing and present:
            return Notice("fault.scenario.both", missing=missing, cited=_cite(present))
        return missing or _cite(present)
    if key in ("possible", "parked"):
        return Notice("fault.scenario.decided.in", one=tables["journal"].file, two=tables["questions"].file)
    if key == "rows":
        table, _, name = rest.partition(".")
        return _cite([rule for rule in tables[table].rules if rule.id == name])
    return Notice("fault.scenario.counted") if key != "rules" else Notice("fault.scenario.other")


_NO_RULE = Notice("fault.scenario.rule")


def _cite(rules: Iterable[Rule], if_none: Notice = _NO_RULE) -> Notice:
    cited = tuple(Notice("fault.rule", rule=r.ref, file=f"tables/{r.table}.csv", row=r.row) for r in rules)
    return Notice("fault.scenario.decided", rules=cited) if cited else if_none


def faults(book: Book) -> Iterator[Fault]:
    """All faults of the scenarios of a book: entries that cannot be read, and expectations that are not met."""
    scenarios, unread = gather(book)
    yield from unread
    for scenario in scenarios:
        for key, what in failures(scenario, book):
            yield Fault(scenario.file, _row(scenario, f"expect.{key}"), f"expect.{key}" if key else "", what)


def _row(scenario: Scenario, path: str) -> int:
    while path and path not in scenario.lines:
        path = path.rpartition(".")[0]
    return scenario.lines.get(path, scenario.row)


def coverage(book: Book, scenarios: Iterable[Scenario]) -> Mapping[str, int]:
    """How many scenarios each rule has a say in, by table/id, in the order of the tables."""
    counted: Counter[str] = Counter()
    for scenario in scenarios:
        try:
            counted.update(rule.ref for rule in fired(Look(scenario.case, book, scenario.now)))
        except BookError:  # a day before the first limit: nothing is decided
            continue
    return {rule.ref: counted[rule.ref] for table in book.tables.values() for rule in table.rules}

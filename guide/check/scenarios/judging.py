"""Scenarios judged by a book: expectations that are not met, the rule behind each, and the rules that are reached."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import BookError
from guide.book.chain import CHAIN, DEEPER, TABLES
from guide.book.events import TRACKS
from guide.book.faults import Fault
from guide.book.notices import Notice
from guide.cases.casefile import nearest
from guide.check.scenarios.looking import EXPECTABLE, Look, fired
from guide.check.scenarios.model import BECAUSE, DERIVED, GROUPS, NONE, Scenario, say_span
from guide.check.scenarios.reading import gather

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule


class Mismatch(NamedTuple):
    """One expectation that is not met."""

    key: str  # action, notes.warning, blocked.apply_platform
    expected: Any
    came: Any


#: What an entry of a key is where it is missing.
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("blocked", "replies", *GROUPS), frozenset()),
    **{key: {} for key in ("how", "rows", "ways")},
}


def _is_whole(key: str) -> bool:
    """Whether what an expectation does not name counts, too."""
    return key == "blocked" or key.startswith(("rows.", "ways."))


def _compare(key: str, want: Any, came: Any) -> Iterator[Mismatch]:
    if isinstance(want, dict):
        names = {**want, **came} if _is_whole(key) else want
        for name in names:
            empty = _EMPTY.get(key, NONE)
            yield from _compare(f"{key}.{name}", want.get(name, empty), came.get(name, empty))
        return
    if isinstance(came, dict):  # a list where the groups do not matter
        came = frozenset().union(*came.values())
    if not (want <= came if key == "rules" else want == came):
        yield Mismatch(key, want, came)


def renewed(key: str, want: Any, came: Any) -> Any:
    """What came, in the form and as far as it was expected."""
    if isinstance(want, dict):
        empty, whole = _EMPTY.get(key, NONE), _is_whole(key)
        names = [name for name in ({**want, **came} if whole else want) if not whole or came.get(name, empty) != empty]
        return {name: renewed(f"{key}.{name}", want.get(name, empty), came.get(name, empty)) for name in names}
    if isinstance(came, dict):
        came = frozenset().union(*came.values())
    return want & came if key == "rules" else came


def came_of(look: Look, key: str) -> Any:
    """What a case comes to under the key of an expectation."""
    return look.route.state[key] if key in DERIVED else EXPECTABLE[key](look)


def mismatches(scenario: Scenario, look: Look) -> Iterator[Mismatch]:
    """The expectations of a scenario that are not met."""
    for key, want in scenario.expect.items():
        yield from _compare(key, want, came_of(look, key))


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
_TABLES = {
    **{o.name: name for name in (*CHAIN, "fit") for o in TABLES[name].outcomes if o.name not in ("action", "turn")},
    "papers": "evidence",
    "evidence": "evidence",
    "stage": "next_step",
}
_ROWS = {"notes": "notes", "asks": "questions", "offered": "actions", "how": "actions"}


def _decider(mismatch: Mismatch, look: Look) -> Notice | tuple[Notice, ...]:
    """The rule behind a mismatch, with its file and row."""
    key, _, rest = mismatch.key.partition(".")
    route, tables = look.route, look.book.tables
    if key in ("action", "turn", BECAUSE):
        step = route.rules["next_step"].then["action"]
        return _cite([route.rules[step if step in DEEPER else "next_step"]])
    if key in _TABLES:
        return _cite([route.rules[_TABLES[key]]])
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
    if key in ("possible", "parked", "replies"):
        return Notice("fault.scenario.decided.in", one=tables["journal"].file, two=tables["questions"].file)
    if key in ("rows", "ways"):
        table, _, name = rest.partition(".")
        table = table if key == "rows" else "drafts"
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
            row = scenario.entry.lines.at(f"expect.{key}")
            yield Fault(scenario.file, row, f"expect.{key}" if key else "", what)


def coverage(book: Book, scenarios: Iterable[Scenario]) -> Mapping[str, int]:
    """How many scenarios each rule has a say in, by table/id, in the order of the tables."""
    counted: Counter[str] = Counter()
    for scenario in scenarios:
        try:
            counted.update(rule.ref for rule in fired(Look(scenario.case, book, scenario.now)))
        except BookError:  # a day before the first limit: nothing is decided
            continue
    return {rule.ref: counted[rule.ref] for table in book.tables.values() for rule in table.rules}

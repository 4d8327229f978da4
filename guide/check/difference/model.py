"""The changes of an edit, as values: groups of states that are decided differently, and rows and texts that differ."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from guide.book.clocks import COUNTED
from guide.book.slots import BY_PROBLEM
from guide.check.states import NOW
from guide.check.states.advising import ACTION
from guide.engine import clocks
from guide.engine.follow import follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.cases.table import CaseRow
    from guide.engine.case import Case
    from guide.engine.route import Route

OLD, NEW = 0, 1
MOST_NAMED = 200  # given cases that a difference names
#: All that can be decided differently, in the order in which it is shown.
KINDS = ("action", "problem", "claim", "evidence", "deadline", "fit")
#: For each kind the table that decides it, and what it decides; the action is decided by a chain of them.
DECIDED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "problem": ("problem", ("problem",)), "claim": ("claim", ("claim", "refund")), "evidence": ("evidence", BY_PROBLEM),
    "fit": ("fit", ("fit",)),
}  # fmt: skip

Words = tuple[tuple[str, str], ...]  # what is decided, as (what, word)


class Key(NamedTuple):
    """All that the states of a group have in common: the decision before and after, and the rule behind each."""

    kind: str
    before: Words
    after: Words
    rules: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Group:
    """States, and given cases, in which one decision becomes another by the same rules."""

    key: Key
    states: int  # how many
    of: int  # how many were looked at
    example: Case | None = None  # a smallest case of them, looked at from `NOW`
    since: date | None = None  # the day from which it is so; None for today
    cases: tuple[str, ...] = ()  # ids or row numbers of the given cases


class Row(NamedTuple):
    """One row of a table that differs: how, and whether any state notices."""

    table: str
    id: str
    how: str  # added, removed, changed
    states: int  # how many notice; of journal.csv, how many combinations of its tracks; of witness.csv, how many events


class Edited(NamedTuple):
    """A file that decides no case but differs, and the rows of it that do."""

    file: str
    rows: tuple[tuple[str, str], ...]  # id, and added, removed or changed; none where rows have no name


@dataclass(frozen=True)
class Difference:
    """Everything that two editions decide differently."""

    groups: tuple[Group, ...] = ()
    rows: tuple[Row, ...] = ()  # of the tables beside the chain
    columns: tuple[tuple[str, str, str], ...] = ()  # table, column, added or removed
    parameters: tuple[tuple[str, str, str], ...] = ()  # id and first day, what it was, what it is
    texts: int = 0  # how many sentences, sources and orders of rows differ
    files: tuple[Edited, ...] = ()  # other files that differ
    states: int = 0  # how many were decided under both
    cases: int = 0
    changed: int = 0  # how many of the given cases are decided differently
    unread: int = 0
    named: tuple[CaseRow, ...] = ()  # the first of the given cases that are decided differently
    books: tuple[Book, Book] | None = field(default=None, repr=False)

    @property
    def any(self) -> bool:
        """Whether anything is decided differently."""
        return bool(self.groups or any(row.states for row in self.rows))


def frozen(book: Book, day: date) -> Book:
    """The book with the one value of each parameter that is in force on a day."""
    known = {n: dated for n, dated in book.parameters.items() if dated[0].since <= day}
    return replace(book, parameters={n: (replace(book.parameter(n, day), since=dated[0].since),)
                                     for n, dated in known.items()})  # fmt: skip


def limit(book: Book, name: str, on: date) -> str:
    """A parameter as it is shown: `24 hours`."""
    return book.parameter(name, on).shown


def moved(books: tuple[Book, Book], clock: str, how: str, on: date) -> Key:
    """The key of a deadline that moves, comes or goes."""
    old, new = books
    names = [n for n in COUNTED[clock] if limit(old, n, on) != limit(new, n, on)] if how == "moved" else []
    sides = [(("clock", clock), *((n, limit(book, n, on)) for n in names)) for book in books]
    gone = (("clock", "none"),)
    return Key("deadline", gone if how == "new" else sides[0], gone if how == "gone" else sides[1])


def means(clock: str, rules: Sequence[Rule]) -> Key | None:
    """The key of a deadline for which the turn, or the meaning of its end, differs between the editions."""
    key = decision_key("deadline", [rule.then for rule in rules], (rules[0].ref, rules[1].ref))
    return key and _named(key, "clock", clock)


def _named(key: Key, what: str, word: str) -> Key:
    """The key with its subject in front."""
    return key._replace(before=((what, word), *key.before), after=((what, word), *key.after))


def decision_key(kind: str, decisions: Sequence[Mapping[str, str]], rules: tuple[str, str]) -> Key | None:
    """The key of a decision that differs. An action is named whole, the others by the parts that differ."""
    old, new = decisions
    names = [n for n in old if old[n] != new[n]]
    if not names:
        return None
    names = list(old) if kind == "action" else names
    before, after = (tuple((n, side[n]) for n in names) for side in (old, new))
    return Key(kind, before, after, rules)


def judge(case: Case, books: tuple[Book, Book], now: datetime = NOW) -> frozenset[Key]:
    """The keys of all that two editions decide differently about one case, found by deciding it twice."""
    one, two = (follow(case, book, now) for book in books)
    return frozenset(key for kind in KINDS for key in _of_kind(kind, one, two))


def differs(case: Case, key: Key, books: tuple[Book, Book]) -> bool:
    """Whether two editions decide a case differently as the key says; nothing else is compared."""
    one, two = (follow(case, book, NOW) for book in books)
    return key in _of_kind(key.kind, one, two)


def _of_kind(kind: str, one: Route, two: Route) -> Iterator[Key]:
    """The keys of one kind."""
    keys = [_action(one, two)] if kind == "action" else [_decided(kind, one, two)] if kind in DECIDED else []
    keys += _deadlines(one, two) if kind == "deadline" else ()
    return (key for key in keys if key is not None)


def _deadlines(one: Route, two: Route) -> Iterator[Key | None]:
    """The keys of deadlines: what moves, comes or goes, what an end means, and which of them an action has."""
    books, ends = (one.book, two.book), [_ends(route) for route in (one, two)]
    for clock in COUNTED:
        if ends[0].get(clock) != ends[1].get(clock):
            how = "gone" if clock not in ends[1] else "new" if clock not in ends[0] else "moved"
            yield moved(books, clock, how, one.now.date())
    for clock in ends[0].keys() & ends[1].keys():
        rules = [route.book.tables["clocks"].decide({**route.state, "clock": clock}) for route in (one, two)]
        yield means(clock, rules)
    yield _own(one, two, books)


def _action(one: Route, two: Route) -> Key | None:
    states = [{n: route.state[n] for n in ACTION} for route in (one, two)]
    return decision_key("action", states, (one.deciding[0].ref, two.deciding[0].ref))


def _decided(kind: str, one: Route, two: Route) -> Key | None:
    table, names = DECIDED[kind]
    rules = one.rules[table], two.rules[table]
    decisions = [{n: rule.then[n] for n in names} for rule in rules]
    return decision_key(kind, decisions, (rules[0].ref, rules[1].ref))


def _ends(route: Route) -> dict[str, datetime]:
    return {clock.id: clock.ends_at for clock in clocks.running(route)}


def _own(one: Route, two: Route, books: tuple[Book, Book]) -> Key | None:
    if one.state["action"] != two.state["action"]:
        return None
    return own_clock(one.state["action"], books)


def own_clock(action: str, books: tuple[Book, Book]) -> Key | None:
    """The key of an action that names another clock as its own."""
    rules = [book.tables["actions"].named[action] for book in books]
    decisions = [{"own": rule.then["clock"] or "none"} for rule in rules]
    key = decision_key("deadline", decisions, (rules[0].ref, rules[1].ref))
    return key and _named(key, "action", action)

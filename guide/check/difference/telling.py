"""A difference in words and as data: what it was, what it is, by which rules, and the case to look at."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import MARKS
from guide.check.difference.model import Group, Key, Words
from guide.check.states import example

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.check.difference.model import Difference

_UNITS = ("hours", "days", "working_days", "years")
ROWS = 6  # rows of another file that are named


class Why(NamedTuple):
    """The rule that decided in one edition, and its sentence; both empty where a limit did."""

    rule: str
    sentence: str


class Reason(NamedTuple):
    """The rules before and after, and how many states and given cases went that way."""

    old: Why
    new: Why
    states: int
    cases: int


class Entry(NamedTuple):
    """Groups with the same before and after, put together to be read."""

    kind: str
    before: str
    after: str
    since: str  # the day from which it is so; empty for today
    states: int
    of: int
    cases: int
    reasons: tuple[Reason, ...]
    link: str  # `#case=…`; empty where no case could be built


class Teller:
    """Puts a difference into one language."""

    def __init__(self, words: Mapping[str, str], difference: Difference, lang: str) -> None:
        assert difference.books is not None
        self.difference, self.books, self.lang = difference, difference.books, lang
        self.say: dict[str, str] = {**words}
        for book in self.books:
            self.say.update(book.words[lang])

    def groups(self) -> list[Entry]:
        """All groups, those with the same before and after together; what most given cases show comes first."""

        def same(group: Group) -> tuple[object, ...]:
            return (group.key.kind, group.key.before, group.key.after, str(group.since or ""))

        order = {kind: n for n, kind in enumerate(dict.fromkeys(g.key.kind for g in self.difference.groups))}
        parts = (list(some) for _, some in groupby(sorted(self.difference.groups, key=same), key=same))
        entries = [self._entry(some) for some in parts]
        return sorted(entries, key=lambda t: (t.since, order[t.kind], -t.cases, -t.states))

    def _entry(self, groups: list[Group]) -> Entry:
        key, since = groups[0].key, groups[0].since
        groups = sorted(groups, key=lambda g: (-len(g.cases), -g.states))
        reasons = tuple(Reason(self._why(g.key, 0), self._why(g.key, 1), g.states, len(g.cases)) for g in groups)
        cases = {name for g in groups for name in g.cases}
        examples = [g.example for g in groups if g.example is not None]
        smallest = min(examples, key=lambda c: len(c.journal) + len(list(c.facts.answered())), default=None)
        return Entry(key.kind, self.side(key, key.before), self.side(key, key.after),
                     since.isoformat() if since else "", sum(g.states for g in groups), max(g.of for g in groups),
                     len(cases), reasons, example.link(smallest) if smallest else "")  # fmt: skip

    def _why(self, key: Key, side: int) -> Why:
        rule = rule_of(self.books[side], key.rules[side])
        return Why(key.rules[side], rule.because[self.lang] if rule else "")

    def side(self, key: Key, words: Words) -> str:
        """One side of a change in words."""
        decision = dict(words)
        joined = MARKS[self.lang]["comma"]
        if key.kind == "action":
            where = (
                decision["turn"],
                *([decision["stage"]] if dict(key.before)["stage"] != dict(key.after)["stage"] else []),
            )
            return self._beside(self.say[f"action.{decision['action']}"], joined.join(self._where(where)))
        if key.kind == "deadline":
            return joined.join(self._deadline(decision))
        if key.kind == "evidence":
            return joined.join(self._level(slot, level) for slot, level in words)
        return joined.join(self.say[f"{name}.{word}"] for name, word in words)

    def _where(self, where: Iterable[str]) -> Iterator[str]:
        turn, *stage = where
        yield self.say[f"turn.{turn}"]
        yield from (self.say["diff.stage"].format(stage=self.say[f"stage.{s}"]) for s in stage)

    def _beside(self, what: str, more: str) -> str:
        return f"{what}（{more}）" if self.lang == "zh" else f"{what} ({more})"

    def _level(self, slot: str, level: str) -> str:
        needed = self.say["diff.level.none"] if level == "none" else self.say[f"level.{level}"]
        return f"{self.say[f'evidence.{slot}']} {needed}"

    def _deadline(self, decision: dict[str, str]) -> Iterator[str]:
        if "own" in decision:
            own = self.say["diff.none"] if decision["own"] == "none" else self.say[f"clock.{decision['own']}"]
            yield self._beside(self.say[f"action.{decision['action']}"], own)
            return
        clock = decision.pop("clock")
        more = [self._of_clock(what, word) for what, word in decision.items()]
        name = self.say["diff.none"] if clock == "none" else self.say[f"clock.{clock}"]
        yield self._beside(name, MARKS[self.lang]["comma"].join(more)) if more else name

    def _of_clock(self, what: str, word: str) -> str:
        """How long, whose turn it is, or what its end means."""
        if what in ("turn", "ends"):
            return self.say[f"{what}.{word}"]
        return self.length(word)

    def length(self, value: str) -> str:
        """A length of time in words."""
        number, _, unit = value.partition(" ")
        return self.say[f"diff.unit.{unit}"].format(n=number) if unit in _UNITS else self.say[f"diff.{value}"]

    def limits(self) -> list[tuple[str, str, str, str]]:
        """Limits that differ: name, first day, what it was, what it is."""
        limits = []
        for named, was, is_ in self.difference.parameters:
            name, day = named.rsplit(" ", 1)
            limits.append((self.say[f"parameter.{name}"], day, self.length(was), self.length(is_)))
        return limits

    def files(self) -> list[str]:
        """Other files that differ, each with the rows that do."""
        return [self._file(*edited) for edited in self.difference.files]

    def _file(self, file: str, rows: tuple[tuple[str, str], ...]) -> str:
        joined = MARKS[self.lang]["comma"]
        rows_that_differ = [self.say[f"diff.file.{how}"].format(row=row) for row, how in rows[:ROWS]]
        rows_that_differ += [self.say["rules.more"].format(count=len(rows) - ROWS)] if rows[ROWS:] else []
        return self._beside(file, joined.join(rows_that_differ)) if rows_that_differ else file


def rule_of(book: Book, ref: str) -> Rule | None:
    """The rule behind `table/id`."""
    table, _, name = ref.partition("/")
    return next((rule for rule in book.tables[table].rules if rule.id == name), None) if table else None


def to_plain(difference: Difference, lang: str) -> dict[str, Any]:
    """The difference as plain data; docs/adr/0016 describes it."""
    assert difference.books is not None
    books = difference.books

    def why(side: int, ref: str) -> dict[str, str] | None:
        rule = rule_of(books[side], ref)
        return None if rule is None else {"rule": ref, "because": rule.because[lang]}

    return {
        "schema": 1,
        "states": difference.states,
        "cases": {"given": difference.cases, "changed": difference.changed, "unread": difference.unread},
        "groups": [
            {"kind": g.key.kind, "before": dict(g.key.before), "after": dict(g.key.after),
             "since": g.since and g.since.isoformat(), "states": g.states, "of": g.of, "cases": list(g.cases),
             "old": why(0, g.key.rules[0]), "new": why(1, g.key.rules[1]),
             "example": g.example and example.link(g.example)} for g in difference.groups
        ],
        "rows": [row._asdict() for row in difference.rows],
        "columns": [{"table": t, "column": c, "how": how} for t, c, how in difference.columns],
        "parameters": [{"parameter": p.split()[0], "since": p.split()[1], "before": was, "after": is_}
                       for p, was, is_ in difference.parameters],
        "texts": difference.texts,
        "files": [{"file": file, "rows": [{"id": row, "how": how} for row, how in rows]}
                  for file, rows in difference.files],
    }  # fmt: skip

"""Two editions -> everything that they decide differently; sentences are counted and not compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guide.book.chain import COLLECT, named
from guide.book.languages import FIRST, LANGUAGES
from guide.cases.table import Unread
from guide.check.difference import ends, rows
from guide.check.difference.groups import Groups
from guide.check.difference.model import (
    DECIDED,
    KINDS,
    MOST_NAMED,
    Difference,
    Edited,
    Group,
    Row,
    frozen,
    judge,
    limit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from guide.book.book import Book
    from guide.cases.table import CaseRow
    from guide.check.difference.model import Key

Books = tuple["Book", "Book"]


def compare(old: Book, new: Book, now: datetime, cases: Iterable[CaseRow | Unread] = ()) -> Difference:
    """Every state and every given case decided under both editions."""
    books, today = (old, new), now.date()
    groups, different_rows, count = _on(books, today)
    by_key = {group.key: group for group in groups}
    for day in _later(books, today):
        for group in _on(books, day)[0]:
            by_key.setdefault(group.key, replace(group, since=day))
    difference = Difference(tuple(by_key.values()), different_rows, tuple(_columns(books)), tuple(_parameters(books)),
                            _texts(books), states=count, books=books)  # fmt: skip
    return with_cases(difference, cases, now)


def _on(books: Books, day: date) -> tuple[list[Group], tuple[Row, ...], int]:
    """The groups and rows with the limits in force on a day, and the number of states."""
    states = Groups(frozen(books[0], day), frozen(books[1], day))
    groups = [*states.actions(), *ends.changed(states), *states.own_clocks()]
    groups += [group for kind in DECIDED for group in states.decided(kind)]
    merged = {group.key: group for group in groups}
    return list(merged.values()), tuple(rows.changed(states)), states.product.size


def _later(books: Books, today: date) -> Iterator[date]:
    """The days to come on which another limit comes into force and the editions do not agree."""
    before = [_in_force(books, today)]
    days = {d.since for book in books for dated in book.parameters.values() for d in dated if d.since > today}
    for day in sorted(days):
        force = _in_force(books, day)
        if force[0] != force[1] and force not in before:
            before.append(force)
            yield day


def _in_force(books: Books, day: date) -> list[dict[str, str]]:
    return [{n: limit(book, n, day) for n in frozen(book, day).parameters} for book in books]


def _columns(books: Books) -> Iterator[tuple[str, str, str]]:
    """Conditions that a table has in one edition only."""
    for name, old in books[0].tables.items():
        new = books[1].tables[name]
        yield from ((name, column, "removed") for column in old.conditions if column not in new.conditions)
        yield from ((name, column, "added") for column in new.conditions if column not in old.conditions)


def _parameters(books: Books) -> Iterator[tuple[str, str, str]]:
    """Limits with another value, by id and first day."""
    old, new = ({(d.id, d.since): d.shown
                 for dated in book.parameters.values() for d in dated} for book in books)  # fmt: skip
    for name, since in dict.fromkeys([*old, *new]):
        was, is_ = old.get((name, since), "none"), new.get((name, since), "none")
        if was != is_:
            yield f"{name} {since.isoformat()}", was, is_


def _texts(books: Books) -> int:
    """How many words, reasons and sources differ, come or go, and how many tables show their rows in another order."""
    sides = [_texts_of(book) for book in books]
    differ = sum(sides[0].get(name) != sides[1].get(name) for name in {*sides[0], *sides[1]})
    limits = [{(d.id, d.since): (d.source, d.confidence, d.checked_on, d.review_by)
               for dated in book.parameters.values() for d in dated} for book in books]  # fmt: skip
    differ += sum(limits[0][name] != limits[1][name] for name in limits[0].keys() & limits[1].keys())
    return differ + sum(len({_order(books, name, side) for side in (0, 1)}) - 1 for name in named(policy=COLLECT))


def _texts_of(book: Book) -> dict[str, object]:
    """Every text of an edition, with the sources of a reason."""
    words: dict[str, object] = {id_: [book.words[lang].get(id_) for lang in LANGUAGES] for id_ in book.words[FIRST]}
    return words | {r.ref: (r.because, r.source) for table in book.tables.values() for r in table.rules}


def _order(books: Books, name: str, side: int) -> tuple[str, ...]:
    """The order of the rows that both editions have: the order in which they are shown."""
    ids = [{rule.id: None for rule in book.tables[name].rules} for book in books]
    return tuple(row for row in ids[side] if row in ids[1 - side])


def files(old: Book, new: Book) -> tuple[Edited, ...]:
    """Files besides tables, limits and words that differ between two editions, with the rows that do."""
    one, two = _beside(old), _beside(new)
    return tuple(Edited(n, tuple(_rows(old, new, n) if n.endswith(".csv") else ()))
                 for n in sorted({*one, *two}) if one.get(n) != two.get(n))  # fmt: skip


def _beside(book: Book) -> dict[str, bytes]:
    """The files of an edition that decide nothing by themselves."""
    paths = (p for p in book.folder.rglob("*") if p.suffix in (".csv", ".yaml"))
    named = {p.relative_to(book.folder).as_posix(): p for p in paths}
    return {n: p.read_bytes() for n, p in named.items()
            if not n.startswith(("tables/", "words/")) and n != "parameters.csv"}  # fmt: skip


def _rows(old: Book, new: Book, file: str) -> Iterator[tuple[str, str]]:
    """The rows of a file that differ, by their first cell; the header is one of them."""
    sides = [{cells[0]: cells for cells in book.sheet(file).cells()} for book in (old, new)]
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        was, is_ = (side.get(name) for side in sides)
        if was != is_:
            yield name, "added" if was is None else "removed" if is_ is None else "changed"


def with_cases(difference: Difference, cases: Iterable[CaseRow | Unread], now: datetime) -> Difference:
    """The difference with the given cases counted in their groups; no case is kept."""
    assert difference.books is not None
    counting = Counting()
    for row in cases:
        counting.add(row, difference.books, now)
    return counting.beside(difference)


@dataclass
class Counting:
    """Given cases, decided one by one under both editions, so that a page can stay awake meanwhile."""

    cases: int = 0
    changed: int = 0
    unread: int = 0
    named: list[CaseRow] = field(default_factory=list)
    ids: dict[Key, list[str]] = field(default_factory=dict)

    def add(self, row: CaseRow | Unread, books: Books, now: datetime) -> None:
        """Decide one more case."""
        if isinstance(row, Unread):
            self.unread += row.number > 1
            return
        keys = judge(row.case, books, now)
        self.cases += 1
        self.changed += bool(keys)
        self.named += [row] if keys and len(self.named) < MOST_NAMED else []
        for key in keys:
            self.ids.setdefault(key, []).append(row.id or str(row.number))

    def beside(self, difference: Difference) -> Difference:
        """A difference with these cases in it; the most frequent groups come first."""
        groups = {g.key: replace(g, cases=tuple(self.ids.get(g.key, ()))) for g in difference.groups}
        groups |= {key: Group(key, 0, 0, None, None, tuple(ids)) for key, ids in self.ids.items() if key not in groups}
        ordered = sorted(
            groups.values(),
            key=lambda g: (g.since is not None, KINDS.index(g.key.kind), -len(g.cases), -g.states, g.key),
        )
        return replace(difference, groups=tuple(ordered), cases=self.cases, changed=self.changed,
                       unread=self.unread, named=tuple(self.named))  # fmt: skip

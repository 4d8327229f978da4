"""Rows of a lead's table as cases of the store: each once, however often the table comes, and brought up to date."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from guide.book.notices import Notice
from guide.cases.casefile import from_plain, to_plain
from guide.cases.cells import CASE
from guide.cases.store.code import derived, key_of
from guide.cases.store.entries import ROW, Entry, changes, missing, rebuild
from guide.cases.store.errors import StoreError
from guide.cases.table import CaseRow, Unread
from guide.engine.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from guide.cases.store.store import Store

_AT_ONCE = 50  # cases of one transaction, for which others wait
_TRIES = 4  # while others write so long that the database does not answer


@dataclass
class Filled:
    """What came of a table: the code of each row by its number, how many cases are new, changed or as they were."""

    codes: dict[int, str] = field(default_factory=dict)
    new: int = 0
    changed: int = 0
    same: int = 0
    told: list[Unread] = field(default_factory=list)  # rows left out, and answers that others had given otherwise


def fill(
    store: Store,
    rows: Iterable[CaseRow | Unread],
    secret: str,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Filled:
    """Take rows over as cases. The code of a case follows from the code of the list and the row's own id."""
    filled = Filled()
    for done in filling(store, rows, secret, now, filled):
        progress(done)
    return filled


def filling(
    store: Store, rows: Iterable[CaseRow | Unread], secret: str, now: datetime, filled: Filled
) -> Iterator[int]:
    """Take rows over some at a time; how many are done after each, and at last all that came of it in `filled`."""
    each, done = _once(rows), 0
    while some := list(islice(each, _AT_ONCE)):
        filled.told += [row for row in some if isinstance(row, Unread)]
        good = [row for row in some if isinstance(row, CaseRow)]
        _take(store, {derived(secret, f"row {row.id}"): row for row in good}, filled, now)
        done += len(some)
        yield done
    filled.told.sort(key=lambda told: told.number)


def _once(rows: Iterable[CaseRow | Unread]) -> Iterator[CaseRow | Unread]:
    """The rows, of those with one id the first; a row without an id cannot be known again."""
    firsts: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Unread):
            yield row
        elif not row.id:
            yield Unread(row.number, CASE, Notice("fault.store.row.id"))
        elif (first := firsts.setdefault(row.id, row.number)) != row.number:
            yield Unread(row.number, CASE, Notice("fault.desk.again", row=first))
        else:
            yield row


def _take(store: Store, some: dict[str, CaseRow], filled: Filled, now: datetime) -> None:
    """Write some rows in one transaction, and count them."""
    taken = {key_of(code): _Taking(row, now) for code, row in some.items()}
    for left in reversed(range(_TRIES)):
        try:
            written = store.extend({key: one.entries for key, one in taken.items()})
            break
        except StoreError as error:
            if error.reason != "away" or not left:
                raise
    for code, row in some.items():
        one, count = taken[key_of(code)], written.get(key_of(code))
        if count is None:
            filled.told.append(Unread(row.number, "", Notice("store.gone")))
            continue
        filled.codes[row.number] = code
        filled.new += one.is_new
        filled.changed += not one.is_new and count > 0
        filled.same += count == 0
        filled.told += one.told


class _Taking:
    """One row on its way into its case."""

    def __init__(self, row: CaseRow, now: datetime) -> None:
        self.row, self.now = row, now
        self.is_new, self.told = True, list[Unread]()

    def entries(self, there: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """What the row says otherwise than when it came last, behind what others wrote in between."""
        self.is_new, self.told = not there, []
        last = next((entry.payload["case"] for entry in reversed(there) if entry.kind == ROW), None)
        said = to_plain(Case()) if last is None else last
        says = _with(said, to_plain(self.row.case))
        if says == last:
            return ()
        noted = {"id": self.row.id, "case": says}
        case, before, after = rebuild(there)[0], from_plain(said), from_plain(says)
        steps = map(partial(self._beside_others, case, before), changes(before, after, self.now))
        row = Entry(uuid.uuid4().hex, self.now.astimezone(UTC), ROW, noted)
        return (row, *missing(case, steps))

    def _beside_others(self, case: Case, before: Case, entry: Entry) -> Entry:
        """A change beside the answers of others: evidence that they noted stays, another answer is told."""
        if entry.kind != "fact":
            return entry
        name, value = entry.payload["name"], entry.payload["value"]
        now, was = getattr(case.facts, name), getattr(before.facts, name)
        if name == "held":
            plain = to_plain(Case(self.row.case.facts))["facts"].get("held", [])
            held = (now - was) | (set(plain) - was) | (now & set(plain))
            return Entry(entry.id, entry.moment, entry.kind, {"name": name, "value": sorted(held)})
        theirs = to_plain(case)["facts"].get(name)
        if now != was and theirs not in (None, value):
            self.told.append(Unread(self.row.number, name, Notice("fault.store.row.other", theirs=theirs)))
        return entry


def _with(said: dict[str, Any], says: dict[str, Any]) -> dict[str, Any]:
    """What a row says with what it said before: a blank cell, or a column that is gone, takes nothing back."""
    facts = {**said["facts"], **says["facts"]}
    return {**says, "facts": facts, "journal": says["journal"] or said["journal"]}

"""The keeper of one open case: entries that are written, and entries that wait while the database is away."""

from __future__ import annotations

from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.cases.store.entries import Conflict, Entry, rebuild
from guide.cases.store.errors import StoreError
from guide.engine.case import Case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.cases.store.store import Store

MOST = 2000  # entries that may wait


class Clash(NamedTuple):
    """A fact that was answered here and elsewhere, differently."""

    fact: str
    theirs: Any
    mine: Any


class Sent(NamedTuple):
    """The result of `send`: whether others had written meanwhile, and the facts that both answered differently."""

    merged: bool = False
    clashes: tuple[Clash, ...] = ()


class Keeper:
    """A case by its key. `put` never touches the database; `send` and `news` do, and may run in another thread."""

    def __init__(self, store: Store, key: str) -> None:
        self.store, self.key = store, key
        self.written: tuple[Entry, ...] = ()
        self.waiting: tuple[Entry, ...] = ()
        self._lock, self._turn = Lock(), RLock()  # the lists, and talking to the database

    @property
    def case(self) -> Case:
        """The case after all entries, those that wait last."""
        return rebuild((*self.written, *self.waiting))[0]

    def put(self, entries: Sequence[Entry]) -> None:
        """Add entries to those that wait; one that is known by its id is skipped.

        StoreError "queue" if more than MOST would wait.
        """
        with self._lock:
            known = {e.id for e in (*self.written, *self.waiting)}
            waiting = (*self.waiting, *(e for e in entries if e.id not in known))
            waiting = _latest(waiting) if len(waiting) > MOST else waiting
            if len(waiting) > MOST:
                raise StoreError("queue")
            self.waiting = waiting

    def send(self) -> Sent:
        """Write the entries that wait, behind those that others wrote meanwhile. StoreError if the database is away.

        A database that lost what was written before gets the whole case anew.
        """
        clashes: dict[str, Clash] = {}
        merged = False
        with self._turn:
            while batch := self.waiting:
                try:
                    self.store.append(self.key, len(self.written), batch, self._last)
                except Conflict as conflict:
                    merged = True
                    clashes |= self._take(conflict.others, batch)
                except StoreError as error:
                    if error.reason != "lost":
                        raise
                    self._begin_anew()
                else:
                    self._take(batch, ())
        return Sent(merged, tuple(clashes.values()))

    def news(self) -> bool:
        """Take over entries that others wrote; whether there were any. StoreError if the database is away.

        What a database has lost waits to be written again.
        """
        with self._turn:
            try:
                others = self.store.read(self.key, len(self.written), self._last)
            except StoreError as error:
                if error.reason != "lost":
                    raise
                return self._begin_anew()
            self._take(others, ())
        return bool(others)

    @property
    def _last(self) -> str:
        """The id of the last entry that is written."""
        return self.written[-1].id if self.written else ""

    def _begin_anew(self) -> bool:
        """Let everything wait again that the database does not hold; whether it holds entries of others."""
        there = self.store.read(self.key)
        with self._lock:
            ours = (*self.written, *self.waiting)
            ids = {e.id for e in there}
            self.written, self.waiting = there, tuple(e for e in ours if e.id not in ids)
        return not ids <= {e.id for e in ours}

    def _take(self, entries: Sequence[Entry], batch: Sequence[Entry]) -> dict[str, Clash]:
        """Note entries as written, so that they no longer wait; their clashes with the answers of a batch, by fact."""
        with self._lock:
            self.written += tuple(entries)
            ids = {e.id for e in entries}
            self.waiting = tuple(e for e in self.waiting if e.id not in ids)
        mine, theirs = _facts(batch), _facts(e for e in entries if e.id not in {m.id for m in batch})
        return {n: Clash(n, theirs[n], mine[n]) for n in theirs if n in mine and theirs[n] != mine[n]}


def _facts(entries: Any) -> dict[str, Any]:
    """The last answer to each fact."""
    return {e.payload.get("name"): e.payload.get("value") for e in entries if e.kind == "fact"}


def _latest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries without answers that a later answer replaces."""
    last = {e.payload.get("name"): e.id for e in entries if e.kind == "fact"}
    return tuple(e for e in entries if e.kind != "fact" or last[e.payload.get("name")] == e.id)

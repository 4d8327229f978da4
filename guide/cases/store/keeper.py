"""One open case: what was written, and what waits because the database is away. Nothing entered is lost."""

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
    """One fact, answered here and elsewhere, differently."""

    fact: str
    theirs: Any
    mine: Any


class Sent(NamedTuple):
    """What a sending found: whether others had written, and the facts that both sides answered."""

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
        """The case as the database knows it, and what waits on top."""
        return rebuild((*self.written, *self.waiting))[0]

    def put(self, entries: Sequence[Entry]) -> None:
        """Note entries to be written; one that is known already is not taken twice."""
        with self._lock:
            known = {e.id for e in (*self.written, *self.waiting)}
            waiting = (*self.waiting, *(e for e in entries if e.id not in known))
            waiting = _latest(waiting) if len(waiting) > MOST else waiting
            if len(waiting) > MOST:
                raise StoreError("queue")
            self.waiting = waiting

    def send(self) -> Sent:
        """Write what waits, behind whatever others wrote meanwhile."""
        clashes: dict[str, Clash] = {}
        merged = False
        with self._turn:
            while batch := self.waiting:
                try:
                    self.store.append(self.key, len(self.written), batch)
                except Conflict as conflict:
                    merged = True
                    clashes |= self._take(conflict.others, batch)
                else:
                    self._take(batch, ())
        return Sent(merged, tuple(clashes.values()))

    def news(self) -> bool:
        """Take over what others wrote; whether there was anything."""
        with self._turn:
            others = self.store.read(self.key, len(self.written))
            self._take(others, ())
        return bool(others)

    def _take(self, entries: Sequence[Entry], mine: Sequence[Entry]) -> dict[str, Clash]:
        with self._lock:
            self.written += tuple(entries)
            there = {e.id for e in entries}
            self.waiting = tuple(e for e in self.waiting if e.id not in there)
        ours, theirs = _facts(mine), _facts(e for e in entries if e.id not in {m.id for m in mine})
        return {n: Clash(n, theirs[n], ours[n]) for n in theirs if n in ours and theirs[n] != ours[n]}


def _facts(entries: Any) -> dict[str, Any]:
    """The last answer to each fact."""
    return {e.payload.get("name"): e.payload.get("value") for e in entries if e.kind == "fact"}


def _latest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same without answers that a later one replaced."""
    last = {e.payload.get("name"): e.id for e in entries if e.kind == "fact"}
    return tuple(e for e in entries if e.kind != "fact" or last[e.payload.get("name")] == e.id)

"""Entries of a case, in the order in which they were made: their replay is the case, a change of it gives entries."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.cases.casefile import CaseError, from_plain, to_plain
from guide.cases.store.errors import StoreError
from guide.engine.case import Case
from guide.engine.journal import Event, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The form of a payload. A new one is added beside the old, which stays readable for ever.
SCHEMA = 1
#: What a table said of the case when its row was last taken over; it changes nothing by itself.
ROW = "row"
KINDS = ("fact", "event", "changed", "withdrawn", ROW)
#: What is kept of practice, under keys of its own: an answer, a person who joined, a set of cases, a doubtful case.
OF_PRACTICE = ("answer", "joined", "task", "report")


class Imported(NamedTuple):
    """Numbers of imported entries: added, and known already."""

    new: int
    known: int


@dataclass(frozen=True)
class Entry:
    """One answer, event, change or withdrawal. Sent again after a failure it keeps its `id`, so it is stored once."""

    id: str
    moment: datetime
    kind: str
    payload: Mapping[str, Any]
    schema: int = SCHEMA
    number: int = 0  # its place in the case once it is written

    def to_plain(self) -> dict[str, Any]:
        """The entry as plain values, for a file or for the browser."""
        moment = self.moment.astimezone(UTC).isoformat(timespec="microseconds")
        return {"number": self.number, "id": self.id, "moment": moment, "kind": self.kind,
                "schema": self.schema, "payload": dict(self.payload)}  # fmt: skip


class Conflict(Exception):  # noqa: N818  not a failure: the other side of an answer
    """Somebody else wrote to the case first; `others` are their entries."""

    def __init__(self, others: tuple[Entry, ...]) -> None:
        super().__init__(f"{len(others)} entries were written elsewhere")
        self.others = others


def read_entry(plain: object) -> Entry:
    """An entry from plain values; ValueError if it is none, which quotes nothing of it."""
    if not isinstance(plain, dict):
        raise ValueError("not an entry")
    number, id_, kind, schema, payload = (plain.get(k) for k in ("number", "id", "kind", "schema", "payload"))
    moment = datetime.fromisoformat(str(plain.get("moment")))
    valid = (
        type(number) is int and number >= 0 and isinstance(id_, str) and len(id_) == 32 and id_.isalnum()
        and kind in (*KINDS, *OF_PRACTICE) and type(schema) is int and isinstance(payload, dict)
        and moment.tzinfo is not None
    )  # fmt: skip
    if not valid:
        raise ValueError("not an entry")
    return Entry(str(id_), moment.astimezone(UTC), str(kind), payload or {}, schema or 0, number or 0)


def changes(before: Case, after: Case, now: datetime) -> tuple[Entry, ...]:
    """The entries that, replayed on `before`, give exactly `after`."""
    was, is_ = to_plain(before)["facts"], to_plain(after)["facts"]
    steps = [("fact", {"name": name, "value": is_.get(name)})
             for name in {**was, **is_} if was.get(name) != is_.get(name)]  # fmt: skip
    steps += _journal_changes(before, after)
    return tuple(Entry(uuid.uuid4().hex, now.astimezone(UTC), kind, payload) for kind, payload in steps)


def _journal_changes(before: Case, after: Case) -> list[tuple[str, dict[str, Any]]]:
    """Kind and payload of each entry that leads from one journal to the other."""
    was, is_ = in_order(before.journal), in_order(after.journal)
    gone = [*(Counter(was) - Counter(is_)).elements()]
    new = [*(Counter(is_) - Counter(was)).elements()]
    if len(gone) == len(new) == 1:
        steps = [("changed", {"was": _event(gone[0]), "is": _event(new[0])})]
    else:
        steps = [("withdrawn", _event(e)) for e in gone] + [("event", _event(e)) for e in new]
    if _replayed(was, steps) != is_:  # events of one moment are in another order: write all of them again
        steps = [("withdrawn", _event(e)) for e in was] + [("event", _event(e)) for e in is_]
    return steps


def _replayed(journal: tuple[Event, ...], steps: list[tuple[str, dict[str, Any]]]) -> tuple[Event, ...]:
    case = Case(journal=journal)
    for kind, payload in steps:
        case = _apply(case, kind, payload)
    return in_order(case.journal)


def missing(case: Case, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of some changes of another version those that the case does not hold yet; an event that it has is not doubled."""
    left: list[Entry] = []
    for entry in entries:
        kind, payload = entry.kind, entry.payload
        if kind == "changed" and _read_event(payload["is"]) in case.journal:
            kind, payload = "withdrawn", payload["was"]
        after = case if kind == "event" and _read_event(payload) in case.journal else _apply(case, kind, payload)
        if after != case:
            left.append(replace(entry, kind=kind, payload=payload))
            case = after
    return tuple(left)


def _event(event: Event) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(Case(journal=(event,)))["journal"][0]
    return plain


def _read_event(payload: object) -> Event:
    return from_plain({"journal": [payload]}).journal[0]


def fact_value(name: str, plain: object) -> Any:
    """An answer as the case holds it; CaseError if the fact or the answer does not exist."""
    read = from_plain({"facts": {name: [] if name == "held" and plain is None else plain}})
    return getattr(read.facts, name)


def _apply(case: Case, kind: str, payload: Mapping[str, Any]) -> Case:
    """The case after one entry. Events are found by their values; withdrawing one that is not there changes nothing."""
    if kind == "fact":
        name = str(payload.get("name"))
        return case.with_fact(name, fact_value(name, payload.get("value")))
    if kind == "event":
        return case.with_event(_read_event(payload))
    if kind == ROW:
        return case
    was = _read_event(payload.get("was") if kind == "changed" else payload)
    new = [_read_event(payload.get("is"))] if kind == "changed" else []
    events = list(in_order(case.journal))
    place = events.index(was) if was in events else len(events)
    events[place : place + 1] = new
    return Case(case.facts, in_order(events))


def rebuild(entries: Iterable[Entry], case: Case | None = None) -> tuple[Case, int]:
    """The case after replaying the entries, and how many of them this handbook does not understand.

    StoreError "newer" for an entry with a later schema.
    """
    case, lost = case or Case(), 0
    for entry in entries:
        if entry.schema > SCHEMA:
            raise StoreError("newer")
        try:
            case = _apply(case, entry.kind, entry.payload)
        except CaseError:
            lost += 1
    return case, lost


def to_text(entry: Entry) -> str:
    """The payload as it is stored: JSON in ASCII, which any database and encoding accepts."""
    return json.dumps(dict(entry.payload), separators=(",", ":"))

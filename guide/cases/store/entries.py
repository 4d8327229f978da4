"""Entries: what was given, one after the other. A case is the replay of its entries; a change of one gives entries."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from guide.cases.casefile import CaseError, from_plain, to_plain
from guide.cases.store.errors import StoreError
from guide.engine.case import Case
from guide.engine.journal import Event, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The form of a payload. A new one is added beside the old, which stays readable for ever.
SCHEMA = 1
KINDS = ("fact", "event", "changed", "withdrawn")


@dataclass(frozen=True)
class Entry:
    """One thing that was given; `id` tells a second try from a second entry."""

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
    """Somebody else wrote to the case first; `others` is what they wrote."""

    def __init__(self, others: tuple[Entry, ...]) -> None:
        super().__init__(f"{len(others)} entries were written elsewhere")
        self.others = others


def read_entry(plain: object) -> Entry:
    """An entry from plain values; ValueError where it is none, without repeating what it says."""
    if not isinstance(plain, dict):
        raise ValueError("not an entry")
    number, mark, kind, schema, payload = (plain.get(k) for k in ("number", "id", "kind", "schema", "payload"))
    moment = datetime.fromisoformat(str(plain.get("moment")))
    fine = (
        type(number) is int and number >= 0 and isinstance(mark, str) and len(mark) == 32 and mark.isalnum()
        and kind in KINDS and type(schema) is int and isinstance(payload, dict) and moment.tzinfo is not None
    )  # fmt: skip
    if not fine:
        raise ValueError("not an entry")
    return Entry(str(mark), moment.astimezone(UTC), str(kind), payload or {}, schema or 0, number or 0)


def changes(before: Case, after: Case, now: datetime) -> tuple[Entry, ...]:
    """What leads from one case to another; replayed on the first, it gives exactly the second."""
    was, is_ = to_plain(before)["facts"], to_plain(after)["facts"]
    found = [("fact", {"name": name, "value": is_.get(name)})
             for name in {**was, **is_} if was.get(name) != is_.get(name)]  # fmt: skip
    found += _journal_changes(before, after)
    return tuple(Entry(uuid.uuid4().hex, now.astimezone(UTC), kind, payload) for kind, payload in found)


def _journal_changes(before: Case, after: Case) -> list[tuple[str, dict[str, Any]]]:
    was, is_ = in_order(before.journal), in_order(after.journal)
    gone = [*(Counter(was) - Counter(is_)).elements()]
    new = [*(Counter(is_) - Counter(was)).elements()]
    if len(gone) == len(new) == 1:
        found = [("changed", {"was": _event(gone[0]), "is": _event(new[0])})]
    else:
        found = [("withdrawn", _event(e)) for e in gone] + [("event", _event(e)) for e in new]
    if _replayed(was, found) != is_:  # events of one moment in another order: say all of it again
        found = [("withdrawn", _event(e)) for e in was] + [("event", _event(e)) for e in is_]
    return found


def _replayed(journal: tuple[Event, ...], found: list[tuple[str, dict[str, Any]]]) -> tuple[Event, ...]:
    case = Case(journal=journal)
    for kind, payload in found:
        case = _apply(case, kind, payload)
    return in_order(case.journal)


def _event(event: Event) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(Case(journal=(event,)))["journal"][0]
    return plain


def _read_event(payload: object) -> Event:
    return from_plain({"journal": [payload]}).journal[0]


def fact_value(name: str, plain: object) -> Any:
    """An answer as the case holds it; CaseError where there is no such fact or no such answer."""
    read = from_plain({"facts": {name: [] if name == "held" and plain is None else plain}})
    return getattr(read.facts, name)


def _apply(case: Case, kind: str, payload: Mapping[str, Any]) -> Case:
    """The case after one entry. An event is known by what it says, so a second withdrawal changes nothing."""
    if kind == "fact":
        name = str(payload.get("name"))
        return case.with_fact(name, fact_value(name, payload.get("value")))
    if kind == "event":
        return case.with_event(_read_event(payload))
    was = _read_event(payload.get("was") if kind == "changed" else payload)
    new = [_read_event(payload.get("is"))] if kind == "changed" else []
    events = list(in_order(case.journal))
    place = events.index(was) if was in events else len(events)
    events[place : place + 1] = new
    return Case(case.facts, in_order(events))


def rebuild(entries: Iterable[Entry], case: Case | None = None) -> tuple[Case, int]:
    """The case that the entries tell, and how many of them this handbook no longer understands."""
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
    """The payload as it is stored: ASCII, so that no engine and no encoding can object to a sign."""
    return json.dumps(dict(entry.payload), separators=(",", ":"))

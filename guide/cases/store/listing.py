"""Every stored case as a row of a table, for whoever looks after all of them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from guide.cases.store.entries import ROW, read_entry, rebuild
from guide.cases.table import CaseRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.cases.store.store import Store

_NAMED = 12  # signs of a key that name a case; they open nothing, and are the same each time


def rows(store: Store) -> Iterator[CaseRow]:
    """The cases by their keys, each with what was entered last; one that came from a table has its own id in front."""
    groups = groupby(map(json.loads, store.export()), key=lambda plain: str(plain["case"]))
    for number, (key, plain) in enumerate(groups, start=2):
        entries = [*map(read_entry, plain)]
        own = next((f"{entry.payload['id']} " for entry in reversed(entries) if entry.kind == ROW), "")
        yield CaseRow(number, own + key[:_NAMED], rebuild(entries)[0])

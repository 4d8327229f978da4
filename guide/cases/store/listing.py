"""Every stored case as a row of a table, for whoever looks after all of them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from guide.cases.store.entries import read_entry, rebuild
from guide.cases.table import CaseRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.cases.store.store import Store

_NAMED = 12  # signs of a key that name a case; they open nothing, and are the same each time


def rows(store: Store) -> Iterator[CaseRow]:
    """The cases by their keys, each with what was entered last."""
    entries = groupby(map(json.loads, store.export()), key=lambda plain: str(plain["case"]))
    for number, (key, plain) in enumerate(entries, start=2):
        yield CaseRow(number, key[:_NAMED], rebuild(map(read_entry, plain))[0])

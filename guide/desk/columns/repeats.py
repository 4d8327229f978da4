"""Ids that two rows of a table have, however long it is and wherever its parts are."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from guide.cases.typed import cleaned
from guide.desk.columns.signs import WORD, mixed, of_texts

if TYPE_CHECKING:
    from guide.desk.columns.arrays import Numbers
    from guide.desk.columns.signs import Signs

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HASHES = ("one, sixteen big", "two, sixteen big")  # two keys: no two ids in any table have both numbers alike


def keys(cells: Signs) -> Numbers:
    """Ids as two numbers each, which differ where the ids do; 0 for a blank one. A short id is its own two numbers."""
    if not cells.plain:
        cells = of_texts(list(map(cleaned, cells.cells())))
    first, second = (cells.word(number, cells.starts, cells.wide) for number in (0, 1))
    found = np.stack([mixed(first) * _FACTOR + second, second])
    long = cells.wide > 2 * WORD
    if long.any():
        import pandas as pd

        texts = np.array(list(compress(cells.cells(), long.tolist())), dtype=object)
        found[:, long] = [pd.util.hash_array(texts, hash_key=key, categorize=False) for key in _HASHES]
    return found


def again(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The places of the ids that another has before them, and the places of the first that has each."""
    ordered = np.sort(keys[0])
    several = np.unique(ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)])
    some = np.flatnonzero(np.isin(keys[0], several)) if len(several) else several.astype(np.int64)
    order = some[np.lexsort(keys[:, some])]
    same = np.append(False, (keys[:, order[1:]] == keys[:, order[:-1]]).all(axis=0))[: len(order)]
    first = order[np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))]
    return order[same], first[same]

"""Ids that two rows of a table have, however long it is and wherever its parts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.cases.cells import CASE
from guide.desk.columns.frame import ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from guide.desk.columns.arrays import Numbers

_HASHES = ("one, sixteen big", "two, sixteen big")  # two keys: no two ids in any table have both numbers alike


def keys_of(frame: pd.DataFrame) -> Numbers:
    """The ids of some rows as two numbers each, which differ where the ids do; a blank one is 0."""
    import pandas as pd

    if CASE not in frame:
        return np.zeros((len(_HASHES), len(frame)), dtype=np.uint64)
    cells = np.array(ids(frame), dtype=object)
    keys = [pd.util.hash_array(cells, hash_key=key, categorize=False) for key in _HASHES]
    return np.where(cells != "", np.stack(keys), np.uint64(0))


class Ids(NamedTuple):
    """The ids of all rows, part by part, and the numbers of the rows."""

    keys: list[Numbers]
    numbers: list[Numbers]

    def add(self, keys: Numbers, numbers: Sequence[int]) -> None:
        """The rows of one more part."""
        self.keys.append(keys)
        self.numbers.append(np.asarray(numbers, dtype=np.int64))

    def again(self) -> tuple[Numbers, dict[int, int]]:
        """The places of the rows whose id another has before them, and their numbers with that of the first."""
        keys, numbers = np.concatenate(self.keys, axis=1), np.concatenate(self.numbers)
        ordered = np.sort(keys[0])
        several = np.unique(ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)])
        some = np.flatnonzero(np.isin(keys[0], several)) if len(several) else several.astype(np.int64)
        order = some[np.lexsort(keys[:, some])]
        same = np.append(False, (keys[:, order[1:]] == keys[:, order[:-1]]).all(axis=0))[: len(order)]
        first = order[np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))][same]
        places = order[same]
        return places, dict(zip(numbers[places].tolist(), numbers[first].tolist(), strict=True))

"""Distinct rows of codes with named columns: what situations are enumerated in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Self

#: Arrays of any shape: small codes, yes and no, and numbers of rows.
Codes: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

#: Keys below this are looked up in an array of that length, which is quicker than to sort them.
_DENSE = 1 << 20


@dataclass(frozen=True)
class Rows:
    """A table of small unsigned numbers, no row twice."""

    names: tuple[str, ...]
    cells: Codes

    def __len__(self) -> int:
        return len(self.cells)

    def column(self, name: str) -> Codes:
        """One column."""
        return self.cells[:, self.names.index(name)]

    def keys(self, names: Sequence[str]) -> Numbers:
        """One number a row, the same for rows that agree in these columns."""
        return group([self.column(name) for name in names], len(self))

    def keep(self, names: Iterable[str]) -> Self:
        """The distinct rows of some columns only."""
        wanted = tuple(name for name in self.names if name in set(names))
        places = np.array([self.names.index(name) for name in wanted], dtype=np.intp)
        _, first = np.unique(self.keys(wanted), return_index=True)
        return type(self)(wanted, self.cells[first][:, places])

    def take(self, flags: Flags) -> Self:
        """Some of the rows."""
        return type(self)(self.names, self.cells[flags])

    def add(self, columns: Mapping[str, Codes]) -> Self:
        """Some columns more."""
        cells = np.column_stack([self.cells, *columns.values()]).astype(self.cells.dtype, copy=False)
        return type(self)((*self.names, *columns), cells)

    def times(self, other: Self) -> Self:
        """Every row of one with every row of the other."""
        left = np.repeat(self.cells, len(other), axis=0)
        cells = np.column_stack([left, np.tile(other.cells, (len(self), 1))])
        return type(self)(self.names + other.names, cells)


def group(columns: Iterable[Codes], many: int) -> Numbers:
    """The same number, from 0 on, for places where all columns agree."""
    found, size = np.zeros(many, dtype=np.int64), 1
    for column in columns:
        low = int(column.min(initial=0))
        wide = int(column.max(initial=0)) - low + 1
        if size * wide > _DENSE:
            found, size = number(found, size)
        found, size = found * wide + (column - low), size * wide
    return number(found, size)[0]


def number(keys: Numbers, size: int) -> tuple[Numbers, int]:
    """The rank of each key among the different keys, all of which are below `size`; and how many differ."""
    if size > _DENSE:
        different, rank = np.unique(keys, return_inverse=True)
        return rank.ravel(), len(different)
    there = np.zeros(size, dtype=np.int64)
    there[keys] = 1
    rank = np.cumsum(there)
    return rank[keys] - 1, int(rank[-1])

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
        cells = np.column_stack([self.cells, *columns.values()]).astype(self.cells.dtype)
        return type(self)((*self.names, *columns), cells)

    def times(self, other: Self) -> Self:
        """Every row of one with every row of the other."""
        left = np.repeat(self.cells, len(other), axis=0)
        cells = np.column_stack([left, np.tile(other.cells, (len(self), 1))])
        return type(self)(self.names + other.names, cells)


def group(columns: Sequence[Any], many: int) -> Numbers:
    """The same number for places where all columns agree."""
    found = np.zeros(many, dtype=np.int64)
    for column in columns:
        told = found * (int(column.max(initial=0)) + 1) + column
        found = np.unique(told, return_inverse=True)[1].ravel()
    return found

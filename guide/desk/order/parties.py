"""Who has to do with the cases of a table: the couriers and the sellers, and what is at stake with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from guide.book.book import Book
    from guide.desk.columns.arrays import Codes, Flags

#: Kinds of party; a table names one in a column of its own, whose names are `desk.columns.*`.
CARRIER, SELLER = "carrier", "seller"
_WAYBILL = "waybill"  # carrier and number in one cell, which every table may have
_DIGITS = frozenset("0123456789")


class Parties(NamedTuple):
    """The couriers or the sellers of a table."""

    place: Codes  # of each row among the names; -1 where none is named
    names: Sequence[str]


class Stake(NamedTuple):
    """What is at stake with one party."""

    place: int  # among the names
    name: str
    cases: int
    sum: float  # yuan, of those that name one


def parties(frame: pd.DataFrame, book: Book, kind: str) -> Parties:
    """The parties of a kind, by the first column that is called so; couriers also by their waybills."""
    import pandas as pd

    column = next((name for name in frame.columns if is_called(str(name), book, kind)), None)
    if column is not None:
        cells = frame[column].fillna("").astype(str).str.strip().tolist()
    elif kind == CARRIER and _WAYBILL in frame:
        cells = [cell.partition(" ")[0] for cell in frame[_WAYBILL].fillna("").astype(str).tolist()]
    else:
        return Parties(np.full(len(frame), -1), ())
    place, names = pd.factorize(np.array(cells, dtype=object))
    known = [str(name) if column is not None or not _DIGITS & set(str(name)) else "" for name in names]
    kept = np.array([bool(name) for name in known] + [False])
    return Parties(np.where(kept[place], place, -1), known)


def is_called(column: str, book: Book, *kinds: str) -> bool:
    """Whether a column names a party of one of these kinds."""
    name = column.strip().lower()
    return any(name in book.words[lang][f"desk.columns.{kind}"].split() for lang in LANGUAGES for kind in kinds)


def stakes(found: Parties, rows: Flags, sums: Codes, most: int) -> list[Stake]:
    """The parties with the most at stake in some rows, the largest sum first."""
    rows = rows & (found.place >= 0)
    place, many = found.place[rows], len(found.names)
    count = np.bincount(place, minlength=many)
    total = np.bincount(place, weights=np.nan_to_num(sums[rows]), minlength=many)
    first = np.lexsort((-count, -total))[:most].tolist()
    return [Stake(at, found.names[at], int(count[at]), float(total[at])) for at in first if count[at]]

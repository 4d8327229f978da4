"""Triage over many machines: the same function on every part of a Dask data frame, wherever its worker is.

A part that was on a worker which died is decided again on another one: parts rest on nothing but their rows, the book
and the moment. The rank needs all rows, so it is left to whoever reads the result; `group` and `score` are there.
"""

from __future__ import annotations

import shutil
from functools import cache, partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.loader import load
from guide.book.notices import Notice
from guide.cases.cells import CASE
from guide.desk.columns.frame import keys_of
from guide.desk.columns.repeats import again
from guide.desk.files.pieces import FileError
from guide.desk.table import triage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.desk.columns.arrays import Numbers
    from guide.desk.order.weighing import Weights

#: What holds among all rows alone.
_AMONG_ALL = ["rank", "who"]
_PARTS = "64MB"  # of a CSV, for one task
_BELOW = 2  # the number of the row below the header


def spread(
    frame: Any,
    book: Book,
    now: datetime,
    *,
    weights: Weights,
    columns: Mapping[str, str] | None = None,
    explain: str = "",
) -> Any:
    """A Dask data frame with what triage adds, but for the rank and the people.

    The ids are looked at first, so that a row whose id another part has is set aside as on one machine.
    """
    import dask.dataframe as frames

    dask: Any = import_module("dask")
    given = dict(columns or {})
    looked_at = [next((name for name in frame.columns if given.get(name, name) == CASE), frame.columns[0])]
    each = dask.compute(*[dask.delayed(_keys)(part, given) for part in frame[looked_at].to_delayed()])
    starts = np.cumsum([0, *(keys.shape[1] for keys in each)])
    places, firsts = again(np.concatenate(each, axis=1))
    decide = partial(_part, folder=book.folder, now=now, weights=weights, columns=given, explain=explain)
    parts = []
    for part, (start, end) in zip(frame.to_delayed(), pairwise(starts.tolist()), strict=True):
        here = (places >= start) & (places < end)
        earlier = dict(zip((places[here] - start).tolist(), (firsts[here] + _BELOW).tolist(), strict=True))
        parts.append(dask.delayed(decide)(part, start + _BELOW, earlier))
    return frames.from_delayed(parts, meta=decide(frame._meta, _BELOW, {}))


def _keys(part: pd.DataFrame, given: Mapping[str, str]) -> Numbers:
    return keys_of(part.rename(columns=given))


def _part(
    part: pd.DataFrame, start: int, earlier: Mapping[int, int], folder: Path, now: datetime, **options: Any
) -> pd.DataFrame:
    """One part, on whatever worker it is; words as text, because each part has other ones."""
    numbers = range(start, start + len(part))
    added = triage(part, _book(folder), now, numbers=numbers, again=earlier, **options).drop(columns=_AMONG_ALL)
    words = added.select_dtypes("category").columns
    return added.astype(dict.fromkeys([*words, "wrong"], "string"))


@cache
def _book(folder: Path) -> Book:
    return load(folder)


def run(address: str, source: Path, out: Path, book: Book, now: datetime, **options: Any) -> tuple[int, int]:
    """A table from Parquet or CSV to a folder of Parquet files, by the workers of a scheduler.

    How many rows are in their groups, and how many say what is wrong with them instead.
    """
    frames, client = _dask(address)
    with client:
        name = str(source)
        frame = (
            frames.read_parquet(name, split_row_groups=True)  # a few groups are far larger in memory than in the file
            if source.suffix.lower() == ".parquet"
            else frames.read_csv(name, dtype=str, keep_default_na=False, blocksize=_PARTS)
        )
        part = out.with_name(f".{out.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        spread(frame, book, now, **options).to_parquet(str(part), write_index=False)
        if out.is_dir():
            shutil.rmtree(out)
        part.replace(out)
        group = frames.read_parquet(str(out), columns=["group"])["group"]
        readable = int(group.count().compute())
        return readable, len(group) - readable


def _dask(address: str) -> tuple[Any, Any]:
    """Dask's data frames, and a client of a scheduler; `local` starts one on this machine."""
    try:
        import dask.dataframe as frames
        from distributed import Client
    except ImportError as error:
        raise FileError(Notice("fault.desk.dask")) from error
    return frames, Client() if address == "local" else Client(address)

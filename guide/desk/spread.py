"""Triage over many machines: the same function on every part of a Dask data frame, wherever its worker is.

A part that was on a worker which died is decided again on another one: parts rest on nothing but their rows, the book
and the moment. The rank needs all rows, so it is left to whoever reads the result; `group` and `score` are there.
"""

from __future__ import annotations

import shutil
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.book.loader import load
from guide.book.notices import Notice
from guide.desk.pieces import FileError
from guide.desk.table import triage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.desk.weighing import Weights

#: What holds among all rows alone.
_AMONG_ALL = ["rank", "who"]
_PARTS = "64MB"  # of a CSV, for one task


def spread(frame: Any, book: Book, now: datetime, *, weights: Weights, **options: Any) -> Any:
    """A Dask data frame with what triage adds, but for the rank and the people."""
    decide = partial(_part, folder=book.folder, now=now, weights=weights, options=options)
    return frame.map_partitions(decide, meta=decide(frame._meta))


def _part(
    part: pd.DataFrame, folder: Path, now: datetime, weights: Weights, options: Mapping[str, Any]
) -> pd.DataFrame:
    """One part, on whatever worker it is; words as text, because each part has other ones."""
    added = triage(part, _book(folder), now, weights=weights, **options).drop(columns=_AMONG_ALL)
    words = added.select_dtypes("category").columns
    return added.astype(dict.fromkeys([*words, "wrong"], "string"))


@cache
def _book(folder: Path) -> Book:
    return load(folder)


def run(address: str, source: Path, out: Path, book: Book, now: datetime, **options: Any) -> int:
    """A table from Parquet or CSV to a folder of Parquet files, by the workers of a scheduler; how many rows."""
    frames, client = _dask(address)
    with client:
        name = str(source)
        frame = (
            frames.read_parquet(name, split_row_groups=True)  # a few groups are far larger in memory than in the file
            if source.suffix == ".parquet"
            else frames.read_csv(name, dtype=str, keep_default_na=False, blocksize=_PARTS)
        )
        part = out.with_name(f".{out.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        spread(frame, book, now, **options).to_parquet(str(part), write_index=False)
        if out.is_dir():
            shutil.rmtree(out)
        part.replace(out)
        return int(frames.read_parquet(str(out), columns=["group"]).shape[0].compute())


def _dask(address: str) -> tuple[Any, Any]:
    """Dask's data frames, and a client of a scheduler; `local` starts one on this machine."""
    try:
        import dask.dataframe as frames
        from distributed import Client
    except ImportError as error:
        raise FileError(Notice("fault.desk.dask")) from error
    return frames, Client() if address == "local" else Client(address)

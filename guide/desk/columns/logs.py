"""Tracking logs in a column: each distinct text is read once, over all cores, and fills the answers that are blank."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import current_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.book.facts import Facts
from guide.book.loader import load
from guide.cases.casefile import LONGEST_TEXT, to_plain
from guide.engine.case import Case
from guide.reading.tracking import read_tracking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book

#: The column of a tracking log as it was pasted, which is read on the way.
LOG = "log"
#: Fewer texts are read at once in this process: to start others takes longer.
_FEW = 400
_TOGETHER = 100  # texts that one process reads before it reports


def with_logs(
    frame: pd.DataFrame, book: Book, now: datetime, progress: Callable[[int, int], None] = lambda done, all_: None
) -> pd.DataFrame:
    """The frame with what its tracking logs say, where nobody answered otherwise; its columns are the same for any."""
    if LOG not in frame.columns:
        return frame
    import pandas as pd

    places, texts = pd.factorize(frame[LOG].fillna("").astype(str).str.strip())
    readings = list[dict[str, str]]()
    for some in _read([str(text) for text in texts], book, now):
        readings += some
        progress(len(readings), len(texts))
    names = list(read_tracking("", book, now=now).answers())
    told = pd.DataFrame(readings, columns=names, dtype=object).reindex(places).set_axis(frame.index)
    result = frame.copy()
    for name in told.columns:
        given = result[name].astype(object) if name in result else pd.Series("", frame.index, dtype=object)
        blank = given.isna() | (given.astype(str).str.strip() == "")
        result[name] = given.where(~blank, told[name].fillna(""))
    return result


def _read(texts: Sequence[str], book: Book, now: datetime) -> Iterator[list[dict[str, str]]]:
    parts = [texts[at : at + _TOGETHER] for at in range(0, len(texts), _TOGETHER)]
    if len(texts) < _FEW or current_process().daemon:  # a worker of Dask may start no others
        yield from (_facts(book, now, part) for part in parts)
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(partial(_apart, book.folder, now), parts)


@cache
def _book(folder: Path) -> Book:
    return load(folder)


def _apart(folder: Path, now: datetime, texts: Sequence[str]) -> list[dict[str, str]]:
    """The facts of some texts, in a process of its own."""
    return _facts(_book(folder), now, texts)


def _facts(book: Book, now: datetime, texts: Sequence[str]) -> list[dict[str, str]]:
    return [_plain(read_tracking(text, book, now=now).facts()) if text else {} for text in texts]


def _plain(facts: dict[str, Any]) -> dict[str, str]:
    """Answers as cells of a table."""
    short = {n: v for n, v in facts.items() if not isinstance(v, str) or len(v) <= LONGEST_TEXT}
    return {name: str(value) for name, value in to_plain(Case(Facts(**short)))["facts"].items()}

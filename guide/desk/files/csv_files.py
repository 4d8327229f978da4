"""A CSV piece by piece, by Arrow where it is installed, else by pandas, and where neither can, row by row."""

from __future__ import annotations

from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, BinaryIO
from warnings import catch_warnings, simplefilter

import numpy as np

from guide.cases.table import LONGEST_LINE, read_cells, read_head
from guide.desk.files.pieces import CODED, KNOWN, Piece, gathered, noticed, once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

_BLOCK = 4 << 20  # bytes that Arrow reads at a time


def of_csv(source: BinaryIO, encoding: str, renamed: Mapping[str, str], size: int) -> Iterator[Piece]:
    """A CSV, read by Arrow or pandas as long as every row has its cells; from the first that has not, row by row."""
    from pandas.errors import ParserError

    read, known = 1, {*KNOWN, *renamed}
    for even in (_by_arrow, _by_pandas):
        try:
            with _text(source, encoding) as text:
                head, comma = read_head(text, known)
                columns = [renamed.get(name, name) for name in head]
                for frame in _from(even(_below(source, text, encoding), comma, columns, size), read - 1):
                    blank = _blank(frame)
                    numbers = np.arange(read + 1, read + 1 + len(frame))[~blank]
                    kept = frame[~blank].reset_index(drop=True) if blank.any() else frame
                    yield Piece(kept, numbers, noticed(columns) if read == 1 else ())
                    read += len(frame)
                if read > 1:
                    return
        except (ParserError, _UnevenError):
            pass
    with _text(source, encoding) as text:
        head, rows = read_cells(text, known)
        later = (row for row in rows if row.number > read)
        yield from gathered([renamed.get(name, name) for name in head], later, size, noted=read > 1)


def _from(frames: Iterator[pd.DataFrame], row: int) -> Iterator[pd.DataFrame]:
    """Frames without the first rows, which were read before; the rows of each are counted from 0."""
    for frame in frames:
        if row < len(frame):
            yield frame.iloc[row:].reset_index(drop=True)
        row = max(0, row - len(frame))


class _UnevenError(Exception):
    """A row that has not as many cells as there are columns, or another that is read one by one."""


@contextmanager
def _text(source: BinaryIO, encoding: str) -> Iterator[TextIOWrapper]:
    """The text of a source from its beginning; the source belongs to the caller."""
    source.seek(0)
    text = TextIOWrapper(source, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _below(source: BinaryIO, text: TextIOWrapper, encoding: str) -> BinaryIO | TextIOWrapper:
    """The rows below the header: as bytes where they are UTF-8, which pandas reads in two thirds of the time."""
    if encoding != "utf-8-sig":
        return text
    read = source.tell()
    source.seek(0)
    head = source.readline(LONGEST_LINE)
    if head.endswith(b"\n") and b"\r" not in head.rstrip(b"\r\n"):
        return source
    source.seek(read)
    return text


def _by_arrow(text: BinaryIO | TextIOWrapper, comma: str, columns: list[str], size: int) -> Iterator[pd.DataFrame]:
    """The rows below the header, of a text in UTF-8 as long as every row has just as many cells."""
    try:
        import pyarrow as pa
        from pyarrow import csv
    except ImportError:
        raise _UnevenError from None
    if isinstance(text, TextIOWrapper):
        raise _UnevenError
    places, names = once(columns), [str(n) for n in range(len(columns))]
    words = pa.dictionary(pa.int32(), pa.string())
    kinds = {names[n]: words if columns[n] in CODED else pa.string() for n in places}
    rows: list[Any] = []
    try:
        for batch in csv.open_csv(
            text, csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            csv.ParseOptions(delimiter=comma, newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=kinds, include_columns=list(kinds), null_values=[]),
        ):  # fmt: skip
            rows.append(batch)
            while sum(map(len, rows)) >= size:
                table = pa.Table.from_batches(rows)
                yield _frame(table[:size], columns)
                rows = table[size:].to_batches()
    except pa.ArrowInvalid as error:
        raise _UnevenError from error
    if rows:
        yield _frame(pa.Table.from_batches(rows), columns)


def _frame(table: Any, columns: list[str]) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_axis([columns[int(n)] for n in frame.columns], axis=1)


def _by_pandas(text: BinaryIO | TextIOWrapper, comma: str, columns: list[str], size: int) -> Iterator[pd.DataFrame]:
    """The rows below the header, as long as no row has more cells than it."""
    import pandas as pd

    places, names = once(columns), range(len(columns) + 1)
    reader = pd.read_csv(
        text, sep=comma, header=None, names=names, dtype=object, keep_default_na=False, na_filter=False,
        index_col=False, skip_blank_lines=False, chunksize=size, engine="c",
    )  # fmt: skip
    while (frame := _next(reader)) is not None:
        if frame[len(columns)].astype(bool).any():
            raise _UnevenError
        yield frame[places].set_axis([columns[n] for n in places], axis=1)


def _next(reader: Any) -> pd.DataFrame | None:
    """The next frame; a first row with more cells than pandas was told of is no warning but an error."""
    from pandas.errors import ParserWarning

    with catch_warnings():
        simplefilter("error", ParserWarning)
        try:
            return next(reader, None)
        except ParserWarning:
            raise _UnevenError from None


def _blank(frame: pd.DataFrame) -> Any:
    """The rows in which nothing stands."""
    blank = np.zeros(len(frame), dtype=bool)
    some = np.flatnonzero((frame.iloc[:, 0] == "").to_numpy()) if len(frame.columns) else blank[:0]
    blank[some] = (frame.iloc[some] == "").all(axis=1).to_numpy()
    return blank

"""Tables of cases as files: read piece by piece into frames, and written whole or not at all.

CSV and JSON Lines as guide.cases.table reads them, XLSX, and Parquet where pyarrow is installed.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from guide.book.exchange.formulas import harmless
from guide.book.facts import CHOICES
from guide.book.notices import HandbookError, Notice
from guide.cases.casefile import to_plain
from guide.cases.cells import COLUMNS, cells_of
from guide.cases.table import (
    LONGEST_LINE,
    Cells,
    TableError,
    Unread,
    encoding_of,
    ignored,
    is_lines,
    read_cells,
    read_head,
)
from guide.cases.table import read as read_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    Pieces = Generator["Piece", None, None]

#: Rows of one piece.
PIECE = 100_000
#: The column of a tracking log as it was pasted, which is read on the way.
LOG = "log"
KNOWN = (*COLUMNS, LOG)
#: Columns with few distinct cells.
_CODED = frozenset((*CHOICES, "held"))
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")  # of the last kind only to say how to save it
_LOCKED = b"\xd0\xcf\x11\xe0"  # a workbook begins so that has a password, or is an old .xls
#: Endings of tables that can be read, and of those that can be written.
READS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".parquet")
WRITES = (".csv", ".jsonl", ".xlsx", ".parquet")


class FileError(HandbookError):
    """A table that cannot be read or written, and why."""


class Piece(NamedTuple):
    """Some rows of a table: as they stand there, their numbers, and what was left out on the way."""

    frame: pd.DataFrame
    numbers: Sequence[int]
    left_out: Sequence[Unread]


def pieces(source: BinaryIO, name: str, columns: Mapping[str, str] | None = None, size: int = PIECE) -> Pieces:
    """A table piece by piece; `columns` says which are called otherwise than in a table of cases."""
    ending, renamed = Path(name).suffix.lower(), dict(columns or {})
    if ending == ".parquet":
        yield from _parquet(source, renamed, size)
    elif is_workbook(name):
        yield from _gathered(*_workbook(source, renamed), size)
    elif is_lines(name):
        yield from _gathered(list(COLUMNS), _lines(source), size)
    else:
        yield from _csv_pieces(source, encoding_of(source), renamed, size)


def is_workbook(name: str) -> bool:
    """Whether a table is a workbook: that is opened by a large library, and slowly."""
    return Path(name).suffix.lower() in _WORKBOOKS


def of_bytes(content: bytes, name: str, size: int = PIECE) -> Iterator[Piece | Notice]:
    """A table piece by piece; at last, where it cannot be read, why."""
    try:
        yield from pieces(BytesIO(content), name, size=size)
    except (TableError, FileError) as error:
        yield error.notice


def _csv_pieces(source: BinaryIO, encoding: str, renamed: Mapping[str, str], size: int) -> Iterator[Piece]:
    """A CSV, read by pandas as long as every row has its cells; from the first that has not, row by row."""
    from pandas.errors import ParserError

    read, known = 1, {*KNOWN, *renamed}
    try:
        with _text(source, encoding) as text:
            head, comma = read_head(text, known)
            columns = [renamed.get(name, name) for name in head]
            for frame in _even(_below(source, text, encoding), comma, columns, size):
                blank = _blank(frame)
                numbers = np.arange(read + 1, read + 1 + len(frame))[~blank]
                yield Piece(
                    frame[~blank].reset_index(drop=True), numbers.tolist(), _noticed(columns) if read == 1 else ()
                )
                read += len(frame)
            if read > 1:
                return
    except (ParserError, _UnevenError):
        pass
    with _text(source, encoding) as text:
        head, rows = read_cells(text, known)
        later = (row for row in rows if row.number > read)
        yield from _gathered([renamed.get(name, name) for name in head], later, size, noted=read > 1)


class _UnevenError(Exception):
    """A row that has more cells than there are columns."""


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


def _even(text: BinaryIO | TextIOWrapper, comma: str, columns: list[str], size: int) -> Iterator[pd.DataFrame]:
    """The rows below the header, as long as no row has more cells than it."""
    import pandas as pd

    once, names = _once(columns), range(len(columns) + 1)
    reader = pd.read_csv(
        text, sep=comma, header=None, names=names, dtype=object, keep_default_na=False, na_filter=False,
        index_col=False, skip_blank_lines=False, chunksize=size, engine="c",
    )  # fmt: skip
    for frame in reader:
        if frame[len(columns)].astype(bool).any():
            raise _UnevenError
        yield frame[once].set_axis([columns[n] for n in once], axis=1)


def _blank(frame: pd.DataFrame) -> Any:
    """The rows in which nothing stands."""
    blank = np.zeros(len(frame), dtype=bool)
    some = np.flatnonzero(~frame.iloc[:, 0].astype(bool).to_numpy()) if len(frame.columns) else blank[:0]
    blank[some] = ~frame.iloc[some].astype(bool).any(axis=1).to_numpy()
    return blank


def _once(columns: list[str]) -> list[int]:
    """The columns that have a name; of those with one name the first."""
    return [n for n, name in enumerate(columns) if name and columns.index(name) == n]


def _noticed(columns: list[str]) -> list[Unread]:
    """Columns that are not read; they stay in the table."""
    return [notice for notice in ignored(columns) if notice.column != LOG]


def _gathered(columns: list[str], rows: Iterator[Cells | Unread], size: int, *, noted: bool = False) -> Iterator[Piece]:
    """Rows of text as frames."""
    import pandas as pd

    once, noticed = _once(columns), [] if noted else _noticed(columns)
    first = not noted
    while some := list(islice(rows, size)):
        good = [row for row in some if isinstance(row, Cells)]
        turned = list(zip(*(row.cells for row in good), strict=True)) or [()] * len(columns)
        frame = pd.DataFrame({columns[n]: list(turned[n]) for n in once}, dtype=object)
        left = [*(noticed if first else ()), *(row for row in some if isinstance(row, Unread))]
        yield Piece(frame, [row.number for row in good], left)
        first = False
    if first:
        yield Piece(pd.DataFrame({columns[n]: [] for n in once}, dtype=object), [], noticed)


def _lines(source: BinaryIO) -> Iterator[Cells | Unread]:
    for row in read_cases(source, is_lines=True):
        yield row if isinstance(row, Unread) else Cells(row.number, cells_of(row.id, to_plain(row.case)))


def _workbook(source: BinaryIO, renamed: Mapping[str, str]) -> tuple[list[str], Iterator[Cells | Unread]]:
    """The first sheet of a workbook that names a fact, with the values that its formulas had when it was saved."""
    from openpyxl import load_workbook

    locked = source.read(len(_LOCKED)) == _LOCKED
    try:
        sheets = [sheet.iter_rows(values_only=True) for sheet in load_workbook(source, True, data_only=True).worksheets]
        heads = [[str(cell or "").strip() for cell in next(rows, ())] for rows in sheets]
    except Exception as error:  # a damaged workbook fails in many ways
        raise TableError(Notice("fault.desk.locked") if locked else Notice("fault.desk.workbook")) from error
    for head, rows in zip(heads, sheets, strict=True):
        columns = [renamed.get(name, name) for name in head]
        if set(columns) & set(KNOWN):
            return columns, _filled(rows, len(columns))
    raise TableError(Notice("fault.cases.head"))


def _filled(rows: Iterator[Any], many: int) -> Iterator[Cells | Unread]:
    for number, row in enumerate(rows, start=2):
        if any(cell is not None for cell in row):
            yield Cells(number, (list(row) + [None] * many)[:many])


def _parquet(source: BinaryIO, renamed: Mapping[str, str], size: int) -> Iterator[Piece]:
    at = 2
    for batch in batches(source, renamed, size):
        frame = batch.to_pandas()
        yield Piece(frame, range(at, at + len(frame)), _noticed(list(frame.columns)) if at == 2 else ())
        at += len(frame)


def batches(source: BinaryIO, renamed: Mapping[str, str], size: int = PIECE) -> Iterator[Any]:
    """Parquet as Arrow has it, some rows at a time; answers from a fixed set stay codes with their words."""
    module = parquet()
    from pyarrow import ArrowInvalid, types

    try:
        schema = module.read_schema(source)
        names = [renamed.get(name, name) for name in schema.names]
        if not set(names) & set(KNOWN):
            raise TableError(Notice("fault.cases.head"))
        kinds = dict(zip(names, schema.types, strict=True))
        if nested := next((name for name in KNOWN if name in kinds and types.is_nested(kinds[name])), ""):
            raise TableError(Notice("fault.desk.nested", column=nested))
        coded = [field.name for field, name in zip(schema, names, strict=True)
                 if name in _CODED and (types.is_string(field.type) or types.is_large_string(field.type))]  # fmt: skip
        for batch in module.ParquetFile(source, read_dictionary=coded).iter_batches(batch_size=size):
            yield batch.rename_columns(names)
    except (ArrowInvalid, OSError) as error:
        raise TableError(Notice("fault.desk.parquet.broken")) from error


def parquet() -> Any:
    """The module that reads and writes Parquet; FileError where it is not installed."""
    try:
        from pyarrow import parquet as module
    except ImportError as error:
        raise FileError(Notice("fault.desk.parquet")) from error
    return module


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside another, which takes its place once everything is written; what fails leaves nothing behind."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 (the same in one word)
    finally:
        part.unlink(missing_ok=True)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame by the ending of its name; text that a spreadsheet would take for a formula is guarded."""
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise FileError(Notice("cli.file.ends", ends=", ".join(WRITES)))
    with whole(path) as part:
        writer(frame, part)


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame in which no text begins like a formula; moments are text in Beijing time."""
    import pandas as pd

    def plain(column: pd.Series[Any]) -> pd.Series[Any]:
        """One column; most have few texts, so each is looked at once."""
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            return column.dt.strftime("%Y-%m-%dT%H:%M")
        if isinstance(column.dtype, pd.CategoricalDtype):
            return column
        if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
            return column
        try:
            places, texts = pd.factorize(column, use_na_sentinel=True)
        except TypeError:  # a list, or something else that no cell can hold
            places, texts = pd.factorize(column.map(str, na_action="ignore"), use_na_sentinel=True)
        safe = np.array([*map(_harmless, texts), None], dtype=object)
        return pd.Series(safe[places], index=column.index) if list(safe[:-1]) != list(texts) else column

    return pd.DataFrame({_harmless(name): plain(column) for name, column in frame.items()})


def _harmless(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell


def _csv(frame: pd.DataFrame, path: Path) -> None:
    guarded(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    with path.open("wb") as file:
        guarded(frame).to_excel(file, index=False, engine="openpyxl")


def _json_lines(frame: pd.DataFrame, path: Path) -> None:
    frame.to_json(path, orient="records", lines=True, force_ascii=False, date_format="iso")


def _to_parquet(frame: pd.DataFrame, path: Path) -> None:
    parquet()
    frame.to_parquet(path, index=False)


_WRITERS: Mapping[str, Callable[[Any, Path], None]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".jsonl": _json_lines, ".parquet": _to_parquet,
}  # fmt: skip


def stitched(parts: Iterable[Piece]) -> Piece:
    """All pieces as one."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    each = list(parts)
    frames = [piece.frame for piece in each]
    for name in frames[0].select_dtypes("category") if len(frames) > 1 else ():
        words = union_categoricals([frame[name] for frame in frames]).categories
        frames = [frame.assign(**{str(name): frame[name].cat.set_categories(words)}) for frame in frames]
    frame = pd.concat(frames, ignore_index=True)
    numbers = [number for piece in each for number in piece.numbers]
    return Piece(frame, numbers, [left for piece in each for left in piece.left_out])

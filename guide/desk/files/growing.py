"""Files that grow piece by piece: rows as they stood in a source, with what was decided of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from guide.book.notices import Notice
from guide.cases.cells import CASE
from guide.desk.files.opening import pieces
from guide.desk.files.parquet import batches, parquet
from guide.desk.files.pieces import FileError
from guide.desk.files.task import beside
from guide.desk.files.writing import guarded
from guide.desk.table import RANK, WHO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from guide.desk.columns.arrays import Flags, Numbers
    from guide.desk.files.pieces import Piece
    from guide.desk.files.task import Task


class Source(NamedTuple):
    """The table of a run, which is read twice: to decide its rows, and to write them with what was decided."""

    file: BinaryIO
    name: str
    size: int

    def pieces(self, task: Task) -> Iterator[Piece]:
        """Its pieces from the first."""
        self.file.seek(0)
        return pieces(self.file, self.name, task.columns)


class _TextFile:
    """A CSV that grows piece by piece."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, source: Source, task: Task) -> Iterator[pd.DataFrame]:
        """The rows of a source, piece by piece."""
        return (piece.frame for piece in source.pieces(task))

    def add(self, rows: pd.DataFrame, part: Path, rank: Numbers, who: Numbers, aside: Flags) -> None:
        """Write rows with what was decided of them below those that are there."""
        import pandas as pd

        first, added = not self.path.exists(), pd.read_feather(part)
        added["group"] = added["group"].mask(aside)
        for place, name, values in ((RANK, "rank", rank), (WHO, "who", who)):
            added.insert(place, name, values)
        guarded(beside(rows, added)).to_csv(
            self.path, mode="a", header=first, index=False, lineterminator="\r\n",
            encoding="utf-8-sig" if first else "utf-8",
        )  # fmt: skip

    def close(self) -> None:
        """End the file, which is closed after every part."""


class _ParquetFile:
    """A Parquet file that grows piece by piece; from Parquet to Parquet no row is turned into a frame and back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None

    def rows(self, source: Source, task: Task) -> Iterator[Any]:
        """The rows of a source, piece by piece."""
        import pyarrow as pa

        if source.name.lower().endswith(".parquet"):
            return (pa.Table.from_batches([batch]) for batch in batches(source.file, task.columns))
        return (pa.Table.from_pandas(piece.frame, preserve_index=False) for piece in source.pieces(task))

    def add(self, rows: Any, part: Path, rank: Numbers, who: Numbers, aside: Flags) -> None:
        """Write rows with what was decided of them below those that are there."""
        import pyarrow as pa
        import pyarrow.compute as pc
        from pyarrow import feather

        added = feather.read_table(part, memory_map=True)
        for place, name, values in ((RANK, "rank", rank), (WHO, "who", who)):
            added = added.add_column(place, name, pa.array(values))
        kept = rows.drop_columns([name for name in added.column_names if name in rows.column_names])
        table = pa.table({**_columns_of(kept), **_columns_of(added)})
        if added["group"].null_count or aside.any():
            table = table.filter(pc.and_(added["group"].is_valid(), pa.array(~aside)))
        if self._writer is None:
            schema = pa.schema(map(_plain, table.schema))
            self._writer = parquet().ParquetWriter(self.path, schema, **_cheaply(schema))
        self._writer.write_table(table.cast(self._writer.schema))

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


def _columns_of(table: Any) -> dict[str, Any]:
    return dict(zip(table.column_names, table.columns, strict=True))


def _cheaply(schema: Any) -> dict[str, list[str]]:
    """Nobody asks for the least and the most of a text; what differs in each row repeats nothing."""
    import pyarrow as pa

    kinds = pa.types
    texts = (kinds.is_dictionary, kinds.is_string, kinds.is_large_string)
    return {
        "write_statistics": [column.name for column in schema if not any(is_text(column.type) for is_text in texts)],
        "use_dictionary": [column.name for column in schema if column.name not in (CASE, "rank", "score")],
    }


def _plain(column: Any) -> Any:
    """A column as every piece can have it: words by their numbers, and text where a piece has nothing."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = pa.dictionary(pa.int32(), pa.string())
    return pa.field(column.name, pa.string() if pa.types.is_null(kind) else kind)


def writer(path: Path, ending: str) -> _TextFile | _ParquetFile:
    """A file that grows, by its ending."""
    if ending not in (".csv", ".parquet"):
        raise FileError(Notice("cli.file.ends", ends=".csv, .parquet"))
    return _TextFile(path) if ending == ".csv" else _ParquetFile(path)

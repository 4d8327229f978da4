"""A whole table from file to file: in one go where it fits, else piece by piece, taken up again where it was left."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from io import SEEK_END
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

import numpy as np

from guide.book.edition import edition
from guide.book.notices import Notice
from guide.cases.cells import COLUMNS
from guide.desk.files import (
    LOG,
    PIECE,
    FileError,
    Piece,
    batches,
    guarded,
    parquet,
    pieces,
    stitched,
    whole,
    write,
)
from guide.desk.logs import with_logs
from guide.desk.ordering import GROUPS, people, ranks
from guide.desk.table import columns_of, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from guide.book.book import Book
    from guide.cases.table import Unread
    from guide.desk.arrays import Numbers
    from guide.desk.weighing import Weights

_T = TypeVar("_T")
#: Up to so many rows are sorted in memory; a longer table keeps its order and has the rank in a column.
WHOLE = 5 * PIECE
#: What the rank is computed from.
_KEYS = ("group", "score", "due", "at_risk")


class Task(NamedTuple):
    """What is done with each piece of a table."""

    book: Book
    now: datetime
    weights: Weights
    columns: Mapping[str, str] = {}  # columns that are called otherwise than in a table of cases
    explain: str = ""


@dataclass
class Done:
    """What came of a run: how many rows were put in order, each group, and what was set aside."""

    rows: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    aside: list[Unread] = field(default_factory=list)
    first: pd.DataFrame | None = None  # of a run in one go: the rows in order

    def add(self, piece: Piece, group: pd.Series[Any], aside: Mapping[int, Unread]) -> None:
        """Count a piece by the groups of its rows."""
        self.aside += sorted([*piece.left_out, *aside.values()], key=lambda left: left.number)
        for name, count in group.value_counts().items():
            self.rows += int(count)
            self.groups[str(name)] = self.groups.get(str(name), 0) + int(count)


def decided(piece: Piece, task: Task, done: Done) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A piece with what its tracking logs say, and the columns that triage adds, blank where a row cannot be read."""
    frame = with_logs(piece.frame, task.book, task.now)
    desk = lay_out(frame, task.book, task.now, task.weights, piece.numbers)
    added = columns_of(desk, task.explain).drop(columns="wrong")
    done.add(piece, added["group"], desk.read.aside)
    return frame, added


def _beside(frame: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """The rows that could be read, with the columns that were added."""
    both = frame.drop(columns=[name for name in added.columns if name in frame.columns]).join(added)
    readable = added["group"].notna()
    return both if readable.all() else both[readable]


def run(
    source: BinaryIO, name: str, out: Path | None, task: Task, progress: Callable[[int], None] = lambda rows: None
) -> Done:
    """Put a table in order, and write it; without a place to write, what fits into one go is only returned."""
    size = source.seek(0, SEEK_END)
    source.seek(0)
    done, parts = Done(), pieces(source, name, task.columns)
    with closing(parts):
        start = list(islice(parts, WHOLE // PIECE + 1))
        if len(start) <= WHOLE // PIECE:
            frame = _beside(*decided(stitched(start), task, done)) if start else None
            progress(done.rows)
            if frame is not None:
                done.first = frame.sort_values("rank", kind="stable")
                if out is not None:
                    write(done.first, out)
        elif out is None:
            raise FileError(Notice("fault.desk.large", most=f"{WHOLE:,}"))
        else:
            _long(_one_by_one(start, parts), _Source(source, name, size), out, task, done, progress)
    return done


def _one_by_one(start: list[Piece], parts: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces that were read already, each let go of before the next, and those to come."""
    while start:
        yield start.pop(0)
    yield from parts


def kept_moment(out: Path) -> datetime | None:
    """The moment of a run that was left before its end, so that it goes on as it began."""
    try:
        return datetime.fromisoformat(json.loads((_folder(out) / "run.json").read_text("utf-8"))["now"])
    except (OSError, ValueError, KeyError):
        return None


def _folder(out: Path) -> Path:
    return out.with_name(f"{out.name}.parts")


class _Source(NamedTuple):
    """The table of a run, which is read twice: to decide its rows, and to write them with what was decided."""

    file: BinaryIO
    name: str
    size: int

    def pieces(self, task: Task) -> Iterator[Piece]:
        """Its pieces from the first."""
        self.file.seek(0)
        return pieces(self.file, self.name, task.columns)


def _long(
    parts: Iterator[Piece], source: _Source, out: Path, task: Task, done: Done, progress: Callable[[int], None]
) -> None:
    """Decide piece after piece into a folder beside the output; those that are there from before are not done again."""
    parquet()
    folder = _folder(out)
    _begin(folder, task, source.size)
    names: list[Path] = []
    for number, piece in enumerate(_ahead(parts)):
        names.append(folder / f"{number:06}.arrow")
        if not _is_there(names[-1], piece, done):
            frame, added = decided(piece, task, done)
            answered = [name for name in frame if name in COLUMNS] if LOG in frame else []
            with whole(names[-1]) as part:
                frame[answered].join(added).to_feather(part)
        progress(done.rows)
    _join(names, source, out, task)
    shutil.rmtree(folder)


def _is_there(part: Path, piece: Piece, done: Done) -> bool:
    """Whether a piece was decided before; one with rows that were set aside is decided again, to say why."""
    import pandas as pd

    if not part.exists():
        return False
    group = pd.read_feather(part, columns=["group"])["group"]
    if group.isna().any():
        return False
    done.add(piece, group, {})
    return True


def _ahead(items: Iterator[_T]) -> Iterator[_T]:
    """Items of which the next is made while one is looked at."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _begin(folder: Path, task: Task, size: int) -> None:
    """A folder for the pieces of this very run; those of another one are thrown away."""
    wanted = {"now": task.now.isoformat(), "edition": edition(task.book).hash, "bytes": size,
              "weights": list(task.weights), "columns": dict(task.columns), "explain": task.explain}  # fmt: skip
    kept = folder / "run.json"
    if kept.exists() and json.loads(kept.read_text("utf-8")) == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept.write_text(json.dumps(wanted), "utf-8")


def _join(parts: list[Path], source: _Source, out: Path, task: Task) -> None:
    """Give every row its rank among all, and write them as one file in the order in which they came."""
    group, score, due, at_risk = (np.concatenate(each) for each in zip(*map(_keys, parts), strict=True))
    rank = ranks(group, score, due, at_risk)
    del score, due, at_risk
    who, at = people(group, rank, task.weights), 0
    with whole(out) as part, closing(_writer(part, out.suffix.lower())) as writer:
        for path, rows in zip(parts, _ahead(writer.rows(source, task)), strict=True):
            end = at + len(rows)
            writer.add(rows, path, rank[at:end], who[at:end])
            at = end


def _keys(part: Path) -> tuple[Any, Any, Any, Any]:
    """What the rank of the rows of a part is computed from."""
    import pandas as pd

    keys = pd.read_feather(part, columns=list(_KEYS))
    group = keys["group"].astype(pd.CategoricalDtype(GROUPS)).cat.codes.to_numpy().astype(np.uint8)
    due = keys["due"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)
    return group, keys["score"].to_numpy(), due, keys["at_risk"].fillna(0).to_numpy()


class _TextFile:
    """A CSV that grows piece by piece."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, source: _Source, task: Task) -> Iterator[pd.DataFrame]:
        """The rows of a source, piece by piece."""
        return (piece.frame for piece in source.pieces(task))

    def add(self, rows: pd.DataFrame, part: Path, rank: Numbers, who: Numbers) -> None:
        """Write rows with what was decided of them below those that are there."""
        import pandas as pd

        first, added = not self.path.exists(), pd.read_feather(part)
        guarded(_beside(rows, added.assign(rank=rank, who=who))).to_csv(
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

    def rows(self, source: _Source, task: Task) -> Iterator[Any]:
        """The rows of a source, piece by piece."""
        import pyarrow as pa

        if source.name.lower().endswith(".parquet"):
            return (pa.Table.from_batches([batch]) for batch in batches(source.file, task.columns))
        return (pa.Table.from_pandas(piece.frame, preserve_index=False) for piece in source.pieces(task))

    def add(self, rows: Any, part: Path, rank: Numbers, who: Numbers) -> None:
        """Write rows with what was decided of them below those that are there."""
        import pyarrow as pa
        from pyarrow import feather

        added = feather.read_table(part)
        for name, values in (("rank", rank), ("who", who)):
            added = added.set_column(added.schema.get_field_index(name), name, pa.array(values))
        kept = rows.drop_columns([name for name in added.column_names if name in rows.column_names])
        table = pa.table({**_columns_of(kept), **_columns_of(added)})
        if added["group"].null_count:
            table = table.filter(added["group"].is_valid())
        if self._writer is None:
            self._writer = parquet().ParquetWriter(self.path, pa.schema(map(_plain, table.schema)))
        self._writer.write_table(table.cast(self._writer.schema))

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


def _columns_of(table: Any) -> dict[str, Any]:
    return dict(zip(table.column_names, table.columns, strict=True))


def _plain(column: Any) -> Any:
    """A column as every piece can have it: words by their numbers, and text where a piece has nothing."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = pa.dictionary(pa.int32(), pa.string())
    return pa.field(column.name, pa.string() if pa.types.is_null(kind) else kind)


def _writer(path: Path, ending: str) -> _TextFile | _ParquetFile:
    if ending not in (".csv", ".parquet"):
        raise FileError(Notice("cli.file.ends", ends=".csv, .parquet"))
    return _TextFile(path) if ending == ".csv" else _ParquetFile(path)

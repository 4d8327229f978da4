"""A whole table from file to file: in one go where it fits, else piece by piece, taken up again where it was left."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from io import SEEK_END
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from guide.book.edition import edition
from guide.book.notices import Notice
from guide.desk.files import PIECE, FileError, Piece, guarded, parquet, pieces, stitched, whole, write
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

    def add(self, piece: Piece, added: pd.DataFrame, aside: Mapping[int, Unread]) -> None:
        """Count a piece."""
        self.aside += sorted([*piece.left_out, *aside.values()], key=lambda left: left.number)
        self.rows += len(added) - len(aside)
        for name, count in added["group"].value_counts().items():
            self.groups[str(name)] = self.groups.get(str(name), 0) + int(count)


def decided(piece: Piece, task: Task, done: Done) -> pd.DataFrame:
    """A piece with the columns that triage adds; rows that cannot be read are left out and noted."""
    frame = with_logs(piece.frame, task.book, task.now)
    desk = lay_out(frame, task.book, task.now, task.weights, piece.numbers)
    added = columns_of(desk, task.explain)
    done.add(piece, added, desk.read.aside)
    kept = frame.drop(columns=[name for name in added.columns if name in frame.columns]).join(added)
    return kept.drop(index=list(desk.read.aside)).drop(columns="wrong")


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
            frame = decided(stitched(start), task, done) if start else None
            progress(done.rows)
            if frame is not None:
                done.first = frame.sort_values("rank", kind="stable")
                if out is not None:
                    write(done.first, out)
        elif out is None:
            raise FileError(Notice("fault.desk.large", most=f"{WHOLE:,}"))
        else:
            _long(_one_by_one(start, parts), size, out, task, done, progress)
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


def _long(
    parts: Iterator[Piece], size: int, out: Path, task: Task, done: Done, progress: Callable[[int], None]
) -> None:
    """Decide piece after piece into a folder beside the output; those that are there from before are not done again."""
    import pandas as pd

    parquet()
    folder = _folder(out)
    _begin(folder, task, size)
    names = list[str]()
    for number, piece in enumerate(parts):
        names.append(f"{number:06}.parquet")
        if (folder / names[-1]).exists():
            done.rows += len(pd.read_parquet(folder / names[-1], columns=["group"]))
        else:
            frame = decided(piece, task, done)
            with whole(folder / names[-1]) as part:
                frame.to_parquet(part, index=False)
        progress(done.rows)
    _join([folder / name for name in names], out, task)
    shutil.rmtree(folder)


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


def _join(parts: list[Path], out: Path, task: Task) -> None:
    """Give every row its rank among all, and write them as one file in the order in which they came."""
    group, score, due, at_risk = (np.concatenate(each) for each in zip(*map(_keys, parts), strict=True))
    rank = ranks(group, score, due, at_risk)
    del score, due, at_risk
    who, at = people(group, rank, task.weights), 0
    with whole(out) as part, closing(_writer(part, out.suffix.lower())) as writer:
        for path in parts:
            many = parquet().read_metadata(path).num_rows
            writer.add(path, rank[at : at + many], who[at : at + many])
            at += many


def _keys(part: Path) -> tuple[Any, Any, Any, Any]:
    """What the rank of the rows of a part is computed from."""
    import pandas as pd

    keys = pd.read_parquet(part, columns=list(_KEYS))
    group = keys["group"].astype(pd.CategoricalDtype(GROUPS)).cat.codes.to_numpy().astype(np.uint8)
    due = keys["due"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)
    return group, keys["score"].to_numpy(), due, keys["at_risk"].fillna(0).to_numpy()


class _TextFile:
    """A CSV that grows piece by piece."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, part: Path, rank: Numbers, who: Numbers) -> None:
        """Write the rows of a part below those that are there."""
        import pandas as pd

        first, frame = not self.path.exists(), pd.read_parquet(part)
        guarded(frame.assign(rank=rank, who=who)).to_csv(
            self.path, mode="a", header=first, index=False, lineterminator="\r\n",
            encoding="utf-8-sig" if first else "utf-8",
        )  # fmt: skip

    def close(self) -> None:
        """End the file, which is closed after every part."""


class _ParquetFile:
    """A Parquet file that grows piece by piece; columns that do not change are not turned into a frame and back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Any = None

    def add(self, part: Path, rank: Numbers, who: Numbers) -> None:
        """Write the rows of a part below those that are there."""
        import pyarrow as pa

        table = parquet().read_table(part)
        for name, values in (("rank", rank), ("who", who)):
            table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
        if self._writer is None:
            self._writer = parquet().ParquetWriter(self.path, pa.schema(map(_plain, table.schema)))
        self._writer.write_table(table.cast(self._writer.schema))

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()


def _plain(column: Any) -> Any:
    """A column with words as text: the sets of words differ from piece to piece."""
    import pyarrow as pa

    is_text = pa.types.is_dictionary(column.type) or pa.types.is_null(column.type)
    return pa.field(column.name, pa.string() if is_text else column.type)


def _writer(path: Path, ending: str) -> _TextFile | _ParquetFile:
    if ending not in (".csv", ".parquet"):
        raise FileError(Notice("cli.file.ends", ends=".csv, .parquet"))
    return _TextFile(path) if ending == ".csv" else _ParquetFile(path)

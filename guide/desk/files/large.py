"""A table larger than memory: decided piece by piece into a folder beside the output, and resumed where it was left."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from guide.book.edition import edition
from guide.cases.cells import COLUMNS
from guide.desk.columns.frame import keys_of
from guide.desk.columns.logs import LOG
from guide.desk.columns.repeats import again
from guide.desk.files.growing import writer
from guide.desk.files.parquet import parquet
from guide.desk.files.task import decided
from guide.desk.files.writing import whole
from guide.desk.order.ordering import GROUPS, people, ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from guide.desk.columns.arrays import Codes, Flags, Numbers
    from guide.desk.files.growing import Source
    from guide.desk.files.pieces import Piece
    from guide.desk.files.task import Done, Task

_T = TypeVar("_T")
#: What the rank is computed from.
_KEYS = ("group", "score", "due", "at_risk")
_ASIDE = 255  # as a group: no group


class _Ids(NamedTuple):
    """The ids of all rows as two numbers each, and the numbers of the rows, piece by piece."""

    keys: list[Numbers]
    numbers: list[Numbers]

    def again(self) -> tuple[Numbers, dict[int, int]]:
        """The places of the rows whose id another has before them, and their numbers with that of the first."""
        places, firsts = again(np.concatenate(self.keys, axis=1))
        numbers = np.concatenate(self.numbers)
        return places, dict(zip(numbers[places].tolist(), numbers[firsts].tolist(), strict=True))


def kept_moment(out: Path) -> datetime | None:
    """The moment of a run that was left before its end, so that it goes on as it began."""
    try:
        return datetime.fromisoformat(json.loads((_folder(out) / "run.json").read_text("utf-8"))["now"])
    except (OSError, ValueError, KeyError):
        return None


def _folder(out: Path) -> Path:
    return out.with_name(f"{out.name}.parts")


def run_large(
    parts: Iterator[Piece], source: Source, out: Path, task: Task, done: Done, progress: Callable[[int], None]
) -> None:
    """Decide piece after piece into a folder beside the output; those that are there from before are not done again."""
    parquet()
    folder = _folder(out)
    _begin(folder, task, source.size)
    names, known = list[Any](), _Ids([], [])
    for number, piece in enumerate(_ahead(parts)):
        known.keys.append(keys_of(piece.frame))
        known.numbers.append(np.asarray(piece.numbers, dtype=np.int64))
        names.append(folder / f"{number:06}.arrow")
        if not _is_there(names[-1], piece, done):
            frame, added = decided(piece, task, done, ranked=False)
            answered = [name for name in frame if name in COLUMNS] if LOG in frame else []
            with whole(names[-1]) as part:
                frame[answered].join(added).to_feather(part, compression="uncompressed")
        progress(done.rows)
    _join(names, source, out, task, known, done)
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


def _join(parts: list[Path], source: Source, out: Path, task: Task, known: _Ids, done: Done) -> None:
    """Give every row its rank among all, and write them as one file in the order in which they came."""
    group, score, due, at_risk = (np.concatenate(each) for each in zip(*map(_keys, parts), strict=True))
    aside = _set_again_aside(group, known, done)
    rank = ranks(group, score, due, at_risk, task.weights)
    del score, due, at_risk
    who, at = people(group, rank, task.weights), 0
    with whole(out) as part, closing(writer(part, out.suffix.lower())) as file:
        for path, rows in zip(parts, _ahead(file.rows(source, task)), strict=True):
            end = at + len(rows)
            file.add(rows, path, rank[at:end], who[at:end], aside[at:end])
            at = end


def _set_again_aside(group: Codes, known: _Ids, done: Done) -> Flags:
    """Which rows have an id that another had before; they lose their group, and are told."""
    import pandas as pd

    aside = np.zeros(len(group), dtype=bool)
    places, rows = known.again()
    aside[places] = True
    lost = group[places]
    done.find_again(rows, pd.Series(np.array(GROUPS, dtype=object)[lost[lost != _ASIDE]]))
    group[places] = _ASIDE
    return aside


def _keys(part: Path) -> tuple[Any, Any, Any, Any]:
    """What the rank of the rows of a part is computed from."""
    import pandas as pd

    keys = pd.read_feather(part, columns=list(_KEYS))
    group = keys["group"].cat.codes.to_numpy().astype(np.uint8)  # none, which is -1, is the last
    due = keys["due"].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)
    return group, keys["score"].to_numpy(), due, keys["at_risk"].to_numpy()

"""What is done with each piece of a table, and what came of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.notices import Notice
from guide.cases.cells import CASE
from guide.cases.table import Unread
from guide.desk.columns.logs import with_logs
from guide.desk.table import columns_of, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.desk.files.pieces import Piece
    from guide.desk.order.weighing import Weights


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

    def find_again(self, rows: Mapping[int, int], groups: pd.Series[Any]) -> None:
        """Set rows aside whose id another row has: their numbers with those of the first, and their groups."""
        for name, count in groups.value_counts().items():
            self.rows -= int(count)
            self.groups[str(name)] -= int(count)
        kept = [left for left in self.aside if left.number not in rows]
        told = [Unread(number, CASE, Notice("fault.desk.again", row=first)) for number, first in rows.items()]
        self.aside = sorted([*kept, *told], key=lambda left: left.number)


def decided(piece: Piece, task: Task, done: Done, *, ranked: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A piece with what its tracking logs say, and the columns that triage adds, blank where a row cannot be read.

    Without `ranked` those are left out that only all rows together decide.
    """
    frame = with_logs(piece.frame, task.book, task.now)
    desk = lay_out(frame, task.book, task.now, task.weights, piece.numbers)
    added = columns_of(desk, task.explain, ranked=ranked).drop(columns="wrong")
    done.add(piece, added["group"], desk.read.aside)
    return frame, added


def beside(frame: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """The rows that could be read, with the columns that were added."""
    both = frame.drop(columns=[name for name in added.columns if name in frame.columns]).join(added)
    readable = added["group"].notna()
    return both if readable.all() else both[readable]

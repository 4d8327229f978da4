"""A table on the desk of a lead: laid out once, then searched, filtered and put in order again at will."""

from __future__ import annotations

import io
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.book.facts import WORDS
from guide.cases.cells import CASE, COLUMNS
from guide.cases.table import CaseRow, write_csv
from guide.cases.table import read as read_cases
from guide.desk.chain.gathers import code
from guide.desk.columns.arrays import ALWAYS, DAY, NEVER, ticks
from guide.desk.columns.logs import with_logs
from guide.desk.files.pieces import Piece
from guide.desk.files.writing import as_csv
from guide.desk.order.ordering import ENDED, GROUPS, LAPSING, OVERDUE, URGENT, WAITING, WORK, order, tonight
from guide.desk.order.parties import CARRIER, SELLER, Parties, Stake, is_called, parties, stakes
from guide.desk.table import Desk, columns_of, lay_out
from guide.map.drawing import chart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.cases.table import Unread
    from guide.desk.columns.arrays import Codes, Flags, Numbers
    from guide.desk.order.weighing import Weights
    from guide.engine.case import Case

#: Whose list it is besides those of the people, who are 1, 2, 3: all that is to be done, what nobody has the time for,
#: what waits for others, what has ended.
ALL, NOBODY, OTHERS, OVER = "all", "nobody", "waiting", "ended"
#: When something is due: already, in each part of today, on each of the next two days, after that.
SLOTS = ("late", "morning", "afternoon", "evening", "tomorrow", "after", "later")
#: Days since anything happened, from which each bar of the ages begins.
AGES = (0, 2, 4, 8, 15)


class Filter(NamedTuple):
    """What of a table is shown."""

    query: str = ""
    queue: str = ALL
    by: str = ""  # group, stage, slot, age, node (of the map), carrier or seller
    word: str = ""  # the id of that, or its place
    turn: str = ""  # you or others; empty for both


class Board:
    """One table: its rows as they came, what the tables say of them, and their order."""

    def __init__(self, piece: Piece, book: Book, now: datetime, weights: Weights) -> None:
        self.frame = with_logs(piece.frame, book, now)
        self.book, self.now, self.numbers = book, now, piece.numbers
        self.desk = lay_out(self.frame, book, now, weights, piece.numbers)
        other = [left for left in piece.left_out if not is_called(left.column, book, CARRIER, SELLER)]
        self.unreadable = piece.left_out  # rows that no frame can hold, and columns
        self.left_out: list[Unread] = [*other, *self.desk.read.aside.values()]
        self.many = len(self.frame) + sum(left.number > 1 for left in other)  # with rows that no frame can hold
        self.weights = weights
        self._seen = np.ones(len(self.frame), dtype=bool)
        self._seen[list(self.desk.read.aside)] = False
        self._hay: list[str] | None = None

    # the order ------------------------------------------------------------------------

    def weigh(self, weights: Weights) -> None:
        """Put everything in order again by other weights, or for other people."""
        decided, read = self.desk.decided, self.desk.read
        self.weights = weights
        self.desk = Desk(read, decided, order(decided, read.cases.sums, weights, list(read.aside)))

    @property
    def group(self) -> Codes:
        """The group of each row."""
        return self.desk.ordered.group

    @property
    def mine(self) -> Flags:
        """The rows in which it is our turn, and which have not ended."""
        mine: Flags = (self.desk.decided.state["turn"] == code("turn", "you")) & (self.group != ENDED) & self._seen
        return mine

    @property
    def open(self) -> int:
        """How many cases have not ended."""
        return int(((self.group != ENDED) & self._seen).sum())

    def count(self, group: int) -> int:
        """How many cases are in a group."""
        return int(((self.group == group) & self._seen).sum())

    @property
    def lapsing(self) -> Numbers:
        """The rows that cannot wait and that nobody has the time for, the first first."""
        return self._sorted(self._seen & (self.group < URGENT) & (self.desk.ordered.who == 0))

    def queues(self) -> list[tuple[str, int]]:
        """Each list with the number of its cases."""
        return [(name, int(self._queued(name).sum())) for name in self._names()]

    def _names(self) -> Iterable[str]:
        return (ALL, *(str(n + 1) for n in range(int(self.weights.people))), NOBODY, OTHERS, OVER)

    def _queued(self, name: str) -> Flags:
        """The rows of one list."""
        work: Flags = self.group < WORK
        if name in (OTHERS, OVER):
            work = self.group == (WAITING if name == OTHERS else ENDED)
        elif name != ALL:
            work = work & (self.desk.ordered.who == (0 if name == NOBODY else int(name)))
        return self._seen & work

    # when, where, how old -------------------------------------------------------------

    def due(self) -> Numbers:
        """The moment that counts for each row: a loss that is near, else the deadline of the action."""
        ends = self.desk.decided.deadlines
        return np.where(self.group == LAPSING, ends.lose.at, ends.due.at)

    def slots(self) -> Numbers:
        """The slot in which each row is due; -1 where no time is known."""
        due, end = self.due(), tonight(self.now)
        ends = np.array([ticks(self.now), end - DAY // 2, end - DAY // 4, end, end + DAY, end + 2 * DAY, ALWAYS])
        slot = np.searchsorted(np.maximum.accumulate(ends), due, side="right")
        return np.where(self.group == OVERDUE, 0, np.where(due == NEVER, -1, slot))

    def ages(self) -> Numbers:
        """The place of each row among the ages; -1 where nothing is known to have happened."""
        touched = self.desk.decided.touched
        old = (ticks(self.now) - touched) // DAY
        return np.where(touched == NEVER, -1, np.searchsorted(np.array(AGES), old, side="right") - 1)

    # where on the map, and whose loss ------------------------------------------------

    def nodes(self) -> Codes:
        """The box of the map in which each row is: its place among all; -1 where an action has none."""
        content = chart(self.book)
        places: dict[str | None, int] = {name: place for place, name in enumerate(content.nodes)}
        by_action = np.array([places.get(content.holder(action), -1) for action in WORDS["action"]])
        found: Codes = by_action[self.desk.decided.state["action"]]
        return found

    def crowd(self) -> dict[str, int]:
        """How many cases are in each box of the map, those that have ended too."""
        nodes = self.nodes()[self._seen]
        names = list(chart(self.book).nodes)
        return dict(zip(names, np.bincount(nodes[nodes >= 0], minlength=len(names)).tolist(), strict=True))

    @cached_property
    def carriers(self) -> Parties:
        """The couriers of the table."""
        return parties(self.frame, self.book, CARRIER)

    @cached_property
    def sellers(self) -> Parties:
        """The sellers of the table, where it has a column for them."""
        return parties(self.frame, self.book, SELLER)

    def stakes(self, found: Parties, most: int) -> list[Stake]:
        """What is at stake with the parties of the open cases."""
        return stakes(found, self._seen & (self.group != ENDED), self.desk.ordered.sums, most)

    # what is shown --------------------------------------------------------------------

    def rows(self, shown: Filter) -> Numbers:
        """The rows that are shown, in order."""
        wanted = self._queued(shown.queue)
        if shown.by:
            wanted = self._seen & ((self.group != ENDED) | (shown.by == "node"))
            wanted = wanted & (self._by(shown.by) == self._place(shown.by, shown.word))
            if shown.turn:
                wanted = wanted & (self.mine if shown.turn == "you" else ~self.mine)
        rows = self._sorted(wanted)
        return self._found(rows if not shown.query else self._sorted(self._seen), shown.query)

    def _by(self, name: str) -> Codes:
        if name == "stage":
            return self.desk.decided.state["stage"]
        columns: Mapping[str, Callable[[], Codes]] = {
            "group": lambda: self.group, "slot": self.slots, "age": self.ages, "node": self.nodes,
            CARRIER: lambda: self.carriers.place, SELLER: lambda: self.sellers.place,
        }  # fmt: skip
        return columns[name]()

    def _place(self, by: str, word: str) -> int:
        if by in ("age", CARRIER, SELLER):
            return int(word)
        ids = {"group": GROUPS, "slot": SLOTS, "stage": WORDS["stage"], "node": tuple(chart(self.book).nodes)}
        return ids[by].index(word)

    def _sorted(self, flags: Flags) -> Numbers:
        rows = np.flatnonzero(flags)
        return rows[np.argsort(self.desk.ordered.rank[rows], kind="stable")]

    def _found(self, rows: Numbers, query: str) -> Numbers:
        """Of some rows those whose number, name or code holds what was typed; among all, ended ones too."""
        wanted = query.strip().lower()
        if not wanted:
            return rows
        hay = self._haystack()
        return np.array([row for row in rows.tolist() if wanted in hay[row]], dtype=np.int64)

    def _haystack(self) -> list[str]:
        if self._hay is None:
            cells = [self.cells(name) for name in (CASE, "order_no", "item", "waybill") if name in self.frame]
            self._hay = [" ".join(each).lower() for each in zip(*cells, strict=True)] or [""] * len(self.frame)
        return self._hay

    def sequence(self, rows: Numbers) -> Numbers:
        """Rows with a heading before each group: a heading is the group below zero, -1 the first."""
        if not len(rows):
            return rows
        group = self.group[rows].astype(np.int64)
        begins = np.flatnonzero(np.diff(group, prepend=-1))
        return np.insert(rows, begins, -1 - group[begins])

    def shown_in(self, rows: Numbers) -> Numbers:
        """How many of some rows are in each group."""
        counted: Numbers = np.bincount(self.group[rows], minlength=len(GROUPS))
        return counted

    def cells(self, name: str) -> list[str]:
        """A column as text; blank where it is not there."""
        if name not in self.frame:
            return [""] * len(self.frame)
        return ["" if cell is None or cell != cell else str(cell) for cell in self.frame[name].tolist()]

    def cell(self, row: int, name: str) -> str:
        """One cell as text."""
        if name not in self.frame:
            return ""
        cell = self.frame[name].iat[row]
        return "" if cell is None or cell != cell else str(cell).strip()

    # one row, and what leaves the page ------------------------------------------------

    def case(self, row: int) -> Case:
        """The case of a row, read as a table of one row is."""
        known = [name for name in COLUMNS if name in self.frame]
        text = io.StringIO()
        self.frame.iloc[[row]][known].to_csv(text, index=False)
        found = [each for each in read_cases(io.BytesIO(text.getvalue().encode()), is_lines=False)
                 if isinstance(each, CaseRow)]  # fmt: skip
        return found[0].case

    def export(self, rows: Sequence[int] | Numbers, lang: str) -> bytes:
        """Some rows as CSV, with what triage adds and why."""
        added = columns_of(self.desk, lang).iloc[rows].drop(columns="wrong").reset_index(drop=True)
        kept = self.frame.iloc[rows].reset_index(drop=True)
        both: pd.DataFrame = kept.drop(columns=[name for name in added if name in kept]).join(added)
        return as_csv(both)


def from_cases(rows: Iterable[CaseRow]) -> Piece:
    """Cases as a piece of a table."""
    import pandas as pd

    text = io.StringIO()
    write_csv(rows, text)
    text.seek(0)
    frame = pd.read_csv(text, dtype=object, keep_default_na=False, na_filter=False)
    return Piece(frame, range(2, len(frame) + 2), ())

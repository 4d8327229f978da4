"""A data frame of cases as columns: every distinct cell is read once, by the reader of tables of cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from guide.book.facts import CHOICES, UNKNOWN, VALUES
from guide.book.notices import Notice
from guide.cases.casefile import LONGEST_TEXT, CaseError
from guide.cases.cells import CASE, FACTS, JOURNAL, read_answer, read_journal
from guide.cases.table import Unread
from guide.cases.typed import cleaned
from guide.desk.columns import stamps
from guide.desk.columns.arrays import AHEAD, DAY, MOMENTS, NEVER, Columns, Events, bits, in_a_run, moment, ticks
from guide.desk.columns.repeats import again, keys
from guide.desk.columns.signs import of_column, of_texts
from guide.engine.case import BEIJING, is_negative, read_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.desk.columns.arrays import Numbers
    from guide.desk.columns.signs import Signs


class Read(NamedTuple):
    """The cases of a frame; a row that cannot be read is blank there and stands among those set aside."""

    cases: Columns
    aside: Mapping[int, Unread]  # place of the row -> column, and what is wrong


class _Reader:
    """One frame on its way to columns."""

    def __init__(self, frame: pd.DataFrame, now: datetime | None, numbers: Sequence[int] | Numbers) -> None:
        self.frame, self.now, self.numbers = frame, ticks(now), numbers
        self.aside: dict[int, Unread] = {}

    def refuse(self, place: int, column: str, what: Notice) -> None:
        """Set a row aside; the first thing wrong with it is the one that is said."""
        self.aside.setdefault(place, Unread(int(self.numbers[place]), column, what))

    def repeat(self, place: int, first: int) -> None:
        """Set a row aside because another has its id."""
        self.refuse(place, CASE, Notice("fault.desk.again", row=first))

    def texts(self, name: str) -> list[str]:
        """A column as text, blank where nothing stands."""
        column = self.frame[name]
        cells: list[Any] = column.tolist()
        if set(map(type, cells)) <= {str}:  # a file of text has nothing else
            return cells
        return [_text(cell) for cell in column.astype(object).where(column.notna(), "").tolist()]

    def cells(self, name: str) -> Signs:
        """A column as one run of bytes."""
        return of_column(self.frame[name]) or of_texts(self.texts(name))

    def distinct(self, name: str, read: Callable[[str], Any], blank: Any, kind: Any) -> np.ndarray[Any, Any]:
        """A column read cell by distinct cell; `blank` where nothing stands or what stands cannot be read."""
        import pandas as pd

        column = self.frame[name]
        coded = isinstance(column.dtype, pd.CategoricalDtype)
        places, cells = (column.cat.codes.to_numpy(), column.cat.categories) if coded else pd.factorize(column)
        values, wrong = [blank] * (len(cells) + 1), dict[int, Notice]()
        for number, cell in enumerate(cells.tolist() if hasattr(cells, "tolist") else list(cells)):
            try:
                values[number] = read(text) if (text := _text(cell)) else blank
            except CaseError as error:
                wrong[number] = error.what
        if wrong:
            for place in np.flatnonzero(np.isin(places, list(wrong))).tolist():
                self.refuse(place, name, wrong[int(places[place])])
        result: np.ndarray[Any, Any] = np.array(values, dtype=kind)[places]
        return result

    def choice(self, name: str) -> np.ndarray[Any, Any]:
        """An answer from a fixed set."""
        codes = {word: place for place, word in enumerate(CHOICES[name])}
        return self.distinct(name, lambda cell: codes[read_answer(name, cell) or UNKNOWN], 0, np.uint8)

    def moments(self, name: str) -> Numbers:
        """A moment or a day."""
        column = self.frame[name]
        if column.dtype.kind == "M":
            zoned = column if getattr(column.dtype, "tz", None) else column.dt.tz_localize(BEIJING)
            plain = zoned.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
            return _dated(name, plain.astype(np.int64))
        cells = self.cells(name)
        at, left = stamps.moments(cells)
        for place in left:
            try:
                at[place] = ticks(read_answer(name, cells.cell(place)))
            except CaseError as error:
                self.refuse(place, name, error.what)
        return _dated(name, at)

    def lengths(self, name: str) -> None:
        """Look that a text is no longer than an answer may be."""
        signs = of_column(self.frame[name])
        wide = signs.wide if signs else np.array([*map(len, self.texts(name))], dtype=np.int64)
        for place in np.flatnonzero(wide > LONGEST_TEXT).tolist():  # no sign has less than a byte
            if (count := len(cleaned(_text(self.frame[name].iat[place])))) > LONGEST_TEXT:
                self.refuse(place, name, Notice("fault.case.long", count=count, most=LONGEST_TEXT))

    def sums(self) -> np.ndarray[Any, Any]:
        """The sums in yuan; a negative one is refused, as one that cannot be."""

        def read(cell: str) -> float:
            if is_negative(cell):
                raise CaseError("amount", Notice("fault.case.sum"))
            return float(read_sum(cell) or "nan")

        return self.distinct("amount", read, float("nan"), np.float64)

    def events(self) -> Events:
        """The journals, each in order of time; one with an event still to come is refused."""
        cells = self.cells(JOURNAL)
        usual = stamps.journals(cells)
        rows, pairs, at = [usual.row], [usual.pair], [usual.at]
        for place in usual.left:
            try:
                journal = in_a_run([read_journal(cells.cell(place))])
            except CaseError as error:
                self.refuse(place, JOURNAL, error.what)
                continue
            rows.append(np.full(len(journal.at), place))
            pairs.append(journal.pair)
            at.append(journal.at)
        row, pair, moments = (np.concatenate(each) for each in (rows, pairs, at))
        later = (row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (moments[1:] >= moments[:-1]))
        if not later.all():  # in most tables they are in order
            order = np.lexsort((moments, row))
            row, pair, moments = row[order], pair[order], moments[order]
        for place, ahead in zip(row[moments > self.now].tolist(), moments[moments > self.now].tolist(), strict=True):
            self.refuse(place, JOURNAL, Notice("fault.case.ahead", at=_shown(ahead), now=_shown(self.now)))
        first = np.zeros(len(self.frame) + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=len(self.frame)), out=first[1:])
        return Events(first, pair, moments)

    def names(self) -> None:
        """Refuse a second row with one of the lead's own ids."""
        for place, first in zip(*(each.tolist() for each in again(keys(self.cells(CASE)))), strict=True):
            self.repeat(place, int(self.numbers[first]))


def _text(cell: Any) -> str:
    """A cell as it would stand in a text file."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell).strip()


def _dated(name: str, at: Numbers) -> Numbers:
    """Moments as they are, days at their beginning in Beijing."""
    return at if VALUES[name] is not date else np.where(at == NEVER, NEVER, at - (at + AHEAD) % DAY)


def _shown(at: int) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M}"


def texts_of(frame: pd.DataFrame, name: str) -> list[str]:
    """A column as text, blank where nothing stands."""
    return _Reader(frame, None, ()).texts(name)


def keys_of(frame: pd.DataFrame) -> Numbers:
    """The lead's own ids of some rows as two numbers each; 0 where there are none."""
    if CASE not in frame:
        return np.zeros((2, len(frame)), dtype=np.uint64)
    return keys(_Reader(frame, None, ()).cells(CASE))


def read(
    frame: pd.DataFrame,
    now: datetime,
    numbers: Sequence[int] | Numbers | None = None,
    earlier: Mapping[int, int] | None = None,
) -> Read:
    """A frame with the columns of a table of cases; `numbers` are those of its rows as a spreadsheet counts them.

    `earlier` are the places of rows whose id a row before the frame has, and the number of that row.
    """
    reader = _Reader(frame, now, range(2, len(frame) + 2) if numbers is None else numbers)
    for place, first in (earlier or {}).items():
        reader.repeat(place, first)
    given = set(frame.columns)
    if CASE in given:
        reader.names()
    many = len(frame)
    codes, moments = dict[str, Any](), dict[str, Any]()
    held, sums = np.zeros(many, dtype=np.uint16), np.full(many, np.nan)
    for name in (name for name in FACTS if name in given):
        if name in CHOICES:
            codes[name] = reader.choice(name)
        elif name in MOMENTS:
            moments[name] = reader.moments(name)
        elif name == "held":
            held = reader.distinct(name, lambda cell: bits(read_answer("held", cell)), 0, np.uint16)
        elif VALUES[name] is str:
            reader.lengths(name)
    if "amount" in given:
        sums = reader.sums()
    nothing = Events(np.zeros(many + 1, dtype=np.int64), np.zeros(0, dtype=np.uint16), np.zeros(0, dtype=np.int64))
    events = reader.events() if JOURNAL in given else nothing
    return Read(Columns(many, codes, moments, held, sums, events), reader.aside)

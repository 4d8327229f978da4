"""One CSV file of a content folder, row by row; the one reader of such files."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from guide.book.faults import Fault, no_csv, unknown
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Sheet:
    """One CSV file: its rows as dictionaries, and the faults found while reading."""

    def __init__(self, folder: Path, file: str, faults: list[Fault] | None = None) -> None:
        self.file = file  # inside the folder, such as tables/clocks.csv
        self.faults = [] if faults is None else faults
        self.columns: list[str] = []
        self.rows: list[dict[str, str]] = []
        try:
            text = (folder / file).read_bytes().decode("utf-8-sig")
            lines = [[*map(str.strip, cells)] for cells in csv.reader(StringIO(text, newline=""), strict=True)]
        except FileNotFoundError:
            self.fault(1, "", Notice("fault.file.missing"))
            return
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.fault(1, "", no_csv(error))
            return
        if not lines:
            self.fault(1, "", Notice("fault.file.empty"))
            return
        self.columns = lines[0]
        for column in sorted({c for c in self.columns if self.columns.count(c) > 1}):
            self.fault(1, column, Notice("fault.column.twice"))
        for number, cells in enumerate(lines[1:], start=2):
            if not any(cells):
                continue
            if len(cells) != len(self.columns):
                self.fault(number, "", Notice("fault.cells", cells=len(cells), columns=len(self.columns)))
                continue
            row = dict(zip(self.columns, cells, strict=True))
            row["#"] = str(number)
            self.rows.append(row)

    def cells(self) -> Iterator[tuple[str, ...]]:
        """The header and each row as they are read, for whoever compares files."""
        yield from (tuple(self.columns), *(tuple(row[c] for c in self.columns) for row in self.rows))

    def fault(self, row: int | Mapping[str, str], column: str, what: Notice, allowed: Notice | str = "") -> None:
        """Note a fault and its place: a row, or its number as a spreadsheet counts."""
        number = row if isinstance(row, int) else int(row["#"])
        self.faults.append(Fault(self.file, number, column, what, allowed))

    def among(self, row: Mapping[str, str], column: str, allowed: Iterable[str]) -> None:
        """Note a word that is not one of those allowed."""
        if row[column] not in (words := tuple(map(str, allowed))):
            self.fault(row, column, unknown(row[column]), " ".join(words))

    def filled(self, row: Mapping[str, str], *columns: str) -> None:
        """Note each of these cells that has no words."""
        for column in columns:
            if not row[column]:
                self.fault(row, column, Notice("fault.words"))

    def need(self, *columns: str) -> bool:
        """Whether the header has exactly these columns; each that is missing or unknown is a fault."""
        for column in columns:
            if column not in self.columns and self.columns:
                self.fault(1, column, Notice("fault.column.missing"))
        for column in self.columns:
            if column not in columns:
                self.fault(1, column, Notice("fault.column.unknown"), ", ".join(columns))
        return bool(self.columns) and set(columns) == set(self.columns)

    def fresh(self, row: Mapping[str, str], seen: set[str], *columns: str) -> None:
        """Note that an id, or several columns together, may be there once only."""
        columns = columns or ("id",)
        key = "|".join([row[column] for column in columns])
        if not row[columns[0]]:
            self.fault(row, columns[0], Notice("fault.id.missing"))
        elif key in seen:
            self.fault(row, columns[0], Notice("fault.id.taken", id=row.get("id", key)))
        seen.add(key)

    def day(self, row: Mapping[str, str], column: str) -> date:
        """The calendar day in a cell; where there is none, a fault and the first day of all."""
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            wrong = Notice("fault.day", value=row[column])
            self.fault(row, column, wrong, Notice("fault.day.such"))
            return date.min

"""One CSV file of a content folder, row by row; the one reader of such files."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from guide.book.faults import Fault, no_csv
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Sheet:
    """One CSV file: its rows as dictionaries, and the faults found while reading."""

    def __init__(self, folder: Path, file: str, faults: list[Fault]) -> None:
        self.file = file  # inside the folder, such as tables/clocks.csv
        self.faults = faults
        self.columns: list[str] = []
        self.rows: list[dict[str, str]] = []
        try:
            with (folder / file).open(encoding="utf-8-sig", newline="") as opened:
                lines = list(csv.reader(opened, strict=True))
        except FileNotFoundError:
            self.fault(1, "", Notice("fault.file.missing"))
            return
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.fault(1, "", no_csv(error))
            return
        if not lines:
            self.fault(1, "", Notice("fault.file.empty"))
            return
        self.columns = [cell.strip() for cell in lines[0]]
        for column in sorted({c for c in self.columns if self.columns.count(c) > 1}):
            self.fault(1, column, Notice("fault.column.twice"))
        for number, cells in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.columns):
                self.fault(number, "", Notice("fault.cells", cells=len(cells), columns=len(self.columns)))
                continue
            row = dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))
            self.rows.append({**row, "#": str(number)})

    def fault(self, row: int, column: str, what: Notice, allowed: Notice | str = "") -> None:
        """Note what is wrong, and where."""
        self.faults.append(Fault(self.file, row, column, what, allowed))

    def need(self, *columns: str) -> bool:
        """Whether exactly these columns stand in the header; each that is missing or unknown is a fault."""
        for column in columns:
            if column not in self.columns and self.columns:
                self.fault(1, column, Notice("fault.column.missing"))
        for column in self.columns:
            if column not in columns:
                self.fault(1, column, Notice("fault.column.unknown"), ", ".join(columns))
        return bool(self.columns) and set(columns) == set(self.columns)

    def fresh(self, row: Mapping[str, str], seen: set[str], *, key: str = "id") -> None:
        """Note that an id may stand once only."""
        if not row["id"] or row[key] in seen:
            self.fault(
                int(row["#"]), "id", Notice("fault.id.taken", id=row["id"]) if row["id"] else Notice("fault.id.missing")
            )
        seen.add(row[key])

    def day(self, row: Mapping[str, str], column: str) -> date:
        """The calendar day in a cell; where there is none, a fault and the first day of all."""
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            wrong = Notice("fault.day", value=row[column])
            self.fault(int(row["#"]), column, wrong, Notice("fault.day.such"))
            return date.min

"""A sheet of the content as somebody edits it who has only a spreadsheet."""

import csv
import io
from pathlib import Path


class Sheet:
    """One CSV file to edit by row id and column, as in a spreadsheet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))

    def number(self, id_: str) -> int:
        """The row of an id, counted as a spreadsheet counts."""
        return next(n for n, row in enumerate(self.rows, start=1) if row[0] == id_)

    def put(self, id_: str, column: str, value: str) -> "Sheet":
        self.rows[self.number(id_) - 1][self.rows[0].index(column)] = value
        return self

    def drop(self, id_: str) -> "Sheet":
        del self.rows[self.number(id_) - 1]
        return self

    def repeat(self, id_: str) -> "Sheet":
        self.rows.append(list(self.rows[self.number(id_) - 1]))
        return self

    def column(self, name: str, value: str) -> "Sheet":
        self.rows = [[*row, value if n else name] for n, row in enumerate(self.rows)]
        return self

    def without(self, name: str) -> "Sheet":
        place = self.rows[0].index(name)
        self.rows = [[cell for n, cell in enumerate(row) if n != place] for row in self.rows]
        return self

    def save(self) -> None:
        out = io.StringIO()
        csv.writer(out).writerows(self.rows)
        self.path.write_text(out.getvalue(), "utf-8")

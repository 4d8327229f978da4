"""The CSV files of a content folder, row by row: a row that does not change keeps its very bytes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from guide.book.exchange import ExchangeError
from guide.book.faults import no_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MARK = "\ufeff"  # some spreadsheets put it first
#: The order of the sheets: what a lead edits most comes first.
_FIRST = ("tables", "parameters.csv", "references.csv", "words", "tracking")


class Record(NamedTuple):
    """One row of a file: its cells, and the text they were read from."""

    cells: tuple[str, ...]
    raw: str


def key(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells by which two rows count as equal: without the blanks around them."""
    return tuple(cell.strip() for cell in cells)


def sheets(folder: Path) -> dict[str, str]:
    """Sheet name -> path inside the folder, such as tables.reach -> tables/reach.csv."""
    paths = [path.relative_to(folder) for path in folder.rglob("*.csv")]
    rank = {name: place for place, name in enumerate(_FIRST)}
    paths.sort(key=lambda path: (rank.get(path.parts[0], len(rank)), path))
    return {".".join(path.with_suffix("").parts): path.as_posix() for path in paths}


def records(path: Path) -> list[Record]:
    """The rows of one file, header first."""
    try:
        lines = list(io.StringIO(path.read_bytes().decode("utf-8").removeprefix(_MARK), newline=""))
        reader, rows, at = csv.reader(lines, strict=True), [], 0
        for cells in reader:
            rows.append(Record(tuple(cells), "".join(lines[at : reader.line_num])))
            at = reader.line_num
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ExchangeError(path, no_csv(error)) from error
    return rows


def _line(cells: Sequence[str], end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerow(cells)
    return out.getvalue()


def _as_before(rows: Sequence[Sequence[str]], header: Sequence[str]) -> list[list[str]]:
    """The columns in the order of the file, where a sheet has the same ones in another order."""
    names = list(rows[0])
    if names == list(header) or len(set(names)) < len(names) or set(names) != set(header):
        return [list(row) for row in rows]
    order = [names.index(name) for name in header]
    return [[row[place] for place in order] for row in rows]


def render(rows: Sequence[Sequence[str]], path: Path) -> bytes:
    """Rows as the new text of a file: each row that the file already has keeps its quotes and its blanks."""
    old = records(path)
    kept = {key(record.cells): record.raw for record in old}
    mark = _MARK if path.read_bytes().startswith(_MARK.encode()) else ""
    end = "\r\n" if old and old[0].raw.endswith("\r\n") else "\n"
    lines = [kept.get(key(row)) or _line(row, end) for row in _as_before(rows, key(old[0].cells) if old else ())]
    return (mark + "".join(line if line.endswith("\n") else line + end for line in lines)).encode()

"""Workbook -> content folder: written beside it, proved there, and only then put in its place, all or nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from guide.book.exchange import ExchangeError
from guide.book.exchange.csvfiles import key, records, render, sheets
from guide.book.exchange.reading import read_workbook
from guide.book.faults import Fault
from guide.book.loader import CONTENT
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from guide.book.exchange.reading import WorkbookSheet


class FileChange(NamedTuple):
    """One file that differs, and how many rows of it are new or changed, or gone."""

    path: str
    fresh: int
    gone: int


class Taken(NamedTuple):
    """The result of an import: no changes where there are faults."""

    changes: tuple[FileChange, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...]
    fresh: bool = False  # the folder is new and got everything, also what is not in a workbook


def _base(into: Path) -> Path:
    """The content that the workbook changes: the folder's own, or ours where there is none yet."""
    if not into.absolute().parent.is_dir():
        raise ExchangeError(into.parent, Notice("fault.folder.none"))
    if not into.exists() or (into.is_dir() and not any(into.iterdir())):
        return CONTENT
    if not (into / "tables").is_dir():
        raise ExchangeError(into, Notice("fault.folder.other"))
    return into


def _change(path: str, old: Path, sheet: WorkbookSheet) -> FileChange:
    before = Counter(key(record.cells) for record in records(old))
    after = Counter(map(key, sheet.rows))
    return FileChange(path, (after - before).total(), (before - after).total())


def _placed(fault: Fault, by_path: Mapping[str, WorkbookSheet]) -> Fault:
    """A fault of a file, with the place as the spreadsheet shows it."""
    sheet = by_path.get(fault.file)
    if sheet is None:
        return fault
    row = sheet.numbers[fault.row - 1] if fault.row <= len(sheet.numbers) else fault.row
    header = sheet.rows[0] if sheet.rows else []
    column = fault.column
    if column in header:
        column = f"{sheet.letters[header.index(column)]} ({column})"
    return fault._replace(file=sheet.name, row=row, column=column)


def _swap(stage: Path, into: Path, paths: Iterable[str]) -> None:
    """Put proved files in place; if one cannot be written, those before it are put back."""
    done: list[tuple[Path, bytes]] = []
    try:
        for path in paths:
            old = (into / path).read_bytes()
            (stage / path).replace(into / path)
            done.append((into / path, old))
    except OSError:
        for place, old in done:
            place.write_bytes(old)
        raise


def take_in(workbook: Path, into: Path, prove: Callable[[Path], Iterable[Fault]]) -> Taken:
    """Write the sheets of a workbook into a content folder if `prove` finds nothing wrong with the result."""
    base = _base(into)
    known = sheets(base)
    reading = read_workbook(workbook, known)
    if reading.faults:
        return Taken((), tuple(reading.faults), tuple(reading.notices))
    by_path = {known[name]: sheet for name, sheet in reading.sheets.items()}
    with TemporaryDirectory(dir=into.absolute().parent, prefix=".import-") as beside:
        stage = shutil.copytree(base, Path(beside) / "content")
        for path, sheet in by_path.items():
            (stage / path).write_bytes(render(sheet.rows, base / path))
        changed = [path for path in by_path if (stage / path).read_bytes() != (base / path).read_bytes()]
        faults = tuple(_placed(fault, by_path) for fault in prove(stage))
        changes = tuple(_change(path, base / path, by_path[path]) for path in changed)
        if faults:
            return Taken((), faults, tuple(reading.notices))
        if base == into:
            _swap(stage, into, changed)
        else:
            shutil.copytree(stage, into, dirs_exist_ok=True)
    return Taken(changes, (), tuple(reading.notices), base != into)

"""A trial on the page of the rules: limits given other numbers, scenarios accepted, and the files to take home."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from guide.book.loader import CONTENT, default_book, load
from guide.check.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from guide.book.book import Dated
    from guide.check.edit import Work

PARAMETERS = "parameters.csv"


def limits(edit: Edit | None, day: date) -> dict[str, Dated]:
    """The limits that are in force on a day and have a number, as an edit has them, or the current edition."""
    book = load(edit.folder) if edit else default_book()
    begun = (name for name, dated in book.parameters.items() if dated[0].since <= day)
    dated = {name: book.parameter(name, day) for name in begun}
    return {name: one for name, one in dated.items() if one.value is not None}


def set_limits(work: Work, wanted: Mapping[str, int], day: date) -> bool:
    """Give limits other numbers, in the edit alone; whether any differs from what the edit had.

    The edit is not loaded: a number with which it cannot be loaded is mended in the same way.
    """
    from guide.book.exchange.csvfiles import records, render

    rows = [list(record.cells) for record in records((work.edit.folder if work.edit else CONTENT) / PARAMETERS)]
    named, since, number = (rows[0].index(column) for column in ("id", "since", "value"))
    begun = sorted((row for row in rows[1:] if row and row[since] <= day.isoformat()), key=lambda row: row[since])
    force = {row[named]: row for row in begun}
    changed = [name for name in wanted if name in force and force[name][number] not in ("", str(wanted[name]))]
    if not changed:
        return False
    work.edit = edit = work.edit or Edit()
    for name in changed:
        force[name][number] = str(wanted[name])
    path = edit.folder / PARAMETERS
    path.write_bytes(render(rows, path))
    _note(edit, [PARAMETERS])
    return True


def accept(work: Work) -> bool:
    """Take what the edit decides as what its scenarios expect; whether any file differs."""
    from guide.check.scenarios.accepting import accepted

    if work.edit is None:
        return False
    files = {f"scenarios/{name}": text for name, text in accepted(load(work.edit.folder)).items()}
    for path, text in files.items():
        (work.edit.folder / path).write_text(text, "utf-8")
    _note(work.edit, files)
    return bool(files)


def _note(edit: Edit, files: Mapping[str, str] | list[str]) -> None:
    edit.files = [*(name for name in edit.files if name not in files), *files]


def packed(edit: Edit) -> bytes:
    """The files of an edit that differ from the current edition, in their folders, as a zip."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in _changed(edit):
            archive.write(edit.folder / name, name)
    return out.getvalue()


def _changed(edit: Edit) -> Iterator[str]:
    for path in sorted(path for path in edit.folder.rglob("*.*") if path.is_file()):
        name = path.relative_to(edit.folder).as_posix()
        old = CONTENT / name
        if not old.is_file() or old.read_bytes() != path.read_bytes():
            yield name


def workbook(edit: Edit | None) -> bytes:
    """An edit, or the current edition, as a workbook."""
    from guide.book.exchange.workbook import to_workbook

    return to_workbook(edit.folder if edit else CONTENT)

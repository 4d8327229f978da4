"""The work behind the page of the rules, a step at a time: the proofs, an edit and its effect, cases, coverage."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from guide.book.faults import Fault
from guide.book.loader import CONTENT, load
from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.table import CaseRow, Unread
    from guide.check import Finding
    from guide.check.difference import Difference

SLICE = 40  # cases decided before the browser is heard again
_COPY = re.compile(r" ?\(\d+\)(?=\.(?:csv|yaml)$)")  # what a browser adds to a name that is taken


class EditError(HandbookError):
    """A file that cannot be taken as an edit."""


class Step(NamedTuple):
    """How far a work is: the id of the sentence, and the share that is done."""

    word: str
    share: float


@dataclass
class Edit:
    """An edition beside the current one: its folder, the files put in, and what came of it."""

    place: TemporaryDirectory[str] = field(default_factory=lambda: TemporaryDirectory(prefix="guide-"))
    files: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The content folder; a copy of the current one at first."""
        folder = Path(self.place.name) / "content"
        if not folder.exists():
            shutil.copytree(CONTENT, folder)
        return folder


@dataclass
class Work:
    """All results so far; the long methods yield steps, so that the page stays awake between two."""

    findings: list[Finding] = field(default_factory=list)
    edit: Edit | None = None
    difference: Difference | None = None
    cases: list[CaseRow | Unread] = field(default_factory=list)
    unreached: list[str] | None = None  # rules that no scenario and no given case reaches

    def check(self, now: datetime) -> Iterator[Step]:
        """Prove the edit, or the current edition where there is none."""
        from guide import check

        folder = self.edit.folder if self.edit else CONTENT
        self.findings, self.unreached, many = [], None, _many(folder)
        for finding in check.proved(folder, now.date()):
            self.findings.append(finding)
            yield Step("rules.busy.check", len(self.findings) / many)

    def compare(self, book: Book, now: datetime) -> Iterator[Step]:
        """Decide every state and every given case under the current edition and the edit."""
        from guide.check import difference

        self.difference = None
        if self.edit is None or not (self.findings and self.findings[0].passed):
            return
        yield Step("rules.busy.compare", 0.1)
        edited = load(self.edit.folder)
        result = replace(difference.compare(book, edited, now), files=difference.files(book, edited))
        counting = difference.Counting(result, now)
        for number, row in enumerate(self.cases):
            counting.add(row)
            if number % SLICE == 0:
                yield Step("rules.busy.cases", number / len(self.cases))
        self.difference = counting.done()

    def cover(self, book: Book, now: datetime) -> Iterator[Step]:
        """Count which rules the scenarios and the given cases reach."""
        from guide.cases.table import Unread
        from guide.check import scenarios
        from guide.check.scenarios.looking import Look, fired

        folder = self.edit.folder if self.edit else CONTENT
        if not (self.findings and self.findings[0].passed):
            return
        book = load(folder) if self.edit else book
        yield Step("rules.busy.cover", 0.0)
        counted = dict(scenarios.coverage(book, scenarios.gather(book)[0]))
        for number, row in enumerate(self.cases):
            if not isinstance(row, Unread):
                counted |= {rule.ref: 1 for rule in fired(Look(row.case, book, now))}
            if number % SLICE == 0:
                yield Step("rules.busy.cover", number / len(self.cases))
        self.unreached = [ref for ref, count in counted.items() if not count]

    def take(self, raw: bytes, name: str) -> tuple[Fault, ...]:
        """Put an edited file into the edit. The faults of a workbook are returned, and then nothing is taken."""
        edit = self.edit or Edit()
        if raw.startswith(b"PK") or name.lower().endswith((".xlsx", ".xls")):
            faults = _workbook(raw, edit.folder)
            if faults:
                return faults
        else:
            path = _place(raw, name, edit.folder)
            (edit.folder / path).write_bytes(raw)
            name = path
        edit.files = [*(n for n in edit.files if n != name), name]
        self.edit = edit
        return ()

    def give(self, raw: bytes, is_lines: bool) -> None:
        """Take a table of cases, in the memory of this page alone; TableError where it is none."""
        from guide.cases.table import read

        self.cases = list(read(BytesIO(raw), is_lines=is_lines))

    def forget(self) -> None:
        """Back to the current edition."""
        self.edit = self.difference = None


def _many(folder: Path) -> int:
    """About how many proofs there are, for the share that is done."""
    path = folder / "proofs" / "guarantees.csv"
    lines = path.read_text("utf-8").count("\n") if path.exists() else 0
    return lines + 15


def _workbook(raw: bytes, folder: Path) -> tuple[Fault, ...]:
    from guide.book.exchange import ExchangeError
    from guide.book.exchange.taking_in import take_in

    book = folder.parent / "edit.xlsx"
    book.write_bytes(raw)
    try:
        return take_in(book, folder, lambda _stage: ()).faults
    except ExchangeError as error:
        raise EditError(Notice("rules.edit.workbook", why=error.why)) from error
    finally:
        book.unlink()


def _place(raw: bytes, name: str, folder: Path) -> str:
    """The content file that a file replaces: the one of its name, and of several the one with its columns."""
    from guide.book.exchange.csvfiles import sheets

    name = _COPY.sub("", Path(name.replace("\\", "/")).name)
    known = [*sheets(folder).values(), *(f"scenarios/{path.name}" for path in (folder / "scenarios").glob("*.yaml"))]
    paths = [path for path in known if Path(path).name == name]
    if paths:
        _legible(raw, name)
    if name.endswith(".csv"):
        head = _head(raw)
        heads = {path: _head((folder / path).read_bytes()) for path in paths}
        paths = [path for path in paths if (head & heads[path] if len(paths) == 1 else head == heads[path])]
    if len(paths) != 1:
        raise EditError(Notice("rules.edit.name", name=name[:60]))
    return paths[0]


def _legible(raw: bytes, name: str) -> None:
    """Refuse what is no text of its kind. GB18030 is not taken: copied back as it is, the check would refuse it."""
    import csv

    import yaml

    try:
        text = raw.decode("utf-8-sig")
        if name.endswith(".yaml"):
            yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        else:
            rows = csv.reader(text.splitlines(keepends=True), strict=True)
            list(rows)
    except UnicodeDecodeError as error:
        raise EditError(
            Notice("rules.edit.encoding") if name.endswith(".csv") else Notice("rules.edit.encoding.yaml")
        ) from error
    except csv.Error as error:
        raise EditError(Notice("rules.edit.strange", name=name[:60], row=rows.line_num)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EditError(Notice("rules.edit.strange", name=name[:60], row=mark.line + 1 if mark else 1)) from error


def _head(raw: bytes) -> set[str]:
    first = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip("\ufeff\r")
    return {cell.strip().strip('"') for cell in first.split(",")}

"""The work behind the page of the rules: an edit, given cases, and what is found of both in a process of its own."""

from __future__ import annotations

import re
import shutil
import zlib
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile, ZipFile

from guide.book.faults import Fault
from guide.book.loader import CONTENT, default_book, load
from guide.book.notices import HandbookError, Notice
from guide.cases.table import LARGEST
from guide.reading.errand import errand

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.table import CaseRow, Unread
    from guide.check import Finding
    from guide.check.difference import Difference

SLICE = 200  # cases decided before it is told how far the work is
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


class Task(NamedTuple):
    """What is to be looked at: an edition, cases, and the proofs of that edition where they are known already."""

    folder: Path | None  # of an edit; None for the current edition
    cases: tuple[CaseRow | Unread, ...]
    findings: tuple[Finding, ...]
    now: datetime


class Found(NamedTuple):
    """What came of it."""

    findings: tuple[Finding, ...]
    difference: Difference | None
    unreached: tuple[str, ...] | None  # rules that no scenario and no given case reaches


def examine(task: Task) -> Iterator[Step | Found]:
    """Prove an edition, compare it with the current one, count what is reached: steps, and at last what is found."""
    findings = task.findings or (yield from _check(task))
    if not findings[0].passed:
        yield Found(findings, None, None)
        return
    old = default_book()
    new = load(task.folder) if task.folder else old
    difference = (yield from _compare(task, old, new)) if task.folder else None
    yield Found(findings, difference, (yield from _cover(task, new)))


def _check(task: Task) -> Generator[Step, None, tuple[Finding, ...]]:
    from guide import check

    folder = task.folder or CONTENT
    findings, many = [], _many(folder)
    for finding in check.proved(folder, task.now.date()):
        findings.append(finding)
        yield Step("rules.busy.check", len(findings) / many)
    return tuple(findings)


def _compare(task: Task, old: Book, new: Book) -> Generator[Step, None, Difference]:
    """Decide every state and every given case under both; the editions themselves are not told of."""
    from guide.check import difference

    yield Step("rules.busy.compare", 0.1)
    result = replace(difference.compare(old, new, task.now), files=difference.files(old, new))
    counting = difference.Counting(result, task.now)
    for number, row in enumerate(task.cases):
        counting.add(row)
        if number % SLICE == 0:
            yield Step("rules.busy.cases", number / len(task.cases))
    return replace(counting.done(), books=None)


def _cover(task: Task, book: Book) -> Generator[Step, None, tuple[str, ...]]:
    """Find the rules that neither the scenarios nor the given cases reach."""
    from guide.cases.table import Unread
    from guide.check import scenarios
    from guide.check.scenarios.looking import Look, fired

    yield Step("rules.busy.cover", 0.0)
    counted = dict(scenarios.coverage(book, scenarios.gather(book)[0]))
    for number, row in enumerate(task.cases):
        if not isinstance(row, Unread):
            counted |= {rule.ref: 1 for rule in fired(Look(row.case, book, task.now))}
        if number % SLICE == 0:
            yield Step("rules.busy.cover", number / len(task.cases))
    return tuple(ref for ref, count in counted.items() if not count)


@dataclass
class Work:
    """An edit and given cases, and what was found of them last."""

    edit: Edit | None = None
    cases: list[CaseRow | Unread] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    difference: Difference | None = None
    unreached: tuple[str, ...] | None = None

    def examined(self, book: Book, now: datetime, *, again: bool) -> Iterator[Step]:
        """Examine it elsewhere, the proofs `again` or only what depends on the cases; a step for each moment of it."""
        known = () if again else self.findings
        self.findings, self.difference, self.unreached = known, None, None
        folder = self.edit.folder if self.edit else None
        task, step = Task(folder, tuple(self.cases), known, now), Step("rules.busy.check", 0.0)
        waiting: Step | Found = Step("rules.busy.wait", 0.0)
        for news in errand(examine, task, waiting=waiting):
            if isinstance(news, Found):
                self._keep(news, book, folder)
            else:
                step = news or step
                yield step

    def _keep(self, found: Found, book: Book, folder: Path | None) -> None:
        self.findings, self.difference, self.unreached = found
        if self.difference is not None and folder is not None:
            self.difference = replace(self.difference, books=(book, load(folder)))

    def take(self, raw: bytes, name: str) -> Generator[Step, None, tuple[Fault, ...]]:
        """Put an edited file into the edit; a workbook is read elsewhere, with a step for each moment of it.

        The faults of a workbook are returned, and then nothing is taken.
        """
        edit = self.edit or Edit()
        if name.lower().endswith(".zip"):
            names = _unpack(raw, edit.folder)
            edit.files = [*(n for n in edit.files if n not in names), *names]
            self.edit = edit
            return ()
        if raw.startswith(b"PK") or name.lower().endswith((".xlsx", ".xls")):
            faults = yield from _workbook(raw, edit.folder)
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


def take_workbook(path: Path, folder: Path) -> Iterator[tuple[Fault, ...] | Notice]:
    """Put a workbook into a content folder: its faults, or why it is none."""
    from guide.book.exchange import ExchangeError
    from guide.book.exchange.taking_in import take_in

    try:
        yield take_in(path, folder, lambda _stage: ()).faults
    except ExchangeError as error:
        yield error.why


def _workbook(raw: bytes, folder: Path) -> Generator[Step, None, tuple[Fault, ...]]:
    """Have a workbook put into a copy of the folder, which takes its place; whoever stops it changes nothing."""
    book, fresh = folder.parent / "edit.xlsx", folder.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh)
    book.write_bytes(raw)
    news: tuple[Fault, ...] | Notice | None = ()
    try:
        for news in errand(take_workbook, book, fresh, waiting=None):
            if news is None:
                yield Step("rules.busy.read", 0.0)
    finally:
        book.unlink()
    if isinstance(news, Notice):
        raise EditError(Notice("rules.edit.workbook", why=news))
    if not news:
        shutil.rmtree(folder)
        fresh.rename(folder)
    return news or ()


def _unpack(raw: bytes, folder: Path) -> list[str]:
    """Put the files of a zip, as the page gives it to take home, into a content folder: all of them or none."""
    try:
        with ZipFile(BytesIO(raw)) as archive:
            packed = [each for each in archive.infolist() if _is_content(Path(each.filename))]
            if not packed or sum(each.file_size for each in packed) > LARGEST:
                raise EditError(Notice("rules.edit.zip"))
            files = [(each.filename, archive.read(each)) for each in packed]
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise EditError(Notice("rules.edit.zip")) from error
    placed: dict[str, bytes] = {}
    for name, content in files:
        path = _place(content, name, folder)
        if placed.setdefault(path, content) != content:
            raise EditError(Notice("rules.edit.twice", name=path))
    for path, content in placed.items():
        (folder / path).write_bytes(content)
    return list(placed)


def _is_content(path: Path) -> bool:
    """Whether a file of a zip may be one of the content; a Mac puts a hidden one beside each."""
    return path.suffix.lower() in (".csv", ".yaml") and not path.name.startswith(".")


def _place(raw: bytes, name: str, folder: Path) -> str:
    """The content file that a file replaces: the one of its name, and of several the one with its columns."""
    from guide.book.exchange.csvfiles import sheets

    name = _COPY.sub("", Path(name.replace("\\", "/")).name.lower())
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

"""The work behind the page of the rules: an edit, given cases, and what is found of both in a process of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from guide.book.faults import ContentError
from guide.book.loader import CONTENT, default_book, load
from guide.check.files import place, unpack, workbook
from guide.reading.errand import errand

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.faults import Fault
    from guide.cases.table import CaseRow, Unread
    from guide.check import Finding
    from guide.check.difference import Counting, Difference

T = TypeVar("T")
SLICE = 200  # cases decided before it is told how far the work is


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


def count(task: Task) -> Iterator[Step | Counting]:
    """Decide the given cases under both editions; nothing where the edit does not load, which the proofs tell."""
    from guide.check.difference import Counting

    assert task.folder is not None
    try:
        books = default_book(), load(task.folder)
    except ContentError:
        return
    counting = Counting()
    for number, row in enumerate(task.cases):
        if number % SLICE == 0:
            yield Step("rules.busy.cases", number / len(task.cases))
        counting.add(row, books, task.now)
    yield counting


def examine(task: Task) -> Iterator[Step | Found]:
    """Prove an edition, compare it with the current one, count what is reached: steps, and at last what is found."""
    findings = task.findings or (yield from _check(task))
    if not findings[0].passed:
        yield Found(findings, None, None)
        return
    old = default_book()
    new = load(task.folder) if task.folder else old
    difference = None
    if task.folder:
        yield Step("rules.busy.compare", 0.1)
        difference = _compared(old, new, task.now)
    yield Found(findings, difference, (yield from _cover(task, new)))


def _check(task: Task) -> Generator[Step, None, tuple[Finding, ...]]:
    from guide import check

    folder = task.folder or CONTENT
    findings, many = [], _many(folder)
    for finding in check.proved(folder, task.now.date()):
        findings.append(finding)
        yield Step("rules.busy.check", len(findings) / many)
    return tuple(findings)


def _compared(old: Book, new: Book, now: datetime) -> Difference:
    """Every state decided under both editions; the editions themselves are not told of."""
    from guide.check import difference

    return replace(difference.compare(old, new, now), files=difference.files(old, new), books=None)


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


def _awaited(work: Callable[[Task], Iterator[Step | T]], task: Task) -> Generator[Step, None, T | None]:
    """The steps of a work that is done elsewhere, one for each moment of it, and what it ends with."""
    step, result = Step("rules.busy.check", 0.0), None
    waiting: Step | T = Step("rules.busy.wait", 0.0)
    for one in errand(work, task, waiting=waiting):
        if one is None or isinstance(one, Step):
            step = one or step
            yield step
        else:
            result = one
    return result


@dataclass
class Work:
    """An edit and given cases, and what was found of them last."""

    edit: Edit | None = None
    cases: list[CaseRow | Unread] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    difference: Difference | None = None
    unreached: tuple[str, ...] | None = None

    def examined(self, book: Book, now: datetime, *, again: bool) -> Iterator[Step]:
        """Examine it elsewhere, the proofs `again` or only what depends on the cases; a step for each moment of it.

        What an edit does to the given cases is known first; it waits for nobody's proofs.
        """
        self.findings, self.difference, self.unreached = () if again else self.findings, None, None
        return self._examined(book, now)

    def _examined(self, book: Book, now: datetime) -> Iterator[Step]:
        from guide.check.difference import Difference

        folder = self.edit.folder if self.edit else None
        task, counting = Task(folder, tuple(self.cases), self.findings, now), None
        if folder and self.cases and (counting := (yield from _awaited(count, task))):
            self.difference = counting.beside(Difference(books=(book, load(folder))))
        found = yield from _awaited(examine, task)
        assert found is not None
        self.findings, difference, self.unreached = found
        if difference is not None and folder is not None:
            difference = replace(difference, books=(book, load(folder)))
        self.difference = counting.beside(difference) if difference and counting else difference

    def take(self, raw: bytes, name: str) -> Generator[Step, None, tuple[Fault, ...]]:
        """Put an edited file into the edit; a workbook is read elsewhere, with a step for each moment of it.

        The faults of a workbook are returned, and then nothing is taken.
        """
        edit = self.edit or Edit()
        if name.lower().endswith(".zip"):
            names = unpack(raw, edit.folder)
            edit.files = [*(n for n in edit.files if n not in names), *names]
            self.edit = edit
            return ()
        if raw.startswith(b"PK") or name.lower().endswith((".xlsx", ".xls")):
            faults = yield from workbook(raw, edit.folder, Step("rules.busy.read", 0.0))
            if faults:
                return faults
        else:
            path = place(raw, name, edit.folder)
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

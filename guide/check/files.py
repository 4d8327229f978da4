"""What may be put into an edit: a file of the content, a zip of such files, or a workbook."""

from __future__ import annotations

import re
import shutil
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zipfile import BadZipFile, ZipFile

from guide.book.notices import HandbookError, Notice
from guide.cases.table import LARGEST
from guide.reading.errand import errand

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from guide.book.faults import Fault

S = TypeVar("S")

_COPY = re.compile(r" ?\(\d+\)(?=\.(?:csv|yaml)$)")  # what a browser adds to a name that is taken


class EditError(HandbookError):
    """A file that cannot be taken as an edit."""


def take_workbook(path: Path, folder: Path) -> Iterator[tuple[Fault, ...] | Notice]:
    """Put a workbook into a content folder: its faults, or why it is none."""
    from guide.book.exchange import ExchangeError
    from guide.book.exchange.taking_in import take_in

    try:
        yield take_in(path, folder, lambda _stage: ()).faults
    except ExchangeError as error:
        yield error.why


def workbook(raw: bytes, folder: Path, step: S) -> Generator[S, None, tuple[Fault, ...]]:
    """Have a workbook put into a copy of the folder, which takes its place, the step told meanwhile.

    Whoever stops it changes nothing.
    """
    book, fresh = folder.parent / "edit.xlsx", folder.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh)
    book.write_bytes(raw)
    news: tuple[Fault, ...] | Notice | None = ()
    try:
        for news in errand(take_workbook, book, fresh, waiting=None):
            if news is None:
                yield step
    finally:
        book.unlink()
    if isinstance(news, Notice):
        raise EditError(Notice("rules.edit.workbook", why=news))
    if not news:
        shutil.rmtree(folder)
        fresh.rename(folder)
    return news or ()


def unpack(raw: bytes, folder: Path) -> list[str]:
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
        path = place(content, name, folder)
        if placed.setdefault(path, content) != content:
            raise EditError(Notice("rules.edit.twice", name=path))
    for path, content in placed.items():
        (folder / path).write_bytes(content)
    return list(placed)


def _is_content(path: Path) -> bool:
    """Whether a file of a zip may be one of the content; a Mac puts a hidden one beside each."""
    return path.suffix.lower() in (".csv", ".yaml") and not path.name.startswith(".")


def place(raw: bytes, name: str, folder: Path) -> str:
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

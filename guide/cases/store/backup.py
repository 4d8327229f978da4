"""A copy of a whole store in one zip: every entry as a line of JSON, and the evidence files of each case."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
import zlib
from hashlib import file_digest
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from guide.book.loader import default_book
from guide.book.notices import Notice
from guide.cases.exhibits.content import limits
from guide.cases.store.errors import CopyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.cases.store.store import Store

ENTRIES = "entries.jsonl"
_FILE = re.compile(r"evidence/([0-9a-f]{64})/(index\.json|[0-9a-f]{64})")


class Copied(NamedTuple):
    """Numbers of entries and files that were written into a copy, or added from one."""

    entries: int
    files: int
    known: int = 0  # entries that the store had already


def write(store: Store, out: IO[bytes]) -> Copied:
    """Write a copy: all entries and all evidence files."""
    count = files = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        with copy.open(ENTRIES, "w", force_zip64=True) as lines:
            for line in store.export():
                lines.write(f"{line}\n".encode())
                count += 1
        for path in sorted(store.evidence.glob("*/*")):
            name = f"evidence/{path.parent.name}/{path.name}"
            if _FILE.fullmatch(name):
                copy.write(path, name, zipfile.ZIP_STORED)  # pictures are packed already
                files += 1
    return Copied(count, files)


def take_in(store: Store, source: IO[bytes]) -> Copied:
    """Add the entries and files of a copy that the store lacks; a case that has evidence files keeps its own.

    CopyError if the copy is damaged or is none; nothing is added then.
    """
    try:
        with zipfile.ZipFile(source) as copy:
            files = dict(_files(copy))
            with copy.open(ENTRIES) as lines:
                added = store.take_in(io.TextIOWrapper(lines, "utf-8"))
            count = sum(_place(copy, infos, store.evidence / key) for key, infos in files.items())
            return Copied(added.new, count, added.known)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise CopyError(Notice("store.copy.damaged")) from error


def _files(copy: zipfile.ZipFile) -> Iterator[tuple[str, list[zipfile.ZipInfo]]]:
    """The key of each case with its files; CopyError if any file is too large, misnamed or damaged."""
    if ENTRIES not in copy.namelist():
        raise CopyError(Notice("store.copy.none", name=ENTRIES))
    cases: dict[str, list[zipfile.ZipInfo]] = {}
    largest = limits(default_book())["file_bytes"].value
    for info in copy.infolist():
        name = _FILE.fullmatch(info.filename)
        if info.filename == ENTRIES:
            continue
        if name is None or info.file_size > largest:
            raise CopyError(Notice("store.copy.extra", name=repr(info.filename[:80])))
        with copy.open(info) as content:
            digest = file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads, that is enough
        if name[2] not in ("index.json", digest):
            raise CopyError(Notice("store.copy.file", name=name[2][:12]))
        cases.setdefault(name[1], []).append(info)
    yield from cases.items()


def _place(copy: zipfile.ZipFile, infos: list[zipfile.ZipInfo], folder: Path) -> int:
    """Unpack the files of one case into its folder, all or none; none if it has the folder. The number unpacked."""
    if folder.exists():
        return 0
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unpacked = Path(tempfile.mkdtemp(dir=folder.parent))  # 0700
    try:
        for info in infos:
            with copy.open(info) as content, (unpacked / Path(info.filename).name).open("xb") as out:
                shutil.copyfileobj(content, out)
        unpacked.rename(folder)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return len(infos)

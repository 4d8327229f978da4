"""A copy of everything in one archive: every entry as a line of JSON, and the evidence files of each case."""

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
from guide.cases.exhibits.content import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.cases.store.store import Store

ENTRIES = "entries.jsonl"
_FILE = re.compile(r"evidence/([0-9a-f]{64})/(index\.json|[0-9a-f]{64})")


class Copied(NamedTuple):
    """What a copy holds, or what was taken over from one."""

    entries: int
    files: int
    known: int = 0  # entries that were there already


def write(store: Store, out: IO[bytes]) -> Copied:
    """Write all entries and all evidence files into an archive."""
    count = files = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(ENTRIES, "w", force_zip64=True) as lines:
            for line in store.export():
                lines.write(f"{line}\n".encode())
                count += 1
        for path in sorted(store.evidence.glob("*/*")):
            name = f"evidence/{path.parent.name}/{path.name}"
            if _FILE.fullmatch(name):
                archive.write(path, name, zipfile.ZIP_STORED)  # pictures are packed already
                files += 1
    return Copied(count, files)


def take_in(store: Store, source: IO[bytes]) -> Copied:
    """Add what is not there yet; a case that has evidence files keeps those. ValueError: nothing was taken over."""
    try:
        with zipfile.ZipFile(source) as archive:
            found = dict(_files(archive))
            with archive.open(ENTRIES) as lines:
                done = store.take_in(io.TextIOWrapper(lines, "utf-8"))
            return Copied(done.new, sum(_place(archive, infos, store.evidence / key) for key, infos in found.items()),
                          done.known)  # fmt: skip
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise ValueError("the archive is damaged; nothing was taken over.") from error


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, list[zipfile.ZipInfo]]]:
    """The files of each case, once every one is known to be whole and what its name says."""
    if ENTRIES not in archive.namelist():
        raise ValueError(f"the archive holds no {ENTRIES}; it is no copy that `guide store export` made.")
    cases: dict[str, list[zipfile.ZipInfo]] = {}
    largest = limits(default_book())["file_bytes"].value
    for info in archive.infolist():
        name = _FILE.fullmatch(info.filename)
        if info.filename == ENTRIES:
            continue
        if name is None or info.file_size > largest:
            raise ValueError(f"the archive holds something that is no evidence file ({info.filename[:80]!r}).")
        with archive.open(info) as content:
            digest = file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads, that is enough
        if name[2] not in ("index.json", digest):
            raise ValueError(f"an evidence file of the archive is damaged ({name[2][:12]}…); nothing was taken over.")
        cases.setdefault(name[1], []).append(info)
    yield from cases.items()


def _place(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], folder: Path) -> int:
    """Put the files of one case where they belong, all or none; how many."""
    if folder.exists():
        return 0
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))  # 0700
    try:
        for info in infos:
            with archive.open(info) as content, (made / Path(info.filename).name).open("xb") as out:
                shutil.copyfileobj(content, out)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return len(infos)

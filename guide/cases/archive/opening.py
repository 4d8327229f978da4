"""Opening of an archive that somebody sent: each part is checked before it is used."""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guide.book.notices import Notice, shipped
from guide.book.slots import SLOTS
from guide.cases.archive import limits
from guide.cases.archive.limits import ArchiveError, shown
from guide.cases.casefile import (
    MOST_EVENTS,
    VERSION,
    CaseError,
    from_plain,
    impossible,
    read_moment,
    salvage,
    version_of,
)
from guide.cases.exhibits.model import Exhibit
from guide.cases.plainfile import pairs
from guide.engine.case import Case
from guide.reading.media import TAKEN, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DRIVE = re.compile(r"[A-Za-z]:")
_DOSSIER = re.compile(r"(?:.*/)?00_([^/]+)\.(?:pdf|html)")  # its document comes first
_MOST_NAMED = 5  # places that one note names
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
           struct.error, IndexError, KeyError)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """The contents of an archive; `notes` name the parts that were set aside."""

    case: Case
    exhibits: tuple[Exhibit, ...] = ()
    receipt: bytes | None = None
    notes: tuple[Notice, ...] = ()


def open_case(raw: bytes, now: datetime | None = None) -> Opened:
    """The contents of an archive; evidence that fails a check is set aside. ArchiveError if it is no archive.

    An entry that cannot be so by `now`, such as an event to come, is kept, and a note names it.
    """
    if len(raw) > limits.LARGEST:
        raise ArchiveError(Notice("archive.error.huge", limit=limits.LARGEST // limits.MB))
    try:
        _index(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            opened = _read(file, _entries(file))
    except ArchiveError:
        raise
    except _BROKEN as error:
        raise ArchiveError(Notice("archive.error.corrupt")) from error
    odd = tuple(error.notice for error in impossible(opened.case, now)) if now else ()
    return replace(opened, notes=opened.notes + odd[:_MOST_NAMED])


def _index(raw: bytes) -> None:
    """Refuse a list of entries that is too long, before zipfile reads it."""
    if raw[:2] != b"PK":
        raise ArchiveError(Notice("archive.error.not_zip"))
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or len(raw) - end < 22:
        raise ArchiveError(Notice("archive.error.corrupt"))
    count, size = struct.unpack("<HI", raw[end + 10 : end + 16])
    if count > limits.MOST_ENTRIES or size > limits.LARGEST_INDEX:
        raise ArchiveError(Notice("archive.error.entries", limit=limits.MOST_ENTRIES))


def _entries(file: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Every file by its name; ArchiveError if any entry has an unsafe name, type or size, or a name occurs twice."""
    infos = file.infolist()
    if len(infos) > limits.MOST_ENTRIES:
        raise ArchiveError(Notice("archive.error.entries", limit=limits.MOST_ENTRIES))
    entries: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        _sane(info)
        folded = unicodedata.normalize("NFC", info.filename).casefold()
        if folded in seen:
            raise ArchiveError(Notice("archive.error.twice", name=shown(info.filename)))
        seen.add(folded)
        if not info.is_dir():
            entries[info.filename] = info
    if sum(i.file_size for i in entries.values()) > limits.LARGEST_WHOLE:
        raise ArchiveError(Notice("archive.error.bomb"))
    return entries


def _sane(info: zipfile.ZipInfo) -> None:
    raw = info.orig_filename
    if info.flag_bits & 0x1:
        raise ArchiveError(Notice("archive.error.password"))
    if raw.startswith("/") or "\\" in raw or "\0" in raw or _DRIVE.match(raw) or ".." in raw.split("/"):
        raise ArchiveError(Notice("archive.error.path"))
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(Notice("archive.error.link"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveError(Notice("archive.error.method"))
    most = min(limits.LARGEST_WHOLE, limits.MOST_PACKED * max(info.compress_size, 1) + 1024)
    if info.file_size > most:
        raise ArchiveError(Notice("archive.error.bomb"))


def _bytes(file: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of an entry; ArchiveError if there are more than the limit, whatever size it declares."""
    with file.open(info) as entry:
        content = entry.read(limit + 1)
    if len(content) > limit:
        raise ArchiveError(Notice("archive.error.bomb"))
    return content


def _read(file: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> Opened:
    if limits.CASE not in entries:
        documents = {words["dossier.file.dossier"] for words in shipped().values()}
        dossier = any(found[1] in documents for name in entries if (found := _DOSSIER.fullmatch(name)))
        raise ArchiveError(Notice("archive.error.dossier") if dossier else Notice("archive.error.no_case"))
    notes: list[Notice] = []
    case = _case(_bytes(file, entries.pop(limits.CASE), limits.LARGEST_JSON), notes)
    kept = _bytes(file, entries.pop(limits.RECEIPT), limits.LARGEST_JSON) if limits.RECEIPT in entries else None
    if kept is None:
        notes.append(Notice("archive.note.no_receipt"))
    entries.pop(limits.EDITION, None)  # for people who look inside; the receipt has the edition, too
    manifest = entries.pop(limits.MANIFEST, None)
    listed = _json(_bytes(file, manifest, limits.LARGEST_JSON)) if manifest else None
    files = listed.get("files") if isinstance(listed, dict) else []
    if not isinstance(files, list):
        files = []
    exhibits = tuple(_exhibits(file, entries, files[: limits.MOST_ENTRIES], notes))
    notes += [Notice("archive.note.extra", name=shown(_name(info))) for info in entries.values()]
    return Opened(case, exhibits, kept, tuple(notes))


def _json(raw: bytes, twice: list[str] | None = None) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=pairs([] if twice is None else twice))
    except (ValueError, RecursionError):
        return None


def _case(raw: bytes, notes: list[Notice]) -> Case:
    """The case; if it cannot be read as a whole, the answers and events that can be read."""
    twice: list[str] = []
    plain = _json(raw, twice)
    if isinstance(plain, dict) and (found := version_of(plain.get("version"))) > VERSION:
        raise ArchiveError(Notice("archive.error.newer", found=found, reads=VERSION))
    notes += [Notice("archive.note.twice", place=shown(key)) for key in twice[:_MOST_NAMED]]
    try:
        return from_plain(plain)
    except (CaseError, OverflowError):
        pass
    parts = [plain.get(key) or () for key in ("facts", "journal")] if isinstance(plain, dict) else [(), ()]
    small = all(isinstance(part, (dict, list, tuple)) and len(part) <= MOST_EVENTS for part in parts)
    case, lost = salvage(plain) if small else (Case(), ("case",))
    if case == Case():
        raise ArchiveError(Notice("archive.error.case_text"))
    notes.append(Notice("archive.note.lost", count=len(lost), places=lost[:_MOST_NAMED]))
    return case


def _exhibits(
    file: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], files: list[Any], notes: list[Notice]
) -> Iterator[Exhibit]:
    """The exhibits that are listed and match their line of the list; each of the others becomes a note."""
    seen: set[str] = set()
    for item in files:
        path = item.get("file") if isinstance(item, dict) else None
        name = shown(item.get("name") if isinstance(item, dict) else "")
        info = entries.pop(path, None) if isinstance(path, str) and path.startswith(limits.FOLDER) else None
        if info is None:
            notes.append(Notice("archive.note.missing", name=name))
            continue
        content = _bytes(file, info, limits.LARGEST_WHOLE)
        exhibit = _exhibit(item, name, content)
        if exhibit is None or exhibit.id in seen:
            notes.append(Notice("archive.note.described", name=name))
        elif hashlib.sha256(content).hexdigest() != exhibit.sha256:
            notes.append(Notice("archive.note.hash", name=name))
        elif kind(content) != exhibit.media:
            notes.append(Notice("archive.note.media", name=name))
        else:
            seen.add(exhibit.id)
            yield exhibit


def _exhibit(item: Mapping[str, Any], name: str, content: bytes) -> Exhibit | None:
    """One item of the list as an exhibit; None if a value is missing or invalid."""
    id_, slots, media, hash_ = (item.get(key) for key in ("id", "slots", "media", "sha256"))
    sides = (item.get("width"), item.get("height"))
    try:
        added = read_moment("added_at", item.get("added_at"))
    except CaseError:
        return None
    if not (isinstance(id_, str) and _ID.fullmatch(id_) and isinstance(slots, list) and isinstance(hash_, str)):
        return None
    if not isinstance(media, str) or media not in TAKEN:
        return None
    if not all(side is None or (type(side) is int and 0 < side <= 100_000) for side in sides):
        return None
    return Exhibit(id_, name, frozenset(s for s in SLOTS if s in slots), media, content, hash_, added, *sides)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Without the flag for UTF-8 it is likely in GB18030, as Chinese Windows writes it."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename

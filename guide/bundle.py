"""The case file: one .zip with facts, journal, evidence, edition and receipt; distrustful when one is opened."""

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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from guide import receipt
from guide.casefile import BEIJING, MOST_EVENTS, VERSION, Case, CaseError, from_plain, read_moment, salvage, to_plain
from guide.edition import canonical, edition
from guide.exhibits.model import Exhibit
from guide.facts import SLOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from guide.book import Book

MB = 1024 * 1024
#: What one case file may hold. More than this is no case, and none of it is unpacked.
LARGEST = 100 * MB  # bytes of the file itself
LARGEST_JSON = 1 * MB
LARGEST_EXHIBIT = 20 * MB
LARGEST_WHOLE = 120 * MB  # unpacked, all entries together
MOST_EXHIBITS = 60
MOST_ENTRIES = 2 * MOST_EXHIBITS  # room for what other programs add, such as .DS_Store
_LARGEST_INDEX = 64 * 1024  # bytes of the list of entries at the end of the file
MOST_PACKED = 200  # times smaller than unpacked; text is packed about ten times, a bomb thousands of times
LONGEST_NAME = 120

#: Kinds of evidence: media type -> ending, and how such a file begins (offset, bytes).
MEDIA: Mapping[str, tuple[str, tuple[tuple[int, bytes], ...]]] = {
    "image/png": (".png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    "image/jpeg": (".jpg", ((0, b"\xff\xd8\xff"),)),
    "image/webp": (".webp", ((8, b"WEBP"),)),
    "image/gif": (".gif", ((0, b"GIF8"),)),
    "image/heic": (".heic", ((4, b"ftyp"),)),
    "application/pdf": (".pdf", ((0, b"%PDF-"),)),
    "audio/mpeg": (".mp3", ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"))),
    "audio/mp4": (".m4a", ((4, b"ftyp"),)),
    "video/mp4": (".mp4", ((4, b"ftyp"),)),
    "video/quicktime": (".mov", ((4, b"ftyp"),)),
}
_CASE, _MANIFEST, _EDITION, _RECEIPT = "case.json", "evidence.json", "edition.json", "receipt.json"
_FOLDER = "evidence/"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
           struct.error, IndexError, KeyError)  # fmt: skip


class Problem(NamedTuple):
    """Something wrong with a case file: the id of its sentence, and what the sentence names."""

    word: str
    slots: Mapping[str, object] = {}

    def say(self, book: Book, lang: str) -> str:
        """The sentence."""
        return book.say(lang, self.word).format(**self.slots)


class BundleError(ValueError):
    """A case file that is not opened. What it names may be personal, so the text is the sentence's id alone."""

    def __init__(self, word: str, **slots: object) -> None:
        super().__init__(word)
        self.problem = Problem(f"bundle.error.{word}", slots)


@dataclass(frozen=True)
class Opened:
    """What a case file held; `notes` says what was set aside."""

    case: Case
    exhibits: tuple[Exhibit, ...] = ()
    receipt: bytes | None = None
    notes: tuple[Problem, ...] = ()


def in_order(exhibits: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
    """Exhibits in the order of handing in: by their first slot, then by when they were added."""

    def place(one: Exhibit) -> tuple[int, datetime, str]:
        first = min((SLOTS.index(s) for s in one.slots if s in SLOTS), default=len(SLOTS))
        return first, one.added_at, one.id

    return tuple(sorted(exhibits, key=place))


def pack(case: Case, exhibits: Iterable[Exhibit], book: Book, now: datetime) -> bytes:
    """A case file; the same content gives the same bytes anywhere, so nothing in it is compressed."""
    found, ordered = edition(book), in_order(exhibits)
    if len(ordered) > MOST_EXHIBITS:
        raise BundleError("many")
    if odd := next((one for one in ordered if one.media not in MEDIA), None):
        raise BundleError("media", name=shown(odd.name))
    paths = [f"{_FOLDER}{n:02}{MEDIA[one.media][0]}" for n, one in enumerate(ordered, start=1)]
    entries = {
        _CASE: canonical(to_plain(case)),
        _EDITION: canonical({"schema": 1, "hash": found.hash, "parts": dict(found.parts)}),
        _MANIFEST: canonical({"schema": 1, "files": list(map(_described, ordered, paths))}),
        _RECEIPT: receipt.dump(receipt.make(case, book, now)),
        **{path: one.content for path, one in zip(paths, ordered, strict=True)},
    }
    return archive(entries)


def archive(entries: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on nothing but names and contents."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o644 << 16
            file.writestr(info, entries[name])
    return whole.getvalue()


def _described(one: Exhibit, path: str) -> dict[str, Any]:
    return {
        "file": path, "id": one.id, "name": one.name, "slots": [s for s in SLOTS if s in one.slots],
        "media": one.media, "sha256": one.sha256, "size": len(one.content), "width": one.width, "height": one.height,
        "added_at": one.added_at.astimezone(BEIJING).isoformat(),
    }  # fmt: skip


# opening ------------------------------------------------------------------------------


def open_case(raw: bytes) -> Opened:
    """A case from a case file. BundleError where it is none; evidence that cannot be trusted is set aside."""
    if len(raw) > LARGEST:
        raise BundleError("huge", limit=LARGEST // MB)
    try:
        _index(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            return _read(file, _entries(file))
    except BundleError:
        raise
    except _BROKEN as error:
        raise BundleError("corrupt") from error


def _index(raw: bytes) -> None:
    """Refuse a list of entries that would take long to read, before anything reads it."""
    if raw[:2] != b"PK":
        raise BundleError("not_zip")
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or len(raw) - end < 22:
        raise BundleError("corrupt")
    count, size = struct.unpack("<HI", raw[end + 10 : end + 16])
    if count > MOST_ENTRIES or size > _LARGEST_INDEX:
        raise BundleError("entries", limit=MOST_ENTRIES)


def _entries(file: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Every entry by its name, once each is known to be an ordinary file of a sane size in a sane place."""
    infos = file.infolist()
    if len(infos) > MOST_ENTRIES:
        raise BundleError("entries", limit=MOST_ENTRIES)
    found: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        _sane(info)
        same = unicodedata.normalize("NFC", info.filename).casefold()
        if same in seen:
            raise BundleError("twice", name=shown(info.filename))
        seen.add(same)
        if not info.is_dir():
            found[info.filename] = info
    if sum(i.file_size for i in found.values()) > LARGEST_WHOLE:
        raise BundleError("bomb")
    return found


def _sane(info: zipfile.ZipInfo) -> None:
    raw = info.orig_filename
    if info.flag_bits & 0x1:
        raise BundleError("password")
    if raw.startswith("/") or "\\" in raw or "\0" in raw or _DRIVE.match(raw) or ".." in raw.split("/"):
        raise BundleError("path")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BundleError("link")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BundleError("method")
    if info.file_size > LARGEST_EXHIBIT or info.file_size > MOST_PACKED * max(info.compress_size, 1) + 1024:
        raise BundleError("bomb")


def _bytes(file: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of an entry; what it claims about its own size is not believed."""
    with file.open(info) as entry:
        content = entry.read(limit + 1)
    if len(content) > limit:
        raise BundleError("bomb")
    return content


def _read(file: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> Opened:
    if _CASE not in entries:
        raise BundleError("no_case")
    notes: list[Problem] = []
    case = _case(_bytes(file, entries.pop(_CASE), LARGEST_JSON), notes)
    kept = _bytes(file, entries.pop(_RECEIPT), LARGEST_JSON) if _RECEIPT in entries else None
    if kept is None:
        notes.append(Problem("bundle.note.no_receipt"))
    entries.pop(_EDITION, None)  # the receipt holds the same; this one is for people who look inside
    listed = _json(_bytes(file, entries.pop(_MANIFEST), LARGEST_JSON)) if _MANIFEST in entries else None
    files = listed.get("files") if isinstance(listed, dict) else []
    if not isinstance(files, list):
        files = []
    exhibits = tuple(_exhibits(file, entries, files[:MOST_EXHIBITS], notes))
    notes += [Problem("bundle.note.extra", {"name": shown(_name(info))}) for info in entries.values()]
    return Opened(case, exhibits, kept, tuple(notes))


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _case(raw: bytes, notes: list[Problem]) -> Case:
    """The case itself, answer by answer where some cannot be read."""
    plain = _json(raw)
    version = plain.get("version") if isinstance(plain, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BundleError("newer")
    try:
        return from_plain(plain)
    except (CaseError, OverflowError):
        pass
    parts = [plain.get(key) or () for key in ("facts", "journal")] if isinstance(plain, dict) else [(), ()]
    small = all(isinstance(part, (dict, list, tuple)) and len(part) <= MOST_EVENTS for part in parts)
    case, lost = salvage(plain) if small else (Case(), 1)
    if case == Case():
        raise BundleError("case_text")
    notes.append(Problem("bundle.note.lost", {"count": lost}))
    return case


def _exhibits(
    file: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], files: list[Any], notes: list[Problem]
) -> Iterator[Exhibit]:
    """The evidence that is listed, there, and what the list says it is; the rest becomes notes."""
    seen: set[str] = set()
    for item in files:
        path = item.get("file") if isinstance(item, dict) else None
        name = shown(item.get("name") if isinstance(item, dict) else "")
        info = entries.pop(path, None) if isinstance(path, str) and path.startswith(_FOLDER) else None
        if info is None:
            notes.append(Problem("bundle.note.missing", {"name": name}))
            continue
        content = _bytes(file, info, LARGEST_EXHIBIT)
        found = _exhibit(item, name, content)
        if found is None or found.id in seen:
            notes.append(Problem("bundle.note.described", {"name": name}))
        elif hashlib.sha256(content).hexdigest() != found.sha256:
            notes.append(Problem("bundle.note.hash", {"name": name}))
        elif not is_a(found.media, content):
            notes.append(Problem("bundle.note.media", {"name": name}))
        else:
            seen.add(found.id)
            yield found


def _exhibit(item: Mapping[str, Any], name: str, content: bytes) -> Exhibit | None:
    """One line of the list as an exhibit; None where it does not say what it has to."""
    id_, slots, media, hash_ = (item.get(key) for key in ("id", "slots", "media", "sha256"))
    sides = (item.get("width"), item.get("height"))
    try:
        added = read_moment("added_at", item.get("added_at"))
    except CaseError:
        return None
    if not (isinstance(id_, str) and _ID.fullmatch(id_) and isinstance(slots, list) and isinstance(hash_, str)):
        return None
    if not isinstance(media, str) or media not in MEDIA:
        return None
    if not all(side is None or (type(side) is int and 0 < side <= 100_000) for side in sides):
        return None
    return Exhibit(id_, name, frozenset(s for s in SLOTS if s in slots), media, content, hash_, added, *sides)


def is_a(media: str, content: bytes) -> bool:
    """Whether a file begins as files of its kind do."""
    return any(content[at : at + len(sign)] == sign for at, sign in MEDIA[media][1])


def shown(name: object) -> str:
    """A file name that may be shown and written: no folder, no control or direction mark, not too long."""
    text = name if isinstance(name, str) else ""
    text = re.split(r"[/\\]", text)[-1]
    return "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()[:LONGEST_NAME] or "?"


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; without the mark for UTF-8 it is likely in the encoding of a Chinese Windows."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename

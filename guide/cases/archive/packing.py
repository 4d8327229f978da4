"""Packing of a case, its evidence and its receipt into one file; equal contents give equal bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from guide.book.edition import canonical, edition
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.cases import receipt
from guide.cases.archive import limits
from guide.cases.archive.limits import ArchiveError, shown
from guide.cases.casefile import to_plain
from guide.cases.exhibits.arrival import bounds
from guide.cases.exhibits.content import limits as evidence_limits
from guide.engine.case import BEIJING, Case
from guide.reading.media import TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.exhibits.model import Exhibit

_EPOCH = (1980, 1, 1, 0, 0, 0)


def in_order(exhibits: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
    """Exhibits in the order of handing in: by their first slot, then by when they were added."""

    def place(exhibit: Exhibit) -> tuple[int, datetime, str]:
        first = min((SLOTS.index(s) for s in exhibit.slots if s in SLOTS), default=len(SLOTS))
        return first, exhibit.added_at, exhibit.id

    return tuple(sorted(exhibits, key=place))


def pack(case: Case, exhibits: Iterable[Exhibit], book: Book, now: datetime) -> bytes:
    """An archive. Nothing is compressed, so that equal contents give equal bytes anywhere.

    ArchiveError if the evidence breaks a limit or has a type that is not taken.
    """
    rules, ordered, most = edition(book), in_order(exhibits), bounds(evidence_limits(book))
    room = min(most["total_bytes"], limits.LARGEST - 4 * limits.LARGEST_JSON)
    if len(ordered) > most["files"]:
        raise ArchiveError(Notice("archive.error.many"))
    sizes = [len(exhibit.content) for exhibit in ordered]
    if max(sizes, default=0) > most["file_bytes"] or sum(sizes) > room:
        heavy = Notice("archive.error.heavy", one=most["file_bytes"] // limits.MB, all=room // limits.MB)
        raise ArchiveError(heavy)
    if odd := next((exhibit for exhibit in ordered if exhibit.media not in TAKEN), None):
        raise ArchiveError(Notice("archive.error.media", name=shown(odd.name)))
    paths = [f"{limits.FOLDER}{n:02}.{TAKEN[exhibit.media][0]}" for n, exhibit in enumerate(ordered, start=1)]
    entries = {
        limits.CASE: canonical(to_plain(case)),
        limits.EDITION: canonical({"schema": 1, "hash": rules.hash, "parts": dict(rules.parts)}),
        limits.MANIFEST: canonical({"schema": 1, "files": list(map(_described, ordered, paths))}),
        limits.RECEIPT: receipt.dump(receipt.make(case, book, now)),
        **{path: exhibit.content for path, exhibit in zip(paths, ordered, strict=True)},
    }
    return archive(entries)


def archive(entries: Mapping[str, bytes]) -> bytes:
    """A zip of entries by name; its bytes depend on names and contents alone."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o644 << 16
            file.writestr(info, entries[name])
    return whole.getvalue()


def _described(exhibit: Exhibit, path: str) -> dict[str, Any]:
    """An exhibit as an item of the list of evidence."""
    e = exhibit
    return {
        "file": path, "id": e.id, "name": e.name, "slots": [s for s in SLOTS if s in e.slots],
        "media": e.media, "sha256": e.sha256, "size": len(e.content), "width": e.width, "height": e.height,
        "added_at": e.added_at.astimezone(BEIJING).isoformat(),
    }  # fmt: skip

"""The shelf of a case keeps its evidence files: in memory, or in a folder of the user's own, one sub-folder a case."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.cases.exhibits.model import Box, Exhibit, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping


_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INDEX = "index.json"
_FULL = {errno.ENOSPC, errno.EDQUOT}


class Shelf:
    """A shelf in memory, gone with the process. Files are in the order in which they came."""

    lasting = False  # whether the files outlive the page
    trouble = ""  # why files that should be in a folder are in memory only: unwritable or full

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def list(self) -> tuple[Kept, ...]:
        """Every file."""
        return tuple(self._kept.values())

    def get(self, exhibit_id: str) -> Kept | None:
        """The file with this id, or None."""
        return self._kept.get(exhibit_id)

    def put(self, kept: Kept) -> None:
        """Keep a file, or replace the one with its id."""
        self._kept[kept.exhibit.id] = kept

    def remove(self, exhibit_id: str) -> None:
        """Drop a file and its masked copy."""
        self._kept.pop(exhibit_id, None)

    def handed(self) -> tuple[Exhibit, ...]:
        """The exhibits that leave with the case: of each file the chosen copy."""
        return tuple(kept.handed for kept in self._kept.values())

    def filled(self) -> frozenset[str]:
        """Evidence slots with a file in them."""
        return frozenset().union(*(kept.exhibit.slots for kept in self._kept.values()))


class FolderShelf(Shelf):
    """A shelf in a folder: each content in a file named by its SHA-256, and one index.

    Every file is replaced whole. If the folder cannot be written, the files stay in memory and `trouble` says
    why; nothing is raised.
    """

    lasting = True

    def __init__(self, root: Path, key: str) -> None:
        super().__init__()
        if not _KEY.fullmatch(key):
            raise ValueError("The key of a case holds letters, digits, _ and - only.")
        self.folder = root / key
        self.lost = 0  # files in the index whose content is gone or changed
        with suppress(OSError):
            self._read()

    def put(self, kept: Kept) -> None:
        """Keep a file, in the folder if that can be written."""
        super().put(kept)
        self._write(kept)

    def remove(self, exhibit_id: str) -> None:
        """Drop a file, and contents in the folder that no other file needs."""
        super().remove(exhibit_id)
        self._write()

    def _write(self, kept: Kept | None = None) -> None:
        """Bring the folder up to date: write contents, then the index, then delete contents no longer needed."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for unwritten in self.list() if self.trouble else filter(None, [kept]):
                for exhibit in filter(None, (unwritten.exhibit, unwritten.masked)):
                    self._put_file(exhibit.sha256, exhibit.content)
            self._put_file(_INDEX, json.dumps([_plain(k) for k in self.list()], ensure_ascii=False).encode())
            if not self.lost:  # somebody may mend by hand a file that could not be read
                self._sweep()
        except OSError as error:
            self.trouble = "full" if error.errno in _FULL else "unwritable"
        else:
            self.trouble = ""

    def _put_file(self, name: str, content: bytes) -> None:
        target = self.folder / name
        if name != _INDEX and target.exists() and sha256(target.read_bytes()).hexdigest() == name:
            return
        handle, temporary = tempfile.mkstemp(dir=self.folder)  # 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _sweep(self) -> None:
        needed = {e.sha256 for k in self.list() for e in (k.exhibit, k.masked) if e} | {_INDEX}
        for path in self.folder.iterdir():
            if path.name not in needed and (_DIGEST.fullmatch(path.name) or path.name.startswith("tmp")):
                path.unlink(missing_ok=True)

    def _read(self) -> None:
        index = self.folder / _INDEX
        if not index.exists():
            return
        try:
            plain = json.loads(index.read_text("utf-8"))
        except (ValueError, RecursionError):
            plain = None
        items: list[Any] = plain if isinstance(plain, list) else [None]
        for item in items:
            try:
                kept = self._load(item)
            except (OSError, ValueError, KeyError, TypeError):
                self.lost += 1
            else:
                super().put(kept)

    def _load(self, item: Mapping[str, Any]) -> Kept:
        """One file of the index with its content; OSError, ValueError, KeyError or TypeError if either is damaged."""

        def content(digest: str) -> bytes:
            data = (self.folder / digest).read_bytes() if _DIGEST.fullmatch(digest) else b""
            if sha256(data).hexdigest() != digest:
                raise ValueError("not what was kept")
            return data

        size = item["width"], item["height"]
        exhibit = Exhibit(item["id"], item["name"], frozenset(item["slots"]), item["media"], content(item["sha256"]),
                          item["sha256"], datetime.fromisoformat(item["added_at"]), *size)  # fmt: skip
        boxes = tuple(Box(*box) for box in item["boxes"])
        copy = item["masked"] and replace(exhibit, name=item["masked"]["name"], media="image/png",
                                          content=content(item["masked"]["sha256"]),
                                          sha256=item["masked"]["sha256"])  # fmt: skip
        return Kept(exhibit, boxes, copy or None, item["open_handed"], tuple(item["notes"]), item["looks"])


def _plain(kept: Kept) -> dict[str, Any]:
    """A file as an item of the index, without its content."""
    e = kept.exhibit
    return {"id": e.id, "name": e.name, "slots": sorted(e.slots), "media": e.media, "sha256": e.sha256,
            "added_at": e.added_at.isoformat(), "width": e.width, "height": e.height, "boxes": kept.boxes,
            "masked": kept.masked and {"name": kept.masked.name, "sha256": kept.masked.sha256},
            "open_handed": kept.open_handed, "notes": kept.notes, "looks": kept.looks}  # fmt: skip

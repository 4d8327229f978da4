"""Evidence files of a case as values: each with the slots it fills, a picture also with its masked copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Exhibit:
    """A file of evidence: its name, the slots it fills, its content; width and height in pixels for a picture."""

    id: str
    name: str
    slots: frozenset[str]
    media: str
    content: bytes
    sha256: str
    added_at: datetime
    width: int | None
    height: int | None


class Box(NamedTuple):
    """A rectangle that a mask covers, in pixels of the picture."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Kept:
    """A file on the shelf: the exhibit, its masked copy if it has one, and which of the two is handed in."""

    exhibit: Exhibit
    boxes: tuple[Box, ...] = ()
    masked: Exhibit | None = None
    open_handed: bool = False  # the visitor chose to hand in the picture without its mask
    notes: tuple[str, ...] = ()  # ids of the remarks that were due on arrival: lies, alike, small, ...
    looks: int | None = None  # fingerprint of a picture, see arrival.fingerprint

    @property
    def handed(self) -> Exhibit:
        """The copy that leaves with the case: the masked one if there is one, unless the visitor chose the open one."""
        return self.exhibit if self.masked is None or self.open_handed else self.masked

    @property
    def size(self) -> int:
        """Bytes of both copies."""
        return len(self.exhibit.content) + (len(self.masked.content) if self.masked else 0)


def size_text(size: int) -> str:
    """A number of bytes as people read it: 12 KB, 3.4 MB."""
    return f"{size / 1048576:.1f} MB" if size >= 104858 else f"{max(1, round(size / 1024))} KB"

"""What a case holds of evidence: files, each with the slots it fills, and the masked copy of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Exhibit:
    """A file that shows something: its name, the evidence slots it fills, and what it holds."""

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
    """A covered rectangle, in pixels of the picture."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Kept:
    """A file on the shelf: the exhibit, its masked copy apart from it, and which of the two is handed in."""

    exhibit: Exhibit
    boxes: tuple[Box, ...] = ()
    masked: Exhibit | None = None
    open_handed: bool = False  # the visitor chose to hand in the picture without its mask
    notes: tuple[str, ...] = ()  # what the check on arrival has to say
    looks: int | None = None  # a fingerprint of what the picture looks like

    @property
    def handed(self) -> Exhibit:
        """What leaves with the case: the masked copy where there is one, unless chosen otherwise."""
        return self.exhibit if self.masked is None or self.open_handed else self.masked

    @property
    def size(self) -> int:
        """Bytes of both copies."""
        return len(self.exhibit.content) + (len(self.masked.content) if self.masked else 0)


def weight(size: int) -> str:
    """A number of bytes for people."""
    return f"{size / 1048576:.1f} MB" if size >= 104858 else f"{max(1, round(size / 1024))} KB"

"""One file of evidence as it is kept with a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

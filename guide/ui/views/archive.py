"""The archive that was opened: how much was in it, and whether its receipt holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guide.ui.views.rendering import Context


@dataclass(frozen=True)
class Opened(Context):
    """An archive that was opened."""

    template: ClassVar[str] = "archive.html"
    content: str  #: how much was in it, as a sentence
    receipt: str  #: whether its receipt holds, as a sentence; empty where it has none
    notes: tuple[str, ...]  #: what could not be read, a sentence each
    back: bool  #: whether there is a way back to the case before

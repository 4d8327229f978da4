"""The heading of a section, and how much of it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guide.ui.views.rendering import Context


@dataclass(frozen=True)
class Section(Context):
    """The heading of a section, which opens and closes it."""

    template: ClassVar[str] = "section.html"
    id: str  #: the section
    title: str  #: its heading
    sub: str  #: what it is for
    count: str  #: how much is answered; empty where nothing is asked
    open: bool  #: whether it is open
    alone: bool  #: whether it is shown alone, with a way back

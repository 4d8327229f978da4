"""The dossier as it is shown before it is taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guide.ui.views.rendering import Context


@dataclass(frozen=True)
class Dossier(Context):
    """The preview of a dossier."""

    template: ClassVar[str] = "dossier.html"
    hint: str  #: a sentence about the form in which it leaves; empty where there is none
    unsorted: int  #: how many files fill no slot
    preview: str  #: the dossier as HTML, escaped by its own template


@dataclass(frozen=True)
class Lacking(Context):
    """What the dossier lacks before it is made."""

    template: ClassVar[str] = "lacking.html"
    asks: bool  #: whether answers are asked for right below
    slots: tuple[str, ...]  #: required evidence that is missing: ids of `evidence.*`

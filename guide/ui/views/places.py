"""The places of a case, of which the page shows one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Corner:
    """A place of a case."""

    id: str  #: an id of `place.*`
    here: bool  #: whether the page shows it


@dataclass(frozen=True)
class Places(Context):
    """The places of a case, of which the page shows one."""

    template: ClassVar[str] = "places.html"
    here: str  #: the one that is shown: an id of `place.*`
    places: tuple[Corner, ...]  #: all, in their order


def places(names: Iterable[str], here: str) -> Places:
    """The places with the one that is shown."""
    return Places(here, tuple(Corner(name, name == here) for name in names))

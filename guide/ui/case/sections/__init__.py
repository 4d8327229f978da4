"""The sections of the pages of a case. A module here is the section of its name; any other only asks its questions."""

from importlib import import_module
from pkgutil import iter_modules

from guide.ui.case.sections.base import Host, Section

__all__ = ["PLACES", "Host", "Section", "section"]


def _kind(name: str) -> type[Section]:
    """The one class of a section in the module of this name."""
    module = import_module(f"{__name__}.{name}")
    classes = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Section))
    (kind,) = (each for each in classes if each.__module__ == module.__name__)
    return kind


#: Sections with something of their own, by name.
KINDS = {module.name: _kind(module.name) for module in iter_modules(__path__) if module.name != "base"}
#: Things that are no field and where each is mended, on this page or on the one with every section.
PLACES = {thing: place for kind in KINDS.values() for thing, place in kind.places.items()}


def section(name: str, host: Host, *, opened: bool, pinned: bool) -> Section:
    """A section by its name."""
    return KINDS.get(name, Section)(name, host, opened=opened, pinned=pinned)

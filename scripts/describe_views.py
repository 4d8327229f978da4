"""Write docs/views.md: every context of the views with its fields, as the dataclasses declare them."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from guide import map as route_map
from guide.ui import views

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOMS = {"Pages": views, "The map": route_map}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "views.md"
_FIELD = re.compile(r"^    (\w+): (.+?)  #: (.+)$", re.MULTILINE)
_HEAD = """# Views

Each part of a page is a *context*: a frozen dataclass of plain values, made from a case and its advice by a function
in `guide/ui/views/` or `guide/map/`, without any widget. Its template makes HTML of it; `dataclasses.asdict` makes
JSON of it. These tables are the contract for any other front end; `python scripts/describe_views.py` makes them from
the code.

What this case says is in the visitor's language already. A field that holds an id, such as `action.*`, names words of
`guide/content/words/`. Text is plain and never HTML, save the preview of the dossier; where there is nothing to say,
it is empty.
"""


def contexts(room: ModuleType) -> list[type[Any]]:
    """Every context of a room, by module and place."""
    modules = (import_module(module.name) for module in walk_packages(room.__path__, f"{room.__name__}."))
    names = ((module.__name__, one) for module in modules for one in vars(module).values() if inspect.isclass(one))
    return [one for name, one in names if one.__module__ == name and is_dataclass(one) and "template" in vars(one)]


def parts(kind: type[Any]) -> Iterator[type[Any]]:
    """The dataclasses that the fields of one hold, each after the one that holds it."""
    for field_type in _types(kind).values():
        for part in _dataclasses(field_type):
            yield part
            yield from parts(part)


def _types(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _dataclasses(field_type: Any) -> Iterator[type[Any]]:
    if is_dataclass(field_type) and isinstance(field_type, type):
        yield field_type
    for inner in get_args(field_type):
        yield from _dataclasses(inner)


def meanings(kind: type[Any]) -> dict[str, tuple[str, str]]:
    """The fields of a dataclass: name -> its type as it is written, and its meaning."""
    return {name: (type_, meaning) for name, type_, meaning in _FIELD.findall(inspect.getsource(kind))}


def _described(kind: type[Any]) -> Iterator[str]:
    template = f" Template `{kind.template}`." if "template" in vars(kind) else ""
    yield from (f"{'###' if template else '####'} {kind.__name__}", "", f"{inspect.getdoc(kind)}{template}")
    if fields(kind):
        yield from ("", "| Field | Type | Meaning |", "|---|---|---|")
    for name, (type_, meaning) in meanings(kind).items():
        plain = re.sub(r"tuple\[(.+), \.\.\.\]", r"list of \1", re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", type_))
        yield f"| `{name}` | {plain.replace(' | None', ' or nothing')} | {meaning} |"
    yield ""


def page() -> str:
    """The whole page."""
    lines, shown = [_HEAD], set[type[Any]]()
    for title, room in ROOMS.items():
        lines += [f"## {title}", ""]
        for kind in contexts(room):
            for part in dict.fromkeys((kind, *parts(kind))):
                if part not in shown:
                    lines += _described(part)
                    shown.add(part)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

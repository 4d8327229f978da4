"""Write docs/views.md: every context of the views with its fields, as the dataclasses declare them."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from guide.ui import views
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PAGE = Path(__file__).resolve().parents[1] / "docs" / "views.md"
_FIELD = re.compile(r"^    (\w+): (.+?)  #: (.+)$", re.MULTILINE)
_HEAD = """# Views

Each part of a page is a *context*: a frozen dataclass of plain values, made from a case and its advice by a function
in `guide/ui/views/`, without any widget. Its template makes HTML of it; `dataclasses.asdict` makes JSON of it. These
tables are the contract for any other front end; they are made from the code by `python scripts/describe_views.py`.

What this case says is in the visitor's language already. A field that holds an id, such as `action.*`, names words of
`guide/content/words/`. Text is plain and never HTML, save the
preview of the dossier; where there is nothing to say, it is empty.
"""


def modules() -> Iterator[ModuleType]:
    """The modules of the views."""
    for module in iter_modules(views.__path__):
        yield import_module(f"{views.__name__}.{module.name}")


def contexts() -> list[type[Context]]:
    """Every context, by module and place."""
    return [one for module in modules() for one in vars(module).values()
            if inspect.isclass(one) and issubclass(one, Context) and is_dataclass(one)
            and one.__module__ == module.__name__]  # fmt: skip


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


def _table(kind: type[Any]) -> Iterator[str]:
    if fields(kind):
        yield from ("", "| Field | Type | Meaning |", "|---|---|---|")
    for name, (type_, meaning) in meanings(kind).items():
        plain = re.sub(r"tuple\[(.+), \.\.\.\]", r"list of \1", re.sub(r"tuple\[(\w+), \.\.\.\]", r"list of \1", type_))
        yield f"| `{name}` | {plain.replace(' | None', ' or nothing')} | {meaning} |"


def page() -> str:
    """The whole page."""
    kinds = contexts()
    shared = list(dict.fromkeys(part for kind in kinds for part in parts(kind)))
    lines = [_HEAD]
    for kind in kinds:
        lines += [f"## {kind.__name__}", "", f"{inspect.getdoc(kind)} Template `{kind.template}`.", *_table(kind), ""]
        own = [part for part in dict.fromkeys(parts(kind)) if part in shared]
        for part in own:
            shared.remove(part)
            lines += [f"### {part.__name__}", "", f"{inspect.getdoc(part)}", *_table(part), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

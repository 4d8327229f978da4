"""The base of every control: a thin and distrustful half of a browser control, and how its module is joined."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anywidget import AnyWidget
from traitlets import TraitError

if TYPE_CHECKING:
    from collections.abc import Mapping


_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def module(name: str) -> str:
    """The file of a control as the one ES module that a widget can carry: what it imports is put in front of it."""
    texts: dict[str, str] = {}

    def add(part: str) -> None:
        text = (Path(__file__).parent / f"{part}.js").read_text(encoding="utf-8")
        for other in _IMPORT.findall(text):
            if other not in texts:
                add(other)
        texts[part] = _IMPORT.sub("", text)

    add(name)
    return _EXPORT.sub("", "\n".join(texts.values()))


def need(condition: bool, reason: str) -> None:
    """Refuse a value; the reason never repeats the value, which may be personal."""
    if not condition:
        raise TraitError(reason)


class Control(AnyWidget):  # type: ignore[misc, unused-ignore]
    """A widget whose browser half may write the traits in `writable` and no other."""

    writable: frozenset[str] = frozenset()

    def clean(self, name: str, value: Any) -> Any:
        """Return the value to keep for a writable trait, or raise TraitError."""
        raise NotImplementedError

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take what the browser wrote, one trait at a time; put back what is refused."""
        for name in sorted(self.writable.intersection(sync_data)):
            try:
                self.clean(name, sync_data[name])
            except TraitError:
                self.send_state(name)
            else:
                super().set_state({name: sync_data[name]})

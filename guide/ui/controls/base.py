"""The base of every control: the browser may change what is checked, and nothing else; its JavaScript is one module."""

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
    """The JavaScript of a control as one ES module, all that a widget can carry: its imports stand in front of it."""
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
        """The value to keep for a writable trait; TraitError if it is refused."""
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

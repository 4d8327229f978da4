"""One field for a text or a time."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, Int, TraitError, Unicode, validate

from guide.reading.signs import TURNING
from guide.ui.controls.base import Control, need, script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TIMES = {
    "datetime": (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"), datetime.fromisoformat),
    "date": (re.compile(r"\d{4}-\d\d-\d\d"), date.fromisoformat),
}
_DELETE = "\x7f"  # the one control character above the blank


class Entry(Control):
    """One line, one area or one point in time, with an echo of how it was read."""

    _esm = script("entry")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    hint = Unicode().tag(sync=True)
    kind = Enum(("text", "area", "datetime", "date"), default_value="text").tag(sync=True)
    value = Unicode().tag(sync=True)
    rows = Int(5).tag(sync=True)
    placeholder = Unicode().tag(sync=True)
    echo = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)
    line = Bool(False).tag(sync=True)  # whether it stands as one line until it is opened
    brief = Unicode().tag(sync=True)  # the answer in that line
    max_length = Int(200).tag(sync=True)

    def clean(self, name: str, value: Any) -> str:
        """Text without signs that cannot be seen, and not too long; a date that exists."""
        need(isinstance(value, str), f"{name}: not a text")
        need(len(value) <= self.max_length, f"{name}: too long")
        if value and self.kind in _TIMES:
            pattern, read = _TIMES[self.kind]
            try:
                need(bool(pattern.fullmatch(value)), f"{name}: not a {self.kind}")
                read(value)
            except ValueError:
                raise TraitError(f"{name}: not a {self.kind}") from None
        kept = "\n\t" if self.kind == "area" else ""
        plain = "".join(c for c in value if c in kept or (c >= " " and c not in _DELETE + TURNING))
        return plain.encode("utf-8", "ignore").decode("utf-8")  # drops half characters

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._confirm)

    def _confirm(self, _widget: object, content: Any, _buffers: object) -> None:
        """Tell the browser that a value was taken in; messages keep their order, so its effects were sent before."""
        if isinstance(content, dict) and isinstance(content.get("ask"), str):
            self.send({"heard": content["ask"]})

    def on_enter(self, callback: Callable[[], object]) -> None:
        """Call back when Enter is pressed in a single line; its value is taken first."""

        def hear(_widget: object, content: Any, _buffers: object) -> None:
            text = content.get("enter") if isinstance(content, dict) else None
            try:
                self.value = self.clean("value", text)
            except TraitError:
                return
            callback()

        self.on_msg(hear)

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> str:
        return self.clean("value", proposal["value"])

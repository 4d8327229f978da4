"""One question with native radios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Dict, Enum, List, Unicode, observe, validate

from guide.book.facts import UNKNOWN
from guide.ui.controls.base import Control, need, script

if TYPE_CHECKING:
    from collections.abc import Mapping


class Choice(Control):
    """One question with native radios; an empty or unknown value is an open question."""

    _esm = script("choice")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    legend = Unicode().tag(sync=True)
    hint = Unicode().tag(sync=True)
    options = List(Dict()).tag(sync=True)
    value = Unicode().tag(sync=True)
    columns = Enum((2, 3), default_value=2).tag(sync=True)
    short = Bool(False).tag(sync=True)
    deliberate = Bool(False).tag(sync=True)  # arrow keys only look; a press chooses
    numbers = Unicode().tag(sync=True)  # how number keys answer it; empty where they do not
    is_next = Bool(False).tag(sync=True)  # whether it is the one that is asked next
    open_label = Unicode().tag(sync=True)
    clear_label = Unicode().tag(sync=True)
    line = Bool(False).tag(sync=True)  # whether it stands as one line until it is opened
    error = Unicode().tag(sync=True)

    def clean(self, name: str, value: Any) -> str:
        """Only an option, or nothing."""
        need(isinstance(value, str), f"{name}: not a text")
        need(value in {"", UNKNOWN, *(option["value"] for option in self.options)}, f"{name}: no such option")
        return str(value)

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> str:
        return self.clean("value", proposal["value"])

    @observe("options")
    def _drop_gone(self, _change: object) -> None:
        if self.value not in {"", UNKNOWN, *(option["value"] for option in self.options)}:
            self.value = UNKNOWN

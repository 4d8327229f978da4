"""The widget of a view: its HTML, with acts, jumps, copy and print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from guide.ui.controls.base import Control, script

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST = 200  # characters of an argument


class View(Control):
    """Escaped HTML whose acts, jumps, copy and print work, and one status region that stays.

    `acts` says what a button with each `data-act` does with its `data-arg`; a button with any other does nothing.
    """

    _esm = script("view")
    html = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)

    def __init__(self, html: str = "", *, acts: Mapping[str, Callable[[str], object]] | None = None) -> None:
        super().__init__(html=html)
        self.acts = acts or {}
        self.on_msg(self._hear)

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        act, arg = content.get("act"), content.get("arg", "")
        if isinstance(act, str) and isinstance(arg, str) and act in self.acts and len(arg) <= _LONGEST:
            self.acts[act](arg)

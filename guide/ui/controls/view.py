"""Html that lives: acts, jumps, copy and print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from guide.ui.controls.base import Control, module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class View(Control):
    """Escaped html with live acts, jumps, copy and print, and one status region that stays."""

    _esm = module("view")
    html = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)

    def __init__(self, html: str = "", *, acts: Iterable[str] = (), **traits: Any) -> None:
        super().__init__(html=html, **traits)
        self.acts = frozenset(acts)
        self._callbacks: list[Callable[[str, str], None]] = []
        self.on_msg(self._hear)

    def on_act(self, callback: Callable[[str, str], None]) -> None:
        """Call back with (act, arg) when a button with a known `data-act` is pressed."""
        self._callbacks.append(callback)

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        act, arg = content.get("act"), content.get("arg", "")
        if not isinstance(act, str) or not isinstance(arg, str) or act not in self.acts or len(arg) > 200:
            return
        for callback in tuple(self._callbacks):
            callback(act, arg)

"""The control that takes a table of cases: chosen or dropped, sent in parts, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from traitlets import Float, Int, Unicode

from guide.ui.controls.base import Control, module

LARGEST = 10_000_000  # bytes of a table on the page; the command line takes any length
ACTS = ("sample", "back")


class TableDrop(Control):
    """A table in parts, asked for one by one; a browser that sends anything else starts over."""

    _esm = module("table")
    label, hint, choose, sample, back, bar, too_large, status, error = (Unicode().tag(sync=True) for _ in range(9))
    name = Unicode("map-table").tag(sync=True)  # the id of its input; a page may hold two
    accept = Unicode(".csv,.tsv,.txt,.jsonl,.ndjson").tag(sync=True)
    largest = Int(LARGEST).tag(sync=True)
    share = Float(-1.0).tag(sync=True)  # how much has been counted; below 0 nothing is

    def __init__(
        self,
        on_table: Callable[[bytes, bool], None],
        on_act: Callable[[str], None],
        on_more: Callable[[], None],
        on_broken: Callable[[], None],
        on_ready: Callable[[], None] = lambda: None,
        **traits: Any,
    ) -> None:
        super().__init__(**traits)
        self._on_ready, self.file = on_ready, ""  # the name of the file that is being sent
        self._on_table, self._on_act, self._on_more, self._on_broken = on_table, on_act, on_more, on_broken
        self._parts, self._size, self._is_lines = bytearray(), 0, False
        self.on_msg(self._hear)

    def ask(self) -> None:
        """Have the browser say when the next slice may be counted."""
        self.send({"more": True})

    def _hear(self, _widget: object, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        if content.get("act") in ACTS:
            self._on_act(content["act"])
        elif content.get("ready") is True:
            self._on_ready()
        elif content.get("more") is True:
            self._on_more()
        elif type(size := content.get("start")) is int and 0 <= size <= LARGEST:
            self._parts, self._size, self._is_lines = bytearray(), size, content.get("lines") is True
            self.file = name[-100:] if isinstance(name := content.get("name"), str) else ""
            self.send({"want": 0})
        elif type(at := content.get("at")) is int and self._size:
            self._take(at, buffers)

    def _take(self, at: int, buffers: Any) -> None:
        """One part, in its place; the last one makes the table whole."""
        part = bytes(buffers[0]) if buffers else b""
        if at != len(self._parts) or not part or at + len(part) > self._size:
            self._parts, self._size = bytearray(), 0
            self._on_broken()
            return
        self._parts += part
        if len(self._parts) < self._size:
            self.send({"want": len(self._parts)})
            return
        whole, self._parts, self._size = bytes(self._parts), bytearray(), 0
        self._on_table(whole, self._is_lines)

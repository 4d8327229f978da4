"""A list of any length: the browser holds what is in sight of it and asks the kernel for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Dict, Int

from guide.ui.controls.base import Control, script

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 200  # rows of one answer


class Rows(Control):
    """Rows that the kernel sends as they come into sight; a press opens one.

    `page` gives some rows from a place on, each a mapping of texts; `opened` hears the number that a row carries.
    """

    _esm = script("rows")
    many = Int(0).tag(sync=True)
    version = Int(0).tag(sync=True)  # of what is shown: rows of an earlier one are dropped
    current = Int(-1).tag(sync=True)  # the number of the row that stands open beside the list
    words = Dict().tag(sync=True)

    def __init__(
        self, page: Callable[[int, int], list[dict[str, Any]]], opened: Callable[[int], None], **traits: Any
    ) -> None:
        super().__init__(**traits)
        self._page, self._opened = page, opened
        self.on_msg(self._hear)

    def show(self, many: int, *, top: bool) -> None:
        """Other rows than before; `top` goes back to the first."""
        with self.hold_sync():
            self.many, self.version = many, self.version + 1
        if top:  # with the first rows, which the browser would ask for next
            self.send({"top": True, "rows": self._page(0, MOST), "from": 0, "version": self.version})

    def back_to(self, row: int) -> None:
        """Put the focus on a row again."""
        self.send({"focus": row})

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        first, opened = content.get("from"), content.get("open")
        if type(first) is int and content.get("version") == self.version and 0 <= first < max(self.many, 1):
            self.send({"rows": self._page(first, MOST), "from": first, "version": self.version})
        elif type(opened) is int and opened >= 0:
            self._opened(opened)

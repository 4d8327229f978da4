"""A window in which places of a picture are covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Dict

from guide.ui.controls.base import Control, script

if TYPE_CHECKING:
    from collections.abc import Callable


class Mask(Control):
    """A window with a picture, over which boxes are drawn by mouse, finger or keyboard."""

    _esm = script("mask")
    words = Dict().tag(sync=True)

    def __init__(
        self, save: Callable[[str, list[list[float]]], None], attempt: Callable[[Callable[[], None]], None]
    ) -> None:
        super().__init__()
        self.save = save
        self.on_msg(lambda _, content, _buffers: attempt(lambda: self._hear(content)))

    def show(self, picture: bytes, **about: Any) -> None:
        """Open the window with a picture, its size in pixels and the boxes it has."""
        self.send({"open": about}, [picture])

    def shut(self) -> None:
        """Close the window."""
        self.send({"shut": True})

    def _hear(self, content: Any) -> None:
        if not isinstance(content, dict) or not isinstance(content.get("save"), str):
            return
        boxes = content.get("boxes")
        if isinstance(boxes, list) and all(map(_is_box, boxes)):
            self.save(content["save"], boxes)


_FAR = 10**6


def _is_box(box: object) -> bool:
    if not isinstance(box, list) or len(box) != 4:
        return False
    return all(type(n) in (int, float) and -_FAR < n < _FAR for n in box)

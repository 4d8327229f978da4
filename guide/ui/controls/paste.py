"""The paste box: a field that takes files, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Dict, Unicode

from guide.reading.screenshot import LARGEST, MOST_PIXELS
from guide.ui.controls.base import script
from guide.ui.controls.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PASTE = 200_000  # characters; a log of one parcel has a few thousand
PICTURE_BYTES = 3_000_000  # well below what the websocket takes; anything over that limit would vanish without a word
#: Why the browser took no file; the ends of the word ids `track.image.*`.
REFUSALS = frozenset({"kind", "broken", "large", "moving", "missing", "binary", "long", "several"})


def picture(buffers: Any) -> bytes:
    """The one picture that came with a message; nothing where there is none, or it is too large."""
    data = bytes(buffers[0]) if isinstance(buffers, list) and len(buffers) == 1 else b""
    return data if len(data) <= PICTURE_BYTES else b""


class Paste(Entry):
    """An area that takes files, too: text is put into it by the browser, a picture comes here as bytes."""

    _esm = script("paste")
    button = Unicode().tag(sync=True)
    limits = Dict({"image": LARGEST, "pixels": MOST_PIXELS, "sent": PICTURE_BYTES}).tag(sync=True)
    images = Bool(False).tag(sync=True)
    busy = Bool(False).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._callbacks: list[Callable[[str, bytes], None]] = []
        self.on_msg(self._hear)

    def on_file(self, callback: Callable[[str, bytes], None]) -> None:
        """Call back with ("image", bytes), or with the reason why the browser took no file and nothing."""
        self._callbacks.append(callback)

    def _hear(self, _widget: object, content: Any, buffers: Any) -> None:
        what = content.get("file") if isinstance(content, dict) else None
        if not isinstance(what, str):
            return
        data = picture(buffers) if what == "image" else b""
        if what in REFUSALS or data:
            for callback in tuple(self._callbacks):
                callback(what, data)

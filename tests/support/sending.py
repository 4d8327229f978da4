"""The browser's half of a control that takes files, as transfer.js and pieces.js play it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from guide.ui.controls.incoming import PIECE

if TYPE_CHECKING:
    from guide.ui.controls.transfer import Transfer


_NUMBERS = count()


class Browser:
    """Answers whatever the control asks; what it is told is kept in `heard`."""

    def __init__(self, control: Transfer, piece: int = PIECE) -> None:
        self.control, self.piece = control, piece
        self.heard: list[dict[str, Any]] = []
        self._files: dict[str, bytes] = {}
        self._asked: list[dict[str, Any]] = []
        control.send = self._hear

    def _hear(self, message: dict[str, Any], _buffers: object = None) -> None:
        self.heard.append(message)
        self._asked.append(message)

    def say(self, content: Any, *buffers: Any) -> None:
        """One message, and the answers to everything that is asked because of it."""
        self.control._handle_custom_msg(content, list(buffers))
        while self._asked:
            message = self._asked.pop(0)
            if message.get("more"):
                self.control._handle_custom_msg({"more": True}, [])
            elif message.get("op") == "at" and message["key"] in self._files:
                self._send(message["key"], message["at"])

    def _send(self, key: str, at: int) -> None:
        data = self._files[key]
        if at < len(data):
            part = memoryview(data[at : at + self.piece])
            self.control._handle_custom_msg({"op": "piece", "key": key, "at": at}, [part])
        else:
            self.control._handle_custom_msg({"op": "close", "key": key}, [])

    def bring(self, data: bytes, name: str = "a.png", slot: str = "", key: str = "") -> dict[str, Any]:
        """A file, piece by piece; returns what became of it."""
        key = key or f"file-{next(_NUMBERS)}"
        self._files[key] = data
        self.say({"op": "open", "key": key, "name": name, "size": len(data), "slot": slot})
        return next(message for message in reversed(self.heard) if message.get("key") == key)

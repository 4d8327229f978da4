"""The kernel's half of a transfer, without a widget: a file comes in pieces, each acknowledged, until it is whole."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PIECE = 512 * 1024  # bytes; a message of the size of a whole film would end the connection without a word
LARGEST_PIECE = 6 * PIECE  # from a browser on this machine
MOST_COMING = 4
LONGEST = 300  # characters of a key or a name
_ANSWERS = 20  # that are kept for a browser which may not have heard them


class Arrived(NamedTuple):
    """A file that is whole: its name, the evidence slot it was brought for, and its bytes."""

    name: str
    slot: str
    content: bytes


class Answer(NamedTuple):
    """The outcome for a file: taken or not, and the sentence for the visitor."""

    taken: bool
    say: str = ""


class Coming(NamedTuple):
    """One file on its way: what was announced, and how much of it is here."""

    name: str
    size: int
    slot: str
    data: bytearray
    packed: bool = False  # by gzip, in the browser

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.data) == self.size


class Incoming:
    """Files on their way by their key. To open one again is to ask how far it is, so a lost connection costs nothing.

    `refusal` names the reason against a file of some size beside those that are coming; `words` has its sentence.
    Where one file comes alone, another takes its place. A file that was packed on the way may hold `most` bytes.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        take: Callable[[Arrived], Answer],
        refusal: Callable[[Sequence[int], int], str],
        words: Callable[[], Mapping[str, str]],
        *,
        alone: bool = False,
        most: Callable[[], int] = int,
    ) -> None:
        self.send, self.take, self.refusal, self.words, self.alone = send, take, refusal, words, alone
        self.most = most
        self.coming: dict[str, Coming] = {}
        self._answers: dict[str, Answer] = {}

    def hear(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Answer one message of the browser; a message that our pages never send is ignored."""
        key, op, at = content.get("key"), content.get("op"), content.get("at")
        if not _is_text(key) or not key:
            return
        if op == "open":
            packed = content.get("packed") is True
            self._open(key, content.get("name"), content.get("size"), content.get("slot", ""), packed=packed)
        elif op == "piece" and type(at) is int and len(buffers) == 1:
            self._add(key, at, bytes(buffers[0]))
        elif op == "close":
            self._close(key)
        elif op == "cancel":
            self.coming.pop(key, None)

    def forget(self) -> None:
        """Drop every file that is on its way; a piece of one that comes later finds nothing."""
        self.coming.clear()
        self._answers.clear()

    def _open(self, key: str, name: Any, size: Any, slot: Any, *, packed: bool) -> None:
        if key in self._answers:  # it arrived, and the answer was lost
            self._say(key, self._answers[key])
        elif isinstance(name, str) and type(size) is int and _is_text(slot):
            known, name = self.coming.get(key), name[:LONGEST]
            if known is None or (known.name, known.size) != (name, size):
                if why := self._against(size):
                    self._refuse(key, why)
                    return
                self.coming[key] = Coming(name, size, slot, bytearray(), packed)
            self._at(key)

    def _against(self, size: int) -> str:
        """The reason against a file of this size; empty where there is none."""
        if size < 1:
            return "empty"
        if self.alone:
            self.coming.clear()
        if len(self.coming) >= MOST_COMING:
            return "busy"
        return self.refusal([file.size for file in self.coming.values()], size)

    def _add(self, key: str, at: int, piece: bytes) -> None:
        """Take a piece that begins where the last one ended; the answer is how much is here."""
        file = self.coming.get(key)
        if file is not None and at == len(file.data) and len(piece) <= min(LARGEST_PIECE, file.size - at):
            file.data.extend(piece)
        self._at(key)

    def _at(self, key: str) -> None:
        if key in self.coming:
            self.send({"key": key, "op": "at", "at": len(self.coming[key].data)})
        else:  # nothing is known of it, perhaps after a restart
            self._refuse(key, "lost")

    def _close(self, key: str) -> None:
        file = self.coming.get(key)
        if file is None:
            return
        if not file.whole:
            self._at(key)
            return
        del self.coming[key]
        answer = Answer(taken=False, say=self.words().get("truncated", ""))
        try:
            content = unpacked(file.data, self.most()) if file.packed else bytes(file.data)
            if content is not None:
                answer = self.take(Arrived(file.name, file.slot, content))
        finally:  # whatever goes wrong, the page does not wait for ever
            self._answers = {**dict(list(self._answers.items())[-_ANSWERS:]), key: answer}
            self._say(key, answer)

    def _refuse(self, key: str, why: str) -> None:
        self._say(key, Answer(taken=False, say=self.words().get(why, "")))

    def _say(self, key: str, answer: Answer) -> None:
        self.send({"key": key, "op": "taken" if answer.taken else "refused", "say": answer.say})


def unpacked(data: bytes | bytearray, most: int) -> bytes | None:
    """What a browser packed; nothing where that is damaged, or holds more bytes than a file may."""
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(data, most + 1)
    except zlib.error:
        return None
    return content if reader.eof and len(content) <= most else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST

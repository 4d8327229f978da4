"""Files on their way: pieces that arrive one after the other, each acknowledged, until a file is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.cases.exhibits.arrival import too_much

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.cases.exhibits.content import Limit

PIECE = 512 * 1024  # bytes; a message of the size of a whole film would end the connection without a word
MOST_OPEN = 4
LONGEST = 300  # characters of a key or a name


class Upload(NamedTuple):
    """One file on its way: what was announced, and what has come of it."""

    name: str
    size: int
    slot: str
    data: bytearray

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.data) == self.size


class Incoming:
    """Uploads by their key. To open one again is to ask how far it is, so a lost connection costs nothing."""

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        self.limits = limits
        self.open_ones: dict[str, Upload] = {}

    def open(self, key: str, name: str, size: int, slot: str, held: Iterable[int]) -> str:
        """Make room for a file; why it is refused, or nothing. One that is open already stays as it is."""
        there = self.open_ones.get(key)
        if there is not None and (there.name, there.size) == (name, size):
            return ""
        if size < 1:
            return "empty"
        if len(self.open_ones) >= MOST_OPEN:
            return "busy"
        if why := too_much((*held, *(one.size for one in self.open_ones.values())), size, self.limits):
            return why
        self.open_ones[key] = Upload(name[:LONGEST], size, slot, bytearray())
        return ""

    def add(self, key: str, at: int, piece: bytes) -> int:
        """Take a piece that starts where the last one ended; returns how much has come, -1 for an unknown key."""
        one = self.open_ones.get(key)
        if one is None:
            return -1
        if at == len(one.data) and len(piece) <= min(PIECE, one.size - at):
            one.data.extend(piece)
        return len(one.data)

    def close(self, key: str) -> Upload | None:
        """Take an upload out, whole or not."""
        return self.open_ones.pop(key, None)

"""Texts of a column as one run of bytes, so that what is written as usual is read many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from guide.desk.columns.arrays import Numbers

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]

#: Bytes that follow the last text, so that one may look past its end.
PADDING = 64
WORD = 8  # signs that are looked at together, as one number
#: For each number of signs the bits of a word in which they stand, the first the lowest.
_MASKS = np.array([(1 << WORD * many) - 1 for many in range(WORD + 1)], dtype=np.uint64)


class Signs(NamedTuple):
    """Many texts in UTF-8, one after the other."""

    text: Bytes
    starts: Numbers
    ends: Numbers

    @property
    def wide(self) -> Numbers:
        """The number of bytes of each text."""
        return self.ends - self.starts

    def cell(self, place: int) -> str:
        """One text, without the blanks around it."""
        return bytes(self.text[self.starts[place] : self.ends[place]]).decode("utf-8", "replace").strip()

    @property
    def plain(self) -> bool:
        """Whether all signs are visible ones of ASCII."""
        return bool((self.text[: len(self.text) - PADDING] - np.uint8(33) < 94).all())

    def cells(self) -> list[str]:
        """All texts, as they stand there."""
        whole, runs = bytes(self.text), zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        if whole.isascii():  # so that a sign is a byte
            text = whole.decode()
            return [text[start:end] for start, end in runs]
        return [whole[start:end].decode("utf-8", "replace") for start, end in runs]

    def at(self, places: Numbers, signs: int) -> Bytes:
        """So many bytes from each of some places on, a row each."""
        whole = np.ndarray(len(self.text) - signs + 1, dtype=f"V{signs}", buffer=self.text, strides=(1,))
        return whole[places].view(np.uint8).reshape(-1, signs)

    def word(self, number: int, starts: Numbers, wide: Numbers) -> Numbers:
        """Eight signs of each text, the `number`-th eight, as one number; 0 for what is beyond its width."""
        words = np.ndarray(len(self.text) - WORD + 1, dtype="<u8", buffer=self.text, strides=(1,))
        return np.asarray(words[starts + number * WORD] & _MASKS[np.clip(wide - number * WORD, 0, WORD)])


def mixed(words: Numbers) -> Numbers:
    """Other numbers for numbers, each for one only, which differ in their lowest bits where those differ anywhere."""
    return words ^ (words >> np.uint64(29))


def of_texts(cells: Sequence[str]) -> Signs:
    """Texts of Python; TypeError where one of them is none."""
    text = "".join(cells)
    each = cells if text.isascii() else [cell.encode("utf-8", "replace") for cell in cells]
    wide = np.fromiter(map(len, each), dtype=np.int64, count=len(cells))
    ends = np.cumsum(wide)
    return Signs(_padded(text.encode("utf-8", "replace")), ends - wide, ends)


def of_column(column: pd.Series[Any]) -> Signs | None:
    """The texts of a column that keeps them as Arrow does, without making any of them; nothing for another column."""
    if getattr(column.dtype, "storage", "") != "pyarrow":
        return None
    array = column.array.__arrow_array__().combine_chunks().fill_null("")
    _, places, text = array.buffers()
    kind = np.int64 if str(array.type).startswith("large") else np.int32
    offsets = np.frombuffer(places, dtype=kind)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    if not len(array) or text is None:
        nothing = np.zeros(len(array), dtype=np.int64)
        return Signs(_padded(b""), nothing, nothing)
    used = memoryview(text)[offsets[0] : offsets[-1]]
    offsets -= offsets[0]
    return Signs(_padded(used), offsets[:-1], offsets[1:])


def _padded(text: bytes | memoryview) -> Bytes:
    padded = np.zeros(len(text) + PADDING, dtype=np.uint8)
    padded[: len(text)] = np.frombuffer(text, dtype=np.uint8)
    return padded

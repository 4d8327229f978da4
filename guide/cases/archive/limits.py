"""What a case file may hold and how large it may be; every limit is named here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book

MB = 1024 * 1024
#: What one case file may hold. More than this is no case, and none of it is unpacked.
LARGEST = 160 * MB  # bytes of the file itself
LARGEST_JSON = 1 * MB
LARGEST_EXHIBIT = 50 * MB
LARGEST_WHOLE = 160 * MB  # unpacked, all entries together
MOST_EXHIBITS = 60
MOST_ENTRIES = 2 * MOST_EXHIBITS  # room for what other programs add, such as .DS_Store
LARGEST_INDEX = 64 * 1024  # bytes of the list of entries at the end of the file
MOST_PACKED = 200  # times smaller than unpacked; text is packed about ten times, a bomb thousands of times
LONGEST_NAME = 120

#: Kinds of evidence: media type -> ending, and how such a file begins (offset, bytes).
MEDIA: Mapping[str, tuple[str, tuple[tuple[int, bytes], ...]]] = {
    "image/png": (".png", ((0, b"\x89PNG\r\n\x1a\n"),)),
    "image/jpeg": (".jpg", ((0, b"\xff\xd8\xff"),)),
    "image/webp": (".webp", ((8, b"WEBP"),)),
    "image/gif": (".gif", ((0, b"GIF8"),)),
    "image/heic": (".heic", ((4, b"ftyp"),)),
    "application/pdf": (".pdf", ((0, b"%PDF-"),)),
    "audio/mpeg": (".mp3", ((0, b"ID3"), *((0, bytes((0xFF, b))) for b in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)))),
    "audio/mp4": (".m4a", ((4, b"ftyp"),)),
    "video/mp4": (".mp4", ((4, b"ftyp"),)),
    "video/quicktime": (".mov", ((4, b"ftyp"),)),
}
CASE, MANIFEST, EDITION, RECEIPT = "case.json", "evidence.json", "edition.json", "receipt.json"
FOLDER = "evidence/"


class Problem(NamedTuple):
    """Something wrong with a case file: the id of its sentence, and what the sentence names."""

    word: str
    slots: Mapping[str, object] = {}

    def say(self, book: Book, lang: str) -> str:
        """The sentence."""
        return book.say(lang, self.word).format(**self.slots)


class BundleError(ValueError):
    """A case file that is not opened. What it names may be personal, so the text is the sentence's id alone."""

    def __init__(self, word: str, **slots: object) -> None:
        super().__init__(word)
        self.problem = Problem(f"bundle.error.{word}", slots)


def is_a(media: str, content: bytes) -> bool:
    """Whether a file begins as files of its kind do."""
    return any(content[at : at + len(sign)] == sign for at, sign in MEDIA[media][1])


def shown(name: object) -> str:
    """A file name that may be shown and written: no folder, no control or direction mark, not too long."""
    text = name if isinstance(name, str) else ""
    text = re.split(r"[/\\]", text)[-1]
    return "".join(c for c in text if unicodedata.category(c)[0] != "C").strip()[:LONGEST_NAME] or "?"

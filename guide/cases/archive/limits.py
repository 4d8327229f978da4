"""What a case file may hold and how large it may be; every limit is named here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.reading.media import bare_name

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


def shown(name: object) -> str:
    """A file name that may be shown and written: no folder, no control or direction mark, not too long."""
    return bare_name(name if isinstance(name, str) else "").strip()[:LONGEST_NAME] or "?"

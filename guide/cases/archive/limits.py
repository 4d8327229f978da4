"""Names and limits of an archive. The limits of a case's evidence are in evidence/limits.csv."""

from __future__ import annotations

from guide.book.notices import HandbookError
from guide.reading.media import bare_name

MB = 1024 * 1024
#: Largest sizes and numbers in one archive. If one is exceeded, nothing is unpacked.
LARGEST = 160 * MB  # bytes of the file itself
LARGEST_JSON = 1 * MB
LARGEST_WHOLE = LARGEST  # unpacked, all entries together
MOST_ENTRIES = 120  # room for what other programs add, such as .DS_Store
LARGEST_INDEX = 64 * 1024  # bytes of the list of entries at the end of the file
MOST_PACKED = 200  # times smaller than unpacked; text is packed about ten times, a bomb thousands of times
LONGEST_NAME = 120

CASE, MANIFEST, EDITION, RECEIPT = "case.json", "evidence.json", "edition.json", "receipt.json"
FOLDER = "evidence/"


class ArchiveError(HandbookError):
    """An archive that is not opened. Names in it may be personal, so `str` is the id of the notice alone."""

    def __str__(self) -> str:
        return self.notice.id


def shown(name: object) -> str:
    """A file name that is safe to show and write: without folder, control and direction marks, cut to LONGEST_NAME."""
    return bare_name(name if isinstance(name, str) else "").strip()[:LONGEST_NAME] or "?"

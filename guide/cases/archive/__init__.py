"""An archive: one .zip with the facts, journal, evidence, edition and receipt of a case; checked when it is opened."""

from guide.cases.archive.limits import LARGEST, ArchiveError, shown
from guide.cases.archive.opening import Opened, open_case
from guide.cases.archive.packing import archive, in_order, pack

__all__ = ["LARGEST", "ArchiveError", "Opened", "archive", "in_order", "open_case", "pack",
           "shown"]  # fmt: skip

"""The guard: reads a message before it is copied, says what to mend and where, and mends it if asked."""

from guide.reading.guard.mend import mend
from guide.reading.guard.model import Hit, Occasion
from guide.reading.guard.reader import read
from guide.reading.guard.rules import ASKS, KINDS, Watch, watches

__all__ = ["ASKS", "KINDS", "Hit", "Occasion", "Watch", "mend", "read", "watches"]

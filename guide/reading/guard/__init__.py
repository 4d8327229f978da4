"""The guard: reads a message before it is copied, says calmly what to mend and where, and mends it if asked."""

from guide.reading.guard.mend import mend
from guide.reading.guard.model import Context, Hit
from guide.reading.guard.reader import read
from guide.reading.guard.rules import KINDS, Watch, watches

__all__ = ["KINDS", "Context", "Hit", "Watch", "mend", "read", "watches"]

"""Hours and days of a case: their readings as words, and every deadline that runs. Shown in Beijing time."""

from guide.engine.clocks.readings import reading, readings, reply_by, ship_by, silent_days, silent_since, span
from guide.engine.clocks.running import Clock, counting, running

__all__ = [
    "Clock",
    "counting",
    "reading",
    "readings",
    "reply_by",
    "running",
    "ship_by",
    "silent_days",
    "silent_since",
    "span",
]

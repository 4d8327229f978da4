"""The reader of tracking: a pasted log or a provider's answer becomes facts, with the line that says so."""

from guide.reading.tracking.model import CodeConflict, Phone, TrackingEvent, TrackingReading
from guide.reading.tracking.reader import read_tracking
from guide.reading.tracking.rules import TrackingRules, tracking_rules

__all__ = [
    "CodeConflict",
    "Phone",
    "TrackingEvent",
    "TrackingReading",
    "TrackingRules",
    "read_tracking",
    "tracking_rules",
]

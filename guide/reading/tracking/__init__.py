"""The reader of tracking: a pasted log or a provider's answer becomes facts, with the line that says so.

Read it in this order:

- `model`: what a reading holds
- `rules`: what the reader knows, from guide/content/tracking, and `classify`, which reads a text with it
- `times`: a time in any shape
- `shapes`: a paste (JSON, XML, a table, a mail, lines of a page) becomes shipments with raw events
- `lines`, `details`: what one event says; `doubts`: what speaks against it
- `judge`, `confidence`, `particulars`, `parcel`: all events of a shipment together; `reader`: all shipments of a paste
- `unread`: lines that nothing explains, counted over many logs
"""

from guide.reading.tracking.model import CodeConflict, Phone, TrackingEvent, TrackingReading
from guide.reading.tracking.reader import read_tracking
from guide.reading.tracking.rules.content import TrackingRules, tracking_rules

__all__ = [
    "CodeConflict",
    "Phone",
    "TrackingEvent",
    "TrackingReading",
    "TrackingRules",
    "read_tracking",
    "tracking_rules",
]

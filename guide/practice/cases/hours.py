"""The hours in which people write: nobody chats in the middle of the night."""

from __future__ import annotations

from datetime import datetime, timedelta

from guide.engine.case import BEIJING

#: The hours of a day in which buyers, agents and sellers write.
FIRST, LAST = 8, 22
#: The hours in which an authority or a court answers, Monday to Friday.
OPENS, CLOSES = 9, 17
_WEEKEND = 5
_MINUTE = timedelta(minutes=1)


def human(at: datetime, *, before: datetime | None = None) -> datetime:
    """The moment in whole minutes, moved out of the night: into the evening before it, or into the morning after it.

    A moment that has to lie `before` another goes to the evening.
    """
    local = at.astimezone(BEIJING).replace(second=0, microsecond=0)
    if FIRST <= local.hour < LAST:
        return local
    evening = local.replace(hour=LAST - 1, minute=local.minute)
    evening -= timedelta(days=1) if local.hour < FIRST else timedelta()
    morning = local.replace(hour=FIRST, minute=local.minute)
    morning += timedelta(days=1) if local.hour >= LAST else timedelta()
    return (
        evening if before is not None and morning >= before else min((evening, morning), key=lambda m: abs(m - local))
    )


def at_work(at: datetime, *, after: bool = False) -> datetime:
    """The same moment, or else the nearest before it, or `after` it, at which an office is open."""
    local, step = at.astimezone(BEIJING), timedelta(hours=1 if after else -1)
    while local.weekday() >= _WEEKEND or not OPENS <= local.hour < CLOSES:
        local += step
    return local

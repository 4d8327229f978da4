"""The guard round every handler: ipywidgets swallows what a handler raises, so somebody has to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.session import Session, log

if TYPE_CHECKING:
    from collections.abc import Callable


def attempt(session: Session, work: Callable[[], None]) -> str:
    """Run a handler. Where it fails, the sentence to show; the log gets the kind and the place, and no answer."""
    try:
        work()
    except Exception as error:  # a handler must never die in silence
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "?"
        log.error("a handler failed: %s at %s", type(error).__name__, line)
        return session.say("ui.failed")
    return ""

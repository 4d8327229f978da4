"""Run a handler and report what it raises on the page: ipywidgets would swallow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guide.reading.errand import kind_and_place
from guide.ui.session import Session, log

if TYPE_CHECKING:
    from typing import TypeAlias

    #: Runs a handler of a page; a failure becomes a sentence on it.
    Attempt: TypeAlias = Callable[[Callable[[], object]], None]
    #: What a button in a view does with the argument it carries.
    Act: TypeAlias = Callable[[str], object]


def attempt(session: Session, work: Callable[[], object]) -> str:
    """Run a handler. Where it fails, the sentence to show; the log gets the kind and the place, and no answer."""
    try:
        work()
    except Exception as error:  # a handler must never die in silence
        log.error("a handler failed: %s", kind_and_place(error))
        return session.say("ui.failed")
    return ""


def safely(run: Attempt, **acts: Act) -> dict[str, Act]:
    """Acts for the buttons of a view, each run by `run`, so that a failure is reported."""

    def safe(act: Act) -> Act:
        return lambda arg: run(lambda: act(arg))

    return {name: safe(act) for name, act in acts.items()}

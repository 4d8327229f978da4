"""Trying again after a while, in another thread: a database that is away must not hold up the page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.ui.attempt import Attempt

FIRST_PAUSE, LONGEST_PAUSE = 2, 30  # seconds between two tries
T = TypeVar("T")


class Retry(Generic[T]):
    """Work that is tried again, each time after twice the pause; `done` gets its outcome in the page's own thread."""

    def __init__(self, work: Callable[[], T], done: Callable[[T], None], attempt: Attempt) -> None:
        self.work, self.done, self.attempt = work, done, attempt
        self.pause, self.planned = FIRST_PAUSE, False

    def plan(self) -> None:
        """Plan one more try, unless one is planned."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # outside a kernel the page's own tick tries again
            return
        if not self.planned:
            self.planned = True
            loop.call_later(self.pause, self._try_aside, loop)
            self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def now(self) -> None:
        """Try at once, unless a try is planned."""
        if not self.planned:
            self.done(self.work())

    def calm(self) -> None:
        """Begin with the first pause again: the work has succeeded."""
        self.pause = FIRST_PAUSE

    def _try_aside(self, loop: asyncio.AbstractEventLoop) -> None:
        future = loop.run_in_executor(None, self.work)
        future.add_done_callback(lambda future: self.attempt(lambda: self._end(future)))

    def _end(self, future: asyncio.Future[T]) -> None:
        self.planned = False
        self.done(future.result())

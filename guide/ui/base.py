"""What the pages beside the form have in common: the shell, the language, and the guard with its banner."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipywidgets import VBox

from guide.ui.attempt import attempt
from guide.ui.controls.shell import Shell
from guide.ui.controls.view import View
from guide.ui.views import case as views

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from guide.ui.session import Session


class SidePage:
    """A page with parts of its own; it shows them in `render`, and lets go of unfinished work in `stop`."""

    def __init__(self, session: Session, name: str) -> None:
        self.session, self.failed = session, ""
        self.shell, self.head = Shell(page=name, lang=session.lang), View()

    def show(self, *parts: Widget) -> None:
        """Put the parts below each other, listen to the language, and show everything for the first time."""
        self.root = VBox([self.shell, self.head, *parts])
        for name in ("g-box", "g-root"):
            self.root.add_class(name)
        self.shell.observe(lambda c: self.guard(lambda: self._lang(c["new"])), "lang")
        self.render()

    def guard(self, work: Callable[[], None]) -> None:
        """Run a handler; what goes wrong becomes one sentence on the page and a log entry without answers."""
        self.failed = attempt(self.session, work)
        with suppress(Exception):  # where even the banner fails, the log is all there is
            self.head.html = views.render("banner", self.session, failed=self.failed)
            if self.failed:
                self.stop()

    def stop(self) -> None:
        """Let go of what a failed handler was at."""

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        raise NotImplementedError

    def _lang(self, lang: str) -> None:
        self.session.lang = lang
        self.render()

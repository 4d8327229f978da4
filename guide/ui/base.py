"""The base of every page: the shell, the language, the visitor's zone, and handlers whose failures are shown."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from ipywidgets import VBox

from guide.ui.attempt import attempt, safely
from guide.ui.controls.shell import Shell
from guide.ui.controls.showing import plain
from guide.ui.controls.view import View
from guide.ui.quiet import together
from guide.ui.views.head import Banner
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipywidgets import Widget

    from guide.ui.attempt import Act
    from guide.ui.session import Session


def box(*children: Widget, css: str = "") -> VBox:
    """Widgets one below the other, under our own classes."""
    return VBox(children, _dom_classes=("g-box", *css.split()), layout=plain())


def within(widget: Widget) -> Iterator[Widget]:
    """A widget, and every one under it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from within(child)


class BasePage:
    """A page with parts of its own; it shows them in `render`, and lets go of unfinished work in `stop`."""

    holds_case: ClassVar[bool] = False  # whether it works on the case whose code the browser keeps
    root: VBox

    def __init__(self, session: Session, name: str, head: View | None = None) -> None:
        self.session, self.name, self.failed = session, name, ""
        self.shell = Shell(page=name, lang=session.lang, holds_case=self.holds_case)
        self.head = head or View()
        self.listen(self._speak, "lang")
        self.listen(self._move, "zone_minutes", "zone_name")
        self.shell.on_word(lambda word, _more: self._say_again() if word == "again" else None)

    def show(self, *parts: Widget, css: str = "") -> None:
        """Put the parts below each other and fill them for the first time."""
        self.root = box(self.shell, self.head, *parts, css=f"g-root {css}")
        self.render()

    def view_of(self, **acts: Act) -> View:
        """A view with buttons for these acts."""
        return View(acts=safely(self.attempt, **acts))

    def listen(self, take: Callable[[Any], object], *traits: str) -> None:
        """Run a handler with every new value of these traits of the shell."""
        self.shell.observe(lambda change: self.attempt(lambda: take(change["new"])), list(traits))

    def attempt(self, work: Callable[[], object]) -> None:
        """Run a handler; a failure becomes one sentence on the page and a log entry without answers."""
        self.failed = ""
        self.go_on(work)

    def go_on(self, work: Callable[[], object]) -> None:
        """Run a handler that nobody pressed: a sentence about an earlier failure stays."""
        self.failed = attempt(self.session, work) or self.failed
        with suppress(Exception):  # where even the banner fails, the log is all there is
            self.report()

    def report(self) -> None:
        """Show the sentence about a failure, or none."""
        self.head.html = html(Banner(self.failed), self.session)
        if self.failed:
            self.stop()

    def stop(self) -> None:
        """Let go of unfinished work, after a failure."""

    def warm_up(self) -> None:
        """Do what visitors do first, before there is one: what that reads and compiles is there for all of them."""

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        raise NotImplementedError

    def _say_again(self) -> None:
        """Tell the browser everything that may have changed, and nothing that cannot, such as a control's script."""
        with together(self.shell.reads_many):
            for widget in within(self.root):
                told = [key for key in widget.keys if key == "_dom_classes" or not key.startswith("_")]
                widget.send_state(told)

    def _speak(self, lang: str) -> None:
        self.session.lang = lang
        self.render()

    def _move(self, _zone: object) -> None:
        if self.session.set_zone(self.shell.zone_minutes, self.shell.zone_name):
            self.render()

"""The paste box: a courier's own words become a reading, shown at once, and taken over on request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from guide.reading.screenshot import ScreenshotError, available, recognise
from guide.ui.case.fields import Field
from guide.ui.controls.paste import LONGEST_PASTE, Paste

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.engine.advice import Advice
    from guide.reading.tracking import TrackingReading
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState


class PasteField(Field):
    """The text of the tracking page, or a picture of it. It is read and shown; it is not kept with the case."""

    is_counted = is_short = False
    reading: TrackingReading | None = None
    widget: Paste

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        box = Paste(name="paste", kind="area", rows=5, max_length=LONGEST_PASTE, images=available())
        super().__init__("paste", box, state, attempt)
        self._attempt = attempt
        self._trouble = ""
        self._task: asyncio.Task[None] | None = None
        self.after_choice: Callable[[], None] | None = None  # once, when a parcel of the paste is chosen
        box.on_file(lambda what, data: attempt(lambda: self.take_file(what, data)))

    def applies(self, questions: frozenset[str]) -> bool:
        """Always: the tracking is asked for at every step."""
        return True

    def answered(self) -> bool:
        """It is no question."""
        return False

    def take(self, value: str) -> None:
        """Read what was pasted."""
        from guide.reading.tracking import read_tracking  # not at start: most visits begin without a paste

        text = value.strip()
        self._trouble, self.after_choice = "", None
        self.reading = read_tracking(text, self.state.session.book, now=self.state.moment) if text else None
        self.state.touch()

    def take_file(self, what: str, data: bytes, after: Callable[[], object] = lambda: None) -> None:
        """Read a picture, or say why the browser took no file; the text in the box stays; `after` comes last."""
        if self.widget.busy:
            return
        self._trouble = "" if what == "image" else what
        if what != "image":
            self.state.touch()
            return
        self.widget.busy = True
        self.state.touch()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel around us: there is nobody to keep waiting
            asyncio.run(self._recognise(data, after))
        else:
            self._task = loop.create_task(self._recognise(data, after))

    async def _recognise(self, data: bytes, after: Callable[[], object]) -> None:
        """Put the words of the picture into the box, under those that are in it, for the visitor to mend."""
        text = ""
        try:
            text = await recognise(data)
        except ScreenshotError as error:
            self._trouble = error.reason
        except OSError:  # no process to be had
            self._trouble = "broken"
        finally:
            self.widget.busy = False
        self._attempt(lambda: self._show_text(text))
        self._attempt(after)

    def _show_text(self, text: str) -> None:
        whole = "\n".join(part for part in (self.widget.value.rstrip(), text) if part)
        if not text or len(whole) > LONGEST_PASTE or whole == self.widget.value:
            self._trouble = self._trouble or "long"
            self.state.touch()
        else:
            self.widget.value = whole  # read like a paste

    def use(self) -> None:
        """Write what was read into the answers, and note in the journal that it was."""
        if self.reading is not None and (facts := self.reading.facts(self.state.case.facts)):
            self.state.take_reading(facts)

    def choose(self, index: str) -> None:
        """Show one of the parcels in the paste, 0 for the one that is shown: the visitor says that it is theirs."""
        at = int(index) if index.isdecimal() else -1
        if self.reading is None or not 0 <= at <= len(self.reading.others):
            return
        self.reading = self.reading.chosen(at - 1) if at else self.reading
        self.state.touch()
        after, self.after_choice = self.after_choice, None
        if after:
            after()

    def forgive(self) -> None:
        """Drop the sentence about a file, when the case starts over."""
        self._trouble = ""

    def forget(self) -> None:
        """Drop the text, the reading, and a picture that is still being read: they are of the case before."""
        super().forget()
        if self._task is not None:
            self._task.cancel()
        self._task, self.reading, self.widget.busy = None, None, False
        self.clear()

    def show(self, advice: Advice) -> None:
        """The words of the box."""
        echo = self.say("track.image.busy") if self.widget.busy else ""
        if self.reading is not None and not echo:
            read = self.reading
            unread = len(read.unread) + sum(event.sense == "unread" for event in read.events)
            key = "ui.track.read_some" if unread else "ui.track.read"
            if unread or read.events:  # where nothing could be read, the reading says so in a sentence of its own
                echo = self.say(key, events=len(read.events), noise=len(read.aside), unread=unread)
        self.put(label=self.say("track.title"), echo=echo, button=self.say(f"track.file.{_TAKES[self.widget.images]}"),
                 hint=self.say("track.hint.image" if self.widget.images else "track.hint"),
                 error=self.say(f"track.image.{self._trouble}") if self._trouble else "")  # fmt: skip


_TAKES = {True: "image", False: "text"}

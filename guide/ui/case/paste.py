"""The paste box: a courier's own words become a reading, shown at once, and taken over on request."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from guide.engine.drafts import say_moment
from guide.reading.screenshot import ScreenshotError, available, recognise
from guide.ui.case.fields import Field
from guide.ui.controls.paste import Paste
from guide.ui.views.case import render

if TYPE_CHECKING:
    from datetime import datetime

    from guide.engine.advice import Advice
    from guide.reading.tracking import TrackingReading
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState, Session

LONGEST_PASTE = 200_000  # characters; a log of one parcel has a few thousand


class PasteField(Field):
    """The text of the tracking page, or a picture of it. It is read and shown; it is not kept with the case."""

    reading: TrackingReading | None = None
    widget: Paste

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        box = Paste(name="paste", kind="area", rows=5, max_length=LONGEST_PASTE, images=available())
        super().__init__("paste", box, state, attempt)
        self._attempt = attempt
        self._trouble = ""
        self._task: asyncio.Task[None] | None = None
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
        self._trouble = ""
        self.reading = read_tracking(text, now=self.state.moment) if text else None
        self.state.touch()

    def take_file(self, what: str, data: bytes) -> None:
        """Read a picture, or say why the browser took no file; what stands in the box stays."""
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
            asyncio.run(self._recognise(data))
        else:
            self._task = loop.create_task(self._recognise(data))

    async def _recognise(self, data: bytes) -> None:
        """Put the words of the picture into the box, under those that stand there, for the visitor to mend."""
        text = ""
        try:
            text = await recognise(data)
        except ScreenshotError as error:
            self._trouble = str(error)
        except OSError:  # no process to be had
            self._trouble = "broken"
        finally:
            self.widget.busy = False
        self._attempt(lambda: self._show_text(text))

    def _show_text(self, text: str) -> None:
        whole = "\n".join(part for part in (self.widget.value.rstrip(), text) if part)
        if not text or len(whole) > LONGEST_PASTE or whole == self.widget.value:
            self._trouble = self._trouble or "long"
            self.state.touch()
        else:
            self.widget.value = whole  # read like a paste

    def use(self) -> None:
        """Write what was read into the answers, and note in the journal that it was."""
        if self.reading is not None and (facts := self.reading.facts()):
            self.state.take_reading(facts)

    def forgive(self) -> None:
        """Empty the box, when the case starts over."""
        self._trouble = ""

    def show(self, advice: Advice) -> None:
        """The words of the box."""
        echo = self.say("track.image.busy") if self.widget.busy else ""
        if self.reading is not None and not echo:
            echo = self.say("ui.track.read", events=len(self.reading.events), noise=len(self.reading.noise))
        self.put(label=self.say("track.title"), echo=echo, button=self.say(f"track.file.{_TAKES[self.widget.images]}"),
                 hint=self.say("track.hint.image" if self.widget.images else "track.hint"),
                 error=self.say(f"track.image.{self._trouble}") if self._trouble else "")  # fmt: skip


_TAKES = {True: "image", False: "text"}


def reading_view(state: CaseState, reading: TrackingReading | None) -> str:
    """The reading: state, signer, last scan, phones, the strip of events with its silent gaps, and every line."""
    session = state.session
    if reading is None:
        return ""
    words = session.book.words[session.lang]
    used = all(getattr(state.case.facts, name) == value for name, value in reading.facts().items())
    lines = [{"when": say_moment(session.lang, e.at, state.moment) if e.at else "", "text": e.cut or e.text,
              "key": n == reading.deciding} for n, e in enumerate(reading.events)]  # fmt: skip
    return render(
        "reading", session, r=reading, used=used, usable=bool(reading.facts()),
        state=words[f"fact.tracking.{reading.state}"] if reading.state != "unknown" else words["track.why.nothing"],
        signer=words.get(f"fact.signer.{reading.signer}", words["ui.track.nobody"]),
        since=session.say(f"track.{'ago' if reading.signed else 'silence'}", days=reading.silence.days)
        if reading.silence and reading.silence.days else "",
        lines=list(reversed(lines)), strip=_strip(session, reading, state.moment),
        conflicts=[session.say("track.conflict", code=_state(words, c.code_says), text=_state(words, c.text_says))
                   for c in reading.conflicts],
    )  # fmt: skip


def _state(words: Any, state: str) -> str:
    return str(words.get(f"fact.tracking.{state}", state))


def _strip(session: Session, reading: TrackingReading, now: datetime) -> dict[str, Any] | None:
    """Where each event stands between the first and now, in per cent, and every silent gap of two days or more."""
    times = [e.at for e in reading.events if e.at is not None and e.at <= now]
    if len(times) < 1 or now - times[0] < _MINUTE:
        return None
    whole = now - times[0]

    def at(moment: datetime) -> float:
        return round((moment - times[0]) / whole * 98, 2)

    def day(moment: datetime) -> str:
        return say_moment(session.lang, moment, now).rsplit(" ", 1)[0].rstrip(",")

    marks = times if reading.signed else [*times, now]
    gaps = [{"x1": at(a), "x2": at(b), "middle": (at(a) + at(b)) / 2, "wide": at(b) - at(a) > _WORDS,
             "days": session.say("track.gap", days=(b - a).days)}
            for a, b in pairwise(marks) if (b - a).days >= _SILENT]  # fmt: skip
    said = session.say("ui.track.strip", first=day(times[0]), last=day(times[-1]), events=len(times))
    return {"dots": [at(t) for t in times], "gaps": gaps, "last": at(times[-1]), "first_day": day(times[0]),
            "last_day": day(times[-1]), "said": "；".join([said, *(str(g["days"]) for g in gaps)])}  # fmt: skip


_MINUTE = timedelta(minutes=1)
_SILENT = 2  # days without a scan that are drawn as a gap
_WORDS = 22  # per cent of the width that the words over a gap need

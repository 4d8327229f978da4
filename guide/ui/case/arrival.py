"""What the browser asks for: an answer of the first page, tracking, a place of the case, a field, or a step back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.ui.case.paste import PasteField
from guide.ui.case.places import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from guide.ui.case.sections.base import Section
    from guide.ui.case.walk import Walk


class Arrival:
    """The beginning of a walk with what the visitor brings along."""

    def __init__(
        self,
        walk: Walk,
        sections: Collection[Section],
        clear: Callable[[], object],
        goto: Callable[..., None],
        visit: Callable[[str], object],
    ) -> None:
        self.walk, self.sections, self.clear, self.goto = walk, sections, clear, goto
        self._wishes: dict[str, Callable[[Any], object]] = {
            "start": self._start, "paste": self._paste, "picture": self._picture,
            "place": walk.turn, "field": self._field, "spot": visit,
        }  # fmt: skip

    def hear(self, word: str, more: dict[str, Any]) -> None:
        """Do what the address asks for, and nothing that it cannot ask for."""
        ask = next(((k, v) for k, v in more.items() if isinstance(v, str | bytes)), None)
        if word == "arrive" and ask is not None and (wish := self._wishes.get(ask[0])):
            wish(ask[1])

    def _start(self, answer: str) -> None:
        self.clear()
        self.walk.start(answer)

    def _paste(self, text: str) -> None:
        """Begin with tracking text: what is read from it is not asked again; where nothing is, the box is shown."""
        self.clear()
        field = self._box()
        field.widget.value = field.widget.clean("value", text)
        self._use(field)

    def _picture(self, data: bytes) -> None:
        """Begin with a picture of the tracking, which is read as its text would be; nobody has to wait for it."""
        self.clear()
        field = self._box()
        self.walk.awaiting = bool(data)
        field.take_file("image" if data else "broken", data, lambda: self._after(field))
        if not data:
            self.goto("paste")

    def _after(self, field: PasteField) -> None:
        """What was read is taken over, unless somebody has gone on without it: it then waits in its box."""
        if self.walk.awaiting:
            self._use(field)

    def _box(self) -> PasteField:
        return next(f for part in self.sections for f in part.fields if isinstance(f, PasteField))

    def _use(self, field: PasteField) -> None:
        """Go on with what was read; where nothing was, or one of several parcels was meant, show the box."""
        self.walk.awaiting = False
        if field.reading is not None and field.reading.others:
            field.after_choice = lambda: self._use_chosen(field)
            self.goto("paste", "parcels")
        elif field.reading is None or not field.reading.facts():
            self.goto("paste")
        else:
            field.use()

    def _use_chosen(self, field: PasteField) -> None:
        """Go on with the parcel that was chosen; where nothing of it was understood, its reading stays."""
        if field.reading is not None and field.reading.facts():
            field.use()
            self.walk.go(NOW)

    def _field(self, target: str) -> None:
        self.goto(target if target.startswith("s-") else target.removeprefix("f-"))

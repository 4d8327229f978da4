"""The evidence: slots to tick, the files that fill them, and file names for the upload."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from guide.book.slots import SLOTS
from guide.engine.relevance import is_under_way
from guide.ui.case.exhibits import Exhibits
from guide.ui.case.fields import Field
from guide.ui.case.sections.base import Section
from guide.ui.controls.checks import Checks
from guide.ui.styles import STATIC
from guide.ui.views.evidence import Foremost, annex, foremost
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.cases.exhibits.shelf import Shelf
    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.case.shelf import CaseShelf
    from guide.ui.session import CaseState


@cache
def sketches() -> dict[str, str]:
    """A small drawing of good evidence for each slot that has one, as static/sketch-SLOT.svg."""
    drawings = {slot: STATIC / f"sketch-{slot}.svg" for slot in SLOTS}
    return {slot: path.read_text("utf-8") for slot, path in drawings.items() if path.is_file()}


class TicksField(Field):
    """The evidence slots to tick, grouped by how much each is needed; a file in a slot ticks it."""

    is_counted = False

    def __init__(self, state: CaseState, shelf: CaseShelf, attempt: Attempt) -> None:
        super().__init__("held", Checks(name="held", sketches=sketches()), state, attempt)
        self.case_shelf = shelf

    @property
    def shelf(self) -> Shelf:
        """The shelf of the case in hand."""
        return self.case_shelf.shelf

    def applies(self, questions: frozenset[str]) -> bool:
        """Always."""
        return True

    def take(self, value: list[str]) -> None:
        """Take the ticks of the slots on the page; other slots keep theirs, and a slot with a file stays ticked."""
        shown = {item["value"] for group in self.widget.groups for item in group["items"]}
        stuck = (self.shelf.filled() & shown) - set(value)
        self.widget.status = self.say("exhibit.still_filled") if stuck else ""
        self.state.answer("held", frozenset(value) | stuck | (self.state.case.facts.held - shown))
        if stuck:
            self.state.touch()

    def answered(self) -> bool:
        """Whether anything is ticked."""
        return bool(self.widget.value)

    def show(self, advice: Advice) -> None:
        """Show a group for each level, with a mark on a required slot that is missing."""
        groups = []
        for level in ("required", "recommended", "optional"):
            slots = [s for s in advice.evidence if s.level == level]
            if not slots:
                continue
            note = self.say(f"level.{level}.note")
            if level == "required":
                note = self.say("ui.have", have=sum(s.held for s in slots), all=len(slots))
            items = [self._item(s.id, missing=level == "required" and not s.held) for s in slots]
            groups.append({"title": self.say(f"level.{level}"), "note": note, "items": items})
        shown = {s.id for s in advice.evidence}
        self.put(groups=groups)
        self.put(value=[s for s in SLOTS if s in self.state.case.facts.held and s in shown],
                 add_label=self.say("exhibit.add"), sketch_label=self.say("exhibit.sketch"))  # fmt: skip

    def _item(self, slot: str, *, missing: bool) -> dict[str, Any]:
        count = sum(slot in kept.exhibit.slots for kept in self.shelf.list())
        return {"value": slot, "label": self.say(f"evidence.{slot}"), "how": self.say(f"evidence.{slot}.how"),
                "proves": self.say("ui.proves", what=self.say(f"evidence.{slot}.proves")),
                "proves_not": self.say(f"evidence.{slot}.proves_not"),
                "shows": self.say(f"evidence.{slot}.shows"),
                "files": self.say("exhibit.count", count=count) if count else "",
                "missing": missing, "missing_label": self.say("ui.missing")}  # fmt: skip


class EvidenceSection(Section):
    """Evidence and its files."""

    is_recorded = True
    places: ClassVar = {"held": "s-evidence"}

    def parts(self) -> list[Field | Widget]:
        """What matters most, the ticks, the files, the names."""
        self.ticks = TicksField(self.state, self.host.shelf, self.host.attempt)
        self.exhibits = Exhibits(self.state, self.host.attempt, self.host.shelf)
        self.foremost, self.annex = self.view(), self.view()
        return [self.foremost, self.ticks, *self.exhibits.widgets, self.annex]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on."""
        return is_under_way(advice, self.state.case)

    def fill(self, advice: Advice) -> None:
        """What matters most, the files and their names."""
        session = self.state.session
        self.foremost.html = html(Foremost(foremost(session, advice)), session)
        self.exhibits.render(advice)
        self.annex.html = html(annex(self.state, advice), session)

    def forget(self) -> None:
        """Drop the question about a file, and files that are still on their way."""
        super().forget()
        self.exhibits.forget()
        self.ticks.widget.status = ""

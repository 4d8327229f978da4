"""The exhibits of a case on its page: files that come, fill evidence slots, are covered and leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from guide.book.slots import SLOTS
from guide.cases.exhibits.arrival import bounds
from guide.cases.exhibits.content import limits
from guide.reading.media import ACCEPTED, ENDINGS
from guide.ui.attempt import safely
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.mask import Mask
from guide.ui.controls.transfer import Transfer
from guide.ui.controls.view import View
from guide.ui.views.evidence import Asking, files, mask_words, parts, slot_names, upload_words
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.cases.exhibits.model import Kept
    from guide.cases.exhibits.shelf import Shelf
    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.case.shelf import CaseShelf
    from guide.ui.session import CaseState

BUTTONS = {"choose": "choose", "photo": "camera"}
SCREEN = 1600  # pixels of the longer side of a picture that is shown for covering


class Exhibits:
    """The exhibits of one case and the widgets around them. Files are kept by the shelf, ticks by the case."""

    def __init__(self, state: CaseState, attempt: Attempt, case_shelf: CaseShelf) -> None:
        self.state, self.attempt, self.case_shelf = state, attempt, case_shelf
        self.upload = Transfer(
            attempt,
            self.take,
            sizes=lambda: [k.size for k in self.shelf.list()],
            look="evidence",
            several=True,
            slots=True,
            accept=ACCEPTED,
            endings=ENDINGS,
            limits=bounds(limits(state.session.book)),
        )
        acts = safely(self._press, fill=self._fill, cover=self._cover, hand=self._hand, take_out=self._take_out,
                      leave=self._leave, keep_tick=self._keep_tick, drop_tick=self._drop_tick,
                      part=self._turn)  # fmt: skip
        self.files, self.mask = View(acts=acts), Mask(self.save, attempt)
        self.asking: Asking | None = None
        self.trouble = ""
        self.part = 0  # of the list of files
        self.thumbs: dict[str, str] = {}

    @property
    def shelf(self) -> Shelf:
        """The shelf of the case in hand."""
        return self.case_shelf.shelf

    @property
    def widgets(self) -> tuple[Any, ...]:
        """The widgets below the ticks."""
        return self.upload, self.files, self.mask

    def render(self, advice: Advice) -> None:
        """Bring words and files up to date."""
        session, kept = self.state.session, self.shelf.list()
        self.upload.words, self.mask.words = upload_words(session, self.shelf), mask_words(session)
        self.upload.buttons = [{"id": id_, "label": session.say(f"exhibit.{word}")} for id_, word in BUTTONS.items()]
        self.upload.held = {"files": len(kept), "bytes": sum(k.size for k in kept)}
        self.part = max(0, min(self.part, parts(len(kept)) - 1))
        context = files(self.state, advice, self.shelf, self.asking, self.trouble, self.thumbs, self.part)
        self.files.html = html(context, session)

    def forget(self) -> None:
        """Drop everything about the files of a case, also of those on their way: another is in hand."""
        self.asking, self.trouble, self.part = None, "", 0
        self.thumbs.clear()
        self.upload.forget()
        self.mask.shut()

    def _press(self, work: Callable[[], object]) -> None:
        """Run an act; the sentence about earlier trouble goes."""
        self.trouble = ""
        self.attempt(work)

    # a file comes ----------------------------------------------------------------------

    def take(self, file: Arrived) -> Answer:
        """Check a file that has arrived, keep it, and tick the slot it was brought for."""
        from guide.cases.exhibits.arrival import RefusedFileError, receive
        from guide.cases.exhibits.decoding import decoder

        session = self.state.session
        try:
            with decoder() as decode:
                kept = receive(file.name, file.content, self.shelf.list(), limits(session.book), session.now(), decode)
        except RefusedFileError as error:
            return Answer(taken=False, say=session.tell(error.notice))
        self.part = parts(len(self.shelf.list()) + 1) - 1  # where it stands
        slots = {file.slot} & {s.id for s in self.state.advice.evidence}
        self._put(kept, frozenset(slots))
        word = "exhibit.taken.slot" if slots else "exhibit.taken"
        slot = session.say(f"evidence.{file.slot}") if slots else ""
        return Answer(taken=True, say=session.say(word, name=kept.exhibit.name, slot=slot))

    def _put(self, kept: Kept, slots: frozenset[str]) -> None:
        """Keep a file in these slots; each of them is in hand."""
        copy = kept.masked and replace(kept.masked, slots=slots)
        self.shelf.put(replace(kept, exhibit=replace(kept.exhibit, slots=slots), masked=copy))
        self._hold(self.state.case.facts.held | slots)

    def _hold(self, held: frozenset[str]) -> None:
        """Set the ticks; the page is drawn again even where they stay the same."""
        self.asking = None
        if held == self.state.case.facts.held:
            self.state.touch()
        else:
            self.state.answer("held", held)

    def _turn(self, arg: str) -> None:
        """Show another part of the list."""
        self.part, self.asking = int(arg) if arg.isdecimal() else 0, None
        self.state.touch()
        self.files.send({"jump": "h-files"})

    # it fills slots, and leaves -----------------------------------------------------------

    def _alone(self, kept: Kept, slots: frozenset[str]) -> frozenset[str]:
        """The slots among these that no other file fills."""
        others = (k.exhibit.slots for k in self.shelf.list() if k.exhibit.id != kept.exhibit.id)
        return slots - frozenset().union(*others)

    def _fill(self, arg: str) -> None:
        """Put a file into a slot or take it out; the last one to leave a slot asks about the tick."""
        exhibit_id, _, slot = arg.partition(" ")
        kept = self.shelf.get(exhibit_id)
        if kept is None or slot not in SLOTS:
            return
        if slot not in kept.exhibit.slots:
            self._put(kept, kept.exhibit.slots | {slot})
        elif self._alone(kept, frozenset({slot})):
            self._ask(kept, frozenset({slot}), "exhibit.unfill.last", slot)
        else:
            self._put(kept, kept.exhibit.slots - {slot})

    def _take_out(self, arg: str) -> None:
        """Ask before a file goes."""
        if kept := self.shelf.get(arg):
            alone = self._alone(kept, kept.exhibit.slots)
            self._ask(kept, alone, "exhibit.remove.last" if alone else "exhibit.remove.ask", "")

    def _ask(self, kept: Kept, slots: frozenset[str], word: str, slot: str) -> None:
        session = self.state.session
        question = session.say(
            word, **({"slots": slot_names(session, slots)} if slots else {"name": kept.exhibit.name})
        )
        self.asking = Asking(kept.exhibit.id, question, tuple(sorted(slots)), slot)
        self.state.touch()
        self.files.send({"jump": f"ask-{kept.exhibit.id}"})

    def _leave(self, _arg: str) -> None:
        self.asking = None
        self.state.touch()

    def _keep_tick(self, _arg: str) -> None:
        self._go(frozenset())

    def _drop_tick(self, _arg: str) -> None:
        self._go(frozenset(self.asking.slots) if self.asking else frozenset())

    def _go(self, untick: frozenset[str]) -> None:
        """Carry out the act that was asked about: a file leaves one slot, or the shelf."""
        if self.asking is None or (kept := self.shelf.get(self.asking.id)) is None:
            return
        if slot := self.asking.slot:
            self._put(kept, kept.exhibit.slots - {slot})
        else:
            self.shelf.remove(kept.exhibit.id)
            self.files.status = self.state.session.say("exhibit.emptied", name=kept.exhibit.name)
        self._hold(self.state.case.facts.held - untick)

    # covered places -------------------------------------------------------------------------

    def _cover(self, arg: str) -> None:
        """Open the window in which boxes are drawn."""
        from guide.cases.exhibits.mask import preview
        from guide.reading.media import PICTURES

        kept = self.shelf.get(arg)
        if kept is not None and kept.exhibit.media in PICTURES:
            picture = kept.exhibit
            self.mask.show(preview(picture, SCREEN), id=picture.id, name=picture.name,
                           width=picture.width, height=picture.height,
                           boxes=[list(box) for box in kept.boxes])  # fmt: skip

    def save(self, exhibit_id: str, boxes: list[list[float]]) -> None:
        """Draw the boxes into a copy; the picture itself stays apart."""
        from guide.cases.exhibits.mask import inside, masked

        kept = self.shelf.get(exhibit_id)
        if kept is None or not kept.exhibit.width or not kept.exhibit.height:
            return
        covered, session = masked(kept, inside(boxes, kept.exhibit.width, kept.exhibit.height)), self.state.session
        if (
            sum(k.size for k in self.shelf.list()) - kept.size + covered.size
            > limits(session.book)["total_bytes"].value
        ):
            self.trouble = session.say("exhibit.mask.full")
        else:
            self.shelf.put(covered)
            word = "exhibit.mask.done" if covered.boxes else "exhibit.mask.none"
            self.files.status = session.say(word, count=len(covered.boxes))
        self.state.touch()

    def _hand(self, arg: str) -> None:
        """Choose which copy is handed in."""
        exhibit_id, _, which = arg.partition(" ")
        kept = self.shelf.get(exhibit_id)
        if kept is not None and kept.masked is not None and which in ("open", "masked"):
            self.shelf.put(replace(kept, open_handed=which == "open"))
            self.state.touch()

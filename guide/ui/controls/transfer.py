"""The one way for files in and out of a page: chosen, photographed, dropped or pasted, and saved by the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Dict, Enum, Float, Int, List, Unicode

from guide.cases.exhibits.arrival import too_much
from guide.ui.controls.base import Control, script
from guide.ui.controls.incoming import LARGEST_PIECE, PIECE, Answer, Arrived, Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def _nothing(*_: object) -> None:
    """Do nothing: for messages that a page does not need."""


def _refused(_file: Arrived) -> Answer:
    """Refuse a file: for a control that only gives files."""
    return Answer(taken=False)


class Transfer(Control):
    """Buttons and a zone for files. `choose` and `photo` bring one; any other button is an act of the page.

    `attempt` runs what a visitor does, `go_on` the turns that nobody pressed: a sentence about a failure stays there.

    `words` has what the control says itself: `title`, `lead`, `hint`, `note`, `busy`, and a sentence for each refusal.
    """

    _esm = script("transfer")
    look = Enum(("archive", "table", "evidence"), default_value="archive").tag(sync=True)
    name = Unicode().tag(sync=True)  # the id of its input
    accept = Unicode().tag(sync=True)
    limits = Dict({"file_bytes": 0, "total_bytes": 0, "files": 0}).tag(sync=True)
    packs = Bool(False).tag(sync=True)  # whether a file of text is packed by the browser before it comes
    endings = Dict().tag(sync=True)  # of files that are refused by their name alone, each with why
    held = Dict({"files": 0, "bytes": 0}).tag(sync=True)  # what the page has of earlier ones
    piece = Int(PIECE).tag(sync=True)
    largest_piece = Int(LARGEST_PIECE).tag(sync=True)  # where nothing is between browser and kernel
    several = Bool(False).tag(sync=True)
    slots = Bool(False).tag(sync=True)  # whether files dropped on an evidence slot or pasted anywhere are meant for it
    words = Dict().tag(sync=True)
    buttons = List(Dict()).tag(sync=True)
    status = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)
    share = Float(-1.0).tag(sync=True)  # how much of the work on a file is done; below 0 there is none

    def __init__(
        self,
        attempt: Callable[[Callable[[], None]], None],
        take: Callable[[Arrived], Answer] = _refused,
        *,
        go_on: Callable[[Callable[[], None]], None] | None = None,
        act: Callable[[str], None] = _nothing,
        more: Callable[[], None] = _nothing,
        ready: Callable[[], None] = _nothing,
        sizes: Callable[[], Iterable[int]] = tuple,
        **traits: Any,
    ) -> None:
        super().__init__(**traits)
        self._act, self._turns, self._sizes = act, {"more": more, "ready": ready}, sizes
        self.incoming = Incoming(lambda message: self.send(message), take, self._refusal, lambda: self.words,
                                 alone=not self.several, most=self._unpacked)  # fmt: skip
        self._attempt, self._go_on = attempt, go_on or attempt
        self.on_msg(lambda _, content, buffers: self._hear(content, buffers))

    def forget(self) -> None:
        """Let go of every file that is on its way, here and in the browser, and of what was said about others."""
        self.incoming.forget()
        self.status, self.error = "", ""
        self.send({"forget": True})

    def give(self, name: str, media: str, content: bytes) -> None:
        """Let the browser save a file."""
        self.send({"save": name, "media": media}, [content])

    def ask(self) -> None:
        """Have the browser say when the next slice of the work may be done, so that the page stays awake."""
        self.send({"more": True})

    def _unpacked(self) -> int:
        return int(self.limits["file_bytes"]) if self.packs else 0

    def _refusal(self, coming: Sequence[int], size: int) -> str:
        return too_much((*self._sizes(), *coming), size, self.limits)

    def _hear(self, content: Any, buffers: Sequence[Any]) -> None:
        if not isinstance(content, dict):
            return
        act = content.get("act")
        if isinstance(act, str) and act in {button["id"] for button in self.buttons}:
            self._attempt(lambda: self._act(act))
        elif turn := next((name for name in self._turns if content.get(name) is True), None):
            self._go_on(self._turns[turn])
        else:
            self._attempt(lambda: self.incoming.hear(content, buffers))


def alone(largest: int) -> dict[str, int]:
    """Limits of a control that takes one file at a time."""
    return {"file_bytes": largest, "total_bytes": largest, "files": 1}

"""Evidence on a page: the files with the slots they fill, and the sentences that nothing proves yet."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.slots import SLOTS
from guide.cases.exhibits.arrival import over, refusal
from guide.cases.exhibits.content import assertions, limits
from guide.cases.exhibits.model import size_text
from guide.cases.exhibits.proof import unproven
from guide.engine.drafts import SENT_IN
from guide.reading.media import PICTURES
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Set

    from guide.cases.exhibits.model import Exhibit, Kept
    from guide.cases.exhibits.shelf import Shelf
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState, Session

THUMB = 176  # pixels, for screens that draw two for one
_TOGETHER = 5  # files that the screen shows at once
_LIMITS = ("file_bytes", "total_bytes", "files", "pixels", "side")


def control_words(session: Session, prefix: str, *names: str) -> dict[str, str]:
    """Words for a control in the browser, by the ends of their ids; what the control fills in stays in braces."""
    return {name.replace(".", "_"): session.book.say(session.lang, prefix + name) for name in names}


def upload_words(session: Session, shelf: Shelf) -> dict[str, str]:
    """The words of the upload control, with a sentence for each refusal before anything is sent."""
    kinds = ("empty", "svg", "html", "office", "archive", "picture", "program", "text", "lost", "busy", "truncated")
    names = "cancel", "cancel.of", "dismiss", "waiting", "sending", "checking", "offline", "more"
    words = control_words(session, "exhibit.", *names)
    most = limits(session.book)
    words |= {why: session.tell(refusal(why, most)) for why in (*_LIMITS, *kinds)}
    words |= {"lead": session.say("exhibit.drop"), "lead_touch": session.say("exhibit.drop.touch")}
    hint = session.say("exhibit.drop.hint", limit=most["file_bytes"].number)
    memory = "" if shelf.lasting else session.say("exhibit.drop.memory")
    return {**words, "hint": hint, "note": memory, "zone": session.say("exhibit.add")}


def mask_words(session: Session) -> dict[str, str]:
    """The words of the masking window."""
    return control_words(session, "exhibit.mask.", "title", "help", "help.touch", "add", "undo", "delete",
                "in", "out", "pan", "save", "clear", "cancel", "box", "picture", "count")  # fmt: skip


def thumb(exhibit: Exhibit, drawn: dict[str, str]) -> str:
    """A small picture of an exhibit as a data address; `drawn` keeps those that were drawn before."""
    from guide.cases.exhibits.mask import preview

    if exhibit.sha256 not in drawn:
        drawn[exhibit.sha256] = "data:image/jpeg;base64," + b64encode(preview(exhibit, THUMB)).decode()
    return drawn[exhibit.sha256]


def slot_names(session: Session, slots: Set[str]) -> str:
    """The names of some slots, as a list."""
    named = MARKS[session.lang]["named"].format
    return listed(session, [named(session.say(f"evidence.{slot}")) for slot in SLOTS if slot in slots])


@dataclass(frozen=True)
class Foremost(Context):
    """What matters most as proof."""

    template: ClassVar[str] = "foremost.html"
    proof: str  #: as a sentence; empty where nothing has to be proved


@dataclass(frozen=True)
class Asking:
    """An open question about a file: whether to remove it, or to take it out of a slot."""

    id: str  #: the file
    words: str  #: the question
    slots: tuple[str, ...]  #: ids of `evidence.*` that nothing else would fill
    slot: str  #: the slot that it leaves; empty where the whole file goes


@dataclass(frozen=True)
class Chip:
    """A slot that a file can fill."""

    slot: str  #: an id of `evidence.*`
    on: bool  #: whether the file fills it


@dataclass(frozen=True)
class File:
    """One file of evidence."""

    id: str  #: what its acts are called with
    name: str  #: its name
    kind: str  #: its kind, such as PNG
    about: str  #: kind, size in pixels and in bytes
    picture: str  #: a small picture as a data address; empty where it is none
    notes: tuple[str, ...]  #: what was noticed about it, a sentence each
    slots: tuple[Chip, ...]  #: what it can show
    boxes: int  #: how many places are covered
    maskable: bool  #: whether places of it can be covered
    open: bool  #: whether the open copy is handed in, although a covered one exists
    shown: bool  #: whether it is in the part of the list that the screen shows; paper has all


@dataclass(frozen=True)
class Files(Context):
    """The files of evidence, and the open question about one of them."""

    template: ClassVar[str] = "files.html"
    files: tuple[File, ...]  #: the files in their order
    size: str  #: of all files together, in bytes as people read them
    part: int  #: the part of the list that is shown, from nought on
    parts: int  #: how many parts there are
    first: int  #: the first file that is shown, counted from one
    last: int  #: the last of them
    trouble: str  #: what went wrong, as a sentence; empty where nothing did
    asking: Asking | None  #: the open question


@dataclass(frozen=True)
class Unproven:
    """A sentence of a draft that nothing proves yet."""

    text: str  #: the sentence
    lacking: tuple[tuple[str, ...], ...]  #: what it lacks: of each group of slots one is enough


@dataclass(frozen=True)
class UnprovenSentences(Context):
    """The sentences that nothing proves yet."""

    template: ClassVar[str] = "unproven.html"
    sentences: tuple[Unproven, ...]  #: in the order of the text
    late: bool  #: whether the platform has been applied to


@dataclass(frozen=True)
class Annex(Context):
    """File names for the evidence in hand."""

    template: ClassVar[str] = "annex.html"
    names: tuple[str, ...]  #: in the order of upload


def foremost(session: Session, advice: Advice) -> str:
    """What matters most as proof, as a sentence; empty where nothing has to be proved."""
    return advice.proof.because[session.lang] if advice.proof else ""


def parts(files: int) -> int:
    """The parts that a list of so many files has; one at least."""
    return max(1, -(-files // _TOGETHER))


def files(
    state: CaseState,
    advice: Advice,
    shelf: Shelf,
    asking: Asking | None,
    trouble: str,
    thumbs: dict[str, str],
    part: int = 0,
) -> Files:
    """The files of a case, of which the screen shows a part; `thumbs` are the small pictures drawn so far."""
    session, kept = state.session, shelf.list()
    offered = {s.id for s in advice.evidence}
    here = range(part * _TOGETHER, min((part + 1) * _TOGETHER, len(kept)))
    return Files(
        files=tuple(_file(session, k, offered | k.exhibit.slots, thumbs, shown=n in here) for n, k in enumerate(kept)),
        size=size_text(sum(k.size for k in kept)),
        part=part,
        parts=parts(len(kept)),
        first=here.start + 1,
        last=here.stop,
        trouble=trouble or (session.say(f"exhibit.shelf.{shelf.trouble}") if shelf.trouble else ""),
        asking=asking,
    )


def _file(session: Session, kept: Kept, slots: Set[str], thumbs: dict[str, str], *, shown: bool) -> File:
    exhibit, out = kept.exhibit, kept.handed
    small = session.tell(over("small", limits(session.book)))
    pixels = f"{exhibit.width} × {exhibit.height}" if exhibit.width else ""
    kind = (
        "MP3" if exhibit.media == "audio/mpeg" else exhibit.media.partition("/")[2].upper().replace("QUICKTIME", "MOV")
    )
    return File(
        id=exhibit.id,
        shown=shown,
        name=exhibit.name,
        kind=kind,
        about=" · ".join(filter(None, [kind, pixels, size_text(len(exhibit.content))])),
        picture=thumb(out, thumbs) if out.media in PICTURES else "",
        notes=tuple(small if note == "small" else session.say(f"exhibit.note.{note}") for note in kept.notes),
        slots=tuple(Chip(slot, slot in exhibit.slots) for slot in SLOTS if slot in slots),
        boxes=len(kept.boxes),
        maskable=exhibit.media in PICTURES,
        open=kept.open_handed,
    )


def unproven_sentences(state: CaseState, advice: Advice, text: str) -> UnprovenSentences | None:
    """The unproven sentences that are still in the text to be copied, each with the evidence that it lacks."""
    draft = advice.drafts[SENT_IN]
    if draft is None or draft.kind == "script":
        return None
    kept = [part for part in draft.parts if part.text in text]
    apart = [part for paper in draft.more for part in paper.parts]  # written as they are, never edited
    lacking = unproven(dict.fromkeys(kept + apart), state.case.facts.held, assertions(state.session.book))
    sentences = tuple(Unproven(sentence.text, sentence.lacking) for sentence in lacking)
    return UnprovenSentences(sentences, late=advice.stage in ("ruling", "after")) if sentences else None


def annex(state: CaseState, advice: Advice) -> Annex:
    """File names for the evidence in hand, in the order of upload."""
    held = [state.session.say(f"evidence.{slot.id}") for slot in advice.evidence if slot.held]
    return Annex(tuple(f"{n:02}_{name.replace(' ', '_')}" for n, name in enumerate(held, start=1)))

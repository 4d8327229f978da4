"""What the page shows of evidence: the files with what they fill, and the sentences that nothing proves yet."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.kinds import SLOTS
from guide.cases.exhibits.content import claims, limits
from guide.cases.exhibits.kinds import PICTURES
from guide.cases.exhibits.proof import unproven
from guide.ui.views.case import render

if TYPE_CHECKING:
    from guide.cases.exhibits.model import Exhibit, Kept
    from guide.cases.exhibits.shelf import Shelf
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState, Session

THUMB = 176  # pixels, for screens that draw two for one
_LIMITS = ("file_bytes", "total_bytes", "files", "pixels", "side")


def said(session: Session, prefix: str, *names: str) -> dict[str, str]:
    """Words for a control in the browser, by their last name; what it fills in itself stays in braces."""
    return {name.replace(".", "_"): session.book.say(session.lang, prefix + name) for name in names}


def refusal(session: Session, why: str) -> str:
    """The sentence for a file that is not taken."""
    return limits()[why].say(session.lang) if why in _LIMITS else session.say(f"exhibit.refused.{why}")


def upload_words(session: Session, shelf: Shelf) -> dict[str, str]:
    """What the upload control says, refusals before the start among them."""
    kinds = ("empty", "svg", "html", "office", "archive", "picture", "program", "text", "lost")
    words = said(session, "exhibit.", "drop", "drop.touch", "choose", "camera", "cancel", "cancel.of", "dismiss",
                 "waiting", "sending", "checking", "offline", "more")  # fmt: skip
    words |= {why: refusal(session, why) for why in (*_LIMITS, *kinds)}
    hint = session.say("exhibit.drop.hint", limit=limits()["file_bytes"].shown)
    memory = "" if shelf.lasting else session.say("exhibit.drop.memory")
    return {**words, "hint": hint, "memory": memory, "zone": session.say("exhibit.add")}


def mask_words(session: Session) -> dict[str, str]:
    """What the masking window says."""
    return said(session, "exhibit.mask.", "title", "help", "help.touch", "add", "undo", "delete",
                "in", "out", "pan", "save", "clear", "cancel", "box", "picture", "count")  # fmt: skip


def thumb(exhibit: Exhibit, made: dict[str, str]) -> str:
    """A picture in small, as an address that holds it; `made` remembers those that were drawn before."""
    from guide.cases.exhibits.mask import preview

    if exhibit.sha256 not in made:
        made[exhibit.sha256] = "data:image/jpeg;base64," + b64encode(preview(exhibit, THUMB)).decode()
    return made[exhibit.sha256]


def weight(size: int) -> str:
    """Bytes in words."""
    return f"{size / 1048576:.1f} MB" if size >= 104858 else f"{max(1, round(size / 1024))} KB"


def listed(session: Session, slots: Any) -> str:
    """The names of some slots."""
    names = [session.say(f"evidence.{slot}") for slot in SLOTS if slot in slots]
    return ("、" if session.lang == "zh" else ", ").join(f"「{n}」" if session.lang == "zh" else n for n in names)


class Shown(NamedTuple):
    """What stands open about the files: a question, something that went wrong, and the small pictures drawn so far."""

    asking: dict[str, Any] | None
    trouble: str
    thumbs: dict[str, str]


def files(state: CaseState, advice: Advice, shelf: Shelf, shown: Shown) -> str:
    """The files, each with what it shows, its mask, and the question that stands open about it."""
    session, kept = state.session, shelf.list()
    offered = [s.id for s in advice.evidence]
    rows = [_row(session, k, [s for s in SLOTS if s in {*offered, *k.exhibit.slots}], shown.thumbs) for k in kept]
    size = weight(sum(k.size for k in kept))
    trouble = shown.trouble or (session.say(f"exhibit.shelf.{shelf.trouble}") if shelf.trouble else "")
    return render("evidence_files", session, rows=rows, count=len(rows), size=size, trouble=trouble,
                  asking=shown.asking)  # fmt: skip


def _row(session: Session, kept: Kept, slots: list[str], thumbs: dict[str, str]) -> dict[str, Any]:
    one, out = kept.exhibit, kept.handed
    small = limits()["small"].say(session.lang)
    notes = [small if note == "small" else session.say(f"exhibit.note.{note}") for note in kept.notes]
    size = f"{one.width} × {one.height}" if one.width else ""
    kind = "MP3" if one.media == "audio/mpeg" else one.media.partition("/")[2].upper().replace("QUICKTIME", "MOV")
    return {
        "id": one.id, "name": one.name, "about": " · ".join(filter(None, [kind, size, weight(len(one.content))])),
        "digest": out.sha256, "picture": thumb(out, thumbs) if out.media in PICTURES else "", "kind": kind,
        "notes": notes, "slots": [(slot, slot in one.slots) for slot in slots], "boxes": len(kept.boxes),
        "maskable": one.media in PICTURES, "open": kept.open_handed,
    }  # fmt: skip


def unproven_view(state: CaseState, advice: Advice, text: str) -> str:
    """The sentences that still stand in the text to be copied and that nothing proves yet, each with what it lacks."""
    session = state.session
    found = advice.drafts[session.lang]
    if found is None or found.kind == "script":
        return ""
    standing = [part for part in found.parts if part.text in text]
    apart = [part for paper in found.more for part in paper.parts]  # written as they are, never edited
    rows = unproven(dict.fromkeys(standing + apart), state.case.facts.held, claims())
    return render("evidence_unproven", session, rows=rows, late=advice.stage in ("ruling", "after")) if rows else ""

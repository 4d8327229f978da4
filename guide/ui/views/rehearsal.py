"""The rehearsal: what the other side may say, the answer, and whether the proof is in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine import reasons
from guide.engine.drafts import SENT_IN
from guide.ui.views.parts import Piece, Reason, pieces, reason
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine import rehearsal as rehearsing
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState, Session


@dataclass(frozen=True)
class Proof:
    """A kind of evidence that speaks against a refusal."""

    slot: str  #: an id of `evidence.*`
    held: bool  #: whether it is in hand


@dataclass(frozen=True)
class Refusal:
    """A refusal to expect, with the answer to it."""

    id: str  #: an id of `refusal.*`
    turn: str  #: who says it: an id of `ui.rehearsal.who.*`
    answer: str  #: the answer as it is copied
    pieces: tuple[Piece, ...]  #: the answer with its gaps
    translation: str  #: what it says, for whoever reads the page in another language
    proof: tuple[Proof, ...]  #: what proves it
    why: Reason  #: why it is to be expected


@dataclass(frozen=True)
class Rehearsal(Context):
    """Refusals to expect."""

    template: ClassVar[str] = "rehearsal.html"
    refusals: tuple[Refusal, ...]  #: in the order of the table
    lacking: int  #: how many kinds of evidence are not in hand


def _refusal(session: Session, refusal: rehearsing.Refusal) -> Refusal:
    lang, why = session.lang, reason(session, reasons.reason(refusal.rule, session.book))
    proof = tuple(Proof(p.id, p.held) for p in refusal.proof)
    return Refusal(refusal.rule.id, refusal.turn, refusal.answer(SENT_IN), pieces(refusal.answers[SENT_IN]),
                   refusal.answer(lang) if lang != SENT_IN else "", proof, why)  # fmt: skip


def rehearsal(state: CaseState, advice: Advice) -> Rehearsal:
    """The refusals that a case has to expect."""
    refusals = tuple(_refusal(state.session, refusal) for refusal in advice.rehearsal)
    return Rehearsal(refusals, len({p.slot for r in refusals for p in r.proof if not p.held}))

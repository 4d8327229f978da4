"""The advice of the walk as it stands: what to do, why and how, with the text to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.events import SELLER_EVENTS
from guide.book.facts import CHOICES
from guide.engine.asking import beside, open_groups, unchecked
from guide.engine.drafts import SENT_IN
from guide.engine.options import how_to
from guide.engine.proposal import with_demand
from guide.ui.views.draft import Mine
from guide.ui.views.evidence import foremost
from guide.ui.views.foot import ahead_lines
from guide.ui.views.how_to import HowStep, steps
from guide.ui.views.parts import Blocker, Paper, Reason, blockers, is_whole, papers, reason, written
from guide.ui.views.question import Tap, title
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.engine.advice import Advice
    from guide.engine.proposal import Proposal
    from guide.ui.session import CaseState, Session

_MOST_SENTENCES = 4  # of a warning that is all in sight
_MOST_SHARPER = 3  # questions named beside a first message
_FIRST = "seller_contacted"


@dataclass(frozen=True)
class Demand:
    """A demand that the message can make."""

    id: str  #: an id of `fact.demand.*`
    chosen: bool  #: whether this message makes it


@dataclass(frozen=True)
class Letter:
    """The text to copy."""

    papers: tuple[Paper, ...]  #: the text, and what is written apart
    demands: tuple[Demand, ...]  #: demands it can make; empty where it makes none
    whole: bool  #: whether nothing in it is left to fill in
    field: str  #: the answer that fills its first gap; empty where the text itself has to be completed
    mine: Mine | None  #: where the buyer changed it, what has changed in the draft since


@dataclass(frozen=True)
class Warned:
    """What to beware of: its first sentence, and the rest, which is folded where it is long."""

    first: str  #: the first sentence, or all of it
    rest: str  #: what is folded; empty where all is in sight


def _warned(session: Session, because: str) -> Warned:
    stop = MARKS[session.lang]["stop"]
    if because.count(stop.rstrip()) <= _MOST_SENTENCES:
        return Warned(because, "")
    first, _, rest = because.partition(stop)
    return Warned(first + stop.rstrip(), rest)


@dataclass(frozen=True)
class Stand(Context):
    """The advice as it stands: what to do, why and how, with the text to send."""

    template: ClassVar[str] = "stand.html"
    title: str  #: what to do, as a heading
    reasons: tuple[Reason, ...]  #: why, the deciding one first
    how: str  #: how to do it
    steps: tuple[HowStep, ...]  #: the same step by step; empty where it is done in a single one
    slots: tuple[str, ...]  #: required evidence that is to be completed now: ids of `evidence.*`
    proof: str  #: what matters most as proof, as a sentence; empty where no evidence is completed now
    own: str  #: the event that doing it records; empty where something is missing before
    claim: str  #: the claim type to choose; empty where nothing is claimed now
    refund: str  #: the refund type to choose
    claiming: str  #: the sentence that says so: an id of words
    letter: Letter | None  #: what to send or to say
    lacking: tuple[Blocker, ...]  #: what is missing before it can be done
    warnings: tuple[Warned, ...]  #: what to beware of
    ahead: tuple[str, ...]  #: what comes if nothing comes
    paste: bool  #: whether the tracking text could still be added
    beside: tuple[str, ...]  #: other ways that are open and write to neither seller nor platform: ids of `action.*`
    sharper: tuple[Tap, ...]  #: what is unchecked and would make a first message stronger; each tap asks it


def _asks(proposal: Proposal) -> bool:
    """Whether the message says another thing for another demand: one about what came after all asks for nothing."""
    route, text = proposal.route, proposal.texts[SENT_IN].text
    others = (with_demand(route, d) for d in CHOICES["demand"][1:] if d != proposal.demand)
    return any(other is not None and other.texts[SENT_IN].text != text for other in others)


def letter(
    session: Session, proposal: Proposal, own: Callable[[Proposal], tuple[str, Mine] | None] = lambda _proposal: None
) -> Letter:
    """A proposed text as it is shown; `own` says what the buyer made of it."""
    text = proposal.texts[SENT_IN]
    first, *more = papers(proposal.texts, session.lang)
    gaps: tuple[str, ...] = text.gaps
    typed, mine = own(proposal) or ("", None)
    if mine is not None:
        first, gaps = written(first.kind, typed), ()
    asks = text.kind == "message" and _asks(proposal)
    demands = tuple(Demand(d, d == proposal.demand) for d in CHOICES["demand"][1:]) if asks else ()
    return Letter(
        papers=(first, *more),
        demands=demands,
        whole=is_whole(first.text, session.book),
        field=next(iter(gaps), ""),
        mine=mine,
    )


def _sharper(state: CaseState, advice: Advice, proposal: Proposal | None) -> tuple[Tap, ...]:
    """What the text could say, and of what is unchecked the most decisive; once the seller has been written to, that
    sharpens nothing.
    """
    if proposal is None:
        return ()
    told = tuple(group for group in open_groups(advice.route) if group.beside)
    open_ = unchecked(advice.route) if proposal.event == _FIRST else ()
    return tuple(Tap(g.id, title(state.session, g), "") for g in (*told, *open_)[:_MOST_SHARPER])


def stand(
    state: CaseState,
    advice: Advice,
    proposal: Proposal | None,
    own: Callable[[Proposal], tuple[str, Mine] | None] = lambda _proposal: None,
) -> Stand:
    """The advice of a case, or the message that it may send before."""
    session = state.session
    early = proposal is not None and proposal.action != advice.action
    claiming = advice.stage in ("platform", "ruling") and advice.claim != "none" and not early
    action = proposal.action if proposal is not None else advice.action
    gathers = not early and action == "gather_evidence"
    how = how_to(action, advice.route).because[session.lang]
    because = (reason(session, n.reason).because for n in advice.notes if n.kind == "warning")
    return Stand(
        title=session.say(f"action.{action}"),
        reasons=() if early else tuple(reason(session, why) for why in advice.reasons),
        how=how,
        steps=() if early else steps(state, advice, action),
        slots=tuple(s.id for s in advice.evidence if s.level == "required" and not s.held) if gathers else (),
        proof=foremost(session, advice) if gathers else "",
        own="" if early or advice.blockers else advice.option.event,
        claim=advice.claim if claiming else "",
        refund=advice.refund if claiming else "",
        claiming=advice.claiming,
        letter=letter(session, proposal, own) if proposal is not None else None,
        lacking=tuple(b for b in blockers(session, advice.option) if b.field != "demand" and not early),
        warnings=tuple(_warned(session, words) for words in because),
        ahead=ahead_lines(state, advice),
        paste=proposal is not None
        and proposal.event in SELLER_EVENTS
        and advice.route.facts.last_place is None
        and advice.route.state["parcel"] not in ("unknown", "unshipped"),
        beside=tuple(o.action for o in advice.ways if o.action in beside(session.book) and not o.blockers),
        sharper=_sharper(state, advice, proposal),
    )

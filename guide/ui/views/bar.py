"""The bar of the walk: what is now advised, always in sight, with the button for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.events import SELLER_EVENTS
from guide.engine import clocks
from guide.engine.drafts import say_moment
from guide.ui.views.parts import left
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Collection

    from guide.engine.advice import Advice
    from guide.engine.proposal import Proposal
    from guide.ui.session import CaseState
    from guide.ui.views.stand import Letter


@dataclass(frozen=True)
class Bar(Context):
    """What is now advised, always in sight, with the button for it."""

    template: ClassVar[str] = "bar.html"
    state: str  #: `guess` while a question could change it, `stands`, or `wait` while others must act
    turn: str  #: whose turn it is; empty while it is a guess
    head: str  #: the advice in a few words
    why: str  #: the deciding reason; empty while it is a guess
    left: str  #: how much time is left, in words
    until: str  #: until when
    letter: bool  #: whether a message can be looked at
    other: bool  #: whether that message is for another act than the advised one
    copy: str  #: whether the text on the page can be copied: `message`, `paper`, or empty
    fill: str  #: where its first blank is filled: a field, `text` for the text itself; empty where nothing is open
    go: str  #: the section in which the action is done; empty where it is done here
    action: str  #: the advised action: an id of `action.*`
    own: str  #: the event that doing the action records, where nothing is sent for it
    sent: str  #: the event that sending it records; empty where that is none
    sent_at: str  #: the moment at which it would be recorded
    away: bool  #: whether the page shows another place than the present step


def bar(state: CaseState, advice: Advice, sections: Collection[str], *, guess: str, proposal: Proposal | None,
        shown: Letter | None, away: bool, asking: bool) -> Bar:  # fmt: skip
    """The bar of a case; `guess` is the action that is likely, while questions are open; `shown` the text on show."""
    session = state.session
    waiting = advice.turn not in ("you", "nobody") or advice.action == "closed"
    early = shown is not None and proposal is not None and proposal.action != advice.action
    action = proposal.action if early and proposal is not None else guess or advice.action
    moment = session.now()
    kind = "guess" if guess and shown is None else "stands" if shown is not None or not waiting else "wait"
    own = advice.clock is not None and (waiting or advice.clock.id == advice.option.clock)
    clock = advice.clock if own and not guess and not early else None
    span = "".join(a.number + " " + a.unit + " " for a in left(session, clock.left(advice.now))) if clock else ""
    copied = "" if shown is None or not shown.whole or shown.papers[0].kind == "script" else shown.papers[0].kind
    until = ""
    if shown is not None and proposal is not None and proposal.event in SELLER_EVENTS:
        end = clocks.reply_by(advice.route.standing, session.book, advice.now)
        until = session.say("walk.until", moment=say_moment(session.lang, end, advice.now))
    sends = shown is not None and proposal is not None and shown.papers[0].kind != "script" and bool(proposal.event)
    acting = not asking and not sends
    sending = shown is not None and proposal is not None and not _is_blocked(advice, proposal)
    go = advice.option.opens if acting and advice.option.opens in sections else ""
    return Bar(
        state=kind,
        turn="" if guess or early else advice.turn if advice.action != "closed" else "",
        head=session.say(f"action.{action}"),
        why="" if guess or early else advice.reasons[0].because[session.lang],
        left=session.say("walk.left", left=span.strip()) if span else "",
        until=until,
        letter=proposal is not None and shown is None,
        other=proposal is not None and (proposal.action != action or proposal.kind == "script"),
        copy=("message" if copied == "message" else "paper") if copied else "",
        fill="" if shown is None or shown.whole or go else shown.field or "text",
        go=go,
        action=advice.action,
        own=advice.option.event if acting and not advice.blockers else "",
        sent=proposal.event if sending and proposal is not None else "",
        sent_at=f"{moment:%H:%M}",
        away=away,
    )


def _is_blocked(advice: Advice, proposal: Proposal) -> bool:
    """Whether sending is not to be recorded: what it takes is missing, or it is no event."""
    if not proposal.event or proposal.event == "case_closed":
        return True
    return proposal.event not in SELLER_EVENTS and bool(advice.blockers)

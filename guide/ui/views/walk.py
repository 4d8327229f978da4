"""The walk: one question at a time, the advice as it stands, the bar that holds it, and the places of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.book.facts import CHOICES, UNKNOWN
from guide.book.kinds import SELLER_EVENTS
from guide.engine import clocks
from guide.engine.asking import Answer, answers, came, groups, starts, unchecked
from guide.engine.changes import passing, say_cause
from guide.engine.drafts import SENT_IN, say_day, say_moment
from guide.engine.journal import in_order
from guide.ui.views.parts import (
    Blocker,
    Happening,
    Paper,
    Reason,
    blockers,
    event_words,
    happenings,
    left,
    papers,
    reason,
    value_words,
)
from guide.ui.views.rendering import Context
from guide.ui.views.steps import HowStep, steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from guide.engine.advice import Advice
    from guide.engine.asking import Group, Question
    from guide.engine.proposal import Proposal
    from guide.ui.session import CaseState, Session

#: A text with one of these is not whole yet: a gap that nobody filled.
_BLANKS = ("＿", "【")
_MOST_LAST = 2  # events that are read back beside the question
_MOST_SHARPER = 3  # questions named beside a first message
_FIRST = "seller_contacted"


@dataclass(frozen=True)
class Opening(Context):
    """What is read while the walk opens."""

    template: ClassVar[str] = "opening.html"


# a question --------------------------------------------------------------------------


@dataclass(frozen=True)
class Tap:
    """An answer that takes one tap."""

    id: str  #: what the tap says
    label: str  #: the answer in words
    hint: str  #: a remark under it


@dataclass(frozen=True)
class Ask(Context):
    """One question with its answers."""

    template: ClassVar[str] = "ask.html"
    id: str  #: the group of facts that it asks for
    title: str  #: the question
    hint: str  #: where the answer is found
    taps: tuple[Tap, ...]  #: answers, one below the other
    days: tuple[Tap, ...]  #: answers that are a day, side by side
    fold: Tap | None  #: an answer that needs one more tap; it opens under itself
    inside: tuple[Tap, ...]  #: the answers in that fold
    later: Tap | None  #: “not yet”, where that is an answer


def _maybe(session: Session, *ids: str) -> str:
    """The first of these words that there is."""
    words = session.book.words[session.lang]
    return next((words[id_] for id_ in ids if id_ in words), "")


def _day(session: Session, answer: Answer) -> Tap:
    assert answer.days is not None
    near = _maybe(session, f"ask.day.{answer.days}")
    far = "ask.day.ago" if answer.days < 0 else "ask.day.ahead"
    label = near or session.say(far, n=abs(answer.days))
    day = session.now().date() + timedelta(days=answer.days)
    return Tap(answer.id, label, say_day(session.lang, day, session.now()))


def _tap(session: Session, answer: Answer) -> Tap:
    label = _maybe(session, f"ask.{answer.id}", f"fact.{answer.id}")
    return Tap(answer.id, label, _maybe(session, f"ask.{answer.id}.hint", f"fact.{answer.id}.hint"))


def title(session: Session, group: Group) -> str:
    """The question for a group."""
    return _maybe(session, f"ask.{group.id}", f"fact.{group.facts[0]}")


def ask(session: Session, question: Question) -> Ask:
    """A question of the engine in words."""
    group = question.group
    whole = tuple(_tap(session, a) for a in question.answers if a.days is None and not a.under)
    under = next((a.under for a in question.answers if a.under), "")
    fold = f"ask.{group.id}.{under}"
    later = _maybe(session, f"ask.{group.id}.later")
    return Ask(
        id=group.id,
        title=title(session, group),
        hint=_maybe(session, f"ask.{group.id}.hint", f"fact.{group.facts[0]}.hint"),
        taps=whole,
        days=tuple(_day(session, a) for a in question.answers if a.days is not None),
        fold=Tap(under, session.say(fold), _maybe(session, f"{fold}.hint")) if under else None,
        inside=tuple(_tap(session, a) for a in question.answers if a.under),
        later=Tap("later", later, _maybe(session, f"ask.{group.id}.later.hint")) if later else None,
    )


def ask_start(session: Session) -> Ask:
    """The first question of all, with the answers of the front page."""
    taps = [(one, Tap(one.id, session.say(f"start.{one.id}"), _maybe(session, f"start.{one.id}.hint")))
            for one in starts(session.book).values()]  # fmt: skip
    large, small = (tuple(tap for one, tap in taps if one.is_large is big) for big in (True, False))
    return Ask("start", session.say("start.title"), session.say("start.hint"), large, small, None, (), None)


def ask_patience(session: Session) -> Ask:
    """While a picture is read: the way on without it."""
    instead = Tap("instead", session.say("walk.read.instead"), "")
    return Ask("read", session.say("walk.read"), session.say("walk.read.hint"), (instead,), (), None, (), None)


def ask_came(session: Session, advice: Advice) -> Ask:
    """What came of the last act."""
    events = came(advice.route)

    def tap(event: str, reply: str) -> Tap:
        words = session.say(f"reply.{reply}" if reply != "none" else f"event.{event}")
        return Tap(f"{event} {reply}", words, _maybe(session, f"reply.{reply}.hint"))

    usual, rare = (tuple(tap(e, r) for e, r, is_rare in events if is_rare is which) for which in (False, True))
    side = _maybe(session, f"walk.came.{events[0].event}", "walk.came")
    later = Tap("later", session.say("walk.came.later"), session.say("walk.came.later.hint"))
    return Ask(
        "came", side, "", usual, (), Tap("rare", session.say("walk.came.rare"), "") if rare else None, rare, later
    )


def ask_time(session: Session, event: str, reply: str) -> Ask:
    """When something happened: just now, or on a day before."""
    what = MARKS[session.lang]["stop"].join((event_words(session, event, reply), session.say("walk.time.hint")))
    now = Tap("now", session.say("ask.now"), f"{session.now():%H:%M}")
    days = (now, *(_day(session, Answer(str(n), {}, "", n)) for n in range(-1, -8, -1)))
    return Ask("time", session.say("walk.time"), what, (), days, None, (), None)


# under the question ------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """An answer that was given, in one line."""

    group: str  #: the group, which is asked again by a tap
    name: str  #: what it is about
    value: str  #: the answer


@dataclass(frozen=True)
class Foot(Context):
    """The ways on under a question, and what was answered before."""

    template: ClassVar[str] = "askfoot.html"
    typed: bool  #: whether a time can be typed above
    back: bool  #: whether there is a question before
    skip: bool  #: whether the question can be passed over by a link
    trail: tuple[Said, ...]  #: answers so far, a line each
    happened: tuple[Happening, ...]  #: the last events
    ahead: tuple[str, ...]  #: what comes if nothing comes, a sentence each


def trail(state: CaseState, advice: Advice) -> tuple[Said, ...]:
    """Every group that is answered, in the order of the handbook."""
    session = state.session
    known = {g.id: _said(state, advice, g) for g in groups(session.book).values()}
    seen: set[str] = set()
    lines = []
    for group in groups(session.book).values():
        if known[group.id] and not seen.issuperset(group.facts):
            lines.append(Said(group.id, session.say(f"ask.{group.id}.name"), known[group.id]))
            seen |= set(group.facts)
    return tuple(lines)


def _said(state: CaseState, advice: Advice, group: Group) -> str:
    """The answer to a group in words; empty where it is not answered."""
    session, facts = state.session, advice.route.facts
    given = {n: v for n in group.facts if (v := getattr(facts, n)) not in (None, UNKNOWN)}
    if not given or not all(advice.route.state[name] in words for name, words in group.when.items()):
        return ""
    for answer in answers(group, session.book, state.moment):
        if answer.days is None and dict(answer.sets) == given:
            return _tap(session, answer).label
    return session.say("ui.comma").join(value_words(session, name, value) for name, value in given.items())


def foot(
    state: CaseState, advice: Advice, *, typed: bool, back: bool, skip: bool, came: bool, brief: bool = False
) -> Foot:
    """What stands under the question; a `brief` one leaves the answers to their own place."""
    session = state.session
    if brief:
        return Foot(typed, back, skip, (), (), ())
    events = in_order(state.case.journal)[-_MOST_LAST:]
    ahead = _ahead(state, advice) if came else ()
    return Foot(typed, back, skip, trail(state, advice), happenings(session, events, advice.now), ahead)


def _ahead(state: CaseState, advice: Advice) -> tuple[str, ...]:
    """What the passing of time will lead to, a sentence each; the same only once."""
    session, later = state.session, {c.action: c for c in reversed(tuple(passing(advice.route)))}
    changes = sorted(later.values(), key=lambda change: change.value)
    lines = ((say_cause(session.book, session.lang, c, advice.now), session.say(f"action.{c.action}")) for c in changes)
    return tuple(session.say("walk.ahead.line", when=when, action=action) for when, action in lines)


# the advice --------------------------------------------------------------------------


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


@dataclass(frozen=True)
class Stand(Context):
    """The advice as it stands: what to do, why and how, with the text to send."""

    template: ClassVar[str] = "stand.html"
    title: str  #: what to do, as a heading
    reasons: tuple[Reason, ...]  #: why, the deciding one first
    how: str  #: how to do it
    steps: tuple[HowStep, ...]  #: the same step by step; empty where it is done in a single one
    own: str  #: the event that doing it records; empty where something is missing before
    claim: str  #: the claim type to choose; empty where nothing is claimed now
    refund: str  #: the refund type to choose
    letter: Letter | None  #: what to send or to say
    lacking: tuple[Blocker, ...]  #: what is missing before it can be done
    warnings: tuple[Reason, ...]  #: what to beware of
    ahead: tuple[str, ...]  #: what comes if nothing comes
    paste: bool  #: whether the tracking text could still be added
    sharper: tuple[Tap, ...]  #: what is unchecked and would make a first message stronger; each tap asks it


def letter(session: Session, proposal: Proposal) -> Letter:
    """A proposed text as it is shown."""
    text = proposal.texts[SENT_IN]
    gaps = text.gaps
    message = text.kind == "message"
    demands = tuple(Demand(d, d == proposal.demand) for d in CHOICES["demand"][1:]) if message else ()
    whole = not gaps and not any(blank in text.text for blank in _BLANKS)
    return Letter(papers(proposal.texts, session.lang), demands, whole, next(iter(gaps), ""))


def _sharper(state: CaseState, advice: Advice, proposal: Proposal | None) -> tuple[Tap, ...]:
    """Of what is unchecked the most decisive; once the seller has been written to, it sharpens nothing."""
    if proposal is None or proposal.event != _FIRST:
        return ()
    return tuple(Tap(g.id, title(state.session, g), "") for g in unchecked(advice.route)[:_MOST_SHARPER])


def stand(state: CaseState, advice: Advice, proposal: Proposal | None) -> Stand:
    """The advice of a case, or the message that it may send before."""
    session = state.session
    early = proposal is not None and proposal.action != advice.action
    claiming = advice.stage in ("platform", "ruling") and advice.claim != "none" and not early
    action = proposal.action if proposal is not None else advice.action
    how = session.book.tables["actions"].named[action].because[session.lang]
    warnings = tuple(reason(session, n.reason) for n in advice.notes if n.kind == "warning")
    return Stand(
        title=session.say(f"action.{action}"),
        reasons=() if early else tuple(reason(session, why) for why in advice.reasons),
        how=how,
        steps=() if early else steps(state, advice, action),
        own="" if early or advice.blockers else advice.option.event,
        claim=advice.claim if claiming else "",
        refund=advice.refund if claiming else "",
        letter=letter(session, proposal) if proposal is not None else None,
        lacking=tuple(b for b in blockers(session, advice.option) if b.field != "demand" and not early),
        warnings=warnings,
        ahead=_ahead(state, advice),
        paste=proposal is not None
        and proposal.event in SELLER_EVENTS
        and advice.route.facts.last_place is None
        and advice.route.state["parcel"] not in ("unknown", "unshipped"),
        sharper=_sharper(state, advice, proposal),
    )


# the bar -----------------------------------------------------------------------------


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
    copy: str  #: whether the text on the page can be copied: `message`, `paper`, or empty
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
    return Bar(
        state=kind,
        turn="" if guess or early else advice.turn if advice.action != "closed" else "",
        head=session.say(f"action.{action}"),
        why="" if guess or early else advice.reasons[0].because[session.lang],
        left=session.say("walk.left", left=span.strip()) if span else "",
        until=until,
        letter=proposal is not None and shown is None,
        copy=("message" if copied == "message" else "paper") if copied else "",
        go=advice.option.opens if acting and advice.option.opens in sections else "",
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


# the places --------------------------------------------------------------------------


@dataclass(frozen=True)
class Corner:
    """A place of a case."""

    id: str  #: an id of `place.*`
    here: bool  #: whether the page shows it


@dataclass(frozen=True)
class Places(Context):
    """The places of a case, of which the page shows one."""

    template: ClassVar[str] = "places.html"
    here: str  #: the one that is shown: an id of `place.*`
    places: tuple[Corner, ...]  #: all, in their order


def places(names: Iterable[str], here: str) -> Places:
    """The places with the one that is shown."""
    return Places(here, tuple(Corner(name, name == here) for name in names))

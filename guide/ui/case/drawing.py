"""How the walk looks: what stands on the page, the ways on under it, the bar that is always in sight, the places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.engine.advice import advise
from guide.engine.asking import Question, likely
from guide.engine.case import Case
from guide.engine.journal import Event
from guide.engine.proposal import propose
from guide.ui.case.places import NOW, places
from guide.ui.controls.showing import show
from guide.ui.quiet import say_now
from guide.ui.views import bar as barview
from guide.ui.views import foot as footview
from guide.ui.views import places as placesview
from guide.ui.views import question as questionview
from guide.ui.views import stand as standview
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.engine.proposal import Proposal
    from guide.ui.case.walk import Walk


class Step(NamedTuple):
    """What stands on the page, and the question that is open, if any is."""

    kind: str  # read, start, time, came, ask, stand
    question: Question | None

    @property
    def is_timed(self) -> bool:
        """Whether a time can be typed for it."""
        asks_day = self.kind == "ask" and self.question is not None and bool(self.question.group.days)
        return self.kind == "time" or asks_day


def locate(walk: Walk, advice: Advice) -> Step:
    """The step that stands; the walk keeps its name as its spot."""
    walk.look()
    step = _step(walk, advice)
    if not walk.is_spread:
        walk.spot = _spot(walk, step)
    return step


def _step(walk: Walk, advice: Advice) -> Step:
    """What stands on the page: the time of an event, what came of it, a question, or the advice."""
    question = walk.question()
    if walk.awaiting:
        return Step("read", None)
    if walk.timing is not None:
        return Step("time", question)
    if not walk.reading:
        if walk.state.case == Case():
            return Step("start", question)
        if walk.waits(advice) and not walk.forced:
            return Step("came", question)
        if question is not None:
            return Step("ask", question)
    return Step("stand", question)


def _spot(walk: Walk, step: Step) -> str:
    """The step that stands, for the way back: which question, and of what comes after an event, after how many."""
    events = str(len(walk.state.case.journal))
    if step.kind == "ask" and step.question is not None:
        return f"ask {step.question.group.id}"
    if step.kind == "time" and walk.timing is not None:
        return " ".join(("time", *walk.timing, events))
    kind = "letter" if walk.reading else step.kind
    return kind if kind in ("start", "read") else f"{kind} {events}"


def draw(walk: Walk, advice: Advice, step: Step) -> None:
    """The question or the advice of a step, the ways on, the bar, and the places."""
    session = walk.session
    walk.places.html = html(placesview.places(places(session.book), walk.place), session)
    show(walk.root, walk.place == NOW)
    walk.entry.label = session.say("ask.day")
    if walk.is_spread:  # the card of the whole form says it
        walk.main.html = walk.foot.html = walk.bar.html = walk.bar.status = ""
        return
    asked = _ask(walk, advice, step)
    if asked is not None:
        walk.main.html = html(asked, session)
        say_now()  # it is seen while the rest is still worked out
    proposal = walk.proposal()
    context = asked or _stand(walk, advice, proposal)
    if asked is None:
        walk.main.html = html(context, session)
    show(walk.entry, step.is_timed)
    later = isinstance(context, questionview.Ask) and context.later is not None
    foot = footview.foot(
        walk.state,
        advice,
        typed=step.is_timed,
        back=walk.goes_back,
        skip=step.kind == "ask" and not later,
        came=step.kind == "came",
        brief=isinstance(context, standview.Stand) and _is_long(context, walk.state.case),
    )
    walk.foot.html = html(foot, session)
    shown = context.letter if isinstance(context, standview.Stand) else None
    said = walk.bar.status
    _draw_bar(walk, *_after(walk, advice, proposal), step, shown)
    if (now := f"{context.template} {getattr(context, 'id', '')} {len(walk.state.case.journal)}") != walk.shown:
        if walk.shown and walk.place == NOW:
            again = {"say": said} if said == walk.bar.status else {}  # a new one is said by itself
            walk.bar.send({"jump": "walk-q", **again})
        walk.shown = now


def _is_long(stand: standview.Stand, case: Case) -> bool:
    """Whether steps, or a paper about what has happened, leave the answers so far to their own place."""
    has_paper = stand.letter is not None and stand.letter.papers[0].kind != "message"
    return bool(stand.steps) or (has_paper and bool(case.journal))


def _ask(walk: Walk, advice: Advice, step: Step) -> questionview.Ask | None:
    if step.kind == "read":
        return questionview.ask_patience(walk.session)
    if step.kind == "start":
        return questionview.ask_start(walk.session)
    if walk.timing is not None:
        return questionview.ask_time(walk.session, *walk.timing)
    if step.kind == "came":
        return questionview.ask_came(walk.session, advice)
    if step.kind == "ask" and step.question is not None:
        return questionview.ask(walk.session, step.question)
    return None


def _stand(walk: Walk, advice: Advice, proposal: Proposal | None) -> standview.Stand:
    ready = proposal is not None and (walk.reading or proposal.action == advice.action)
    return standview.stand(walk.state, advice, proposal if ready else None, walk.own)


def _after(walk: Walk, advice: Advice, proposal: Proposal | None) -> tuple[Advice, Proposal | None]:
    """The advice once the event has happened whose time is asked: nobody is told to do what they have done."""
    if walk.timing is None:
        return advice, proposal
    (event, reply), now = walk.timing, walk.state.moment
    case = Case(walk.state.case.facts, (*walk.state.case.journal, Event(event, now, reply)))
    advice = advise(case, walk.session.book, now)
    return advice, propose(advice.route, spoken=not walk.reading)


def _draw_bar(
    walk: Walk, advice: Advice, proposal: Proposal | None, step: Step, shown: standview.Letter | None
) -> None:
    guessing = step.question is not None and (step.kind != "came" or advice.stage == "self_check")
    guess = likely(advice.route) if guessing else ""
    sections = {name for names in places(walk.session.book).values() for name in names}
    context = barview.bar(
        walk.state,
        advice,
        sections,
        guess=guess,
        proposal=proposal,
        shown=shown,
        away=walk.place != NOW,
        asking=step.kind != "stand",
    )
    begun = step.kind not in ("read", "start")
    walk.bar.html = html(context, walk.session) if begun else ""
    news = "walk.news.guess" if context.state == "guess" else "walk.news"
    walk.bar.status = walk.session.say(news, head=context.head) if begun else ""

"""The walk through a case: one question at a time, the advice always in sight, everything else one tap away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import UNKNOWN, Facts, changed
from guide.cases.casefile import CaseError, read_moment
from guide.engine.advice import advise
from guide.engine.asking import Question, again, answered, as_answer, came, groups, likely, on_day, questions, starts
from guide.engine.case import Case
from guide.engine.journal import Event
from guide.engine.proposal import propose
from guide.ui.attempt import safely
from guide.ui.base import box
from guide.ui.case.places import ALL, NOW, places
from guide.ui.controls.entry import Entry
from guide.ui.controls.showing import show
from guide.ui.controls.view import View
from guide.ui.views import bar as barview
from guide.ui.views import foot as footview
from guide.ui.views import places as placesview
from guide.ui.views import question as questionview
from guide.ui.views import stand as standview
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from guide.engine.advice import Advice
    from guide.engine.proposal import Proposal
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState


class Step(NamedTuple):
    """What stands on the page, and the question that is open, if any is."""

    kind: str  # read, start, time, came, ask, stand
    question: Question | None

    @property
    def is_timed(self) -> bool:
        """Whether a time can be typed for it."""
        asks_day = self.kind == "ask" and self.question is not None and bool(self.question.group.days)
        return self.kind == "time" or asks_day


class Walk:
    """What the page of a whole case shows first; `moved` tells the page that another place is shown."""

    def __init__(self, state: CaseState, attempt: Attempt, goto: Callable[[str], None]) -> None:
        self.state, self.session, self.goto = state, state.session, goto
        self.place = NOW
        self.moved: Callable[[], None] = lambda: None
        acts = safely(attempt, answer=self._answer, skip=self._skip, back=self._back, again=self._again,
                      typed=self._typed, letter=self._letter, demand=self._demand, sent=self._sent,
                      sent_earlier=self._sent_earlier, own=self._own, edit=self._edit, place=self.go,
                      goto=goto)  # fmt: skip
        self.main, self.foot = View(acts=acts), View(acts=acts)
        self.bar = View(acts={**acts, "tick": lambda _arg: None})
        self.bar.add_class("g-walk-bar")
        self.places = View(acts=safely(attempt, place=self.turn))
        self.entry = Entry(name="walk", kind="datetime")
        self.root = box(self.main, self.entry, self.foot, css="g-walk")
        self.forget()

    def forget(self) -> None:
        """Begin with a case of which nothing was asked yet."""
        self.passed: set[str] = set()
        self.order: list[str] = []  # groups in the order in which they were asked here
        self.forced = ""  # the group that is asked again
        self.timing: tuple[str, str] | None = None  # the event whose time is asked for
        self.reading = False  # whether the message is looked at before the questions are through
        self.awaiting = False  # whether a picture from the first page is being read
        self.shown = ""  # what stands on the page, to know when it is another
        self.place = ALL if self.place == ALL else NOW
        self.entry.value = self.entry.error = ""

    def begin(self) -> None:
        """Look as on a new page."""
        self.forget()

    def start(self, id_: str) -> None:
        """Begin with an answer of the first page."""
        start = starts(self.session.book).get(id_)
        if start is None:
            return
        self.forget()
        self.place, self.shown = NOW, "start"
        self.timing = (start.asks, "none") if start.asks else None
        self.order = [g.id for g in groups(self.session.book).values() if not start.sets.keys().isdisjoint(g.facts)]
        self.state.take(answered(Case(), start.sets))

    def resume(self) -> None:
        """Go on with a case that was kept."""
        self.forget()
        self.order = [one for one in groups(self.session.book) if one in self._answered()]

    def _answered(self) -> set[str]:
        facts, blank = self.state.case.facts, Facts()
        all_ = groups(self.session.book).values()
        return {g.id for g in all_ if any(getattr(facts, n) != getattr(blank, n) for n in g.facts)}

    def shows(self, section: str) -> bool:
        """Whether the place that is shown has a section."""
        return self.place == ALL or section in places(self.session.book)[self.place]

    def show_section(self, name: str) -> None:
        """Show the place that has a section, unless it is shown already."""
        all_ = places(self.session.book)
        if self.place != ALL and name not in all_[self.place]:
            self.place = next((place for place, sections in all_.items() if name in sections), ALL)

    # what is asked -----------------------------------------------------------------------

    def question(self) -> Question | None:
        """The question in hand, where one is open."""
        route = self.state.advice.route
        if self.forced:
            return again(route, self.forced)
        found = questions(route, self.passed)
        return found[0] if found else None

    def wanted(self) -> tuple[str, ...]:
        """The facts that the engine asks for and nobody has given, the most decisive first."""
        facts, blank, worth = self.state.case.facts, Facts(), questions(self.state.advice.route)
        return tuple(n for q in worth for n in q.group.facts if getattr(facts, n) == getattr(blank, n))

    def _waits(self, advice: Advice) -> bool:
        """Whether to ask first what came of the last act."""
        return f"came {len(self.state.case.journal)}" not in self.passed and bool(came(advice.route))

    # what the visitor does ----------------------------------------------------------------

    def turn(self, place: str) -> None:
        """Show a place from its own tab or by the address: nothing but a question takes the focus there."""
        if place in places(self.session.book):
            self.place, self.reading = place, False
            self.moved()
            if place == NOW:
                self.bar.send({"jump": "walk-q"})

    def go(self, place: str) -> None:
        """Show a place from elsewhere on the page, and go to its tab or question."""
        self.turn(place)
        if place != NOW:
            self.bar.send({"jump": "places"})

    def _answer(self, arg: str) -> None:
        group, _, given = arg.partition(" ")
        self.awaiting = False  # who answers does not wait
        if group == "start":
            return self.start(given)
        if group == "read":
            return self.state.touch()
        if group == "time":
            return self._at(None if given == "now" else int(given))
        if group == "came":
            event, _, reply = given.partition(" ")
            self.timing = (event, reply)
            return self.state.touch()
        question = self.question()
        answer = next((a for a in question.answers if a.id == given), None) if question else None
        if question is None or answer is None or question.group.id != group:
            return None  # a tap on what stood here before
        return self._give(question, dict(answer.sets))

    def _give(self, question: Question, sets: dict[str, object]) -> None:
        group, case = question.group, self.state.case
        if self.forced:  # asked again: what was answered before goes
            case = answered(case, {name: getattr(Facts(), name) for name in group.facts})
        self._pass(group.id)
        self.state.take(answered(case, sets))

    def _pass(self, group: str) -> None:
        self.order = [one for one in self.order if one != group] + [group]
        self.forced, self.reading, self.entry.value = "", False, ""

    def _skip(self, _arg: str) -> None:
        advice = self.state.advice
        if self._waits(advice) and self.timing is None and not self.forced:
            self.passed.add(f"came {len(self.state.case.journal)}")
        elif question := self.question():
            self.passed.add(question.group.id)
            self._pass(question.group.id)
        self.timing = None
        self.state.touch()

    def _back(self, _arg: str) -> None:
        if self.timing is not None:
            self.timing = None
        elif self.reading:
            self.reading = False
        elif self.order:
            self.forced = self.order.pop()
            self.passed.discard(self.forced)
        self.state.touch()

    def _again(self, arg: str) -> None:
        if arg in groups(self.session.book):
            self.forced, self.place, self.reading, self.timing = arg, NOW, False, None
            self.moved()

    def _letter(self, _arg: str) -> None:
        self.reading = True
        self.state.touch()

    def _demand(self, arg: str) -> None:
        self.state.answer("demand", arg)

    def _edit(self, _arg: str) -> None:
        if proposal := self._proposal():
            self.state.answer("demand", proposal.demand)
        self.go("message")

    # acts and their times ------------------------------------------------------------------

    def _proposal(self) -> Proposal | None:
        return propose(self.state.advice.route, spoken=not self.reading)

    def _sent(self, _arg: str) -> None:
        if proposal := self._proposal():
            self._record(proposal.event, "none", self.session.now())

    def _sent_earlier(self, _arg: str) -> None:
        if proposal := self._proposal():
            self.timing = (proposal.event, "none")
            self.state.touch()

    def _own(self, _arg: str) -> None:
        """The advised action is done; its time is asked for."""
        option = self.state.advice.option
        if option.event and not option.blockers:
            self.timing = (option.event, "none")
            self.state.touch()

    def _at(self, days: int | None) -> None:
        """The time of an event: now, or some day of which nobody has said the hour."""
        now = self.session.now()
        if self.timing is not None:
            self._record(*self.timing, now if days is None else on_day(days, now))

    def _record(self, event: str, reply: str, at: datetime) -> None:
        proposal = self._proposal()
        facts = self.state.case.facts
        if proposal is not None and proposal.event == event and facts.demand == UNKNOWN:
            facts = changed(facts, {"demand": proposal.demand})  # what was sent asks for it
        self.timing, self.reading, self.entry.value = None, False, ""
        self.state.take(Case(facts, (*self.state.case.journal, Event(event, at, reply))))

    def _typed(self, _arg: str) -> None:
        try:
            at = read_moment("walk", self.entry.value)
        except CaseError:
            self.entry.error = self.session.say("ui.bad_moment")
            return
        self.entry.error = ""
        if self.timing is not None:
            self._record(*self.timing, at)
        elif (question := self.question()) and question.group.days:
            (name,) = question.group.facts
            self._give(question, {name: as_answer(name, at)})

    # what is shown --------------------------------------------------------------------------

    def step(self, advice: Advice) -> Step:
        """What stands on the page: the time of an event, what came of it, a question, or the advice."""
        question = self.question()
        if self.awaiting:
            return Step("read", None)
        if self.timing is not None:
            return Step("time", question)
        if not self.reading:
            if self.state.case == Case():
                return Step("start", question)
            if self._waits(advice) and not self.forced:
                return Step("came", question)
            if question is not None:
                return Step("ask", question)
        return Step("stand", question)

    def render(self, advice: Advice) -> None:
        """The question or the advice, the ways on, the bar, and the places."""
        session = self.session
        self.places.html = html(placesview.places(places(session.book), self.place), session)
        show(self.root, self.place == NOW)
        self.entry.label = session.say("ask.day")
        if self.place == ALL:  # the card of the whole form says it
            self.main.html = self.foot.html = self.bar.html = self.bar.status = ""
            return
        step = self.step(advice)
        asked = self._ask(advice, step)
        if asked is not None:
            self.main.html = html(asked, session)  # it is seen while the rest is still worked out
        proposal = self._proposal()
        context = asked or self._stand(advice, proposal)
        if asked is None:
            self.main.html = html(context, session)
        show(self.entry, step.is_timed)
        later = isinstance(context, questionview.Ask) and context.later is not None
        foot = footview.foot(
            self.state,
            advice,
            typed=step.is_timed,
            back=bool(self.order or self.timing or self.reading),
            skip=step.kind == "ask" and not later,
            came=step.kind == "came",
            brief=isinstance(context, standview.Stand) and bool(context.steps),
        )
        self.foot.html = html(foot, session)
        shown = context.letter if isinstance(context, standview.Stand) else None
        said = self.bar.status
        self._render_bar(*self._after(advice, proposal), step, shown)
        if (now := f"{context.template} {getattr(context, 'id', '')} {len(self.state.case.journal)}") != self.shown:
            if self.shown and self.place == NOW:
                again = {"say": said} if said == self.bar.status else {}  # a new one is said by itself
                self.bar.send({"jump": "walk-q", **again})
            self.shown = now

    def _ask(self, advice: Advice, step: Step) -> questionview.Ask | None:
        if step.kind == "read":
            return questionview.ask_patience(self.session)
        if step.kind == "start":
            return questionview.ask_start(self.session)
        if self.timing is not None:
            return questionview.ask_time(self.session, *self.timing)
        if step.kind == "came":
            return questionview.ask_came(self.session, advice)
        if step.kind == "ask" and step.question is not None:
            return questionview.ask(self.session, step.question)
        return None

    def _stand(self, advice: Advice, proposal: Proposal | None) -> standview.Stand:
        ready = proposal is not None and (self.reading or proposal.action == advice.action)
        return standview.stand(self.state, advice, proposal if ready else None)

    def _after(self, advice: Advice, proposal: Proposal | None) -> tuple[Advice, Proposal | None]:
        """The advice once the event has happened whose time is asked: nobody is told to do what they have done."""
        if self.timing is None:
            return advice, proposal
        (event, reply), now = self.timing, self.state.moment
        case = Case(self.state.case.facts, (*self.state.case.journal, Event(event, now, reply)))
        advice = advise(case, self.session.book, now)
        return advice, propose(advice.route, spoken=not self.reading)

    def _render_bar(
        self, advice: Advice, proposal: Proposal | None, step: Step, shown: standview.Letter | None
    ) -> None:
        guessing = step.question is not None and (step.kind != "came" or advice.stage == "self_check")
        guess = likely(advice.route) if guessing else ""
        sections = {name for names in places(self.session.book).values() for name in names}
        context = barview.bar(
            self.state,
            advice,
            sections,
            guess=guess,
            proposal=proposal,
            shown=shown,
            away=self.place != NOW,
            asking=step.kind != "stand",
        )
        begun = step.kind not in ("read", "start")
        self.bar.html = html(context, self.session) if begun else ""
        self.bar.status = self.session.say("walk.news", head=context.head) if begun else ""

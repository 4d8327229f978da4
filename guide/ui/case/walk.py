"""The walk through a case, one question at a time: what is asked, and what the visitor does. `drawing` shows it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN, Facts, changed
from guide.cases.casefile import CaseError, read_moment
from guide.engine.asking import Question, again, answered, as_answer, came, groups, on_day, questions, starts, told
from guide.engine.case import Case
from guide.engine.journal import Event
from guide.engine.proposal import propose
from guide.ui.attempt import safely
from guide.ui.base import box
from guide.ui.case.places import ALL, NOW, places
from guide.ui.controls.entry import Entry
from guide.ui.controls.view import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from guide.engine.advice import Advice
    from guide.engine.proposal import Proposal
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState
    from guide.ui.views.draft import Mine


class Walk:
    """What the page of a whole case shows first; `moved`, `tick` and `write` are the page's."""

    def __init__(self, state: CaseState, attempt: Attempt, goto: Callable[..., None]) -> None:
        self.state, self.session, self.goto = state, state.session, goto
        self.place, self.spot = NOW, ""  # the spot: the step that stands, in words that tell no answer
        self.narrow = False  # whether the page is too narrow for the whole form beside its advice
        self.moved: Callable[[], None] = lambda: None
        self.tick: Callable[[], None] = lambda: None  # half a minute has passed
        self.write: Callable[[], None] = lambda: None  # begin to change the text by hand
        self.paper: Callable[[str], None] = lambda _action: None  # take the paper of another way in hand
        self.own: Callable[[Proposal], tuple[str, Mine] | None] = lambda _proposal: None  # what the buyer made of it
        self.keep_sent: Callable[[Proposal], None] = lambda _proposal: None  # its words, before it is recorded
        self.settle: Callable[[str], None] = lambda _act: None  # what to do with it, now that there is another draft
        acts = safely(attempt, answer=self._answer, skip=self._skip, back=self._back, again=self._again,
                      typed=self._typed, letter=self._letter, demand=self._demand, sent=self._sent,
                      sent_earlier=self._sent_earlier, own=self._own, edit=self._edit, place=self.go,
                      paper=self._paper, goto=goto, fresh=lambda _: self.settle("fresh"),
                      renew=lambda _: self.settle("renew"), keep_mine=lambda _: self.settle("keep_mine"))  # fmt: skip
        self.main, self.foot = View(acts=acts), View(acts=acts)
        self.bar = View(acts={**acts, "tick": lambda _arg: self.tick()})
        self.bar.add_class("g-walk-bar")
        self.places = View(acts=safely(attempt, place=self.turn))
        self.entry = Entry(name="walk", kind="datetime")
        self.root = box(self.main, self.entry, self.foot, css="g-walk")
        self.forget()

    def forget(self) -> None:
        """Begin with a case of which nothing was asked yet."""
        self.is_new = True  # whether the case in hand has not been looked at: it may bring answers along
        self.passed: set[str] = set()
        self.order: list[str] = []  # groups in the order in which they were asked here
        self.forced = ""  # the group that is asked again
        self.timing: tuple[str, str] | None = None  # the event whose time is asked for
        self.then: dict[str, str] = {}  # event -> the one whose time is asked for after it
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
        self.timing = (start.asks[0], "none") if start.asks else None
        self.then = dict(pairwise(start.asks))
        self.state.take(answered(Case(), start.sets))

    def look(self) -> None:
        """See what a case that comes here brings along: its last question can be gone back to."""
        if self.is_new and self.state.case != Case():
            self.is_new = False
            self.order = [group.id for group in told(self.state.advice.route)]

    def given(self) -> set[str]:
        """The groups of which something is answered."""
        facts, blank = self.state.case.facts, Facts()
        all_ = groups(self.session.book).values()
        return {g.id for g in all_ if any(getattr(facts, n) != getattr(blank, n) for n in g.facts)}

    @property
    def is_spread(self) -> bool:
        """Whether the whole form is shown as one page."""
        return self.place == ALL and not self.narrow

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

    @property
    def _what_came(self) -> str:
        return f"came {len(self.state.case.journal)}"

    def waits(self, advice: Advice) -> bool:
        """Whether to ask first what came of the last act."""
        return self._what_came not in self.passed and bool(came(advice.route))

    @property
    def goes_back(self) -> bool:
        """Whether there is a question before."""
        return bool(self.order or self.timing or self.reading or self._what_came in self.passed)

    # what the visitor does ----------------------------------------------------------------

    def turn(self, place: str) -> None:
        """Show a place from its own tab or by the address: nothing but a question takes the focus there."""
        if place in places(self.session.book):
            self.reading = self.reading and place != self.place  # the message waits while another place is looked at
            self.place = place
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
        if self.waits(advice) and self.timing is None and not self.forced:
            self.passed.add(self._what_came)
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
        elif self._what_came in self.passed and not self.forced:
            self.passed.discard(self._what_came)
        elif self.order:
            self.ask_again(self.order[-1])
        self.state.touch()

    def ask_again(self, group: str) -> None:
        """Go back to a question that was answered here."""
        self.order = self.order[: self.order.index(group)]
        self.forced, self.timing, self.reading = group, None, False
        self.passed.discard(group)

    def _again(self, arg: str) -> None:
        if arg in groups(self.session.book):
            self.forced, self.place, self.reading, self.timing = arg, NOW, False, None
            self.moved()

    def _letter(self, _arg: str) -> None:
        self.reading = True
        self.state.touch()

    def _demand(self, arg: str) -> None:
        self.state.answer("demand", arg)
        self.settle("renew")

    def _edit(self, _arg: str) -> None:
        if proposal := self.proposal():
            self.state.answer("demand", proposal.demand)
        self.turn("message")
        self.write()

    def _paper(self, action: str) -> None:
        """Show the text of another way."""
        self.turn("message")
        self.paper(action)

    # acts and their times ------------------------------------------------------------------

    def proposal(self) -> Proposal | None:
        """The text that can be sent now."""
        return propose(self.state.advice.route, spoken=not self.reading)

    def _sent(self, _arg: str) -> None:
        if proposal := self.proposal():
            self.keep_sent(proposal)
            self._record(proposal.event, "none", self.session.now())

    def _sent_earlier(self, _arg: str) -> None:
        if proposal := self.proposal():
            self.keep_sent(proposal)
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
        proposal = self.proposal()
        facts = self.state.case.facts
        if proposal is not None and proposal.event == event and facts.demand == UNKNOWN:
            facts = changed(facts, {"demand": proposal.demand})  # what was sent asks for it
        self.timing = (self.then[event], "none") if event in self.then else None
        self.reading, self.entry.value = False, ""
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

"""The seller's part: the first contact, the seller's answer and its words, and the questions about both."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.events import SELLER_EVENTS
from guide.book.facts import UNKNOWN
from guide.engine.journal import in_order, possible, replay, replies
from guide.engine.relevance import is_under_way
from guide.ui.case.fields import EventTime, Field, in_line
from guide.ui.case.record import RecordField
from guide.ui.case.sections.base import Section
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.views import guard as guardview
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.book.tables import Table
    from guide.engine.advice import Advice
    from guide.engine.journal import Standing
    from guide.reading.guard import Hit
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

CONTACTED, REPLIED = "seller_contacted", "seller_replied"
_LONGEST = 5000  # characters of a message from the seller
#: An answer changed within this time was a slip, or an arrow key on its way to another; it is replaced.
_SLIP = timedelta(minutes=10)


class ContactedField(EventTime):
    """The moment of the first contact with the seller; this entry records the event or moves it."""

    def applies(self, questions: frozenset[str]) -> bool:
        """Always: the seller may have been contacted before the handbook was opened."""
        return True

    def index(self) -> int | None:
        """The first contact."""
        events = in_order(self.state.case.journal)
        return next((i for i, e in enumerate(events) if e.event == CONTACTED), None)

    def take(self, value: str) -> None:
        """Record, move or remove the first contact."""
        index = self.index()
        if not value:
            self.widget.error = ""
            if index is not None:
                self.state.drop(index)
            return
        at = self.read(value)
        if at is None:
            return
        if index is None:
            self.state.record(CONTACTED, at=at)
        else:
            self.state.revise(index, at=at)

    def show(self, advice: Advice) -> None:
        """Label, value and echo."""
        self.show_time(self.say("ui.contacted"), self.say("ui.contacted.hint"))


class ReplyField(Field):
    """The seller's latest answer: a choice records one now, to clear the choice takes it back.

    Before any contact it asks whether the seller can be reached: a shop that is gone answers nothing.
    """

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__(REPLIED, Choice(name=REPLIED), state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """Always: a shop may be gone before anybody has written to it."""
        return True

    @property
    def _table(self) -> Table:
        return self.state.session.book.tables["journal"]

    @property
    def _replies(self) -> tuple[str, ...]:
        return replies(self._table, REPLIED)

    def _standing(self) -> Standing:
        """The standing without the latest answer."""
        events, latest = in_order(self.state.case.journal), self._latest()
        return replay(self._table, (e for i, e in enumerate(events) if i != latest)).standing

    def _latest(self) -> int | None:
        events = in_order(self.state.case.journal)
        own = self._replies
        return max((i for i, e in enumerate(events) if e.event == REPLIED and e.reply in own), default=None)

    def take(self, value: str) -> None:
        """Record the answer; one changed soon after replaces it, and a later one is another event."""
        index = self._latest()
        if value in ("", UNKNOWN, "none"):
            if index is not None:
                self.state.drop(index)
        elif index is not None and self.state.session.now() - in_order(self.state.case.journal)[index].at < _SLIP:
            self.state.revise(index, reply=value)
        else:
            self.state.record(REPLIED, value)

    def show(self, advice: Advice) -> None:
        """The answers a seller may give."""
        standing = advice.route.standing
        index = self._latest()
        events = in_order(self.state.case.journal)
        value = events[index].reply if index is not None else UNKNOWN
        if index is None and standing.seller == "silent":
            value = "none"
        before = self._standing()
        asked = before.seller != "none"
        now = {r for e, r in possible(self._table, before) if e == REPLIED} | {value}  # what was given stays shown
        fit = [r for r in self._replies if asked or r in now]
        options = [{"value": r, "label": self.say(f"reply.{r}"), "hint": self.maybe(f"reply.{r}.hint")} for r in fit]
        if asked:
            options.insert(
                0, {"value": "none", "label": self.say("ui.reply.none"), "hint": self.say("ui.reply.none.hint")}
            )
        self.put(options=options, legend=self.say("ui.reply" if asked else "ui.reply.before"),
                 open_label=self.say("ui.open"), clear_label=self.say("ui.clear") if index is not None else "",
                 value=value)  # fmt: skip


class WordsField(Field):
    """A message from the seller, to see what it asks for; it is read and not kept with the case."""

    is_counted = False

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        box = Entry(name="seller_words", kind="area", rows=3, max_length=_LONGEST)
        super().__init__("seller_words", box, state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """Always: a seller may write at any time."""
        return True

    def take(self, value: str) -> None:
        """Read it."""
        self.state.listener()

    def show(self, advice: Advice) -> None:
        """The words of the box."""
        brief = in_line(self.widget.value)  # none where there is none: nobody has to fill it
        self.put(label=self.say("ui.seller_words"), hint=self.say("ui.seller_words.hint"), brief=brief)

    def forget(self) -> None:
        """Drop the seller's message."""
        super().forget()
        self.clear()

    def hits(self, advice: Advice) -> tuple[Hit, ...]:
        """What the message asks for, by the guard."""
        from guide.reading.guard import Occasion, read, watches  # compiled when there is something to read

        if not self.widget.value:
            return ()
        route = advice.route
        occasion = Occasion(advice.now, "incoming", route.facts, route.standing, route.state["problem"])
        return read(self.widget.value, occasion, watches(self.state.session.book))


class SellerSection(Section):
    """Contact and answer, which are events, then the questions."""

    def parts(self) -> list[Field | Widget]:
        """The first contact, the latest answer, its words and what they ask for, what else happened, the questions."""
        state, attempt = self.state, self.host.attempt
        fields = (ContactedField(CONTACTED, state, attempt), ReplyField(state, attempt))
        more = SELLER_EVENTS.keys() - {field.name for field in fields}
        self.words, self.asks = WordsField(state, attempt), self.view()
        return [
            *fields,
            self.words,
            self.asks,
            RecordField("record_seller", "ui.record_seller", state, attempt, more.__contains__),
            *self.questions(),
        ]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on."""
        return is_under_way(advice, self.state.case)

    def fill(self, advice: Advice) -> None:
        """What the seller's message asks for."""
        session = self.state.session
        self.asks.html = html(guardview.asks(self.words.hits(advice), self.words.widget.value, session.lang), session)

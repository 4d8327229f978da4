"""The seller's part: the first contact, the seller's answer, and the questions about both."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.facts import UNKNOWN
from guide.engine.journal import in_order, replies
from guide.engine.relevance import is_under_way
from guide.ui.case.fields import EventTime, Field
from guide.ui.case.sections.base import Section
from guide.ui.controls.choice import Choice

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

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
        return next((i for i, e in enumerate(events) if e.event == "seller_contacted"), None)

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
            self.state.record("seller_contacted", at=at)
        else:
            self.state.revise(index, at=at)

    def show(self, advice: Advice) -> None:
        """Label, value and echo."""
        self.show_time(self.say("ui.contacted"), self.say("ui.contacted.hint"))


class ReplyField(Field):
    """The seller's latest answer: a choice records one now, to clear the choice takes it back."""

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__("seller_replied", Choice(name="seller_replied"), state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """Once the seller has been contacted."""
        return any(e.event == "seller_contacted" for e in self.state.case.journal)

    @property
    def _replies(self) -> tuple[str, ...]:
        return replies(self.state.session.book.tables["journal"], "seller_replied")

    def _latest(self) -> int | None:
        events = in_order(self.state.case.journal)
        own = self._replies
        return max((i for i, e in enumerate(events) if e.event == "seller_replied" and e.reply in own), default=None)

    def take(self, value: str) -> None:
        """Record the answer; one changed soon after replaces it, and a later one is another event."""
        index = self._latest()
        if value in ("", UNKNOWN, "none"):
            if index is not None:
                self.state.drop(index)
        elif index is not None and self.state.session.now() - in_order(self.state.case.journal)[index].at < _SLIP:
            self.state.revise(index, reply=value)
        else:
            self.state.record("seller_replied", value)

    def show(self, advice: Advice) -> None:
        """The answers a seller may give."""
        standing = advice.route.standing
        index = self._latest()
        events = in_order(self.state.case.journal)
        value = events[index].reply if index is not None else UNKNOWN
        if index is None and standing.seller == "silent":
            value = "none"
        options = [{"value": "none", "label": self.say("ui.reply.none"), "hint": self.say("ui.reply.none.hint")}]
        options += [{"value": r, "label": self.say(f"reply.{r}"), "hint": self.maybe(f"reply.{r}.hint")}
                    for r in self._replies]  # fmt: skip
        self.put(options=options, legend=self.say("ui.reply"), open_label=self.say("ui.open"),
                 clear_label=self.say("ui.clear") if index is not None else "", value=value)  # fmt: skip


class SellerSection(Section):
    """Contact and answer, which are events, then the questions."""

    def parts(self) -> list[Field | Widget]:
        """The first contact, the latest answer, the questions."""
        contacted = ContactedField("seller_contacted", self.state, self.host.attempt)
        return [contacted, ReplyField(self.state, self.host.attempt), *self.questions()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """From the seller on."""
        return is_under_way(advice, self.state.case)

"""The words to send: the draft or the buyer's own text, the hits of the guard, and sentences that nothing proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.facts import CHOICES
from guide.engine.drafts import SENT_IN
from guide.engine.proposal import says
from guide.engine.relevance import is_demanding
from guide.ui.case.owntext import OwnTextField, hits
from guide.ui.case.sections.base import Section
from guide.ui.views import draft as draftview
from guide.ui.views import guard as guardview
from guide.ui.views.evidence import unproven_sentences
from guide.ui.views.parts import first_blank
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.ui.case.fields import Field
    from guide.ui.case.walk import Walk

_AGAIN = "remind_seller"


class DraftSection(Section):
    """The draft of the advised action, and every other way that takes something in writing."""

    is_recorded = True

    def parts(self) -> list[Field | Widget]:
        """The demand, the text, then the questions whose answers go into the text."""
        self.sought = ""  # the question that somebody went to
        self.early = -1  # after how many events the next message was asked for before its time
        self.mine = OwnTextField(self.state, self.host.attempt)
        settle = {"fresh": self._fresh, "renew": self._renew, "keep_mine": self._keep_mine, "undo": self._undo}
        self.above = self.view(**settle)
        self.draft = self.view(edit=self._edit, undo=self._undo, hand=self.hand)
        self.hits = self.view(mend=self._mend)
        self.unproven, self.ways = self.view(), self.view(hand=self.hand)
        self.sent, self.left = self.view(early=self._early), self.view()
        questions = {field.name: field for field in self.questions()}
        self.asks = tuple(questions)
        demand = questions.pop("demand")
        demand.is_counted = False
        for field in questions.values():
            field.is_counted, field.is_aside = False, True
        self.host.shell.observe(lambda change: self.host.attempt(lambda: self._restore(change["new"])), "draft")
        texts = (self.sent, demand, self.above, self.mine, self.draft, self.hits, self.unproven, self.ways, self.left)
        return [*texts, *questions.values()]

    def matters(self, advice: Advice, questions: frozenset[str]) -> bool:
        """While there is something to demand or to send."""
        return is_demanding(advice)

    def opens(self, advice: Advice) -> bool:
        """Also wherever there is a draft."""
        return super().opens(advice) or self.mine.sendable(advice).drafts[SENT_IN] is not None

    def title(self, advice: Advice) -> str:
        """The kind of text to send."""
        session = self.state.session
        if self._waits(advice):
            return session.say("section.draft.sent")
        return session.say(draftview.title_id(self.mine.sendable(advice)))

    def sub(self, advice: Advice) -> str:
        """That the demand is in it, where it is; of what is not to be sent yet, what to do instead."""
        session, sendable = self.state.session, self.mine.sendable(advice)
        if self._waits(advice):
            return ""
        draft, rules = sendable.drafts[SENT_IN], session.book.tables["drafts"].rules
        if draft is not None and advice.turn != "you" and sendable.in_hand[0] == _AGAIN:
            return session.say("section.draft.later", action=session.say(f"action.{advice.action}"))
        asks = draft is None or any(
            draft.kind in r.when["paper"] and r.when["demand"] < {*CHOICES["demand"]} for r in rules
        )
        return super().sub(advice) if asks else ""

    def render(self, advice: Advice, questions: frozenset[str]) -> None:
        """Its parts; in a place of a case a text asks only what stands in it."""
        if self.opened and not self.unfolds:
            questions -= {*self.asks} if self._waits(advice) else self._idle(advice)
        super().render(advice, questions)

    def go_to(self, target: str = "") -> None:
        """Open it; a question that the paper in hand does not ask is asked beside the text to send."""
        super().go_to()
        self.sought = target.removeprefix("f-")
        if target.startswith("f-"):
            self.early = len(self.state.case.journal)
        if self.sought in self._unsaid(self.state.advice):
            self.mine.paper = ""

    def _waits(self, advice: Advice) -> bool:
        """Whether what was sent is shown: the next message is not due, and nobody has asked to see it yet."""
        mine, is_asked = self.mine, self.early == len(self.state.case.journal)
        if self.unfolds or is_asked or advice.action == _AGAIN or mine.last_sent() is None:
            return False
        return mine.sendable(advice).in_hand[0] in ("", _AGAIN) and not mine.paper and not mine.own.is_written

    def _early(self, _arg: str) -> None:
        self.early = len(self.state.case.journal)
        self.host.render()
        self.host.jump("s-draft")

    def _idle(self, advice: Advice) -> frozenset[str]:
        """Questions that nobody looks for and of which no answer changes a word of the text in hand."""
        return self._unsaid(advice) - {self.sought}

    def _unsaid(self, advice: Advice) -> frozenset[str]:
        action, kind = self.mine.sendable(advice).in_hand
        return frozenset(n for n in self.asks if kind and not says(advice.route, n, action, kind))

    def fill(self, advice: Advice) -> None:
        """The draft or the buyer's own text, with the hits in it."""
        state, session, mine = self.state, self.state.session, self.mine
        waits, sent, offered = self._waits(advice), mine.last_sent(), bool(mine.sendable(advice).in_hand[0])
        self.left.html = html(draftview.left_over(mine.left_over(advice)), session)
        self.sent.html = html(
            draftview.sent(state, advice, *sent, offered=offered) if waits and sent else None, session
        )
        advice = mine.sendable(advice)
        self.ways.html = html(draftview.ways(advice), session)
        if waits:
            for view in (self.above, self.draft, self.hits, self.unproven):
                view.html = ""
            return
        text, own = mine.current(advice), mine.mine(advice) if mine.fresh(advice) else None
        self.above.html = html(own, session)
        self.draft.html = html(draftview.draft(state, advice, mine.text, undo=bool(mine.past)), session)
        self.hits.html = html(guardview.hits(hits(advice, mine), text, session.lang), session)
        self.unproven.html = html(unproven_sentences(state, advice, text), session)

    def forget(self) -> None:
        """Drop every text, and what was looked for."""
        super().forget()
        self.sought, self.early = "", -1

    def hand_over(self) -> None:
        """Let the browser keep the buyer's own text."""
        self.host.shell.draft = self.mine.dump()

    def _restore(self, text: str) -> None:
        if text != self.mine.dump():
            self.mine.restore(text)
            self.host.render()

    def serve(self, walk: Walk) -> None:
        """Texts are changed, taken in hand and kept here; the walk shows them."""
        walk.write, walk.paper, walk.own, walk.settle = self.write, self.hand, self.mine.instead_of, self._settle
        walk.keep_sent = self.mine.keep_sent

    def write(self) -> None:
        """Change the text to send now by hand, from its first blank on."""
        self.mine.paper, self.early = "", len(self.state.case.journal)
        self._edit("")

    def hand(self, paper: str) -> None:
        """Take a paper in hand, by its action and kind; of an action alone its first."""
        self.sought = ""
        papers = self.mine.sendable(self.state.advice).further if paper else ()
        self.mine.paper = next((key for key in papers if f"{key} ".startswith(f"{paper} ")), "")
        self.host.render()
        self.host.jump("s-draft")

    def _edit(self, paper: str) -> None:
        if paper:
            self.mine.paper = paper
        self.mine.sendable(self.state.advice)  # a paper that is not offered is put down
        self.mine.begin()
        self.host.render()
        self.host.jump("f-draft_text", first_blank(self.mine.text or "", self.state.session.book))

    def _fresh(self, _arg: str) -> None:
        self.mine.take_fresh()
        self.host.render()

    def _settle(self, act: str) -> None:
        """What the walk asks for: its text is the one to send now."""
        self.mine.paper = ""
        {"fresh": self._fresh, "renew": self._renew, "keep_mine": self._keep_mine}[act]("")

    def _renew(self, _arg: str) -> None:
        self.mine.renew()
        self.host.render()

    def _keep_mine(self, _arg: str) -> None:
        self.mine.keep_mine()
        self.host.render()

    def _undo(self, _arg: str) -> None:
        self.mine.undo()
        self.host.render()

    def _mend(self, arg: str) -> None:
        if not self.mine.mend(arg):
            self.hits.status = self.state.session.say("ui.draft.moved")
        self.host.render()

"""The buyer's own text in place of a draft: it stays as it was typed, and every change of it can be undone.

One paper is in hand at a time, at first the text to send now; each keeps what was typed into it until it is sent.
Where the draft has changed since, the lines that are new are told, and one act puts them into the buyer's text.
What was typed into a paper that is not offered any more, as by another edition, is shown beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from guide.book.events import SELLER_EVENTS
from guide.engine.drafts import SENT_IN
from guide.engine.journal import in_order
from guide.engine.proposal import Sendable
from guide.ui.case.fields import Field
from guide.ui.controls.entry import Entry
from guide.ui.views.draft import Mine

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.engine.journal import Event
    from guide.engine.proposal import Proposal
    from guide.reading.guard import Hit, Occasion
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

_LONGEST = 5000  # characters of an edited draft
_MOST_UNDO = 20
_MOST_PAPERS = 40
_SENT = "sent"


@dataclass
class _Own:
    """One paper as the buyer changed it."""

    text: str | None = None  # None while the handbook's own draft is used
    base: str = ""  # the handbook's draft when editing began, or when it was last looked at
    past: list[str | None] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        """Whether the buyer wrote something in it."""
        return self.text not in (None, self.base)

    def changes(self, fresh: str) -> list[tuple[str, str]]:
        """Lines of the handbook's draft that were, with those that are there now."""
        was, now = self.base.split("\n"), fresh.split("\n")
        steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        return [("\n".join(was[a:b]), "\n".join(now[c:d])) for tag, a, b, c, d in steps if tag != "equal"]

    def renewed(self, fresh: str) -> str:
        """The text with the lines that are there now; empty where the buyer changed one of those that were."""
        text = self.text or ""
        for was, now in self.changes(fresh):
            if not was or not now or was not in text:
                return ""
            text = text.replace(was, now, 1)
        return text

    def mine(self, fresh: str) -> Mine | None:
        """What has changed since, and the ways back; None while the text is the handbook's own."""
        if self.text is None:
            return None
        news = tuple(line for _, now in self.changes(fresh) for line in now.split("\n") if line)
        return Mine(fresh != self.base, news, bool(self.renewed(fresh)), bool(self.past))


class OwnTextField(Field):
    """The text in hand, once the buyer edits it; `text` is None while the handbook's own draft is used."""

    is_counted = False

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__(
            "draft_text", Entry(name="draft_text", kind="area", rows=9, max_length=_LONGEST), state, attempt
        )
        self.paper = ""  # the paper in hand, by action and kind; empty for the text to send now
        self.owns: dict[str, _Own] = {}  # by action, kind, and how often that was done before
        self._sendable: Sendable | None = None

    @property
    def own(self) -> _Own:
        """What the buyer made of the paper in hand."""
        return self.owns.setdefault(self._key(*self.sendable(self.state.advice).in_hand), _Own())

    def _event(self, action: str) -> str:
        """What doing an action records."""
        return self.state.session.book.tables["actions"].named[action].then["event"] if action else ""

    def _times(self, event: str) -> int:
        return sum(e.event == event for e in self.state.case.journal)

    def _key(self, action: str, kind: str) -> str:
        return f"{action} {kind} {self._times(self._event(action))}"

    def keep_sent(self, proposal: Proposal) -> None:
        """Keep the words of a text that is about to be recorded as sent."""
        text = (self.instead_of(proposal) or (proposal.texts[SENT_IN].text, None))[0]
        self.owns[f"{_SENT} {proposal.event} {self._times(proposal.event)}"] = _Own(text, text)

    def last_sent(self) -> tuple[Event, str] | None:
        """What went to the seller last, and its words, where it was sent from here."""
        acts = {self._event(action) for action in self.state.session.book.tables["actions"].named}
        sent = (e for e in reversed(in_order(self.state.case.journal)) if e.event in acts & SELLER_EVENTS.keys())
        event = next(sent, None)
        kept = self.owns.get(f"{_SENT} {event.event} {self._times(event.event) - 1}") if event else None
        return (event, (kept and kept.text) or "") if event else None

    def left_over(self, advice: Advice) -> tuple[str, ...]:
        """Texts that the buyer wrote into papers that are not offered now."""
        offered = self.sendable(advice)
        papers = {self._key(*paper.split()) for paper in offered.further} | {self._key(*offered.in_hand)}
        if offered.paper:
            papers.add(self._key(*Sendable(advice.route).in_hand))
        gone = {own.text for key, own in self.owns.items() if key.startswith(f"{_SENT} ")}
        left = (own for key, own in self.owns.items() if key not in papers and own.is_written)
        return tuple(own.text for own in left if own.text and own.text not in gone)

    @property
    def text(self) -> str | None:
        """The paper in hand as the buyer changed it."""
        return self.own.text

    @property
    def past(self) -> list[str | None]:
        """The texts before it."""
        return self.own.past

    def instead_of(self, proposal: Proposal) -> tuple[str, Mine] | None:
        """What the buyer made of this text to send, and what has changed since; None where they wrote nothing."""
        text = proposal.texts[SENT_IN]
        own = self.owns.get(self._key(proposal.action, text.kind))
        mine = own.mine(text.text) if own is not None and own.is_written else None
        return (own.text, mine) if own is not None and own.text is not None and mine is not None else None

    def fresh(self, advice: Advice) -> str:
        """The handbook's own draft, where there is one to send."""
        draft = self.sendable(advice).drafts[SENT_IN]
        return draft.text if draft is not None and draft.kind != "script" else ""

    def sendable(self, advice: Advice) -> Sendable:
        """The advice with the paper in hand; one that is no longer offered is put down."""
        if self._sendable is None or self._sendable.route is not advice.route:
            self._sendable = Sendable(advice.route)
        if self.paper and self.paper not in self._sendable.further:
            self.paper = ""
        if self._sendable.paper != self.paper:
            self._sendable = Sendable(advice.route, self.paper)
        return self._sendable

    def current(self, advice: Advice) -> str:
        """The text that is copied now."""
        fresh = self.fresh(advice)
        return self.text if self.text is not None and fresh else fresh

    def mine(self, advice: Advice) -> Mine | None:
        """What has changed since the paper in hand was, and the ways back; None while it is the handbook's own."""
        return self.own.mine(self.fresh(advice))

    def set_text(self, text: str | None) -> None:
        """Change the text and keep the one before for the way back."""
        if text != self.text:
            self.own.past = [*self.past, self.text][-_MOST_UNDO:]
            self.own.text = text

    def begin(self) -> None:
        """Start editing with the handbook's draft."""
        if self.text is None:
            self.own.base = self.fresh(self.state.advice)
            self.set_text(self.own.base)

    def take_fresh(self) -> None:
        """Give up the edited text for the handbook's draft; undo brings it back."""
        self.set_text(None)

    def keep_mine(self) -> None:
        """Keep the edited text and say no more about the newer draft."""
        self.own.base = self.fresh(self.state.advice)

    def renew(self) -> None:
        """Put the lines of the newer draft into the edited text, where it still has those that were."""
        fresh = self.fresh(self.state.advice)
        if text := self.own.renewed(fresh):
            self.set_text(text)
            self.own.base = fresh

    def undo(self) -> None:
        """Go back to the text before."""
        if self.past:
            self.own.text = self.past.pop()

    def mend(self, hit_id: str) -> bool:
        """Apply one hit of the guard; False where the text has moved on."""
        from guide.reading.guard import mend

        advice = self.state.advice
        text = self.current(advice)
        hit = next((h for h in hits(advice, self) if h.id == hit_id and h.instead is not None), None)
        if hit is None:
            return False
        if self.text is None:
            self.own.base = self.fresh(advice)
        self.set_text(mend(text, hit))
        return True

    def forget(self) -> None:
        """Drop every text and the way back."""
        super().forget()
        self.paper, self.owns = "", {}

    def dump(self) -> str:
        """The texts as JSON, for the device; empty where nothing was typed."""
        typed = {paper: {"base": o.base, "text": o.text} for paper, o in self.owns.items() if o.text is not None}
        return json.dumps(typed, ensure_ascii=False) if typed else ""

    def restore(self, text: str) -> None:
        """Take up what was kept on the device, also by an edition that knew one text alone; anything else leaves the
        text as it is.
        """
        plain = json.loads(text) if text else {}
        if isinstance(plain.get("text"), str):
            plain = {"": plain}
        for paper, own in list(plain.items())[:_MOST_PAPERS]:
            base, mine = (own.get("base"), own.get("text")) if isinstance(own, dict) else (None, None)
            if isinstance(base, str) and isinstance(mine, str) and max(len(base), len(mine)) <= _LONGEST:
                self.owns[paper] = _Own(mine, base)

    def applies(self, questions: frozenset[str]) -> bool:
        """Only while the text is being edited and there is something to send."""
        return self.text is not None and bool(self.fresh(self.state.advice))

    def take(self, value: str) -> None:
        """Take over the text that was typed."""
        self.set_text(value)
        self.state.listener()

    def show(self, advice: Advice) -> None:
        """Show words and the text; one in which nothing was written follows the draft."""
        if self.text is not None and not self.own.is_written:
            self.own.text = self.own.base = self.fresh(advice)
        self.put(label=self.say("ui.draft.mine"), hint=self.say("ui.draft.mine.hint"), value=self.text or "")


def _occasion(advice: Advice, lang: str) -> Occasion:
    from guide.reading.guard import Occasion

    draft = advice.drafts[SENT_IN]
    parts = {part.id: part.text for part in draft.parts} if draft is not None else {}
    kind = draft.kind if draft is not None else "message"
    route = advice.route
    return Occasion(advice.now, kind, route.facts, route.standing, route.state["problem"], parts)


def hits(advice: Advice, field: OwnTextField) -> tuple[Hit, ...]:
    """The hits of the guard in the text that is copied now."""
    from guide.reading.guard import read, watches  # compiled when there is something to read

    text, session = field.current(advice), field.state.session
    return read(text, _occasion(field.sendable(advice), session.lang), watches(session.book)) if text else ()

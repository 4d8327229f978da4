"""The text that a case can send before everything is asked: nothing that can be done anyway waits for answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, UNKNOWN
from guide.engine import drafts
from guide.engine.advice import Advice
from guide.engine.case import Case
from guide.engine.follow import follow
from guide.engine.options import blocking, offered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.engine.drafts import Draft
    from guide.engine.route import Route

_FIRST, _AGAIN = "contact_seller", "remind_seller"
#: The part of a message that names the order.
_ORDER = "order"


@dataclass(frozen=True)
class Proposal:
    """A text to send for an action, with the demand that it makes; nobody has said it until it is sent."""

    action: str
    event: str  # recorded once it is sent
    demand: str
    kind: str  # a word of `paper`
    route: Route

    @cached_property
    def texts(self) -> Mapping[str, Draft]:
        """The text in each language, written when somebody reads it: most answers show none."""
        written = {lang: drafts.written(self.route, lang, self.action) for lang in self.route.book.words}
        return {lang: _sendable(text) for lang, text in written.items() if text is not None}


def fitting_demand(route: Route) -> str:
    """The demand that the buyer chose, or else the first that is recommended for the problem."""
    if route.facts.demand != UNKNOWN:
        return route.facts.demand
    demands, table = CHOICES["demand"][1:], route.book.tables["fit"]
    fits = {demand: table.decide({**route.state, "demand": demand}).then["fit"] for demand in demands}
    return min(demands, key=lambda demand: ("recommended", "possible", "weak").index(fits[demand]))


def _sendable(text: Draft) -> Draft:
    """A message without the number of its order, where nobody gave one: the chat has the order beside it."""
    if text.kind != "message":
        return text
    return text._replace(parts=tuple(p for p in text.parts if p.id != _ORDER or all(x.kind != "gap" for x in p.pieces)))


def _demanding(route: Route, demand: str) -> Route:
    if route.case.facts.demand == demand:
        return route
    return follow(route.case.with_fact("demand", demand), route.book, route.now, route.replay)


def with_demand(route: Route, demand: str) -> Proposal | None:
    """The text as it would be with another demand."""
    return propose(_demanding(route, demand))


def says(route: Route, name: str, action: str, kind: str) -> bool:
    """Whether what is written for an action says another thing for another answer to a question."""

    def text(route: Route) -> str:
        first = drafts.written(route, drafts.SENT_IN, action)
        return next((each.text for each in (first, *first.more) if each.kind == kind), "") if first else ""

    given = getattr(route.case.facts, name)
    others = [v for v in CHOICES.get(name, ("1", "2")) if v not in (given, UNKNOWN)]
    cases = (follow(route.case.with_fact(name, other), route.book, route.now, route.replay) for other in others)
    return any(text(other) != text(route) for other in cases)


def propose(route: Route, *, spoken: bool = True) -> Proposal | None:
    """The text of the advised action, or else the message to the seller that can be sent all the same.

    What is only `spoken`, on the telephone, is left out where a text to send is asked for.
    """
    book, demand = route.book, fitting_demand(route)
    route = _demanding(route, demand)
    ready = (route.state["action"], *(rule.id for rule in offered(route.state, book)))
    early = _FIRST if route.standing.seller == "none" else _AGAIN
    if early == _AGAIN and blocking(early, route.state, book):
        ready = ()  # it is too early to ask again; a first message waits for nothing
    for action in (route.state["action"], *((early,) if early in ready else ())):
        kind = drafts.paper_of(route, action)
        if kind and (spoken or kind != "script"):
            return Proposal(action, book.tables["actions"].named[action].then["event"], demand, kind, route)
    return None


@dataclass(frozen=True)
class Sendable(Advice):
    """An advice with a text to send: where its act takes none, the message that can be sent all the same."""

    paper: str = ""  # another paper that is in hand instead: a key of `further`

    @property
    def drafts(self) -> Mapping[str, Draft | None]:
        """The text in hand, in each language."""
        return self.further[self.paper] if self.paper else self.to_send

    @property
    def in_hand(self) -> tuple[str, str]:
        """Action and kind of the text in hand; empty where there is none."""
        if self.paper:
            action, kind = self.paper.split()
            return action, kind
        text = self.to_send[drafts.SENT_IN]
        return (self._early.action if self._early else self.action, text.kind) if text else ("", "")

    @cached_property
    def _early(self) -> Proposal | None:
        """What can be sent all the same; none in an empty case."""
        text = super().drafts[drafts.SENT_IN]
        if self.route.case == Case() or (text is not None and text.kind != "script"):
            return None
        return propose(self.route, spoken=False)

    @cached_property
    def to_send(self) -> Mapping[str, Draft | None]:
        """The text to send now, in each language; an empty case has none."""
        if self._early is not None:
            return {**super().drafts, **self._early.texts}
        return {lang: text and _sendable(text) for lang, text in super().drafts.items()}

    @cached_property
    def further(self) -> Mapping[str, Mapping[str, Draft]]:
        """Papers beside it, by action and kind: what is written apart, and what other ways take."""
        now = self.to_send[drafts.SENT_IN]
        found: dict[str, Mapping[str, Draft]] = {}
        for action, texts in ((self.action, self.to_send), *((o.action, o.papers) for o in self.others)):
            each = {lang: (text, *text.more) for lang, text in texts.items() if text is not None}
            for n, paper in enumerate(each.get(drafts.SENT_IN, ())):
                if now is None or _sendable(paper).text != now.text:
                    alone = {lang: _sendable(all_[n])._replace(more=()) for lang, all_ in each.items()}
                    found.setdefault(f"{action} {paper.kind}", alone)
        return found

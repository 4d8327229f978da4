"""What there is to choose from at a moment, and what the engine makes of a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.engine.advice import advise
from guide.practice.telling import NEVER_ASKED

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.engine.advice import Advice, Reason
    from guide.engine.changes import Change
    from guide.practice.telling import Decision

MOST_CHOICES, FEW = 4, 3


class Verdict(NamedTuple):
    """A choice judged: right, also (possible, not first), blocked, early (something has to come before), or wrong."""

    kind: str
    missing: tuple[Reason, ...] = ()  # what blocks the chosen action
    when: Change | None = None  # the change after which the chosen action would be right


class Made(NamedTuple):
    """A decision, the action that was chosen, and the advice of that moment."""

    decision: Decision
    chosen: str
    advice: Advice

    @property
    def verdict(self) -> Verdict:
        """What the engine makes of it."""
        return judge(self.advice, self.chosen)

    @property
    def mark(self) -> str:
        """Its verdict in short: right, also, or missed."""
        kind = self.verdict.kind
        return kind if kind in ("right", "also") else "missed"


def choices(advice: Advice, book: Book) -> tuple[str, ...]:
    """The advised action and those easily taken for it: other ways, open or blocked, what would come after a change,
    what was done before; neighbours in the book only where those are few. In the order of the book, so that the place
    gives nothing away.
    """
    rules = book.tables["actions"].rules
    order = [rule.id for rule in rules]
    changes = sorted(advice.changes, key=lambda change: change.kind == "fact")  # what happens before what is answered
    happened = {e.event for e in advice.route.replay.applied}
    done = [rule.id for rule in rules if rule.then["event"] in happened]
    near = sorted(order, key=lambda action: abs(order.index(action) - order.index(advice.action)))
    others = [*(o.action for o in advice.others), *(c.action for c in changes), *done]
    likely = dict.fromkeys([advice.action, *(a for a in others if a not in NEVER_ASKED)])
    few = FEW - len(likely)
    likely |= dict.fromkeys([a for a in near if a not in likely and a not in NEVER_ASKED][: max(few, 0)])
    return tuple(sorted([*likely][:MOST_CHOICES], key=order.index))


def judge(advice: Advice, action: str) -> Verdict:
    """Judge a chosen action by what the engine advises."""
    if action == advice.action:
        return Verdict("right")
    option = next((o for o in advice.others if o.action == action), None)
    if option is not None:
        return Verdict("blocked", tuple(b.reason for b in option.blockers)) if option.blockers else Verdict("also")
    happened = {(e.event, e.reply) for e in advice.route.replay.applied}
    change = next((c for c in advice.changes if c.action == action and (c.name, c.value) not in happened), None)
    early = change is not None and change.kind != "fact"  # that something happens can be waited for
    return Verdict("early" if early else "wrong", when=change)


def make(decision: Decision, action: str, book: Book) -> Made | None:
    """A decision made by an action; None where that is not among the choices."""
    advice = advise(decision.case, book, decision.now)
    return Made(decision, action, advice) if action in choices(advice, book) else None

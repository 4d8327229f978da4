"""Grading: the actions to choose from at a decision, and the engine's verdict on the action chosen."""

from __future__ import annotations

from itertools import zip_longest
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
    """A choice judged; `also` is possible but not first, `early` is right once something else has happened."""

    kind: str  # right also blocked early wrong
    missing: tuple[Reason, ...] = ()  # the blockers of the chosen action
    when: Change | None = None  # the change after which the chosen action would be right


class Chosen(NamedTuple):
    """The action chosen at a decision, and the advice of that moment."""

    decision: Decision
    action: str
    advice: Advice

    @property
    def verdict(self) -> Verdict:
        """The engine's verdict on the action."""
        return judge(self.advice, self.action)

    @property
    def mark(self) -> str:
        """The verdict in short: `right`, `also`, or `missed`."""
        kind = self.verdict.kind
        return kind if kind in ("right", "also") else "missed"


def choices(advice: Advice, book: Book) -> tuple[str, ...]:
    """The advised action and those easily mistaken for it, `MOST_CHOICES` at most, in the order of the book.

    Mistaken for it are other ways, actions after a change, and actions done before, one of each verdict in turn;
    neighbours in the book only where these are few. The order is the book's, so that the place gives nothing away.
    """
    rules = book.tables["actions"].rules
    order = [rule.id for rule in rules]
    changes = sorted(advice.changes, key=lambda change: change.kind == "fact")  # events and time before answers
    happened = {e.event for e in advice.route.replay.applied}
    done = [rule.id for rule in rules if rule.then["event"] in happened]
    near = sorted(order, key=lambda action: abs(order.index(action) - order.index(advice.action)))
    verdicts: dict[str, list[str]] = {}
    for action in dict.fromkeys([*(o.action for o in advice.others), *(c.action for c in changes), *done]):
        verdicts.setdefault(judge(advice, action).kind, []).append(action)
    others = [action for each in zip_longest(*verdicts.values()) for action in each if action]
    likely = dict.fromkeys([advice.action, *(a for a in others if a not in NEVER_ASKED)])
    few = FEW - len(likely)
    likely |= dict.fromkeys([a for a in near if a not in likely and a not in NEVER_ASKED][: max(few, 0)])
    return tuple(sorted([*likely][:MOST_CHOICES], key=order.index))


def judge(advice: Advice, action: str) -> Verdict:
    """Judge an action by the advice of the moment."""
    if action == advice.action:
        return Verdict("right")
    option = next((o for o in advice.others if o.action == action), None)
    if option is not None:
        return Verdict("blocked", tuple(b.reason for b in option.blockers)) if option.blockers else Verdict("also")
    happened = {(e.event, e.reply) for e in advice.route.replay.applied}
    change = next((c for c in advice.changes if c.action == action and (c.name, c.value) not in happened), None)
    early = change is not None and change.kind != "fact"  # an event or a moment can be waited for, an answer cannot
    return Verdict("early" if early else "wrong", when=change)


def choose(decision: Decision, action: str, book: Book) -> Chosen | None:
    """Choose an action at a decision; None where it is not among the choices."""
    advice = advise(decision.case, book, decision.now)
    return Chosen(decision, action, advice) if action in choices(advice, book) else None

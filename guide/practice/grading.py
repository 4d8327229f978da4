"""What there is to choose from at a moment, and what the engine makes of a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from guide.advice import Advice, Change, Reason
    from guide.book import Book

MOST_CHOICES = 4
#: What a choice can be: advised, possible though not first, blocked, right only after something else, out of place.
KINDS = ("right", "also", "blocked", "early", "wrong")
#: To give a case up is possible everywhere, and the end is nothing to do.
_NEVER_ASKED = ("close_case", "closed")


class Verdict(NamedTuple):
    """A choice judged."""

    kind: str
    missing: tuple[Reason, ...] = ()  # what blocks the chosen action
    when: Change | None = None  # the change after which the chosen action would be right


def choices(advice: Advice, book: Book) -> tuple[str, ...]:
    """The advised action and those easily taken for it: other ways, open or blocked, what would come after a change,
    and the neighbours in the book; in the order of the book, so that the place gives nothing away.
    """
    order = [rule.id for rule in book.tables["actions"].rules]
    here = order.index(advice.action)
    near = sorted(order, key=lambda action: abs(order.index(action) - here))
    changes = sorted(advice.changes, key=lambda change: change.kind == "fact")  # what happens before what is answered
    others = [*(o.action for o in advice.others), *(c.action for c in changes), *near]
    likely = dict.fromkeys([advice.action, *(a for a in others if a not in _NEVER_ASKED)])
    return tuple(sorted([*likely][:MOST_CHOICES], key=order.index))


def judge(advice: Advice, action: str) -> Verdict:
    """Judge a chosen action by what the engine advises."""
    if action == advice.action:
        return Verdict("right")
    option = next((o for o in advice.others if o.action == action), None)
    if option is not None:
        return Verdict("blocked", tuple(b.reason for b in option.blockers)) if option.blockers else Verdict("also")
    change = next((c for c in advice.changes if c.action == action), None)
    early = (
        change is not None and change.kind != "fact"
    )  # that something happens is waited for, that it is otherwise not
    return Verdict("early" if early else "wrong", when=change)

"""The actions on the table: how each is done in a case, and what still blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.engine import drafts
from guide.engine.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.drafts import Draft
    from guide.engine.reasons import Reason
    from guide.engine.route import Route

#: The part of a script with which a call to the courier begins.
_CALL = "call"


class Blocker(NamedTuple):
    """A reason why an action is not possible yet, and the field that mends it."""

    field: str
    reason: Reason


class Option(NamedTuple):
    """An action on the table: the event that doing it records, where it is done, and what still blocks it."""

    action: str
    event: str  # empty where doing it is not an event
    opens: str
    clock: str
    how: Reason
    blockers: tuple[Blocker, ...]
    papers: Mapping[str, Draft] = {}  # language -> what another way takes in writing; empty where it takes nothing


def offered(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The actions that are open where the case is, blocked or not."""
    return tuple(rule for rule in book.tables["actions"].collect(state) if rule.then["offered"] == "yes")


def blocking(action: str, state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The rules that block an action, each naming something that is missing."""
    return book.tables["blockers"].collect({**state, "action": action})


def option_of(rule: Rule, route: Route) -> Option:
    """A row of the actions as an option, before anything is written for it."""
    then, book = rule.then, route.book
    blockers = tuple(Blocker(b.then["field"], reason(b, book)) for b in blocking(rule.id, route.state, book))
    return Option(rule.id, then["event"], then["opens"], then["clock"], how_to(rule.id, route), blockers)


def how_to(action: str, route: Route) -> Reason:
    """How an action is done: as a note of its name says it for cases like this, or else as the row of the action does.

    Where the courier is to be called, the number that was answered stands beside it; nothing that is read aloud has it.
    """
    book, state, number = route.book, {**route.state, "action": action}, route.facts.courier_phone
    notes = (
        n for n in book.tables["notes"].collect(state) if n.then["note"] == "how" and n.id.startswith(f"{action}.")
    )
    how = reason(next(notes, book.tables["actions"].named[action]), book)
    if number is None or not any(row.then["part"] == _CALL for row in drafts.sentences(state, book, "script")):
        return how
    words = {lang: book.words[lang]["how.dial"] for lang in how.because}
    return how._replace(
        because={lang: words[lang].format(how=text, number=number) for lang, text in how.because.items()}
    )

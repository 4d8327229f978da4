"""What an edit changes among the given cases, each before and after, on the page of the rules."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.exchange.formulas import harmless
from guide.engine.advice import advise
from guide.engine.case import BEIJING
from guide.ui.views.proofs import SHOWN
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.table import CaseRow
    from guide.check.edit import Work
    from guide.engine.advice import Advice
    from guide.ui.session import Session


NAMED = 60  # given cases that are shown before and after


@dataclass(frozen=True)
class Judged:
    """One case under one edition."""

    action: str  #: what to do
    due: str  #: until when; empty where there is no deadline
    rule: str  #: the rule that says so
    because: str  #: its sentence


@dataclass(frozen=True)
class YourCase:
    """A given case that an edit decides differently, before and after."""

    name: str  #: the lead's own id, or the number of the row
    old: Judged  #: before
    new: Judged  #: after
    acts: bool  #: whether it is the action that differs
    link: str  #: the end of the address that opens it


@dataclass(frozen=True)
class YourCases(Context):
    """What an edit changes among the given cases, by name; the first thing that the page says of an edit."""

    template: ClassVar[str] = "rules_cases.html"
    changed: int  #: how many change
    given: int  #: how many were given
    acting: int  #: of those named, how many get another action
    cases: tuple[YourCase, ...]  #: those named; another action first
    shown: int  #: how many are open
    more: int  #: how many change and are not named
    kept: int  #: how many of them can be taken home as a table


def yours(session: Session, work: Work) -> YourCases | None:
    """The given cases that an edit decides differently; nothing without an edit, or without cases."""
    difference = work.difference
    if difference is None or not difference.cases or difference.books is None:
        return None
    now = session.now()
    named = [_yours(session, row, difference.books, now) for row in difference.named[:NAMED]]
    named.sort(key=lambda case: not case.acts)
    return YourCases(
        changed=difference.changed,
        given=difference.cases,
        acting=sum(case.acts for case in named),
        cases=tuple(named),
        shown=SHOWN,
        more=difference.changed - len(named),
        kept=len(difference.named),
    )


def table(session: Session, work: Work) -> bytes:
    """The given cases that an edit decides differently, before and after, as a CSV for a spreadsheet."""
    out, difference, now = io.StringIO(newline=""), work.difference, session.now()
    if difference is None or difference.books is None:
        return b""
    writer = csv.writer(out)
    sides = [f"{session.say(side)} {session.say(f'rules.yours.column.{name}')}"
             for side in ("diff.was", "diff.is") for name in Judged.__annotations__]  # fmt: skip
    writer.writerow([session.say("rules.yours.column.case"), *sides])
    for row in difference.named:
        case = _yours(session, row, difference.books, now)
        writer.writerow([harmless(cell) for cell in (case.name, *vars(case.old).values(), *vars(case.new).values())])
    return out.getvalue().encode("utf-8-sig")


def _yours(session: Session, row: CaseRow, books: tuple[Book, Book], now: datetime) -> YourCase:
    from guide.check.states.example import link

    old, new = (_judged(session, advise(row.case, book, now)) for book in books)
    name = row.id or session.say("rules.yours.row", number=row.number)
    return YourCase(name, old, new, old.action != new.action, link(row.case, now))


def _judged(session: Session, advice: Advice) -> Judged:
    due, decisive = advice.due, advice.reasons[0]
    at = f"{due.astimezone(BEIJING):%m-%d %H:%M}" if due else ""
    rule = f"{decisive.table}/{decisive.rule}"
    return Judged(session.say(f"action.{advice.action}"), at, rule, decisive.because[session.lang])

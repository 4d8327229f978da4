"""The rules on a page: whether everything holds, the effect of an edit, and the rules that nothing reaches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from guide.book.notices import Notice, tell
from guide.cases.table import Unread
from guide.engine.advice import advise
from guide.engine.case import BEIJING
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.faults import Fault
    from guide.cases.table import CaseRow
    from guide.check import Finding as Proof
    from guide.check.difference.model import Difference
    from guide.check.difference.telling import Entry, Teller
    from guide.check.difference.telling import Why as Because
    from guide.check.edit import Step, Work
    from guide.engine.advice import Advice
    from guide.ui.session import Session

SHOWN = 5  # lines of a kind that are open; the others are folded
NAMED = 60  # given cases that are shown before and after


@dataclass(frozen=True)
class Wrong:
    """Something that does not hold."""

    where: str  #: file, row and column
    wrong: str  #: what is wrong, as a sentence
    link: str  #: the address of a case that shows it; empty where there is none


@dataclass(frozen=True)
class Finding:
    """One proof and how it ended."""

    name: str  #: what is proved, as a sentence
    passed: bool  #: whether it holds
    reminds: bool  #: whether it holds and still has something to say
    states: int  #: how many states were looked at; 0 where none were
    faults: tuple[Wrong, ...]  #: what does not hold


@dataclass(frozen=True)
class Checks(Context):
    """Whether everything holds."""

    template: ClassVar[str] = "rules_checks.html"
    edited: str  #: the files that were edited, as a list; empty where none was
    busy: str  #: the step that is under way; empty once all is done
    share: float  #: how much is done, from 0 to 1
    stopped: bool  #: whether it was stopped before it was done
    unread: tuple[str, ...]  #: what could not be read of an edit, a sentence each
    findings: tuple[Finding, ...]  #: the proofs; empty while they run
    differing: tuple[Wrong, ...]  #: what scenarios expect and an edit decides otherwise, to be accepted
    scenarios: int  #: how many scenarios those are of
    shown: int  #: how many lines of a kind are open


@dataclass(frozen=True)
class Why:
    """The rule that decided under one edition."""

    rule: str  #: table and id; empty where a limit decided
    sentence: str  #: its sentence


@dataclass(frozen=True)
class Turn:
    """The rules before and after."""

    old: Why  #: before
    new: Why  #: after


@dataclass(frozen=True)
class ChangedGroup:
    """The effect of an edit: states that are decided differently, in groups."""

    before: str  #: what it was
    after: str  #: what it is
    states: int  #: how many states go this way
    of: int  #: among how many
    cases: int  #: how many of the given cases go this way
    reasons: tuple[Turn, ...]  #: by which rules
    link: str  #: the end of the address of a case that shows it


@dataclass(frozen=True)
class Kind:
    """Changes of one kind."""

    kind: str  #: an id of `diff.kind.*`
    since: str  #: the day from which it is so; empty for today
    changes: tuple[ChangedGroup, ...]  #: what most given cases show comes first


@dataclass(frozen=True)
class Limit:
    """A limit that differs."""

    name: str  #: the limit in words
    day: str  #: the day from which it is so
    was: str  #: how long it was
    now: str  #: how long it is


@dataclass(frozen=True)
class Column:
    """A column that was added or removed."""

    table: str  #: its table
    column: str  #: its name
    how: str  #: an id of `diff.column.*`


@dataclass(frozen=True)
class ChangedRow:
    """A row of a table beside the chain that differs."""

    rule: str  #: table and id
    how: str  #: an id of `diff.row.*`
    states: int  #: how many states notice


@dataclass(frozen=True)
class Decided:
    """Everything that an edit decides differently."""

    states: int  #: how many states were decided under both editions
    cases: int  #: how many cases were given
    changed: int  #: how many of these are decided differently
    limits: tuple[Limit, ...]  #: limits that differ
    columns: tuple[Column, ...]  #: columns that differ
    rows: tuple[ChangedRow, ...]  #: rows beside the chain that differ
    texts: int  #: how many sentences differ
    files: str  #: other files that differ, as a list
    kinds: tuple[Kind, ...]  #: what is decided differently, kind by kind


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


@dataclass(frozen=True)
class Unreached:
    """Rules of a table that nothing reaches."""

    table: str  #: the table
    rules: tuple[str, ...]  #: their ids


@dataclass(frozen=True)
class Effect(Context):
    """The effect of an edit, and the rules that nothing reaches."""

    template: ClassVar[str] = "rules_effect.html"
    edited: bool  #: whether there is an edit
    failed: bool  #: whether something does not hold
    decided: Decided | None  #: the difference; nothing without an edit that could be compared
    given: int  #: how many cases were given and read
    unread: tuple[str, ...]  #: cases that could not be read, a sentence each
    unreached: tuple[Unreached, ...] | None  #: by table; nothing where that was not tried
    shown: int  #: how many lines of a kind are open


def checks(session: Session, work: Work, step: Step | None, unread: Iterable[Fault], *, stopped: bool) -> Checks:
    """The proofs, or the step that is under way; `unread` is what could not be read of an edit."""
    words = session.book.words[session.lang]
    findings, differing = _parted(work)
    return Checks(
        edited=listed(session, work.edit.files) if work.edit else "",
        busy=session.say(step.word) if step else "",
        share=step.share if step else 1.0,
        stopped=stopped,
        unread=tuple(tell(fault.line, words) for fault in unread),
        findings=() if step else tuple(_finding(session, proof, words) for proof in findings),
        differing=() if step else tuple(_wrong(fault, words) for fault in differing),
        scenarios=len({fault.what.placeholders["id"] for fault in differing}),
        shown=SHOWN,
    )


def _parted(work: Work) -> tuple[list[Proof], list[Fault]]:
    """The proofs, and apart from them what the scenarios of an edit expect otherwise: to be accepted, and no fault."""
    if work.edit is None:
        return list(work.findings), []
    differing = [fault for proof in work.findings for fault in proof.faults if _came(fault)]
    findings = [proof._replace(faults=tuple(f for f in proof.faults if not _came(f))) for proof in work.findings]
    return findings, differing


def _came(fault: Fault) -> bool:
    """Whether a fault is an expectation of a scenario that came out otherwise."""
    what = fault.what.placeholders.get("what")
    return fault.what.id == "fault.scenario" and isinstance(what, Notice) and what.id == "fault.scenario.came"


def _wrong(fault: Fault, words: Mapping[str, str]) -> Wrong:
    link = f"wizard{fault.link}" if fault.link else ""
    return Wrong(tell(fault.where, words), tell(fault.wrong, words), link)


def _finding(session: Session, proof: Proof, words: Mapping[str, str]) -> Finding:
    faults = tuple(_wrong(fault, words) for fault in proof.faults)
    reminds = proof.reminds and bool(faults)
    return Finding(proof.title(session.lang, words), proof.passed, reminds, proof.looked, faults)


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
    )


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


def effect(session: Session, work: Work) -> Effect:
    """The effect of an edit as groups, and the rules that nothing reaches."""
    words = session.book.words[session.lang]
    unread = tuple(tell(row.line, words) for row in work.cases if isinstance(row, Unread))
    return Effect(
        edited=work.edit is not None,
        failed=not all(proof.passed for proof in work.findings),
        decided=_decided(session, work.difference) if work.difference is not None else None,
        given=len(work.cases) - len(unread),
        unread=unread,
        unreached=None if work.unreached is None else tuple(_unreached(work.unreached)),
        shown=SHOWN,
    )


def _decided(session: Session, difference: Difference) -> Decided:
    from guide.check.difference.telling import Teller  # not at start: a page without an edit compares nothing

    teller = Teller(session.book.words[session.lang], difference, session.lang)
    return Decided(
        states=difference.states,
        cases=difference.cases,
        changed=difference.changed,
        limits=tuple(Limit(*limit) for limit in teller.limits()),
        columns=tuple(Column(*column) for column in difference.columns),
        rows=tuple(ChangedRow(f"{row.table}/{row.id}", row.how, row.states) for row in difference.rows),
        texts=difference.texts,
        files=listed(session, teller.files()),
        kinds=tuple(_kinds(teller)),
    )


def _kinds(teller: Teller) -> Iterator[Kind]:
    """The changes, which come in the order of their days and kinds."""
    for (since, kind), groups in groupby(teller.groups(), key=lambda group: (group.since, group.kind)):
        yield Kind(kind, since, tuple(map(_change, groups)))


def _change(group: Entry) -> ChangedGroup:
    def why(because: Because) -> Why:
        return Why(because.rule, because.sentence)

    reasons = tuple(Turn(why(r.old), why(r.new)) for r in group.reasons)
    return ChangedGroup(group.before, group.after, group.states, group.of, group.cases, reasons, group.link)


def _unreached(rules: Iterable[str]) -> Iterator[Unreached]:
    tables: dict[str, list[str]] = {}
    for ref in rules:
        table, _, rule = ref.partition("/")
        tables.setdefault(table, []).append(rule)
    yield from (Unreached(table, tuple(ids)) for table, ids in tables.items())

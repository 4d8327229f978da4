"""The effect of an edit in groups of states, and the rules that nothing reaches, on the page of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from guide.book.notices import tell
from guide.cases.table import Unread
from guide.ui.views.parts import listed
from guide.ui.views.proofs import SHOWN
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.check.difference.model import Difference
    from guide.check.difference.telling import Entry, Teller
    from guide.check.difference.telling import Why as Because
    from guide.check.edit import Work
    from guide.ui.session import Session


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

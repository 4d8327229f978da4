"""The chain of decision tables, one declaration each: hit policy, what it has a say in, what it fills.

Everything that lists them (the loader, the proofs, the exchange, the map) derives its list from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.events import TRACKS
from guide.book.slots import BY_PROBLEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Hit policies: *unique* decides every case by one rule; *partial* by at most one; *collect* takes all that match.
UNIQUE, PARTIAL, COLLECT = "unique", "partial", "collect"
#: What a table has a say in. The standing after an event; the parcel; the exchange with the seller; what to do next;
#: which questions and actions are open; and what is only shown beside the advice, which nothing rests on.
JOURNAL, PARCEL, EXCHANGE, STEP, OPEN, SHOWN = "journal", "parcel", "exchange", "step", "open", "shown"


class Outcome(NamedTuple):
    """An outcome column: the list its words come from, or "" where it holds ids or text that the check reads."""

    name: str
    words: str
    blank: bool = False  # whether a cell may stay empty


class TableKind(NamedTuple):
    """A table: its hit policy, what it has a say in, and its outcome columns, all of them and no others."""

    name: str
    policy: str
    role: str
    outcomes: tuple[Outcome, ...]
    adds: tuple[str, ...] = ()  # columns that the tables after it may look at
    only: tuple[str, ...] = ()  # the columns it may look at, where these are few
    besides: tuple[str, ...] = ()  # a column it alone may look at
    by_action: tuple[str, ...] = ()  # of a table that is asked about each open action: the tables that say when
    reasons: bool = True  # whether every row has to say why


def _words(*names: str) -> tuple[Outcome, ...]:
    """Outcome columns that hold words of the list with their own name."""
    return tuple(Outcome(name, name) for name in names)


def _free(*names: str) -> tuple[Outcome, ...]:
    """Outcome columns of ids or text, which may be empty."""
    return tuple(Outcome(name, "", blank=True) for name in names)


def _of_parcel(name: str, *outcomes: str, adds: tuple[str, ...] = ()) -> TableKind:
    """A table about the parcel: those after it may look at everything it says."""
    return TableKind(name, UNIQUE, PARCEL, _words(*outcomes), adds or outcomes)


#: The tables in the order in which they are asked: each may look at answers, standing, readings and what was added
#: before it.
TABLES: Mapping[str, TableKind] = {
    table.name: table
    for table in (
        TableKind(
            "journal",
            PARTIAL,
            JOURNAL,
            tuple(Outcome(track, track, blank=True) for track in TRACKS),
            only=("event", "reply", *TRACKS),
            reasons=False,
        ),
        _of_parcel("details", "details"),
        _of_parcel("around", "around"),
        _of_parcel("reach", "reach"),
        _of_parcel("matter", "matter"),
        _of_parcel("parcel", "parcel", "handed_over"),
        _of_parcel("whereabouts", "whereabouts"),
        _of_parcel("courier_says", "courier_says"),
        _of_parcel("problem", "problem"),
        _of_parcel("self_check", "check", "action", "turn", adds=("check",)),
        TableKind("patience", UNIQUE, EXCHANGE, _words("patience"), ("patience",)),
        TableKind("body", UNIQUE, EXCHANGE, _words("body"), ("body",)),
        _of_parcel("claim", "claim", "refund"),
        _of_parcel("window", "window"),
        TableKind("evidence", UNIQUE, STEP, tuple(Outcome(slot, "level") for slot in BY_PROBLEM), ("papers",)),
        TableKind("next_step", UNIQUE, STEP, _words("action", "stage", "turn"), ("stage",)),
        TableKind("ladder", UNIQUE, STEP, _words("action", "turn"), ("action", "turn")),
        TableKind("fit", UNIQUE, SHOWN, _words("fit")),
        TableKind("clocks", UNIQUE, SHOWN, _words("turn", "ends"), besides=("clock",)),
        TableKind("witness", UNIQUE, SHOWN, (Outcome("told", "offered"), *_free("proofs")), only=("event",)),
        TableKind("questions", COLLECT, OPEN, _free("part"), reasons=False),
        TableKind(
            "actions",
            COLLECT,
            OPEN,
            (*_words("offered"), Outcome("event", "event", blank=True), *_free("opens", "clock")),
        ),
        TableKind("blockers", COLLECT, OPEN, _free("field"), by_action=("actions",)),
        TableKind("notes", COLLECT, SHOWN, _words("note")),
        TableKind("rehearsal", COLLECT, SHOWN, (*_words("turn"), *_free("proof"))),
        TableKind("paperwork", COLLECT, SHOWN, _words("paper"), by_action=("actions", "blockers", "paperwork")),
        TableKind("drafts", COLLECT, SHOWN, _free("part"), besides=("paper",)),
    )
}


def named(*, policy: str = "", roles: Iterable[str] = ()) -> tuple[str, ...]:
    """Names of the tables with a hit policy, or with a say in some of these things."""
    return tuple(t.name for t in TABLES.values() if policy in ("", t.policy) and (not roles or t.role in roles))


#: The chain of unique tables that decide what is the matter, each using the words of those before it.
CHAIN = named(roles=(PARCEL, EXCHANGE))
#: The tables that say what to do; to all but `next_step` it is `next_step` that hands over, by their names.
DECIDING = tuple(table.name for table in TABLES.values() if "action" in {o.name for o in table.outcomes})
DEEPER = tuple(name for name in DECIDING if name != "next_step")
#: The tables that are asked about each action that is open, not about the advised one alone.
BY_ACTION = {table.name: table.by_action for table in TABLES.values() if table.by_action}

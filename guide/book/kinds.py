"""Kinds of things that the engine knows, one declaration each: evidence slots, events, readings, clocks, tables.

Everything that lists them (the loader, the proofs, the exchange, the map) derives its list from here.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The parts of the standing that a row of journal.csv may change.
TRACKS = ("seller", "platform", "rung", "outcome")
#: The words of `outcome` for a case that is over: without anything, after a refund, with the goods in hand.
CLOSED = frozenset({"closed", "repaid", "kept"})
#: Evidence slots, in the order in which they are handed in.
SLOTS = (
    "order_shot",
    "tracking_shot",
    "chat_shot",
    "promise_shot",
    "address_shot",
    "courier_record",
    "pickup_footage",
    "around_reply",
)
#: Events of the exchange with the seller, each with the moment of the standing that it sets. An application on the
#: order page goes to the seller and names a time, as a reminder does.
SELLER_EVENTS: Mapping[str, str] = {
    "seller_contacted": "contacted_at",
    "seller_replied": "replied_at",
    "seller_reminded": "reminded_at",
    "refund_requested": "reminded_at",
    "refund_answered": "replied_at",
    "request_withdrawn": "",
}
#: Marks of what the tracking was taken to say, read and typed by hand; their replies are the answers of `tracking`.
TRACKING_EVENTS = (READ, OVERRULED) = ("tracking_read", "tracking_overruled")
#: All events, each with the moment of the standing that it sets.
EVENTS: Mapping[str, str] = {
    **SELLER_EVENTS,
    "platform_applied": "applied_at",
    "platform_chased": "",
    "more_asked": "asked_at",
    "more_sent": "",
    "ruled": "",
    "claim_withdrawn": "",
    "refund_chased": "",
    "appealed": "",
    "appeal_ended": "",
    "courier_complained": "",
    "courier_answered": "",
    "postal_appealed": "",
    "postal_answered": "",
    "mediation_filed": "",
    "mediation_accepted": "",
    "mediation_ended": "",
    "payment_disputed": "",
    "payment_ended": "",
    "sued": "",
    "court_asked": "",
    "court_ended": "",
    "judgment_appealed": "",
    "enforcement_asked": "",
    "police_reported": "",
    "received": "",
    "refunded": "",
    "part_refunded": "part_refunded_at",
    "refund_reversed": "",
    "case_closed": "",
    **dict.fromkeys(TRACKING_EVENTS, ""),
}
#: Rungs of the ladder whose body has a time to answer or to pay, each with its limit.
ANSWERING: Mapping[str, str] = {
    **{rung: f"{rung}.answer" for rung in ("courier", "postal", "mediation", "mediating", "payment", "court")},
    **dict.fromkeys(("mediation_won", "payment_won"), "refund.answer"),
    "court_won": "judgment.answer",
    "court_lost": "judgment.appeal",
}
#: Words of the platform's track that the platform has to follow with an act, each with the limit of its time.
FOLLOWING: Mapping[str, str] = {
    "applied": "platform.answer",
    "upheld": "refund.answer",
    "unpaid": "refund.answer",
    "appealed": "appeal.answer",
    "appealed_partly": "appeal.answer",
}
#: Words of the platform's track after which an appeal is possible, until the day that the app shows.
APPEALABLE = ("partly", "rejected")
#: The parameter that says when the end of a deadline is near enough to be shown first.
NEAR = "clock.near"


#: The answers for a parcel from abroad without a number: only its payment says how long it has been on its way.
UNTRACEABLE: Mapping[str, str] = {"tracking": "not_shipped", "number": "without", "origin": "cross_border"}
#: What the courier says of a parcel that will not come: no deadline waits for its next scan.
GONE = ("lost_it", "seized")
#: Troubles in which a parcel is still to come, so that its tracking is waited for.
TO_COME = ("unknown", "not_arrived", "part_missing")


class Reading(NamedTuple):
    """A column that the clocks fill: its words, the limits that divide them, and what it is read from."""

    id: str
    words: str
    limits: tuple[str, ...]
    answers: tuple[str, ...] = ()  # of a reading about the parcel: the answers and
    moments: tuple[str, ...] = ()  # the moments it looks at; the others look at the journal
    parcels: tuple[str, ...] = ()  # the words of `parcel` for which its deadlines run
    narrow: Mapping[str, Mapping[str, str]] = {}  # moment -> the answers without which it is not looked at


class ClockKind(NamedTuple):
    """A deadline: copied from the app, counted from a moment of the standing, or computed in guide.engine.clocks."""

    id: str
    limits: tuple[str, ...] = ()  # the limits it counts with; one that is counted from a moment has one
    since: str = ""  # the moment of the standing from which it is counted
    copied_from: str = ""  # the answer that holds the moment copied from the app
    reading: str = ""  # of a deadline that the parcel decides: the reading it belongs to
    after: tuple[str, str] | None = None  # the answer after which it runs where the parcel is in no place of that
    runs: Mapping[str, str] = {}  # track -> the words for which it runs, as a table writes them: a|b, or !a|b

    def runs_at(self, tracks: Mapping[str, str]) -> bool:
        """Whether it runs where a case is, as far as the tracks decide it."""
        return all(accepts(words, tracks[track]) for track, words in self.runs.items())


def accepts(words: str, word: str) -> bool:
    """Whether a word is among some, as a table writes them: a|b, or !a|b."""
    return (word in words.removeprefix("!").split("|")) != words.startswith("!")


#: The tracks of a deadline of the seller, of the platform while it weighs the case, after it, and unless it agreed.
_SELLER = {"platform": "none|withdrawn"}
_OPEN_SELLER = "!refused|unacceptable|timed_out|shop_closed|blocked"
_SILENT = {**_SELLER, "seller": "silent"}
_WEIGHING = {"platform": "applied|asked_more"}
_REFUSED = {"platform": "|".join(APPEALABLE)}
_NOT_UPHELD = {"platform": "!upheld|unpaid"}


READINGS: Mapping[str, Reading] = {
    reading.id: reading
    for reading in (
        Reading(
            "silence",
            "unknown fresh slow long very_long",
            ("silence.long", "silence.very_long", "abroad.slow", "abroad.long"),
            answers=("origin", "tracking", "number"),
            moments=("last_scan", "next_update", "paid_at"),
            parcels=("moving", "delivering", "customs", "untracked"),
            narrow={"paid_at": UNTRACEABLE},
        ),
        Reading(
            "due",
            "unknown not_due overdue",
            ("ship.limit",),
            answers=("kind",),
            moments=("paid_at", "promised_ship"),
            parcels=("unshipped", "unscanned"),
        ),
        Reading("closing", "unknown far near past", ("closing.near",), moments=("auto_confirm_at",)),
        Reading("wait", "none short fair over", ("seller.fair", "seller.over")),
        Reading("chased", "no waiting over", ("seller.fair", "seller.over")),
        Reading("promise", "none fresh late", ("seller.fair", "promise.wait")),
        Reading("rung_wait", "none fresh over", tuple(dict.fromkeys(ANSWERING.values()))),
        Reading("platform_wait", "none fresh over", tuple(dict.fromkeys(FOLLOWING.values()))),
    )
}

CLOCKS: Mapping[str, ClockKind] = {
    clock.id: clock
    for clock in (
        ClockKind("seller_24", ("seller.fair",), since="contacted_at", runs=_SILENT),
        ClockKind("seller_48", ("seller.fair", "seller.over"), runs=_SILENT),
        ClockKind("reminder", ("seller.fair", "seller.over"), runs=_SELLER),
        ClockKind("promise", ("seller.fair", "promise.wait"), runs=_SELLER),
        ClockKind("ship", ("ship.limit",), reading="due", runs=_SELLER),
        ClockKind(
            "visit", ("silence.long", "abroad.slow"), reading="silence", after=("courier", "will_deliver"), runs=_SELLER
        ),
        ClockKind("recheck", ("silence.long",), reading="silence", runs=_SELLER),
        ClockKind("abroad_two_weeks", ("abroad.slow",), reading="silence", runs=_SELLER),
        ClockKind("abroad_month", ("abroad.long",), reading="silence", runs=_SELLER),
        ClockKind("seller_app", copied_from="seller_deadline", runs={**_SELLER, "seller": _OPEN_SELLER}),
        ClockKind("platform_app", copied_from="platform_deadline", runs=_WEIGHING),
        ClockKind("follow_up", ("recheck",), runs=_WEIGHING),
        ClockKind("platform_ask", ("platform.answer",), runs={"platform": "applied"}),
        ClockKind("money", ("refund.answer",), since="platform_at", runs={"platform": "upheld|unpaid"}),
        ClockKind("appeal", ("appeal.answer",), since="platform_at", runs={"platform": "appealed|appealed_partly"}),
        ClockKind("appeal_app", copied_from="appeal_deadline", runs=_REFUSED),
        *(
            ClockKind(rung, (limit,), since="rung_at", runs={**_NOT_UPHELD, "rung": rung})
            for rung, limit in ANSWERING.items()
        ),
        ClockKind("auto_confirm", copied_from="auto_confirm_at", runs=_NOT_UPHELD),
        ClockKind(
            "limitation", ("limitation", "ship.limit"), runs={"platform": "!none|applied|asked_more|upheld|unpaid"}
        ),
    )
}

#: Readings about the parcel alone; the others look at the exchange with the seller and at the ladder.
PARCEL_READINGS: Mapping[str, Reading] = {name: reading for name, reading in READINGS.items() if reading.moments}
#: Limits that have to have a number, because a clock counts with them.
LIMITS: tuple[str, ...] = tuple(
    dict.fromkeys(chain(*(r.limits for r in READINGS.values()), *(c.limits for c in CLOCKS.values()), [NEAR]))
)

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
#: before it; those from *message* on at all of that.
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
        TableKind("evidence", UNIQUE, STEP, tuple(Outcome(slot, "level") for slot in SLOTS), ("papers",)),
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
#: The deadlines that are counted, each with the limits it may count with; the others are copied from the app.
COUNTED = {clock.id: clock.limits for clock in CLOCKS.values() if clock.limits}
#: The deadlines that are copied from the app, each with the answer that holds it.
COPIED = {clock.id: clock.copied_from for clock in CLOCKS.values() if clock.copied_from}
#: The deadlines that the parcel decides, each with the reading it belongs to.
PARCEL_CLOCKS = {clock.id: clock.reading for clock in CLOCKS.values() if clock.reading}

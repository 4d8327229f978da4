"""Clocks and readings, one declaration each: what runs, from when, by which limit, and which words it fills.

`guide.engine.clocks` counts them; everything that lists them derives its list from here.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How a rung ends whose body is asked after the other of two that can be asked in any order, 12315 and the payment
#: channel: it has the same time to answer, and after it there is only the court.
LAST = "_last"
#: Rungs of the ladder whose body has a time to answer or to pay, each with its limit.
ANSWERING: Mapping[str, str] = {
    **{rung: f"{rung}.answer" for rung in ("courier", "postal", "mediation", "mediating", "payment", "court")},
    **{f"{rung}{LAST}": f"{rung}.answer" for rung in ("mediation", "mediating", "payment")},
    **dict.fromkeys(("mediation_won", "payment_won"), "refund.answer"),
    "courier_won": "silence.long",
    "court_won": "judgment.answer",
    "enforcing": "court.answer",
    "court_again": "court.answer",
    "court_lost": "judgment.appeal",
}
#: Words of the rung after which the other side has to pay: the result may name the day, in place of a limit.
AGREED = ("mediation_won", "payment_won", "court_won")
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
#: What the tracking says of a parcel that has come as far as the recipient's town.
AT_HOME = ("out_for_delivery", "delivery_failed", "at_pickup_point", "delivered", "delivered_proxy")
#: The answers of a parcel that the courier has yet to bring: an hour that it named is the end of the wait.
COMING: Mapping[str, str] = {"courier": "will_deliver", "tracking": "|".join(AT_HOME)}
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
    sees: Mapping[str, tuple[str, ...]] = {}  # answer -> the words it and its deadlines tell apart, if not each


class ClockKind(NamedTuple):
    """A deadline: copied from the app, counted from a moment of the standing, or computed in guide.engine.clocks."""

    id: str
    limits: tuple[str, ...] = ()  # the limits it counts with; one that is counted from a moment has one
    since: str = ""  # the moment of the standing from which it is counted
    copied_from: str = ""  # the answer that holds the moment copied from the app
    named: str = ""  # the answer whose day it ends with, where there is one, in place of the limit
    reading: str = ""  # of a deadline that the parcel decides: the reading it belongs to
    given: Mapping[str, str] = {}  # the answers without which it does not run, as a table writes them
    after: tuple[str, str] | None = None  # the answer after which it runs where the parcel is in no place of that
    runs: Mapping[str, str] = {}  # track -> the words for which it runs, as a table writes them: a|b, or !a|b
    outcome: str = "open"  # the word of that track at which it runs

    def runs_at(self, tracks: Mapping[str, str]) -> bool:
        """Whether it runs where a case is, as far as the tracks decide it."""
        return self.outcome == tracks["outcome"] and all(accepts(ok, tracks[track]) for track, ok in self.runs.items())


def accepts(words: str, word: str) -> bool:
    """Whether a word is among some, as a table writes them: a|b, or !a|b."""
    return (word in _among(words)) != words.startswith("!")


@cache
def _among(words: str) -> frozenset[str]:
    return frozenset(words.removeprefix("!").split("|"))


#: The tracks of a deadline of the seller, of the platform while it weighs the case, after it, and unless it agreed.
_SELLER = {"platform": "none|withdrawn"}
_OPEN_SELLER = "!refused|denied|unacceptable|timed_out|shop_closed|blocked"
_SILENT = {**_SELLER, "seller": "silent"}
_WEIGHING = {"platform": "applied|asked_more"}
_REFUSED = {"platform": "|".join(APPEALABLE)}
_NOT_UPHELD = {"platform": "!upheld|unpaid"}
#: Where no court has had the claim: a suit interrupts the limitation, and a judgment puts its own times in its place.
_UNSUED = "!court|court_again|court_won|court_broken|court_lost|court_final|enforcing"


READINGS: Mapping[str, Reading] = {
    reading.id: reading
    for reading in (
        Reading(
            "silence",
            "unknown fresh slow long very_long",
            ("silence.long", "silence.very_long", "abroad.slow", "abroad.long"),
            answers=("origin", "tracking", "number", "courier"),
            moments=("last_scan", "next_update", "paid_at"),
            parcels=("moving", "delivering", "customs", "untracked"),
            narrow={"paid_at": UNTRACEABLE},
            sees={
                "origin": ("cross_border",),
                "tracking": ("not_shipped", "customs", COMING["tracking"]),
                "number": ("without",),
                "courier": (COMING["courier"], "|".join(GONE)),
            },
        ),
        Reading(
            "due",
            "unknown not_due bound overdue",
            ("ship.limit",),
            answers=("kind", "deposit"),
            moments=("paid_at", "promised_ship"),
            parcels=("unshipped", "unscanned"),
        ),
        Reading("closing", "unknown far near past", ("closing.near",), moments=("auto_confirm_at",)),
        Reading("wait", "none short fair over", ("seller.fair", "seller.over")),
        Reading("chased", "no waiting over", ("seller.fair",)),
        Reading("promise", "none undated fresh late", ("seller.fair", "promise.wait", "refund.answer")),
        Reading("rung_wait", "none fresh over", tuple(dict.fromkeys(ANSWERING.values()))),
        Reading("platform_wait", "none fresh over", tuple(dict.fromkeys(FOLLOWING.values()))),
    )
}

CLOCKS: Mapping[str, ClockKind] = {
    clock.id: clock
    for clock in (
        ClockKind("seller_24", ("seller.fair",), since="contacted_at", runs=_SILENT),
        ClockKind("seller_48", ("seller.fair", "seller.over"), runs=_SILENT),
        ClockKind("reminder", ("seller.fair",), runs=_SELLER),
        ClockKind("promise", ("seller.fair", "promise.wait", "refund.answer"), runs=_SELLER),
        ClockKind("ship", ("ship.limit",), reading="due", runs=_SELLER),
        ClockKind(
            "visit", ("silence.long", "abroad.slow"), reading="silence", after=("courier", "will_deliver"), runs=_SELLER
        ),
        ClockKind("courier_hour", copied_from="next_update", given=COMING, runs=_SELLER),
        ClockKind("recheck", ("silence.long",), reading="silence", runs=_SELLER),
        ClockKind("abroad_two_weeks", ("abroad.slow",), reading="silence", runs=_SELLER),
        ClockKind("abroad_month", ("abroad.long",), reading="silence", runs=_SELLER),
        ClockKind("seller_app", copied_from="seller_deadline", runs={**_SELLER, "seller": _OPEN_SELLER}),
        ClockKind(
            "seller_received",
            copied_from="seller_deadline",
            runs={**_SELLER, "seller": "requested"},
            outcome="received",
        ),
        ClockKind("platform_app", copied_from="platform_deadline", runs=_WEIGHING),
        ClockKind("follow_up", ("recheck",), runs=_WEIGHING),
        ClockKind("platform_ask", ("platform.answer",), runs={"platform": "applied"}),
        ClockKind("money", ("refund.answer",), since="platform_at", runs={"platform": "upheld|unpaid"}),
        ClockKind("appeal", ("appeal.answer",), since="platform_at", runs={"platform": "appealed|appealed_partly"}),
        ClockKind("appeal_app", copied_from="appeal_deadline", runs=_REFUSED),
        *(
            ClockKind(
                rung,
                (limit,),
                since="rung_at",
                named="agreed_by" if rung in AGREED else "",
                runs={**_NOT_UPHELD, "rung": f"{rung}|{rung}{LAST}"},
            )
            for rung, limit in ANSWERING.items()
            if not rung.endswith(LAST)
        ),
        ClockKind("auto_confirm", copied_from="auto_confirm_at", runs=_NOT_UPHELD),
        ClockKind(
            "limitation",
            ("limitation", "ship.limit"),
            runs={"platform": "!none|applied|asked_more|upheld|unpaid", "rung": _UNSUED},
        ),
    )
}

#: Readings about the parcel alone; the others look at the exchange with the seller and at the ladder.
PARCEL_READINGS: Mapping[str, Reading] = {name: reading for name, reading in READINGS.items() if reading.moments}
#: Limits that have to have a number, because a clock counts with them.
LIMITS: tuple[str, ...] = tuple(
    dict.fromkeys(chain(*(r.limits for r in READINGS.values()), *(c.limits for c in CLOCKS.values()), [NEAR]))
)
#: The deadlines that are counted, each with the limits it may count with; the others are copied from the app.
COUNTED = {clock.id: clock.limits for clock in CLOCKS.values() if clock.limits}
#: The deadlines that are copied from the app, each with the answer that holds it.
COPIED = {clock.id: clock.copied_from for clock in CLOCKS.values() if clock.copied_from}
#: The deadlines that the parcel decides, each with the reading it belongs to.
PARCEL_CLOCKS = {clock.id: clock.reading for clock in CLOCKS.values() if clock.reading}

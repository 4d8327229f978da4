"""Events of the journal, one declaration each, and the tracks of the standing that they move.

Everything that lists them (the loader, the proofs, the exchange, the map) derives its list from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The parts of the standing that a row of journal.csv may change.
TRACKS = ("seller", "platform", "rung", "outcome")
#: The words of `outcome` for a case that is over: without anything, after a refund, with the goods in hand.
CLOSED = frozenset({"closed", "repaid", "kept"})
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
#: Bodies beside the platform, each with the event of asking it and that of its answer, if it gives one.
BODIES: Mapping[str, tuple[str, str]] = {
    "courier": ("courier_complained", "courier_answered"),
    "postal": ("postal_appealed", "postal_answered"),
    "mediation": ("mediation_filed", "mediation_ended"),
    "payment": ("payment_disputed", "payment_ended"),
    "police": ("police_reported", ""),
}
#: What others answer, each with the track of who is asked and the words at which it is waited for, as a table writes
#: them: a|b, or !a|b. It may come at any time; nobody may depend on one that was not asked for.
ANSWERED_AT: Mapping[str, tuple[str, str]] = {
    "seller_replied": ("seller", "!none"),
    "refund_answered": ("seller", "requested"),
    "more_asked": ("platform", "applied"),
    "ruled": ("platform", "applied|asked_more"),
    "appeal_ended": ("platform", "appealed|appealed_partly"),
    "courier_answered": ("rung", "courier"),
    "postal_answered": ("rung", "postal"),
    "mediation_accepted": ("rung", "mediation|mediation_last"),
    "mediation_ended": ("rung", "mediation|mediation_last|mediating|mediating_last"),
    "payment_ended": ("rung", "payment|payment_last"),
    "court_ended": ("rung", "court|court_again"),
}

"""The words that fill the placeholders of a case: answers, events and limits, and what is worked out from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.book.events import BODIES
from guide.book.facts import UNKNOWN
from guide.book.slots import SLOTS
from guide.engine import clocks
from guide.engine.case import BEIJING, read_sum
from guide.engine.drafts.dates import say_day, say_moment
from guide.engine.drafts.filling import fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.route import Route

#: Places, and people, whom the tracking can name as those who signed.
PLACES, PEOPLE = ("station", "locker", "doorstep"), ("family", "front_desk", "guard", "other")
#: Answers of people who were asked; a pickup point is searched.
_ASKED = ("ask_family", "ask_roommates", "ask_front_desk")
#: Events whose time has a placeholder of its own where they brought this; of each event the last one counts.
_SAID = {
    ("ruled", "upheld"): "upheld",
    ("refund_answered", "refused"): "request_refused",
    ("seller_replied", "refused"): "chat_refused",
}
#: What of the delivery details may be written wrong.
_DETAILS = {"address": "detail.address", "phone": "detail.phone", "recipient": "detail.recipient"}
#: Answers that stand in a draft letter by letter.
TYPED = ("order_no", "item", "last_place", "pickup_name", "waybill")
#: Where only a part of the order, or of the sum, is in question, the whole sum is asked by nobody.
_PARTIAL = {"complaint": ("part_missing", "pieces_missing"), "platform": ("partly", "appealed_partly", "final_partly")}


def values(route: Route, language: str, *, court: bool = False, lasting: bool = False) -> dict[str, str]:
    """Placeholder -> the words that fill it; what is not known is left out. A lasting paper names every year.

    In court the buyer is the plaintiff, and the seller the defendant, or the forwarder that lost the parcel.
    """
    facts, state, say = route.facts, route.state, route.book.words[language]
    today = None if lasting else route.now
    days = clocks.silent_days(facts, route.now)
    me, shop = (say[f"court.{name}"] if court else say[f"placeholder.{name}"] for name in ("me", "shop"))
    if state["problem"] == "forwarder_lost":
        shop = say["placeholder.shop"]  # the forwarder is the defendant
    recipient = say["placeholder.recipient"] if facts.gift == "yes" else me
    known: dict[str, Any] = {
        "me": me,
        "recipient": recipient,
        "shop": shop,
        **{name: getattr(facts, name) for name in TYPED},
        "amount": read_sum(facts.amount),
        "sum": read_sum(facts.sum_asked or (None if _is_partial(route) else facts.amount)),
        "paid_day": facts.paid_at and say_day(language, facts.paid_at.astimezone(BEIJING), today),
        "promised_day": facts.promised_ship and say_day(language, facts.promised_ship, today),
        "agreed_day": facts.agreed_by and say_day(language, facts.agreed_by, today),
        "moved_day": facts.moved_ship and say_day(language, facts.moved_ship, today),
        **{name: at and say_moment(language, at, today) for name, at in _moments(route).items()},
        "today": say_day(language, route.now.astimezone(BEIJING), today),
        "days": None if days is None else str(days),
        "signer": say[f"signer.{facts.signer}"] if facts.signer in PEOPLE else None,
        "place": _place(route, say),
        "asked": _asked(route, language, recipient),
        "wrong": _wrong(route, language),
        "reachable": say["placeholder.reachable"] if facts.phone_reachable == "yes" else None,
        "claim": _claim(route, say),
        "paid_by": say.get(f"paid_by.{facts.bought}", say["paid_by.unknown"]),
        "annex": _annex(route, language),
        **_limits(route.book, language, route.now),
    }
    voices = {name: known[name] for name in ("me", "shop")}
    known |= {"exchange": _exchange(route, language, voices, today), "bodies": _bodies(route, language, voices, today)}
    return {name: value for name, value in known.items() if value}


def _is_partial(route: Route) -> bool:
    """Whether less than the whole sum is in question; a part that came and was taken back is so again."""
    return _has_part(route) or any(route.state[name] in words for name, words in _PARTIAL.items())


def _has_part(route: Route) -> bool:
    """Whether a part of the money came, and was not taken back since."""
    moved = [e.event for e in route.replay.applied if e.event in ("part_refunded", "refund_reversed")]
    return moved[-1:] == ["part_refunded"]


def _moments(route: Route) -> dict[str, datetime | None]:
    """Moments by the answer or the event that they belong to, of an event that came again the last one."""
    facts = route.facts
    until = clocks.reply_by(route.standing, route.book, route.now)
    last = {event.event: event for event in route.replay.applied}
    events = {name: event.at for name, event in last.items()}
    if not _has_part(route):
        events.pop("part_refunded", None)
    events |= {name: last[of].at for (of, reply), name in _SAID.items() if of in last and last[of].reply == reply}
    if route.standing.replied_at:  # in the chat or on the order page, whichever came last
        events["seller_replied"] = route.standing.replied_at
    return {
        "last_scan": facts.last_scan,
        "next_update": _if_after(facts.next_update, facts.last_scan),
        "promised_by": _if_after(facts.promised_by, route.standing.replied_at),
        "auto_confirm_at": _if_after(facts.auto_confirm_at, route.now),
        "seller_deadline": facts.seller_deadline,
        "platform_deadline": facts.platform_deadline,
        "until": until,
        **events,
    }


def _if_after(named: datetime | None, since: datetime | None) -> datetime | None:
    """A day that somebody named, as long as nothing newer has been said since it was over."""
    return None if named and since and named < since else named


def _wrong(route: Route, language: str) -> str:
    """The delivery details that were written wrong."""
    wrong = [word for name, word in _DETAILS.items() if getattr(route.facts, name) == "wrong"]
    return MARKS[language]["comma"].join(route.book.words[language][word] for word in wrong)


def _limits(book: Book, language: str, now: datetime) -> dict[str, str]:
    """Every limit that has a number, in words: 7 天."""
    dated = (
        book.parameter(name, now.date()) for name in book.parameters if book.parameters[name][0].since <= now.date()
    )
    return {d.id: book.say(language, f"diff.unit.{d.unit}").format(n=f"{d.value:g}") for d in dated if d.value}


def _place(route: Route, say: Mapping[str, str]) -> str:
    """The place where the parcel was left, as the tracking or the buyer names it."""
    facts = route.facts
    return facts.pickup_name or say[f"place.{facts.signer}" if facts.signer in PLACES else "placeholder.place"]


def _asked(route: Route, language: str, recipient: str) -> str | None:
    """Who was asked and where somebody looked, all without success; that there is no family, where one signed."""
    facts, say = route.facts, route.book.words[language]
    people = [say[f"asked.{name}"] for name in _ASKED if getattr(facts, name) == "not_there"]
    searched = facts.pickup_point == "not_there"
    everyone = searched and len(people) == len(_ASKED)  # one tap says so, for whoever lives alone, too
    clauses = ["none"] if facts.signer == "family" and facts.ask_family == "nobody" else []
    if people or searched:
        clauses.append("all" if everyone else "both" if people and searched else "people" if people else "place")
    named = {"who": recipient, "people": MARKS[language]["comma"].join(people), "place": _place(route, say)}
    return MARKS[language]["semicolon"].join(say[f"asked.{clause}"].format(**named) for clause in clauses) or None


def _claim(route: Route, say: Mapping[str, str]) -> str | None:
    """The claim type that the buyer chose, or else the one that fits."""
    claim = route.state["claim"] if route.facts.claim_type == UNKNOWN else route.facts.claim_type
    return None if claim == "none" else say[f"claim.{claim}"]


def exhibit(slot: str, say: Mapping[str, str]) -> str:
    """The name of a kind of evidence as it is handed in: of one that may be anything a blank says which it is."""
    return say.get(f"annex.{slot}") or say[f"evidence.{slot}"]


def _annex(route: Route, language: str) -> str:
    held = [exhibit(slot, route.book.words[language]) for slot in SLOTS if slot in route.facts.held]
    return MARKS[language]["semicolon"].join(f"{n}. {name}" for n, name in enumerate(held, start=1))


def _bodies(route: Route, language: str, voices: Mapping[str, str], today: datetime | None) -> str:
    """What every other body was asked and has answered, the last word of each, in the order of these words."""
    last: dict[str, tuple[datetime, str]] = {}
    for body, (asks, answers) in BODIES.items():
        named = [e for e in route.replay.applied if e.event in (asks, answers)]
        if named:
            moments = {("asked" if e.event == asks else "answered"): say_moment(language, e.at, today) for e in named}
            form = f"asked_body.{body}" + f".{named[-1].reply}" * (named[-1].event == answers)
            pieces = fill(route.book.words[language][form], {**voices, **moments}, route.book, language)
            last[body] = named[-1].at, "".join(piece.text for piece in pieces)
    return MARKS[language]["semicolon"].join(clause for _, clause in sorted(last.values(), key=lambda at: at[0]))


def _exchange(route: Route, language: str, voices: Mapping[str, str], today: datetime | None) -> str:
    """All that passed with the seller, one clause an event, in the order in which it happened."""
    say, before = route.book.words[language], set[str]()

    def clauses() -> Iterator[str]:
        for event in route.replay.applied:
            dated = route.facts.moved_ship is not None or route.facts.promised_by is not None
            moved = [f"{event.reply}.moved"] * dated
            forms = ["again"] * (event.event in before) + moved + [event.reply]
            named = [f"told.{event.event}.{form}" for form in forms] + [f"told.{event.event}"]
            clause = next((say[name] for name in named if name in say), None)
            before.add(event.event)
            if clause:
                yield clause.format(**voices, at=say_moment(language, event.at, today))

    return MARKS[language]["semicolon"].join(clauses())

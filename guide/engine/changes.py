"""Changes of the advice: each event, passing of time or answer that would lead to another action, also in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import MARKS
from guide.book.clocks import GONE
from guide.book.events import ANSWERED_AT, TRACKING_EVENTS
from guide.book.facts import ASKED_BY, CHOICES, GIVEN, UNKNOWN
from guide.engine import clocks, journal
from guide.engine.drafts import say_moment
from guide.engine.follow import asked, follow, if_answered
from guide.engine.journal import Event
from guide.engine.route import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book

MOST_CHANGES = 6


class Change(NamedTuple):
    """The smallest change that leads to another action."""

    kind: str  # fact, event, time
    name: str  # fact, event or clock
    value: str
    action: str


def possible_changes(route: Route) -> Iterator[Change]:
    """Every passing of time, single event or answer that leads to another action; `ask` where none is given yet.

    Time comes first: it passes by itself.
    """
    case, book, now, state = route.case, route.book, route.now, route.state
    yield from passing(route)
    for event, reply in journal.possible(book.tables["journal"], route.standing):
        after = follow(case.with_event(Event(event, now, reply)), book, now).state["action"]
        if after != state["action"]:
            yield Change("event", event, reply, after)
    # A later stage comes with a line of its own, now; where none was known, the time of its line is asked.
    tracking = route.facts.tracking
    old = {*CHOICES["tracking"]} if tracking == UNKNOWN else _unlikely(tracking)
    for name in asked(route):
        if name not in CHOICES:
            continue
        now_is = getattr(route.facts, name)
        for value in CHOICES[name]:
            if value in (now_is, UNKNOWN):
                continue
            line: dict[str, Any] = {"last_scan": now} if name == "tracking" and value not in old else {}
            after = if_answered(route, {name: value, **line}).action
            if after != state["action"]:
                yield Change("fact", name, value, after)
                if now_is == UNKNOWN:
                    yield Change("ask", name, value, after)
    for name in asked(route):
        if ASKED_BY.get(name) == state["action"] and getattr(route.facts, name) is None:
            yield Change("ask", name, "", "")


def passing(route: Route) -> Iterator[Change]:
    """The passing of time alone: each deadline after which there is something else to do."""
    for clock in clocks.running(route):
        if clock.ends_at >= route.now and not clock.paused:
            then = clock.ends_at + timedelta(minutes=1)
            after = follow(route.case, route.book, then, route.replay).state["action"]
            if after != route.state["action"]:
                yield Change("time", clock.id, clock.ends_at.isoformat(), after)


#: Recording these is always possible and says nothing about what would change the advice; to withdraw is no advice.
_TRIVIAL = {"received", "refunded", "refund_reversed", "request_withdrawn"}
#: Answers that cannot come any more, each with what is known of the case by then: goods on their way are not out of
#: stock, nor are those whose refund was agreed to; what was never sent is neither traced nor sent again, nor is a
#: return; nothing is traced where no parcel is missing; an order goes through customs or to a forwarder only where it
#: comes from abroad, and nobody at home took in what was signed for elsewhere.
_UNDONE = (
    ("cannot_ship", "handed_over", ("yes",)),
    ("cannot_ship", "seller", ("approved",)),
    ("trace", "handed_over", ("no",)),
    ("trace", "matter", ("wrong_goods", "empty_parcel", "cancelled", "prize", "digital")),
    ("resend", "handed_over", ("no",)),
    ("resend", "problem", ("return_lost",)),
    ("customs", "origin", ("domestic", UNKNOWN)),
    ("forwarder", "origin", ("domestic", UNKNOWN)),
    ("has_it", "signed_at", ("elsewhere",)),
)
#: Answers after which no other comes to the same question: what was lost or seized.
_LAST = {"courier": GONE, "forwarder": ("lost_it",)}
#: What a tracking says, stage by stage, in the order in which they come: none that was before comes again.
_STAGES = (
    ("not_shipped",), ("accepted",), ("in_transit", "customs"), ("out_for_delivery", "delivery_failed"),
    ("at_pickup_point",), ("delivered", "delivered_proxy"), ("returned", "refused"),
)  # fmt: skip
#: What the case is about: once told, it is not what may come to be otherwise.
_SUBJECT = ("complaint", "bought", "kind", "origin", "deposit")
#: Once the page agreed to a refund or nobody answers there, no other reply of the seller is to be expected.
_SPOKEN = (("patience", "gone"), ("seller", "approved"))


def shortest(changes: tuple[Change, ...], route: Route) -> tuple[Change, ...]:
    """One passing of time and one other change for each other action; of one's own acts only the advised one.

    Where several come to the same, the one that is named is the one to expect: the money that was asked for, a no.
    """
    actions, action = route.book.tables["actions"], route.state["action"]
    known = {**route.facts.choices(), **route.state}
    left_out = {rule.then["event"] for rule in actions.rules if rule.id != action} | _TRIVIAL
    left_out -= {actions.named[action].then["event"]}
    left_out |= {event for event in ANSWERED_AT if not journal.is_awaited(event, route.state)}
    left_out |= {name for name in _SUBJECT if known[name] != UNKNOWN}
    left_out |= {"seller_replied" for name, word in _SPOKEN if known[name] == word}
    left_out |= {name for name, words in _LAST.items() if known[name] in words}
    undone = {value for value, name, words in _UNDONE if known[name] in words}
    unlikely = {("fact", stage) for stage in _unlikely(known["tracking"])}
    expected = {"rejected", known["demand"]}
    first: dict[tuple[str, bool], Change] = {}
    for change in changes:
        never = change.name in left_out or change.value in undone or (change.kind, change.value) in unlikely
        never |= known.get(change.name) == "nobody"  # who is not there took nothing in
        if change.kind != "ask" and not never:
            key = (change.action, change.kind == "time")
            if key not in first or (change.value in expected and first[key].value not in expected):
                first[key] = change
    return tuple(first.values())[:MOST_CHANGES]


def _unlikely(tracking: str) -> set[str]:
    """The stages that a tracking has behind it; and while nothing was sent, those that come long after the next."""
    at = next((n for n, stage in enumerate(_STAGES) if tracking in stage), 0)
    return {*chain.from_iterable(_STAGES[3:] if tracking == "not_shipped" else _STAGES[:at])}


def reply_word(event: str, reply: str) -> str:
    """The id of the words for what an event brought; a case file may name any reply beside any event."""
    tracked = reply not in GIVEN or (event in TRACKING_EVENTS and reply in CHOICES["tracking"])
    return f"fact.tracking.{reply}" if tracked else f"reply.{reply}"


def say_event(book: Book, lang: str, event: str, reply: str) -> str:
    """An event and its answer, in words."""
    happened = book.say(lang, f"event.{event}")
    return happened if reply == "none" else happened + MARKS[lang]["colon"] + book.say(lang, reply_word(event, reply))


def say_cause(book: Book, lang: str, change: Change, now: datetime) -> str:
    """The cause of a change, in words."""
    say = book.words[lang]
    if change.kind == "fact":
        label = say[f"fact.{change.name}"].rstrip("？?")
        return say["change.fact"].format(label=label, value=say[f"fact.{change.name}.{change.value}"])
    if change.kind == "event":
        return say_event(book, lang, change.name, change.value)
    at = say_moment(lang, datetime.fromisoformat(change.value), now)
    return say["change.time"].format(what=say[f"clock.{change.name}"], moment=at)


def say_change(book: Book, lang: str, change: Change, now: datetime) -> str:
    """The cause of a change and the action it leads to, in words."""
    cause = say_cause(book, lang, change, now)
    return book.words[lang]["change.to"].format(cause=cause, action=book.words[lang][f"action.{change.action}"])

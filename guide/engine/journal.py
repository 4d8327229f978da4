"""The journal: dated events, replayed from the start into the standing of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.book.clocks import accepts
from guide.book.events import ANSWERED_AT, EVENTS, SELLER_EVENTS, TRACKS
from guide.book.facts import changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.book.tables import Rule, Table


class Event(NamedTuple):
    """Something that happened in a case."""

    event: str
    at: datetime  # with a zone
    reply: str = "none"  # what was answered or ruled, where the event has an answer


@dataclass(frozen=True)
class Standing:
    """The state of a case after its events: a word for each track, and the moments that clocks count from."""

    seller: str = "none"
    platform: str = "none"
    rung: str = "none"
    outcome: str = "open"
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    reminded_at: datetime | None = None
    applied_at: datetime | None = None
    part_refunded_at: datetime | None = None
    platform_at: datetime | None = None  # when the platform was last asked, or decided
    rung_at: datetime | None = None
    asked_at: datetime | None = None  # when the platform last asked for more
    held_up: timedelta = timedelta()  # how long the platform has waited for the buyer in all

    @property
    def tracks(self) -> dict[str, str]:
        """The word of each track, as the tables name it."""
        return {track: getattr(self, track) for track in TRACKS}


class Replay(NamedTuple):
    """A standing, the events that led to it, and the events that do not apply (kept, not counted).

    `against` has the standing that each parked event met; `still` the applied ones whose row leads nowhere.
    """

    standing: Standing
    applied: tuple[Event, ...]
    parked: tuple[Event, ...]
    against: tuple[Standing, ...]
    still: tuple[Event, ...]


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by time; those of the same moment stay as they were entered."""
    return tuple(sorted(events, key=lambda e: e.at))


def step(table: Table, standing: Standing, event: Event) -> Standing | None:
    """The standing after one event, or None where the event cannot happen now."""
    rule = _rule(table, standing, event)
    return None if rule is None else _after(rule, standing, event)


def _after(rule: Rule, standing: Standing, event: Event) -> Standing:
    """The standing after an event that a row lets happen."""
    changes: dict[str, str | datetime | timedelta | None] = {t: v for t, v in rule.then.items() if v}
    if EVENTS[event.event]:
        changes[EVENTS[event.event]] = event.at
    if is_new_answer(event.event, standing.seller, rule.then["seller"]):
        changes["reminded_at"] = None
    if event.event == "more_sent" and standing.asked_at is not None:
        changes["held_up"] = standing.held_up + (event.at - standing.asked_at)
    for track in ("platform", "rung"):
        if track in changes:
            changes[f"{track}_at"] = event.at
    if standing.seller == "none" and "seller" in changes:
        changes["contacted_at"] = event.at
    return changed(standing, changes)


def is_new_answer(event: str, seller: str, then: str) -> bool:
    """Whether the seller says something else than before: no reminder from before it has pressed for that."""
    return EVENTS[event] == "replied_at" and then not in ("", seller)


def _rule(table: Table, standing: Standing, event: Event) -> Rule | None:
    """The row of the journal table that lets an event happen, if any does."""
    rules = table.collect({"event": event.event, "reply": event.reply, **standing.tracks})
    return rules[0] if rules else None


def replay(table: Table, events: Iterable[Event]) -> Replay:
    """Apply every event from the start; one that cannot happen at its place is parked."""
    standing = Standing()
    applied: list[Event] = []
    parked: list[tuple[Event, Standing]] = []
    still: list[Event] = []
    for event in in_order(events):
        rule = _rule(table, standing, event)
        if rule is None:
            parked.append((event, standing))
            continue
        applied.append(event)
        still += [] if any(rule.then.values()) else [event]
        standing = _after(rule, standing, event)
    return Replay(standing, tuple(applied), tuple(e for e, _ in parked), tuple(s for _, s in parked), tuple(still))


def replies(table: Table, event: str) -> tuple[str, ...]:
    """The answers that an event may bring, in the order of the table."""
    rules = [rule for rule in table.rules if event in rule.when["event"]]
    return tuple(dict.fromkeys(reply for rule in rules for reply in sorted(rule.when["reply"])))


def possible(table: Table, standing: Standing) -> tuple[tuple[str, str], ...]:
    """The (event, reply) pairs that can happen now and move the case, in the order of the table."""
    now = standing.tracks
    pairs: dict[tuple[str, str], None] = {}
    for rule in table.rules:
        if not any(rule.then.values()) and not any(EVENTS[e] for e in rule.when["event"]):
            continue  # a note in the journal, which moves nothing
        if all(now[t] in rule.when[t] for t in TRACKS):
            pairs.update(dict.fromkeys((e, r) for e in rule.when["event"] for r in sorted(rule.when["reply"])))
    return tuple(pairs)


def is_awaited(answer: str, tracks: Mapping[str, str]) -> bool:
    """Whether whoever gives an answer has been asked for it."""
    asked, words = ANSWERED_AT[answer]
    return accepts(words, tracks[asked])


def track(table: Table, event: str) -> str:
    """The track that an event moves, of several the furthest; where it moves none, the seller's or the outcome."""
    moved = {name for rule in table.rules if event in rule.when["event"] for name, word in rule.then.items() if word}
    return max(moved, key=TRACKS.index, default=TRACKS[0] if event in SELLER_EVENTS else TRACKS[-1])


def place(table: Table, event: str, reply: str) -> tuple[int, int]:
    """The place of an event among those that can happen: by its track, what answers the step in hand first.

    An answer to one step can come at few points of its track; a step of the buyer can be taken at many.
    """
    name = track(table, event)
    rules = [r for r in table.rules if event in r.when["event"] and reply in r.when["reply"]]
    return TRACKS.index(name), min(len(rule.when[name]) for rule in rules)

"""Reasons why an answer or an event is kept and not counted, from the row of the table that leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.events import TRACKS
from guide.book.facts import UNKNOWN
from guide.book.languages import FIRST
from guide.book.notices import Notice
from guide.engine.case import BEIJING
from guide.engine.follow import parked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.engine.journal import Event, Standing
    from guide.engine.route import Route


class ParkedEvent(NamedTuple):
    """An event that does not move the case, and why."""

    event: Event
    because: Notice


def parked_facts(route: Route) -> Mapping[str, Notice]:
    """Every answer that is not counted, with the condition of its question that does not hold."""
    known = {**route.facts.choices(), **route.standing.tracks}
    because: dict[str, Notice] = {}
    for name in parked(route):
        rule = route.book.tables["questions"].named[name]
        failing = next(condition for condition, accepted in rule.asks.items() if known[condition] not in accepted)
        if failing in TRACKS:
            because[name] = Notice("parked.answer", why=_standing(route.book, failing, known[failing]))
        else:  # an answer that is itself not counted passes on its own reason
            because[name] = because.get(failing) or _answered(failing, known[failing])
    return because


def _answered(fact: str, word: str) -> Notice:
    question = Notice(f"fact.{fact}")
    if word == UNKNOWN:
        return Notice("parked.unasked", question=question)
    return Notice("parked.fact", question=question, answer=Notice(f"fact.{fact}.{word}"))


def parked_events(route: Route) -> tuple[ParkedEvent, ...]:
    """Every event that does not move the case, with the reason: first those that no row accepts, then the kept ones.

    A kept event has its reason among the words, as `kept.EVENT.REPLY` or `kept.EVENT`; one without, such as a reminder,
    needs none.
    """
    replay, words = route.replay, route.book.words[FIRST]
    pairs = zip(replay.parked, replay.against, strict=True)
    parked_ = (ParkedEvent(event, _left_out(route.book, event, standing)) for event, standing in pairs)
    kept = ((event, _kept(event, words)) for event in replay.still)
    return (*parked_, *(ParkedEvent(event, Notice(word)) for event, word in kept if word))


def _kept(event: Event, words: Mapping[str, str]) -> str:
    """The words for an event that is kept: those of its reply, or of any."""
    return next((word for word in (f"kept.{event.event}.{event.reply}", f"kept.{event.event}") if word in words), "")


def _left_out(book: Book, event: Event, standing: Standing) -> Notice:
    rules = [rule for rule in book.tables["journal"].rules if event.event in rule.when["event"]]
    rules = [rule for rule in rules if event.reply in rule.when["reply"]]
    if not rules:
        return Notice("parked.unanswered" if event.reply == "none" else "parked.reply")
    words = standing.tracks
    failing = min(([t for t in TRACKS if words[t] not in rule.when[t]] for rule in rules), key=len)
    at = f"{event.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return Notice("parked.event", at=at, why=_standing(book, failing[0], words[failing[0]]))


def _standing(book: Book, track: str, word: str) -> Notice:
    """Where the case is on a track, in words; a word that has none of its own is told by its track."""
    id_ = f"parked.{track}.{word}"
    return Notice(id_ if id_ in book.words[FIRST] else f"parked.{track}")

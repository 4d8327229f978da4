"""Made-up cases: a seeded walk through time that follows the engine's advice, or delays or skips it.

A case begins some time before `now` and is carried forward step by step: the engine says what to do, a row of
sample/weights.csv says what comes of it, and after how long. The walk stops when it reaches `now`.
Case 7 of a seed does not depend on how many cases are drawn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from guide.book.facts import UNKNOWN, VALUES, Facts
from guide.cases.table import CaseRow
from guide.cases.weights import AFTER, AGE, ANSWER, CASE, FACT, HELD, SLOPPY, START, WAIT, is_day
from guide.engine import journal
from guide.engine.case import BEIJING, Case
from guide.engine.evidence import missing
from guide.engine.follow import applicable, asked, follow
from guide.engine.journal import Event
from guide.engine.route import Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guide.book.book import Book
    from guide.cases.weights import Draw, Weights

MOST_STEPS = 200  # of one walk; the longest seen has half as many
_NO_TIME = datetime(2000, 1, 1, tzinfo=BEIJING)  # whether an event can happen does not depend on when


def cases(book: Book, weights: Weights, count: int, seed: int, now: datetime) -> Iterator[CaseRow]:
    """Made-up cases S00001 to `count` as rows of a table; equal seeds and moments give equal cases."""
    now = now.astimezone(BEIJING).replace(second=0, microsecond=0)
    for number in range(1, count + 1):
        walk = _Walk(book, weights, Random(f"{seed}/{number}"))
        yield CaseRow(number + 1, f"S{number:05}", walk.case(now))


class _Walk:
    """The walk of one case through time."""

    def __init__(self, book: Book, weights: Weights, rng: Random) -> None:
        self.book, self.weights, self.rng = book, weights, rng
        self.parts = {rule.id: rule.then["part"] for rule in book.tables["questions"].rules}
        self.opens = {rule.id: rule.then["opens"] for rule in book.tables["actions"].rules}

    def case(self, now: datetime) -> Case:
        """A case from its beginning to a moment."""
        at = now - self._time(self._pick(self.weights[CASE, AGE]))
        case, when = Case(), START
        route = follow(case, self.book, at)
        for _ in range(MOST_STEPS):
            questions = asked(route)
            ways = [d for d in self.weights.get((when, ""), ()) if d.weight and self._can(d, route, questions)]
            if not ways:
                break
            draw = self._pick(ways)
            at += self._time(draw)
            if at > now:
                break
            case = self._take(draw, case, route, questions, at)
            route = follow(case, self.book, at)
            case = replace(case, facts=route.facts)  # what no longer applies is not kept
            when = route.state["action"]
        sloppy = self.weights.get((CASE, SLOPPY))
        if sloppy and self._pick(sloppy).value == "yes":  # somebody did not write everything down
            case = replace(case, journal=case.journal[1:])
        return case

    def _pick(self, draws: Sequence[Draw]) -> Draw:
        return self.rng.choices(draws, [d.weight for d in draws])[0]

    def _time(self, draw: Draw) -> timedelta:
        """A random time between the row's least and most hours, in whole minutes."""
        return timedelta(minutes=int(60 * (draw.least + (draw.most - draw.least) * self.rng.random())))

    def _answers(self, name: str, tracking: str) -> list[Draw]:
        return [d for d in self.weights.get((FACT, name), ()) if tracking in d.tracking and d.weight]

    def _open(self, route: Route, questions: Sequence[str], part: str) -> list[str]:
        """Questions of a part that apply, are not answered, and have weights."""
        return [
            name
            for name in questions
            if self.parts[name] == part and _blank(route.facts, name) and self._answers(name, route.state["tracking"])
        ]

    def _part(self, draw: Draw, route: Route) -> str:
        """The part of the page that a row answers: its own, or the one that the action opens."""
        return draw.value or self.opens[route.state["action"]]

    def _can(self, draw: Draw, route: Route, questions: Sequence[str]) -> bool:
        """Whether a row of weights can be drawn for the case at this point."""
        if route.state["tracking"] not in draw.tracking:
            return False
        if draw.what == WAIT:
            return True
        if draw.what == ANSWER:
            return bool(self._open(route, questions, self._part(draw, route)))
        if draw.what == HELD:
            return bool(_lacking(route))
        if draw.what in self.parts:
            if draw.what not in questions:
                return False
            if not draw.value:
                return _blank(route.facts, draw.what) and bool(self._answers(draw.what, route.state["tracking"]))
            return draw.what == "tracking" or getattr(route.facts, draw.what) != draw.value
        event = Event(draw.what, _NO_TIME, draw.value)
        return journal.step(self.book.tables["journal"], route.standing, event) is not None

    def _take(self, draw: Draw, case: Case, route: Route, questions: Sequence[str], at: datetime) -> Case:
        """The case after a row was drawn."""
        if draw.what == WAIT:
            return case
        if draw.what == ANSWER:
            part = self._part(draw, route)
            if draw.value:
                return self._all(case, route, part, at)
            return self._fill(case, self._open(route, questions, part)[0], at)
        if draw.what == HELD:
            more = _lacking(route)
            return case.with_fact("held", case.facts.held | set(more if draw.value == "required" else more[:1]))
        if draw.what in self.parts and not draw.value:
            return self._fill(case, draw.what, at)
        if draw.what in self.parts:
            case = case.with_fact(draw.what, draw.value)
            moved = draw.what == "tracking"  # somebody who sees a change has read the whole tracking page
            return self._all(case.with_fact("last_scan", at), route, "tracking", at) if moved else case
        case = self._all(case, route, self._part(draw._replace(value=""), route), at)  # its form is filled first
        return case.with_event(Event(draw.what, at, draw.value))

    def _all(self, case: Case, route: Route, part: str, at: datetime) -> Case:
        """The case with every question of a part answered, in order: an answer may bring up further questions."""
        tracks = route.standing.tracks
        case = replace(case, facts=applicable(self.book, case.facts, tracks))
        table = self.book.tables["questions"]
        for rule in (r for r in table.rules if r.then["part"] == part):
            known = {**case.facts.choices(), **tracks}
            applies = all(known[c] in ok for c, ok in rule.asks.items())
            if applies and _blank(case.facts, rule.id) and self._answers(rule.id, case.facts.tracking):
                case = self._fill(case, rule.id, at)
        return case

    def _fill(self, case: Case, name: str, at: datetime) -> Case:
        """The case with one question answered by weight."""
        draw = self._pick(self._answers(name, case.facts.tracking))
        value: Any = draw.value
        if name in VALUES and VALUES[name] is not str:
            value = at + self._time(draw) if draw.value == AFTER else at - self._time(draw)
            value = _plausible(name, value, case.facts)
            value = value.date() if is_day(name) else value
        elif name in VALUES:
            value = "".join(self.rng.choice("0123456789") if c == "#" else c for c in draw.value)
        return case.with_fact(name, value)


def _plausible(name: str, value: datetime, facts: Facts) -> datetime:
    """The moment, moved to the other one if the parcel would have been scanned before it was paid for."""
    if name == "last_scan" and facts.paid_at is not None:
        return max(value, facts.paid_at)
    if name == "paid_at" and facts.last_scan is not None:
        return min(value, facts.last_scan)
    return value


def _blank(facts: Facts, name: str) -> bool:
    return getattr(facts, name) in (UNKNOWN, None)


def _lacking(route: Route) -> list[str]:
    """Required evidence that is not in hand, in the order in which it is handed in."""
    return list(missing(route.rules["evidence"], route.facts.held))

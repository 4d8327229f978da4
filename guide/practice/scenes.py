"""A practice case played: chat, exercises, and what comes of the step that the key gives.

What is known grows by what is asked; the story goes on along the key, so that no answer leads into a dead end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.facts import changed
from guide.engine.advice import Advice, advise
from guide.engine.case import Case
from guide.engine.changes import say_event
from guide.engine.follow import follow
from guide.engine.journal import Event
from guide.engine.proposal import fitting_demand
from guide.practice import people
from guide.practice.cases.hours import human
from guide.practice.cases.wordings import answered, question, said
from guide.practice.exercises import drills, messages
from guide.practice.exercises.deciding import decide
from guide.practice.people import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.practice.cases.building import PracticeCase
    from guide.practice.exercises.exercise import Exercise

#: Questions asked of the buyer before the rest is told, decisions after the first, and the length of a whole life.
_ASKED, _AFTER, _LIFE = 2, 1, 120


@dataclass(frozen=True)
class Scene:
    """What was written since the exercise before, and the exercise."""

    lines: tuple[Line, ...]
    exercise: Exercise


def scenes(case: PracticeCase, book: Book) -> tuple[Scene, ...]:
    """The exercises of a case, in order, each with what is written before it."""
    return tuple(played(case, book))


def played(case: PracticeCase, book: Book) -> Iterator[Scene]:
    """The same one after another, for whoever needs only the first of them."""
    return _Play(case, book).scenes()


class _Play:
    """One case on its way: the clock, what is known, and the lines that no exercise has yet."""

    def __init__(self, case: PracticeCase, book: Book) -> None:
        self.case, self.book = case, book
        self.at = case.now - timedelta(minutes=30)
        self.known = Case(changed(Case().facts, {"held": case.truth.facts.held}), ())
        self.lines: list[Line] = []
        self.told: list[Line] = []  # in earlier scenes

    def scenes(self) -> Iterator[Scene]:
        """Ask and read, decide, prove, write and tell the time; then what comes of it, and decide again."""
        self._happened()
        yield from self._conversation()
        self._rest()
        yield self._scene(decide(self.known, self.book, self.case.now, self.case.rng("decide"), self.case.rule))
        yield from self._drills()
        for number in range(_AFTER):
            if not self._step(number):
                return
            yield self._scene(decide(self.known, self.book, self.at, self.case.rng(f"decide {number}")))

    def _scene(self, exercise: Exercise) -> Scene:
        lines, self.lines = tuple(self.lines), []
        self.told += lines
        return Scene(lines, exercise)

    def _say(self, line: Line) -> None:
        self.lines.append(line)
        self.at = max(self.at, line.at)

    def _happened(self) -> None:
        """What happened before, and the first words of the buyer."""
        for event in self.case.truth.journal:
            self._happening(event)
            self.at = max(self.at, event.at + timedelta(minutes=2))
        truth, matters = self.case.truth, people.matters(self.case, self.book, self.at)
        if truth.journal or not matters:
            self._say(people.opening(self.case, self.book, self.at))
        for line in matters:
            self._say(line)
        told = {"complaint": truth.facts.complaint, "bought": truth.facts.bought} if truth.journal or matters else {}
        self.known = Case(changed(self.known.facts, told), truth.journal)

    def _happening(self, event: Event) -> None:
        """An event as a line of the story; an answer of the seller in the seller's own words."""
        words = self.book.words
        texts = answered(self.book, event, self.case.truth.facts) if event.event in _SELLERS else None
        who = "seller" if texts else "time"
        if texts is None:
            texts = {lang: say_event(self.book, lang, event.event, event.reply) for lang in words}
        self.lines.append(Line(who, event.at, texts))

    def _conversation(self) -> Iterator[Scene]:
        passed: frozenset[str] = frozenset()
        for number in range(_ASKED):
            exercise = drills.ask(self.known, self.book, self.case.now, self.case.rng(f"ask {number}"), passed)
            if exercise is None:
                return
            yield self._scene(exercise)
            (group,) = exercise.part("question").key
            passed |= {group}
            yield from self._answer(group)

    def _answer(self, group: str) -> Iterator[Scene]:
        """The question is put, the buyer answers; what is pasted has to be read first."""
        self._say(Line("agent", self.at + timedelta(minutes=2), question(self.book, group)))
        before = [line.texts for line in (*self.told, *self.lines)]
        told = people.tell(
            self.case, self.book, people.group_of(self.book, group), self.at + timedelta(minutes=3), before
        )
        for line in told.lines:
            self._say(line)
        self.known = Case(changed(self.known.facts, told.facts), self.known.journal)
        log = next((line.log for line in told.lines if line.log), ())
        if log:
            reading = drills.read(self.known, self.book, self.case.now, log, self.case.rng("read"))
            if reading is not None:
                yield self._scene(reading)

    def _rest(self) -> None:
        """What has not been asked: the agent sends the list of checks, and the buyer fills it in."""
        before = self.known
        left = people.unasked(self.case.truth, self.known.facts)
        self.known = self.case.truth
        self.at = max(self.at, self.case.now - timedelta(minutes=6))
        if before != self.known:
            rng = self.case.rng
            form = {lang: words["practice.fill_in"] for lang, words in self.book.words.items()}
            self._say(Line("agent", self.at + timedelta(minutes=1), form))
            self._say(Line("buyer", self.at + timedelta(minutes=3), said(self.book, "told", rng("told")) or {}))
            for name in left:
                if name in _TOLD:
                    texts = people.fact_said(self.book, name, left[name], self.case.now, rng(f"told {name}"))
                    self._say(Line("buyer", self.at, texts))
        self.at = self.case.now

    def _drills(self) -> Iterator[Scene]:
        now, rng = self.case.now, self.case.rng
        for exercise in (
            drills.prove(self.known, self.book, now, rng("prove")),
            messages.write(self.known, self.book, now, rng("write")),
            drills.time(self.known, self.book, now, rng("time")),
        ):
            if exercise is not None:
                yield self._scene(exercise)

    def _step(self, number: int) -> bool:
        """Do what is advised, then let the others act; whether there is anything else to decide afterwards."""
        before, decided = self.known.facts, follow(self.known, self.book, self.at).deciding[0]
        self.known, self.at, happened = live(self.known, self.book, self.at, self.case, f"{number}")
        for event in happened:
            self._happening(event)
        self.lines.append(
            Line("time", self.at, {lang: w["practice.clock_moved"] for lang, w in self.book.words.items()})
        )
        self._comes_back(before, happened, self.case.rng(f"back {number}"))
        route = follow(self.known, self.book, self.at)
        return route.state["action"] != "closed" and route.deciding[0] != decided

    def _comes_back(self, before: Facts, happened: Sequence[Event], rng: Random) -> None:
        """The buyer says what was found out, gathered or done since then, or asks how it goes on."""
        now = vars(self.known.facts)
        found = [name for name, value in vars(before).items() if now[name] != value and name not in ("held", "demand")]
        texts = [people.fact_said(self.book, name, now[name], self.at, rng) for name in found]
        ways = ["again" if happened or self.known.facts.held == before.held else "sent"]
        if happened:
            ways[:0] = people.later(happened[-1], self.at)
        told = [line.texts for line in self.told]
        for words in texts or [next(filter(None, (said(self.book, way, rng, told) for way in ways)), {})]:
            self.lines.append(Line("buyer", self.at, words))


_SELLERS = ("seller_replied", "refund_answered")
#: What a buyer adds in words to the list of checks, because it cannot be ticked.
_TOLD = ("promised_by", "auto_confirm_at")


def live(
    case: Case, book: Book, now: datetime, practice: PracticeCase, purpose: str
) -> tuple[Case, datetime, list[Event]]:
    """The case after one more step: the advised act is done, or somebody else acts, or time passes."""
    advice = advise(case, book, now)
    rng = practice.rng(f"live {purpose}")
    happened: list[Event] = []
    if any(blocker.field == "demand" for blocker in advice.blockers):
        case = case.with_fact("demand", fitting_demand(advice.route))
        advice = advise(case, book, now)
    if advice.action == "gather_evidence":
        case = case.with_fact("held", case.facts.held | {slot.id for slot in advice.evidence})
        return case, human(now + timedelta(hours=1)), []
    if (
        advice.turn == "you"
        and not advice.option.event
        and (found := people.finds_out(case, book, now, rng)) is not None
    ):
        return found, human(now + timedelta(hours=1)), []
    if (act := _act(advice)) and not advice.blockers:
        at = human(now + timedelta(minutes=10))
        happened.append(Event(act, at if at >= now else now, "none"))
        case = case.with_event(happened[-1])
    after = people.others_do(case, book, now + timedelta(minutes=11), practice.seller, rng)
    if after.event is not None:
        happened.append(after.event)
        case = case.with_event(after.event)
    return case, after.at, happened


def _act(advice: Advice) -> str:
    """The event of the advised act; whoever has asked twice on the order page goes on to the platform, as it says."""
    asked = [event.event for event in advice.route.replay.applied].count("refund_requested")
    again = advice.option.event == "refund_requested" and asked >= people.TWICE
    return "platform_applied" if again else advice.option.event


def life(practice: PracticeCase, book: Book) -> tuple[Case, datetime]:
    """The whole life of a case along the key, to its end."""
    case, now = practice.truth, practice.now
    for number in range(_LIFE):
        if advise(case, book, now).action == "closed":
            break
        case, now, _ = live(case, book, now, practice, f"life {number}")
    return case, now

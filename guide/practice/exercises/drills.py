"""Asking, reading, proving and telling the time: each keyed by the part of the engine that knows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, UNKNOWN
from guide.book.slots import SLOTS
from guide.engine.advice import Advice, advise
from guide.engine.asking import groups, questions
from guide.engine.drafts import say_moment
from guide.engine.follow import asked as applying
from guide.engine.follow import follow
from guide.practice.cases.log import read as read_log
from guide.practice.cases.wordings import asked, question
from guide.practice.exercises.deciding import words_of
from guide.practice.exercises.exercise import BEST, HARMFUL, NOT_YET, POSSIBLE, Exercise, Option, Part, right
from guide.practice.exercises.pictures import grade_look, look
from guide.practice.skills import skill_of
from guide.reading.tracking.model import SIGNED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.reading.tracking.model import TrackingReading

MOST = 4
#: How often questions of quite other cases are among those to choose from.
_ASTRAY = 0.2
#: How often evidence is looked at rather than chosen.
_PICTURES = 0.5


def ask(case: Case, book: Book, now: datetime, rng: Random, passed: frozenset[str] = frozenset()) -> Exercise | None:
    """Which question now; the key is the ranking of the walk. Idle ones are first of all those that belong here."""
    route = follow(case, book, now)
    worth = [q.group.id for q in questions(route, passed) if q.group.id in asked(book)]
    if not worth:
        return None
    idle = [group for group in asked(book) if group not in worth and group not in passed]
    others = rng.sample(worth[1:], min(1, len(worth) - 1))
    apply, declared = set(applying(route)), groups(book)
    rng.shuffle(idle)
    if rng.random() >= _ASTRAY:
        idle.sort(key=lambda group: group not in declared or apply.isdisjoint(declared[group].facts))
    others += idle[: MOST - 1 - len(others)]
    options = [worth[0], *others]
    rng.shuffle(options)
    rule = f"asking/{worth[0]}"
    part = Part("question", tuple(Option(o, question(book, o)) for o in options), frozenset([worth[0]]))
    return Exercise("ask", rule, skill_of(book, "ask", rule), case, now, (part,))


def grade_question(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> str:
    """The first question is best; another one that can still change the advice is possible."""
    (group,) = answer["question"]
    if group in exercise.part("question").key:
        return BEST
    worth = {q.group.id for q in questions(follow(exercise.case, book, exercise.now))}
    return POSSIBLE if group in worth else NOT_YET


def read(case: Case, book: Book, now: datetime, log: Sequence[str], rng: Random) -> Exercise | None:
    """What a log says: the line that decides, the state, and who signed; the key is the reader."""
    reading = read_log(book, tuple(log), now)
    if len(log) < 2 or reading.deciding is None or reading.state == UNKNOWN:
        return None
    decisive = reading.events[reading.deciding].text
    (line,) = [number for number, text in enumerate(log) if text.endswith(decisive)] or [0]
    lines = Part("line", tuple(Option(str(n), {"zh": text, "en": text}) for n, text in enumerate(log)),
                 frozenset([str(line)]))  # fmt: skip
    parts = [lines, _words("tracking", "state", reading.state, book, rng)]
    if reading.state in SIGNED and reading.signer != UNKNOWN:
        parts.append(_words("signer", "signer", reading.signer, book, rng))
    rule = read_rule(reading)
    return Exercise("read", rule, skill_of(book, "read", rule), case, now, tuple(parts), tuple(log))


def read_rule(reading: TrackingReading) -> str:
    """The name of what a reading is about: whose signature it is, or where the parcel is."""
    return f"signed/{reading.signer}" if reading.state in SIGNED else f"parcel/{reading.state}"


#: What is easily mistaken for a state or a signer, the likeliest first.
_NEAR = {
    "accepted": "not_shipped in_transit", "in_transit": "accepted out_for_delivery customs",
    "out_for_delivery": "in_transit delivered at_pickup_point", "delivery_failed": "out_for_delivery refused returned",
    "at_pickup_point": "delivered_proxy delivered out_for_delivery", "delivered": "delivered_proxy at_pickup_point",
    "delivered_proxy": "delivered at_pickup_point", "customs": "in_transit returned not_shipped",
    "returned": "delivery_failed refused in_transit", "refused": "delivery_failed returned delivered",
    "recipient": "unstated family", "unstated": "recipient family", "family": "recipient other",
    "front_desk": "recipient guard", "guard": "recipient front_desk", "station": "locker recipient",
    "locker": "station recipient", "doorstep": "recipient unstated", "other": "recipient unstated",
}  # fmt: skip


def _words(fact: str, part: str, key: str, book: Book, rng: Random) -> Part:
    """A question about a fact with its word, those that are mistaken for it, and another."""
    words = [word for word in CHOICES[fact] if word not in (key, UNKNOWN)]
    near = [word for word in _NEAR.get(key, "").split() if word in words]
    rest = [word for word in words if word not in near]
    chosen = [key, *near, *rng.sample(rest, len(rest))][:MOST]
    options = tuple(Option(w, words_of(book, f"fact.{fact}.{w}")) for w in CHOICES[fact] if w in chosen)
    return Part(part, options, frozenset([key]))


def grade_reading(exercise: Exercise, answer: Mapping[str, frozenset[str]]) -> str:
    """All is best; the state alone is possible; to have the recipient sign where nobody says so is harmful."""
    good = right(exercise, answer)
    if len(good) == len(exercise.parts):
        return BEST
    if "recipient" in answer.get("signer", ()) or ("state" not in good and "delivered" in answer["state"]):
        return HARMFUL
    return POSSIBLE if "state" in good else NOT_YET


def prove(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """Which evidence is required, or what a picture proves and leaves out; the key is the table of evidence."""
    return (look if rng.random() < _PICTURES else _require)(case, book, now, rng)


def _require(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """Which evidence is required here, and what one piece proves."""
    advice = advise(case, book, now)
    required = frozenset(slot.id for slot in advice.evidence if slot.level == "required")
    others = [slot for slot in SLOTS if slot not in required]
    if not required or not others:
        return None
    shown = rng.choice(sorted(required))
    offered = {*required, *rng.sample(others, min(len(others), 3))}
    slots = tuple(Option(s, words_of(book, f"evidence.{s}")) for s in SLOTS if s in offered)
    other = rng.choice([slot for slot in SLOTS if slot != shown])
    claims = [Option(name, words_of(book, f"evidence.{name}"))
              for name in (f"{shown}.proves", f"{other}.proves")]  # fmt: skip
    rng.shuffle(claims)
    parts = (Part("required", slots, required, many=True),
             Part("proves", tuple(claims), frozenset([f"{shown}.proves"])))  # fmt: skip
    rule = advice.route.rules["evidence"].ref
    return Exercise("prove", rule, skill_of(book, "prove", rule), case, now, parts, shown=shown)


def grade_proof(exercise: Exercise, answer: Mapping[str, frozenset[str]]) -> str:
    """Exactly what is required is best; more is possible; less is not enough; to claim what it does not prove harms."""
    if exercise.picture is not None:
        return grade_look(exercise, answer)
    good = right(exercise, answer)
    if "proves" not in good:
        return HARMFUL
    if "required" in good:
        return BEST
    return POSSIBLE if answer["required"] > exercise.part("required").key else NOT_YET


def time(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """Whose turn it is, and until when; the key is the clock of the advised action."""
    advice = advise(case, book, now)
    clock = advice.clock
    if clock is None or clock.paused or clock.ends_at <= now:
        return None
    key = clock.ends_at
    away = [timedelta(hours=h) for h in (24, 48, -24, 12, -12, 72)]
    moments = [c.ends_at for c in advice.clocks if c.ends_at != key and c.ends_at > now][:1]
    moments += [key + by for by in rng.sample(away, len(away)) if key + by > now]
    chosen = sorted({key, *[m for m in dict.fromkeys(moments) if m != key][:2]})
    ends = tuple(Option(m.isoformat(), {lang: say_moment(lang, m, now) for lang in book.words}) for m in chosen)
    turns = tuple(Option(t, words_of(book, f"turn.{t}")) for t in ("you", "seller", "courier", "platform", "nobody"))
    parts = (Part("turn", turns, frozenset([advice.turn])), Part("until", ends, frozenset([key.isoformat()])))
    rule = f"clocks/{clock.id}"
    return Exercise("time", rule, skill_of(book, "time", rule), case, now, parts)


def grade_time(exercise: Exercise, answer: Mapping[str, frozenset[str]], advice: Advice) -> str:
    """Both is best, one is possible; later than the end of something that is lost then is harmful."""
    good = right(exercise, answer)
    if len(good) == len(exercise.parts):
        return BEST
    (until,) = answer["until"]
    if advice.clock is not None and advice.clock.ends == "lose" and until > advice.clock.ends_at.isoformat():
        return HARMFUL
    return POSSIBLE if good else NOT_YET

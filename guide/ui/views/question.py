"""A question of the walk with its answers: the first of all, those of the engine, what came of an act, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.engine.asking import SIZES, Answer, came, event_days, starts
from guide.engine.drafts import say_day
from guide.ui.views.parts import event_words
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.engine.asking import Group, Question
    from guide.ui.session import Session


@dataclass(frozen=True)
class Tap:
    """An answer that takes one tap."""

    id: str  #: what the tap says
    label: str  #: the answer in words
    hint: str  #: a remark under it


@dataclass(frozen=True)
class Ask(Context):
    """One question with its answers."""

    template: ClassVar[str] = "ask.html"
    id: str  #: the group of facts that it asks for
    title: str  #: the question
    hint: str  #: where the answer is found
    taps: tuple[Tap, ...]  #: answers, one below the other
    days: tuple[Tap, ...]  #: answers that are a day, side by side
    fold: Tap | None  #: an answer that needs one more tap; it opens under itself
    inside: tuple[Tap, ...]  #: the answers in that fold
    later: Tap | None  #: “not yet”, where that is an answer


def _maybe(session: Session, *ids: str) -> str:
    """The first of these words that there is."""
    words = session.book.words[session.lang]
    return next((words[id_] for id_ in ids if id_ in words), "")


def _day(session: Session, answer: Answer) -> Tap:
    assert answer.days is not None
    near = _maybe(session, f"ask.day.{answer.days}")
    far = "ask.day.ago" if answer.days < 0 else "ask.day.ahead"
    label = near or session.say(far, n=abs(answer.days))
    day = session.now().date() + timedelta(days=answer.days)
    return Tap(answer.id, label, say_day(session.lang, day, session.now()))


def tap_of(session: Session, answer: Answer) -> Tap:
    """An answer of the engine in words."""
    label = _maybe(session, f"ask.{answer.id}", f"fact.{answer.id}")
    return Tap(answer.id, label, _maybe(session, f"ask.{answer.id}.hint", f"fact.{answer.id}.hint"))


def title(session: Session, group: Group) -> str:
    """The question for a group."""
    return _maybe(session, f"ask.{group.id}", f"fact.{group.facts[0]}")


def ask(session: Session, question: Question) -> Ask:
    """A question of the engine in words."""
    group = question.group
    whole = tuple(tap_of(session, a) for a in question.answers if a.days is None and not a.under)
    under = next((a.under for a in question.answers if a.under), "")
    fold = f"ask.{group.id}.{under}"
    later = _maybe(session, f"ask.{group.id}.later")
    return Ask(
        id=group.id,
        title=title(session, group),
        hint=_maybe(session, f"ask.{group.id}.hint", f"fact.{group.facts[0]}.hint"),
        taps=whole,
        days=tuple(_day(session, a) for a in question.answers if a.days is not None),
        fold=Tap(under, session.say(fold), _maybe(session, f"{fold}.hint")) if under else None,
        inside=tuple(tap_of(session, a) for a in question.answers if a.under),
        later=Tap("later", later, _maybe(session, f"ask.{group.id}.later.hint")) if later else None,
    )


def ask_start(session: Session) -> Ask:
    """The first question of all, with the answers of the front page."""
    taps: dict[str, list[Tap]] = {size: [] for size in SIZES}
    for one in starts(session.book).values():
        taps[one.size].append(Tap(one.id, session.say(f"start.{one.id}"), _maybe(session, f"start.{one.id}.hint")))
    large, small, rare = map(tuple, taps.values())
    more = Tap("rare", session.say("first.more"), "")
    return Ask("start", session.say("start.title"), session.say("start.hint"), large, small, more, rare, None)


def ask_patience(session: Session) -> Ask:
    """While a picture is read: the way on without it."""
    instead = Tap("instead", session.say("walk.read.instead"), "")
    return Ask("read", session.say("walk.read"), session.say("walk.read.hint"), (instead,), (), None, (), None)


def ask_came(session: Session, advice: Advice) -> Ask:
    """What came of the last act."""
    events = came(advice.route)

    def tap(event: str, reply: str) -> Tap:
        words = session.say(f"reply.{reply}" if reply != "none" else f"event.{event}")
        return Tap(f"{event} {reply}", words, _maybe(session, f"reply.{reply}.hint"))

    usual, rare = (tuple(tap(e, r) for e, r, is_rare in events if is_rare is which) for which in (False, True))
    side = _maybe(session, f"walk.came.{events[0].event}", "walk.came")
    later = Tap("later", session.say("walk.came.later"), session.say("walk.came.later.hint"))
    return Ask(
        "came", side, "", usual, (), Tap("rare", session.say("walk.came.rare"), "") if rare else None, rare, later
    )


def ask_time(session: Session, event: str, reply: str) -> Ask:
    """When something happened: just now, or on a day before."""
    what = MARKS[session.lang]["stop"].join((event_words(session, event, reply), session.say("walk.time.hint")))
    now = Tap("now", session.say("ask.now"), f"{session.now():%H:%M}")
    days = (now, *(_day(session, Answer(str(n), {}, "", n)) for n in event_days(session.book)))
    return Ask("time", session.say("walk.time"), what, (), days, None, (), None)

"""Parts that several views show: a reason with its sources, an answer, an event, a clock, a text to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from guide.book.book import MARKS, part
from guide.book.facts import CHOICES
from guide.engine.case import BEIJING
from guide.engine.changes import say_event
from guide.engine.drafts import SENT_IN, gaps, say_day, say_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book, Reference
    from guide.book.facts import Facts
    from guide.engine import clocks, drafts, options, reasons
    from guide.engine.journal import Event
    from guide.ui.session import Session

_LONG = 60  # days from which hours say nothing


def listed(session: Session, words: Iterable[str]) -> str:
    """Words as a list within a sentence."""
    return MARKS[session.lang]["comma"].join(words)


# reasons ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A source as it is quoted beside a reason."""

    confidence: str  #: how sure it is: an id of `confidence.*`
    words: str  #: how it is quoted
    stale: bool  #: whether its review day is over


@dataclass(frozen=True)
class Reason:
    """Why: the sentence of the rule that fired, and its sources."""

    because: str  #: the sentence
    confidence: str  #: how sure the weakest source is
    sources: tuple[Source, ...]  #: sources as they are quoted; statements of the source document are one


@dataclass(frozen=True)
class Blocker:
    """A thing that is missing before an action can be done."""

    field: str  #: the field that mends it
    because: str  #: what is missing, as a sentence


def _sources(session: Session, sources: Iterable[Reference]) -> Iterator[Source]:
    sources = tuple(sources)
    statements = [s for s in sources if s.confidence == "source" and s.id.startswith("S")]
    if statements:
        words = session.book.reference("").citation[session.lang] + listed(session, [s.id for s in statements])
        yield Source("source", words, stale=False)
    today = session.now().date()
    for source in sources:
        if source not in statements:
            stale = source.review_by is not None and source.review_by < today
            yield Source(source.confidence, source.citation[session.lang], stale)


def reason(session: Session, why: reasons.Reason) -> Reason:
    """A reason with its sources as they are quoted."""
    sources = tuple(_sources(session, why.sources))
    return Reason(why.because[session.lang], why.confidence, sources)


def blockers(session: Session, option: options.Option) -> tuple[Blocker, ...]:
    """The blockers of an action, each with the field that mends it."""
    return tuple(Blocker(b.field, b.reason.because[session.lang]) for b in option.blockers)


# answers and events -------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """An answer as it is read back."""

    name: str  #: the fact
    label: str  #: the question, without its mark
    value: str  #: the answer in words


@dataclass(frozen=True)
class Happening:
    """An event with its moment, in words."""

    when: str  #: the moment in Beijing time
    iso: str  #: the moment for a machine
    event: str  #: the event and its answer


def event_words(session: Session, event: str, reply: str) -> str:
    """An event and its answer, in words."""
    return say_event(session.book, session.lang, event, reply)


_gaps = part(gaps)


#: A ruled blank of a draft, with the note in brackets behind it that says what belongs there.
_RULED = re.compile("＿+(?:（[^（）]*）)?")


def first_blank(text: str, book: Book) -> str:
    """The first part of a text that is left to fill in: a ruled blank or a gap of a draft; empty where it is whole."""
    ruled = _RULED.search(text)
    open_ = {text.find(gap): gap for gap in _gaps(book) if gap in text} | ({ruled.start(): ruled[0]} if ruled else {})
    return open_[min(open_)] if open_ else ""


def is_whole(text: str, book: Book) -> bool:
    """Whether nothing in a text is left to fill in."""
    return not first_blank(text, book)


def value_words(session: Session, name: str, value: object) -> str:
    """An answer in words."""
    if name in CHOICES:
        return session.say(f"fact.{name}.{value}")
    if isinstance(value, datetime):
        return say_moment(session.lang, value, session.now())
    if isinstance(value, date):
        return say_day(session.lang, value, session.now())
    return str(value)


def answers(session: Session, facts: Facts, names: Iterable[str]) -> tuple[Answer, ...]:
    """Answers as they are read back; evidence in hand is shown elsewhere."""
    labels = {name: session.say(f"fact.{name}").rstrip("？?") for name in names if name != "held"}
    return tuple(Answer(n, label, value_words(session, n, getattr(facts, n))) for n, label in labels.items())


def happenings(session: Session, events: Iterable[Event], now: datetime) -> tuple[Happening, ...]:
    """Events with their moments, in words."""
    return tuple(
        Happening(say_moment(session.lang, e.at, now), e.at.isoformat(), event_words(session, e.event, e.reply))
        for e in events
    )


# clocks -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Amount:
    """A number and its unit, as in "3 days"."""

    number: str  #: the number in digits
    unit: str  #: the unit in words


@dataclass(frozen=True)
class Clock:
    """A clock: its name, the time left, and until when."""

    title: str  #: the name of the clock
    left: tuple[Amount, ...]  #: its two largest units; empty once it is over
    until: str  #: when it ends, as a sentence
    local: str  #: the end by the buyer's own clock; empty where that is Beijing time
    confidence: str  #: how sure its length is
    copied: bool  #: whether its end was copied from the app


def left(session: Session, span: timedelta) -> tuple[Amount, ...]:
    """A span as its two largest units; empty once it is over."""
    minutes = int(span.total_seconds() // 60)
    if span <= timedelta(0):
        return ()
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= _LONG:
        return (Amount(str(days), session.say("ui.days")),)
    if days >= 2:
        return Amount(str(days), session.say("ui.days")), Amount(str(hours), session.say("ui.hours"))
    return Amount(str(days * 24 + hours), session.say("ui.hours")), Amount(f"{minutes:02}", session.say("ui.minutes"))


def copied(running: clocks.Clock) -> bool:
    """Whether the end of a clock was copied from the app."""
    return running.source == "domain.unverified"


def local(session: Session, at: datetime) -> str:
    """A moment in the buyer's own time zone; empty where that is Beijing time."""
    if session.zone.utcoffset(at) == BEIJING.utcoffset(at):
        return ""
    moment = say_moment(session.lang, at.astimezone(session.zone).replace(tzinfo=BEIJING), session.now())
    name = str(session.zone) if session.zone_named else ""
    return session.say("ui.clocks.local" if name else "ui.clocks.local.plain", moment=moment, zone=name)


def clock(session: Session, running: clocks.Clock, now: datetime) -> Clock:
    """A clock in words."""
    over = running.ends_at <= now
    moment = say_moment(session.lang, running.ends_at, now)
    return Clock(
        title=session.say(f"clock.{running.id}"),
        left=left(session, running.left(now)),
        until=session.say("ui.until.over" if over else "ui.until", moment=moment),
        local=local(session, running.ends_at),
        confidence=running.confidence,
        copied=copied(running),
    )


# texts to copy ------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: plain words, a filled place, or a gap."""

    text: str  #: its words
    kind: str  #: `plain`, `filled` from a fact, or a `gap` that waits for one
    field: str  #: the fact that a gap waits for


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text to copy."""

    id: str  #: its place in the order: an id of `part.*`
    pieces: tuple[Piece, ...]  #: its parts in their order


@dataclass(frozen=True)
class Paper:
    """A text to send, to hand in, or to say."""

    kind: str  #: `message`, `statement`, `script`, or a paper of `paper.*`
    text: str  #: the whole text, as it is copied
    sentences: tuple[Sentence, ...]  #: one by one, with their gaps
    translation: tuple[Sentence, ...]  #: what they say, for whoever reads the page in another language


def pieces(parts: Iterable[drafts.Piece]) -> tuple[Piece, ...]:
    """The parts of a sentence, as a view shows them."""
    return tuple(Piece(p.text, p.kind, p.field) for p in parts)


def papers(written: Mapping[str, drafts.Draft | None], lang: str) -> tuple[Paper, ...]:
    """A draft, and the texts that belong to it and are written apart, as they are sent."""
    sent, meant = written.get(SENT_IN), written.get(lang)
    if sent is None or meant is None:
        return ()
    pairs = zip((sent, *sent.more), (meant, *meant.more), strict=True)
    return tuple(Paper(d.kind, d.text, _sentences(d), _sentences(said) if lang != SENT_IN else ()) for d, said in pairs)


def written(kind: str, text: str) -> Paper:
    """A text as somebody typed it."""
    return Paper(kind, text, tuple(Sentence("", (Piece(line, "plain", ""),)) for line in text.split("\n")), ())


def _sentences(draft: drafts.Draft) -> tuple[Sentence, ...]:
    return tuple(Sentence(p.id, pieces(p.pieces)) for p in draft.parts)

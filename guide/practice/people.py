"""The people one talks to: a buyer who answers what is asked, and a seller who behaves in one of several ways."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.book.events import EVENTS
from guide.book.facts import CHOICES, UNKNOWN, Facts
from guide.cases.weights import weights
from guide.engine import journal
from guide.engine.advice import advise
from guide.engine.asking import Group, answers, groups, questions
from guide.engine.asking import answered as given
from guide.engine.drafts import say_day, say_moment
from guide.engine.follow import follow
from guide.engine.journal import Event
from guide.practice.cases.happening import OFFICES, expected
from guide.practice.cases.hours import at_work, human
from guide.practice.cases.wordings import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.engine.route import Route
    from guide.practice.cases.building import PracticeCase
    from guide.practice.cases.wordings import Texts

_BLANK = Facts()
#: How often a buyer is vague or wrong at first; never about what is pasted.
_VAGUE, _WRONG = 0.15, 0.08
#: The longest that nothing happens before one looks again, in hours.
_QUIET = 48
#: Whoever has waited so long says that nothing moves.
_STILL = timedelta(days=2)
#: Whoever writes so soon after an answer does not say that nothing has come of it.
FRESH = timedelta(hours=6)
#: Nobody gives the same answer more often: whoever has promised this often is silent then.
TWICE = 2
#: What nobody else tells: what is wrong with an order, where it was paid, and whose parcel was signed for elsewhere.
_MATTERS = ("complaint", "bought", "signer")


class Line(NamedTuple):
    """One thing that is written: who, when, in each language; a `log` is pasted as it is."""

    who: str  # buyer, agent, seller, time
    at: datetime
    texts: Texts
    log: tuple[str, ...] = ()


class Told(NamedTuple):
    """What a buyer answers: the lines, and the facts that are known then."""

    lines: tuple[Line, ...]
    facts: dict[str, object]


def opening(case: PracticeCase, book: Book, at: datetime) -> Line:
    """The buyer's first words, from how the tracking looks; of a case that has gone on, what happened last."""
    rng, journal, facts = case.rng("opening"), case.truth.journal, case.truth.facts
    since = facts.paid_at if facts.tracking == "not_shipped" else facts.last_scan
    still = [f"open.{facts.tracking}.still"] if since and at - since >= _STILL else []
    ways = [*still, f"open.{facts.tracking}", "open.unknown"]
    if journal:
        ways = [*later(journal[-1], at), "open.later"]
    return Line("buyer", at, next(filter(None, (said(book, way, rng) for way in ways)), {}))


def matters(case: PracticeCase, book: Book, at: datetime) -> list[Line]:
    """What a buyer says at once where an order is no ordinary one."""
    found = (said(book, f"matter.{getattr(case.truth.facts, name)}", case.rng(name)) for name in _MATTERS)
    return [Line("buyer", at, texts) for texts in found if texts]


def later(last: Event, at: datetime) -> tuple[str, ...]:
    """The ids of what a buyer says who writes again after an event; of an answer that has just come, first its own."""
    name = last.event if last.reply == "none" else last.reply
    return (*([f"open.fresh.{name}"] if at - last.at < FRESH else []), f"open.later.{name}")


def tell(case: PracticeCase, book: Book, group: Group, at: datetime, told: Sequence[Texts] = ()) -> Told:
    """The buyer's answer to a question; a vague or wrong one is mended when asked again, which comes at once, in other
    words than were `told` before.
    """
    rng = case.rng(f"tell {group.id}")
    facts = {n: getattr(case.truth.facts, n) for n in group.facts}
    known = {n: v for n, v in facts.items() if v != getattr(_BLANK, n)}
    if group.id == "tracking" and case.log:
        texts = said(book, "log", rng) or {}
        reading = {n: getattr(case.truth.facts, n) for n in READ if getattr(case.truth.facts, n) != getattr(_BLANK, n)}
        return Told((Line("buyer", at, texts, case.log),), known | reading)
    if not known:
        return Told((Line("buyer", at, said(book, f"none.{group.id}", rng) or said(book, "none", rng) or {}),), {})
    lines: list[Line] = []
    manner = rng.random()
    if manner < _VAGUE + _WRONG:
        first, then = ("vague", "mended.vague") if manner < _VAGUE else ("wrong", "mended.wrong")
        lines.append(Line("buyer", at, said(book, f"{first}.{group.id}", rng) or said(book, first, rng, told) or {}))
        lines.append(Line("agent", at + timedelta(minutes=1), _again(book, told)))
        at += timedelta(minutes=4)
        mended = said(book, f"{then}.{group.id}", rng) or said(book, then, rng, told)
        lines.append(Line("buyer", at, mended or {}))
    lines += [Line("buyer", at, texts) for texts in _answers(book, group, known, case.now, rng)]
    return Told(tuple(lines), known)


#: How an agent asks again.
_PLEASE = ("practice.again_please", "practice.again_please.other")
#: What a pasted log says.
READ = ("tracking", "signer", "last_scan", "number")


def _again(book: Book, told: Sequence[Texts]) -> Texts:
    ways = [{lang: words[id_] for lang, words in book.words.items()} for id_ in _PLEASE]
    return next((texts for texts in ways if texts not in told), ways[0])


def _answers(book: Book, group: Group, known: dict[str, object], now: datetime, rng: Random) -> list[Texts]:
    """The words for the facts of a group: those of one answer to all of it, or of each."""
    for answer in answers(group, book, now):
        says_all = all(known.get(n) == v for n, v in answer.sets.items()) and len(answer.sets) >= len(known)
        if answer.sets and says_all and (texts := said(book, answer.id, rng)):
            return [texts]
    return [fact_said(book, name, value, now, rng) for name, value in known.items()]


def fact_said(book: Book, name: str, value: object, now: datetime, rng: Random) -> Texts:
    """A buyer's words for one fact; where there are none, those of the question and the answer."""
    texts = said(book, f"{name}.{value}", rng) or said(book, name, rng)
    if texts is None:
        return _plain(book, name, value, now)
    shown = {lang: _shown(lang, value, now) for lang in book.words}
    return {lang: text.replace("{value}", shown[lang]) for lang, text in texts.items()}


def _shown(lang: str, value: object, now: datetime) -> str:
    """A value as it is said: a moment, a day, or a word."""
    if isinstance(value, datetime):
        return say_moment(lang, value, now)
    return say_day(lang, value, now) if isinstance(value, date) else str(value)


def _plain(book: Book, name: str, value: object, now: datetime) -> Texts:
    """The plain words for a fact that has no wording of its own."""
    texts: Texts = {}
    for lang, words in book.words.items():
        label = words[f"fact.{name}"].rstrip("？?")
        shown = words.get(f"fact.{name}.{value}") or _shown(lang, value, now)
        texts[lang] = words["practice.plain"].format(label=label, value=shown)
    return texts


def finds_out(case: Case, book: Book, now: datetime, rng: Random) -> Case | None:
    """The case with an answer to the next question, as a buyer may find it, or with what the step has put right; None
    where there is neither.
    """
    route = follow(case, book, now)
    worth = questions(route)
    if worth:
        question = worth[0]
        useful = [a for a in question.answers if question.leads[a.id] != route.state["action"]]
        return given(case, rng.choice(useful or list(question.answers)).sets)
    wrong = [d for d in weights(book).get((route.state["action"], ""), ())
             if d.what in CHOICES and d.value and route.state["tracking"] in d.tracking
             and getattr(route.facts, d.what) not in (UNKNOWN, d.value)]  # fmt: skip
    if not wrong:
        return None
    draw = rng.choices(wrong, [d.weight for d in wrong])[0]
    case = case.with_fact("last_scan", now) if draw.what == "tracking" else case
    return case.with_fact(draw.what, draw.value)


def unasked(case: Case, facts: Facts) -> dict[str, object]:
    """What is true and was not asked."""
    return {n: v for n, v in vars(case.facts).items() if v not in (UNKNOWN, None, frozenset()) and vars(facts)[n] != v}


class Next(NamedTuple):
    """What happens next in a case: an event of somebody, or only the passing of time."""

    event: Event | None
    at: datetime


def others_do(case: Case, book: Book, now: datetime, seller: str, rng: Random) -> Next:
    """What the others do while one waits, by the kind of seller; where nobody does anything, time passes.

    Time that passes ends at the next deadline, so that no wait is without an end.
    """
    advice = advise(case, book, now)
    drawn = _drawn(book, advice.route, seller, rng)
    later = [clock.ends_at for clock in advice.clocks if clock.ends_at > now and not clock.paused]
    limit = min([*later, now + timedelta(hours=_QUIET)]) + timedelta(minutes=1)
    if drawn is None:
        return Next(None, _morning(limit))
    event, reply, hours = drawn
    at = human(now + timedelta(hours=hours))
    at = at if at > now else human(now + timedelta(hours=10))
    at = at_work(at, after=True) if event in OFFICES else at
    return Next(Event(event, at, reply), at)


def _morning(at: datetime) -> datetime:
    """A moment at which people are awake, not before the given one."""
    moved = human(at)
    return moved if moved >= at else human(moved + timedelta(hours=11))


def _drawn(book: Book, route: Route, seller: str, rng: Random) -> tuple[str, str, float] | None:
    """An event of somebody else that can happen now: the seller's by their kind, those of others by their weights."""
    action = route.state["action"]
    rows = [r for r in book.sheet("practice/sellers.csv").rows if r["seller"] == seller and r["when"] == action]
    ways = [(r["event"], r["reply"], float(r["least"]), float(r["most"]), float(r["weight"])) for r in rows]
    if not rows:
        own = {rule.then["event"] for rule in book.tables["actions"].rules}
        ways = [(d.what, d.value or "none", d.least, d.most, d.weight) for d in weights(book).get((action, ""), ())
                if d.weight and d.what in EVENTS and d.what not in own | {"seller_replied", "case_closed"}]  # fmt: skip
    table, standing = book.tables["journal"], route.standing
    ways = [w for w in ways if w[0] == "wait" or expected(w[0], standing.tracks)]
    said_already = Counter((event.event, event.reply) for event in route.replay.applied)
    ways = [w for w in ways if said_already[w[:2]] < TWICE]
    ways = [
        w for w in ways if w[0] == "wait" or journal.step(table, standing, Event(w[0], route.now, w[1])) is not None
    ]
    if not ways:
        return None
    event, reply, least, most, _ = rng.choices(ways, [w[4] for w in ways])[0]
    return None if event == "wait" else (event, reply, rng.uniform(least, most))


def group_of(book: Book, name: str) -> Group:
    """A group of questions by its id."""
    return groups(book)[name]

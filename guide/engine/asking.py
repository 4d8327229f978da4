"""The next question: of all that is unanswered, only what can still change the advice, the most decisive first.

`walk/order.csv` says which facts one question asks for, and in which order of equals; `walk/answers.csv` which facts
one tap on an answer gives; a question with one choice has the answers of its fact, one with a day the days near today.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import part
from guide.book.facts import CHOICES, UNKNOWN, VALUES, Facts, changed
from guide.engine import journal
from guide.engine.case import BEIJING, Case
from guide.engine.drafts.dates import LAST_MINUTE
from guide.engine.follow import asked, follow, if_answered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from guide.book.book import Book
    from guide.engine.route import Route

_BLANK = Facts()
#: What came of it may always be this, whoever was asked last.
_ENDS = ("received", "refunded")


class Group(NamedTuple):
    """Facts that one question asks for; for a day, how many days from today its answers are.

    `when` names answers under which it is asked: each fact with the words it may have; `after` a group that comes
    first while that is open, too. What stands `beside` a message changes what it says and no advice: nobody is asked it
    before.
    """

    id: str
    facts: tuple[str, ...]
    days: tuple[int, ...]
    when: Mapping[str, tuple[str, ...]]
    after: str = ""
    beside: bool = False


class Answer(NamedTuple):
    """What one tap gives: a value for each of some facts. Answers with the same `under` are in one fold."""

    id: str
    sets: Mapping[str, Any]
    under: str = ""
    days: int | None = None  # of a day, how far from today


class Question(NamedTuple):
    """A question that can change what is advised, with its answers."""

    group: Group
    answers: tuple[Answer, ...]
    leads: Mapping[str, str]  # answer -> the action that it leads to


#: How an answer to the first question stands: as a row, as a chip, or in a fold.
SIZES = ("large", "small", "rare")


class Start(NamedTuple):
    """An answer to the first question of all: what it says, and the events whose times it asks for next."""

    id: str
    sets: Mapping[str, str]
    asks: tuple[str, ...]
    size: str


def _sets(cell: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in cell.split())
    return {name: value for name, _, value in pairs}


def _words(cell: str) -> dict[str, tuple[str, ...]]:
    """Conditions: names with the words that each may have."""
    return {name: tuple(words.split("|")) for name, words in _sets(cell).items()}


def _fits(conditions: Mapping[str, tuple[str, ...]], route: Route) -> bool:
    return all(route.state[name] in words for name, words in conditions.items())


@part
def groups(book: Book) -> dict[str, Group]:
    """Every group by its id, in the order of the handbook."""

    def group(row: Mapping[str, str]) -> Group:
        asks, days = tuple(row["asks"].split()), tuple(map(int, row["days"].split()))
        return Group(row["id"], asks, days, _words(row["when"]), row["after"], row["beside"] == "yes")

    return {row["id"]: group(row) for row in book.sheet("walk/order.csv").rows if row["asks"]}


@part
def event_days(book: Book) -> tuple[int, ...]:
    """The days, from today, on which an event may have happened: of the row that asks for no fact."""
    return tuple(int(n) for row in book.sheet("walk/order.csv").rows if not row["asks"] for n in row["days"].split())


@part
def beside(book: Book) -> frozenset[str]:
    """Ways that may be taken beside whatever is advised."""
    return frozenset(row["id"] for row in book.sheet("walk/beside.csv").rows)


@part
def _declared(book: Book) -> dict[str, tuple[Answer, ...]]:
    """The answers of each group that has its own."""
    rows = book.sheet("walk/answers.csv").rows
    answers = [Answer(r["id"], _sets(r["sets"]), r["under"]) for r in rows]
    return {name: tuple(a for a in answers if a.id.startswith(f"{name}.")) for name in groups(book)}


@part
def starts(book: Book) -> dict[str, Start]:
    """The answers to the first question, by their ids."""
    rows = book.sheet("walk/starts.csv").rows
    return {r["id"]: Start(r["id"], _sets(r["sets"]), tuple(r["asks"].split()), r["size"]) for r in rows}


def on_day(days: int, now: datetime) -> datetime:
    """Some day so far from today, of which nobody has said the hour."""
    return datetime.combine(now.astimezone(BEIJING).date() + timedelta(days=days), LAST_MINUTE, BEIJING)


def as_answer(name: str, at: datetime) -> datetime | date:
    """A moment as the value of a fact, which may want the day alone."""
    return at if VALUES[name] is datetime else at.astimezone(BEIJING).date()


def answers(group: Group, book: Book, now: datetime) -> tuple[Answer, ...]:
    """All answers of a group."""
    if own := _declared(book)[group.id]:
        return own
    (name,) = group.facts
    if group.days:
        return tuple(Answer(f"{name}.{n}", {name: as_answer(name, on_day(n, now))}, days=n) for n in group.days)
    return tuple(Answer(f"{name}.{word}", {name: word}) for word in CHOICES[name] if word != UNKNOWN)


def answered(case: Case, sets: Mapping[str, Any]) -> Case:
    """The case with the facts of an answer."""
    return Case(changed(case.facts, sets), case.journal)


def open_groups(route: Route) -> Iterator[Group]:
    """The groups in which something that applies is not answered."""
    applying, given = set(asked(route)), vars(route.case.facts)
    for group in groups(route.book).values():
        if _fits(group.when, route) and any(n in applying and given[n] == getattr(_BLANK, n) for n in group.facts):
            yield group


def told(route: Route) -> tuple[Group, ...]:
    """The groups that say what was answered, none of it twice: first what is asked at this point; others say the rest,
    such as a first answer, and the most exact of them.
    """
    facts, all_ = vars(route.case.facts), groups(route.book).values()
    fitting = [group for group in all_ if _fits(group.when, route)]
    said: dict[str, set[str]] = {}
    for group in (*fitting, *sorted(all_, key=lambda g: len(g.facts))):
        given = {name for name in group.facts if facts[name] != getattr(_BLANK, name)}
        if not given <= set().union(*said.values()):
            said[group.id] = given
    return tuple(group for group in all_ if group.id in said)


def questions(route: Route, passed: Set[str] = frozenset()) -> tuple[Question, ...]:
    """Every question worth asking, in the order in which to ask: first the one on which most actions depend.

    Of equals comes the one that stands first in `order.csv`; one that comes after another stands no higher. `passed`
    are the groups that nobody can answer, which were asked all the same.
    """
    open_ = (group for group in open_groups(route) if not group.beside and group.id not in passed)
    worth = [q for group in open_ if (q := _question(route, group))]
    here = route.state["action"]
    counts = {q.group.id: len({*q.leads.values()} - {here}) for q in worth}
    if route.standing.outcome != "open":  # what is over is not looked into once more
        worth = [q for q in worth if counts[q.group.id]]
    first = {q.group.id: counts.get(q.group.after, counts[q.group.id]) for q in worth}
    return tuple(sorted(worth, key=lambda q: -min(counts[q.group.id], first[q.group.id])))


def _question(route: Route, group: Group) -> Question | None:
    """The question for a group, or None where no answer changes anything."""
    blank = {n: getattr(_BLANK, n) for n in group.facts}
    given = {n: v for n in group.facts if (v := getattr(route.case.facts, n)) != blank[n]}
    fitting = [a for a in answers(group, route.book, route.now) if not _contradicts(a, given)]
    after = {a.id: if_answered(route, {**a.sets, **given}) for a in fitting}
    if all(other == route.verdict for other in after.values()):
        return None
    return Question(group, tuple(fitting), {id_: other.action for id_, other in after.items()})


def again(route: Route, id_: str) -> Question:
    """The question for a group that is answered already, as if it were not."""
    group = groups(route.book)[id_]
    blank, all_ = {n: getattr(_BLANK, n) for n in group.facts}, answers(group, route.book, route.now)
    return Question(group, all_, {a.id: if_answered(route, {**blank, **a.sets}).action for a in all_})


def _contradicts(answer: Answer, given: Mapping[str, Any]) -> bool:
    """Whether an answer says otherwise than what is answered already; a part that is known is not asked again."""
    return any(given[name] != value for name, value in answer.sets.items() if name in given)


class Came(NamedTuple):
    """An event that may have come of the last act; what is rare stands apart."""

    event: str
    reply: str
    is_rare: bool = False


@part
def _coming(book: Book) -> tuple[tuple[str, frozenset[str], Mapping[str, tuple[str, ...]]], ...]:
    """The events that may come of an act, each with the replies that are rare and when it may come."""
    rows = book.sheet("walk/came.csv").rows
    return tuple((row["event"], frozenset(row["rare"].split()), _words(row["when"])) for row in rows)


def came(route: Route) -> tuple[Came, ...]:
    """What may have come of the last act; the last two say how it may have ended."""
    events = [(event, rare) for event, rare, when in _coming(route.book) if _fits(when, route)]
    if not events or route.standing.outcome != "open":
        return ()
    order = (*dict.fromkeys(event for event, _ in events), *_ENDS)
    rare = {(event, reply) for event, replies in events for reply in replies}
    pairs = journal.possible(route.book.tables["journal"], route.standing)
    return tuple(
        Came(*p, p in rare) for p in sorted((p for p in pairs if p[0] in order), key=lambda p: order.index(p[0]))
    )


def unchecked(route: Route) -> tuple[Group, ...]:
    """What nobody has checked yet and the advice depends on, also where it is written before all is checked."""
    if route.case.facts.stuck != UNKNOWN:  # whether to look further is a choice, and no check
        route = follow(route.case.with_fact("stuck", UNKNOWN), route.book, route.now, route.replay)
    return tuple(q.group for q in questions(route) if q.group.facts != ("stuck",))


def likely(route: Route) -> str:
    """The action that the advice is likely to come to: what it would be for whoever can find out no more.

    Where that is no more than to answer the question in hand, it is what the first answer leads to.
    """
    action = if_answered(route, {"stuck": "yes"}).action
    does = route.book.tables["actions"].named[action].then
    is_asking = route.state["stage"] == "self_check" and not (does["event"] or does["clock"])
    if action == route.state["action"] and is_asking and (worth := questions(route)):
        return if_answered(route, {**worth[0].answers[0].sets, "stuck": "yes"}).action
    return action

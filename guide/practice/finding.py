"""The search for a case that a given rule decides: backwards through the tables, forwards through the journal.

A rule asks for words; a table before it has rules that say these words, which ask for others, until only answers,
events and readings of clocks are left. All choices are drawn from the generator that is passed in, and the engine has
the last word: a case counts only where the rule fires in it.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import part
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS, Facts
from guide.book.kinds import CHAIN, DEEPER, READINGS, SLOTS, TABLES, TRACKS
from guide.engine import clocks, journal
from guide.engine.case import BEIJING, Case
from guide.engine.evidence import missing
from guide.engine.follow import applicable, follow
from guide.engine.journal import Event, replay
from guide.practice.hours import human

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.journal import Standing
    from guide.engine.route import Route

    #: Column -> the words that it may have.
    Wanted = Mapping[str, frozenset[str]]

#: An event and its reply.
Pair = tuple[str, str]
#: The tables whose rules decide what is done; those of `next_step` that hand on decide nothing themselves.
DECIDING = ("self_check", "patience", "next_step", "ladder")
#: Tries: beginnings of a way back through the tables, few of them where the tracking is only wished for, ways from
#: each, and moments for one way.
_WAYS, _FEW, _DEEP, _MOMENTS = 150, 8, 3, 60
#: Rules that are looked at on one way back, before it is given up.
_LOOKED_AT = 400
#: The first day of practice, so that a case lies in a year that is near.
_DAY = datetime(2026, 11, 2, tzinfo=BEIJING)
#: What is usual, where a rule leaves it open.
_USUAL = {"complaint": "not_arrived", "bought": "in_app", "kind": "in_stock", "origin": "domestic", "matter": "parcel",
          "order_found": "yes", "stuck": "no"}  # fmt: skip
#: Hours between two events, or since a moment; days that pass before the parcel is long silent, and so on.
_GAPS = (0.5, 1, 3, 6, 12, 20, 26, 30, 44, 50, 60, 74, 100, 170, 250, 400, 760, 1500)
#: Where an answer can be expected at all; nobody else is asked for anything that moves the case.
_ANSWERS = {
    "seller_replied": ("seller", "none", False),
    "refund_answered": ("seller", "requested", True),
    "more_asked": ("platform", "applied", True),
    "ruled": ("platform", "applied asked_more", True),
    "appeal_ended": ("platform", "appealed appealed_partly", True),
    "courier_answered": ("rung", "courier", True),
    "postal_answered": ("rung", "postal", True),
    "mediation_accepted": ("rung", "mediation", True),
    "mediation_ended": ("rung", "mediation mediating", True),
    "payment_ended": ("rung", "payment", True),
    "court_ended": ("rung", "court", True),
}


class Situation(NamedTuple):
    """A case and the moment at which a rule decides it."""

    case: Case
    now: datetime
    rule: str


def targets(book: Book) -> tuple[Rule, ...]:
    """Every rule that may decide, in the order of the tables."""
    return tuple(
        rule
        for name in DECIDING
        for rule in book.tables[name].rules
        if rule.then.get("action") not in (*DEEPER, "closed")
    )


def begin(book: Book) -> datetime:
    """The first day on which practice takes place: the newest limit is in force, whatever today is."""
    since = max(dated.since for values in book.parameters.values() for dated in values)
    return max(_DAY, datetime(since.year, since.month, since.day, tzinfo=BEIJING))


def find(book: Book, rule: Rule, rng: Random, *, tracking: Sequence[str] = ()) -> Situation | None:
    """A case that a rule decides; of the words that the tracking may have, those named first come first."""
    now = human(begin(book) + timedelta(days=rng.randrange(20, 80), hours=9 + rng.random() * 12))
    for preferred in (*tracking, ""):
        starts = _FEW if preferred else _WAYS
        for wanted in chain.from_iterable(islice(_ways(book, rule, rng, preferred), _DEEP) for _ in range(starts)):
            if (case := _case(book, rule, wanted, now, rng)) is not None:
                return Situation(case, now, rule.ref)
    return None


# backwards through the tables -----------------------------------------------------------------------------------------


def _ways(book: Book, rule: Rule, rng: Random, tracking: str) -> Iterator[Wanted]:
    """Ways to make a rule decide, each as the words of answers, tracks and readings."""
    wanted: Wanted = dict(rule.asks) | {name: frozenset([word]) for name, word in rule.adds.items() if name in _ADDED}
    if tracking and tracking not in wanted.get("tracking", (tracking,)):
        return
    wanted = {**wanted, "tracking": frozenset([tracking])} if tracking else wanted
    for before in _handing(book, rule, rng):
        joined = _joined(wanted, before)
        if joined is not None:
            yield from _back(book, joined, CHAIN[::-1], rng, [_LOOKED_AT])


#: Problems that are met where a rule asks for them.
_RARE = frozenset(
    ["pieces_missing", "part_missing", "wrong_goods", "empty_parcel", "outside_deal", "cancelled", "return_lost"]
)
#: What a self-check says that has the last word itself.
_OWN = frozenset(["open", "wait", "early", "other", "found"])
#: Columns that a table adds for those after it.
_ADDED = {name for table in CHAIN for name in TABLES[table].adds}


def _handing(book: Book, rule: Rule, rng: Random) -> list[Wanted]:
    """The conditions under which the table of a rule has the last word."""
    if rule.table == "next_step":
        return [{}]
    rules = book.tables["next_step"].rules
    if rule.table == "ladder" or rule.then.get("check") in _OWN:
        found: list[Wanted] = [r.asks for r in rules if r.then["action"] == rule.table]
    else:  # one of several reasons for what comes next
        nobody = frozenset(["none"])
        asked = {"seller": nobody if rule.table == "self_check" else frozenset(WORDS["seller"]) - nobody}
        asked["window"] = frozenset(WORDS["window"]) - {"closing"}
        fitting = [r for r in rules if r.then["action"] not in DEEPER]
        ways = [_joined(dict(r.asks), {**asked, "platform": nobody, "outcome": frozenset(["open"])})
                for r in fitting]  # fmt: skip
        found = [way for way in ways if way is not None]
    return rng.sample(found, len(found))


def _joined(one: Wanted, other: Wanted) -> Wanted | None:
    """Both sets of conditions at once; None where a column would have no word left."""
    joined = dict(one)
    for name, words in other.items():
        joined[name] = joined[name] & words if name in joined else words
        if not joined[name]:
            return None
    return joined


def _back(book: Book, wanted: Wanted, tables: Sequence[str], rng: Random, left: list[int]) -> Iterator[Wanted]:
    """Replace what tables say by what their rules ask for, the last table first, while any looks are `left`."""
    if not tables:
        asked = _asked(book, wanted)
        if asked is not None:
            yield asked
        return
    table, rest = book.tables[tables[0]], tables[1:]
    said = [name for name in TABLES[table.name].adds if name in wanted]
    if not said:
        yield from _back(book, wanted, rest, rng, left)
        return
    rules = [rule for rule in table.rules if all(rule.then[name] in wanted[name] for name in said)]
    usual, word = _USUAL.get(said[0], ""), said[0]
    for rule in sorted(rng.sample(rules, len(rules)), key=lambda r: (_is_rare(r, word), r.then[word] != usual)):
        left[0] -= 1
        if left[0] < 0:
            return
        joined = _joined(wanted, rule.asks)
        if joined is not None:
            yield from _back(book, joined, rest, rng, left)


def _is_rare(rule: Rule, said: str) -> bool:
    """Whether a rule says or asks for a problem that is rare."""
    return rule.then[said] in _RARE or {*rule.asks.get("problem", ("",)), *rule.asks.get("matter", ())} <= {*_RARE}


def _asked(book: Book, wanted: Wanted) -> Wanted | None:
    """The conditions together with those under which each answer is asked for."""
    questions = book.tables["questions"].named
    closed: set[str] = set()
    while names := [n for n in CHOICES if n in wanted and n not in closed and UNKNOWN not in wanted[n]]:
        for name in names:
            closed.add(name)
            joined = _joined(wanted, questions[name].asks)
            if joined is None:
                return None
            wanted = joined
    return wanted


# answers, moments and events ------------------------------------------------------------------------------------------


def _case(book: Book, rule: Rule, wanted: Wanted, now: datetime, rng: Random) -> Case | None:
    """A case with these words, if there is one; the engine says whether the rule decides it."""
    choices = {n: _word(n, wanted[n], rng) for n in CHOICES if n in wanted and UNKNOWN not in wanted[n]}
    if choices.get("signer", "unstated") not in ("recipient", "unstated") and "delivered_proxy" in wanted["tracking"]:
        choices["tracking"] = "delivered_proxy"  # as the reader calls it
    path = _path(book, wanted, rng)
    if path is None:
        return None
    parcel = [name for name in READINGS if READINGS[name].moments and name in wanted]
    other = [name for name in READINGS if not READINGS[name].moments and name in wanted]
    for _ in range(_MOMENTS):
        events = _events(path, now, clocks.span(book, "seller.fair", now), rng)
        facts = Facts(**{**choices, **_moments(book, parcel, wanted, now, rng, bool(other))})
        standing = replay(book.tables["journal"], events).standing
        readings = clocks.readings(applicable(book, facts, standing.tracks), standing, book, now)
        if all(readings[name] in wanted[name] for name in (*parcel, *other)):
            case = _proved(book, Case(facts, events), wanted, now, rng)
            route = follow(case, book, now)
            if _teaches(rule, route):
                return case
            if not parcel and not other:
                return None
    return None


def _path(book: Book, wanted: Wanted, rng: Random) -> tuple[Pair, ...] | None:
    """A short journal after which the tracks have these words: the seller first, then the platform, then the rest."""
    standing, path = journal.Standing(), tuple[Pair, ...]()
    for track in TRACKS:
        words = _likely(wanted, track)
        ways = [way for word in words if (way := _steps(book, track, standing, word)) is not None]
        if not ways:
            return None
        for event, reply in (way := rng.choice(ways)):
            standing = journal.step(book.tables["journal"], standing, Event(event, _NEVER, reply)) or standing
        path += way
    if {*wanted.get("chased", ())} and wanted["chased"] <= {"waiting", "over"} and path[-1:] != _APPLIED:
        path += (("seller_reminded", "none"),)
    return path


def _teaches(rule: Rule, route: Route) -> bool:
    """Whether a rule decides a route, or is a reason for what is done: no window that closes says otherwise."""
    if rule == route.deciding[0] or (rule.table == "next_step" and rule in route.deciding):
        return route.state["action"] != "closed"
    if rule not in route.deciding or route.state["window"] == "closing":
        return False
    return route.state["seller"] == "none" if rule.table == "self_check" else rule.then.get("patience") in _OVER


#: What a seller's answer means where the platform comes next.
_OVER = ("escalate", "gone")


def _word(name: str, words: frozenset[str], rng: Random) -> str:
    """The usual answer to a question, if it may be given; else any."""
    return _USUAL[name] if _USUAL.get(name) in words else rng.choice(sorted(words))


def _likely(wanted: Wanted, track: str) -> list[str]:
    """The words that a track may have; of several those of a case that went its usual way."""
    words = wanted.get(track, frozenset(WORDS[track]))
    later = [t for t in TRACKS[TRACKS.index(track) + 1 : 3] if "none" not in wanted.get(t, ("none",))]
    usual = (
        {"seller": ("stalling", "refused", "silent"), "platform": ("final", "rejected")}.get(track, ()) if later else ()
    )
    first = [word for word in usual if word in words]
    return first or sorted(words & {"none", "open"}) or sorted(words - {"dropped"}) or sorted(words)


_APPLIED = (("refund_requested", "none"),)
_NEVER = datetime(2000, 1, 1, tzinfo=BEIJING)


@part
def _steps(book: Book, track: str, start: Standing, word: str) -> tuple[Pair, ...] | None:
    """The shortest events of a track that lead to a word of it; None where none do."""
    table = book.tables["journal"]
    seen, queue = {getattr(start, track)}, deque([(start, tuple[Pair, ...]())])
    while queue:
        standing, path = queue.popleft()
        if getattr(standing, track) == word:
            return path
        for event, reply in journal.possible(table, standing):
            if journal.track(table, event) != track or not _expected(event, standing.tracks):
                continue
            after = journal.step(table, standing, Event(event, _NEVER, reply))
            if after is not None and getattr(after, track) not in seen:
                seen.add(getattr(after, track))
                queue.append((after, (*path, (event, reply))))
    return None


def _expected(event: str, tracks: Mapping[str, str]) -> bool:
    """Whether an event is one that somebody waits for, or an act of a buyer who has written to the seller first."""
    if event in _ANSWERS:
        track, words, among = _ANSWERS[event]
        return (tracks[track] in words.split()) is among
    late = event not in ("seller_contacted", "received", "refunded", "police_reported", "refund_requested")
    return tracks["seller"] != "none" or not late


def _events(path: Sequence[Pair], now: datetime, span: timedelta, rng: Random) -> tuple[Event, ...]:
    """The events of a path with their moments, the last one not long ago."""
    events: list[Event] = []
    at = now
    for event, reply in reversed(path):
        at = human(at - timedelta(hours=rng.choice(_GAPS) * rng.uniform(0.8, 1.0)), before=at)
        events.append(Event(event, at, reply))
    events.reverse()
    if len(events) > 1 and rng.random() < _TIGHT:  # as long ago as the seller's first time lasts, and a little less
        share = (span - timedelta(minutes=rng.randrange(3, 12))) / (now - events[0].at)
        events = [e._replace(at=human(now - (now - e.at) * share, before=now)) for e in events]
    return tuple(events)


#: How often the events are put so close that the seller's first time is nearly over.
_TIGHT = 0.2


def _moments(
    book: Book, names: Sequence[str], wanted: Wanted, now: datetime, rng: Random, more: bool
) -> dict[str, Any]:
    """Moments for the readings of the parcel that are known."""
    facts: dict[str, Any] = {}
    for name in names:
        if wanted[name] == {UNKNOWN}:
            continue
        for fact in READINGS[name].moments:
            ahead = fact in ("promised_ship", "moved_ship", "auto_confirm_at", "next_update") and rng.random() < 0.6
            if fact == "next_update" and rng.random() < 0.8:
                continue
            hours = rng.choice(_GAPS) * rng.uniform(0.8, 1.0) * (1 if ahead else -1)
            at = human(now + timedelta(hours=hours))
            facts[fact] = at.date() if VALUES[fact] is not datetime else at
    if more and rng.random() < 0.5:  # a seller who promised something has mostly named a day
        facts["promised_by"] = human(now + timedelta(hours=rng.choice(_GAPS) * rng.choice((-1, 1))))
    return facts


def _proved(book: Book, case: Case, wanted: Wanted, now: datetime, rng: Random) -> Case:
    """The case with as much evidence in hand as is wanted."""
    rule = follow(case, book, now).rules["evidence"]
    needed = [slot for slot in SLOTS if slot in missing(rule, frozenset())]
    if wanted.get("papers") == frozenset(["complete"]):
        return case.with_fact("held", frozenset(needed))
    if needed and (wanted.get("papers") == frozenset(["lacking"]) or rng.random() < 0.6):
        return case.with_fact("held", frozenset(needed) - {rng.choice(needed)})
    return case.with_fact("held", frozenset(needed))

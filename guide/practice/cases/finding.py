"""The search for a case that a given rule decides: backwards through the tables, forwards through the journal.

A rule asks for words; a table before it has rules that say these words, which ask for others, until only answers,
events and readings of clocks are left. All choices are drawn from the generator that is passed in, and the engine has
the last word: a case counts only where the rule fires in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.chain import DEEPER
from guide.book.clocks import READINGS
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS, Facts
from guide.engine import clocks
from guide.engine.case import BEIJING, Case
from guide.engine.clocks.readings import PROMISING, UNSENT
from guide.engine.evidence import missing
from guide.engine.follow import applicable, follow
from guide.engine.journal import Event, replay
from guide.practice.cases.backwards import USUAL, ways
from guide.practice.cases.happening import GAPS, begun, dated, path_to
from guide.practice.cases.hours import human

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.route import Route
    from guide.practice.cases.backwards import Wanted

#: The tables whose rules decide what is done; those of `next_step` that hand on decide nothing themselves.
DECIDING = ("self_check", "patience", "next_step", "ladder")
#: Tries: beginnings of a way back through the tables, few of them where the tracking is only wished for, ways from
#: each, and moments for one way.
_WAYS, _FEW, _DEEP, _MOMENTS = 150, 8, 3, 60
#: Ways that are still looked at when a case has been found that is odd.
_FURTHER = 40
#: Hours of cases that are fresh, looked for first; so long no order of things is taken that life does not have.
_NEAR = tuple(gap for gap in GAPS if gap <= 250)
_LIKELY = _MOMENTS * 3 // 4
#: How often nobody has looked when the order confirms itself, and moments that may lie ahead.
_UNSEEN, _AHEAD = 0.5, ("promised_ship", "moved_ship", "next_update")
#: So many hours after the words a seller says that it will be done.
_PROMISED = (6, 24, 48, 72, 120)
#: What goods cannot be; taken only where a rule asks for it.
_NO_GOODS = frozenset(["digital"])
#: What happens only with an order that was sent.
_COURIERS = frozenset(["courier_complained", "courier_answered", "postal_appealed", "postal_answered"])
#: Where a parcel is given up for lost only after so long without a scan.
ON_THE_WAY, LOST_AFTER = frozenset(["accepted", "in_transit", "customs"]), timedelta(days=3)
#: So shortly before a promise is over nobody reminds of it.
NEARLY = timedelta(hours=6)
#: The first day of practice, so that a case lies in a year that is near.
_DAY = datetime(2026, 11, 2, tzinfo=BEIJING)


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
    spare, further = None, 0  # where a rule asks for what is odd; ways that were looked at since
    for preferred in (*tracking, ""):
        starts = _FEW if preferred else _WAYS
        for wanted in chain.from_iterable(islice(ways(book, rule, rng, preferred), _DEEP) for _ in range(starts)):
            case = _case(book, rule, wanted, now, rng)
            if case is not None and not _is_odd(case) and in_order(case.facts, case.journal, now):
                return Situation(case, now, rule.ref)
            spare = spare or (None if case is None else Situation(case, now, rule.ref))
            further += spare is not None
            if further > _FURTHER:
                return spare
    return spare


def _is_odd(case: Case) -> bool:
    """Whether a courier answers for what was never sent, what has a parcel cannot be shipped or comes online, or what
    is taken back was never there; taken only where a rule asks for it.
    """
    path = tuple((event.event, event.reply) for event in case.journal)
    if begun(path) != path:
        return True
    if case.facts.tracking in UNSENT:
        return any(event.event in _COURIERS for event in case.journal)
    return case.facts.complaint == "digital" or any(event.reply == "cannot_ship" for event in case.journal)


def _case(book: Book, rule: Rule, wanted: Wanted, now: datetime, rng: Random) -> Case | None:
    """A case with these words, if there is one; the engine says whether the rule decides it."""
    choices = {n: _word(n, wanted[n], rng) for n in CHOICES if n in wanted and UNKNOWN not in wanted[n]}
    if choices.get("signer", "unstated") not in ("recipient", "unstated") and "delivered_proxy" in wanted["tracking"]:
        choices["tracking"] = "delivered_proxy"  # as the reader calls it
    if {*wanted.get("tracking", ())} == {"customs"} and "cross_border" in wanted.get("origin", WORDS["origin"]):
        choices["origin"] = "cross_border"
    if choices.get("complaint") == "digital":
        choices.pop("tracking", "")  # there is no parcel to track
    path = path_to(book, wanted, rng)
    if path is None:
        return None
    parcel = [name for name in READINGS if READINGS[name].moments and name in wanted]
    other = [name for name in READINGS if not READINGS[name].moments and name in wanted]
    for number in range(_MOMENTS):
        gaps = GAPS if number >= _MOMENTS // 2 else _NEAR
        events = dated(path, now, clocks.span(book, "seller.fair", now), rng, gaps)
        moments = _paid_first(_moments(parcel, wanted, now, rng, gaps), events, rng)
        facts = Facts(**{**choices, **moments, **_promised(events, now, rng, bool(other))})
        if number < _LIKELY and not in_order(facts, events, now):
            continue
        standing = replay(book.tables["journal"], events).standing
        facts = applicable(book, facts, standing.tracks)  # nobody tells what is not asked
        readings = clocks.readings(facts, standing, book, now)
        if all(readings[name] in wanted[name] for name in (*parcel, *other)):
            case = _proved(book, Case(facts, events), wanted, now, rng)
            route = follow(case, book, now)
            if _teaches(rule, route):
                return case
            if not parcel and not other:
                return None
    return None


def in_order(facts: Facts, events: Sequence[Event], now: datetime) -> bool:
    """Whether an order is paid first, an update is announced for after the last scan, a loss is not too early, nothing
    is confirmed that has no number, and no parcel sets out when the platform has ruled already.
    """
    if facts.courier == "lost_it" and lost_too_soon(facts, now):
        return False
    if facts.auto_confirm_at is not None and facts.number == "none":
        return False
    ruled = next((event.at for event in events if event.event == "ruled"), None)
    if ruled is not None and facts.tracking in ON_THE_WAY and facts.last_scan is not None and facts.last_scan > ruled:
        return False
    paid, scan = facts.paid_at, facts.last_scan
    later = [at for at in (scan, *(event.at for event in events)) if at is not None]
    if paid and (any(at <= paid for at in later) or (facts.promised_ship and facts.promised_ship < paid.date())):
        return False
    return not (facts.next_update and scan and facts.next_update <= scan)


def lost_too_soon(facts: Facts, now: datetime) -> bool:
    """Whether a parcel was scanned on its way so lately that no courier says it is lost."""
    scan = facts.last_scan
    return facts.tracking in ON_THE_WAY and scan is not None and now - scan < LOST_AFTER


def _teaches(rule: Rule, route: Route) -> bool:
    """Whether a rule decides a route, or is a reason for what is done: no window that closes says otherwise."""
    if rule.then.get("patience") in _OVER:
        return (
            rule in route.deciding
            and route.state["action"] in _THEN
            and (rule == route.deciding[0] or route.state["window"] != "closing")
        )
    if rule == route.deciding[0] or (rule.table == "next_step" and rule in route.deciding):
        return route.state["action"] != "closed"
    if rule not in route.deciding or route.state["window"] == "closing":
        return False
    return rule.table == "self_check" and route.state["seller"] == "none"


#: What a seller's answer means where the platform comes next.
_OVER = ("cannot", "escalate", "denied", "lapsed", "gone")
#: What is done then because of that, and not for another reason.
_THEN = ("gather_evidence", "apply_platform", "step_in", "request_refund")


def _word(name: str, words: frozenset[str], rng: Random) -> str:
    """The usual answer to a question, if it may be given; else any."""
    return USUAL[name] if USUAL.get(name) in words else rng.choice(sorted(words - _NO_GOODS) or sorted(words))


def _moments(names: Sequence[str], wanted: Wanted, now: datetime, rng: Random, gaps: Sequence[float]) -> dict[str, Any]:
    """Moments for the readings of the parcel that are known; an order confirms itself in the days that come."""
    facts: dict[str, Any] = {}
    for name in names:
        if UNKNOWN in wanted[name] and (len(wanted[name]) == 1 or (name == "closing" and rng.random() < _UNSEEN)):
            continue
        for fact in READINGS[name].moments:
            ahead = fact == "auto_confirm_at" or (fact in _AHEAD and rng.random() < 0.6)
            if fact == "next_update" and rng.random() < 0.8:
                continue
            hours = rng.choice(gaps) * rng.uniform(0.8, 1.0) * (1 if ahead else -1)
            at = human(now + timedelta(hours=hours))
            facts[fact] = at.date() if VALUES[fact] is not datetime else at
    return facts


def _paid_first(moments: dict[str, Any], events: Sequence[Event], rng: Random) -> dict[str, Any]:
    """The same moments, with the payment some days before everything else; whether that still fits is asked later."""
    later = [moments["last_scan"]] if moments.get("last_scan") else []
    later += [event.at for event in events[:1]]
    if ship := moments.get("promised_ship"):
        later.append(datetime(ship.year, ship.month, ship.day, tzinfo=BEIJING))
    if moments.get("paid_at") is None or moments["paid_at"] < min(later, default=moments["paid_at"] + timedelta(1)):
        return moments
    return moments | {"paid_at": human(min(later) - timedelta(days=rng.randrange(2, 6), hours=rng.random() * 10))}


def _promised(events: Sequence[Event], now: datetime, rng: Random, more: bool) -> dict[str, Any]:
    """The day that a seller has named, as half of them do; it lies after the words with which it was promised."""
    said = max((event.at for event in events if event.event == "seller_replied"), default=now)
    answers = [event.reply for event in events if event.event in ("seller_replied", "refund_answered")]
    ways = [*(now - timedelta(hours=gap) for gap in GAPS), *(said + timedelta(hours=gap) for gap in _PROMISED)]
    at = human(rng.choice(ways)).replace(minute=0)
    is_named = more and rng.random() < 0.5 and at > said and answers and answers[-1] in PROMISING
    reminded = [event.at for event in events if event.event == "seller_reminded"]
    return {"promised_by": at} if is_named and not any(timedelta() <= at - one < NEARLY for one in reminded) else {}


def _proved(book: Book, case: Case, wanted: Wanted, now: datetime, rng: Random) -> Case:
    """The case with as much evidence in hand as is wanted."""
    rule = follow(case, book, now).rules["evidence"]
    needed = list(missing(rule, frozenset()))
    if wanted.get("papers") == frozenset(["complete"]):
        return case.with_fact("held", frozenset(needed))
    if needed and (wanted.get("papers") == frozenset(["lacking"]) or rng.random() < 0.6):
        return case.with_fact("held", frozenset(needed) - {rng.choice(needed)})
    return case.with_fact("held", frozenset(needed))

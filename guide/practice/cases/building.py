"""A practice case: (rule, seed, edition) -> the whole case, with goods, a log and people; equal byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from guide.book.book import part
from guide.book.edition import canonical
from guide.book.edition import edition as edition_of
from guide.book.facts import CHOICES, UNKNOWN
from guide.cases.casefile import to_plain
from guide.cases.weights import FACT, weights
from guide.engine.case import Case
from guide.engine.follow import asked, follow
from guide.practice.cases.backwards import own
from guide.practice.cases.finding import LOST_AFTER, ON_THE_WAY, find, lost_too_soon, targets
from guide.practice.cases.hours import human
from guide.practice.cases.log import written
from guide.practice.cases.wordings import goods

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.route import Route
    from guide.practice.cases.finding import Situation
    from guide.practice.cases.wordings import Texts


@dataclass(frozen=True)
class PracticeCase:
    """A case of practice: the truth at the moment of its decision, and what people see of it."""

    rule: str
    seed: int
    edition: str
    truth: Case
    now: datetime
    item: Texts
    seller: str  # how the seller behaves from here on; nothing that is graded knows it
    log: tuple[str, ...]  # as the buyer would paste it, the newest line first; empty where there is none

    @property
    def number(self) -> str:
        """The name under which it can be called for again."""
        return f"{self.rule}/{self.seed}"

    @property
    def label(self) -> str:
        """The number that a trainee sees: the name would tell the rule."""
        return str(int.from_bytes(sha256(self.number.encode()).digest()[:4]) % 90_000 + 10_000)

    def rng(self, purpose: str) -> Random:
        """A generator for one purpose, so that nothing depends on what was drawn before."""
        return Random(f"{self.number}/{self.edition}/{purpose}")

    def plain(self) -> bytes:
        """The whole of it as canonical text, to compare."""
        return canonical({"rule": self.rule, "seed": self.seed, "edition": self.edition, "case": to_plain(self.truth),
                          "now": self.now.isoformat(), "item": self.item, "seller": self.seller,
                          "log": list(self.log)})  # fmt: skip


@part
def edition(book: Book) -> str:
    """The edition of the rules, short enough to be shown."""
    return edition_of(book).hash[:12]


@part
def decisions(book: Book) -> dict[str, Rule]:
    """The rules that can decide what is done, by their names."""
    checks = own(book) | {"ask", "done", "mend", "fix"}  # the latter are reasons for what comes next

    def decides(rule: Rule) -> bool:
        if rule.table == "self_check":
            return rule.then["check"] in checks
        return rule.then.get("patience") != "none"

    return {rule.ref: rule for rule in targets(book) if decides(rule)}


#: How often a case is looked for: where the times are narrow, chance may miss one that is there.
_LOOKS = 4


def build(book: Book, ref: str, seed: int) -> PracticeCase | None:
    """The case of a rule and a seed; None where the edition has no such rule, or nothing can lead to it."""
    rule = decisions(book).get(ref)
    if rule is None:
        return None
    name = f"{ref}/{seed}/{edition(book)}"
    rng = Random(name)
    looks = (find(book, rule, rng, tracking=_in_life(book, rng)) for _ in range(_LOOKS))
    situation = next((found for found in looks if found), None)
    if situation is None:
        return None
    sold = rng.choice([one for one in goods(book) if one.is_digital == (situation.case.facts.complaint == "digital")])
    truth = _typed(book, _filled(book, situation, rng), situation.now, rng)
    price = f"{rng.randint(sold.least, sold.most)}.00"
    truth = truth.with_fact("item", sold.names["zh"])
    truth = truth if truth.facts.complaint == "prize" else truth.with_fact("amount", price)
    sellers = sorted({row["seller"] for row in book.sheet("practice/sellers.csv").rows})
    case = PracticeCase(ref, seed, edition(book), truth, situation.now, sold.names, rng.choice(sellers), ())
    return PracticeCase(**{**vars(case), "log": written(book, truth, situation.now, rng)})


def _in_life(book: Book, rng: Random) -> list[str]:
    """Words of the tracking in an order drawn by their weights: what is frequent in life comes first most often."""
    draws = [d for d in weights(book)[FACT, "tracking"] if d.weight]
    order: list[str] = []
    while draws:
        draw = rng.choices(draws, [d.weight for d in draws])[0]
        order.append(draw.value)
        draws.remove(draw)
    return order[:3]


def _filled(book: Book, situation: Situation, rng: Random) -> Case:
    """The case with more answers, where they change nothing of what is decided."""
    case, now = situation.case, situation.now
    route = follow(case, book, now)
    same = [rule.ref for rule in route.deciding], route.rules["evidence"].id, route.state["papers"]
    for name in asked(route):
        if name not in CHOICES or getattr(case.facts, name) != UNKNOWN or name in _LEFT_OUT:
            continue
        draws = [d for d in weights(book).get((FACT, name), ()) if route.state["tracking"] in d.tracking and d.weight]
        if draws:
            word = rng.choices(draws, [d.weight for d in draws])[0].value
            more = case.with_fact(name, _fitting(case, route, name, word))
            other = follow(more, book, now, route.replay)
            if ([rule.ref for rule in other.deciding], other.rules["evidence"].id, other.state["papers"]) == same:
                case = more
    return case


def _fitting(case: Case, route: Route, name: str, word: str) -> str:
    """A drawn word, or the one that fits: what waits to be confirmed is not, customs are met from abroad, and who is
    told that all was looked at does not say that more can be.
    """
    if name == "stuck" and route.state["check"] == "done":
        return "yes"
    if name == "courier" and word == "lost_it" and lost_too_soon(case.facts, route.now):
        return "cannot_say"
    if name == "number" and word == "none" and case.facts.auto_confirm_at is not None:
        return "no_scan"
    if name == "confirmed" and case.facts.auto_confirm_at is not None:
        return "no"
    return "cross_border" if name == "origin" and case.facts.tracking == "customs" else word


#: What no agent needs to know of a case that is practised.
_LEFT_OUT = ("tracking", "complaint", "bought", "demand", "claim_type", "shot_sent", "deposit", "worth", "gift")


def _typed(book: Book, case: Case, now: datetime, rng: Random) -> Case:
    """The case with an order number and the days that any order has, where they change nothing."""
    route = follow(case, book, now)
    events = [event.at for event in case.journal]
    earliest = min([now, *events, *(m for m in (case.facts.last_scan,) if m)])
    is_lost = case.facts.courier == "lost_it" and case.facts.tracking in ON_THE_WAY
    paid = human(earliest - timedelta(days=rng.randrange(2, 6) + 4 * is_lost, hours=rng.random() * 10))
    more: dict[str, Any] = {"order_no": "P" + "".join(rng.choice("0123456789") for _ in range(14))}
    if case.facts.paid_at is None and case.facts.complaint != "prize":
        more["paid_at"] = paid
    if case.facts.demand == UNKNOWN:
        more["demand"] = "refund"
    if case.facts.last_scan is None and case.facts.tracking not in (UNKNOWN, "not_shipped"):
        room = earliest - (case.facts.paid_at or paid)  # nothing is scanned before it is paid
        ago = timedelta(hours=rng.uniform(3, 40)) + (LOST_AFTER if is_lost else timedelta())
        more["last_scan"] = human(earliest - min(ago, room * 0.8 if is_lost else room / 2), before=earliest)
    for name, value in more.items():
        changed = case.with_fact(name, value)
        other = follow(changed, book, now, route.replay)
        same = [r.ref for r in other.deciding] == [r.ref for r in route.deciding]
        if same and other.state["action"] == route.state["action"]:
            case = changed
    return case

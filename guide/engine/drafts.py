"""Drafts: messages to the seller, statements for the platform, calls and papers, filled from the facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.book import MARKS
from guide.book.facts import UNKNOWN
from guide.book.kinds import SLOTS
from guide.engine import clocks
from guide.engine.case import BEIJING, read_sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.book.tables import Rule
    from guide.engine.route import Route

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
PAPERS_FROM = "after"  # the stage from which on there are papers for a rung of the ladder
#: The fact to ask for where nothing fills a placeholder that is not named like a fact.
_FIELD = {
    "days": "last_scan",
    "contacted": "seller_contacted",
    "answer": "seller_replied",
    "ruling": "ruled",
    "annex": "held",
    "claim": "tracking",
    "until": "seller_contacted",
    "promised_day": "promised_ship",
    "paid_day": "paid_at",
}


class Piece(NamedTuple):
    """A stretch of a sentence: plain words, a filled fact, or a gap that names the fact it waits for."""

    text: str
    kind: str = "plain"  # plain, filled, gap
    field: str = ""  # of a gap the fact it waits for, of a filled one the name it was filled under


class Part(NamedTuple):
    """One sentence of a draft and its place in the order."""

    id: str  # greeting, order, fact, question, ask, until, …
    pieces: tuple[Piece, ...]
    words: str = ""  # the id of the words it was filled from

    @property
    def text(self) -> str:
        """The sentence as it is copied."""
        return "".join(piece.text for piece in self.pieces)


class Draft(NamedTuple):
    """A message to the seller, a statement for the platform, a script for a call, or the paper for a rung."""

    kind: str  # message, statement, script, or a paper
    parts: tuple[Part, ...]
    fit: str  # how well the demand fits the problem
    more: tuple[Draft, ...] = ()  # papers that belong to it and are written apart, such as a report beside a complaint

    @property
    def text(self) -> str:
        """The whole draft, one sentence a line."""
        return "\n".join(part.text for part in self.parts)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Facts that would fill what is still open."""
        return tuple(dict.fromkeys(p.field for part in self.parts for p in part.pieces if p.kind == "gap"))


def say_day(language: str, day: date, now: datetime | None) -> str:
    """A day in Beijing, in words: 11 月 16 日, 16 November; with its year where that is another than now's.

    Without `now` the year is always there: a paper is read in years to come.
    """
    dated = now is None or day.year != now.astimezone(BEIJING).year
    if language == "zh":
        return (f"{day.year} 年 " if dated else "") + f"{day.month} 月 {day.day} 日"
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if dated else "")


def say_moment(language: str, at: datetime, now: datetime | None) -> str:
    """A moment in Beijing time, in words: 11 月 16 日 08:42; its year as `say_day` has it."""
    local = at.astimezone(BEIJING)
    return f"{say_day(language, local, now)}{' ' if language == 'zh' else ', '}{local:%H:%M}"


#: English names of the months, as the drafts write them.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def fill(template: str, fillings: Mapping[str, str], book: Book, language: str) -> tuple[Piece, ...]:
    """Fill each `{placeholder}`; a `[group]` with an open one is dropped, an open one outside a group becomes a gap."""

    def keep(group: re.Match[str]) -> str:
        return group[1] if all(name in fillings for name in _PLACEHOLDER.findall(group[1])) else ""

    return tuple(_pieces(_OPTIONAL.sub(keep, template), fillings, book, language))


def _pieces(text: str, fillings: Mapping[str, str], book: Book, language: str) -> Iterator[Piece]:
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        name, end = match[1], match.end()
        if name in fillings:
            yield Piece(fillings[name], "filled", name)
        else:
            word = book.words[language].get(f"placeholder.{name}") or book.say(language, f"fact.{name}")
            yield Piece(f"【{word}】" if language == "zh" else f"[{word}]", "gap", _FIELD.get(name, name))
    if end < len(text):
        yield Piece(text[end:])


def fillings(route: Route, language: str, *, lasting: bool = False) -> dict[str, str]:
    """Placeholder -> the fact that fills it, in words; unknown ones are left out. A lasting paper names every year."""
    facts, standing, state, book, now = route.facts, route.standing, route.state, route.book, route.now
    say, today = book.words[language], None if lasting else now
    nobody = facts.signer in (UNKNOWN, "unstated")
    signer = say["placeholder.signer.unknown" if nobody else f"fact.signer.{facts.signer}"]
    days = clocks.silent_days(facts, now)
    claim = state["claim"] if facts.claim_type == UNKNOWN else facts.claim_type
    asked = {facts.ask_family, facts.ask_roommates, facts.ask_front_desk, facts.pickup_point}
    left_at = say[f"fact.signer.{facts.signer}"] if facts.signer in ("station", "locker", "doorstep") else None
    place = facts.pickup_name or left_at or say["placeholder.place"]
    known: dict[str, Any] = {
        "order_no": facts.order_no,
        "item": facts.item,
        "amount": read_sum(facts.amount),
        "last_place": facts.last_place,
        "pickup_name": facts.pickup_name,
        "paid_day": facts.paid_at and say_day(language, facts.paid_at.astimezone(BEIJING), today),
        "promised_day": facts.promised_ship and say_day(language, facts.promised_ship, today),
        "last_scan": facts.last_scan and say_moment(language, facts.last_scan, today),
        "days": None if days is None else str(days),
        "signer": signer,
        "asked": say["placeholder.asked"] if state["around"] == "done" and "not_there" in asked else None,
        "place": place,
        "reachable": say["placeholder.reachable"] if facts.phone_reachable == "yes" else None,
        "until": say_moment(language, clocks.reply_by(standing, book, now), today),
        "contacted": standing.contacted_at and say_moment(language, standing.contacted_at, today),
        "answer": None if standing.seller == "none" else say[f"fact.seller.{standing.seller}"],
        "ruling": say[f"reply.{standing.platform}"] if standing.platform in ("partly", "rejected", "upheld") else None,
        "claim": None if claim == "none" else say[f"claim.{claim}"],
        "annex": _annex(facts, say, language) or None,
    }
    return {name: value for name, value in known.items() if value}


def _annex(facts: Facts, say: Mapping[str, str], language: str) -> str:
    held = [say[f"evidence.{slot}"] for slot in SLOTS if slot in facts.held]
    numbered = [f"{n}. {name}" for n, name in enumerate(held, start=1)]
    return MARKS[language]["semicolon"].join(numbered)


def _wanted(state: Mapping[str, str]) -> bool:
    """Whether there is anyone to write to: not once it is found, decided for you, or past the platform."""
    return state["check"] != "found" and state["platform"] != "upheld" and state["rung"] == "none"


def draft(route: Route, language: str) -> Draft | None:
    """The words that fit the standing of the case; None where nothing is to be said or no demand is chosen."""
    book, state, rule = route.book, route.state, route.rules["message"]
    call = next((w for w in (f"script.where.{state['action']}.{state['problem']}", f"script.where.{state['action']}")
                 if w in book.words[language]), None)  # fmt: skip
    if call is not None:
        wanted = [("call", "script.call"), ("where", call)]
        kind = "script"
    elif (papers := paper(route, language, state["action"])) is not None:
        return papers
    elif route.facts.demand == UNKNOWN or state["outcome"] != "open" or not _wanted(state):
        return None
    elif state["stage"] in ("self_check", "seller") or state["claim"] == "none":
        tone = state["approach"]
        wanted = [
            ("greeting", f"message.greeting.{tone}"),
            ("order", "message.order"),
            ("fact", f"message.fact.{rule.then['fact']}"),
            ("question", f"message.question.{rule.then['question']}"),
            ("ask", f"message.ask.{rule.then['ask']}"),
            ("until", f"message.until.{tone}"),
        ]
        kind = "message"
    else:
        proof = "statement.proof.signature" if rule.then["question"] == "signature" else "statement.proof"
        history = "contacted" if route.standing.contacted_at else "none"
        wanted = [("order", "message.order"), ("fact", f"message.fact.{rule.then['fact']}"),
                  ("history", f"statement.history.{history}"), ("ask", f"statement.ask.{route.facts.demand}"),
                  ("proof", proof), ("annex", "statement.annex")]  # fmt: skip
        kind = "statement"
    return _draft(kind, wanted, fillings(route, language), rule, book, language)


def paper(route: Route, language: str, action: str) -> Draft | None:
    """The papers that an action takes after the platform's decision; None where it takes none."""
    book, state, rule = route.book, {**route.state, "action": action}, route.rules["message"]
    wanted = _papers(state, rule, book)
    if not wanted:
        return None
    filled = fillings(route, language, lasting=True)
    first, *rest = (_draft(kind, parts, filled, rule, book, language) for kind, parts in wanted.items())
    return first._replace(more=tuple(rest))


def _draft(
    kind: str, wanted: list[tuple[str, str]], filled: Mapping[str, str], rule: Rule, book: Book, language: str
) -> Draft:
    parts = tuple(Part(name, fill(book.say(language, word), filled, book, language), word) for name, word in wanted)
    return Draft(kind, parts, rule.then["fit"])


def rung_rows(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The rows that write the papers of a rung; there are none before the platform has decided."""
    return book.tables["rung_text"].collect(state) if state["stage"] == PAPERS_FROM else ()


def _papers(state: Mapping[str, str], rule: Rule, book: Book) -> dict[str, list[tuple[str, str]]]:
    """The papers of a rung in the order of the table: kind -> its parts and their words."""
    papers: dict[str, list[tuple[str, str]]] = {}
    for row in rung_rows(state, book):
        word = row.then["words"].replace("{fact}", rule.then["fact"])
        papers.setdefault(row.then["paper"], []).append((row.then["part"], word))
    return papers

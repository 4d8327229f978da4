"""Weights of made-up cases: each row is an answer or event that can be drawn, and how often it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.chain import DEEPER
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import ContentError, Fault, unknown
from guide.book.notices import Notice
from guide.book.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book

FILE = "sample/weights.csv"
COLUMNS = ("when", "if.tracking", "what", "value", "weight", "least", "most")
CASE, START, FACT = "case", "start", "fact"  # what is no action: the whole case, its beginning, an answer
AGE, SLOPPY, ANSWER, HELD, WAIT = "age", "sloppy", "answer", "held", "wait"
BEFORE, AFTER = "before", "after"
_LONGEST = 10_000.0  # hours
_ACTIONS = tuple(a for a in WORDS["action"] if a not in DEEPER)


class Draw(NamedTuple):
    """One row: when it may be drawn, its answer or event, its weight, and after how many hours it comes."""

    when: str  # an action, or case, start, fact
    tracking: frozenset[str]
    what: str  # a fact, an event, answer, held, wait
    value: str
    weight: float
    least: float
    most: float


Weights = Mapping[tuple[str, str], tuple[Draw, ...]]  # (when, fact) or (when, "") -> what may be drawn there


@part
def weights(book: Book) -> Weights:
    """The weights of made-up cases, from sample/weights.csv; ContentError with every fault."""
    draws, faults = read(book)
    if faults:
        raise ContentError(faults)
    by_place: dict[tuple[str, str], tuple[Draw, ...]] = {}
    for draw in draws:
        key = (draw.when, draw.what if draw.when in (FACT, CASE) else "")
        by_place[key] = (*by_place.get(key, ()), draw)
    return by_place


def read(book: Book) -> tuple[list[Draw], list[Fault]]:
    """The rows, and their faults."""
    faults: list[Fault] = []
    sheet, draws = book.sheet(FILE, faults), list[Draw]()
    for row in sheet.rows if sheet.need(*COLUMNS) else []:
        line = int(row["#"])
        numbers = [_number(sheet, line, column, row[column]) for column in ("weight", "least", "most")]
        tracking = _tracking(sheet, line, row["if.tracking"])
        draw = Draw(row["when"], tracking, row["what"], row["value"], *numbers)
        if draw.least > draw.most:
            sheet.fault(line, "most", Notice("fault.number.limit"))
        for column, what in _unknown(draw, book):
            sheet.fault(line, column, what)
        draws.append(draw)
    if not faults:
        faults += _lacking(draws)
    return draws, faults


def _number(sheet: Sheet, line: int, column: str, cell: str) -> float:
    try:
        number = float(cell or 0)
    except ValueError:
        number = -1.0
    if not 0 <= number <= _LONGEST:
        sheet.fault(line, column, Notice("fault.number", value=cell), Notice("fault.number.from", most=f"{_LONGEST:g}"))
        return 0.0
    return number


def _tracking(sheet: Sheet, line: int, cell: str) -> frozenset[str]:
    every = frozenset(WORDS["tracking"])
    named = frozenset(cell.split("|")) if cell != "-" else every
    for word in sorted(named - every):
        sheet.fault(line, "if.tracking", unknown(word), " ".join(sorted(every)))
    return named & every


def _unknown(draw: Draw, book: Book) -> Iterator[tuple[str, Notice]]:
    """Column and notice for each word of a row that is not known there."""
    if draw.when not in (CASE, START, FACT, *_ACTIONS):
        yield "when", Notice("fault.action.named", action=draw.when)
    if draw.when == CASE:
        allowed = {AGE: [""], SLOPPY: ["no", "yes"]}.get(draw.what)
    elif draw.what in CHOICES:
        allowed = [w for w in WORDS[draw.what] if w != UNKNOWN] + ([] if draw.when == FACT else [""])
    elif draw.what in VALUES:
        free = [draw.value or "?"] if VALUES[draw.what] is str else [BEFORE, AFTER]
        allowed = free if draw.when == FACT else [""]
    elif draw.when == FACT:
        allowed = None
    elif draw.what in WORDS["event"]:
        allowed = sorted(_replies(book, draw.what))
    else:
        parts = {rule.then["part"] for rule in book.tables["questions"].rules}
        allowed = {WAIT: [""], ANSWER: ["", *sorted(parts)], HELD: ["required", "one"]}.get(draw.what)
    if allowed is None:
        yield "what", Notice("fault.sample.what", what=draw.what)
    elif draw.value not in allowed:
        yield (
            "value",
            Notice("fault.value.of", value=draw.value, what=draw.what, allowed=" ".join(allowed) or "blank"),
        )


def _replies(book: Book, event: str) -> set[str]:
    table = book.tables["journal"]
    return {word for rule in table.rules if event in rule.when["event"] for word in rule.when["reply"]}


def _lacking(draws: list[Draw]) -> Iterator[Fault]:
    """A fault for each action without a row, at which a made-up case would end, and for the age of cases."""
    whens = {d.when for d in draws if d.weight} | {d.what for d in draws if d.when == CASE and d.weight}
    for when in (AGE, START, *_ACTIONS):
        if when not in whens:
            yield Fault(FILE, 1, "when", Notice("fault.sample.when", when=when))


def is_day(name: str) -> bool:
    """Whether a fact is a calendar day and no moment."""
    return VALUES[name] is date

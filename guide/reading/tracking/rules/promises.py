"""What a paste promises: the day by which the seller is to ship, or the parcel to come; no promise is an event."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from guide.reading.tracking.rules.phrases import Phrase, beginning
from guide.reading.tracking.rules.sheets import phrase_of, rows_of
from guide.reading.tracking.times import DATED, DAY, MONTH, MONTHS, NAMED, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from guide.book.book import Book
    from guide.book.faults import Fault

#: What can be promised: that the seller ships, or that the parcel comes.
PROMISED = ("ship", "delivery")
_AROUND = 40  # signs before and behind the words of a promise in which its day stands
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "today": 0, "tomorrow": 1}
_DAYS = tuple(
    re.compile(rf"(?<![a-z0-9./-]){shape}(?![\d/:]|-\d)")
    for shape in (DATED, rf"{MONTH} ?月 ?{DAY}", *NAMED, rf"{MONTH}/{DAY}/{YEAR}", rf"{MONTH}[-/.]{DAY}")
)
_NEAR_DAY = re.compile("|".join(_NEAR))
_FAR = timedelta(days=300)  # a promised day without a year is nearer than this


class Promise(NamedTuple):
    """A day that was promised, and the line that says so."""

    what: str  # one of `PROMISED`
    day: date
    text: str


class PromiseRule(NamedTuple):
    """One row of promises.csv."""

    what: str
    phrase: Phrase
    unless: Phrase | None  # the line promises nothing where this matches, too
    words: frozenset[str]  # the first words of the phrase; most logs hold none of them


def promise_in(text: str, folded: str, rules: Sequence[PromiseRule], base: date) -> Promise | None:
    """The promise of one line; `base` is the day on which it was written."""
    for what, phrase, unless, _ in rules:
        span = phrase.find(folded)
        if not span or (unless and unless.hits(folded)):
            continue
        around = folded[max(0, span[0] - _AROUND) : span[1] + _AROUND]
        if day := _day(around, base):
            return Promise(what, day, text)
    return None


def promises_in(
    words: Set[str], lines: Iterable[tuple[str, str, date]], rules: Sequence[PromiseRule]
) -> tuple[Promise, ...]:
    """The promises of lines, the last one of each kind; a line comes folded, too, and with the day it was written.

    `words` are the known ones in all of them; most logs promise nothing.
    """
    rules = [rule for rule in rules if not rule.words.isdisjoint(words)]
    found: dict[str, Promise] = {}
    for text, folded, base in lines if rules else ():
        if promise := promise_in(text, folded, rules, base):
            found[promise.what] = promise
    return tuple(found[what] for what in PROMISED if what in found)


def _day(text: str, base: date) -> date | None:
    """The first day in a text; one without a year is that nearest to `base`."""
    for shape in _DAYS:
        for match in shape.finditer(text):
            if day := next(_candidates(match.groupdict(), base), None):
                return day
    near = _NEAR_DAY.search(text)
    return base + timedelta(days=_NEAR[near.group()]) if near else None


def _candidates(parts: dict[str, str | None], base: date) -> Iterator[date]:
    name, year = parts.get("name"), parts.get("year")
    month = MONTHS.index(name) + 1 if name else int(parts["month"] or 0)
    for guess in [int(year)] if year else (base.year, base.year + 1, base.year - 1):
        try:
            day = date(guess, month, int(parts["day"] or 0))
        except ValueError:
            continue
        if year or abs(day - base) < _FAR:
            yield day


def read_promises(book: Book, folded: Mapping[int, str], faults: list[Fault]) -> tuple[PromiseRule, ...]:
    """The rows of promises.csv."""
    rules = []
    columns = ("what", "phrase", "unless", "example", "source")
    for sheet, row in rows_of(book, "promises", ("id",), *columns, faults=faults):
        sheet.among(row, "what", PROMISED)
        sheet.filled(row, "example", "source")
        phrase = phrase_of(sheet, row, "phrase", folded)
        unless = phrase_of(sheet, row, "unless", folded) if row["unless"] else None
        if phrase:
            rules.append(PromiseRule(row["what"], phrase, unless, beginning(phrase)))
    return tuple(rules)

"""The guard's rows, from guard/watches.csv: words or numbers to look for, the reason, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.facts import WORDS
from guide.book.faults import ContentError, unknown
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.engine.drafts import gaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.sheet import Sheet

FILE = "guard/watches.csv"
KINDS = ("missing", "threat", "accuse", "promise", "third", "own", "facts", "gap", "length", "asks")
#: The kind of row for what is not filled in yet; with its words it looks for the gaps of our own drafts.
GAP = "gap"
#: The kind of row that reads what the other side wrote; all others read what is about to be sent.
ASKS = "asks"
SCOPES = ("clause", "value", "phrase", "text")
DETECTORS = ("phone.third", "phone.own", "address.third", "address.own", "id.third", "id.own", "card", "code",
             "deadline", "order", "amount", "received", "date", "past", "line")  # fmt: skip
_COLUMNS = (
    "id",
    "kind",
    "scope",
    "words",
    "unless",
    *(f"rewrite.{lang}" for lang in LANGUAGES),
    *LANGUAGES,
    "source",
    "bad",
    "good",
)
_APART = " // "


#: `…` between two words: a few characters of the same clause. Each multiplies the ways to read a text, so few may stand
#: in one word: the work for each character of a text stays bounded.
_GAP = r"[^,.;!?，。；！？\n]{0,16}?"
_MOST_GAPS = 2


class Watch(NamedTuple):
    """One row: something to look for in a text."""

    id: str
    kind: str
    scope: str  # what a rewrite replaces: clause, value, or phrase (a number with its name); text: it is added
    words: re.Pattern[str] | None
    detector: str  # the name of a detector, where words are not enough
    most: int  # characters, for the kind `length`
    unless: frozenset[str]  # problems of a case in which the words are true
    rewrite: Mapping[str, str]
    because: Mapping[str, str]
    source: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]


def _pattern(words: list[str]) -> re.Pattern[str]:
    """A pattern of plain alternatives, so that reading takes linear time; Latin letters match whole words only."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        plain = _GAP.join(map(re.escape, word.casefold().split("…")))
        before = r"(?<![a-z0-9])" if word[0].isascii() else ""
        after = r"(?![a-z0-9])" if word[-1].isascii() else ""
        parts.append(before + plain + after)
    return re.compile("|".join(parts))


def _watch(row: Mapping[str, str], book: Book) -> Watch:
    words = [w.strip() for w in row["words"].split("|")]
    if row["kind"] == GAP:
        words += gaps(book)
    detector = words[0].removeprefix("@") if words[0].startswith("@") else ""
    is_length = row["kind"] == "length"
    return Watch(
        row["id"], row["kind"], row["scope"],
        None if detector or is_length else _pattern(words), detector, int(row["words"]) if is_length else 0,
        frozenset(row["unless"].split("|")) - {""},
        {lang: row[f"rewrite.{lang}"] for lang in LANGUAGES}, {lang: row[lang] for lang in LANGUAGES},
        tuple(row["source"].split()),
        *(tuple(t for t in row[c].split(_APART) if t) for c in ("bad", "good")),
    )  # fmt: skip


def _check_row(sheet: Sheet, row: Mapping[str, str]) -> None:
    """Report every fault of a row to its sheet."""
    sheet.among(row, "kind", KINDS)
    sheet.among(row, "scope", SCOPES)
    words = row["words"].split("|")
    if row["kind"] == "length":
        if not row["words"].isdecimal():
            sheet.fault(row, "words", Notice("fault.guard.length", words=row["words"]))
    elif any(not w.strip() for w in words):
        sheet.fault(row, "words", Notice("fault.guard.bar"))
    elif any(w.count("…") > _MOST_GAPS or not all(w.split("…")) for w in words):
        sheet.fault(row, "words", Notice("fault.guard.gaps", most=_MOST_GAPS))
    elif row["words"].startswith("@") and row["words"][1:] not in DETECTORS:
        unknown_detector = Notice("fault.guard.detector", words=row["words"])
        sheet.fault(row, "words", unknown_detector, " ".join(f"@{d}" for d in DETECTORS))
    for problem in row["unless"].split("|"):
        if problem and problem not in WORDS["problem"]:
            sheet.fault(row, "unless", unknown(problem), " ".join(WORDS["problem"]))
    sheet.filled(row, *LANGUAGES, "source")


@part
def watches(book: Book) -> tuple[Watch, ...]:
    """Every row of guard/watches.csv; ContentError names every fault."""
    sheet, seen = book.sheet(FILE), set[str]()
    for row in sheet.rows if sheet.need(*_COLUMNS) else ():
        sheet.fresh(row, seen)
        _check_row(sheet, row)
    if sheet.faults:
        raise ContentError(sheet.faults)
    return tuple(_watch(row, book) for row in sheet.rows)

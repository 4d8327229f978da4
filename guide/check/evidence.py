"""Proofs over the content of evidence: what drafts rest on, and the limits of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import absent
from guide.book.languages import FIRST, LANGUAGES
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.book.words import PLACEHOLDER
from guide.cases.exhibits.content import ASSERTIONS, LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.faults import Fault


def resting(book: Book) -> Iterator[Fault]:
    """Sentences of drafts that no assertion is about, and assertions that name a word, fact or slot that is none."""
    sentences = book.tables["drafts"].named
    facts = {*CHOICES, *VALUES, *WORDS["event"]}
    sheet = book.sheet(ASSERTIONS)
    for row in sheet.rows:
        proofs = {slot for either in row["proofs"].split() for slot in either.split("|")}
        quoted = set(PLACEHOLDER.findall(sentences[row["row"]].because[FIRST])) if row["row"] in sentences else set()
        for column, given, allowed in (
            ("row", {row["row"]}, {*sentences}), ("facts", set(row["facts"].split()), facts),
            ("proofs", proofs, set(SLOTS)), ("quotes", set(filter(None, [row["quotes"]])), quoted),
        ):  # fmt: skip
            for wrong in sorted(given - allowed):
                sheet.fault(row, column, absent(wrong))
    for name in sorted(sentences.keys() - {row["row"] for row in sheet.rows if not row["quotes"]}):
        sheet.fault(1, "row", Notice("fault.words.rests", word=name))
    yield from sheet.faults


#: The limits that the check of evidence files asks for, with their units.
FILE_LIMITS = {"file_bytes": "MB", "total_bytes": "MB", "files": "files", "pixels": "megapixels", "side": "px",
               "small": "px"}  # fmt: skip


def file_limits(book: Book) -> Iterator[Fault]:
    """Limits that are no numbers or have another unit, and sentences that do not name their limit once."""
    sheet = book.sheet(LIMITS)
    for row in sheet.rows:
        unit = FILE_LIMITS.get(row["id"])
        if unit is None:
            sheet.fault(row, "id", Notice("fault.limit.named", id=row["id"]), " ".join(FILE_LIMITS))
        elif row["unit"] != unit:
            sheet.fault(row, "unit", Notice("fault.unit", unit=row["unit"]), unit)
        if not row["value"].isdecimal() or int(row["value"]) < 1:
            sheet.fault(row, "value", Notice("fault.number.whole", value=row["value"]))
    for missing in sorted(FILE_LIMITS.keys() - {row["id"] for row in sheet.rows}):
        sheet.fault(1, "id", Notice("fault.limit.missing", missing=missing))
    yield from sheet.faults
    yield from _limit_words(book)


def _limit_words(book: Book) -> Iterator[Fault]:
    sheet = book.sheet("words/refused_files.csv")
    sentences = {row["id"].removeprefix("exhibit.limit."): row for row in sheet.rows}
    for limit in FILE_LIMITS:
        if limit not in sentences:
            sheet.fault(1, "id", Notice("fault.words.named", word=f"exhibit.limit.{limit}"))
            continue
        for lang in LANGUAGES:
            if re.findall(r"\{.*?\}", sentences[limit][lang]) != ["{limit}"]:
                sheet.fault(sentences[limit], lang, Notice("fault.limit.sentence", limit="{limit}"))
    yield from sheet.faults

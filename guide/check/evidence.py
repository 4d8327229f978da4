"""Proofs over the content of evidence: what drafts rest on, and the limits of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import absent
from guide.book.kinds import SLOTS
from guide.book.languages import FIRST, LANGUAGES
from guide.book.notices import Notice
from guide.cases.exhibits.content import ASSERTIONS, LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.faults import Fault

#: Words that are sentences of a draft begin like this.
DRAFTS = ("message.", "statement.", "script.")


def resting(book: Book) -> Iterator[Fault]:
    """Sentences of drafts that no assertion is about, and assertions that name a word, fact or slot that is none."""
    sentences = {word for word in book.words[FIRST] if word.startswith(DRAFTS)}
    sentences |= {rule.then["words"] for rule in book.tables["rung_text"].rules} - {"message.fact.{fact}"}
    facts = {*CHOICES, *VALUES, *WORDS["event"]}
    sheet = book.sheet(ASSERTIONS)
    for row in sheet.rows:
        proofs = {slot for either in row["proofs"].split() for slot in either.split("|")}
        quoted = set(re.findall(r"\{(\w+)\}", book.words[FIRST].get(row["words"], "")))
        for column, given, allowed in (
            ("words", {row["words"]}, sentences), ("facts", set(row["facts"].split()), facts),
            ("proofs", proofs, set(SLOTS)), ("quotes", set(filter(None, [row["quotes"]])), quoted),
        ):  # fmt: skip
            for wrong in sorted(given - allowed):
                sheet.fault(row, column, absent(wrong))
    for word in sorted(sentences - {row["words"] for row in sheet.rows}):
        sheet.fault(1, "words", Notice("fault.words.rests", word=word))
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

"""Proofs over the content of evidence: what drafts rest on, and the limits of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import Fault, absent
from guide.book.kinds import SLOTS
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guide.book.book import Book

#: Words that are sentences of a draft begin like this.
DRAFTS = ("message.", "statement.", "script.")


def resting(book: Book, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[Fault]:
    """Sentences of drafts without a row in claims.csv, and rows that name a sentence, a fact or a slot that is none."""
    said = {word for word in book.words["zh"] if word.startswith(DRAFTS)}
    said |= {rule.then["words"] for rule in book.tables["rung_text"].rules} - {"message.fact.{fact}"}
    facts = {*CHOICES, *VALUES, *WORDS["event"]}
    for number, row in rows:
        proofs = {slot for either in row["proofs"].split() for slot in either.split("|")}
        quoted = set(re.findall(r"\{(\w+)\}", book.words["zh"].get(row["words"], "")))
        for column, given, allowed in (
            ("words", {row["words"]}, said), ("facts", set(row["facts"].split()), facts),
            ("proofs", proofs, set(SLOTS)), ("quotes", set(filter(None, [row["quotes"]])), quoted),
        ):  # fmt: skip
            for wrong in sorted(given - allowed):
                yield Fault("claims.csv", number, column, absent(wrong))
    for word in sorted(said - {row["words"] for _, row in rows}):
        yield Fault("claims.csv", 1, "words", Notice("fault.words.rests", word=word))


#: The limits that the check of evidence files asks for, with their units.
FILE_LIMITS = {"file_bytes": "MB", "total_bytes": "MB", "files": "files", "pixels": "megapixels", "side": "px",
               "small": "px"}  # fmt: skip


def file_limits(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[Fault]:
    """Limits that are no numbers, have another unit, or say nothing where they are passed."""
    name = "evidence_limits.csv"
    for number, row in rows:
        unit = FILE_LIMITS.get(row["id"])
        if unit is None:
            yield Fault(name, number, "id", Notice("fault.limit.named", id=row["id"]), " ".join(FILE_LIMITS))
        elif row["unit"] != unit:
            yield Fault(name, number, "unit", Notice("fault.unit", unit=row["unit"]), unit)
        if not row["value"].isdecimal() or int(row["value"]) < 1:
            yield Fault(name, number, "value", Notice("fault.number.whole", value=row["value"]))
        for lang in ("zh", "en"):
            if re.findall(r"\{.*?\}", row[lang]) != ["{limit}"]:
                yield Fault(name, number, lang, Notice("fault.limit.sentence", limit="{limit}"))
    for missing in sorted(FILE_LIMITS.keys() - {row["id"] for _, row in rows}):
        yield Fault(name, 1, "id", Notice("fault.limit.missing", missing=missing))

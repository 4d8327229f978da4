"""References and dated parameters: where a rule comes from, and the limits that clocks count with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from guide.book.book import Book, Dated, Reference
from guide.book.clocks import LIMITS
from guide.book.facts import WORDS
from guide.book.faults import Fault
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.book.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The statements of the source document, by number.
STATEMENTS = tuple(f"S{n:02}" for n in range(1, 93))


def read_references(folder: Path, faults: list[Fault]) -> dict[str, Reference]:
    """References by id."""
    sheet = Sheet(folder, "references.csv", faults)
    if not sheet.need("id", "confidence", *LANGUAGES, "checked_on", "review_by"):
        return {}
    references: dict[str, Reference] = {}
    seen: set[str] = set()
    for row in sheet.rows:
        sheet.fresh(row, seen)
        citation = {lang: row[lang] for lang in LANGUAGES}
        sheet.filled(row, *LANGUAGES)
        sheet.among(row, "confidence", WORDS["confidence"])
        days = (sheet.day(row, c) if row[c] else None for c in ("checked_on", "review_by"))
        references[row["id"]] = Reference(row["id"], row["confidence"], citation, *days)
    return references


_LONGEST = 10_000  # hours or days; more would leave the calendar
_UNITS = ("hours", "days", "working_days", "years")


def read_parameters(folder: Path, faults: list[Fault]) -> dict[str, tuple[Dated, ...]]:
    """The values of each parameter, ordered by the day from which they are in force."""
    sheet = Sheet(folder, "parameters.csv", faults)
    if not sheet.need("id", "since", "value", "unit", "source", "confidence", "checked_on", "review_by"):
        return {}
    parameters: dict[str, list[Dated]] = {}
    seen: set[str] = set()
    for row in sheet.rows:
        sheet.fresh(row, seen, "id", "since")
        number, confidence = int(row["#"]), row["confidence"]
        sheet.among(row, "confidence", WORDS["confidence"])
        value = None
        try:
            value = float(row["value"]) if row["value"] else None
        except ValueError:
            sheet.fault(number, "value", Notice("fault.number", value=row["value"]), Notice("fault.number.such"))
        if value is not None and not (math.isfinite(value) and 0 < value <= _LONGEST):
            sheet.fault(
                number,
                "value",
                Notice("fault.number.length", value=row["value"]),
                Notice("fault.number.above", most=_LONGEST),
            )
        if (value is None) != (confidence == "unverified"):
            sheet.fault(number, "value", Notice("fault.limit.unverified"))
        if row["unit"] not in _UNITS:
            sheet.fault(number, "unit", Notice("fault.unit", unit=row["unit"]), " ".join(_UNITS))
        since, checked, review = (sheet.day(row, c) for c in ("since", "checked_on", "review_by"))
        dated = Dated(row["id"], since, value, row["unit"], row["source"], confidence, checked, review)
        parameters.setdefault(row["id"], []).append(dated)
    for name in LIMITS:
        if not any(dated.value is not None for dated in parameters.get(name, ())):
            sheet.fault(1, "id", Notice("fault.limit.value", name=name))
    return {name: tuple(sorted(values, key=lambda d: d.since)) for name, values in parameters.items()}


def unknown_sources(book: Book, sources: Iterable[str]) -> tuple[str, ...]:
    """Sources that are neither a statement nor a row of references.csv."""
    return tuple(s for s in sources if s not in book.references and s not in STATEMENTS)

"""The words of a content folder, language by language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.faults import Fault
from guide.book.languages import FIRST, LANGUAGES
from guide.book.notices import Notice
from guide.book.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

#: A name in a sentence, for which a case has words.
PLACEHOLDER = re.compile(r"\{([\w.]+)\}")


def read_words(folder: Path, faults: list[Fault]) -> dict[str, dict[str, str]]:
    """Words by language and id, from every file of the folder `words`."""
    words: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    quoted: list[tuple[Sheet, int, str]] = []
    for path in sorted((folder / "words").glob("*.csv")):
        sheet = Sheet(folder, f"words/{path.name}", faults)
        if not sheet.need("id", *LANGUAGES):
            continue
        for row in sheet.rows:
            number, name = int(row["#"]), row["id"]
            if name in words[FIRST]:
                sheet.fault(number, "id", Notice("fault.id.taken", id=name))
            placeholders = {lang: sorted(PLACEHOLDER.findall(row[lang])) for lang in LANGUAGES}
            if len({tuple(s) for s in placeholders.values()}) > 1:
                sheet.fault(number, LANGUAGES[-1], Notice("fault.words.placeholders", placeholders=placeholders))
            for lang in LANGUAGES:
                if not row[lang]:
                    sheet.fault(number, lang, Notice("fault.words"))
                words[lang][name] = row[lang]
            if name.startswith("answer."):
                quoted += [(sheet, number, placeholder) for placeholder in placeholders[FIRST]]
    for sheet, number, placeholder in quoted:
        if not {f"{of}.{placeholder}" for of in ("placeholder", "fact", "event")} & words[FIRST].keys():
            sheet.fault(number, FIRST, Notice("fault.fact.fill", placeholder=placeholder))
    return words

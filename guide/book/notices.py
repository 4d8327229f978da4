"""Notices: the id of a sentence and the fillings of its placeholders, told in any language by one function."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.book.languages import IN_LOGS, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = Path(__file__).parents[1] / "content" / "words"


@dataclass(frozen=True, init=False)
class Notice:
    """The id of a sentence among the words, and its fillings: values, notices, or a tuple of notices."""

    id: str
    placeholders: Mapping[str, Any]

    def __init__(self, id: str, /, **placeholders: object) -> None:
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "placeholders", placeholders)

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return tell(self, {})


class HandbookError(ValueError):
    """The base of every error that a person is told; `str` gives its notice in English."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice)
        self.notice = notice

    def __str__(self) -> str:
        return str(self.notice)


def tell(filling: object, words: Mapping[str, str]) -> str:
    """A notice, or a filling, in the words of a language; in English where they lack it."""
    if isinstance(filling, tuple):
        each = (tell(one, words) for one in filling)
        return reduce(lambda one, two: tell(Notice("fault.and", one=one, two=two), words), each)
    if not isinstance(filling, Notice):
        return str(filling)
    fillings = {name: tell(value, words) for name, value in filling.placeholders.items()}
    for text in filter(None, (words.get(filling.id), shipped()[IN_LOGS].get(filling.id))):
        try:
            return text.format(**fillings)
        except (AttributeError, LookupError, ValueError):  # words that somebody broke
            continue
    return " ".join([filling.id, *(f"{name}={value}" for name, value in fillings.items())])


@cache
def shipped() -> Mapping[str, Mapping[str, str]]:
    """Our own words, language by language, as far as they can be read: a broken table does not silence the check."""
    words: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    for path in sorted(_WORDS.glob("*.csv")):
        try:
            rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(keepends=True)))
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
        for row in rows:
            for lang, texts in words.items():
                texts[row.get("id") or ""] = (row.get(lang) or "").strip()
    return words

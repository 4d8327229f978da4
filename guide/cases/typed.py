"""Typed text without what nobody sees: control characters, marks of direction, characters without width."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = ("Cc", "Cf", "Cs")  # categories of Unicode: control, format, half a character
#: The joiner between two pictures, which makes one of them, such as a cook of a woman and a pan.
_JOINER = "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"


def cleaned(text: str) -> str:
    """The text with each run of blanks as one, and without unseen characters."""
    line = " ".join(text.split())  # before the ends of lines go as control characters
    joined = {match.start() for match in re.finditer(_JOINER, line)}
    seen = "".join(c for n, c in enumerate(line) if n in joined or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split())


def unseen(text: str) -> str:
    """The number of the first unseen character, such as U+202E; empty where there is none."""
    return next((named(c) for c in text if unicodedata.category(c) in _UNSEEN), "")


def named(sign: str) -> str:
    """A character by its number."""
    return f"U+{ord(sign):04X}"

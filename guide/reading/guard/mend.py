"""Mending a message: the offer of a hit replaces its passage, and the rest stays as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guide.reading.guard.model import Hit

_SOFT, _HARD = ",，、；;", ".!?。！？\n"


def mend(text: str, hit: Hit) -> str:
    """Mend one hit; the text is unchanged where the hit has no offer."""
    if hit.instead is None:
        return text
    if hit.watch.scope == "text":
        return f"{text.rstrip()}\n{hit.instead}"
    before, after = text[: hit.start], text[hit.end :]
    if not hit.instead:
        return _closed(before, after)
    at_start = not before.strip() or before.rstrip()[-1] in _HARD
    return before + (hit.instead[:1].upper() + hit.instead[1:] if at_start else hit.instead) + after


def _closed(before: str, after: str) -> str:
    """Join the two sides of a passage that was taken out, with one mark between them instead of two."""
    mark, rest = (after[0], after[1:]) if after[:1] and after[0] in _SOFT + _HARD else ("", after)
    kept = before.rstrip()
    if kept and kept[-1] in _SOFT:  # the mark behind the passage takes the place of the one before it
        return kept[:-1] + (mark or kept[-1] * bool(rest)) + rest
    if (
        kept and kept[-1] not in _HARD and "\n" not in before[len(kept) :] and mark
    ):  # the passage was in the middle of a clause
        return kept + after
    gap = before[len(kept) :] if rest and not rest.startswith(("\n", " ")) else ""
    return kept + (gap if kept else "") + (rest if kept else rest.lstrip())

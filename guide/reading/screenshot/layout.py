"""Words found in a screenshot -> lines of text: what stands together in the picture stands together in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A gap wider than this, in heights of a line, ends a paragraph; apps set lines closer and entries farther apart.
_GAP = 0.7
_TIME = re.compile(r"(?=.*\d[:：]\d|.*\d[-/.月]\d)[\s\d:：./年月日时分秒今昨前天上下午凌晨早晚-]{4,24}")


class Box(NamedTuple):
    """A stretch of text and where it stands, in pixels from the top left."""

    top: float
    bottom: float
    left: float
    text: str


class _Row(NamedTuple):
    """Boxes beside each other, the left one first."""

    top: float
    bottom: float
    boxes: tuple[Box, ...]


def text_of(boxes: Iterable[Box]) -> str:
    """The text in reading order, a line for each paragraph, its time in front."""
    paragraphs = _paragraphs(_rows(boxes))
    return "\n".join(line for rows in paragraphs if (line := _line([box for row in rows for box in row.boxes])))


def _rows(boxes: Iterable[Box]) -> list[_Row]:
    """Boxes whose middle lies within the box before them stand in one row."""
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top + box.bottom):
        middle = (box.top + box.bottom) / 2
        if found and found[-1][0].top < middle < found[-1][0].bottom:
            found[-1].append(box)
        else:
            found.append([box])
    return [
        _Row(min(b.top for b in row), max(b.bottom for b in row), tuple(sorted(row, key=lambda box: box.left)))
        for row in found
    ]


def _paragraphs(rows: list[_Row]) -> list[list[_Row]]:
    """Rows with no wide gap between them."""
    found: list[list[_Row]] = []
    for row in rows:
        if found and not _apart(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _apart(above: _Row, below: _Row) -> bool:
    height = min(above.bottom - above.top, below.bottom - below.top)
    return below.top - above.bottom > _GAP * height


def _line(boxes: list[Box]) -> str:
    """One paragraph as one line: a wrapped word is whole again, and a time is never inside a sentence."""
    times = [box.text.strip() for box in boxes if _TIME.fullmatch(box.text.strip())]
    line = ""
    for box in boxes:
        part = box.text.strip()
        if not _TIME.fullmatch(part):
            line += f" {part}" if line and line[-1].isascii() and part[:1].isascii() else part
    return " ".join([*times, line]).strip()

"""Words found in a screenshot -> lines of text; words that are close in the picture share a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A gap wider than this, in heights of a line, ends a paragraph; apps set lines closer and entries farther apart.
_GAP = 0.7
_TIME = re.compile(r"(?=.*\d[:：]\d|.*\d[-/.月]\d)[\s\d:：./年月日时分秒今昨前天上下午凌晨早晚-]{4,24}")

#: Recognition takes 门 for 内, as in “gate”, “door handle” and “to the door”; these words are never meant with 内.
#: Places that begin with 内 may follow a province, and a port of entry is no door.
_GATE = re.compile("(?<=[上东西南北专])内(?![环部外容有侧的蒙江乡黄丘])|内(?=[卫岗铃把牌]|口(?!岸))")


class TextBox(NamedTuple):
    """A stretch of text and its place, in pixels from the top left."""

    top: float
    bottom: float
    left: float
    text: str


class _Band(NamedTuple):
    """Boxes beside each other, from left to right."""

    top: float
    bottom: float
    boxes: tuple[TextBox, ...]


def text_of(boxes: Iterable[TextBox]) -> str:
    """The text in reading order, a line for each paragraph, its time in front."""
    paragraphs = _paragraphs(_bands(boxes))
    lines = (_line([box for band in bands for box in band.boxes]) for bands in paragraphs)
    return _GATE.sub("门", "\n".join(line for line in lines if line))


def _bands(boxes: Iterable[TextBox]) -> list[_Band]:
    """Group boxes by height: a box whose middle lies within the first box of a band belongs to the band."""
    bands: list[list[TextBox]] = []
    for box in sorted(boxes, key=lambda box: box.top + box.bottom):
        middle = (box.top + box.bottom) / 2
        if bands and bands[-1][0].top < middle < bands[-1][0].bottom:
            bands[-1].append(box)
        else:
            bands.append([box])
    return [
        _Band(min(b.top for b in band), max(b.bottom for b in band), tuple(sorted(band, key=lambda box: box.left)))
        for band in bands
    ]


def _paragraphs(bands: list[_Band]) -> list[list[_Band]]:
    """Group bands: a wide gap begins a new paragraph."""
    paragraphs: list[list[_Band]] = []
    for band in bands:
        if paragraphs and not _apart(paragraphs[-1][-1], band):
            paragraphs[-1].append(band)
        else:
            paragraphs.append([band])
    return paragraphs


def _apart(above: _Band, below: _Band) -> bool:
    height = min(above.bottom - above.top, below.bottom - below.top)
    return below.top - above.bottom > _GAP * height


def _line(boxes: list[TextBox]) -> str:
    """Join the boxes of a paragraph into one line, wrapped words whole again and its times in front."""
    times = [box.text.strip() for box in boxes if _TIME.fullmatch(box.text.strip())]
    line = ""
    for box in boxes:
        part = box.text.strip()
        if not _TIME.fullmatch(part):
            line += f" {part}" if line and line[-1].isascii() and part[:1].isascii() else part
    return " ".join([*times, line]).strip()

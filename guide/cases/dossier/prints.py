"""Prints of a picture: one that is far taller than a page, such as a whole chat, is cut into parts of a page each."""

from __future__ import annotations

import io
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

    from guide.cases.exhibits.model import Exhibit

TALLEST = 3.0  # height divided by width up to which a picture can be read on one page
PART = 2.2  # height divided by width of each part of a taller one: two thirds of the page's width
SHARED = 0.04  # share of a part that the next page repeats, so that no line of text is cut in two and lost
MOST = 40  # parts; a picture that needs more is printed smaller


class Print(NamedTuple):
    """A picture, or a part of one, on one page."""

    media: str
    content: bytes


def prints(exhibit: Exhibit) -> tuple[Print, ...]:
    """The parts of a picture from top to bottom; the whole picture if one page is enough or it cannot be read."""
    from PIL import Image

    whole = (Print(exhibit.media, exhibit.content),)
    try:
        with Image.open(io.BytesIO(exhibit.content)) as picture:
            if picture.height <= TALLEST * picture.width:
                return whole
            picture.load()
            return tuple(_part(picture, top, bottom) for top, bottom in _cuts(picture.width, picture.height))
    except (OSError, ValueError, SyntaxError):  # Pillow's errors for a file that is not of its type
        return whole


def _cuts(width: int, height: int) -> list[tuple[int, int]]:
    """Top and bottom of each part in pixels; heights differ only by rounding."""
    count = min(MOST, ceil((height / (PART * width) - SHARED) / (1 - SHARED)))
    tall = height / (count - (count - 1) * SHARED)
    step = tall * (1 - SHARED)
    return [(round(n * step), min(height, round(n * step + tall))) for n in range(count)]


def _part(picture: Image, top: int, bottom: int) -> Print:
    part, out = picture.crop((0, top, picture.width, bottom)), io.BytesIO()
    if picture.format == "JPEG":
        part.save(out, "JPEG", quality=90)
        return Print("image/jpeg", out.getvalue())
    part.save(out, "PNG")
    return Print("image/png", out.getvalue())

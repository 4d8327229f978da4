"""Pictures as they are printed: one that is far taller than a page, such as a whole chat, goes on over several."""

from __future__ import annotations

import io
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

    from guide.cases.exhibits.model import Exhibit

TALLEST = 3.0  # height by width up to which one page holds it in a size that can be read
PART = 2.2  # height by width of each part of a taller one: two thirds of the page's width
SHARED = 0.04  # share of a part that stands on the next page again, so that no line is cut in two and lost
MOST = 40  # parts; a picture that needs more is printed smaller


class Sheet(NamedTuple):
    """One picture on one page."""

    media: str
    content: bytes


def sheets(exhibit: Exhibit) -> tuple[Sheet, ...]:
    """The parts of a picture from top to bottom; the picture itself where one page is enough, or it cannot be read."""
    from PIL import Image

    whole = (Sheet(exhibit.media, exhibit.content),)
    try:
        with Image.open(io.BytesIO(exhibit.content)) as picture:
            if picture.height <= TALLEST * picture.width:
                return whole
            picture.load()
            return tuple(_part(picture, top, bottom) for top, bottom in _cuts(picture.width, picture.height))
    except (OSError, ValueError, SyntaxError):  # what Pillow raises where a file is not what its name says
        return whole


def _cuts(width: int, height: int) -> list[tuple[int, int]]:
    """Top and bottom of each part in pixels, all of one height but for a rounding."""
    count = min(MOST, ceil((height / (PART * width) - SHARED) / (1 - SHARED)))
    tall = height / (count - (count - 1) * SHARED)
    step = tall * (1 - SHARED)
    return [(round(n * step), min(height, round(n * step + tall))) for n in range(count)]


def _part(picture: Image, top: int, bottom: int) -> Sheet:
    part, out = picture.crop((0, top, picture.width, bottom)), io.BytesIO()
    if picture.format == "JPEG":
        part.save(out, "JPEG", quality=90)
        return Sheet("image/jpeg", out.getvalue())
    part.save(out, "PNG")
    return Sheet("image/png", out.getvalue())

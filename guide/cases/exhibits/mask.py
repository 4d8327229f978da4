"""The masked copy of a picture: boxes are painted into its pixels, so that nothing under them can be recovered."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from guide.cases.exhibits.arrival import clean_name, open_picture
from guide.cases.exhibits.model import Box, Kept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image

    from guide.cases.exhibits.model import Exhibit

MOST_BOXES = 60
_PAINTABLE = ("1", "L", "LA", "RGB", "RGBA", "I;16", "I")


def inside(boxes: Iterable[Iterable[float]], width: int, height: int) -> tuple[Box, ...]:
    """Boxes (left, top, width, height) rounded outwards to whole pixels and cut to the picture, MOST_BOXES at most.

    A box that covers no pixel is dropped.
    """
    covering = []
    for left, top, wide, high in boxes:
        x1, y1 = max(0, int(left // 1)), max(0, int(top // 1))
        x2, y2 = min(width, -int(-(left + wide) // 1)), min(height, -int(-(top + high) // 1))
        if x2 > x1 and y2 > y1:
            covering.append(Box(x1, y1, x2 - x1, y2 - y1))
    return tuple(covering[:MOST_BOXES])


def mask(exhibit: Exhibit, boxes: Iterable[Box]) -> Exhibit:
    """The picture as PNG with every box black and opaque; no pixel outside the boxes changes."""
    picture = plain(open_picture(exhibit.content, exhibit.media))
    black = {"LA": (0, 255), "RGB": (0, 0, 0), "RGBA": (0, 0, 0, 255)}.get(picture.mode, 0)
    for box in boxes:
        picture.paste(black, (box.left, box.top, box.left + box.width, box.top + box.height))
    out = BytesIO()
    picture.save(out, "PNG", icc_profile=picture.info.get("icc_profile"))
    content = out.getvalue()
    return replace(exhibit, name=clean_name(exhibit.name, "image/png"), media="image/png", content=content,
                   sha256=sha256(content).hexdigest())  # fmt: skip


def masked(kept: Kept, boxes: Iterable[Box]) -> Kept:
    """The file with its masked copy, which is then handed in; without boxes there is no copy."""
    drawn = tuple(boxes)
    copy = mask(kept.exhibit, drawn) if drawn else None
    return replace(kept, boxes=drawn, masked=copy, open_handed=False)


def plain(picture: Image) -> Image:
    """The picture in a mode that can be painted, without any metadata but its colour profile."""
    picture.load()
    see_through = "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa")
    profile = None if picture.mode == "CMYK" else picture.info.get("icc_profile")
    if see_through and picture.mode in ("1", "L"):
        picture = picture.convert("LA")
    elif see_through or picture.mode not in _PAINTABLE:
        picture = picture.convert("RGBA" if see_through else "RGB")
    else:
        picture = picture.copy()
    picture.info = {"icc_profile": profile} if profile else {}
    return picture


def preview(exhibit: Exhibit, side: int) -> bytes:
    """A small JPEG for the screen; no side is longer than `side` pixels."""
    from PIL import Image

    picture = open_picture(exhibit.content, exhibit.media)
    if exhibit.media == "image/jpeg":
        picture.draft("RGB", (side, side))
    if picture.mode in ("L", "RGB", "RGBA") and "transparency" not in picture.info:
        picture.thumbnail((side, side), reducing_gap=2)  # before anything is copied: a large picture costs much
    small = plain(picture)
    profile = small.info.get("icc_profile") if small.mode in ("RGB", "RGBA") else None
    small = small.convert("RGBA") if small.mode in ("RGBA", "LA") else small.convert("RGB")
    small.thumbnail((side, side), reducing_gap=2)
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    out = BytesIO()
    small.save(out, "JPEG", quality=85, icc_profile=profile)
    return out.getvalue()

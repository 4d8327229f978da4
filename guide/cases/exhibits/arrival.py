"""Arrival of a file: find its true type, refuse it or take it, and keep it without place and device."""

from __future__ import annotations

import unicodedata
import warnings
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

from guide.book.notices import HandbookError, Notice
from guide.cases.exhibits import paper, strip
from guide.cases.exhibits.model import Exhibit, Kept
from guide.reading.media import PICTURES, TAKEN, bare_name, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from PIL.Image import Image

    from guide.cases.exhibits.content import Limit

    Decode = Callable[[bytes, str, Mapping[str, Limit]], Kept]

LONGEST_NAME = 60
ALIKE = 3  # of the 64 bits of two fingerprints; pictures that differ in no more look nearly alike
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF", "image/heic": "HEIF"}
_STRIP = {"image/png": strip.png, "image/jpeg": strip.jpeg, "image/webp": strip.webp}
_ORIENTATION, _PLACE = 0x0112, 0x8825


class RefusedFileError(HandbookError):
    """A file that is not taken; its notice holds no part of the file."""


def refusal(why: str, limits: Mapping[str, Limit]) -> Notice:
    """The notice for a reason: a limit with its number, or the end of an id `exhibit.refused.*`."""
    return over(why, limits) if why in limits else Notice(f"exhibit.refused.{why}")


def over(limit: str, limits: Mapping[str, Limit]) -> Notice:
    """The notice for a file beyond a limit."""
    return Notice(f"exhibit.limit.{limit}", limit=limits[limit].number)


def clean_name(name: str, media: str = "") -> str:
    """A file name that is safe to show and write on any system, with the ending that its media type has."""
    plain = "".join(" " if c in '<>:"|?*%' else c for c in unicodedata.normalize("NFC", bare_name(name)))
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    endings = TAKEN.get(media, ())
    if not dot or len(ending) > 5:
        stem, ending = (stem + dot + ending), ""
    ending = ending.lower() if not endings or ending.lower() in endings else endings[0]
    stem = stem.strip(". ")[: LONGEST_NAME - len(ending) - 1].strip(". ") or "file"
    return f"{stem}.{ending}" if ending else stem


def lies(name: str, media: str) -> bool:
    """Whether the ending of a name claims another type than the content has."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return any(ending in endings for endings in TAKEN.values()) and ending not in TAKEN[media]


def bounds(limits: Mapping[str, Limit]) -> dict[str, int]:
    """The limits that can be checked from sizes alone: of one file, of all files, and their number."""
    return {name: limits[name].value for name in ("file_bytes", "total_bytes", "files")}


def too_much(sizes: Iterable[int], size: int, most: Mapping[str, int]) -> str:
    """The limit that one more file of this size would break, or "" if there is room."""
    kept = list(sizes)
    if size > most["file_bytes"]:
        return "file_bytes"
    if len(kept) >= most["files"]:
        return "files"
    return "total_bytes" if sum(kept) + size > most["total_bytes"] else ""


def receive(
    name: str,
    data: bytes,
    shelf: Iterable[Kept],
    limits: Mapping[str, Limit],
    now: datetime,
    decode: Decode | None = None,
) -> Kept:
    """The file as it is kept, with notes about it; RefusedFileError if it is not taken.

    A picture is decoded by `decode`: here, or in a process without rights (`decoding.decoder`).
    """
    others = list(shelf)
    media = kind(data)
    if media not in TAKEN:
        raise RefusedFileError(refusal(media, limits))
    if limit := too_much((k.size for k in others), len(data), bounds(limits)):
        raise RefusedFileError(over(limit, limits))
    notes = ["lies"] if lies(name, media) else []
    kept = (decode or picture)(data, media, limits) if media in PICTURES else _document(data, media)
    size = len(kept.exhibit.content)
    if size > limits["file_bytes"].value:
        raise RefusedFileError(over("file_bytes", limits))
    digest = sha256(kept.exhibit.content).hexdigest()
    if twin := next((k.exhibit.name for k in others if k.exhibit.sha256 == digest), ""):
        raise RefusedFileError(Notice("exhibit.refused.duplicate", name=twin))
    if kept.looks is not None and any(k.looks is not None and _apart(k.looks, kept.looks) <= ALIKE for k in others):
        notes.append("alike")
    exhibit = replace(kept.exhibit, id=digest[:16], name=clean_name(name, kept.exhibit.media), sha256=digest,
                      added_at=now)  # fmt: skip
    return replace(kept, exhibit=exhibit, notes=(*notes, *kept.notes))


def _apart(one: int, two: int) -> int:
    """The number of bits in which two fingerprints differ."""
    return (one ^ two).bit_count()


def raw(media: str, content: bytes, size: tuple[int, int] | None = None) -> Exhibit:
    """An exhibit that `receive` has yet to name and date."""
    from datetime import UTC, datetime

    width, height = size or (None, None)
    return Exhibit("", "", frozenset(), media, content, "", datetime.min.replace(tzinfo=UTC), width, height)


def _document(data: bytes, media: str) -> Kept:
    if media == "application/pdf":
        if why := paper.fault(data):
            raise RefusedFileError(Notice(f"exhibit.refused.{why}"))
        return Kept(raw(media, data), notes=("pdf",))
    clean = strip.sound(data) if media == "audio/mpeg" else strip.film(data)
    if clean is None:
        raise RefusedFileError(Notice("exhibit.refused.truncated"))
    return Kept(raw(media, clean), notes=("film",))


def picture(data: bytes, media: str, limits: Mapping[str, Limit]) -> Kept:
    """A picture as it is kept: upright, nothing but pixels and colours; whatever the decoder raises is a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _cleaned(data, media, limits)
    except RefusedFileError:
        raise
    except Exception as error:  # on a stranger's file a decoder may raise anything
        bomb = type(error).__name__.startswith("DecompressionBomb")
        raise RefusedFileError(refusal("pixels" if bomb else "truncated", limits)) from None


def _cleaned(data: bytes, media: str, limits: Mapping[str, Limit]) -> Kept:
    """The picture with its parts stripped, or written anew if that is not enough."""
    picture = open_picture(data if media != "image/png" else strip.wordless(data), media)
    width, height = picture.size
    if width * height > limits["pixels"].value:
        raise RefusedFileError(over("pixels", limits))
    if max(width, height) > limits["side"].value:
        raise RefusedFileError(over("side", limits))
    turned = picture.getexif().get(_ORIENTATION, 1) not in (0, 1)
    animated = getattr(picture, "n_frames", 1) > 1 and media != "image/jpeg"  # a JPEG's others are previews
    notes = ["animated"] if animated else []
    if picture.getexif().get_ifd(_PLACE):
        notes.append("place")
    clean = None if turned or animated or media not in _STRIP else _STRIP[media](data)
    if clean is not None:
        content, kept_media = clean, media
        picture = open_picture(content, media)
        picture.load()
    else:
        content, kept_media, picture = _redrawn(picture, media)
        notes += ["converted"] if kept_media != media and not animated else []
    if min(picture.size) < limits["small"].value:
        notes.append("small")
    return Kept(raw(kept_media, content, picture.size), notes=tuple(notes), looks=fingerprint(picture))


def preload() -> None:
    """Load all that opening pictures needs; afterwards no file has to be opened for it."""
    import pi_heif
    from PIL import Image, ImageOps, JpegImagePlugin, WebPImagePlugin  # noqa: F401

    Image.init()
    pi_heif.register_heif_opener(thumbnails=False)


def open_picture(data: bytes, media: str) -> Image:
    """The picture, opened as this type only: Pillow does not guess another."""
    from PIL import Image  # takes 90 ms and 11 MB, so only once a file arrives

    if media == "image/heic":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    elif media == "image/webp":
        from PIL import WebPImagePlugin  # noqa: F401  (importing it is what makes the type known)
    return Image.open(BytesIO(data), formats=[_FORMATS[media]])


def _redrawn(picture: Image, media: str) -> tuple[bytes, str, Image]:
    """The first frame, upright, written anew: bytes, media type and the picture itself.

    PNG and WebP are written without loss, a JPEG with its own quantization tables, HEIC as a JPEG.
    """
    from PIL import ImageOps

    options: dict[str, Any] = {}
    if media == "image/jpeg":
        picture.load()
        from PIL import JpegImagePlugin

        sampling = JpegImagePlugin.get_sampling(picture)
        options = {"qtables": picture.quantization, "subsampling": sampling if sampling >= 0 else 0}  # type: ignore[attr-defined]
    picture.seek(0)
    upright = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    form, kept_media = {
        "image/jpeg": ("JPEG", "image/jpeg"),
        "image/heic": ("JPEG", "image/jpeg"),
        "image/webp": ("WEBP", "image/webp"),
    }.get(media, ("PNG", "image/png"))
    if media == "image/heic":
        upright, options = upright.convert("RGB"), {"quality": 95, "subsampling": 0}
    elif media == "image/webp":
        options = {"lossless": True, "quality": 50, "exact": True}
    bare = upright.copy()
    bare.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    out = BytesIO()
    bare.save(out, form, icc_profile=profile, **options)
    return out.getvalue(), kept_media, bare


def fingerprint(picture: Image) -> int:
    """64 bits that are nearly alike for pictures that look alike.

    The picture is shrunk to 9 by 8 greys; each bit says whether a grey is darker than its right neighbour.
    """
    small = picture.convert("RGB").convert("L").resize((9, 8), reducing_gap=2)
    grey = small.tobytes()
    bits = [grey[y * 9 + x] < grey[y * 9 + x + 1] for y in range(8) for x in range(8)]
    return sum(bit << n for n, bit in enumerate(bits))

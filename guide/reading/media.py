"""The kind of a file, by its content alone: a name and a declared type may say anything."""

from __future__ import annotations

import re
import unicodedata

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/heic")
#: Every media type that is taken, with the endings that agree with it; a file with another ending gets the first.
TAKEN: dict[str, tuple[str, ...]] = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "audio/mp4": ("m4a", "mp4"),
    "audio/mpeg": ("mp3",),
}
#: The media types and endings that a chooser of files offers, in the form of the attribute `accept`.
ACCEPTED = ",".join(sorted({*TAKEN, *(f".{ending}" for endings in TAKEN.values() for ending in endings)}))
#: Endings of kinds that are never taken; a file with another ending is examined on arrival.
ENDINGS = {
    **dict.fromkeys(("svg", "svgz"), "svg"),
    **dict.fromkeys(("html", "htm", "xhtml", "mht", "mhtml"), "html"),
    **dict.fromkeys(("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "wps", "et"), "office"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar", "xz", "bz2"), "archive"),
    **dict.fromkeys(("exe", "msi", "apk", "dmg"), "program"),
    **dict.fromkeys(("bmp", "tif", "tiff", "avif", "psd", "ico"), "picture"),
    **dict.fromkeys(("txt", "csv", "md", "json"), "text"),
}
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis", b"crx "), "picture"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    b"qt  ": "video/quicktime",
}
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"8BPS", "picture"),
    (b"\x00\x00\x01\x00", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_SOUND = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")  # how a frame of MP3 begins
_OFFICE = re.compile(rb"\[Content_Types\]\.xml|(?:word|xl|ppt)/|mimetypeapplication/vnd\.oasis")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta)\b", re.I)


def kind(data: bytes) -> str:
    """A media type of `TAKEN`, or else: empty, svg, html, office, archive, program, picture, text, unknown."""
    if not data:
        return "empty"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video/mp4")
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "office" if _OFFICE.search(data[:65536]) else "archive"
    if data.startswith(b"ID3") or is_sound(data):
        return "audio/mpeg"
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "picture"
    if data[257:262] == b"ustar":
        return "archive"
    return next((media for sign, media in _SIGNS if data.startswith(sign)), None) or _kind_of_text(data[:4096])


def is_picture(data: bytes) -> bool:
    """Whether a file is a picture, of a kind that is taken or not."""
    return kind(data) in (*PICTURES, "picture")


def bare_name(name: str) -> str:
    """A file name without folders, and without control and direction marks."""
    return "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if unicodedata.category(c)[0] != "C")


def is_sound(data: bytes) -> bool:
    """Whether a file begins with a frame of MP3 whose bit rate and sample rate exist."""
    return data.startswith(_SOUND) and len(data) > 3 and data[2] >> 4 not in (0, 15) and data[2] >> 2 & 3 < 3


def _kind_of_text(head: bytes) -> str:
    """The kind of a text: svg, html or text; anything else is unknown."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<svg" in start.lower() and start.startswith(b"<"):
        return "svg"
    if start.startswith(b"<") and _HTML.search(start):
        return "html"
    try:
        head[:-4].decode("utf-8") if len(head) == 4096 else head.decode("utf-8")
    except UnicodeDecodeError:
        return "unknown"
    return "unknown" if b"\0" in head else "text"

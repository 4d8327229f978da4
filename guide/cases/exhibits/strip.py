"""Strip a file of place, device, time and hidden thumbnails without changing a pixel or a frame.

Parts of a picture on an allow-list are copied byte by byte, tags of a sound are cut off, descriptions in a film are
blanked in place. A function returns None if it cannot follow how the file is built: the caller then writes a
picture anew and refuses sound or film.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from guide.reading.media import is_sound

if TYPE_CHECKING:
    from collections.abc import Iterator

_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"  # without its thumbnail
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_FRAMES = {*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD}  # frames, tables, scans
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_RIFF = {b"VP8 ", b"VP8L", b"ALPH"}
_ICC_FLAG, _ALPHA_FLAG = 0x20, 0x10
_FOOTED = 0x10  # the tag of an MP3 ends as it began


def jpeg(data: bytes) -> bytes | None:
    """A JPEG without EXIF, XMP, IPTC, comments, thumbnails and bytes behind its end; colour information stays."""
    out, at = bytearray(b"\xff\xd8"), 2
    jfif = False
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return None
        mark = data[at + 1]
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        if mark == 0xD9:
            return bytes(out + b"\xff\xd9")
        if mark in _ALONE:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        part = data[at : at + 2 + length]
        if length < 2 or len(part) < length + 2:
            return None
        at += 2 + length
        if mark == 0xE0 and part[4:9] == b"JFIF\0" and not jfif:
            out += _JFIF
            jfif = True
        elif (mark == 0xE2 and part[4:16] == b"ICC_PROFILE\0") or mark in _FRAMES:
            out += part
        elif mark == 0xEE and part[4:9] == b"Adobe":
            out += b"\xff\xee\x00\x0e" + part[4:16]
        if mark == 0xDA:
            end = _scan_end(data, at)
            out += data[at:end]
            at = end
    return None


def _scan_end(data: bytes, at: int) -> int:
    """The end of a scan's packed pixels: the first marker that is no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def png(data: bytes) -> bytes | None:
    """A PNG without texts, times, EXIF and further frames; its colour profile loses its name."""
    import zlib

    out, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        whole = data[at : at + 12 + length]
        if len(whole) < 12 + length:
            return None
        at += 12 + length
        if name == b"iCCP":
            body = b"icc" + whole[8:-4][whole[8:-4].find(b"\0") :]
            out += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        elif name in _CHUNKS:
            out += whole
        if name == b"IEND":
            return bytes(out)
    return None


def wordless(data: bytes) -> bytes:
    """A PNG without its texts: a decoder takes a picture with many for a trap. Whatever cannot be followed stays."""
    out, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in _TEXTS:
            out += data[at:end]
        at = end
    return bytes(out + data[at:])


def webp(data: bytes) -> bytes | None:
    """A WebP without EXIF, XMP and unknown parts; not for animations."""
    chunks = list(_chunks(data[: 8 + int.from_bytes(data[4:8], "little")], 12))
    out = bytearray()
    for name, body in chunks:
        if name == b"VP8X" and len(body) == 10:
            body = bytes([body[0] & (_ICC_FLAG | _ALPHA_FLAG)]) + b"\0\0\0" + body[4:]
        elif name not in _RIFF | {b"ICCP"}:
            continue
        out += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(out) + 4) + b"WEBP" + bytes(out) if chunks else None


def _chunks(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def sound(data: bytes) -> bytes | None:
    """An MP3 without the tags before and behind its frames (title, device); None if it has no frames."""
    at = 0
    while data.startswith(b"ID3", at) and len(data) >= at + 10:
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += size + (20 if data[at + 5] & _FOOTED else 10)
    frames = data[at:].lstrip(b"\0")
    if frames[-128:-125] == b"TAG":
        frames = frames[:-128]
    return frames if is_sound(frames) else None


_HOLDERS = {b"moov", b"trak", b"mdia"}
_TELLING = {b"udta", b"meta", b"uuid"}


def film(data: bytes) -> bytes | None:
    """An MP4 or QuickTime file, its descriptions (place, device, title) blanked in place; None if it is cut off."""
    out = bytearray(data)
    names = _blank(out, 0, len(out))
    return bytes(out) if names is not None and b"moov" in names else None


def _blank(out: bytearray, at: int, end: int, depth: int = 0) -> set[bytes] | None:
    """Blank the descriptions between two offsets; return the names of the boxes in that range.

    None if a box is longer than the range.
    """
    names: set[bytes] = set()
    while at < end:
        head = 8
        length, name = int.from_bytes(out[at : at + 4], "big"), bytes(out[at + 4 : at + 8])
        if length == 1:
            length, head = int.from_bytes(out[at + 8 : at + 16], "big"), 16
        elif length == 0 and depth == 0:
            length = end - at
        if length < head or at + length > end:
            # QuickTime closes a list of boxes with four zero bytes.
            return names if depth and not any(out[at:end]) else None
        names.add(name)
        if name in _TELLING:
            out[at + 4 : at + 8] = b"free"
            out[at + head : at + length] = bytes(length - head)
        elif name in _HOLDERS and depth < 4 and _blank(out, at + head, at + length, depth + 1) is None:
            return None
        at += length
    return names

"""A PDF as it arrives: whole, not locked, and without anything that acts. It is never opened, only looked through."""

from __future__ import annotations

import re
import zlib

#: What acts, or brings another file, wherever it stands in a document.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|SubmitForm|ImportData|GoTo[RE]|RichMedia|XFA|Movie|Rendition|Sound)"
    rb"(?![A-Za-z0-9])"
)
_WRITTEN_OUT = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name as its number
_STREAM = re.compile(rb">>\s{0,8}stream\r?\n")
_HEAD = 4096  # bytes before a stream in which its dictionary is looked for
_MOST = 20_000_000  # bytes of unpacked lists of objects that are looked through


def fault(data: bytes) -> str:
    """The reason why a PDF is not taken, the end of an id `exhibit.refused.*`; "" if it is."""
    if b"%%EOF" not in data[-1024:]:
        return "truncated"
    if _acts(data):
        return "active"
    if b"/Encrypt" in data:
        return "locked"
    return "active" if _hides(data) else ""


def _acts(data: bytes) -> bool:
    return bool(_ACTIVE.search(_WRITTEN_OUT.sub(lambda each: bytes([int(each[1], 16)]), data)))


def _hides(data: bytes) -> bool:
    """Whether a packed list of objects holds something that acts, or cannot be looked into."""
    left = _MOST
    for stream in _STREAM.finditer(data):
        head = data[max(0, stream.start() - _HEAD) : stream.start()].rpartition(b" obj")[2]
        head = _WRITTEN_OUT.sub(lambda each: bytes([int(each[1], 16)]), head)
        if b"/ObjStm" not in head:
            continue
        try:
            objects = zlib.decompressobj().decompress(data[stream.end() :], left)
        except zlib.error:
            return True
        left -= len(objects)
        if left <= 0 or _acts(objects):
            return True
    return False

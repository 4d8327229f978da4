"""Opening a workbook: its parts are checked before anything is unpacked; anything else is refused in one sentence."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

from guide.book.exchange import ExchangeError
from guide.book.notices import Notice

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

LARGEST = 10_000_000  # bytes of the file; the handbook's own has a fiftieth of that
UNPACKED = 20_000_000  # bytes of all its parts; ours has one, four after LibreOffice; a bomb has far more
ELEMENTS = 2_000_000  # of XML in all its parts; ours has a tenth of that, and each costs the reader some memory
MERGED = 20_000  # cells in its merged ranges; each becomes a cell, and one range may name a whole sheet
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls, and of every file with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=[\"']([A-Za-z]{1,3}[0-9]{1,7}(?::[A-Za-z]{1,3}[0-9]{1,7})?)")
_LONG = re.compile(rb"<[^<>]{65536}")  # a tag that lists places without end
_MERGES = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
_AGAIN = Notice("fault.book.again")


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ExchangeError(path, Notice("fault.book.large", most=LARGEST // 1_000_000))
    return path.read_bytes()


def _parts(path: Path, raw: bytes) -> None:
    """Refuse what is no workbook, too large once unpacked, or brings definitions of its own."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNPACKED:
            raise ExchangeError(path, Notice("fault.book.unpacked", most=UNPACKED // 1_000_000))
        names = parts.namelist()
        if "xl/workbook.xml" not in names:
            raise ExchangeError(path, Notice("fault.book.xlsx", mend=_AGAIN))
        _bound(path, parts, names)
        if _STRICT in parts.read("xl/workbook.xml"):
            raise ExchangeError(path, Notice("fault.book.strict"))
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.read(name):
                raise ExchangeError(path, Notice("fault.book.definitions", mend=_AGAIN))


def _bound(path: Path, parts: zipfile.ZipFile, names: list[str]) -> None:
    """Refuse a workbook that is small as a file and large once it is cells: merged ranges, or rows without end."""
    elements = merged = 0
    for name in names:
        text = parts.read(name)
        elements += text.count(b"<")
        ranges = _MERGED.findall(text)
        merged += sum(_cells(each) for each in ranges)
        if elements > ELEMENTS or merged > MERGED or len(ranges) != len(_MERGES.findall(text)) or _LONG.search(text):
            raise ExchangeError(path, Notice("fault.book.spread"))


def _cells(merged: bytes) -> int:
    """The number of cells in a range such as `A1:C3`."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = (number or 0 for number in range_boundaries(merged.decode()))
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def open_workbook(path: Path) -> Workbook:
    """The workbook, with formulas as formulas; ExchangeError with one sentence if it cannot be used."""
    from openpyxl import load_workbook

    raw = _bytes(path)
    if raw.startswith(_OLD):
        if _LOCKED in raw:
            raise ExchangeError(path, Notice("fault.book.locked"))
        raise ExchangeError(path, Notice("fault.book.xls", mend=_AGAIN))
    if not raw.startswith(b"PK"):
        raise ExchangeError(path, Notice("fault.book.named", mend=_AGAIN))
    try:
        _parts(path, raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that we do not read
            return load_workbook(io.BytesIO(raw), keep_links=False)
    except ExchangeError:
        raise
    except Exception as error:  # a damaged file fails in openpyxl in a hundred ways
        raise ExchangeError(path, Notice("fault.book.damaged", mend=_AGAIN)) from error

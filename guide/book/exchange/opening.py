"""Opening a workbook: its parts are checked before anything is unpacked; anything else is refused in one sentence."""

from __future__ import annotations

import io
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
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls, and of every file with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
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
        if _STRICT in parts.read("xl/workbook.xml"):
            raise ExchangeError(path, Notice("fault.book.strict"))
        for name in names:
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.read(name):
                raise ExchangeError(path, Notice("fault.book.definitions", mend=_AGAIN))


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

"""Cell of a spreadsheet -> the text that was typed, or an error that says why it cannot be known."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from guide.book.notices import HandbookError, Notice

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_DAYS = ("since", "checked_on", "review_by")
#: Columns of plain words and figures besides conditions and outcomes; full-width signs in them were not meant.
_PLAIN = (*_DAYS, "value", "unit", "confidence", "order")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DASHES = frozenset("–—−")
_DIGITS = 15  # a spreadsheet keeps no more of a number
_AS_TEXT = Notice("fault.book.as_text")


class CellError(HandbookError):
    """A cell whose text cannot be known, and what to do."""


def _number(value: float) -> str:
    shown = f"{value:.{_DIGITS}g}"
    if "e" in shown or len(shown.strip("-0.").replace(".", "")) >= _DIGITS:
        raise CellError(Notice("fault.book.rounded", mend=_AS_TEXT))
    return shown


def _day(value: date | time | timedelta, column: str) -> str:
    """A day in a column of days; anywhere else the spreadsheet guessed one, and the text that was typed is lost."""
    if column in _DAYS and isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if column in _DAYS and type(value) is date:
        return value.isoformat()
    raise CellError(Notice("fault.book.day", mend=_AS_TEXT))


def _plain(text: str, column: str) -> str:
    """Text without what a spreadsheet adds; in columns of words and figures, full-width signs become plain ones."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not (column.startswith(("if.", "then.")) or column in _PLAIN):
        return text
    text = unicodedata.normalize("NFKC", text)
    if text in _DASHES:
        return "-"
    day = _DAY.fullmatch(text) if column in _DAYS else None
    return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else text


def text_of(cell: Cell | MergedCell, column: str) -> str:
    """The text of a cell in a column of this name; CellError where it cannot be known."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise CellError(Notice("fault.book.formula"))
    if cell.data_type == "e":
        raise CellError(Notice("fault.book.error", value=value))
    if isinstance(value, bool):
        return str(value).upper()  # as the spreadsheet shows it
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, (date, time, timedelta)):
        return _day(value, column)
    return _plain(str(value), column)

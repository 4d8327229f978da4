"""Moments and journals as they are usually written, read many at a time; whatever is written otherwise is left over.

Such a moment is 2026-11-20T18:20, with a blank for the T as well; such a journal has events with such moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.cases.casefile import MOST_EVENTS, CaseError
from guide.cases.cells import read_event
from guide.desk.columns.arrays import AHEAD, HOUR, NEVER, PAIRS

if TYPE_CHECKING:
    from guide.desk.columns.arrays import Codes, Flags, Numbers
    from guide.desk.columns.signs import Bytes, Signs

LONG, SHORT = len("2026-11-20T18:20"), len("2026-11-20")
_DIGITS = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15])
_MONTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_WIDEST = 48  # signs of the name of an event and its reply
_AT, _SEMICOLON, _BLANK = b"@; "
_MIDNIGHT = np.frombuffer(b"T00:00", dtype=np.uint8)
_WORD = 8  # signs that are looked at together, as one number
_FACTORS = np.random.default_rng(1).integers(1, 1 << 62, _WIDEST // _WORD, dtype=np.uint64) | np.uint64(1)

#: For each number of signs the bits of a word in which they stand, the first the lowest.
_MASKS = np.array([(1 << _WORD * many) - 1 for many in range(_WORD + 1)], dtype=np.uint64)


def stamps(signs: Bytes) -> tuple[Numbers, Flags]:
    """Moments of 16 signs each, a row each: their numbers, and which of them are moments at all."""
    figures = np.ascontiguousarray(signs[:, _DIGITS].T) - np.uint8(48)
    ok = (figures < 10).all(axis=0) & (signs[:, 4] == 45) & (signs[:, 7] == 45) & (signs[:, 13] == 58)
    ok &= (signs[:, 10] == 84) | (signs[:, 10] == 32)
    f = figures.astype(np.int32)  # half as wide as a moment, for all but the end
    year, month, day = f[0] * 1000 + f[1] * 100 + f[2] * 10 + f[3], f[4] * 10 + f[5], f[6] * 10 + f[7]
    hour, minute = f[8] * 10 + f[9], f[10] * 10 + f[11]
    ok &= (year >= 2000) & (year <= 2100) & (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _MONTHS[np.where(ok, month - 1, 0)] + (leap & (month == 2))
    ok &= (day >= 1) & (day <= longest)
    minutes = _days(year, month, day).astype(np.int64) * (24 * 60) + (hour * 60 + minute)
    at = minutes * (HOUR // 60) - AHEAD
    return np.where(ok, at, NEVER), ok


def _days(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Days since 1970, with years that begin in March, so that a leap day is the last of one."""
    year = year - (month <= 2)
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719_468


def moments(cells: Signs) -> tuple[Numbers, list[int]]:
    """Cells as moments; and the numbers of those that are written in another way, or are none."""
    wide = cells.wide
    usual, short = (np.flatnonzero(wide == signs) for signs in (LONG, SHORT))
    whole = cells.at(cells.starts[usual], LONG)
    if len(short):
        days = cells.at(cells.starts[short], SHORT)
        whole = np.concatenate([whole, np.hstack([days, np.broadcast_to(_MIDNIGHT, (len(short), LONG - SHORT))])])
    at, ok = stamps(whole)
    places = np.concatenate([usual, short])
    result = np.full(len(wide), NEVER)
    result[places] = at
    left = wide > 0
    left[places[ok]] = False
    return result, np.flatnonzero(left).tolist()


class Journals(NamedTuple):
    """The events of the journals that are written as usual, in the order in which they were entered."""

    row: Numbers
    pair: Codes
    at: Numbers
    left: list[int]  # the journals that are written in another way, or are none


def journals(cells: Signs) -> Journals:
    """The events in cells: `seller_contacted@2026-11-20T18:20; seller_replied:trace@2026-11-21T09:00`."""
    signs, ends, many = cells.text, cells.ends, len(cells.ends)
    marks = np.flatnonzero(signs == _AT)
    row = np.searchsorted(ends, marks, side="right")
    at, ok = stamps(cells.at(marks + 1, LONG))
    after = marks + LONG + 1
    other = row[1:] != row[:-1]
    first = np.concatenate([[True], other])[: len(marks)]
    last = np.concatenate([other, [True]])[: len(marks)]
    ok &= np.where(last, after == ends[row], signs[after] == _SEMICOLON)
    begins = np.where(first, cells.starts[row], np.concatenate([[0], after[:-1] + 1])[: len(marks)])
    begins += signs[begins] == _BLANK
    pair, known = _pairs(signs, begins, marks)
    ok &= known
    counted = np.bincount(row, minlength=many)
    whole = np.bincount(row[ok], minlength=many) == counted
    whole &= (counted <= MOST_EVENTS) & ((counted > 0) | (cells.starts == ends))
    kept = whole[row]
    return Journals(row[kept], pair[kept], at[kept], np.flatnonzero(~whole).tolist())


def _pairs(signs: Bytes, begins: Numbers, marks: Numbers) -> tuple[Codes, Flags]:
    """The event and reply between two places, by number, and whether there are any; each distinct text is read once."""
    import pandas as pd

    wide = marks - begins
    ok = (wide > 0) & (wide <= _WIDEST)
    words = np.ndarray(len(signs) - _WORD + 1, dtype="<u8", buffer=signs, strides=(1,))
    key, from_ = np.zeros(len(begins), dtype=np.uint64), np.where(ok, begins, 0)
    for number, factor in enumerate(_FACTORS[: -(-int(wide[ok].max(initial=0)) // _WORD)]):
        most = np.clip(wide - number * _WORD, 0, _WORD)  # the signs of this word that belong to the name
        word = words[from_ + number * _WORD] & _MASKS[most]
        key += (word ^ (word >> np.uint64(29))) * factor
    kind, distinct = pd.factorize(key)
    where = np.empty(len(distinct), dtype=np.int64)
    where[kind[::-1]] = np.arange(len(key))[::-1]  # of each kind the first
    texts = [bytes(signs[begins[n] : marks[n]]).decode("utf-8", "replace") if ok[n] else "" for n in where.tolist()]
    numbers = np.array([_number(text) for text in texts], dtype=np.int64)[kind]
    return numbers.astype(np.uint16), ok & (numbers >= 0)


def _number(text: str) -> int:
    try:
        return PAIRS[read_event(text.strip())]
    except CaseError:
        return -1

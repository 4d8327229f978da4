"""Moments and journals as they are usually written, read many at a time; whatever is written otherwise is left over.

Such a moment is 2026-11-20T18:20, with a blank for the T as well; such a journal has events with such moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guide.cases.casefile import MOST_EVENTS, CaseError
from guide.cases.cells import read_event
from guide.desk.columns.arrays import AHEAD, DAY, HOUR, NEVER, PAIRS
from guide.desk.columns.signs import WORD, mixed

if TYPE_CHECKING:
    from guide.desk.columns.arrays import Codes, Flags, Numbers
    from guide.desk.columns.signs import Bytes, Signs

LONG, SHORT = len("2026-11-20T18:20"), len("2026-11-20")
#: The first moment of each month and its days, by its six figures; 200000 is the first that is looked at.
_FIRST, _YEARS = 200_000, 101
_STARTS, _LENGTHS = np.zeros((2, _YEARS * 100), dtype=np.int64)
_DAYS = np.arange("2000-01", "2101-02", dtype="M8[M]").astype("M8[D]").astype(np.int64)
_MONTHS = [year * 100 + month for year in range(_YEARS) for month in range(1, 13)]
_STARTS[_MONTHS], _LENGTHS[_MONTHS] = _DAYS[:-1] * DAY - AHEAD, np.diff(_DAYS)
#: A moment is two words of eight signs: what they are beside their figures, and which bits no figure has.
_BESIDE = np.frombuffer(b"0000-00-00T00:00", dtype="<u8")
_SIXES = np.frombuffer(b"\6\6\6\6\0\6\6\0\6\6\0\6\6\0\6\6", dtype="<u8")
_NONE = np.frombuffer(b"\xf0\xf0\xf0\xf0\xff\xf0\xf0\xff\xf0\xf0\0\xf0\xf0\xff\xf0\xf0", dtype="<u8")
_T = np.uint64(0xFF << 16)
_BLANK_FOR_T = np.uint64((ord("T") ^ ord(" ")) << 16)
_WIDEST = 48  # signs of the name of an event and its reply
_AT, _SEMICOLON, _BLANK = b"@; "
_MIDNIGHT = np.frombuffer(b"T00:00", dtype=np.uint8)
_FACTORS = np.random.default_rng(1).integers(1, 1 << 62, _WIDEST // WORD, dtype=np.uint64) | np.uint64(1)


def stamps(signs: Bytes) -> tuple[Numbers, Flags]:
    """Moments of 16 signs each, a row each: their numbers, and which of them are moments at all."""
    words = np.ascontiguousarray(signs).view("<u8")
    first, second = words[:, 0] ^ _BESIDE[0], words[:, 1] ^ _BESIDE[1]  # a byte a figure, and 0 for what stands beside
    ok = ((first | first + _SIXES[0]) & _NONE[0] | (second | second + _SIXES[1]) & _NONE[1]) == 0
    ok &= (second & _T == 0) | (second & _T == _BLANK_FOR_T)
    second &= ~_T
    first, second = (each * np.uint64(10) + (each >> np.uint64(8)) for each in (first, second))
    month = (_two(first, 0) * 100 + _two(first, 2)) * 100 + _two(first, 5) - _FIRST
    day, hour, minute = _two(second, 0) - 1, _two(second, 3), _two(second, 6)
    ok &= (month >= 0) & (month < len(_STARTS)) & (hour < 24) & (minute < 60)
    month[~ok] = 0
    ok &= (day >= 0) & (day < _LENGTHS[month])
    at = _STARTS[month] + ((day * 24 + hour) * 60 + minute) * (HOUR // 60)
    return np.where(ok, at, NEVER), ok


def _two(pairs: Numbers, place: int) -> Numbers:
    """The number that two figures make, of which the first is at some place of its word."""
    number: Numbers = (pairs >> np.uint64(8 * place) & np.uint64(0xFF)).view(np.int64)
    return number


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
    signs, starts, ends = cells
    marks = np.flatnonzero(signs == _AT)
    counted = np.diff(np.searchsorted(marks, ends), prepend=0)
    some = np.flatnonzero(counted)
    last = np.cumsum(counted[some]) - 1
    first = last + 1 - counted[some]
    at, ok = stamps(cells.at(marks + 1, LONG))
    after = marks + LONG + 1
    ended = signs[after] == _SEMICOLON
    ended[last] = after[last] == ends[some]
    begins = np.roll(after, 1) + 1
    begins[first] = starts[some]
    begins += signs[begins] == _BLANK
    pair, known = _pairs(cells, begins, marks)
    ok &= ended & known
    row = np.repeat(np.arange(len(ends)), counted)
    whole = (counted <= MOST_EVENTS) & ((counted > 0) | (starts == ends))
    whole[row[~ok]] = False
    kept = slice(None) if whole.all() else whole[row]
    return Journals(row[kept], pair[kept], at[kept], np.flatnonzero(~whole).tolist())


def _pairs(cells: Signs, begins: Numbers, marks: Numbers) -> tuple[Codes, Flags]:
    """The event and reply between two places, by number, and whether there are any; each distinct text is read once."""
    import pandas as pd

    wide = marks - begins
    ok = (wide > 0) & (wide <= _WIDEST)
    key, from_ = np.zeros(len(begins), dtype=np.uint64), np.where(ok, begins, 0)
    for number, factor in enumerate(_FACTORS[: -(-int(wide[ok].max(initial=0)) // WORD)]):
        key += mixed(cells.word(number, from_, wide)) * factor
    kind, distinct = pd.factorize(key)
    where = np.empty(len(distinct), dtype=np.int64)
    where[kind[::-1]] = np.arange(len(key))[::-1]  # of each kind the first
    texts = [
        bytes(cells.text[begins[n] : marks[n]]).decode("utf-8", "replace") if ok[n] else "" for n in where.tolist()
    ]
    numbers = np.array([_number(text) for text in texts], dtype=np.int64)[kind]
    return numbers.astype(np.uint16), ok & (numbers >= 0)


def _number(text: str) -> int:
    try:
        return PAIRS[read_event(text.strip())]
    except CaseError:
        return -1

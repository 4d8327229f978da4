"""The labels of the map: each on, or beside, a part of its line that no other line shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.map.grid import WIDTH, Rect, wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guide.map.grid import Point, Way
    from guide.map.lines import LinePaths

    _Spot = tuple[float, float, float, str]  # its cost, its centre (x, y), and the anchor of the words

SIZE, LEADING = 13, 17  # of the words of a label, as the style sheet sets them
_ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
_TRIES = 6  # how often labels without room may be placed first
_TIP, _AIR = 14, 3  # room kept for the arrow, and between two labels
_HALO = 4  # the width a label clears around it, as the style sheet sets it
_BESIDE, _ON_LINE, _SHORTER = 6, 60, 0.02  # costs: beside its line, over another, on a shorter part
_AT_EDGE = 50  # the cost of a label so near a box that its halo hides a piece of the edge


class Label(NamedTuple):
    """A label in its place."""

    x: float
    anchor: str  # start, middle or end
    lines: tuple[tuple[float, str], ...]  # base line and words of each line
    room: Rect  # the room it takes


def room(x: float, y: float, anchor: str, words: Sequence[str]) -> Rect:
    """The room that lines of words take around a point: centred on it, or starting or ending there."""
    long, high = max(wide(w, SIZE) for w in words), LEADING * len(words)
    left = {"middle": x - long / 2, "start": x, "end": x - long}[anchor]
    return Rect(left, y - high / 2, left + long, y + high / 2)


def _spots(a: Point, b: Point, words: Sequence[str]) -> Iterator[_Spot]:
    """Places for words along one straight part of a line."""
    long, high = max(wide(w, SIZE) for w in words), LEADING * len(words)
    for share in _ALONG:
        x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        cost = abs(share - 0.5) * 10
        if a[1] == b[1]:
            if min(abs(x - a[0]), abs(x - b[0])) >= long / 2 + _TIP:
                yield cost, x, y, "middle"
            for beside in (-1, 1):
                yield cost + _BESIDE + (beside > 0), x, y + beside * (high / 2 + 5), "middle"
        else:
            if min(abs(y - a[1]), abs(y - b[1])) >= high / 2 + _TIP:
                yield cost, x, y, "middle"
            yield cost + _BESIDE, x + _HALO + 3, y, "start"
            yield cost + _BESIDE + 1, x - _HALO - 3, y, "end"


def place(drawn: LinePaths, words: Mapping[Way, Sequence[str]], taken: Sequence[Rect]) -> dict[Way, Label]:
    """Place every label so that it hides no box, no other label and, if possible, no other line."""
    strokes = {way: [_thin(a, b) for a, b in drawn.parts(way)] for way in drawn.paths}
    spots: dict[Way, list[_Spot]] = {}
    for way in drawn.paths:
        own = drawn.own(way)
        spots[way] = sorted(
            (cost + _SHORTER * (_length(own[0]) - _length(part)) + _cost_over(area, way, strokes)
             + _AT_EDGE * any(area.meets(other, _HALO) for other in taken), x, y, anchor)
            for part in own
            for cost, x, y, anchor in _spots(*part, words[way])
            for area in [room(x, y, anchor, words[way])]
            if _fits(area, taken)
        )  # fmt: skip
    order = sorted(spots, key=lambda w: len(spots[w]))  # those with the least choice first
    placed = _in_order(order, spots, words)
    for _ in range(_TRIES):
        if not (missing := [way for way in order if way not in placed]):
            break
        order = [*missing, *(way for way in order if way in placed)]
        placed = max(placed, _in_order(order, spots, words), key=len)
    return placed


def _in_order(
    order: Sequence[Way], spots: Mapping[Way, Sequence[_Spot]], words: Mapping[Way, Sequence[str]]
) -> dict[Way, Label]:
    """Give each label, in this order, the cheapest spot that is still free."""
    placed: dict[Way, Label] = {}
    for way in order:
        for _, x, y, anchor in spots[way]:
            area = room(x, y, anchor, words[way])
            if not any(area.meets(other.room, _AIR) for other in placed.values()):
                first = area.top + LEADING / 2 + 5
                placed[way] = Label(x, anchor, tuple((first + n * LEADING, w) for n, w in enumerate(words[way])), area)
                break
    return placed


def tag_at(box: Rect, words: str, taken: Sequence[Rect], drawn: LinePaths) -> Label:
    """Place a tag at the corner of a box where it hides least: other words and boxes count most, then lines."""
    strokes = [_thin(a, b) for way in drawn.paths for a, b in drawn.parts(way)]
    spots = [(x, y, anchor) for y in (box.bottom + 14, box.top - 14)
             for x, anchor in ((box.left, "start"), (box.right, "end"))]  # fmt: skip

    def cost(spot: tuple[float, float, str]) -> int:
        area = room(*spot, [words])
        return 9 * sum(area.meets(t, _HALO) for t in taken) + sum(area.meets(s, 1) for s in strokes)

    x, y, anchor = min(spots, key=cost)
    return Label(x, anchor, ((y + 5, words),), room(x, y, anchor, [words]))


def _fits(area: Rect, taken: Sequence[Rect]) -> bool:
    return area.left >= 0 and area.right <= WIDTH and not any(area.meets(other, 1) for other in taken)


def _cost_over(area: Rect, way: Way, strokes: Mapping[Way, Sequence[Rect]]) -> float:
    """The cost of hiding parts of other lines."""
    return _ON_LINE * sum(area.meets(s, 1) for other, parts in strokes.items() if other != way for s in parts)


def _thin(a: Point, b: Point) -> Rect:
    return Rect(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _length(part: tuple[Point, Point]) -> float:
    return abs(part[0][0] - part[1][0]) + abs(part[0][1] - part[1][1])

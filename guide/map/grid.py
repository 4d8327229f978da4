"""The canvas of the map: columns and rows measured out, and lines turned into strokes. Pure geometry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, BOX_WIDE, BOX_HIGH = 850, 132, 54
_FIRST, _COLUMN, _TOP = 156, 190, 55  # centres: first column, from column to column, first row
_GAP, _STAGE_GAP = 64, 96  # between rows of one stage, and of two
_PORTS = (-40, 0, 40), (-14, 0, 14)  # where lines may touch a box: along its width, along its height
_TRACKS = {_GAP: (16, 32, 48), _STAGE_GAP: (16, 32, 64, 80)}  # lanes for lines between two rows
_TITLE_WIDE, _RADIUS = 88, 10
_LETTERS = {**dict.fromkeys("fijlrt.,:;!|’'", 0.4), " ": 0.34, "m": 1.0, "w": 0.85}

Point = tuple[float, float]
Way = tuple[str, str]  # from a box, to a box


class Rect(NamedTuple):
    """A rectangle on the canvas."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rect, air: float = 0) -> bool:
        """Whether two rectangles come nearer to each other than `air`."""
        return (
            self.left < other.right + air
            and other.left < self.right + air
            and self.top < other.bottom + air
            and other.top < self.bottom + air
        )


class Cell(NamedTuple):
    """A place in the grid, counted from 1, and the stage its row belongs to."""

    column: int
    row: int
    stage: str


@dataclass(frozen=True)
class Canvas:
    """The grid measured out. Rows, rules and tracks are heights or widths from the top left."""

    cells: Mapping[str, Cell]
    rows: Mapping[int, float]  # row -> the height of its centre
    rules: tuple[float, ...]  # the lines between stages
    titles: Mapping[str, Rect]  # stage -> the room of its title
    height: float
    xs: tuple[float, ...]  # the tracks that run down
    ys: tuple[float, ...]  # the tracks that run across

    def box(self, name: str) -> Rect:
        """The rectangle of a node's box."""
        cell = self.cells[name]
        x, y = _FIRST + (cell.column - 1) * _COLUMN, self.rows[cell.row]
        return Rect(x - BOX_WIDE / 2, y - BOX_HIGH / 2, x + BOX_WIDE / 2, y + BOX_HIGH / 2)


def measure(cells: Mapping[str, Cell]) -> Canvas:
    """Give every row its height: a wider gap, with a rule in the middle, where a stage begins."""
    stages = {cell.row: cell.stage for cell in cells.values()}
    rows, rules, ys, y = dict[int, float](), list[float](), list[float](), float(_TOP)
    titles, before = dict[str, Rect](), ""
    for row in sorted(stages):
        if before:
            gap = _GAP if stages[row] == before else _STAGE_GAP
            ys += [y + BOX_HIGH / 2 + t for t in _TRACKS[gap]]
            rules += [y + BOX_HIGH / 2 + gap / 2] if gap == _STAGE_GAP else []
            y += BOX_HIGH + gap
        rows[row], before = y, stages[row]
        titles.setdefault(before, Rect(0, y - 35, _TITLE_WIDE, y + 31))
        ys += [y + port for port in _PORTS[1]]
    xs: list[float] = []
    for column in range(max(c.column for c in cells.values())):
        x = _FIRST + column * _COLUMN
        edge = x + BOX_WIDE / 2
        xs += [*(x + port for port in _PORTS[0]), *(edge + t for t in (15, 29, 43) if edge + t < WIDTH)]
    return Canvas(cells, rows, tuple(rules), titles, y + BOX_HIGH / 2 + 34, tuple(xs), tuple(ys))


def straight(a: Point, b: Point, c: Point) -> bool:
    """Whether three points lie on one horizontal or vertical line."""
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]


def between(a: Point, p: Point, b: Point) -> bool:
    """Whether `p` lies in the rectangle that `a` and `b` span."""
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def far(a: Point, b: Point) -> float:
    """The distance between two points, along the tracks."""
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def middle(a: Point, b: Point) -> Point:
    """The point half way between two others."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def stroke(path: Sequence[Point], tip: float) -> str:
    """A path as an SVG path with round corners, ending `tip` before the box."""
    points = list(path)
    points[-1] = _toward(points[-1], points[-2], tip)
    strokes = [f"M{_at(points[0])}"]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        r = min(_RADIUS, far(a, b) / 2, far(b, c) / 2)
        strokes.append(f"L{_at(_toward(b, a, r))}Q{_at(b)} {_at(_toward(b, c, r))}")
    return "".join([*strokes, f"L{_at(points[-1])}"])


def arrow(path: Sequence[Point], long: float, wide: float) -> str:
    """The tip of a line as an SVG path: a triangle that touches the box."""
    end, base = path[-1], _toward(path[-1], path[-2], long)
    dx, dy = (wide / 2, 0.0) if end[0] == base[0] else (0.0, wide / 2)
    return f"M{_at(end)}L{_at((base[0] - dx, base[1] - dy))}L{_at((base[0] + dx, base[1] + dy))}z"


def _toward(a: Point, b: Point, by: float) -> Point:
    share = by / (far(a, b) or 1)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _at(p: Point) -> str:
    return f"{p[0]:g} {p[1]:g}"


@cache
def wide(words: str, size: float) -> float:
    """The width of words in the widest usual font, about: a Chinese character is a square, a Latin letter less."""
    return size * sum(_LETTERS.get(c, 1.0 if ord(c) > 0x2E7F else 0.72 if c.isupper() else 0.64) for c in words)

"""Where the lines and labels of the map go: pure geometry that knows columns, rows and words, but no case."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH, BOX_WIDE, BOX_HIGH = 818, 132, 54
_FIRST, _COLUMN, _TOP = 156, 190, 55  # centres: first column, from column to column, first row
_GAP, _STAGE_GAP = 64, 96  # between rows of one stage, and of two
_PORTS = (-40, 0, 40), (-14, 0, 14)  # where lines may touch a box: along its width, along its height
_TRACKS = {_GAP: (16, 32, 48), _STAGE_GAP: (16, 32, 64, 80)}  # lanes for lines between two rows
_RADIUS = 10
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up
_BEND, _CROSS, _OFF_CENTRE, _SHARED = 30, 70, 8, 0.5  # what a line would rather avoid, and likes to share

Point = tuple[float, float]
Way = tuple[str, str]  # from a box, to a box


class Rect(NamedTuple):
    """A rectangle on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rect, air: float = 0) -> bool:
        """Whether the two come nearer than `air`."""
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


class Label(NamedTuple):
    """A label where it is drawn: its anchor, the base line of each line of words, and the room it takes."""

    x: float
    anchor: str
    lines: tuple[tuple[float, str], ...]
    room: Rect


@dataclass(frozen=True)
class Sheet:
    """The grid measured out: the centre of each row, lines between stages, and the height of it all."""

    cells: dict[str, Cell]
    rows: dict[int, float]
    rules: tuple[float, ...]
    height: float
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def box(self, name: str) -> Rect:
        """The box of a node."""
        cell = self.cells[name]
        x, y = _FIRST + (cell.column - 1) * _COLUMN, self.rows[cell.row]
        return Rect(x - BOX_WIDE / 2, y - BOX_HIGH / 2, x + BOX_WIDE / 2, y + BOX_HIGH / 2)


def measure(cells: dict[str, Cell]) -> Sheet:
    """Give every row its height: a wider gap, with a rule in the middle, where a stage begins."""
    stages = {cell.row: cell.stage for cell in cells.values()}
    rows, rules, ys, y = dict[int, float](), list[float](), list[float](), float(_TOP)
    before = ""
    for row in sorted(stages):
        if before:
            gap = _GAP if stages[row] == before else _STAGE_GAP
            ys += [y + BOX_HIGH / 2 + t for t in _TRACKS[gap]]
            rules += [y + BOX_HIGH / 2 + gap / 2] if gap == _STAGE_GAP else []
            y += BOX_HIGH + gap
        rows[row], before = y, stages[row]
        ys += [y + port for port in _PORTS[1]]
    xs: list[float] = []
    for column in range(max(c.column for c in cells.values())):
        x = _FIRST + column * _COLUMN
        edge = x + BOX_WIDE / 2
        xs += [*(x + port for port in _PORTS[0]), *(edge + t for t in (15, 29, 43) if edge + t < WIDTH)]
    return Sheet(cells, rows, tuple(rules), y + BOX_HIGH / 2 + 34, tuple(xs), tuple(ys))


@dataclass
class Lines:
    """The lines drawn so far, on the tracks of the sheet. Lines from or to the same box may run together."""

    sheet: Sheet
    paths: dict[Way, tuple[Point, ...]] = field(default_factory=dict)
    _steps: dict[tuple[Point, Point], list[Way]] = field(default_factory=dict)
    _turns: dict[Point, list[tuple[Way, int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._boxes = {name: self.sheet.box(name) for name in self.sheet.cells}
        self._inside = {
            (x, y): name
            for name, b in self._boxes.items()
            for x in self.sheet.xs
            for y in self.sheet.ys
            if b.left <= x <= b.right and b.top <= y <= b.bottom
        }

    def _step_cost(self, way: Way, a: Point, b: Point) -> float:
        length = abs(a[0] - b[0]) + abs(a[1] - b[1])
        if (b, a) in self._steps:
            return inf
        others = self._steps.get((a, b), ())
        if any(not _kin(way, other) for other in others):
            return inf
        return length * _SHARED if others else length

    def _turn_cost(self, way: Way, at: Point, came: int, goes: int) -> float:
        cost = _BEND if came != goes else 0.0
        for other, a, b in self._turns.get(at, ()):
            if not _kin(way, other):
                if came != goes or a != b or (came - a) % 2 == 0:
                    return inf
                cost += _CROSS
        return cost

    def _starts(self, name: str) -> Iterator[tuple[float, Point, int]]:
        """The points inside a box from which a line may leave it, each with its direction."""
        mine = [p for p, owner in self._inside.items() if owner == name]
        middle = ((self._boxes[name].left + self._boxes[name].right) / 2, self.sheet.rows[self.sheet.cells[name].row])
        for x, y in mine:
            for way, (dx, dy) in enumerate(_STEPS):
                if not any((px - x) * dx + (py - y) * dy > 0 for px, py in mine if (py == y if dx else px == x)):
                    yield (0 if (y == middle[1] if dx else x == middle[0]) else _OFF_CENTRE), (x, y), way

    def draw(self, way: Way) -> None:
        """Find the cheapest free path and keep it; a line that finds none is left out of `paths`."""
        start, end = way
        xs, ys = self.sheet.xs, self.sheet.ys
        place = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}
        goal = self._boxes[end]

        def ahead(p: Point) -> float:
            dx = max(goal.left - p[0], 0, p[0] - goal.right)
            return _SHARED * (dx + max(goal.top - p[1], 0, p[1] - goal.bottom))

        best: dict[tuple[Point, int], float] = {}
        came: dict[tuple[Point, int], tuple[Point, int] | None] = {}
        queue: list[tuple[float, float, Point, int]] = []
        for cost, p, d in self._starts(start):
            best[p, d], came[p, d] = cost, None
            heappush(queue, (cost + ahead(p), cost, p, d))
        while queue:
            _, cost, p, d = heappop(queue)
            if cost > best[p, d]:
                continue
            if self._inside.get(p) == end:
                self._keep(way, p, d, came)
                return
            for turn in (d,) if came[p, d] is None else (d, (d + 1) % 4, (d + 3) % 4):
                i, j = place[0][p[0]] + _STEPS[turn][0], place[1][p[1]] + _STEPS[turn][1]
                if not (0 <= i < len(xs) and 0 <= j < len(ys)):
                    continue
                q = (xs[i], ys[j])
                owner = self._inside.get(q)
                if owner not in (None, end):
                    continue
                total = cost + self._turn_cost(way, p, d, turn) + self._step_cost(way, p, q)
                if owner:  # the middle of a side is the better place to arrive
                    middle = (goal.top + goal.bottom) / 2 if turn % 2 == 0 else (goal.left + goal.right) / 2
                    total += 0 if q[1 - turn % 2] == middle else _OFF_CENTRE
                if total < best.get((q, turn), inf):
                    best[q, turn], came[q, turn] = total, (p, d)
                    heappush(queue, (total + ahead(q), total, q, turn))

    def _keep(self, way: Way, p: Point, d: int, came: dict[tuple[Point, int], tuple[Point, int] | None]) -> None:
        trail: list[tuple[Point, int]] = [(p, d)]
        while (back := came[trail[-1]]) is not None:
            trail.append(back)
        trail.reverse()
        for (a, da), (b, db) in pairwise(trail):
            self._steps.setdefault((a, b), []).append(way)
            self._turns.setdefault(a, []).append((way, da, db))
        points = [a for a, _ in trail]
        ends = (self._boxes[way[0]], points[0], trail[0][1]), (self._boxes[way[1]], points[-1], (d + 2) % 4)
        points[0], points[-1] = (_edge(*end) for end in ends)
        corners = [b for a, b, c in zip(points, points[1:], points[2:], strict=False) if not _straight(a, b, c)]
        self.paths[way] = (points[0], *corners, points[-1])

    def own(self, way: Way) -> list[tuple[Point, Point]]:
        """The straight parts of a line that no other line shares, longest first."""
        parts: list[tuple[Point, Point]] = []
        path = self.paths[way]
        shared = [s for s, ways in self._steps.items() if way in ways and len(ways) > 1]
        for a, b in pairwise(path):
            cuts = sorted({a, b, *(p for s in shared for p in s if _between(a, p, b))}, key=lambda p: _far(a, p))
            free = [
                (p, q) for p, q in pairwise(cuts) if not any(_between(p, _mid(*s), q) for s in shared)
            ]
            parts += free
        return sorted(parts or pairwise(path), key=lambda s: -_far(*s))


def _kin(one: Way, two: Way) -> bool:
    return one[0] == two[0] or one[1] == two[1]


def _straight(a: Point, b: Point, c: Point) -> bool:
    return a[0] == b[0] == c[0] or a[1] == b[1] == c[1]


def _between(a: Point, p: Point, b: Point) -> bool:
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= p[1] <= max(a[1], b[1])


def _far(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _mid(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _edge(box: Rect, p: Point, out: int) -> Point:
    """Where a line that leaves a box from an inner point crosses its border."""
    return ((box.right, p[1]), (p[0], box.bottom), (box.left, p[1]), (p[0], box.top))[out]


def lines(sheet: Sheet, ways: Sequence[Way]) -> Lines:
    """Draw all lines: short and straight ones first, so that the long ones go round them."""

    def span(way: Way) -> tuple[bool, float]:
        a, b = sheet.box(way[0]), sheet.box(way[1])
        return a.left != b.left and a.top != b.top, abs(a.left - b.left) + abs(a.top - b.top)

    drawn = Lines(sheet)
    for way in sorted(ways, key=span):
        drawn.draw(way)
    return drawn


def stroke(path: Sequence[Point], tip: float) -> str:
    """The path with round corners, ending `tip` before the box."""
    points = list(path)
    (ax, ay), (bx, by) = points[-2:]
    back = tip / (_far(points[-2], points[-1]) or 1)
    points[-1] = bx + (ax - bx) * back, by + (ay - by) * back
    said = [f"M{_at(points[0])}"]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        r = min(_RADIUS, _far(a, b) / 2, _far(b, c) / 2)
        said.append(f"L{_at(_toward(b, a, r))}Q{_at(b)} {_at(_toward(b, c, r))}")
    return "".join([*said, f"L{_at(points[-1])}"])


def arrow(path: Sequence[Point], long: float, wide: float) -> str:
    """The tip of a line: a triangle that touches the box."""
    end, base = path[-1], _toward(path[-1], path[-2], long)
    dx, dy = (wide / 2, 0.0) if end[0] == base[0] else (0.0, wide / 2)
    return f"M{_at(end)}L{_at((base[0] - dx, base[1] - dy))}L{_at((base[0] + dx, base[1] + dy))}z"


def _toward(a: Point, b: Point, by: float) -> Point:
    far = _far(a, b) or 1
    return a[0] + (b[0] - a[0]) * by / far, a[1] + (b[1] - a[1]) * by / far


def _at(p: Point) -> str:
    return f"{p[0]:g} {p[1]:g}"


def wide(words: str, size: float) -> float:
    """About how wide words are: a Chinese character is a square, a Latin letter a good half of one."""
    return size * sum(1.0 if ord(c) > 0x2E7F else 0.57 for c in words)

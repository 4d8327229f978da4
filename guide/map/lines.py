"""The paths of the lines: for each line the cheapest free path along the tracks of the canvas."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from guide.map.grid import between, far, middle, straight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guide.map.grid import Canvas, Point, Rect, Way

_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up
_BEND, _CROSS, _OFF_CENTRE, _SHARED = 30, 70, 8, 1.1  # the cost of what a line avoids; _SHARED multiplies its length


@dataclass
class LinePaths:
    """The paths found so far, on the tracks of the canvas. Lines to the same box may run together."""

    canvas: Canvas
    ways: frozenset[Way]
    paths: dict[Way, tuple[Point, ...]] = field(default_factory=dict)
    _steps: dict[tuple[Point, Point], list[Way]] = field(default_factory=dict)
    _turns: dict[Point, list[tuple[Way, int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._boxes = {name: self.canvas.box(name) for name in self.canvas.cells}
        self._inside = {
            (x, y): name
            for name, b in self._boxes.items()
            for x in self.canvas.xs
            for y in self.canvas.ys
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

    def _port_cost(self, is_centre: bool, is_twin: bool) -> float:
        """Penalty for a port off the centre of a side; for one of two lines to and fro, penalty for the centre."""
        return 0 if is_centre != is_twin else _OFF_CENTRE

    def _starts(self, name: str, is_twin: bool) -> Iterator[tuple[float, Point, int]]:
        """The points of a box from which a line may leave it, as (cost, point, direction as index of `_STEPS`)."""
        inside = [p for p, owner in self._inside.items() if owner == name]
        centre = ((self._boxes[name].left + self._boxes[name].right) / 2, self.canvas.rows[self.canvas.cells[name].row])
        for x, y in inside:
            for direction, (dx, dy) in enumerate(_STEPS):
                if not any((px - x) * dx + (py - y) * dy > 0 for px, py in inside if (py == y if dx else px == x)):
                    yield self._port_cost(y == centre[1] if dx else x == centre[0], is_twin), (x, y), direction

    def draw(self, way: Way) -> None:
        """Find the cheapest free path (A*) and keep it; a line for which there is none is left out of `paths`."""
        start, end = way
        xs, ys = self.canvas.xs, self.canvas.ys
        place = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}
        goal, is_twin = self._boxes[end], (end, start) in self.ways

        def ahead(p: Point) -> float:
            dx = max(goal.left - p[0], 0, p[0] - goal.right)
            return dx + max(goal.top - p[1], 0, p[1] - goal.bottom)

        best: dict[tuple[Point, int], float] = {}
        came: dict[tuple[Point, int], tuple[Point, int] | None] = {}
        queue: list[tuple[float, float, Point, int]] = []
        for cost, p, d in self._starts(start, is_twin):
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
                    centre = (goal.top + goal.bottom) / 2 if turn % 2 == 0 else (goal.left + goal.right) / 2
                    total += self._port_cost(q[1 - turn % 2] == centre, is_twin)
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
        corners = [b for a, b, c in zip(points, points[1:], points[2:], strict=False) if not straight(a, b, c)]
        self.paths[way] = (points[0], *corners, points[-1])

    def parts(self, way: Way) -> list[tuple[Point, Point]]:
        """The straight parts of a line."""
        return list(pairwise(self.paths[way]))

    def own(self, way: Way) -> list[tuple[Point, Point]]:
        """The straight parts of a line that no other line shares, longest first."""
        parts: list[tuple[Point, Point]] = []
        path = self.paths[way]
        shared = [s for s, ways in self._steps.items() if way in ways and len(ways) > 1]
        for a, b in pairwise(path):
            cuts = sorted({a, b, *(p for s in shared for p in s if between(a, p, b))}, key=lambda p: far(a, p))
            free = [(p, q) for p, q in pairwise(cuts) if not any(between(p, middle(*s), q) for s in shared)]
            parts += free
        return sorted(parts or pairwise(path), key=lambda s: -far(*s))


def _kin(way: Way, other: Way) -> bool:
    """Whether two lines may run together: they end at the same box."""
    return way[1] == other[1]


def _edge(box: Rect, p: Point, out: int) -> Point:
    """The point at which a line from inside a box, in a direction, crosses its border."""
    return ((box.right, p[1]), (p[0], box.bottom), (box.left, p[1]), (p[0], box.top))[out]


def find_paths(canvas: Canvas, ways: Sequence[Way]) -> LinePaths:
    """Find a path for every line: straight and short ones first, so that the long ones go round them."""

    def span(way: Way) -> tuple[bool, float]:
        a, b = canvas.box(way[0]), canvas.box(way[1])
        return a.left != b.left and a.top != b.top, abs(a.left - b.left) + abs(a.top - b.top)

    drawn = LinePaths(canvas, frozenset(ways))
    for way in sorted(ways, key=span):
        drawn.draw(way)
    return drawn

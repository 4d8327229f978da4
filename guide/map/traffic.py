"""Traffic on the map: how many cases of a table are at each box, came to it, and took each line.

A case counts once for each box and each line, however often it came back. `guide.map.walk` finds the boxes and lines of
one case. Answers carry no dates, so before the first event only the boxes count whose answers are given.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import TYPE_CHECKING

from guide.book.notices import tell
from guide.cases.table import Unread
from guide.map.drawing import BoxLook, Drawing, Layout, LineLook, Looks, chart, draw, labelled
from guide.map.outline import Outline, PlainOutline, Stage, stages
from guide.map.rendering import render
from guide.map.view import MapView, Sign
from guide.map.walk import taken, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.table import CaseRow
    from guide.engine.case import Case
    from guide.map.chart import Edge, Node
    from guide.map.grid import Way

LEVELS = 5  # widths of a line that was taken
_TRIES = 3  # how often labels without room are shortened
MOST_LISTED = 20  # rows left out that are listed one by one


@dataclass
class Traffic:
    """The counts of a table of cases, added row by row."""

    cases: int = 0
    here: Counter[str] = field(default_factory=Counter)  # node -> cases that are at it now
    been: Counter[str] = field(default_factory=Counter)  # node -> cases that came to it
    ways: Counter[Way] = field(default_factory=Counter)  # line -> cases that took it
    left_out: int = 0
    unread: list[Unread] = field(default_factory=list)  # the first of those left out

    def add(self, book: Book, item: CaseRow | Unread, now: datetime) -> None:
        """Count one row of a table."""
        if isinstance(item, Unread):
            self.left_out += item.number > 1  # row 1 is the header: a column, and no case, is left out
            self.unread += [item] if len(self.unread) < MOST_LISTED else []
            return
        self._count(book, item.case, now)

    def _count(self, book: Book, case: Case, now: datetime) -> None:
        content = chart(book)
        came = walk(content, book, case, now)
        self.cases += 1
        self.here.update(came[-1:])
        self.been.update(set(came))
        self.ways.update(taken(content, came))

    def level(self, count: int) -> int:
        """The width of a line, from 0 where nobody went to `LEVELS`; the root keeps small counts apart."""
        return ceil(LEVELS * sqrt(count / self._most))

    @property
    def _most(self) -> int:
        return max(self.ways.values(), default=1)

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Each width in use, as (width, its smallest count, its largest count)."""
        counts: dict[int, list[int]] = {}
        for count in self.ways.values():
            counts.setdefault(self.level(count), []).append(count)
        yield from ((level, min(within), max(within)) for level, within in sorted(counts.items()))


#: For each width: how far the stroke ends from the box, and how long and wide its tip is.
_TIPS = ((6.0, 8.5, 8.0), (6.0, 8.5, 10.0), (7.0, 10.0, 12.0), (8.0, 12.0, 14.0), (9.0, 13.0, 16.0), (10.0, 14.0, 18.0))


def _line(level: int) -> LineLook:
    name = f"t{level}"
    return LineLook(name, name, f"lab {name}", *_TIPS[level])


def _layout(book: Book, traffic: Traffic, lang: str) -> Layout:
    """The layout with counts in the labels; where there is no room for both, the count alone."""
    words = {(e.start, e.end): e.words[lang] for e in chart(book).edges}
    counted = {way: (*label[:-1], f"{label[-1]} {traffic.ways[way]:,}") if traffic.ways[way] else label
               for way, label in words.items()}  # fmt: skip
    fitted = labelled(book, counted)
    for _ in range(_TRIES):
        lost = [way for way in fitted.drawn.paths if way not in fitted.labels and traffic.ways[way]]
        if not lost:
            break
        counted |= {way: (f"{traffic.ways[way]:,}",) for way in lost}
        fitted = labelled(book, counted)  # a count that still finds no room is in the words beside the map
    return fitted


def _looks(book: Book, lang: str, traffic: Traffic) -> Looks:
    say = book.words[lang]
    boxes = {}
    for node in chart(book).nodes.values():
        here, quiet = traffic.here[node.id], "" if traffic.been[node.id] else "t0"
        frame = " ".join(filter(None, ["full" if here else quiet, "end" if node.is_end else ""]))
        boxes[node.id] = BoxLook(frame, quiet, f"{here:,}" if here else "")
    fitted = _layout(book, traffic, lang)
    ways = {way: _line(traffic.level(traffic.ways[way])) for way in fitted.drawn.paths}
    description = say["map.traffic.desc"].format(cases=f"{traffic.cases:,}")
    return Looks(say["map.traffic.title"], description, boxes, ways, fitted.labels)


def _stages(book: Book, lang: str, traffic: Traffic) -> tuple[Stage, ...]:
    """Every node with its counts and the ways that were taken from it; a way that nobody took is only drawn."""
    say = book.words[lang]

    def node(box: Node, name: str) -> tuple[str, str]:
        counts = {"here": f"{traffic.here[box.id]:,}", "been": f"{traffic.been[box.id]:,}"}
        word = "map.traffic.node" if traffic.been[box.id] else "map.traffic.node.none"
        return say[word].format(node=name, **counts), ""

    def way(edge: Edge, label: str, name: str) -> str:
        taken_by = traffic.ways[edge.start, edge.end]
        return say["map.traffic.way"].format(label=label, node=name, count=f"{taken_by:,}") if taken_by else ""

    return stages(book, lang, node, way)


def lead(book: Book, lang: str, traffic: Traffic) -> str:
    """A sentence that says how many cases were counted and how many rows were left out."""
    say = book.words[lang]["map.traffic.left" if traffic.left_out else "map.traffic.lead"]
    return say.format(cases=f"{traffic.cases:,}", left=f"{traffic.left_out:,}")


def _unread(book: Book, lang: str, traffic: Traffic) -> tuple[str, ...]:
    """The rows left out, a sentence each that says why."""
    return tuple(tell(item.line, book.words[lang]) for item in traffic.unread)


def plain(book: Book, traffic: Traffic, lang: str) -> str:
    """The traffic in plain words for a terminal."""
    words = render(PlainOutline(_stages(book, lang, traffic)), book, lang)
    return "\n".join([lead(book, lang, traffic), book.say(lang, "map.traffic.rest"), "", words])


def drawing(book: Book, traffic: Traffic, lang: str, css: str = "") -> Drawing:
    """The traffic as a drawing; `css`: the style sheets of a drawing that is a file of its own."""
    return draw(book, lang, _looks(book, lang, traffic), css)


def view(book: Book, traffic: Traffic, lang: str) -> MapView:
    """The traffic for a page: the count, the rows left out, the legend, the drawing, and the map in words."""
    return MapView(
        lead=lead(book, lang, traffic),
        unread=_unread(book, lang, traffic),
        key=tuple(_key(book, lang, traffic)),
        drawing=drawing(book, traffic, lang),
        outline=Outline(_stages(book, lang, traffic), book.say(lang, "map.traffic.rest")),
    )


def _key(book: Book, lang: str, traffic: Traffic) -> Iterator[Sign]:
    """The legend: the widths in use with their counts, the lines nobody took, and the figure in a box."""
    say = book.words[lang]
    yield Sign("t0", say["map.traffic.none"], "")
    for level, low, high in traffic.spans():
        word = "map.traffic.same" if low == high else "map.traffic.span"
        yield Sign(f"t{level}", say[word].format(low=f"{low:,}", high=f"{high:,}"), "")
    yield Sign("", say["map.traffic.here"], "12")

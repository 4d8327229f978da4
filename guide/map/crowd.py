"""The map with a table of cases on it: how many are in each box now, and each number a way to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.map.chart import one_line
from guide.map.drawing import BoxLook, Drawing, LineLook, Looks, chart, draw, layout
from guide.map.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book

_LINE = LineLook()


@dataclass(frozen=True)
class Crowded:
    """A box of the map with the cases that are in it now."""

    node: str  #: its id
    name: str  #: its words
    count: int  #: how many cases


@dataclass(frozen=True)
class Crowd(Context):
    """The map with the cases that are in each box, and the same in words."""

    template: ClassVar[str] = "crowd.html"
    drawing: Drawing  #: the map; a box with a number opens its cases by the act `only`
    places: tuple[Crowded, ...]  #: the boxes with cases, in the order of the map


def view(book: Book, counts: Mapping[str, int], lang: str) -> Crowd:
    """The map with these cases; `counts`: how many are in each box."""
    places = tuple(
        Crowded(node.id, one_line(node.words[lang]), counts[node.id])
        for node in chart(book).nodes.values()
        if counts.get(node.id)
    )
    return Crowd(draw(book, lang, _looks(book, lang, places)), places)


def _looks(book: Book, lang: str, places: tuple[Crowded, ...]) -> Looks:
    say, fitted = book.words[lang], layout(book, lang)
    ends = {node.id: "end" if node.is_end else "" for node in chart(book).nodes.values()}
    boxes = {name: BoxLook(f"t0 {end}", "t0") for name, end in ends.items()}
    for place in places:
        figure = f"{place.count:,}"
        says = say["desk.chart.see"].format(count=figure, name=place.name)
        boxes[place.node] = BoxLook(f"full {ends[place.node]}", "", figure, f"node {place.node}", says)
    described = say["map.crowd.desc"].format(cases=f"{sum(place.count for place in places):,}")
    return Looks(say["map.crowd.title"], described, boxes, dict.fromkeys(fitted.drawn.paths, _LINE), fitted.labels)

"""The map in words: every node with its mark and the ways from it, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.map.chart import one_line
from guide.map.drawing import chart
from guide.map.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.book.book import MARKS, Book
from guide.map.chart import Edge, Node


@dataclass(frozen=True)
class Place:
    """A node of the map in words."""

    name: str  #: its words
    mark: str  #: `been`, `here` or `next`; empty where it has none
    ways: str  #: the ways from it, as sentences


@dataclass(frozen=True)
class Stage:
    """The nodes of a stage."""

    title: str  #: the stage in words
    places: tuple[Place, ...]  #: its nodes in their order


@dataclass(frozen=True)
class Outline(Context):
    """The map in words, beside the drawing."""

    template: ClassVar[str] = "outline.html"
    stages: tuple[Stage, ...]  #: stage by stage
    note: str  #: a sentence above it; empty where there is none


@dataclass(frozen=True)
class PlainOutline(Context):
    """The map in words, for a terminal."""

    template: ClassVar[str] = "outline.txt"
    stages: tuple[Stage, ...]  #: stage by stage


def stages(
    book: Book,
    lang: str,
    node: Callable[[Node, str], tuple[str, str]],
    way: Callable[[Edge, str, str], str],
) -> tuple[Stage, ...]:
    """Every node, stage by stage. `node` gives the name and mark of a node, `way` the sentence of a line from it;
    a line with an empty sentence is left out.
    """
    content, say = chart(book), book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in content.nodes.values()}
    places: dict[str, list[Place]] = {}
    for box in content.nodes.values():
        ways = (way(e, one_line(e.words[lang]), names[e.end]) for e in content.edges if e.start == box.id)
        place = Place(*node(box, names[box.id]), MARKS[lang]["semicolon"].join(filter(None, ways)))
        places.setdefault(say[f"stage.{box.stage}"], []).append(place)
    return tuple(Stage(title, tuple(within)) for title, within in places.items())

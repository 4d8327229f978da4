"""The map with one case on it: where it has been, where it is, where it may go; drawn, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.book import MARKS
from guide.map.chart import one_line
from guide.map.drawing import BoxLook, Drawing, LineLook, Looks, chart, draw, layout
from guide.map.labels import tag_at
from guide.map.outline import Outline, PlainOutline, Stage, stages
from guide.map.rendering import Context
from guide.map.walk import OnMap, locate

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.case import Case

_PLAIN = LineLook()
_BOLD = {mark: LineLook(mark, "on", "lab on", 8, 12, 14) for mark in ("been", "next")}


@dataclass(frozen=True)
class Sign:
    """An entry of the legend."""

    style: str  #: the class of the line that it explains
    words: str  #: its meaning
    figure: str  #: a figure instead of a line; empty where it is a line


@dataclass(frozen=True)
class MapView(Context):
    """The map on a page: the legend, the drawing, and the map in words."""

    template: ClassVar[str] = "map.html"
    lead: str  #: a sentence above it; empty where there is none
    unread: tuple[str, ...]  #: rows that were left out, a sentence each
    key: tuple[Sign, ...]  #: the legend
    drawing: Drawing  #: the map
    outline: Outline  #: the map in words


def on_map(book: Book, case: Case | None, now: datetime) -> OnMap:
    """Replay a case over the map of a book: where it has been, where it is, where it may go."""
    return locate(chart(book), book, case, now)


def _described(book: Book, lang: str, where: OnMap) -> str:
    """The map in a sentence, for a reader who does not see it."""
    say = book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in chart(book).nodes.values()}
    if where.here is None:
        return say["map.desc"]
    been = MARKS[lang]["comma"].join(dict.fromkeys(names[n] for n in where.walk if n != where.here))
    return say["map.desc.case" if been else "map.desc.start"].format(been=been, here=names[where.here])


def _looks(book: Book, lang: str, where: OnMap) -> Looks:
    canvas, drawn, labels = layout(book, lang)
    boxes = {}
    for node in chart(book).nodes.values():
        mark, end = where.node_mark(node.id), "end" if node.is_end else ""
        frame = f"{mark if mark in ('been', 'here') else ''} {end}"
        boxes[node.id] = BoxLook(frame, "here-t" if mark == "here" else "end-t" if end else "")
    rooms = [*(label.room for label in labels.values()), *(canvas.box(name) for name in canvas.cells)]
    tag = tag_at(canvas.box(where.here), book.say(lang, "map.tag"), rooms, drawn) if where.here else None
    ways = {way: _BOLD.get(where.line_mark(way), _PLAIN) for way in drawn.paths}
    return Looks(book.say(lang, "map.title"), _described(book, lang, where), boxes, ways, labels, tag)


def _stages(book: Book, lang: str, where: OnMap) -> tuple[Stage, ...]:
    """Every node with its mark and the ways from it, stage by stage."""
    way = book.words[lang]["map.way"]
    return stages(book, lang, lambda node, name: (name, where.node_mark(node.id)),
                  lambda _, label, node: way.format(label=label, node=node))  # fmt: skip


def drawing(book: Book, case: Case | None, now: datetime, lang: str, css: str = "") -> Drawing:
    """The map as a drawing; without a case nothing is marked. `css`: the style sheets of a drawing that is a file."""
    return draw(book, lang, _looks(book, lang, on_map(book, case, now)), css)


def outline(book: Book, case: Case | None, now: datetime, lang: str) -> Outline:
    """The map in words: every node with its mark and the ways from it, stage by stage."""
    return Outline(_stages(book, lang, on_map(book, case, now)), "")


def plain(book: Book, case: Case | None, now: datetime, lang: str) -> PlainOutline:
    """The map in plain words for a terminal: `*` passed, `>` here, `o` may come next."""
    return PlainOutline(_stages(book, lang, on_map(book, case, now)))


def view(book: Book, case: Case | None, now: datetime, lang: str) -> MapView:
    """The map for a page: the legend, the drawing, and the map in words."""
    where, say = on_map(book, case, now), book.words[lang]
    marks = ("been", "map.legend.been"), ("next", "map.legend.next"), ("", "map.legend.rest")
    return MapView(
        lead="",
        unread=(),
        key=tuple(Sign(mark, say[word], "") for mark, word in marks),
        drawing=draw(book, lang, _looks(book, lang, where)),
        outline=Outline(_stages(book, lang, where), ""),
    )

"""The map of the whole route: where a case has been, where it is, where it may go; drawn, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from guide.book.loader import CONTENT
from guide.map import walk as mapwalk
from guide.map.chart import one_line
from guide.map.drawing import Box, Line, Shown, chart, draw, faults, joined, layout, stages, templates
from guide.map.labels import beside
from guide.map.walk import NOWHERE, Standing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from guide.book.book import Book
    from guide.engine.case import Case

__all__ = ["NOWHERE", "chart", "faults", "layout", "outline", "picture", "plain", "standing", "svg", "view"]
_PLAIN = Line()
_BOLD = {mark: Line(mark, "on", "lab on", 8, 12, 14) for mark in ("been", "next")}


def standing(book: Book, case: Case | None, now: datetime, folder: Path = CONTENT) -> Standing:
    """Replay a case over the map: where it has been, where it is, where it may go."""
    return mapwalk.standing(chart(folder), book, case, now)


def _said(book: Book, lang: str, now: Standing, folder: Path) -> str:
    """What a reader who does not see the map is told about it."""
    say = book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in chart(folder).nodes.values()}
    if now.here is None:
        return say["map.desc"]
    been = joined(dict.fromkeys(names[n] for n in now.walk if n != now.here), say["map.join"], lang)
    return say["map.desc.case" if been else "map.desc.start"].format(been=been, here=names[now.here])


def _shown(book: Book, lang: str, where: Standing, folder: Path) -> Shown:
    sheet, drawn, labels = layout(lang, folder)
    boxes = {}
    for node in chart(folder).nodes.values():
        mark, end = where.of(node.id), "end" if node.is_end else ""
        frame = f"{mark if mark in ('been', 'here') else ''} {end}"
        boxes[node.id] = Box(frame, "here-t" if mark == "here" else "end-t" if end else "")
    rooms = [*(label.room for label in labels.values()), *(sheet.box(name) for name in sheet.cells)]
    tag = beside(sheet.box(where.here), book.say(lang, "map.tag"), rooms, drawn) if where.here else None
    ways = {way: _BOLD.get(where.mark(way), _PLAIN) for way in drawn.paths}
    return Shown(book.say(lang, "map.title"), _said(book, lang, where, folder), boxes, ways, labels, tag)


def _stages(book: Book, lang: str, where: Standing, folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Every node with its mark and its ways on, stage by stage."""
    way = book.words[lang]["map.way"]
    return stages(book, lang, folder, lambda node, name: (name, where.of(node.id)),
                  lambda _, label, node: way.format(label=label, node=node))  # fmt: skip


def _in_words(book: Book, lang: str, where: Standing, folder: Path) -> Markup:
    told = _stages(book, lang, where, folder)
    return Markup(templates().get_template("outline.html.j2").render(say=book.words[lang], stages=told.items()))


def svg(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The map as one SVG element for a page; without a case nothing is marked."""
    return draw(book, lang, _shown(book, lang, standing(book, case, now, folder), folder), folder)


def outline(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The same map in words: every node with its state and its ways on, stage by stage."""
    return _in_words(book, lang, standing(book, case, now, folder), folder)


def plain(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> str:
    """The map in plain words for a terminal: `*` passed, `>` here, `o` may come next."""
    told = _stages(book, lang, standing(book, case, now, folder), folder)
    return templates().get_template("outline.txt.j2").render(stages=told.items())


def picture(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The map as an SVG file that stands alone, with the style sheets inside."""
    return draw(book, lang, _shown(book, lang, standing(book, case, now, folder), folder), folder, alone=True)


def view(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """All of it for a page: the legend, the map in a frame that scrolls, and the map in words."""
    where, say = standing(book, case, now, folder), book.words[lang]
    key = [(mark, say[word], "") for mark, word in
           (("been", "map.legend.been"), ("next", "map.legend.next"), ("", "map.legend.rest"))]  # fmt: skip
    svg_ = draw(book, lang, _shown(book, lang, where, folder), folder)
    told = _in_words(book, lang, where, folder)
    return Markup(templates().get_template("map.html.j2").render(say=say, key=key, svg=svg_, outline=told))

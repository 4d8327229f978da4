"""How the map is drawn and said, whatever it shows: the layout of a language, boxes, lines, and the words beside."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from guide.book.book import LANGUAGES
from guide.book.faults import ContentError, Fault
from guide.book.loader import CONTENT
from guide.book.notices import Notice
from guide.map import chart as mapfile
from guide.map.chart import EDGES, NODES, Chart, one_line
from guide.map.grid import BOX_WIDE, WIDTH, Cell, Sheet, arrow, measure, stroke, wide
from guide.map.labels import Label, place
from guide.map.lines import Lines, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from guide.book.book import Book
    from guide.map.chart import Edge, Node
    from guide.map.grid import Way

STATIC = Path(__file__).parents[1] / "ui" / "static"
_BOX_WORDS, _PAD = 14, 4  # size of the words in a box, and the room beside them
_MOST_COLUMNS = 4


class Box(NamedTuple):
    """How a box looks: the class of its frame and of its words, and a figure under them."""

    frame: str = ""
    words: str = ""
    figure: str = ""


class Line(NamedTuple):
    """How a line looks: its class, its tip's and its label's; how far the stroke ends from the box; the tip's size."""

    stroke: str = ""
    tip: str = ""
    label: str = "lab"
    end: float = 6
    long: float = 8.5
    wide: float = 10


class Shown(NamedTuple):
    """What the map shows: its name and description, each box and line, and a tag where there is one."""

    title: str
    said: str
    boxes: Mapping[str, Box]
    lines: Mapping[Way, Line]
    labels: Mapping[Way, Label]
    tag: Label | None = None


@cache
def chart(folder: Path = CONTENT) -> Chart:
    """The nodes and edges of a content folder, read when the map is first asked for."""
    found, faults = mapfile.read(folder)
    if faults:
        raise ContentError(faults)
    return found


@cache
def templates() -> Environment:
    """The templates of the map, with autoescape on."""
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)


class Layout(NamedTuple):
    """The map of one language, without any case."""

    sheet: Sheet
    drawn: Lines
    labels: dict[Way, Label]


@lru_cache(maxsize=4)
def _drawn(folder: Path) -> Lines:
    found = chart(folder)
    sheet = measure({n.id: Cell(n.column, n.row, n.stage) for n in found.nodes.values()})
    return lines(sheet, [(e.start, e.end) for e in found.edges])


def labelled(words: Mapping[Way, Sequence[str]], folder: Path = CONTENT) -> Layout:
    """Where everything is drawn when these words stand at the lines; a label without room is left out."""
    drawn = _drawn(folder)
    taken = [*(drawn.sheet.box(name) for name in drawn.sheet.cells), *drawn.sheet.titles.values()]
    return Layout(drawn.sheet, drawn, place(drawn, words, taken))


@lru_cache(maxsize=8)
def layout(lang: str, folder: Path = CONTENT) -> Layout:
    """Where everything is drawn. The same for every case, so it is worked out once."""
    return labelled({(e.start, e.end): e.words[lang] for e in chart(folder).edges}, folder)


def faults(book: Book, folder: Path = CONTENT) -> list[Fault]:
    """Everything wrong with the map of a content folder: its files, its rules, its room."""
    chart.cache_clear()
    _drawn.cache_clear()
    layout.cache_clear()
    found, wrong = mapfile.read(folder)
    wrong += () if wrong else mapfile.faults_of(found, book)
    return wrong or list(_cramped(found, folder))


def _cramped(found: Chart, folder: Path) -> Iterator[Fault]:
    """Words and lines for which the sheet has no room."""
    for node in found.nodes.values():
        if node.column > _MOST_COLUMNS:
            yield Fault(
                NODES, node.line, "column", Notice("fault.map.wide"), Notice("fault.number.one", most=_MOST_COLUMNS)
            )
            return
        for lang, parts in node.words.items():
            if max(wide(part, _BOX_WORDS) for part in parts) > BOX_WIDE - 2 * _PAD:
                yield Fault(NODES, node.line, lang, Notice("fault.map.box"))
    for edge in found.edges:
        way = edge.start, edge.end
        if way not in _drawn(folder).paths:
            yield Fault(EDGES, edge.line, "to", Notice("fault.map.way", start=edge.start, end=edge.end))
            continue
        for lang in LANGUAGES:
            if way not in layout(lang, folder).labels:
                yield Fault(EDGES, edge.line, lang, Notice("fault.map.room"))


def draw(book: Book, lang: str, shown: Shown, folder: Path, *, alone: bool = False) -> Markup:
    """The map as one SVG element; one that stands alone has the style sheets inside."""
    sheet, drawn, _ = layout(lang, folder)
    css = "".join((STATIC / name).read_text("utf-8") for name in ("tokens.css", "guide.css")) if alone else ""
    looks = sorted(drawn.paths, key=lambda way: shown.lines[way].end)  # what matters most is drawn last
    ways = [(look := shown.lines[way], stroke(drawn.paths[way], look.end),
             arrow(drawn.paths[way], look.long, look.wide), shown.labels.get(way)) for way in looks]  # fmt: skip
    text = templates().get_template("map.svg.j2").render(
        say=book.words[lang], lang=lang, css=css, width=WIDTH, sheet=sheet, shown=shown, ways=ways,
        nodes=[(node, sheet.box(node.id), shown.boxes[node.id], node.words[lang])
               for node in chart(folder).nodes.values()],
        titles=[(n, book.say(lang, f"map.lane.{stage}").split("/"), room)
                for n, (stage, room) in enumerate(sheet.titles.items(), start=1)],
    )  # fmt: skip
    return Markup(text)  # our own template, which escapes every word


def joined(parts: Iterable[str], mark: str, lang: str) -> str:
    """A list in one sentence; only Latin punctuation wants a blank after it."""
    return (mark if lang == "zh" else f"{mark} ").join(parts)


def stages(
    book: Book,
    lang: str,
    folder: Path,
    node: Callable[[Node, str], tuple[str, str]],
    way: Callable[[Edge, str, str], str],
) -> dict[str, list[tuple[str, str, str]]]:
    """Every node as (its words, its mark, its ways on), stage by stage; both are worded by the caller."""
    found, say = chart(folder), book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in found.nodes.values()}
    told: dict[str, list[tuple[str, str, str]]] = {}
    for box in found.nodes.values():
        ways = (way(e, one_line(e.words[lang]), names[e.end]) for e in found.edges if e.start == box.id)
        told.setdefault(say[f"stage.{box.stage}"], []).append(
            (*node(box, names[box.id]), joined(filter(None, ways), say["map.stop"], lang))
        )
    return told

"""The drawing of the map: its layout in a language, its boxes and lines, and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from guide.book.book import part
from guide.book.faults import ContentError, Fault
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.map.chart import EDGES, NODES, Chart, chart_faults, read_chart
from guide.map.grid import BOX_WIDE, WIDTH, Canvas, Cell, arrow, measure, stroke, wide
from guide.map.labels import Label, place
from guide.map.lines import LinePaths, find_paths
from guide.map.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guide.book.book import Book
    from guide.map.chart import Node
    from guide.map.grid import Point, Rect, Way

_BOX_WORDS, _PAD = 14, 4  # size of the words in a box, and the room beside them
_MOST_COLUMNS = 4


class BoxLook(NamedTuple):
    """The look of a box: the class of its frame and of its words, a figure under them, and what that opens."""

    frame: str = ""
    words: str = ""
    figure: str = ""
    opens: str = ""  # the argument of the act `only` of the page; empty where the box is no control
    says: str = ""  # the name of that control


class LineLook(NamedTuple):
    """The look of a line: classes, and lengths in the units of the canvas."""

    stroke: str = ""  # class of the line
    tip: str = ""  # class of its tip
    label: str = "lab"  # class of its label
    end: float = 6  # from the end of the stroke to the box
    long: float = 8.5  # length of the tip
    wide: float = 10  # width of the tip


class Looks(NamedTuple):
    """The look of the whole map: its name and description, each box and line, and the tag at the present box."""

    title: str
    description: str
    boxes: Mapping[str, BoxLook]
    lines: Mapping[Way, LineLook]
    labels: Mapping[Way, Label]
    tag: Label | None = None


@dataclass(frozen=True)
class WordLine:
    """A line of words in the drawing."""

    y: float  #: its base line
    words: str  #: the words


@dataclass(frozen=True)
class Words:
    """Words beside a line or a box."""

    style: str  #: their classes
    x: float  #: their anchor
    anchor: str  #: `start`, `middle` or `end`
    lines: tuple[WordLine, ...]  #: line by line


@dataclass(frozen=True)
class StageTitle:
    """The title of a stage, at the edge."""

    number: int  #: the stage, from 1
    lines: tuple[str, ...]  #: its words
    top: float  #: its upper side


@dataclass(frozen=True)
class DrawnBox:
    """A box of the map."""

    id: str  #: its node
    is_end: bool  #: whether a way ends there
    style: str  #: the classes of its frame
    left: float  #: its left side
    top: float  #: its upper side
    right: float  #: its right side
    bottom: float  #: its lower side
    lines: tuple[str, ...]  #: its words
    words_style: str  #: their class
    figure: str  #: a figure under them; empty where there is none
    opens: str  #: what the box opens on its page; empty where it is no control
    says: str  #: the name of that control


@dataclass(frozen=True)
class DrawnLine:
    """A line of the map, with its tip."""

    style: str  #: the class of the line
    path: str  #: the line as an SVG path
    tip_style: str  #: the class of the tip
    tip: str  #: the tip as an SVG path


@dataclass(frozen=True)
class Drawing(Context):
    """The map as a drawing; places are in its own units."""

    template: ClassVar[str] = "map.svg"
    title: str  #: its name
    description: str  #: the map in a sentence
    width: float  #: its width
    height: float  #: its height
    rules: tuple[float, ...]  #: the heights of the lines between stages
    titles: tuple[StageTitle, ...]  #: the stages
    lines: tuple[DrawnLine, ...]  #: the lines, what matters most last
    boxes: tuple[DrawnBox, ...]  #: the boxes
    words: tuple[Words, ...]  #: words beside the lines, and the tag at the present box
    css: str  #: the style sheets of a drawing that is a file of its own; empty on a page


@part
def chart(book: Book) -> Chart:
    """The nodes and edges of the map; ContentError names every fault of its files."""
    read, faults = read_chart(book)
    if faults:
        raise ContentError(faults)
    return read


class Layout(NamedTuple):
    """The map of one language, without any case."""

    canvas: Canvas
    drawn: LinePaths
    labels: dict[Way, Label]


@part
def _drawn(book: Book) -> LinePaths:
    read = chart(book)
    canvas = measure({n.id: Cell(n.column, n.row, n.stage) for n in read.nodes.values()})
    return find_paths(canvas, [(e.start, e.end) for e in read.edges])


def labelled(book: Book, words: Mapping[Way, Sequence[str]]) -> Layout:
    """The layout with these words at the lines; a label that finds no room is left out."""
    drawn = _drawn(book)
    taken = [*(drawn.canvas.box(name) for name in drawn.canvas.cells), *drawn.canvas.titles.values()]
    return Layout(drawn.canvas, drawn, place(drawn, words, taken))


@part
def layout(book: Book, lang: str) -> Layout:
    """The layout in a language, with each line's own words; it depends on no case, so it is worked out once a book."""
    return labelled(book, {(e.start, e.end): e.words[lang] for e in chart(book).edges})


def faults(book: Book) -> list[Fault]:
    """Every fault of the map of a book: of its files, else of its chart, else of the room for words and lines."""
    read, wrong = read_chart(book)
    wrong += () if wrong else chart_faults(read, book)
    return wrong or list(_cramped(read, book))


def _cramped(read: Chart, book: Book) -> Iterator[Fault]:
    """A fault for each column, word and line for which the canvas has no room."""
    for node in read.nodes.values():
        if node.column > _MOST_COLUMNS:
            yield Fault(
                NODES, node.line, "column", Notice("fault.map.wide"), Notice("fault.number.one", most=_MOST_COLUMNS)
            )
            return
        for lang, parts in node.words.items():
            if max(wide(part, _BOX_WORDS) for part in parts) > BOX_WIDE - 2 * _PAD:
                yield Fault(NODES, node.line, lang, Notice("fault.map.box"))
    for edge in read.edges:
        way = edge.start, edge.end
        if way not in _drawn(book).paths:
            yield Fault(EDGES, edge.line, "to", Notice("fault.map.way", start=edge.start, end=edge.end))
            continue
        for lang in LANGUAGES:
            if way not in layout(book, lang).labels:
                yield Fault(EDGES, edge.line, lang, Notice("fault.map.room"))


def draw(book: Book, lang: str, looks: Looks, css: str = "") -> Drawing:
    """Draw the map with these looks; `css` holds the style sheets of a drawing that is a file of its own."""
    canvas, drawn, _ = layout(book, lang)
    ways = sorted(drawn.paths, key=lambda way: looks.lines[way].end)  # what matters most is drawn last
    words = [_words(looks.labels[way], looks.lines[way].label) for way in ways if way in looks.labels]
    tag = [_words(looks.tag, "lab on here-tag")] if looks.tag is not None else []
    titles = enumerate(canvas.titles.items(), start=1)
    return Drawing(
        title=looks.title,
        description=looks.description,
        width=WIDTH,
        height=canvas.height,
        rules=canvas.rules,
        titles=tuple(
            StageTitle(n, tuple(book.say(lang, f"map.lane.{stage}").split("/")), room.top)
            for n, (stage, room) in titles
        ),
        lines=tuple(_line(looks.lines[way], drawn.paths[way]) for way in ways),
        boxes=tuple(_box(node, looks.boxes[node.id], canvas.box(node.id), lang) for node in chart(book).nodes.values()),
        words=tuple(words + tag),
        css=css,
    )


def _words(label: Label, style: str) -> Words:
    return Words(style, label.x, label.anchor, tuple(WordLine(y, line) for y, line in label.lines))


def _line(look: LineLook, path: Sequence[Point]) -> DrawnLine:
    return DrawnLine(look.stroke, stroke(path, look.end), look.tip, arrow(path, look.long, look.wide))


def _box(node: Node, look: BoxLook, room: Rect, lang: str) -> DrawnBox:
    sides = room.left, room.top, room.right, room.bottom
    return DrawnBox(node.id, node.is_end, look.frame, *sides, node.words[lang], *look[1:])

"""The map of the whole route: where a case has been, where it is, where it may go; drawn, and in words."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from guide.advice import advise
from guide.book import LANGUAGES
from guide.casefile import Case
from guide.facts import DOMAINS
from guide.loader import CONTENT
from guide.route import follow
from guide.tables import ContentError, Fault
from guide.ui import mapfile
from guide.ui.mapfile import EDGES, NODES, Chart, one_line
from guide.ui.mapgrid import BOX_WIDE, WIDTH, Cell, Sheet, arrow, measure, stroke, wide
from guide.ui.maplabels import Label, beside, place
from guide.ui.maplines import Lines, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.book import Book
    from guide.ui.maplines import Way

_BOX_WORDS, _PAD = 14, 4  # size of the words in a box, and the room beside them
_MOST_COLUMNS = 4


class Standing(NamedTuple):
    """What of the map belongs to one case."""

    walk: tuple[str, ...]  # nodes in the order in which the case came to them, the present one last
    been: frozenset[Way]
    next: frozenset[Way]

    @property
    def here(self) -> str | None:
        """The node of the present action."""
        return self.walk[-1] if self.walk else None

    def of(self, node: str) -> str:
        """How a node stands to the case: here, been, next, or nothing."""
        if node == self.here:
            return "here"
        if node in self.walk:
            return "been"
        return "next" if any(way[1] == node for way in self.next) else ""

    def mark(self, way: Way) -> str:
        """How a line stands to the case: next, been, or nothing."""
        return "next" if way in self.next else "been" if way in self.been else ""


NOWHERE = Standing((), frozenset(), frozenset())


@cache
def chart(folder: Path = CONTENT) -> Chart:
    """The nodes and edges of a content folder, read when the map is first asked for."""
    found, faults = mapfile.read(folder)
    if faults:
        raise ContentError(faults)
    return found


@cache
def _templates() -> Environment:
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


@lru_cache(maxsize=8)
def layout(lang: str, folder: Path = CONTENT) -> Layout:
    """Where everything is drawn. The same for every case, so it is worked out once."""
    drawn = _drawn(folder)
    sheet = drawn.sheet
    taken = [*(sheet.box(name) for name in sheet.cells), *sheet.titles.values()]
    words = {(e.start, e.end): e.words[lang] for e in chart(folder).edges}
    return Layout(sheet, drawn, place(drawn, words, taken))


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
            yield Fault(NODES, node.line, "column", "the sheet is not that wide.", f"1 to {_MOST_COLUMNS}")
            return
        for lang, parts in node.words.items():
            if max(wide(part, _BOX_WORDS) for part in parts) > BOX_WIDE - 2 * _PAD:
                yield Fault(NODES, node.line, lang, "a line of words is wider than its box; break it with “/”.")
    for edge in found.edges:
        way = edge.start, edge.end
        if way not in _drawn(folder).paths:
            yield Fault(EDGES, edge.line, "to", f"no free way for a line from {edge.start} to {edge.end}.")
            continue
        for lang in LANGUAGES:
            if way not in layout(lang, folder).labels:
                yield Fault(EDGES, edge.line, lang, "there is no room for these words; shorten or break them.")


def standing(book: Book, case: Case | None, now: datetime, folder: Path = CONTENT) -> Standing:
    """Replay a case over the map: the answers given, the events that count, and the present action."""
    if case is None:
        return NOWHERE
    found, advice = chart(folder), advise(case, book, now)
    answered = set(advice.route.facts.answered())
    walk: list[str] = []
    stages = [str(stage) for stage in DOMAINS["stage"]]

    def come(action: str) -> None:
        name = found.holder(action)
        if name is None:
            return
        reached = stages.index(found.nodes[name].stage)
        walk.extend(n.id for n in found.nodes.values() if n.id != name and n.id not in walk
                    and answered.intersection(n.facts) and stages.index(n.stage) <= reached)  # fmt: skip
        walk.extend([name] if walk[-1:] != [name] else [])  # a case may come back to a node

    doing = {rule.id: rule.then["event"] for rule in book.tables["actions"].rules}
    happened = advice.route.replay.applied
    for number, event in enumerate(happened):
        before = follow(Case(case.facts, happened[:number]), book, event.at).state["action"]
        done = [action for action in (before, *doing) if doing[action] == event.event]
        for action in done[:1]:
            come(action)
        come(follow(Case(case.facts, happened[: number + 1]), book, event.at).state["action"])
    come(advice.action)
    ways = [(e.start, e.end) for e in found.edges]
    been = frozenset(
        (start, end)
        for number, end in enumerate(walk)
        for start in [s for s in reversed(walk[:number]) if (s, end) in ways][:1]
    )
    here = walk[-1] if walk else None
    after = {found.holder(change.action) for change in advice.changes}
    return Standing(tuple(walk), been, frozenset(w for w in ways if w[0] == here and w[1] in after))


def _joined(parts: Iterable[str], mark: str, lang: str) -> str:
    """A list in one sentence; only Latin punctuation wants a blank after it."""
    return (mark if lang == "zh" else f"{mark} ").join(parts)


def _said(book: Book, lang: str, found: Chart, now: Standing) -> str:
    """What a reader who does not see the map is told about it."""
    say = book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in found.nodes.values()}
    if now.here is None:
        return say["map.desc"]
    been = _joined(dict.fromkeys(names[n] for n in now.walk if n != now.here), say["map.join"], lang)
    return say["map.desc.case" if been else "map.desc.start"].format(been=been, here=names[now.here])


def _drawing(book: Book, lang: str, where: Standing, folder: Path, css: str = "") -> Markup:
    found, (sheet, drawn, labels) = chart(folder), layout(lang, folder)
    ways = [
        {
            "mark": (mark := where.mark(way)),
            "path": stroke(path, 8 if mark else 6),
            "tip": arrow(path, 12, 14) if mark else arrow(path, 8.5, 10),
            "label": labels.get(way),
        }
        for way, path in drawn.paths.items()
    ]
    rooms = [*(label.room for label in labels.values()), *(sheet.box(name) for name in sheet.cells)]
    text = _templates().get_template("map.svg.j2").render(
        say=book.words[lang], lang=lang, css=css, width=WIDTH, sheet=sheet, said=_said(book, lang, found, where),
        nodes=[(node, sheet.box(node.id), where.of(node.id), node.words[lang]) for node in found.nodes.values()],
        ways=sorted(ways, key=lambda w: bool(w["mark"])),  # what belongs to the case is drawn last
        titles=[(n, book.say(lang, f"map.lane.{stage}").split("/"), room)
                for n, (stage, room) in enumerate(sheet.titles.items(), start=1)],
        tag=beside(sheet.box(where.here), book.say(lang, "map.tag"), rooms, drawn) if where.here else None,
    )  # fmt: skip
    return Markup(text)  # our own template, which escapes every word


def _stages(book: Book, lang: str, where: Standing, folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Every node with its mark and its ways on, stage by stage."""
    found, say = chart(folder), book.words[lang]
    names = {n.id: one_line(n.words[lang]) for n in found.nodes.values()}
    stages: dict[str, list[tuple[str, str, str]]] = {}
    for node in found.nodes.values():
        ways = (say["map.way"].format(label=one_line(e.words[lang]), node=names[e.end])
                for e in found.edges if e.start == node.id)  # fmt: skip
        entry = names[node.id], where.of(node.id), _joined(ways, say["map.stop"], lang)
        stages.setdefault(say[f"stage.{node.stage}"], []).append(entry)
    return stages


def _in_words(book: Book, lang: str, where: Standing, folder: Path) -> Markup:
    stages = _stages(book, lang, where, folder)
    return Markup(_templates().get_template("outline.html.j2").render(say=book.words[lang], stages=stages.items()))


def svg(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The map as one SVG element for a page; without a case nothing is marked."""
    return _drawing(book, lang, standing(book, case, now, folder), folder)


def outline(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The same map in words: every node with its state and its ways on, stage by stage."""
    return _in_words(book, lang, standing(book, case, now, folder), folder)


def plain(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> str:
    """The map in plain words for a terminal: `*` passed, `>` here, `o` may come next."""
    stages = _stages(book, lang, standing(book, case, now, folder), folder)
    return _templates().get_template("outline.txt.j2").render(stages=stages.items())


def picture(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """The map as an SVG file that stands alone, with the style sheets inside."""
    static = Path(__file__).parent / "static"
    css = "".join((static / name).read_text(encoding="utf-8") for name in ("tokens.css", "guide.css"))
    return _drawing(book, lang, standing(book, case, now, folder), folder, css)


def view(book: Book, case: Case | None, now: datetime, lang: str, folder: Path = CONTENT) -> Markup:
    """All of it for a page: the legend, the map in a frame that scrolls, and the map in words."""
    where = standing(book, case, now, folder)
    parts = {"svg": _drawing(book, lang, where, folder), "outline": _in_words(book, lang, where, folder)}
    return Markup(_templates().get_template("map.html.j2").render(say=book.words[lang], **parts))

"""The papers of an action: which it takes (paperwork.csv), and the sentences of each (drafts.csv)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.book.events import BODIES
from guide.engine.drafts.filling import Piece, closed, fill
from guide.engine.drafts.values import TYPED, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.engine.route import Route

#: Drafts go to a seller, a platform, an authority or a court in China, whatever the language of the page.
SENT_IN = "zh"
#: What is sent or said now; every other paper is read in years to come.
SPOKEN = ("message", "script")
#: The paper in which the buyer is the plaintiff.
COURT = "pleading"


class Part(NamedTuple):
    """One sentence of a draft and its place in the order."""

    id: str  # greeting, order, fact, question, ask, until, …
    pieces: tuple[Piece, ...]
    row: str = ""  # the row of drafts.csv that it is

    @property
    def text(self) -> str:
        """The sentence as it is copied."""
        return "".join(piece.text for piece in self.pieces)


class Draft(NamedTuple):
    """A message to the seller, a statement for the platform, a script for a call, or another paper."""

    kind: str  # a word of `paper`
    parts: tuple[Part, ...]
    fit: str  # how well the demand fits the problem
    more: tuple[Draft, ...] = ()  # papers that belong to it and are written apart, such as a report beside a complaint

    @property
    def text(self) -> str:
        """The whole draft, one sentence a line."""
        return "\n".join(part.text for part in self.parts)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Facts that would fill what is still open."""
        return tuple(dict.fromkeys(p.field for part in self.parts for p in part.pieces if p.kind == "gap"))

    @property
    def open_places(self) -> tuple[str, ...]:
        """What is still open, in words, without the brackets it stands in."""
        return tuple(dict.fromkeys(p.text[1:-1] for part in self.parts for p in part.pieces if p.kind == "gap"))


def paperwork(state: Mapping[str, str], book: Book) -> tuple[Rule, ...]:
    """The rows of the papers that the action of a state takes."""
    return book.tables["paperwork"].collect(state)


def sentences(state: Mapping[str, str], book: Book, paper: str) -> tuple[Rule, ...]:
    """The rows of the sentences of a paper, in their order."""
    return book.tables["drafts"].collect({**state, "paper": paper})


def _papers(route: Route, action: str) -> tuple[str, ...]:
    """The papers that an action takes, advised or only open."""
    rows = paperwork({**route.state, "action": action}, route.book)
    return tuple(dict.fromkeys(row.then["paper"] for row in rows))


def paper_of(route: Route, action: str) -> str:
    """The first paper that an action takes; empty where it takes none."""
    return next(iter(_papers(route, action)), "")


def written(route: Route, language: str, action: str) -> Draft | None:
    """The papers that an action takes, filled; None where it takes none."""
    papers = _papers(route, action)
    first, *rest = (written_down(route, language, paper, action) for paper in papers) if papers else (None,)
    return first and first._replace(more=tuple(d for d in rest if d))


def _in_time(rows: tuple[Rule, ...], route: Route) -> tuple[Rule, ...]:
    """The sentences, with those of the other bodies before those of the platform where another was asked first."""
    asks = {"platform_applied", *(asked for asked, _ in BODIES.values())}
    first = next((event.event for event in route.replay.applied if event.event in asks), "platform_applied")
    ruling = next((n for n, row in enumerate(rows) if row.then["part"] == "ruling"), len(rows))
    if first == "platform_applied" or ruling == len(rows):
        return rows
    bodies = tuple(row for row in rows[ruling:] if row.then["part"] == "bodies")
    return (*rows[:ruling], *bodies, *(row for row in rows[ruling:] if row not in bodies))


def written_down(route: Route, language: str, paper: str, action: str = "") -> Draft:
    """One paper of a case, filled."""
    book = route.book
    state = {**route.state, "action": action or route.state["action"]}
    filled = values(route, language, court=paper == COURT, lasting=paper not in SPOKEN)
    rows = _in_time(sentences(state, book, paper), route)
    pieces = [fill(row.because[language], filled, book, language) for row in rows]
    if paper == "message" and language == SENT_IN:
        typed = [filled[name] for name in TYPED if name in filled]
        pieces = [closed(sentence, typed) for sentence in pieces]
    parts = (Part(row.then["part"], sentence, row.id) for row, sentence in zip(rows, pieces, strict=True) if sentence)
    return Draft(paper, tuple(parts), route.rules["fit"].then["fit"])

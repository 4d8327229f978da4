"""The timeline as a picture: a line for each mark, down the page, with the days of silence between two of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from guide.cases.dossier.templates import environment
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from guide.cases.dossier.model import Dossier, Mark

LINE, GAP, TOP = 30, 22, 16  # heights in the picture's own units
MOST = 24  # marks in one picture
_SILENT = 2  # days without a mark from which on their number is written


class Placed(NamedTuple):
    """A mark at its height in the picture; `gap` is the silence before it in words, or empty."""

    y: int
    kind: str
    when: str
    text: str
    gap: str
    gap_y: int


def pictures(dossier: Dossier) -> tuple[str, ...]:
    """The timeline as SVG, in as many pictures as it needs pages."""
    marks = dossier.marks
    return tuple(_picture(dossier, marks[n : n + MOST]) for n in range(0, len(marks), MOST))


def _picture(dossier: Dossier, marks: tuple[Mark, ...]) -> str:
    placed, y, gap = [], TOP, ""
    for before, mark in pairwise((marks[0], *marks)):
        days = (mark.at - before.at).days
        gap = dossier.say("dossier.gap", days=days) if days >= _SILENT else ""
        y += GAP if gap else 0
        when = say_moment(dossier.lang, mark.at, None)
        placed.append(Placed(y, mark.kind, when, mark.text, gap, y - (LINE + GAP) // 2 + 1))
        y += LINE
    label = "; ".join(f"{mark.when} {mark.text}" for mark in placed)
    return environment().get_template("timeline.svg.j2").render(marks=placed, height=y - LINE + TOP, label=label)

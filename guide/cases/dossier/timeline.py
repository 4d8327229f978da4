"""The timeline as a picture: one row a mark, down the page, with the silent days written between."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from guide.cases.dossier.templates import environment
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from guide.cases.dossier.model import Dossier, Mark

ROW, GAP, TOP, MOST = 30, 22, 16, 24  # heights in the picture's own units; rows of one picture
_SILENT = 2  # days between two marks that are written out


class Row(NamedTuple):
    """A mark where it is drawn, and the silence before it."""

    y: int
    kind: str
    when: str
    text: str
    gap: str
    gap_y: int


def pictures(dossier: Dossier) -> tuple[str, ...]:
    """The timeline as SVG; more rows than fit on a page make a second picture."""
    marks = dossier.marks
    return tuple(_picture(dossier, marks[n : n + MOST]) for n in range(0, len(marks), MOST))


def _picture(dossier: Dossier, marks: tuple[Mark, ...]) -> str:
    rows, y, gap = [], TOP, ""
    for before, mark in pairwise((marks[0], *marks)):
        days = (mark.at - before.at).days
        gap = dossier.say("dossier.gap", days=days) if days >= _SILENT else ""
        y += GAP if gap else 0
        rows.append(
            Row(y, mark.kind, say_moment(dossier.lang, mark.at, None), mark.text, gap, y - (ROW + GAP) // 2 + 1)
        )
        y += ROW
    said = "; ".join(f"{row.when} {row.text}" for row in rows)
    return environment().get_template("timeline.svg.j2").render(rows=rows, height=y - ROW + TOP, said=said)

"""The decision requirements diagram: facts at the bottom, each decision above what it requires."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guide.book.exchange.model import DmnDecision

DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
_WIDTH, _HEIGHT, _GAP, _ROW, _ACROSS = 140, 50, 30, 130, 12


def _levels(ordered: Sequence[DmnDecision]) -> list[list[str]]:
    """Ids by level: facts in rows of a dozen first, then each decision one level above all it requires."""
    facts = list(dict.fromkeys(f"fact.{name}" for d in ordered for name in d.facts))
    height: dict[str, int] = {}
    for d in ordered:  # each stands after those it requires
        height[d.name] = 1 + max((height[name] for name in d.decisions), default=0)
    rows = [facts[i : i + _ACROSS] for i in range(0, len(facts), _ACROSS)]
    for level in range(1, max(height.values()) + 1):
        rows.append([f"decision.{name}" for name, at in height.items() if at == level])
    return rows


def _places(ordered: Sequence[DmnDecision]) -> Iterator[tuple[str, int, int]]:
    """The id, left side and top of each box; the first level is the lowest."""
    rows = _levels(ordered)
    for up, row in enumerate(rows):
        share = _ACROSS * (_WIDTH + _GAP) // len(row)  # of the whole width, so that arrows do not crowd
        for along, name in enumerate(row):
            yield name, along * share + (share - _WIDTH) // 2, _GAP + (len(rows) - 1 - up) * _ROW


def draw(root: ET.Element, ordered: Sequence[DmnDecision]) -> None:
    """Add boxes and arrows, so that a modelling tool shows a picture and not only a list."""
    for prefix, space in (("dmndi", DMNDI), ("dc", DC), ("di", DI)):
        ET.register_namespace(prefix, space)
    diagram = ET.SubElement(ET.SubElement(root, f"{{{DMNDI}}}DMNDI"), f"{{{DMNDI}}}DMNDiagram", id="diagram")
    at = {name: (x, y) for name, x, y in _places(ordered)}
    for name, (x, y) in at.items():
        shape = ET.SubElement(diagram, f"{{{DMNDI}}}DMNShape", dmnElementRef=name, id=f"shape.{name}")
        ET.SubElement(shape, f"{{{DC}}}Bounds", x=str(x), y=str(y), width=str(_WIDTH), height=str(_HEIGHT))
    for d in ordered:
        needs = [(n, f"decision.{n}") for n in d.decisions] + [(n, f"fact.{n}") for n in d.facts]
        for name, box in needs:
            need = f"need.{d.name}.{name}"
            edge = ET.SubElement(diagram, f"{{{DMNDI}}}DMNEdge", dmnElementRef=need, id=f"edge.{need}")
            for (x, y), down in ((at[box], 0), (at[f"decision.{d.name}"], _HEIGHT)):
                ET.SubElement(edge, f"{{{DI}}}waypoint", x=str(x + _WIDTH // 2), y=str(y + down))

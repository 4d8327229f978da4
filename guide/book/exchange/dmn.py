"""Decisions -> DMN 1.3, the exchange format of the Object Management Group."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from guide.book import __version__
from guide.book.exchange import ExchangeError
from guide.book.exchange.diagram import draw
from guide.book.exchange.model import decisions, listed
from guide.book.facts import WORDS
from guide.book.notices import Notice

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.book.exchange.model import Clause, DmnDecision, DmnRule

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_NOTES = ("id", "source")
_ABOUT = (
    "Each rule's description is its reason, in Chinese and English. Words such as silence or wait are counted by the "
    "program from the dates of a case, papers from the evidence at hand; seller, platform, rung and outcome are where "
    "the case stands after its events, which the decision journal takes one by one; no match there means that the "
    "event cannot happen now. The program reads questions from the top, and an answer whose question does not "
    "apply counts as unknown."
)


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    """An element that wraps an expression or a note."""
    _add(_add(parent, tag, **attributes), "text").text = text


def _describe(parent: ET.Element, *sentences: str) -> None:
    description = "\n".join(filter(None, sentences))
    if description:
        _add(parent, "description").text = description


def _kind(clause: Clause) -> str:
    """The name of a type: that of a fact's words, or plain text."""
    return f"{clause.type}_words" if clause.type else "string"


def _types(root: ET.Element, ordered: tuple[DmnDecision, ...]) -> None:
    """The words of each fact, and the type of each decision with several outputs."""
    used = {clause.type for d in ordered for clause in (*d.inputs, *d.outputs)}
    for name in (name for name in WORDS if name in used):
        item = _add(root, "itemDefinition", name=f"{name}_words", id=f"type.{name}")
        _add(item, "typeRef").text = "string"
        _text(item, "allowedValues", listed(WORDS[name]))
    for d in ordered:
        if len(d.outputs) > 1:
            many = {"isCollection": "true"} if d.policy == "COLLECT" else {}
            item = _add(root, "itemDefinition", name=f"{d.name}_result", id=f"type.{d.name}.result", **many)
            for clause in d.outputs:
                part = _add(item, "itemComponent", name=clause.name)
                _add(part, "typeRef").text = _kind(clause)


def _facts(root: ET.Element, book: Book, ordered: tuple[DmnDecision, ...]) -> None:
    """The facts that are asked, or counted by the program: one input each."""
    for name in dict.fromkeys(fact for d in ordered for fact in d.facts):
        fact = _add(root, "inputData", name=name, id=f"fact.{name}")
        _describe(fact, *(words.get(f"fact.{name}", "") for words in book.words.values()))
        _add(fact, "variable", name=name, typeRef=f"{name}_words")


def _rule(table: ET.Element, name: str, number: int, row: DmnRule) -> None:
    rule = _add(table, "rule", id=f"rule.{name}.{number}", label=row.id)
    _describe(rule, *row.because)
    for test in row.tests:
        _text(rule, "inputEntry", test)
    for outcome in row.outcomes:
        _text(rule, "outputEntry", outcome)
    for note in (row.id, row.source):
        _text(rule, "annotationEntry", note)


def _decision(root: ET.Element, d: DmnDecision) -> None:
    decision = _add(root, "decision", name=d.name, id=f"decision.{d.name}")
    several = f"{d.name}_result"
    _add(decision, "variable", name=d.name, typeRef=several if len(d.outputs) > 1 else _kind(d.outputs[0]))
    for kind, names in (("Decision", d.decisions), ("Input", d.facts)):
        for name in names:
            need = _add(decision, "informationRequirement", id=f"need.{d.name}.{name}")
            _add(need, f"required{kind}", href=f"#{'decision' if kind == 'Decision' else 'fact'}.{name}")
    table = _add(decision, "decisionTable", id=f"table.{d.name}", hitPolicy=d.policy)
    for clause in d.inputs:
        column = _add(table, "input", id=f"if.{d.name}.{clause.name}", label=clause.name)
        _text(column, "inputExpression", clause.expression, typeRef=_kind(clause))
        _text(column, "inputValues", listed(clause.values))
    for clause in d.outputs:
        # A decision with one output is named after it; naming the column as well would make it a context.
        named = {"name": clause.name} if len(d.outputs) > 1 else {}
        column = _add(table, "output", id=f"then.{d.name}.{clause.name}", label=clause.name,
                      typeRef=_kind(clause), **named)  # fmt: skip
        _text(column, "outputValues", listed(clause.values))
    for note in _NOTES:
        _add(table, "annotation", name=note)
    for number, row in enumerate(d.rows, start=2):  # as the spreadsheet counts
        _rule(table, d.name, number, row)


def _broken(text: str) -> bool:
    """Whether a text holds signs that no XML file may hold."""
    return any((ord(sign) < 32 and sign not in "\t\n\r") or sign in "\ufffe\uffff" for sign in text)


def to_dmn(book: Book) -> str:
    """All decision tables, their requirements and a diagram, as one DMN file."""
    ET.register_namespace("", MODEL)
    ordered = decisions(book)
    root = ET.Element(f"{{{MODEL}}}definitions", id="parcel_guide", name="parcel_guide",
                      namespace="urn:parcel-guide:rules", exporter="guide", exporterVersion=__version__)  # fmt: skip
    _describe(root, _ABOUT)
    _types(root, ordered)
    _facts(root, book, ordered)
    for d in ordered:
        _decision(root, d)
    draw(root, ordered)
    for element in root.iter():
        if element.text and _broken(element.text):
            raise ExchangeError(f"{element.text.strip()[:40]!r}", Notice("fault.book.xml"))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"

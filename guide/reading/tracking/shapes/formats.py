"""Paste -> shipments: decode it, find whether it is JSON, XML, a table or text, and take it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guide.reading.tracking.model import SetAside
from guide.reading.tracking.rules.classify import understand
from guide.reading.tracking.rules.content import NO_EVENT, TrackingRules
from guide.reading.tracking.rules.letters import cleaned
from guide.reading.tracking.rules.promises import promise_in
from guide.reading.tracking.shapes.markup import parse_xml, plain_text
from guide.reading.tracking.shapes.pasted import from_text
from guide.reading.tracking.shapes.records import RawEvent, Shipment, says
from guide.reading.tracking.shapes.tabular import from_csv
from guide.reading.tracking.shapes.trees import from_json, parse_json, sentences

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 1_000_000  # signs of a paste that are read
_FEW = 3  # events of a short paste
_MESSAGE = 1_000  # signs of a message without times that are looked at as a whole


class Paste(NamedTuple):
    """A paste taken apart: its shipments, and the lines that belong to none."""

    shipments: list[Shipment]
    aside: tuple[SetAside, ...] = ()
    unread: tuple[str, ...] = ()
    scam: bool = False
    by_values: bool = False  # no key of the answer is known

    @property
    def timed(self) -> bool:
        """Whether any line has a time."""
        return any(raw.at for shipment in self.shipments for raw in shipment.events)


def decoded(source: str | bytes) -> tuple[str, list[str]]:
    """Clean text from a paste or a file, and findings about it: `too_long`, `binary`."""
    findings: list[str] = []
    text = source if isinstance(source, str) else _text(source[: LONGEST * 4])
    if len(source) > LONGEST * (1 if isinstance(source, str) else 4) or len(text) > LONGEST:
        text = text[:LONGEST]
        findings.append("too_long")
    if text.count("\0", 0, 4096) or text.count("\ufffd", 0, 4096) > 20:
        findings.append("binary")
    return cleaned(text.replace("\r\n", "\n")), findings


def _text(source: bytes) -> str:
    """Decode a file: UTF-8, else GB 18030, else UTF-8 with replacements."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(source) - 4 > 0:
                return source[: error.start].decode(encoding)  # cut within a sign
    return source.decode("utf-8", "replace")


def taken_apart(text: str, rules: TrackingRules, now: datetime) -> Paste:
    """Take a clean text apart: JSON, XML, a table, or lines."""
    tree = parse_json(text) or parse_xml(text)
    if tree is None:
        plain = plain_text(text)
        table = from_csv(plain, rules, now)
        return Paste(table) if table else _lines(plain if plain == text else plain.replace("\t", " "), rules, now)
    shipments = from_json(tree, rules, now)
    if any(s.events for s in shipments):
        return Paste(shipments)
    kept = sentences(tree, rules)  # a log that is kept as sentences, not as records
    paste = _lines(kept, rules, now)
    if paste.timed:
        return paste._replace(by_values=any(map(_is_time, kept.split("\n"))))
    guessed = from_json(tree, rules, now, unknown_keys=True)
    if any(s.events for s in guessed):
        return Paste(guessed, by_values=True)
    return Paste(shipments) if any(s.message or s.code for s in shipments) else paste


def _with_state(shipments: list[Shipment], unread: list[str], rules: TrackingRules) -> tuple[list[Shipment], list[str]]:
    """Where no event of a short paste says a state, a line that stood beside them and does is one, too."""
    if any(says(raw.text, rules) or raw.code for shipment in shipments for raw in shipment.events):
        return shipments, unread
    said = [line for line in unread if says(line, rules)]
    first, *others = shipments
    events = (*first.events, *(RawEvent(None, line) for line in said))
    return [first._replace(events=events), *others], [line for line in unread if line not in said]


def _is_time(value: str) -> bool:
    """Whether a value is a time alone: which sentence it belongs to, only an unknown key says."""
    return value[:1].isdigit() and not any(sign.isalpha() and sign not in "tz" for sign in value.lower())


def _lines(text: str, rules: TrackingRules, now: datetime) -> Paste:
    """Take pasted lines apart, and look whether a message as a whole is a trick."""
    folded = rules.folded(text)
    shipments, aside, unread = from_text(text, folded, rules, now)
    if 0 < sum(len(shipment.events) for shipment in shipments) <= _FEW:
        shipments, unread = _with_state(shipments, unread, rules)
    for line in unread:
        small = rules.folded(line)
        sense = understand(small, rules)[1].sense
        sense = "forecast" if promise_in(line, small, rules.promises, now.date()) else sense
        aside += [SetAside(line, sense)] if sense in NO_EVENT else []
    known = {line.text for line in aside}
    paste = Paste(shipments, tuple(aside), tuple(line for line in unread if line not in known))
    message = "" if paste.timed else folded[:_MESSAGE].replace("\n", " ")
    return paste._replace(scam=rules.scams.hits(message, rules.words.of(message)))

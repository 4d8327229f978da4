"""Trees of records, such as JSON -> shipments: an event belongs to the nearest number above it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from guide.reading.tracking.rules.classify import understand
from guide.reading.tracking.rules.content import BARE
from guide.reading.tracking.rules.sheets import plain_key
from guide.reading.tracking.shapes.literals import as_json
from guide.reading.tracking.shapes.records import (
    LONGEST_LINE,
    MOST_EVENTS,
    NUMBER,
    Shipment,
    below,
    by_values,
    event_of,
    first,
    heads_of,
    number_of,
    says,
    scalar,
    wordy,
)

if TYPE_CHECKING:
    from datetime import datetime

    from guide.reading.tracking.rules.content import TrackingRules

_DEEPEST = 30
_MOST_HEADS = 50  # lines before the JSON
_FEW = 2  # levels on which the record of an event is that of a parcel, too
_MOST_NODES = 50_000
_FLAT = re.compile(r"\{[^{}]*\}")


def parse_json(text: str) -> Any | None:
    """The JSON in a text, or a literal of a program; where it is cut off or nested too deep, its flat objects.

    None where it has none.
    """
    stripped = text.strip()
    if "{" not in stripped and "[" not in stripped:
        return None
    if stripped[:1] not in ("{", "["):
        if not re.match(r"[\w.$]{0,40}\(\s*[{\[]", stripped):
            literal = as_json(stripped)
            return (_parsed(literal) if literal else None) or _inside(stripped)
        stripped = stripped[stripped.index("(") + 1 :].rstrip("; \n)")  # a callback around it
    found = _parsed(stripped)
    if found is None:
        literal = as_json(stripped)
        found = _parsed(literal) or _flat(stripped) or _flat(literal)
    return found


def _inside(text: str) -> dict[str, Any] | None:
    """The records of a text of which JSON is the greater part, with the “name: value” lines before it."""
    at = min((found for sign in ('[{"', '{"', "[{'", "{'") if (found := text.find(sign)) >= 0), default=-1)
    if at < 0 or at * 2 > len(text):
        return None
    try:
        data = json.JSONDecoder().raw_decode(text[at:])[0]
    except (ValueError, RecursionError):
        data = _parsed(as_json(text[at:]))
        if data is None:
            return None
    pairs = (line.partition(":") for line in text[:at].splitlines()[:_MOST_HEADS])
    return {**{name.strip(): value.strip() for name, _, value in pairs if value.strip()}, "data": data}


def _parsed(text: str) -> Any | None:
    """The JSON that a text is; None for any other text, and for a bare value."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def _flat(text: str) -> list[Any] | None:
    """The flat objects in a text; None where there is none."""
    objects = [found for flat in _FLAT.finditer(text) if (found := _parsed(flat.group())) is not None]
    return objects or None


def from_json(tree: object, rules: TrackingRules, now: datetime, *, unknown_keys: bool = False) -> list[Shipment]:
    """Every shipment in a JSON tree; an event belongs to the nearest number above it.

    With `unknown_keys` the events of records are found by their values, where no key says which is the text.
    """
    keys = rules.keys
    parts: dict[str, dict[str, Any]] = {}
    stack: list[tuple[object, str, int]] = [(tree, "", 0)]
    given: set[str] = set()
    provider = ""
    nodes = events = 0
    while stack and nodes < _MOST_NODES:
        node, number, depth = stack.pop()
        nodes += 1
        if isinstance(node, str) and depth < _DEEPEST and node[:1] in "{[" and len(node) > 2:
            node = parse_json(node)  # an answer kept as text inside another
        if isinstance(node, list):
            if depth < _DEEPEST:
                stack.extend((item, number, depth + 1) for item in reversed(node))
            continue
        if not isinstance(node, dict):
            continue
        record = {plain_key(str(k)[:60]): v for k, v in node.items()}
        for key in record:
            if key in rules.providers and not provider:
                provider = rules.providers[key]
        hint = first(record, keys["hint"]).lower()
        provider = next((name for name in rules.codes if name and hint.startswith(name)), provider)
        number = number_of(record, rules) or number
        raw = event_of(record, rules, now)
        number = number or (number_of(below(record), rules) if raw and raw.at else "")
        raw = by_values(record, rules, now) if unknown_keys and not (raw and raw.at) else raw
        if raw and (raw.at or not any(isinstance(v, (list, dict)) for v in record.values())):
            events += 1
            if events <= MOST_EVENTS:
                parts.setdefault(number, {"events": []})["events"].append(raw)
            if depth < _FEW and (carrier := dict(heads_of(record, rules))["carrier"]):
                parts[number].setdefault("carrier", carrier)
            continue
        kept = {name: value for name, value in heads_of(record, rules) if value}
        if kept:
            parts.setdefault(number, {"events": []}).update({**kept, **parts.get(number, {})})
        over = "|".join(dict.fromkeys(c for k in keys["state"] if k in record and (c := scalar(record[k]))))
        message = first(record, keys["message"])
        if over or message:
            place = parts.setdefault(number, {"events": []})
            place.setdefault("code", over[:120])
            place["message"] = f"{place.get('message', '')} {message}".strip()[:LONGEST_LINE]
        given.update(k for k in record if k in keys["number"])
        if depth < _DEEPEST:
            stack.extend((_named(k, v, rules), number, depth + 1) for k, v in reversed(node.items()))
    return merged(parts, provider)


def _named(key: object, value: object, rules: TrackingRules) -> object:
    """A value; a record with a time, whose key says a state and no value does, has the key as its sentence."""
    if not isinstance(value, dict) or plain_key(str(key)) in rules.keys["expected"]:
        return value
    keys = {plain_key(str(k)[:60]) for k in value}
    if keys.isdisjoint((*rules.keys["time"], *rules.keys["day"])):
        return value
    words = str(key)[:LONGEST_LINE].replace("_", " ")
    rule = rules.rule_of.get(understand(rules.folded(words), rules)[1].rule)
    if not rule or rule.order >= BARE or any(wordy(text) and says(text, rules) for text in map(scalar, value.values())):
        return value
    return {rules.keys["text"][0]: words, **value}


def sentences(tree: object, rules: TrackingRules) -> str:
    """The sentences of a tree in which no event was found, a line each, with its number as a heading."""
    lines: list[str] = []
    stack: list[tuple[str, object, int]] = [("", tree, 0)]
    while stack and len(lines) < MOST_EVENTS:
        key, node, depth = stack.pop()
        if depth < _DEEPEST and isinstance(node, dict):
            stack.extend((plain_key(str(k)[:60]), v, depth + 1) for k, v in reversed(node.items()))
        elif depth < _DEEPEST and isinstance(node, list):
            stack.extend((key, item, depth + 1) for item in reversed(node))
        elif isinstance(node, str) and wordy(node):
            lines.append(node)
        elif key in rules.keys["number"] and NUMBER.fullmatch(scalar(node)):
            lines.append(f"tracking number: {scalar(node)}")
    return "\n".join(lines)


def merged(parts: dict[str, dict[str, Any]], provider: str) -> list[Shipment]:
    """Make shipments of number -> parts; parts without a number go to the only number there is."""
    numbered = [number for number in parts if number and parts[number]["events"]] or [n for n in parts if n][:1]
    heads = ("carrier", "from_city", "to_city", "expected")
    loose = {name: parts[""][name] for name in heads if "" in parts and name in parts[""]}
    for number in parts:
        parts[number] = {**loose, **parts[number]}
    if "" in parts and len(numbered) == 1:
        rest, own = parts.pop(""), parts[numbered[0]]
        own["events"] = [*own["events"], *rest["events"]]
        own["code"] = own.get("code") or rest.get("code", "")
        own["message"] = own.get("message") or rest.get("message", "")
    return [
        Shipment(
            number,
            provider,
            part.get("code", ""),
            part.get("message", ""),
            tuple(part["events"]),
            *(part.get(name, "") for name in heads),
        )
        for number, part in parts.items()
    ]

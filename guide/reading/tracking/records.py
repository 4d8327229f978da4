"""JSON and CSV -> raw events; tracking/keys.csv says which key holds the time, the text and the code."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.reading.tracking.letters import CLEAN
from guide.reading.tracking.rules import plain_key
from guide.reading.tracking.times import Stamp, read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.reading.tracking.rules import TrackingRules

MOST_EVENTS = 1000
LONGEST_LINE = 600
_DEEPEST = 30
_MOST_NODES = 50_000
_FLAT = re.compile(r"\{[^{}]*\}")
_CJK = re.compile(r"[\u3400-\u9fff]")
_DELIMITERS = ",\t;|，"


class RawEvent(NamedTuple):
    """An event as it was written, before its meaning is known."""

    at: Stamp | None
    text: str
    code: str = ""
    place: str = ""


class Shipment(NamedTuple):
    """The raw events of one tracking number, in the order of the source."""

    number: str
    provider: str
    code: str  # the code of the whole answer
    message: str  # the provider's sentence instead of events
    events: tuple[RawEvent, ...]


def parse_json(text: str) -> Any | None:
    """The JSON in a text; where it is cut off or nested too deep, its flat objects; None where it has none."""
    stripped = text.strip()
    if not stripped or (stripped[0] not in "{[" and not re.match(r"[\w.$]{0,40}\(\s*[{\[]", stripped)):
        return None
    if stripped[0] not in "{[":  # a callback around it
        stripped = stripped[stripped.index("(") + 1 :].rstrip("; \n)")
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        pass
    objects = []
    for flat in _FLAT.finditer(stripped):
        try:
            objects.append(json.loads(flat.group()))
        except (ValueError, RecursionError):
            continue
    return objects or None


def _scalar(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = " ".join(str(value)[:LONGEST_LINE].split())
    return text if text.isprintable() else text.translate(CLEAN)  # an escape can bring back what was cleaned


def _first(record: dict[str, Any], keys: Iterable[str]) -> str:
    for key in keys:
        if key in record and (value := _scalar(record[key])):
            return value
    return ""


def _wordy(value: str) -> bool:
    """Whether a value is a sentence and not a code."""
    return bool(_CJK.search(value)) or " " in value.strip()


def _event_of(record: dict[str, Any], rules: TrackingRules, now: datetime) -> RawEvent | None:
    """The event of a record; None unless it has a sentence, and a time, a code or a key that is only for events."""
    keys = rules.keys
    text_key = next((k for k in keys["text"] if k in record and _wordy(_scalar(record[k]))), None)
    if text_key is None:
        return None
    at = None
    for key in keys["time"]:
        if key in record and (at := read_time(record[key], now) or _joined(record, key, keys["day"], now)):
            break
    if at is None:
        at = next((day for key in keys["day"] if (day := read_time(record.get(key), now))), None)
    code = "|".join(
        dict.fromkeys(c for k in keys["code"] if k in record and k != text_key and (c := _scalar(record[k])))
    )
    if at is None and not code and text_key in keys["message"]:
        return None
    return RawEvent(at, _scalar(record[text_key]), code[:120], _first(record, keys["place"])[:60])


def _joined(record: dict[str, Any], key: str, days: tuple[str, ...], now: datetime) -> Stamp | None:
    """The moment of a record whose day and time of day are under two keys."""
    return next((at for day in days if (at := read_time(record[key], now, record.get(day)))), None)


def from_json(tree: object, rules: TrackingRules, now: datetime) -> list[Shipment]:
    """Every shipment in a JSON tree; an event belongs to the nearest number above it."""
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
        hint = _first(record, keys["hint"]).lower()
        provider = next((name for name in rules.codes if name and hint.startswith(name)), provider)
        number = _first(record, keys["number"])[:40] or number
        raw = _event_of(record, rules, now)
        if raw and (raw.at or not any(isinstance(v, (list, dict)) for v in record.values())):
            events += 1
            if events <= MOST_EVENTS:
                parts.setdefault(number, {"events": []})["events"].append(raw)
            continue
        over = "|".join(dict.fromkeys(c for k in keys["state"] if k in record and (c := _scalar(record[k]))))
        message = _first(record, keys["message"])
        if over or message:
            place = parts.setdefault(number, {"events": []})
            place.setdefault("code", over[:120])
            place["message"] = f"{place.get('message', '')} {message}".strip()[:LONGEST_LINE]
        given.update(k for k in record if k in keys["number"])
        if depth < _DEEPEST:
            stack.extend((v, number, depth + 1) for v in reversed(node.values()))
    return _merged(parts, provider)


def _merged(parts: dict[str, dict[str, Any]], provider: str) -> list[Shipment]:
    """Make shipments of number -> parts; parts without a number go to the only number there is."""
    numbered = [number for number in parts if number and parts[number]["events"]] or [n for n in parts if n][:1]
    if "" in parts and len(numbered) == 1:
        loose, own = parts.pop(""), parts[numbered[0]]
        own["events"] = [*own["events"], *loose["events"]]
        own["code"] = own.get("code") or loose.get("code", "")
        own["message"] = own.get("message") or loose.get("message", "")
    return [
        Shipment(number, provider, part.get("code", ""), part.get("message", ""), tuple(part["events"]))
        for number, part in parts.items()
    ]


def from_csv(text: str, rules: TrackingRules, now: datetime) -> list[Shipment] | None:
    """The shipments of a table whose headings name a time and a text or a code; None where it is no such table."""
    first, _, rest = text.lstrip().partition("\n")
    if not rest or len(first) > 400:
        return None
    named = (*rules.keys["text"], *rules.keys["code"])
    for delimiter in _DELIMITERS:
        heads = [plain_key(cell.strip(' "')) for cell in first.split(delimiter)]
        times = [h for h in heads if h in rules.keys["time"] or h in rules.keys["day"]]
        if len(heads) > 1 and times and any(h in named for h in heads):
            return _table(heads, rest, delimiter, rules, now)
    return None


def _table(heads: list[str], rest: str, delimiter: str, rules: TrackingRules, now: datetime) -> list[Shipment]:
    parts: dict[str, dict[str, Any]] = {}
    for cells in _cells(rest, delimiter):
        record: dict[str, Any] = dict(zip(heads, cells, strict=False))
        if not any(_wordy(_scalar(record.get(k))) for k in rules.keys["text"]):
            record[rules.keys["text"][0]] = _first(record, rules.keys["code"])  # only a status column
        raw = _event_of(record, rules, now)
        if raw:
            number = _first(record, rules.keys["number"])[:40]
            parts.setdefault(number, {"events": []})["events"].append(raw)
    return _merged(parts, "")


def _cells(rest: str, delimiter: str) -> Iterator[list[str]]:
    """The cells of each line, line by line, so that a quote that is never closed does not swallow the rest."""
    for number, line in enumerate(rest.splitlines()):
        if number >= MOST_EVENTS:
            return
        try:
            yield next(csv.reader([line[:4000]], delimiter=delimiter), [])
        except csv.Error:
            continue

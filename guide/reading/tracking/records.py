"""JSON and CSV -> raw events: which key holds the time, the text and the code is content, not code."""

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


class Raw(NamedTuple):
    """One event before it is understood."""

    at: Stamp | None
    text: str
    code: str = ""
    place: str = ""


class Shipment(NamedTuple):
    """The raw events of one tracking number, in the order of the source."""

    number: str
    provider: str
    code: str  # the code that stands over the whole answer
    message: str  # what the provider says instead of events
    events: tuple[Raw, ...]


def parse_json(text: str) -> Any | None:
    """The JSON in a text; parts of it where it is cut off or nested too deep; None where there is none."""
    stripped = text.strip()
    if not stripped or (stripped[0] not in "{[" and not re.match(r"[\w.$]{0,40}\(\s*[{\[]", stripped)):
        return None
    if stripped[0] not in "{[":  # a callback around it
        stripped = stripped[stripped.index("(") + 1 :].rstrip("; \n)")
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        pass
    found = []
    for flat in _FLAT.finditer(stripped):
        try:
            found.append(json.loads(flat.group()))
        except (ValueError, RecursionError):
            continue
    return found or None


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
    """Whether a value is a sentence, not a code."""
    return bool(_CJK.search(value)) or " " in value.strip()


def _record(record: dict[str, Any], rules: TrackingRules, now: datetime) -> Raw | None:
    """An event, where a record holds a text and something beside it."""
    keys = rules.keys
    text_key = next((k for k in keys["text"] if k in record and _wordy(_scalar(record[k]))), None)
    if text_key is None:
        return None
    at = None
    for key in keys["time"]:
        if key in record and (at := read_time(record[key], now) or _joined(record, key, keys["day"], now)):
            break
    if at is None:
        at = next((found for key in keys["day"] if (found := read_time(record.get(key), now))), None)
    code = "|".join(
        dict.fromkeys(c for k in keys["code"] if k in record and k != text_key and (c := _scalar(record[k])))
    )
    if at is None and not code and text_key in keys["message"]:
        return None
    return Raw(at, _scalar(record[text_key]), code[:120], _first(record, keys["place"])[:60])


def _joined(record: dict[str, Any], key: str, days: tuple[str, ...], now: datetime) -> Stamp | None:
    """A time of day beside the key that holds its day."""
    return next((found for day in days if (found := read_time(record[key], now, record.get(day)))), None)


def from_json(tree: object, rules: TrackingRules, now: datetime) -> list[Shipment]:
    """Every shipment in a JSON tree; events belong to the nearest number above them."""
    keys = rules.keys
    found: dict[str, dict[str, Any]] = {}
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
        raw = _record(record, rules, now)
        if raw and (raw.at or not any(isinstance(v, (list, dict)) for v in record.values())):
            events += 1
            if events <= MOST_EVENTS:
                found.setdefault(number, {"events": []})["events"].append(raw)
            continue
        over = "|".join(dict.fromkeys(c for k in keys["state"] if k in record and (c := _scalar(record[k]))))
        message = _first(record, keys["message"])
        if over or message:
            place = found.setdefault(number, {"events": []})
            place.setdefault("code", over[:120])
            place["message"] = f"{place.get('message', '')} {message}".strip()[:LONGEST_LINE]
        given.update(k for k in record if k in keys["number"])
        if depth < _DEEPEST:
            stack.extend((v, number, depth + 1) for v in reversed(node.values()))
    return _merged(found, provider)


def _merged(found: dict[str, dict[str, Any]], provider: str) -> list[Shipment]:
    """Parts without a number belong to the only number there is."""
    numbered = [number for number in found if number and found[number]["events"]] or [n for n in found if n][:1]
    if "" in found and len(numbered) == 1:
        loose, own = found.pop(""), found[numbered[0]]
        own["events"] = [*own["events"], *loose["events"]]
        own["code"] = own.get("code") or loose.get("code", "")
        own["message"] = own.get("message") or loose.get("message", "")
    return [
        Shipment(number, provider, part.get("code", ""), part.get("message", ""), tuple(part["events"]))
        for number, part in found.items()
    ]


def from_csv(text: str, rules: TrackingRules, now: datetime) -> list[Shipment] | None:
    """The rows of a table whose headings name a time and a text; None where it is no such table."""
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
    found: dict[str, dict[str, Any]] = {}
    for cells in _lines(rest, delimiter):
        record: dict[str, Any] = dict(zip(heads, cells, strict=False))
        if not any(_wordy(_scalar(record.get(k))) for k in rules.keys["text"]):
            record[rules.keys["text"][0]] = _first(record, rules.keys["code"])  # only a status column
        raw = _record(record, rules, now)
        if raw:
            number = _first(record, rules.keys["number"])[:40]
            found.setdefault(number, {"events": []})["events"].append(raw)
    return _merged(found, "")


def _lines(rest: str, delimiter: str) -> Iterator[list[str]]:
    """Cells of each line; a quote that is never closed does not swallow the rest."""
    for number, line in enumerate(rest.splitlines()):
        if number >= MOST_EVENTS:
            return
        try:
            yield next(csv.reader([line[:4000]], delimiter=delimiter), [])
        except csv.Error:
            continue

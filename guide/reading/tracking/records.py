"""Trees of records, such as JSON -> raw events; tracking/keys.csv says which key holds time, text and code."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import UNKNOWN
from guide.reading.tracking.cities import city
from guide.reading.tracking.classify import understand
from guide.reading.tracking.letters import cleaned
from guide.reading.tracking.sheets import plain_key
from guide.reading.tracking.times import Stamp, read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.reading.tracking.rules import TrackingRules

MOST_EVENTS = 1000
LONGEST_LINE = 600
_DEEPEST = 30
_MOST_NODES = 50_000
_NUMBER = re.compile(r"(?=.*\d{4})[A-Za-z0-9-]{6,40}")
_MOST_VALUES = 20  # of a record without known keys
_NEAR = timedelta(days=1100)  # no number that only looks like a time is this near to now
_FLAT = re.compile(r"\{[^{}]*\}")
_CJK = re.compile(r"[\u3400-\u9fff]")
#: Keys that are for sentences alone, so that a single word under them is one.
_SINGLE = frozenset({"event", "eventtype", "eventdescription", "description", "message", "context", "msg", "desc"})


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
    carrier: str = ""
    from_city: str = ""
    to_city: str = ""
    expected: str = ""  # the day for which the parcel is promised


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


def scalar(value: object) -> str:
    """A plain value as one clean line of text; empty for any other."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = " ".join(str(value)[:LONGEST_LINE].split())
    return text if text.isprintable() else cleaned(text)  # an escape can bring back what was cleaned


def first(record: dict[str, Any], keys: Iterable[str]) -> str:
    """The value of the first of some keys that has one; empty without."""
    for key in keys:
        if key in record and (value := scalar(record[key])):
            return value
    return ""


def wordy(value: str) -> bool:
    """Whether a value is a sentence and not a code."""
    return bool(_CJK.search(value)) or " " in value.strip()


def event_of(record: dict[str, Any], rules: TrackingRules, now: datetime) -> RawEvent | None:
    """The event of a record; None unless it has a sentence, and a time, a code or a key that is only for events."""
    keys = rules.keys
    text_key = _text_key(record, rules)
    if text_key is None and any(key in record for key in keys["time"]):  # the words are one level below
        inner = [value for value in record.values() if isinstance(value, dict)]
        below = {plain_key(str(k)[:60]): v for value in inner for k, v in value.items()}
        record = {**below, **{key: value for key, value in record.items() if not isinstance(value, dict)}}
        text_key = _text_key(record, rules)
    if text_key is None:
        return None
    at = None
    for key in keys["time"]:
        if key in record and (at := read_time(record[key], now) or _joined(record, key, keys["day"], now)):
            break
    if at is None:
        at = next((day for key in keys["day"] if (day := read_time(record.get(key), now))), None)
    code = "|".join(
        dict.fromkeys(c for k in keys["code"] if k in record and k != text_key and (c := scalar(record[k])))
    )
    if at is None and not code and text_key in keys["message"]:
        return None
    return RawEvent(at, scalar(record[text_key]), code[:120], first(record, keys["place"])[:60])


def _text_key(record: dict[str, Any], rules: TrackingRules) -> str | None:
    """The key that holds the sentence of a record: a value of several words before a single word that says a state."""
    single = None
    for key in rules.keys["text"]:
        if key in record and (value := scalar(record[key])):
            if wordy(value):
                return key
            if single is None and value.isalpha() and (key in _SINGLE or _says(value, record, rules)):
                single = key
    return single


def _says(word: str, record: dict[str, Any], rules: TrackingRules) -> bool:
    """Whether a single word of a record with a time says where a parcel is; a code in its place does not."""
    if not any(key in record for key in (*rules.keys["time"], *rules.keys["day"])):
        return False
    return understand(rules.folded(word), rules)[1].label != UNKNOWN


def _joined(record: dict[str, Any], key: str, days: tuple[str, ...], now: datetime) -> Stamp | None:
    """The moment of a record whose day and time of day are under two keys."""
    return next((at for day in days if (at := read_time(record[key], now, record.get(day)))), None)


def _by_values(record: dict[str, Any], rules: TrackingRules, now: datetime) -> RawEvent | None:
    """The event of a record none of whose keys is known: a time near now, and a sentence that says a state."""
    known = rules.keys["expected"]
    values = [text for key, value in record.items() if key not in known and (text := scalar(value))][:_MOST_VALUES]
    said = (value for value in values if wordy(value) and understand(rules.folded(value), rules)[1].label != UNKNOWN)
    text = max(said, key=len, default="")
    if not text:
        return None
    times = [at for value in values if (at := read_time(value, now)) and abs(at.at - now) < _NEAR]
    if times and not times[0].clock:  # a day and a time of day under two keys
        days = [value for value in values if read_time(value, now)]
        times = [at for value in values if (at := read_time(value, now, days[0])) and at.clock] or times
    return RawEvent(times[0], text) if times else None


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
        raw = _by_values(record, rules, now) if unknown_keys and not (raw and raw.at) else raw
        if raw and (raw.at or not any(isinstance(v, (list, dict)) for v in record.values())):
            events += 1
            if events <= MOST_EVENTS:
                parts.setdefault(number, {"events": []})["events"].append(raw)
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
            stack.extend((v, number, depth + 1) for v in reversed(node.values()))
    return merged(parts, provider)


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
        elif key in rules.keys["number"] and _NUMBER.fullmatch(scalar(node)):
            lines.append(f"tracking number: {scalar(node)}")
    return "\n".join(lines)


def number_of(record: dict[str, Any], rules: TrackingRules) -> str:
    """The tracking number of a record: the first value under such a key, or one made like it, that has the digits."""
    values = [scalar(record[key])[:40] for key in rules.keys["number"] if key in record]
    unknown = (key for key in record if key not in rules.known_keys)
    values += [scalar(record[key])[:40] for key in unknown if rules.number_key.fullmatch(key)]
    return next((value for value in values if _NUMBER.fullmatch(value)), "")


def heads_of(record: dict[str, Any], rules: TrackingRules) -> Iterator[tuple[str, str]]:
    """The carrier, the two cities and the expected day that a record names."""
    keys = rules.keys
    given = (scalar(record[key]) for key in keys["carrier"] if key in record)
    yield "carrier", next((found for value in given if value and (found := rules.carriers.coded(value))), "")
    for name in ("from_city", "to_city"):
        places = (record[key] for key in keys[name] if key in record)
        names = (scalar(place.get("name")) if isinstance(place, dict) else scalar(place) for place in places)
        yield name, next((found for value in names if value and (found := city(value, rules.cities))), "")
    yield "expected", first(record, keys["expected"])


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

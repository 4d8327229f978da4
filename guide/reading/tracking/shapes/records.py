"""One record, such as an object of JSON -> a raw event; tracking/keys.csv says which key holds time, text and code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.facts import UNKNOWN
from guide.reading.tracking.model import SIGNED
from guide.reading.tracking.rules.cities import city
from guide.reading.tracking.rules.classify import understand
from guide.reading.tracking.rules.letters import cleaned
from guide.reading.tracking.rules.sheets import plain_key
from guide.reading.tracking.times import Stamp, read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.reading.tracking.rules.content import TrackingRules

MOST_EVENTS = 1000
LONGEST_LINE = 600
NUMBER = re.compile(r"(?=.*\d{4})[A-Za-z0-9-]{6,40}")
_MOST_VALUES = 20  # of a record without known keys
_NEAR = timedelta(days=1100)  # no number that only looks like a time is this near to now
_SENTENCE = 24  # signs from which on the name of a place may be a sentence
#: Writing that sets no blanks between its words, or few.
_CLOSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Keys that are for sentences alone, so that a single word under them is one.
_SINGLE = frozenset({"event", "eventtype", "eventdescription", "description", "message", "context", "msg", "desc"})


class RawEvent(NamedTuple):
    """An event as it was written, before its meaning is known."""

    at: Stamp | None
    text: str
    code: str = ""
    place: str = ""
    signer: str = ""  # who signed, where a key of its own says so

    @property
    def said(self) -> str:
        """The words of the event as a courier's sentence has them, with the signer."""
        return f"{self.text} (signed by: {self.signer})" if self.signer else self.text

    @property
    def shown(self) -> str:
        """The words of the event and no others."""
        return f"{self.text} · {self.signer}" if self.signer else self.text


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
    return bool(_CLOSE.search(value)) or " " in value.strip()


def event_of(record: dict[str, Any], rules: TrackingRules, now: datetime) -> RawEvent | None:
    """The event of a record; None unless it has a sentence, and a time, a code or a key that is only for events."""
    keys = rules.keys
    text_key = _text_key(record, rules)
    if text_key is None and any(key in record for key in keys["time"]):  # the words are one level below
        record = {**below(record), **{key: value for key, value in record.items() if not isinstance(value, dict)}}
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
    text = scalar(record[text_key])
    text = text if " " in text else text.replace("_", " ")  # ready_to_pickup
    if rules.folded(text) in keys["status_word"]:
        text = _longer(record, rules) or text
    place = first(record, keys["place"])
    if _tells(place, text, rules):
        text, place = f"{place} {text}"[:LONGEST_LINE], ""
    name = _signer(record, rules)
    signs = name and name not in text and understand(rules.folded(text), rules)[1].label in SIGNED
    return RawEvent(at, text, code[:120], place[:60], name if signs else "")


def _tells(place: str, text: str, rules: TrackingRules) -> bool:
    """Whether what stands under the key for a place says the state, and the sentence does not."""
    return len(place) >= _SENTENCE and " " in place and says(place, rules) and not says(text, rules)


def below(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of the records in a record."""
    inner = [value for value in record.values() if isinstance(value, dict)]
    return {plain_key(str(k)[:60]): v for value in inner for k, v in value.items()}


def _signer(record: dict[str, Any], rules: TrackingRules) -> str:
    """Who signed, by a key of a record of its own or of a record in it; empty where none says so."""
    for key in rules.keys["signed_by"]:
        value = record.get(key)
        for one in value.values() if isinstance(value, dict) else (value,):
            if name := scalar(one):
                return name[:40]
    return ""


def _longer(record: dict[str, Any], rules: TrackingRules) -> str:
    """The sentence under an unknown key, or one level below, of a record whose known one holds a mere status word;
    empty without one.
    """
    unknown = (value for key, value in record.items() if key not in rules.known_keys)
    said = [text for text in map(scalar, (*unknown, *below(record).values())) if wordy(text) and says(text, rules)]
    return max(said, key=len, default="")


def _text_key(record: dict[str, Any], rules: TrackingRules) -> str | None:
    """The key that holds the sentence of a record: a value of several words before a key's word that says a state."""
    single = bare = None  # a word that says a state, and the first that may be one not known
    for key in rules.keys["text"]:
        if key in record and (value := scalar(record[key])):
            if wordy(value):
                return key
            if single is None and (word := value.replace("_", " ")).replace(" ", "").isalpha():
                if _says(word, record, rules):
                    single = key
                elif bare is None and (key in _SINGLE or " " in word):
                    bare = key
    return single or bare


def says(words: str, rules: TrackingRules) -> bool:
    """Whether words say where a parcel is."""
    return understand(rules.folded(words[:LONGEST_LINE]), rules)[1].label != UNKNOWN


def _says(word: str, record: dict[str, Any], rules: TrackingRules) -> bool:
    """Whether the word of a record with a time says where a parcel is; a code in its place does not."""
    return any(key in record for key in (*rules.keys["time"], *rules.keys["day"])) and says(word, rules)


def _joined(record: dict[str, Any], key: str, days: tuple[str, ...], now: datetime) -> Stamp | None:
    """The moment of a record whose day and time of day are under two keys."""
    return next((at for day in days if (at := read_time(record[key], now, record.get(day)))), None)


def by_values(record: dict[str, Any], rules: TrackingRules, now: datetime) -> RawEvent | None:
    """The event of a record none of whose keys is known: a time near now, and a sentence that says a state."""
    known = rules.keys["expected"]
    values = [text for key, value in record.items() if key not in known and (text := scalar(value))][:_MOST_VALUES]
    said = (value for value in values if wordy(value) and says(value, rules))
    text = max(said, key=len, default="")
    if not text:
        return None
    times = [at for value in values if (at := read_time(value, now)) and abs(at.at - now) < _NEAR]
    if times and not times[0].clock:  # a day and a time of day under two keys
        days = [value for value in values if read_time(value, now)]
        times = [at for value in values if (at := read_time(value, now, days[0])) and at.clock] or times
    return RawEvent(times[0], text) if times else None


def number_of(record: dict[str, Any], rules: TrackingRules) -> str:
    """The tracking number of a record: the first value under such a key, or one made like it, that has the digits."""
    values = [scalar(record[key])[:40] for key in rules.keys["number"] if key in record]
    unknown = (key for key in record if key not in rules.known_keys)
    values += [scalar(record[key])[:40] for key in unknown if rules.number_key.fullmatch(key)]
    return next((value for value in values if NUMBER.fullmatch(value)), "")


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

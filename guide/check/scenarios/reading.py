"""Scenario files -> scenarios. Everything that cannot be read is named by file, line and key, all at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import ContentError, Fault
from guide.book.languages import LANGUAGES
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.book.uncollected import uncollected
from guide.cases.casefile import CaseError, from_plain, nearest, read_moment
from guide.check.scenarios.entries import Entry, entries
from guide.check.scenarios.model import BECAUSE, DERIVED, GROUPS, KEYS, LISTS, NONE, ROWS, Scenario, read_span
from guide.engine.case import BEIJING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from guide.book.book import Book

#: When a scenario plays that names no moment of its own.
NOW = "2026-11-22T10:15"
_KEYS = ("id", "name", "based_on", "facts_of", "now", "facts", "journal", "later", "expect")
_HOW = {"offered": "offered", "event": "event"}


def _one_of(where: str, word: object, allowed: Collection[str]) -> str:
    if word is None or isinstance(word, bool):
        word = {True: "yes", False: "no", None: NONE}[word]
    if word not in allowed:
        raise CaseError(where, nearest(word, allowed))
    return str(word)


def _mapping(where: str, plain: object) -> Mapping[str, Any]:
    if not isinstance(plain, dict):
        raise CaseError(where, Notice("fault.scenario.pairs"))
    return {str(key): value for key, value in plain.items()}


def _flat(plain: list[Any]) -> Iterator[str]:
    """A list, with the lists inside it that anchors bring along."""
    for item in plain:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield str(item)


def _set(where: str, plain: object) -> frozenset[str]:
    if not isinstance(plain, list):
        raise CaseError(where, Notice("fault.scenario.list"))
    return frozenset(_flat(plain))


def _happened(where: str, name: str) -> str:
    event, slash, reply = name.partition("/")
    _one_of(where, event, WORDS["event"])
    return f"{event}/{_one_of(where, reply, WORDS['reply'])}" if slash else event


def read_at(where: str, value: object, now: datetime) -> datetime:
    """A moment, or a length of time from now."""
    span = read_span(value)
    if span is not None:
        return now + span
    try:
        return read_moment(where, value)
    except CaseError as error:
        raise CaseError(where, Notice("fault.scenario.now", what=error.what)) from error


def _list(where: str, key: str, plain: object) -> frozenset[str]:
    names = _set(where, plain)
    if key in ("offered", "allowed"):
        return frozenset(_one_of(where, action, WORDS["action"]) for action in names)
    if key == "possible":
        return frozenset(_happened(where, name) for name in names)
    if key == "parked":
        facts = (*CHOICES, *VALUES, "held")
        return frozenset(name if name in facts else _happened(where, name) for name in names)
    return names


def _expected(key: str, plain: object, now: datetime) -> Any:
    """One expectation, checked as far as that is possible without the tables."""
    where = f"expect.{key}"
    _one_of(where, key, KEYS)
    if key in DERIVED:
        return _one_of(where, plain, WORDS[key])
    if key == BECAUSE:
        return str(plain)
    if key in LISTS:
        return _list(where, key, plain)
    if key in GROUPS and isinstance(plain, list):
        return _set(where, plain)
    inner = _mapping(where, plain)
    return {name: _entry(f"{where}.{name}", key, name, value, now) for name, value in inner.items()}


def _entry(where: str, key: str, name: str, value: object, now: datetime) -> Any:
    """One entry of an expectation that has several."""
    around = where.rpartition(".")[0] if key not in ("clocks", "limits") else where
    if key in ("blocked", "how", "ways"):
        _one_of(around, name, WORDS["action"])
    if key == "how":
        return {part: _one_of(where, v, [*WORDS[part], NONE]) if part in _HOW else str(v or NONE)
                for part, v in _mapping(where, value).items()
                if _one_of(where, part, (*_HOW, "opens", "clock"))}  # fmt: skip
    if key == "notes":
        _one_of(around, name, WORDS["note"])
    if key == "replies":
        _one_of(around, name, WORDS["event"])
        return frozenset(_one_of(where, reply, WORDS["reply"]) for reply in _set(where, value))
    if key in ("blocked", *GROUPS):
        return _set(where, value)
    if key == "rows":
        _one_of(around, name, ROWS)
    if key in ("rows", "ways"):
        return {rule: str(sentence) for rule, sentence in _mapping(where, value).items()}
    if key == "evidence":
        return _one_of(where, value, WORDS["level"]) if _one_of(around, name, SLOTS) else ""
    if key == "clocks":
        return NONE if value in (NONE, None) else read_at(where, value, now)
    return str(value)


def read_case(plain: Mapping[str, Any], now: datetime) -> Any:
    """Facts and journal with every moment made absolute, as a case file has them."""
    facts = dict(_mapping("facts", plain.get("facts") or {}))
    for name, value in facts.items():
        span = read_span(value) if VALUES.get(name) in (date, datetime) else None
        if span is not None:
            at = now + span
            facts[name] = at if VALUES[name] is datetime else at.astimezone(BEIJING).date()
    journal = plain.get("journal") or []
    if isinstance(journal, list):
        journal = [{**e, "at": now + s} if isinstance(e, dict) and (s := read_span(e.get("at"))) is not None else e
                   for e in journal]  # fmt: skip
    return from_plain({"facts": facts, "journal": journal})


def _based(raw: Entry, all_: Mapping[str, Entry], above: tuple[str, ...] = ()) -> dict[str, Any]:
    """The entry on top of the one it is based on: facts and later events are added, journal and moment replace."""
    plain = dict(raw.plain)
    if "based_on" not in plain:
        if "later" in plain:
            raise CaseError("later", Notice("fault.scenario.later.alone"))
        return plain
    name = str(plain["based_on"])
    if name in (*above, raw.id):
        raise CaseError("based_on", Notice("fault.scenario.loop", name=name))
    if name not in all_:
        raise CaseError("based_on", nearest(name, all_))
    base = _based(all_[name], all_, (*above, raw.id))
    facts = {**_mapping("facts", base.get("facts") or {}), **_mapping("facts", plain.get("facts") or {})}
    entry = {**{k: base[k] for k in ("now", "journal") if k in base}, **plain, "facts": facts}
    events, later = entry.get("journal") or [], entry.pop("later", None) or []
    if later and not (isinstance(events, list) and isinstance(later, list)):
        raise CaseError("later", Notice("fault.scenario.later"))
    return {**entry, "journal": [*events, *later] if later else events}


def _scenarios(raw: Entry, all_: Mapping[str, Entry]) -> Iterator[Scenario]:
    """The scenario of an entry; where it names others in `facts_of`, one for the facts of each of them."""
    plain = _based(raw, all_)
    if "facts_of" not in plain:
        yield _scenario(raw.id, plain, raw)
        return
    own = _mapping("facts", raw.plain.get("facts") or {})
    for name in _flat([plain.pop("facts_of") or []]):
        if name not in all_:
            raise CaseError("facts_of", nearest(name, all_))
        facts = _mapping("facts", _based(all_[name], all_).get("facts") or {})
        yield _scenario(f"{raw.id}/{name}", {**plain, "facts": {**facts, **own}}, raw)


def _scenario(id_: str, plain: Mapping[str, Any], raw: Entry) -> Scenario:
    for key in plain:
        _one_of(str(key), key, _KEYS)
    name = plain.get("name")
    names = {lang: str(name[lang]) for lang in LANGUAGES if lang in name} if isinstance(name, dict) else {}
    names = names or {lang: name for lang in LANGUAGES if isinstance(name, str) and name.strip()}
    if not names:
        raise CaseError("name", Notice("fault.scenario.name"))
    now = read_moment("now", plain.get("now", NOW))
    expect = _mapping("expect", plain.get("expect"))
    read = {key: _expected(key, value, now) for key, value in expect.items()}
    if not read:
        raise CaseError("expect", Notice("fault.scenario.expect"))
    return Scenario(id_, names, read_case(plain, now), now, read, raw.file, raw.row, raw)


def gather(book: Book) -> tuple[list[Scenario], list[Fault]]:
    """Every scenario of a book that can be read, and a fault for each that cannot."""
    with uncollected():
        return _gathered(book)


def _gathered(book: Book) -> tuple[list[Scenario], list[Fault]]:
    scenarios: list[Scenario] = []
    paths = sorted((book.folder / "scenarios").glob("*.yaml"))
    found = [entry for path in paths for entry in entries(path)]
    raws = [entry for entry in found if isinstance(entry, Entry)]
    faults = [entry for entry in found if isinstance(entry, Fault)]
    all_: dict[str, Entry] = {}
    for raw in raws:
        if not isinstance(raw.plain, dict) or not raw.plain.get("id"):
            faults.append(raw.fault("", Notice("fault.scenario.id")))
        elif raw.id in all_:
            faults.append(raw.fault("id", Notice("fault.scenario.id.taken")))
        else:
            all_[raw.id] = raw
    for raw in all_.values():
        faults += [raw.fault(path, Notice("fault.scenario.twice")) for path in raw.twice]
        try:
            scenarios += _scenarios(raw, all_)
        except CaseError as error:
            faults.append(raw.fault(error.where, error.what))
    return scenarios, faults


def read(book: Book) -> tuple[Scenario, ...]:
    """The scenarios of a book; ContentError names everything that cannot be read."""
    scenarios, faults = gather(book)
    if faults:
        raise ContentError(faults)
    return tuple(scenarios)

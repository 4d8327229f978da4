"""The case file, YAML or JSON. The first key or value that is not known is an error that says how to mend it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS, Facts
from guide.book.notices import HandbookError, Notice
from guide.book.slots import SLOTS
from guide.cases.typed import cleaned, unseen
from guide.engine.case import BEIJING, Case, is_negative
from guide.engine.journal import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

VERSION = 1
_LONGEST_VERSION = 9  # digits
LONGEST_TEXT = 200  # characters in one typed answer
MOST_EVENTS = 500
_FACTS = dict.fromkeys(field.name for field in fields(Facts))
#: Types of an answer as it is read; nested YAML is refused, it could be huge as text.
_SCALAR = (str, int, float, date, type(None))


class CaseError(HandbookError):
    """A case file that cannot be read: where, on which line if that is known, what is wrong, and how to mend it."""

    def __init__(self, where: str, what: Notice, line: int = 0) -> None:
        place = Notice("fault.case.place", where=where, line=line) if line else where
        super().__init__(Notice("fault.line", where=place, wrong=what))
        self.where, self.what = where, what


def _known(where: str, word: object, allowed: Collection[str]) -> str:
    """The word, if it is allowed; if not, CaseError names the nearest allowed one."""
    if isinstance(word, str) and word in allowed:
        return word
    words = [str(a) for a in allowed]
    if not isinstance(word, _SCALAR):
        raise CaseError(where, Notice("fault.case.one", allowed=", ".join(words)))
    if sign := unseen(str(word)):
        raise CaseError(where, Notice("fault.case.sign", sign=sign))
    raise CaseError(where, nearest(word, words))


def nearest(word: object, allowed: Iterable[str]) -> Notice:
    """The notice about a word that is not allowed, with the nearest allowed one, or all if none is near."""
    from difflib import get_close_matches  # only a fault asks for it

    words = list(allowed)
    quoted = cleaned(str(word))[:60]
    near = get_close_matches(str(word), words, n=1)
    if near:
        return Notice("fault.case.near", word=quoted, near=near[0])
    return Notice("fault.case.word", word=quoted, allowed=", ".join(words))


def read_moment(where: str, value: object) -> datetime:
    """A moment from ISO text or a YAML timestamp, in Beijing time if it has no zone; CaseError names `where`."""
    given = value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        raise CaseError(where, _wrong(given, Notice("fault.case.moment")))
    if not 2000 <= value.year <= 2100:
        raise CaseError(where, Notice("fault.case.year", year=value.year))
    return value if value.tzinfo else value.replace(tzinfo=BEIJING)


def _read_day(where: str, value: object) -> date:
    given = value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip()[:10])
        except ValueError:
            value = None
    if not isinstance(value, date) or not 2000 <= value.year <= 2100:
        raise CaseError(where, _wrong(given, Notice("fault.case.day")))
    return value


def _wrong(given: object, notice: Notice) -> Notice:
    """The notice about a value that is none, or about what cannot be seen in it."""
    sign = unseen(given.strip()) if isinstance(given, str) else ""
    return Notice("fault.case.sign", sign=sign) if sign else notice


def read_fact(name: str, value: object) -> Any:
    """One answer, checked, as Facts holds it; blank means not answered. CaseError if it is not allowed."""
    where = f"facts.{name}"
    if name in CHOICES:
        # YAML reads a bare yes/no as a boolean.
        word = ("yes" if value else "no") if isinstance(value, bool) else value
        return _known(where, UNKNOWN if word in (None, "") else word, CHOICES[name])
    if name == "held":
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise CaseError(where, Notice("fault.case.held", allowed=", ".join(SLOTS)))
        return frozenset(_known(where, slot, SLOTS) for slot in value)
    if value in (None, ""):
        return None
    if VALUES[name] is datetime:
        return read_moment(where, value)
    if VALUES[name] is date:
        return _read_day(where, value)
    if not isinstance(value, _SCALAR):
        raise CaseError(where, Notice("fault.case.plain"))
    text = cleaned(str(value))
    if len(text) > LONGEST_TEXT:
        raise CaseError(where, Notice("fault.case.long", count=len(text), most=LONGEST_TEXT))
    return text or None


def _read_event(number: int, item: object) -> Event:
    where = f"journal[{number}]"
    if not isinstance(item, dict):
        raise CaseError(where, Notice("fault.case.event"))
    for key in item:
        _known(where, key, Event._fields)
    event = _known(f"{where}.event", item.get("event"), WORDS["event"])
    reply = _known(f"{where}.reply", item.get("reply", "none"), WORDS["reply"])
    return Event(event, read_moment(f"{where}.at", item.get("at")), reply)


def from_plain(plain: object) -> Case:
    """A case from plain mappings and lists (YAML or JSON); CaseError names the first fault."""
    if not isinstance(plain, dict):
        raise CaseError("case", Notice("fault.case.keys"))
    for key in plain:
        _known("case", key, ("version", "facts", "journal"))
    _check_version(plain.get("version", VERSION))
    facts, journal = plain.get("facts") or {}, plain.get("journal") or []
    if not isinstance(facts, dict):
        raise CaseError("facts", Notice("fault.case.answers"))
    if not isinstance(journal, list) or len(journal) > MOST_EVENTS:
        raise CaseError("journal", Notice("fault.case.journal", most=MOST_EVENTS))
    answers = {name: read_fact(_known("facts", name, _FACTS), value) for name, value in facts.items()}
    return Case(Facts(**answers), tuple(_read_event(n, item) for n, item in enumerate(journal, start=1)))


def _check_version(version: object) -> None:
    if type(version) in (int, str) and str(version) == str(VERSION):
        return
    if (number := version_of(version)) > VERSION:
        raise CaseError("version", Notice("fault.case.newer", found=number, reads=VERSION))
    shown = cleaned(str(version))[:20] if isinstance(version, _SCALAR) else "…"
    raise CaseError("version", Notice("fault.case.version", found=shown, reads=VERSION))


def version_of(version: object) -> int:
    """The number of a version that is written as one; 0 where it is none."""
    digits = str(version) if type(version) in (int, str) else ""
    return int(digits) if digits.isdecimal() and len(digits) < _LONGEST_VERSION else 0


def impossible(case: Case, now: datetime) -> Iterator[CaseError]:
    """Entries that can be read and cannot be so: a negative sum, an event that is still to come."""
    if case.facts.amount is not None and is_negative(case.facts.amount):
        yield CaseError("facts.amount", Notice("fault.case.sum"))
    for number, event in enumerate(case.journal, start=1):
        if event.at > now:
            yield CaseError(f"journal[{number}].at", Notice("fault.case.ahead", at=_shown(event.at), now=_shown(now)))


def _shown(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def salvage(plain: object) -> tuple[Case, tuple[str, ...]]:
    """The answers and events of a kept case that can be read, and the places of those that cannot."""
    if not isinstance(plain, dict):
        return Case(), ("case",)
    case, lost = Case(), list[str]()
    facts, journal = plain.get("facts"), plain.get("journal")
    for name, value in facts.items() if isinstance(facts, dict) else ():
        try:
            case = from_plain({**to_plain(case), "facts": {**to_plain(case)["facts"], name: value}})
        except CaseError as error:
            lost.append(error.where)
    for number, item in enumerate(journal[:MOST_EVENTS] if isinstance(journal, list) else (), start=1):
        try:
            case = case.with_event(from_plain({"journal": [item]}).journal[0])
        except CaseError:
            lost.append(f"journal[{number}]")
    lost += [] if isinstance(facts, dict | None) else ["facts"]
    lost += [] if isinstance(journal, list | None) else ["journal"]
    return case, tuple(lost)


def to_plain(case: Case) -> dict[str, Any]:
    """A case as plain mappings and lists, without facts that are not answered."""
    facts: dict[str, Any] = {}
    for name in case.facts.answered():
        value = getattr(case.facts, name)
        facts[name] = [s for s in SLOTS if s in value] if name == "held" else _plain(value)
    journal = [{"event": e.event, "at": _plain(e.at), **({"reply": e.reply} if e.reply != "none" else {})}
               for e in case.journal]  # fmt: skip
    return {"version": VERSION, "facts": facts, "journal": journal}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        exact = "auto" if value.second or value.microsecond else "minutes"
        return value.astimezone(BEIJING).isoformat(timespec=exact)
    return value.isoformat() if isinstance(value, date) else value


def parse(text: str, *, is_json: bool = False, now: datetime | None = None) -> Case:
    """A case from the text of a YAML or JSON file; CaseError if it cannot be read, or cannot be so by `now`."""
    from guide.cases.plainfile import PlainError, read_json, read_yaml  # most cases do not come from such a file

    try:
        plain = (read_json if is_json else read_yaml)(text)
    except PlainError as error:
        raise CaseError("case", error.notice, error.line) from error
    try:
        if plain.has_twice:
            lines = plain.lines()
            raise CaseError(lines.twice[0] if lines and lines.twice else "case", Notice("fault.case.twice"))
        case = from_plain(plain.value)
        for wrong in impossible(case, now) if now else ():
            raise wrong
    except CaseError as error:
        lines = plain.lines()
        raise CaseError(error.where, error.what, lines.at(error.where) if lines else 0) from error
    return case

"""The case file, YAML or JSON. The first key or value that is not known is an error that says how to mend it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS, Facts
from guide.book.kinds import SLOTS
from guide.book.notices import HandbookError, Notice
from guide.engine.case import BEIJING, Case
from guide.engine.journal import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 1
LONGEST_TEXT = 200  # characters in one typed answer
MOST_EVENTS = 500
#: Types of an answer as it is read; nested YAML is refused, it could be huge as text.
_SCALAR = (str, int, float, date, type(None))


class CaseError(HandbookError):
    """A case file that cannot be read: where, what is wrong, and how to mend it."""

    def __init__(self, where: str, what: Notice) -> None:
        super().__init__(Notice("fault.line", where=where, wrong=what))
        self.where, self.what = where, what


def _known(where: str, word: object, allowed: Iterable[str]) -> str:
    """The word, if it is allowed; if not, CaseError names the nearest allowed one."""
    words = [str(a) for a in allowed]
    if isinstance(word, str) and word in words:
        return word
    if not isinstance(word, _SCALAR):
        raise CaseError(where, Notice("fault.case.one", allowed=", ".join(words)))
    raise CaseError(where, nearest(word, words))


def nearest(word: object, allowed: Iterable[str]) -> Notice:
    """The notice about a word that is not allowed, with the nearest allowed one, or all if none is near."""
    words = list(allowed)
    quoted = str(word)[:60]
    near = get_close_matches(str(word), words, n=1)
    if near:
        return Notice("fault.case.near", word=quoted, near=near[0])
    return Notice("fault.case.word", word=quoted, allowed=", ".join(words))


def read_moment(where: str, value: object) -> datetime:
    """A moment from ISO text or a YAML timestamp, in Beijing time if it has no zone; CaseError names `where`."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        raise CaseError(where, Notice("fault.case.moment"))
    if not 2000 <= value.year <= 2100:
        raise CaseError(where, Notice("fault.case.year", year=value.year))
    return value if value.tzinfo else value.replace(tzinfo=BEIJING)


def _read_day(where: str, value: object) -> date:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip()[:10])
        except ValueError:
            value = None
    if not isinstance(value, date) or not 2000 <= value.year <= 2100:
        raise CaseError(where, Notice("fault.case.day"))
    return value


def read_fact(name: str, value: object) -> Any:
    """One answer, checked, as Facts holds it; blank means not answered. CaseError if it is not allowed."""
    where = f"facts.{name}"
    if name in CHOICES:
        # YAML reads a bare yes/no as a boolean.
        word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
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
    text = " ".join(str(value).split())
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
    if plain.get("version", VERSION) != VERSION:
        raise CaseError("version", Notice("fault.case.version", version=VERSION))
    facts, journal = plain.get("facts") or {}, plain.get("journal") or []
    if not isinstance(facts, dict):
        raise CaseError("facts", Notice("fault.case.answers"))
    if not isinstance(journal, list) or len(journal) > MOST_EVENTS:
        raise CaseError("journal", Notice("fault.case.journal", most=MOST_EVENTS))
    names = [f.name for f in fields(Facts)]
    answers = {_known("facts", name, names): read_fact(_known("facts", name, names), v) for name, v in facts.items()}
    return Case(Facts(**answers), tuple(_read_event(n, item) for n, item in enumerate(journal, start=1)))


def salvage(plain: object) -> tuple[Case, int]:
    """The answers and events of a kept case that can be read, and the number of those that cannot."""
    if not isinstance(plain, dict):
        return Case(), 1
    case, lost = Case(), 0
    facts, journal = plain.get("facts"), plain.get("journal")
    for name, value in facts.items() if isinstance(facts, dict) else ():
        try:
            case = from_plain({**to_plain(case), "facts": {**to_plain(case)["facts"], name: value}})
        except CaseError:
            lost += 1
    for item in journal[:MOST_EVENTS] if isinstance(journal, list) else ():
        try:
            case = case.with_event(from_plain({"journal": [item]}).journal[0])
        except CaseError:
            lost += 1
    return case, lost + (not isinstance(facts, dict | None)) + (not isinstance(journal, list | None))


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


def parse(text: str, *, is_json: bool = False) -> Case:
    """A case from the text of a YAML or JSON file; CaseError if it cannot be read."""
    if is_json:
        import json

        try:
            plain = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CaseError("case", Notice("fault.case.json", error=error)) from error
        return from_plain(plain)
    import yaml

    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CaseError("case", Notice("fault.case.yaml", line=line)) from error
    except (ValueError, RecursionError) as error:  # a day such as 2026-02-30
        raise CaseError("case", Notice("fault.case.yaml.why", error=error)) from error
    return from_plain(plain)

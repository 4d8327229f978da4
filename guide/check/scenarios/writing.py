"""A case -> a scenario to keep: moments from now, nothing personal, and everything the engine says."""

from __future__ import annotations

import json
import re
import textwrap
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from guide.book.facts import VALUES
from guide.book.kinds import SLOTS, TRACKS
from guide.check.scenarios.judging import SAID, Look
from guide.check.scenarios.model import say_span
from guide.check.scenarios.reading import read_case
from guide.engine.case import BEIJING
from guide.engine.journal import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.engine.case import Case

WIDTH = 116
_WORDS = ("action", "stage", "turn", "problem", "claim", "refund", *TRACKS)
#: Text that YAML reads as itself; all else is quoted.
_PLAIN = re.compile(r"[+-]?[A-Za-z0-9_\u4e00-\u9fff][\w./+\u4e00-\u9fff-]*(?: [\w\u4e00-\u9fff][\w./\u4e00-\u9fff-]*)*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_UNSAFE = re.compile(r"\d+|null|true|false|on|off|n|y", re.IGNORECASE)


def kept(case: Case, now: datetime) -> dict[str, Any]:
    """Facts and journal without what is personal, and with every moment counted from now."""
    facts: dict[str, Any] = {}
    for name in case.facts.answered():
        value = getattr(case.facts, name)
        if VALUES.get(name) is str:
            continue  # order number, names, places, telephone numbers, sums: whatever somebody typed
        facts[name] = [s for s in SLOTS if s in value] if name == "held" else _from_now(value, now)
    journal = [{"event": e.event, **({"reply": e.reply} if e.reply != "none" else {}), "at": _from_now(e.at, now)}
               for e in in_order(case.journal)]  # fmt: skip
    return {"facts": facts, **({"journal": journal} if journal else {})}


def _from_now(value: Any, now: datetime) -> Any:
    if isinstance(value, datetime):
        return say_span(value - now)
    if isinstance(value, date):
        days = (value - now.astimezone(BEIJING).date()).days
        return f"{days:+}d" if days else "today"
    return value


def everything(case: Case, book: Book, now: datetime) -> dict[str, Any]:
    """All that the engine decides about a case, as a scenario expects it."""
    look = Look(case, book, now)
    said: dict[str, Any] = {name: look.route.state[name] for name in _WORDS}
    for name in ("offered", "blocked", "notes", "asks", "evidence", "draft", "clocks", "parked"):
        said[name] = _ordered(SAID[name](look), now)
    said["evidence"] = {slot: level for slot, level in said["evidence"].items() if level != "none"}
    return {name: value for name, value in said.items() if value or name in ("offered", "blocked")}


def _ordered(value: Any, now: datetime) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return say_span(value - now)
    return {k: _ordered(v, now) for k, v in value.items()} if hasattr(value, "items") else value


def written(case: Case, book: Book, now: datetime, id_: str, name: str) -> str:
    """A scenario as a file of one, ready to be trimmed."""
    plain = kept(case, now)
    now = now.astimezone(BEIJING).replace(second=0, microsecond=0)
    again = read_case(plain, now)  # as it will be read: what is left out or rounded must not count
    head = {"id": id_, "name": name, "now": now.strftime("%Y-%m-%dT%H:%M")}
    return write([{**head, **plain, "expect": everything(again, book, now)}])


def write(scenarios: list[dict[str, Any]]) -> str:
    """Scenarios as YAML that a person reads: a line for each thing, lists on one line."""
    return "\n".join(_item(plain) for plain in scenarios)


def _item(plain: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for key, value in plain.items():
        if key in ("journal", "later") and value:
            lines += [f"{key}:", *(f"  - {_flow(event)}" for event in value)]
        elif key == "expect":
            lines += ["expect:", *_expect(value)]
        else:
            lines += _wrapped(f"{key}: {_flow(value)}", "")
    return "".join(f"{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def _expect(expect: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in expect.items():
        if isinstance(value, dict) and len(_flow(value)) > WIDTH - 20:
            lines += [f"  {key}:", *(line for k, v in value.items() for line in _wrapped(f"{k}: {_flow(v)}", "    "))]
        else:
            lines += _wrapped(f"{key}: {_flow(value)}", "  ")
    return lines


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
                         break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = "null" if value is None else str(value)
    plain = _MOMENT.fullmatch(text) or (_PLAIN.fullmatch(text) and not _UNSAFE.fullmatch(text)) or value is None
    return text if plain else json.dumps(text, ensure_ascii=False)

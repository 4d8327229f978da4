"""A case -> a scenario to keep: moments from now, nothing personal, and every decision of the engine."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from guide.book.events import TRACKS
from guide.book.facts import VALUES
from guide.book.slots import SLOTS
from guide.check.scenarios.looking import EXPECTABLE, Look
from guide.check.scenarios.model import say_span
from guide.check.scenarios.reading import read_case
from guide.engine.case import BEIJING
from guide.engine.journal import in_order

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.engine.case import Case

WIDTH = 116
_WORDS = ("action", "stage", "turn", "problem", "claim", "refund", "fit", *TRACKS)


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
    decisions: dict[str, Any] = {name: look.route.state[name] for name in _WORDS}
    for name in ("offered", "blocked", "notes", "asks", "evidence", "clocks", "parked"):
        decisions[name] = ordered(EXPECTABLE[name](look), now)
    decisions["evidence"] = {slot: level for slot, level in decisions["evidence"].items() if level != "none"}
    return {name: value for name, value in decisions.items() if value or name in ("offered", "blocked")}


def ordered(value: Any, now: datetime) -> Any:
    """A decision as plain values: sets as lists, moments counted from now."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return say_span(value - now)
    return {k: ordered(v, now) for k, v in value.items()} if hasattr(value, "items") else value


def written(case: Case, book: Book, now: datetime, id_: str, name: str) -> str:
    """A scenario as a file of one, ready to be trimmed."""
    plain = kept(case, now)
    now = now.astimezone(BEIJING).replace(second=0, microsecond=0)
    again = read_case(plain, now)  # as it will be read: what is left out or rounded must not count
    head = {"id": id_, "name": name, "now": now.strftime("%Y-%m-%dT%H:%M")}
    return write([{**head, **plain, "expect": everything(again, book, now)}])


def write(scenarios: list[dict[str, Any]]) -> str:
    """Scenarios as YAML that a person reads: a line for each thing, short lists on one line."""
    return "\n".join(_dumped([plain], WIDTH, in_blocks=True) for plain in scenarios)


def in_a_line(value: Any) -> str:
    """One value as it stands behind its key, on one line."""
    return _dumped(value, sys.maxsize, in_blocks=False).removesuffix("...\n").strip()


def _dumped(value: Any, width: int, *, in_blocks: bool) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes yes and no as they are: the reader takes them for the words of an answer."""

    bools = re.compile("(?:true|false|on|off)$", re.IGNORECASE)
    Dumper.yaml_implicit_resolvers = {
        sign: [(tag, bools if tag.endswith(":bool") else word) for tag, word in tests]
        for sign, tests in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }
    style = None if in_blocks else True
    return str(yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=width,
                         default_flow_style=style))  # fmt: skip

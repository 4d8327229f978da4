"""The edition of the rules: one hash over everything that decides, whatever the files look like."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.chain import COLLECT, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule, Table


class Edition(NamedTuple):
    """The hash of the whole, and of each table, so that a difference can be named."""

    hash: str
    parts: Mapping[str, str]


def canonical(plain: object) -> bytes:
    """Plain values as the one JSON text they have: sorted keys, no blanks, UTF-8, one line."""
    return (json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def edition(book: Book) -> Edition:
    """The edition of a book. Words, sentences and days of review do not count: they decide nothing."""
    parts = {f"tables/{name}": _table(table) for name, table in book.tables.items()}
    parts["parameters"] = {
        name: [[d.since.isoformat(), d.value, d.unit, d.source, d.confidence] for d in dated]
        for name, dated in book.parameters.items()
    }
    parts["references"] = {r.id: [r.confidence, dict(r.citation)] for r in book.references.values()}
    hashes = {name: _hash(part) for name, part in sorted(parts.items())}
    return Edition(_hash(hashes), hashes)


def _hash(plain: object) -> str:
    return hashlib.sha256(canonical(plain)).hexdigest()


def _table(table: Table) -> Any:
    """The rules of a table; in a table that takes every rule that matches, their order means something."""
    rules = [_rule(rule) for rule in table.rules]
    if TABLES[table.name].policy != COLLECT:
        rules.sort(key=lambda r: str(r["id"]))
    return rules


def _rule(rule: Rule) -> dict[str, Any]:
    """The conditions and outcomes of a rule; a condition that accepts anything asks nothing."""
    asks = {name: sorted(accepted) for name, accepted in rule.asks.items()}
    return {"id": rule.id, "if": asks, "then": dict(rule.then), "source": sorted(rule.source)}

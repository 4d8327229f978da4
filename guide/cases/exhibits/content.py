"""The content of this package: limits of what is taken, and what each sentence of a draft rests on."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTENT = Path(__file__).parents[2] / "content"


_UNITS = {"MB": 1024 * 1024, "megapixels": 1_000_000, "px": 1, "files": 1}


class Limit(NamedTuple):
    """One limit: its number, and the sentence said where it is passed, by language."""

    value: int
    shown: int
    sentence: Mapping[str, str]

    def say(self, language: str) -> str:
        """The sentence with the number in it."""
        return self.sentence[language].format(limit=self.shown)


class Claim(NamedTuple):
    """What a sentence asserts once `quotes` is filled in (always, where that is empty), and what proves it."""

    quotes: str
    facts: tuple[str, ...]
    proofs: tuple[tuple[str, ...], ...]  # every one of these, by any of its slots


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@cache
def limits(folder: Path = CONTENT) -> Mapping[str, Limit]:
    """Every limit by its name, from evidence_limits.csv."""
    return MappingProxyType({
        row["id"]: Limit(int(row["value"]) * _UNITS[row["unit"]], int(row["value"]), {"zh": row["zh"], "en": row["en"]})
        for row in _rows(folder / "evidence_limits.csv")
    })  # fmt: skip


@cache
def claims(folder: Path = CONTENT) -> Mapping[str, tuple[Claim, ...]]:
    """What each sentence of a draft rests on, by the id of its words, from claims.csv."""
    found: dict[str, tuple[Claim, ...]] = {}
    for row in _rows(folder / "claims.csv"):
        proofs = tuple(tuple(either.split("|")) for either in row["proofs"].split())
        found[row["words"]] = (*found.get(row["words"], ()), Claim(row["quotes"], tuple(row["facts"].split()), proofs))
    return MappingProxyType(found)

"""The guard's rows: what to look for, why, and what to write instead; read from guard.csv with every fault."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import LANGUAGES
from guide.book.facts import WORDS
from guide.book.faults import ContentError, Fault, no_csv, unknown
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).parents[2] / "content" / "guard.csv"
KINDS = ("missing", "threat", "accuse", "promise", "third", "own", "facts", "gap", "length")
SCOPES = ("clause", "value", "phrase", "text")
DETECTORS = ("phone.third", "phone.own", "address.third", "address.own", "id.third", "id.own", "card", "code",
             "deadline", "order", "amount", "received", "date", "past", "line")  # fmt: skip
_COLUMNS = ("id", "kind", "scope", "words", "unless", "rewrite.zh", "rewrite.en", "zh", "en", "source", "bad", "good")
_APART = " // "


#: `…` between two words: a few characters of the same clause, so that looking for them stays bounded.
_GAP = r"[^,.;!?，。；！？\n]{0,16}?"


class Watch(NamedTuple):
    """One thing to look for."""

    id: str
    kind: str
    scope: str  # what a rewrite replaces: the clause, the value found, or it is added to the text
    words: re.Pattern[str] | None
    detector: str  # the name of a detector, where words are not enough
    most: int  # characters, for the kind `length`
    unless: frozenset[str]  # problems of a case that bear the words out
    rewrite: Mapping[str, str]
    because: Mapping[str, str]
    source: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Plain alternatives, so that reading takes linear time; a word in Latin letters stands alone."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        plain = _GAP.join(map(re.escape, word.casefold().split("…")))
        before = r"(?<![a-z0-9])" if word[0].isascii() else ""
        after = r"(?![a-z0-9])" if word[-1].isascii() else ""
        parts.append(before + plain + after)
    return re.compile("|".join(parts))


def _watch(row: Mapping[str, str]) -> Watch:
    words = [w.strip() for w in row["words"].split("|")]
    detector = words[0].removeprefix("@") if words[0].startswith("@") else ""
    is_length = row["kind"] == "length"
    return Watch(
        row["id"], row["kind"], row["scope"],
        None if detector or is_length else _pattern(words), detector, int(row["words"]) if is_length else 0,
        frozenset(row["unless"].split("|")) - {""},
        {lang: row[f"rewrite.{lang}"] for lang in LANGUAGES}, {lang: row[lang] for lang in LANGUAGES},
        tuple(row["source"].split()),
        *(tuple(t for t in row[c].split(_APART) if t) for c in ("bad", "good")),
    )  # fmt: skip


def _faults(number: int, row: Mapping[str, str]) -> Iterator[Fault]:
    def fault(column: str, what: Notice, allowed: str = "") -> Fault:
        return Fault(FILE.name, number, column, what, allowed)

    for column, allowed in (("kind", KINDS), ("scope", SCOPES)):
        if row[column] not in allowed:
            yield fault(column, unknown(row[column]), " ".join(allowed))
    words = row["words"].split("|")
    if row["kind"] == "length":
        if not row["words"].isdecimal():
            yield fault("words", Notice("fault.guard.length", words=row["words"]))
    elif any(not w.strip() for w in words):
        yield fault("words", Notice("fault.guard.bar"))
    elif row["words"].startswith("@") and row["words"][1:] not in DETECTORS:
        yield fault("words", Notice("fault.guard.detector", words=row["words"]), " ".join(f"@{d}" for d in DETECTORS))
    for problem in row["unless"].split("|"):
        if problem and problem not in WORDS["problem"]:
            yield fault("unless", unknown(problem), " ".join(WORDS["problem"]))
    for column in (*LANGUAGES, "source"):
        if not row[column]:
            yield fault(column, Notice("fault.words"))


@cache
def watches(path: Path = FILE) -> tuple[Watch, ...]:
    """Every row of a guard file; ContentError names everything that is wrong in it."""
    faults: list[Fault] = []
    found: list[Watch] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                raise ContentError([Fault(path.name, 1, "", Notice("fault.columns"), " ".join(_COLUMNS))])
            rows = [(n, {k: (v or "").strip() for k, v in row.items() if k}) for n, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ContentError([Fault(path.name, 1, "", no_csv(error))]) from error
    seen: set[str] = set()
    for number, row in rows:
        wrong = list(_faults(number, row))
        if row["id"] in seen or not row["id"]:
            wrong.append(Fault(path.name, number, "id", Notice("fault.id.either", id=row["id"])))
        seen.add(row["id"])
        faults += wrong
        if not wrong:
            found.append(_watch(row))
    if faults:
        raise ContentError(faults)
    return tuple(found)

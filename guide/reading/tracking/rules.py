"""Content of the reader -> rules: phrases, signers, boilerplate, codes and keys, with every fault reported."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import CHOICES
from guide.book.faults import ContentError, Fault, no_csv, unknown
from guide.book.notices import Notice
from guide.reading.tracking.letters import folding
from guide.reading.tracking.phrases import Index, Phrase, PhraseError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CONTENT = Path(__file__).parents[2] / "content" / "tracking"

STATES = frozenset(CHOICES["tracking"])
SIGNERS = frozenset(CHOICES["signer"])
NUMBERS = frozenset(CHOICES["number"])
#: How much around its words a boilerplate row cuts.
CUTS = frozenset({"words", "clause", "sentence", "bracket"})
#: How a code is known: its provider's documents, public programs that use it, our own words, or hearsay.
CHECKED = frozenset({"docs", "seen", "ours", "unverified"})
#: Which lines a signer row is asked about: signed for, left somewhere, or both.
SCOPES = frozenset({"signed", "left", "any"})
#: What a JSON key, a CSV heading or a word near a telephone number can stand for.
ROLES = frozenset(
    {"time", "day", "text", "code", "place", "number", "state", "message", "provider", "hint"}
    | {"phone.courier", "phone.station", "phone.complaint", "phone.outlet"}
    | {"status_word", "no_name", "place_word", "place_lead", "place_end"}
)


class Row(NamedTuple):
    """One row of phrases.csv or signers.csv: what it means, and what it must not stand beside."""

    id: str
    label: str
    signer: str
    number: str
    scope: str
    unless: Phrase | None


class Cut(NamedTuple):
    """One row of boilerplate.csv."""

    id: str
    how: str
    phrase: Phrase


@dataclass(frozen=True)
class TrackingRules:
    """Everything the reader knows that a lead may change."""

    folded: Mapping[int, str]
    phrases: tuple[Row, ...]
    signers: tuple[Row, ...]
    cuts: tuple[Cut, ...]
    phrase_index: Index
    signer_index: Index
    cut_index: Index
    codes: Mapping[str, Mapping[str, str]]  # provider -> code -> state
    keys: Mapping[str, tuple[str, ...]]  # role -> words, in the order of the file
    near: re.Pattern[str]  # the words before a telephone number, a group for each kind
    providers: Mapping[str, str]  # key that gives a provider away -> provider


def _read(path: Path, columns: tuple[str, ...], faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of one file with their numbers; what is wrong with the file goes to `faults`."""
    name = f"tracking/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        faults.append(Fault(name, 1, "", Notice("fault.file.missing")))
        return
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(name, 1, "", no_csv(error)))
        return
    header = [cell.strip() for cell in lines[0]] if lines else []
    if sorted(header) != sorted(columns):
        for column in sorted(set(columns) ^ set(header)) or [""]:
            what = Notice("fault.column.missing") if column in columns else Notice("fault.column.unknown")
            faults.append(Fault(name, 1, column, what, ", ".join(columns)))
        return
    seen: set[str] = set()
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(Fault(name, number, "", Notice("fault.cells", cells=len(cells), columns=len(header))))
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        key = "|".join(row[c] for c in columns[:1]) if columns[0] == "id" else "|".join(row[c] for c in columns[:2])
        if not key.strip("|") or key in seen:
            faults.append(
                Fault(
                    name,
                    number,
                    columns[0],
                    Notice("fault.id.taken", id=key) if key.strip("|") else Notice("fault.id.missing"),
                )
            )
        seen.add(key)
        yield number, row


def _among(name: str, number: int, row: Mapping[str, str], column: str, allowed: Iterable[str]) -> Iterator[Fault]:
    if row[column] not in allowed:
        yield Fault(f"tracking/{name}", number, column, unknown(row[column]), " ".join(sorted(allowed)))


def _phrase(
    name: str, number: int, column: str, cell: str, folded: Mapping[int, str], faults: list[Fault]
) -> Phrase | None:
    try:
        return parse(cell, folded)
    except PhraseError as error:
        faults.append(Fault(f"tracking/{name}", number, column, error.notice, Notice("fault.tracking.such")))
        return None


def _rows(
    folder: Path, name: str, folded: Mapping[int, str], faults: list[Fault]
) -> tuple[tuple[Row, ...], tuple[Phrase, ...]]:
    """Phrases or signers in the order in which they are asked."""
    signers = name == "signers.csv"
    columns = ("id", "order", "label", "signer", "scope" if signers else "number", "phrase", "unless", "example",
               "source")  # fmt: skip
    found: list[tuple[int, Row, Phrase]] = []
    for number, row in _read(folder / name, columns, faults):
        faults += _among(name, number, row, "label", STATES)
        faults += _among(name, number, row, "signer", SIGNERS)
        faults += _among(name, number, row, "scope", SCOPES) if signers else ()
        faults += () if signers else _among(name, number, row, "number", NUMBERS)
        for column in ("example", "source"):
            if not row[column]:
                faults.append(Fault(f"tracking/{name}", number, column, Notice("fault.cell.empty")))
        if row["signer"] == "recipient" and row["label"] != "delivered":
            what = Notice("fault.tracking.signer")
            faults.append(Fault(f"tracking/{name}", number, "signer", what))
        if not row["order"].isdecimal():
            faults.append(
                Fault(
                    f"tracking/{name}",
                    number,
                    "order",
                    Notice("fault.number", value=row["order"]),
                    Notice("fault.number.order"),
                )
            )
            continue
        phrase = _phrase(name, number, "phrase", row["phrase"], folded, faults)
        unless = _phrase(name, number, "unless", row["unless"], folded, faults) if row["unless"] else None
        if phrase:
            rule = Row(row["id"], row["label"], row["signer"], row.get("number", "unknown"), row.get("scope", "any"),
                       unless)  # fmt: skip
            found.append((int(row["order"]), rule, phrase))
    found.sort(key=lambda each: each[0])
    return tuple(rule for _, rule, _ in found), tuple(phrase for _, _, phrase in found)


def _cuts(folder: Path, folded: Mapping[int, str], faults: list[Fault]) -> tuple[Cut, ...]:
    name = "boilerplate.csv"
    cuts = []
    for number, row in _read(folder / name, ("id", "cut", "phrase", "example", "left", "source"), faults):
        faults += _among(name, number, row, "cut", CUTS)
        phrase = _phrase(name, number, "phrase", row["phrase"], folded, faults)
        if phrase:
            cuts.append(Cut(row["id"], row["cut"], phrase))
    return tuple(cuts)


def _codes(folder: Path, faults: list[Fault]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for number, row in _read(folder / "codes.csv", ("provider", "code", "state", "meaning", "checked"), faults):
        faults += _among("codes.csv", number, row, "checked", CHECKED)
        faults += _among("codes.csv", number, row, "state", STATES)
        codes.setdefault("" if row["provider"] == "any" else row["provider"], {})[row["code"].lower()] = row["state"]
    return codes


def plain_key(key: str) -> str:
    """A JSON key or a heading without capitals, underscores and blanks, so that each is listed once."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def _near(keys: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Words that say whose a number is, literally and the longest first."""
    groups = []
    for kind in ("complaint", "station", "courier", "outlet"):
        words = sorted(keys.get(f"phone.{kind}", []), key=len, reverse=True)
        groups += [f"(?P<{kind}>{'|'.join(map(re.escape, words))})"] if words else []
    return re.compile("|".join(groups) or r"(?!)")


def load_rules(folder: Path = CONTENT) -> TrackingRules:
    """Read the tables of the reader; raise ContentError with every fault found."""
    faults: list[Fault] = []
    pairs: dict[str, str] = {}
    for number, row in _read(folder / "letters.csv", ("id", "traditional", "simple"), faults):
        if len(row["traditional"]) != len(row["simple"]):
            faults.append(Fault("tracking/letters.csv", number, "simple", Notice("fault.tracking.letters")))
        pairs.update(zip(row["traditional"], row["simple"], strict=False))
    folded = folding(pairs)
    phrases, phrase_cells = _rows(folder, "phrases.csv", folded, faults)
    signers, signer_cells = _rows(folder, "signers.csv", folded, faults)
    cuts = _cuts(folder, folded, faults)
    keys: dict[str, list[str]] = {}
    providers: dict[str, str] = {}
    codes = _codes(folder, faults)
    for number, row in _read(folder / "keys.csv", ("role", "word", "provider"), faults):
        faults += _among("keys.csv", number, row, "role", ROLES)
        if row["role"] == "provider":
            faults += _among("keys.csv", number, row, "provider", codes)
            providers[plain_key(row["word"])] = row["provider"]
        elif row["role"].startswith(("phone.", "no_name", "place_word", "place_lead", "place_end", "status_word")):
            keys.setdefault(row["role"], []).append(row["word"].translate(folded))
        else:
            keys.setdefault(row["role"], []).append(plain_key(row["word"]))
    if faults:
        raise ContentError(faults)
    return TrackingRules(
        folded=folded,
        phrases=phrases,
        signers=signers,
        cuts=cuts,
        phrase_index=Index(phrase_cells),
        signer_index=Index(signer_cells),
        cut_index=Index([cut.phrase for cut in cuts]),
        codes=codes,
        keys={role: tuple(words) for role, words in keys.items()},
        near=_near(keys),
        providers=providers,
    )


@cache
def default_rules() -> TrackingRules:
    """The handbook's own rules, read once a process."""
    return load_rules()

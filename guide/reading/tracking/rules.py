"""Content of the reader -> rules: phrases, signers, boilerplate, codes and keys, with every fault reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.facts import CHOICES
from guide.book.faults import ContentError, Fault
from guide.book.notices import Notice
from guide.reading.tracking.letters import folding
from guide.reading.tracking.phrases import Index, Phrase, PhraseError, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from guide.book.book import Book
    from guide.book.sheet import Sheet

    Cells = Mapping[str, str]

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


def _read(
    book: Book, name: str, key: Collection[str], *others: str, faults: list[Fault]
) -> Iterator[tuple[Sheet, Cells]]:
    """The rows of a file, with the sheet they are in, which takes what is wrong with them."""
    sheet, seen = book.sheet(f"tracking/{name}.csv", faults), set[str]()
    for row in sheet.rows if sheet.need(*key, *others) else ():
        sheet.fresh(row, seen, *key)
        yield sheet, row


def _phrase(sheet: Sheet, row: Cells, column: str, folded: Mapping[int, str]) -> Phrase | None:
    try:
        return parse(row[column], folded)
    except PhraseError as error:
        sheet.fault(row, column, error.notice, Notice("fault.tracking.such"))
        return None


def _rows(
    book: Book, name: str, folded: Mapping[int, str], faults: list[Fault]
) -> tuple[tuple[Row, ...], tuple[Phrase, ...]]:
    """Phrases or signers in the order in which they are asked."""
    apart, words = ("scope", SCOPES) if name == "signers" else ("number", NUMBERS)
    columns = ("order", "label", "signer", apart, "phrase", "unless", "example", "source")
    rows: list[tuple[int, Row, Phrase]] = []
    for sheet, row in _read(book, name, ("id",), *columns, faults=faults):
        sheet.among(row, "label", sorted(STATES))
        sheet.among(row, "signer", sorted(SIGNERS))
        sheet.among(row, apart, sorted(words))
        for column in ("example", "source"):
            if not row[column]:
                sheet.fault(row, column, Notice("fault.cell.empty"))
        if row["signer"] == "recipient" and row["label"] != "delivered":
            sheet.fault(row, "signer", Notice("fault.tracking.signer"))
        if not row["order"].isdecimal():
            sheet.fault(row, "order", Notice("fault.number", value=row["order"]), Notice("fault.number.order"))
            continue
        phrase = _phrase(sheet, row, "phrase", folded)
        unless = _phrase(sheet, row, "unless", folded) if row["unless"] else None
        if phrase:
            rule = Row(row["id"], row["label"], row["signer"], row.get("number", "unknown"), row.get("scope", "any"),
                       unless)  # fmt: skip
            rows.append((int(row["order"]), rule, phrase))
    rows.sort(key=lambda each: each[0])
    return tuple(rule for _, rule, _ in rows), tuple(phrase for _, _, phrase in rows)


def _cuts(book: Book, folded: Mapping[int, str], faults: list[Fault]) -> tuple[Cut, ...]:
    cuts = []
    for sheet, row in _read(book, "boilerplate", ("id",), "cut", "phrase", "example", "left", "source", faults=faults):
        sheet.among(row, "cut", sorted(CUTS))
        phrase = _phrase(sheet, row, "phrase", folded)
        if phrase:
            cuts.append(Cut(row["id"], row["cut"], phrase))
    return tuple(cuts)


def _codes(book: Book, faults: list[Fault]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for sheet, row in _read(book, "codes", ("provider", "code"), "state", "meaning", "checked", faults=faults):
        sheet.among(row, "checked", sorted(CHECKED))
        sheet.among(row, "state", sorted(STATES))
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


def _folded(book: Book, faults: list[Fault]) -> Mapping[int, str]:
    pairs: dict[str, str] = {}
    for sheet, row in _read(book, "letters", ("id",), "traditional", "simple", faults=faults):
        if len(row["traditional"]) != len(row["simple"]):
            sheet.fault(row, "simple", Notice("fault.tracking.letters"))
        pairs.update(zip(row["traditional"], row["simple"], strict=False))
    return folding(pairs)


@part
def tracking_rules(book: Book) -> TrackingRules:
    """The rules of the reader; ContentError names everything that is wrong with its files."""
    faults: list[Fault] = []
    folded = _folded(book, faults)
    phrases, phrase_cells = _rows(book, "phrases", folded, faults)
    signers, signer_cells = _rows(book, "signers", folded, faults)
    cuts = _cuts(book, folded, faults)
    keys: dict[str, list[str]] = {}
    providers: dict[str, str] = {}
    codes = _codes(book, faults)
    for sheet, row in _read(book, "keys", ("role", "word"), "provider", faults=faults):
        sheet.among(row, "role", sorted(ROLES))
        if row["role"] == "provider":
            sheet.among(row, "provider", sorted(codes))
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

"""The rules of the reader, from guide/content/tracking: phrases, signers, boilerplate, codes and keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.facts import CHOICES, UNKNOWN
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
#: How much a boilerplate row cuts: its words, or the clause, sentence or bracket around them.
CUTS = frozenset({"words", "clause", "sentence", "bracket"})
#: The source of a code: its provider's documents, public programs that use it, our own words, or hearsay.
CHECKED = frozenset({"docs", "seen", "ours", "unverified"})
#: The lines that a signer row is for: signed for, left somewhere, or both.
SCOPES = frozenset({"signed", "left", "any"})
#: Roles of a JSON key, a CSV heading, a word near a telephone number, or another word that the reader knows.
ROLES = frozenset(
    {"time", "day", "text", "code", "place", "number", "state", "message", "provider", "hint"}
    | {"phone.courier", "phone.station", "phone.complaint", "phone.outlet"}
    | {"status_word", "no_name", "place_word", "place_lead", "place_end"}
)


class PhraseRule(NamedTuple):
    """One row of phrases.csv or signers.csv."""

    id: str
    label: str
    signer: str
    number: str
    scope: str
    unless: Phrase | None  # the row does not count where this matches, too


class Cut(NamedTuple):
    """One row of boilerplate.csv."""

    id: str
    how: str  # one of `CUTS`
    phrase: Phrase


@dataclass(frozen=True)
class TrackingRules:
    """All rules of the reader; a lead may change each."""

    folded: Mapping[int, str]
    phrases: tuple[PhraseRule, ...]
    signers: tuple[PhraseRule, ...]
    cuts: tuple[Cut, ...]
    phrase_index: Index
    signer_index: Index
    cut_index: Index
    codes: Mapping[str, Mapping[str, str]]  # provider -> code -> state
    keys: Mapping[str, tuple[str, ...]]  # role -> words, in the order of the file
    near: re.Pattern[str]  # the words before a telephone number, a group for each kind
    providers: Mapping[str, str]  # key that gives a provider away -> provider


def _sheet_rows(
    book: Book, name: str, key: Collection[str], *others: str, faults: list[Fault]
) -> Iterator[tuple[Sheet, Cells]]:
    """The rows of a file, each with its sheet, to which faults are reported."""
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


def _phrase_rules(
    book: Book, name: str, folded: Mapping[int, str], faults: list[Fault]
) -> tuple[tuple[PhraseRule, ...], tuple[Phrase, ...]]:
    """The rules of phrases.csv or signers.csv and their phrases, both in the order in which they are tried."""
    apart, words = ("scope", SCOPES) if name == "signers" else ("number", NUMBERS)
    columns = ("order", "label", "signer", apart, "phrase", "unless", "example", "source")
    rows: list[tuple[int, PhraseRule, Phrase]] = []
    for sheet, row in _sheet_rows(book, name, ("id",), *columns, faults=faults):
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
            number, scope = row.get("number", UNKNOWN), row.get("scope", "any")
            rule = PhraseRule(row["id"], row["label"], row["signer"], number, scope, unless)
            rows.append((int(row["order"]), rule, phrase))
    rows.sort(key=lambda ordered: ordered[0])
    return tuple(rule for _, rule, _ in rows), tuple(phrase for _, _, phrase in rows)


def _cuts(book: Book, folded: Mapping[int, str], faults: list[Fault]) -> tuple[Cut, ...]:
    cuts = []
    for sheet, row in _sheet_rows(
        book, "boilerplate", ("id",), "cut", "phrase", "example", "left", "source", faults=faults
    ):
        sheet.among(row, "cut", sorted(CUTS))
        phrase = _phrase(sheet, row, "phrase", folded)
        if phrase:
            cuts.append(Cut(row["id"], row["cut"], phrase))
    return tuple(cuts)


def _codes(book: Book, faults: list[Fault]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for sheet, row in _sheet_rows(book, "codes", ("provider", "code"), "state", "meaning", "checked", faults=faults):
        sheet.among(row, "checked", sorted(CHECKED))
        sheet.among(row, "state", sorted(STATES))
        codes.setdefault("" if row["provider"] == "any" else row["provider"], {})[row["code"].lower()] = row["state"]
    return codes


def plain_key(key: str) -> str:
    """A JSON key or heading in small letters, without underscores, hyphens and blanks; keys.csv lists it once."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def _near(keys: Mapping[str, list[str]]) -> re.Pattern[str]:
    """A pattern of the words that say whose a number is, a group for each kind, the longest word first."""
    groups = []
    for kind in ("complaint", "station", "courier", "outlet"):
        words = sorted(keys.get(f"phone.{kind}", []), key=len, reverse=True)
        groups += [f"(?P<{kind}>{'|'.join(map(re.escape, words))})"] if words else []
    return re.compile("|".join(groups) or r"(?!)")


def _folded(book: Book, faults: list[Fault]) -> Mapping[int, str]:
    pairs: dict[str, str] = {}
    for sheet, row in _sheet_rows(book, "letters", ("id",), "traditional", "simple", faults=faults):
        if len(row["traditional"]) != len(row["simple"]):
            sheet.fault(row, "simple", Notice("fault.tracking.letters"))
        pairs.update(zip(row["traditional"], row["simple"], strict=False))
    return folding(pairs)


@part
def tracking_rules(book: Book) -> TrackingRules:
    """The rules of the reader; ContentError names every fault of their files."""
    faults: list[Fault] = []
    folded = _folded(book, faults)
    phrases, phrase_cells = _phrase_rules(book, "phrases", folded, faults)
    signers, signer_cells = _phrase_rules(book, "signers", folded, faults)
    cuts = _cuts(book, folded, faults)
    keys: dict[str, list[str]] = {}
    providers: dict[str, str] = {}
    codes = _codes(book, faults)
    for sheet, row in _sheet_rows(book, "keys", ("role", "word"), "provider", faults=faults):
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

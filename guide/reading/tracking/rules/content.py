"""The rules of the reader, from guide/content/tracking: phrases, signers, boilerplate, promises, codes, keys, names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.facts import CHOICES, UNKNOWN
from guide.book.faults import ContentError, Fault
from guide.book.notices import Notice
from guide.reading.tracking.rules.carriers import Carriers, read_carriers
from guide.reading.tracking.rules.cities import read_cities
from guide.reading.tracking.rules.letters import Folding, folding
from guide.reading.tracking.rules.phrases import Index, Phrase, Vocabulary
from guide.reading.tracking.rules.promises import PromiseRule, read_promises
from guide.reading.tracking.rules.rivals import Rival, read_rivals
from guide.reading.tracking.rules.scams import Scams, read_scams
from guide.reading.tracking.rules.sheets import phrase_of, plain_key, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book

#: The order from which on a phrase is a mere word or two: with no other line beside it, it is no sure sign.
WEAK = 121
#: The order from which on it is a word of the way that means many things: only its code bears it out.
BARE = 142
STATES = frozenset(CHOICES["tracking"])
SIGNERS = frozenset(CHOICES["signer"])
NUMBERS = frozenset(CHOICES["number"])
#: The sense of a line beside its state: an ordinary scan; what befell the parcel; a courier that keeps it on request;
#: a line that takes back the one before it; the shop's own line; and what is no event at all.
SENSES = frozenset({"scan", "lost", "damaged", "held", "kept", "called_off", "undone", "shop"})
NO_EVENT = frozenset({"confirmed", "forecast", "instruction"})
#: How much a boilerplate row cuts: its words, or the clause, sentence or bracket around them.
CUTS = frozenset({"words", "clause", "sentence", "bracket"})
#: The source of a code: its provider's documents, public programs that use it, our own words, or hearsay.
CHECKED = frozenset({"docs", "seen", "ours", "unverified"})
#: The lines that a signer row is for: signed for, left somewhere, or both.
SCOPES = frozenset({"signed", "left", "any"})
#: Roles of a JSON key, a CSV heading, a word near a telephone number, or another word that the reader knows.
ROLES = frozenset(
    {"time", "day", "text", "code", "place", "number", "state", "message", "provider", "hint"}
    | {"number_stem", "number_tail"}
    | {"phone.courier", "phone.station", "phone.complaint", "phone.outlet"}
    | {"status_word", "no_name", "surname", "place_word", "place_lead", "place_end", "place_sign"}
    | {"heading", "heading_lead", "sender", "hedge", "abroad", "no_carrier", "site", "role", "role_does"}
    | {"carrier", "from_city", "to_city", "from_city_lead", "to_city_lead", "expected", "signed_by"}
)
#: Roles whose words stand in texts and not in the keys of a record.
_IN_TEXT = (
    "phone.",
    "no_name",
    "place_",
    "status_word",
    "heading",
    "sender",
    "hedge",
    "abroad",
    "surname",
    "no_carrier",
    "site",
    "role",
    "from_city_lead",
    "to_city_lead",
)


class PhraseRule(NamedTuple):
    """One row of phrases.csv or signers.csv."""

    id: str
    order: int
    label: str
    signer: str
    number: str
    scope: str
    unless: Index | None  # the row does not count where this matches, too
    sense: str = "scan"  # one of `SENSES` or `NO_EVENT`
    phrase: Phrase | None = None
    example: str = ""


class Cut(NamedTuple):
    """One row of boilerplate.csv."""

    id: str
    how: str  # one of `CUTS`
    phrase: Phrase
    example: str


@dataclass(frozen=True)
class TrackingRules:
    """All rules of the reader; a lead may change each."""

    folded: Folding  # folds a text before it is compared
    phrases: tuple[PhraseRule, ...]
    signers: tuple[PhraseRule, ...]
    cuts: tuple[Cut, ...]
    phrase_index: Index
    signer_index: Index
    cut_index: Index
    rival_index: Index
    words: Vocabulary  # every word that any rule looks for in a line
    scams: Scams
    promises: tuple[PromiseRule, ...]
    carriers: Carriers
    cities: Mapping[str, str]  # every city -> the one it belongs to
    codes: Mapping[str, Mapping[str, str]]  # provider -> code -> state
    keys: Mapping[str, tuple[str, ...]]  # role -> words, in the order of the file
    hedges: frozenset[str]  # words of waiting or undoing
    abroad: frozenset[str]  # words of a border
    known_keys: frozenset[str]  # all of them
    number_key: re.Pattern[str]  # a key made of the stems and a tail of those for numbers
    rule_of: Mapping[str, PhraseRule]  # id of a row of phrases.csv -> the row
    rivals: tuple[Rival, ...]  # words of rarer states
    near: re.Pattern[str]  # the words before a telephone number, a group for each kind
    providers: Mapping[str, str]  # key that gives a provider away -> provider


def _phrase_rules(
    book: Book, name: str, folded: Folding, faults: list[Fault]
) -> tuple[tuple[PhraseRule, ...], tuple[Phrase, ...]]:
    """The rules of phrases.csv or signers.csv and their phrases, both in the order in which they are tried."""
    apart, words = ("scope", SCOPES) if name == "signers" else ("number", NUMBERS)
    own = ("sense",) if name == "phrases" else ()
    columns = ("order", "label", "signer", apart, *own, "phrase", "unless", "example", "source")
    rows: list[tuple[int, PhraseRule, Phrase]] = []
    for sheet, row in rows_of(book, name, ("id",), *columns, faults=faults):
        sheet.among(row, "label", sorted(STATES))
        sheet.among(row, "signer", sorted(SIGNERS))
        sheet.among(row, apart, sorted(words))
        sense = row.get("sense", "scan")
        sheet.among({**row, "sense": sense}, "sense", sorted(SENSES | NO_EVENT))
        for column in ("example", "source"):
            if not row[column]:
                sheet.fault(row, column, Notice("fault.cell.empty"))
        if row["signer"] == "recipient" and row["label"] != "delivered":
            sheet.fault(row, "signer", Notice("fault.tracking.signer"))
        if not row["order"].isdecimal():
            sheet.fault(row, "order", Notice("fault.number", value=row["order"]), Notice("fault.number.order"))
            continue
        folded.learn(row["phrase"])
        phrase = phrase_of(sheet, row, "phrase", folded)
        unless = phrase_of(sheet, row, "unless", folded) if row["unless"] else None
        if phrase:
            number, scope = row.get("number", UNKNOWN), row.get("scope", "any")
            example = row["example"].translate(folded)
            rule = PhraseRule(
                row["id"],
                int(row["order"]),
                row["label"],
                row["signer"],
                number,
                scope,
                Index([unless]) if unless else None,
                sense,
                phrase,
                example,
            )
            rows.append((int(row["order"]), rule, phrase))
    rows.sort(key=lambda ordered: ordered[0])
    return tuple(rule for _, rule, _ in rows), tuple(phrase for _, _, phrase in rows)


def _cuts(book: Book, folded: Mapping[int, str], faults: list[Fault]) -> tuple[Cut, ...]:
    cuts = []
    for sheet, row in rows_of(
        book, "boilerplate", ("id",), "cut", "phrase", "example", "left", "source", faults=faults
    ):
        sheet.among(row, "cut", sorted(CUTS))
        phrase = phrase_of(sheet, row, "phrase", folded)
        if phrase:
            cuts.append(Cut(row["id"], row["cut"], phrase, row["example"].translate(folded)))
    return tuple(cuts)


def _codes(book: Book, faults: list[Fault]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for sheet, row in rows_of(book, "codes", ("provider", "code"), "state", "meaning", "checked", faults=faults):
        sheet.among(row, "checked", sorted(CHECKED))
        sheet.among(row, "state", sorted(STATES))
        codes.setdefault("" if row["provider"] == "any" else row["provider"], {})[row["code"].lower()] = row["state"]
    return codes


def _near(keys: Mapping[str, list[str]]) -> re.Pattern[str]:
    """A pattern of the words that say whose a number is, a group for each kind, the longest word first."""
    groups = []
    for kind in ("complaint", "station", "courier", "outlet"):
        words = sorted(keys.get(f"phone.{kind}", []), key=len, reverse=True)
        groups += [f"(?P<{kind}>{'|'.join(map(re.escape, words))})"] if words else []
    return re.compile("|".join(groups) or r"(?!)")


def _number_key(keys: Mapping[str, list[str]]) -> re.Pattern[str]:
    """A pattern of keys for a tracking number: one or more stems, and a tail."""
    stems, tails = ("|".join(map(re.escape, keys.get(role, []))) for role in ("number_stem", "number_tail"))
    return re.compile(f"(?:{stems})+(?:{tails})" if stems and tails else r"(?!)")


def _folded(book: Book, faults: list[Fault]) -> Folding:
    pairs: dict[str, str] = {}
    for sheet, row in rows_of(book, "letters", ("id",), "traditional", "simple", faults=faults):
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
    promises, rivals, cities = (
        read_promises(book, folded, faults),
        read_rivals(book, folded, STATES, faults),
        read_cities(book, faults),
    )
    keys: dict[str, list[str]] = {}
    providers: dict[str, str] = {}
    codes = _codes(book, faults)
    for sheet, row in rows_of(book, "keys", ("role", "word"), "provider", faults=faults):
        sheet.among(row, "role", sorted(ROLES))
        if row["role"] == "provider":
            sheet.among(row, "provider", sorted(codes))
            providers[plain_key(row["word"])] = row["provider"]
        elif row["role"].startswith(_IN_TEXT):
            keys.setdefault(row["role"], []).append(row["word"].translate(folded))
        else:
            keys.setdefault(row["role"], []).append(plain_key(row["word"]))
    scams = read_scams(book, folded, keys.get("site", ()), faults)
    carriers = read_carriers(book, folded, keys.get("no_carrier", ()), faults)
    if faults:
        raise ContentError(faults)
    cells = (phrase_cells, signer_cells, [cut.phrase for cut in cuts], [rival.phrase for rival in rivals])
    unless = (rule.unless.words for rule in phrases + signers if rule.unless)
    hedges, abroad = (frozenset(keys.get(role, ())) for role in ("hedge", "abroad"))
    looked_for = (hedges, abroad, scams.words, carriers.by_name, *(promise.words for promise in promises))
    words = Vocabulary(frozenset[str]().union(*unless, *looked_for, *(Index(some).words for some in cells)))
    examples = [rule.example for rule in phrases + signers] + [cut.example for cut in cuts]
    often = Counter(word for example in examples for word in words.of(example))
    indices = [Index(some, often) for some in cells]
    return TrackingRules(
        folded=folded,
        phrases=phrases,
        signers=signers,
        cuts=cuts,
        phrase_index=indices[0],
        signer_index=indices[1],
        cut_index=indices[2],
        rival_index=indices[3],
        words=words,
        scams=scams,
        promises=promises,
        carriers=carriers,
        cities=cities,
        codes=codes,
        keys={role: tuple(words) for role, words in keys.items()},
        hedges=hedges,
        abroad=abroad,
        known_keys=frozenset(word for words in keys.values() for word in words),
        number_key=_number_key(keys),
        rule_of={rule.id: rule for rule in phrases},
        rivals=rivals,
        near=_near(keys),
        providers=providers,
    )

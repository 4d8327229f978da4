"""Content files -> Book. The only reader of content; it reports everything that is wrong at once."""

from __future__ import annotations

import csv
import math
import re
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.book import LANGUAGES, Book, Dated, Reference
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import ContentError, Fault, Sentence, no_csv, unknown
from guide.book.kinds import DECIDING, DEEPER, LIMITS, PARTIAL, READINGS, SLOTS, TABLES, TRACKS, UNIQUE
from guide.book.tables import Rule, Table, compile_unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CONTENT = Path(__file__).parents[1] / "content"

_STATEMENT = re.compile(r"S(0[1-9]|[1-8]\d|9[0-2])")


class Sheet:
    """One CSV file: its rows as dictionaries, and the faults found while reading."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.name = path.name
        self.faults = faults
        self.columns: list[str] = []
        self.rows: list[dict[str, str]] = []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.reader(file, strict=True))
        except FileNotFoundError:
            self.fault(1, "", "the file is missing.")
            return
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.fault(1, "", no_csv(error))
            return
        if not lines:
            self.fault(1, "", "the file is empty.")
            return
        self.columns = [cell.strip() for cell in lines[0]]
        for column in sorted({c for c in self.columns if self.columns.count(c) > 1}):
            self.fault(1, column, "the column stands there twice.")
        for number, cells in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.columns):
                self.fault(
                    number,
                    "",
                    Sentence(
                        "the row has {cells} cells, the header {columns}.", cells=len(cells), columns=len(self.columns)
                    ),
                )
                continue
            row = dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))
            self.rows.append({**row, "#": str(number)})

    def fault(self, row: int, column: str, what: str, allowed: str = "") -> None:
        """Note what is wrong, and where."""
        self.faults.append(Fault(self.name, row, column, what, allowed))

    def need(self, *columns: str) -> bool:
        """Whether exactly these columns stand in the header; each that is missing or unknown is a fault."""
        for column in columns:
            if column not in self.columns and self.columns:
                self.fault(1, column, "the column is missing.")
        for column in self.columns:
            if column not in columns:
                self.fault(1, column, "the column is unknown.", ", ".join(columns))
        return bool(self.columns) and set(columns) == set(self.columns)

    def fresh(self, row: Mapping[str, str], seen: set[str], *, key: str = "id") -> None:
        """Note that an id may stand once only."""
        if not row["id"] or row[key] in seen:
            self.fault(
                int(row["#"]),
                "id",
                Sentence("the id “{id}” is taken.", id=row["id"]) if row["id"] else "the id is missing.",
            )
        seen.add(row[key])


def accepted(sheet: Sheet, row: int, column: str, cell: str) -> frozenset[str]:
    """The values a condition cell accepts: `-` any, `a|b` either, `!a|b` all but these."""
    domain = frozenset(WORDS[column.removeprefix("if.")])
    if cell == "-":
        return domain
    named = [word.strip() for word in cell.removeprefix("!").split("|")]
    for word in named:
        if word not in domain:
            sheet.fault(row, column, unknown(word), " ".join(sorted(domain)))
    chosen = frozenset(named) & domain
    left = domain - chosen if cell.startswith("!") else chosen
    if not left and chosen:
        sheet.fault(row, column, Sentence("“{cell}” leaves no value, so the rule is dead.", cell=cell))
    return left


def _rules(sheet: Sheet, name: str) -> tuple[tuple[str, ...], tuple[str, ...], list[Rule]]:
    """The conditions, outcomes and rules of one table file."""
    conditions = [c for c in sheet.columns if c.startswith("if.")]
    kind = TABLES[name]
    outcomes = [f"then.{outcome.name}" for outcome in kind.outcomes]
    fixed = ["id", *(f"because.{lang}" for lang in LANGUAGES), "source"]
    known = [c for c in conditions if c.removeprefix("if.") in WORDS]
    for column in conditions:
        if column not in known:
            sheet.fault(1, column, "no such fact.", " ".join(sorted(WORDS)))
    if not sheet.need(*fixed, *conditions, *outcomes) or known != conditions:
        return (), (), []
    rules, seen = [], set[str]()
    for row in sheet.rows:
        number = int(row["#"])
        sheet.fresh(row, seen)
        when = tuple(accepted(sheet, number, c, row[c]) for c in conditions)
        then = {c.removeprefix("then."): row[c] for c in outcomes}
        for outcome in kind.outcomes:
            domain, value = WORDS.get(outcome.words), then[outcome.name]
            if domain and value not in domain and (value or not outcome.blank):
                sheet.fault(number, f"then.{outcome.name}", unknown(value), " ".join(domain))
        because = {lang: row[f"because.{lang}"] for lang in LANGUAGES}
        for lang, sentence in because.items():
            if not sentence and kind.reasons:
                sheet.fault(number, f"because.{lang}", "the reason is missing.")
        source = tuple(row["source"].split())
        if not source:
            sheet.fault(number, "source", "the source is missing.", "a statement S01 to S92 or an id of references.csv")
        rules.append(Rule(name, row["id"], number, when, then, because, source))
    strip = tuple(c.removeprefix("if.") for c in conditions)
    return strip, tuple(c.removeprefix("then.") for c in outcomes), rules


def _disjoint(table: Table) -> Iterator[Fault]:
    """Pairs of rules of a *partial* table that decide the same case."""
    for one, two in combinations(table.rules, 2):
        if all(a & b for a, b in zip(one.when, two.when, strict=True)):
            yield Fault(table.file, two.row, "id", Sentence("rules {one} and {two} overlap.", one=one.id, two=two.id))


def _table(folder: Path, name: str, faults: list[Fault]) -> Table:
    before = len(faults)
    sheet = Sheet(folder / "tables" / f"{name}.csv", faults)
    conditions, outcomes, rules = _rules(sheet, name)
    if not rules and len(faults) == before:
        sheet.fault(1, "", "the table has no rules.")
    # Compiling what was misread would only repeat each fault as gaps and overlaps.
    policy = TABLES[name].policy
    if policy == UNIQUE and len(faults) == before:
        table, found = compile_unique(name, sheet.name, conditions, outcomes, tuple(rules))
        faults += found
        return table
    table = Table(name, sheet.name, conditions, outcomes, tuple(rules))
    if policy == PARTIAL:
        faults += _disjoint(table)
    return table


def _day(sheet: Sheet, row: Mapping[str, str], column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        sheet.fault(
            int(row["#"]), column, Sentence("“{value}” is not a day.", value=row[column]), "a day such as 2026-11-22"
        )
        return date.min


def _confidence(sheet: Sheet, row: Mapping[str, str]) -> str:
    if row["confidence"] not in set(WORDS["confidence"]):
        allowed = " ".join(WORDS["confidence"])
        sheet.fault(int(row["#"]), "confidence", unknown(row["confidence"]), allowed)
    return row["confidence"]


def _references(folder: Path, faults: list[Fault]) -> dict[str, Reference]:
    sheet = Sheet(folder / "references.csv", faults)
    if not sheet.need("id", "confidence", *LANGUAGES, "checked_on", "review_by"):
        return {}
    found: dict[str, Reference] = {}
    seen: set[str] = set()
    for row in sheet.rows:
        sheet.fresh(row, seen)
        citation = {lang: row[lang] for lang in LANGUAGES}
        for lang in LANGUAGES:
            if not row[lang]:
                sheet.fault(int(row["#"]), lang, "the words are missing.")
        days = (_day(sheet, row, c) if row[c] else None for c in ("checked_on", "review_by"))
        found[row["id"]] = Reference(row["id"], _confidence(sheet, row), citation, *days)
    return found


_LONGEST = 10_000  # hours or days; more would leave the calendar
_UNITS = ("hours", "days", "working_days", "years")


def _parameters(folder: Path, faults: list[Fault]) -> dict[str, tuple[Dated, ...]]:
    sheet = Sheet(folder / "parameters.csv", faults)
    if not sheet.need("id", "since", "value", "unit", "source", "confidence", "checked_on", "review_by"):
        return {}
    found: dict[str, list[Dated]] = {}
    seen: set[str] = set()
    for row in sheet.rows:
        sheet.fresh({**row, "day": f"{row['id']} {row['since']}"}, seen, key="day")
        number, confidence = int(row["#"]), _confidence(sheet, row)
        value = None
        try:
            value = float(row["value"]) if row["value"] else None
        except ValueError:
            sheet.fault(
                number, "value", Sentence("“{value}” is not a number.", value=row["value"]), "a number such as 24"
            )
        if value is not None and not (math.isfinite(value) and 0 < value <= _LONGEST):
            sheet.fault(
                number,
                "value",
                Sentence("“{value}” is not a length of time.", value=row["value"]),
                Sentence("above 0, at most {most}", most=_LONGEST),
            )
        if (value is None) != (confidence == "unverified"):
            sheet.fault(number, "value", "an unverified limit has no value, and every other one has.")
        if row["unit"] not in _UNITS:
            sheet.fault(number, "unit", Sentence("unknown unit “{unit}”.", unit=row["unit"]), " ".join(_UNITS))
        since, checked, review = (_day(sheet, row, c) for c in ("since", "checked_on", "review_by"))
        dated = Dated(row["id"], since, value, row["unit"], row["source"], confidence, checked, review)
        found.setdefault(row["id"], []).append(dated)
    for name in LIMITS:
        if not any(dated.value is not None for dated in found.get(name, ())):
            sheet.fault(1, "id", Sentence("the limit “{name}” is missing or has no value.", name=name))
    return {name: tuple(sorted(values, key=lambda d: d.since)) for name, values in found.items()}


_SLOT = re.compile(r"\{(\w+)\}")


def _words(folder: Path, faults: list[Fault]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    quoted: list[tuple[Sheet, int, str]] = []
    for path in sorted((folder / "words").glob("*.csv")):
        sheet = Sheet(path, faults)
        if not sheet.need("id", *LANGUAGES):
            continue
        for row in sheet.rows:
            number, name = int(row["#"]), row["id"]
            if name in words["zh"]:
                sheet.fault(number, "id", Sentence("the id “{id}” is taken.", id=name))
            slots = {lang: sorted(_SLOT.findall(row[lang])) for lang in LANGUAGES}
            if len({tuple(s) for s in slots.values()}) > 1:
                sheet.fault(number, "en", Sentence("placeholders differ: {slots}.", slots=slots))
            for lang in LANGUAGES:
                if not row[lang]:
                    sheet.fault(number, lang, "the words are missing.")
                words[lang][name] = row[lang]
            if name.startswith(("message.", "statement.", "script.", "answer.", "rung.")):
                quoted += [(sheet, number, slot) for slot in slots["zh"]]
    for sheet, number, slot in quoted:
        if not {f"slot.{slot}", f"fact.{slot}"} & words["zh"].keys():
            sheet.fault(number, "zh", Sentence("there is no fact “{slot}” to fill in.", slot=slot))
    return words


def words(folder: Path = CONTENT) -> Mapping[str, Mapping[str, str]]:
    """The words of a content folder, language by language, as far as they can be read; whatever else is wrong."""
    return _words(folder, [])


def unknown_sources(book: Book, sources: Iterable[str]) -> tuple[str, ...]:
    """Sources that neither are a statement nor stand in references.csv."""
    return tuple(s for s in sources if s not in book.references and not _STATEMENT.fullmatch(s))


def _sources(book: Book) -> Iterator[Fault]:
    allowed = "a statement S01 to S92 or an id of references.csv"
    for table in book.tables.values():
        for rule in table.rules:
            for source in unknown_sources(book, rule.source):
                yield Fault(
                    table.file, rule.row, "source", Sentence("unknown source “{source}”.", source=source), allowed
                )
    for dated in book.parameters.values():
        for value in dated:
            for source in unknown_sources(book, [value.source]):
                yield Fault(
                    "parameters.csv",
                    1,
                    "source",
                    Sentence("unknown source “{source}” of {id}.", source=source, id=value.id),
                )


def _questions(book: Book) -> Iterator[Fault]:
    """A question may only depend on questions above it, so that what applies is settled in one pass."""
    table = book.tables["questions"]
    above: set[str] = set()
    for rule in table.rules:
        if rule.id not in WORDS and rule.id not in VALUES:
            yield Fault(table.file, rule.row, "id", Sentence("no such fact “{fact}”.", fact=rule.id))
        for name, accepted in zip(table.conditions, rule.when, strict=True):
            if len(accepted) < len(WORDS[name]) and name not in above and name not in TRACKS:
                yield Fault(
                    table.file,
                    rule.row,
                    f"if.{name}",
                    Sentence("{name} is asked later than {id}.", name=name, id=rule.id),
                )
        above.add(rule.id)


def _order(book: Book) -> Iterator[Fault]:
    """Conditions on something that is found out only later, and actions that nothing explains."""
    known = {*CHOICES, *TRACKS, *READINGS}
    for name, kind in TABLES.items():
        table, given = book.tables[name], {*kind.only} or known | {*kind.besides}
        known |= {*kind.adds}
        for condition in table.conditions:
            if condition not in given:
                yield Fault(
                    table.file,
                    1,
                    f"if.{condition}",
                    Sentence("{condition} is not known yet in {name}.", condition=condition, name=name),
                )
    actions = [a for a in WORDS["action"] if a not in DEEPER]
    explained = {rule.id for rule in book.tables["actions"].rules}
    for rule in book.tables["actions"].rules:
        if rule.id not in actions:
            yield Fault(
                "actions.csv", rule.row, "id", Sentence("no such action “{action}”.", action=rule.id), " ".join(actions)
            )
    for name in DECIDING:
        for rule in book.tables[name].rules:
            if rule.then["action"] not in {*explained, *DEEPER}:
                what = Sentence("no row of actions.csv explains “{action}”.", action=rule.then["action"])
                yield Fault(book.tables[name].file, rule.row, "then.action", what)


def _said(book: Book) -> Iterator[Fault]:
    """Words that the tables and the facts need and that no words file holds."""
    known = book.words["zh"]
    wanted = [(f"fact.{n}.{v}", "words", 1) for n in WORDS for v in WORDS[n]
              if n in book.tables["questions"].conditions and v != UNKNOWN]  # fmt: skip
    wanted += [(f"{d}.{v}", "words", 1) for d in ("problem", "stage", "turn", "confidence", "claim", "refund")
               for v in WORDS[d]]  # fmt: skip
    wanted += [(f"action.{v}", "words", 1) for v in WORDS["action"] if v not in DEEPER]
    wanted += [(f"parameter.{name}", "parameters.csv", 1) for name in book.parameters]
    wanted += [(f"evidence.{slot}{part}", "words", 1) for slot in SLOTS
               for part in ("", ".proves", ".proves_not", ".how", ".shows")]  # fmt: skip
    for rule in book.tables["message"].rules:
        wanted += [(f"message.{c}.{rule.then[c]}", "message.csv", rule.row) for c in ("fact", "question", "ask")]
    for rule in book.tables["statement"].rules:
        wanted += [(rule.then["words"], "statement.csv", rule.row)] if "{" not in rule.then["words"] else []
    for rule in book.tables["rung_text"].rules:
        texts = [rule.then["words"], f"part.{rule.then['part']}", f"paper.{rule.then['paper']}"]
        wanted += [(text, "rung_text.csv", rule.row) for text in texts if "{" not in text]
    for rule in book.tables["questions"].rules:
        wanted.append((f"fact.{rule.id}", "questions.csv", rule.row))
        wanted += [(f"fact.{rule.id}.{v}", "questions.csv", rule.row) for v in WORDS.get(rule.id, ()) if v != UNKNOWN]
    for word, file, row in dict.fromkeys(wanted):
        if word not in known:
            yield Fault(file, row, "", Sentence("the words “{word}” are missing.", word=word))


def load(folder: Path = CONTENT) -> Book:
    """Read and compile a content folder; raise ContentError with every fault found."""
    faults: list[Fault] = []
    tables = {name: _table(folder, name, faults) for name in TABLES}
    book = Book(tables, _parameters(folder, faults), _references(folder, faults), _words(folder, faults))
    if not faults:
        faults = [*_sources(book), *_questions(book), *_order(book), *_said(book)]
    if faults:
        raise ContentError(faults)
    return book


@cache
def default_book() -> Book:
    """The handbook's own content, read once a process."""
    return load()

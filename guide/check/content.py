"""Proofs over the whole content, for a lead who edits the tables and wants no surprise afterwards."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from guide.book.facts import CHOICES, VALUES, WORDS
from guide.book.faults import ContentError, Fault, absent
from guide.book.languages import FIRST
from guide.book.notices import Notice, tell
from guide.book.slots import SLOTS
from guide.book.sources import STATEMENTS
from guide.cases import weights
from guide.check import evidence, walk, words
from guide.check.words import CLOCKS, accepted_by
from guide.desk.order import weighing
from guide.engine.case import BEIJING
from guide.reading.guard import ASKS, Occasion, read, watches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from guide.book.book import Book

#: Places on the page besides the parts of the questions, to which an action or a blocker can lead.
PLACES = ("after", "self_check")


class Finding(NamedTuple):
    """One named proof and everything that speaks against it; a reminder is shown and does not fail."""

    name: Notice | str
    faults: tuple[Fault, ...] = ()
    reminds: bool = False  # of something to look at soon, and fails nothing
    looked: int = 0  # how many states it was proved over; 0 where none were visited
    names: Mapping[str, str] = MappingProxyType({})  # language -> its name, where the content itself names it

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.reminds or not self.faults

    def title(self, lang: str, words: Mapping[str, str]) -> str:
        """Its name in a language."""
        return self.names.get(lang) or tell(self.name, words)


def proofs(book: Book, today: date | None) -> tuple[Finding, ...]:
    """The proofs that need no state to be visited."""
    return (
        Finding(Notice("rules.check.statements"), tuple(_statements(book))),
        Finding(Notice("rules.check.targets"), (*_targets(book), *walk.names(book))),
        Finding(Notice("rules.check.words"), tuple(words.unsaid(book))),
        Finding(Notice("rules.check.languages"), tuple(words.languages(book))),
        Finding(Notice("rules.check.tone"), tuple(words.tone(book))),
        Finding(Notice("rules.check.quoted"), (*words.quoted(book), *words.cited(book))),
        Finding(Notice("rules.check.pages"), (*_pages_hold(book), *_web_words(book))),
        Finding(Notice("rules.check.guard"), tuple(_guard(book))),
        Finding(Notice("rules.check.sample"), tuple(weights.read(book)[1])),
        Finding(Notice("rules.check.desk"), tuple(weighing.read(book)[2])),
        Finding(Notice("rules.check.resting"), tuple(evidence.resting(book))),
        Finding(Notice("rules.check.limits"), tuple(evidence.file_limits(book))),
        Finding(Notice("rules.check.review"), tuple(_expired(book, today)), reminds=True),
    )


def _pages(book: Book) -> set[str]:
    """The addresses of the pages that notebooks show."""
    return {row.get("id", "").replace("_", "-") for row in book.sheet("pages/pages.csv").rows}


def known(book: Book) -> set[str]:
    """Everything that a statement can be carried by, as sources.yaml writes it."""
    return {
        *(f"table:{rule.ref}" for table in book.tables.values() for rule in table.rules),
        *(f"parameter:{name}" for name in book.parameters),
        *(f"word:{name}" for name in book.words[FIRST]),
        *(f"fact:{name}" for name in (*CHOICES, *VALUES)),
        *(f"event:{name}" for name in WORDS["event"]),
        *(f"evidence:{slot}" for slot in SLOTS),
        *(f"page:{name}" for name in ("landing", *_pages(book))),
    }


def _statements(book: Book) -> Iterator[Fault]:
    import yaml

    name = "sources.yaml"
    try:
        sources = yaml.load((book.folder / name).read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        yield Fault(name, 1, "", Notice("fault.file.unread", error=" ".join(str(error).split())))
        return
    if not isinstance(sources, dict):
        yield Fault(name, 1, "", Notice("fault.statement.file"), Notice("fault.statement.range"))
        return
    carriers = known(book)
    lines = (book.folder / name).read_text("utf-8").splitlines()
    rows = {line.split(":")[0]: n for n, line in enumerate(lines, start=1) if line.startswith("S")}
    for statement in STATEMENTS:
        entry = sources.pop(statement, None)
        row = rows.get(statement, 1)
        if not isinstance(entry, dict) or not entry.get("carried_by"):
            yield Fault(name, row, statement, Notice("fault.statement.carried"), "carried_by: [table:NAME/RULE]")
            continue
        for lang in book.words:
            if not entry.get(lang):
                yield Fault(name, row, lang, Notice("fault.statement.gist", statement=statement))
        for ref in entry["carried_by"]:
            if ref not in carriers:
                yield Fault(name, row, "carried_by", Notice("fault.statement.names", statement=statement, rule=ref))
    for extra in sources:
        yield Fault(
            name, rows.get(extra, 1), str(extra), Notice("fault.statement.none"), Notice("fault.statement.range")
        )


def _sections(book: Book) -> set[str]:
    """Names of the sections of a page, each of which has a title."""
    return {
        word.removeprefix("section.")
        for word in book.words[FIRST]
        if word.count(".") == 1 and word.startswith("section.")
    }


def _targets(book: Book) -> Iterator[Fault]:
    asked = {rule.id for rule in book.tables["questions"].rules}
    events = set(WORDS["event"])
    checks: tuple[tuple[str, str, set[str], bool], ...] = (
        ("actions", "opens", {*_sections(book), *PLACES}, False),
        ("actions", "clock", set(CLOCKS), True),
        ("blockers", "field", {*asked, *events, "held", *PLACES}, False),
        ("questions", "part", _sections(book), False),
    )
    for name, column, allowed, may_be_blank in checks:
        table = book.tables[name]
        for rule in table.rules:
            value = rule.then[column]
            if value not in allowed and not (may_be_blank and not value):
                yield Fault(table.file, rule.row, f"then.{column}", absent(value), " ".join(sorted(allowed)))
    for rule in book.tables["rehearsal"].rules:
        for slot in rule.then["proof"].split() or [""]:
            if slot not in SLOTS:
                what = Notice("fault.evidence", slot=slot)
                yield Fault(book.tables["rehearsal"].file, rule.row, "then.proof", what, " ".join(SLOTS))
    for rule in book.tables["witness"].rules:
        for slot in rule.then["proofs"].split():
            if slot not in SLOTS:
                yield Fault(book.tables["witness"].file, rule.row, "then.proofs", absent(slot), " ".join(SLOTS))
    for fact in (*CHOICES, *VALUES):
        if fact not in asked:
            yield Fault(book.tables["questions"].file, 1, "id", Notice("fault.fact.asked", fact=fact))
    happens = {e for rule in book.tables["journal"].rules for e in accepted_by(book, rule, "event")}
    for event in sorted(events - happens):
        yield Fault(book.tables["journal"].file, 1, "if.event", Notice("fault.event", event=event))


def _pages_hold(book: Book) -> list[Fault]:
    """Pages without a name, sections that do not exist, a second whole case, and notebooks whose page is missing."""
    faults: list[Fault] = []
    pages, seen = book.sheet("pages/pages.csv", faults), set[str]()
    if not pages.need("id", "shows", "sections", "open", "roles"):
        return faults
    for row in pages.rows:
        pages.fresh(row, seen)
        for column, allowed in (("sections", _sections(book)), ("open", set(row["sections"].split()))):
            for name in row[column].split():
                if name not in allowed:
                    pages.fault(int(row["#"]), column, absent(name), " ".join(sorted(allowed)))
        for name in set(row["roles"].split()) - ROLES:
            pages.fault(int(row["#"]), "roles", absent(name), " ".join(sorted(ROLES)))
        if row["shows"] == "case" and not row["sections"]:
            pages.fault(int(row["#"]), "sections", Notice("fault.page.section"))
    faults += _places_hold(book)
    most = max((len(row["sections"].split()) for row in pages.rows), default=0)
    whole, *others = (row for row in pages.rows if len(row["sections"].split()) == most)
    for row in others:
        pages.fault(int(row["#"]), "sections", Notice("fault.page.whole", other=whole["id"]))
    for name in sorted(_shown_pages() - seen):
        pages.fault(1, "id", Notice("fault.page.shown", name=name))
    return faults


def _places_hold(book: Book) -> list[Fault]:
    """Places of a case with sections that do not exist, or that are open without being there."""
    faults: list[Fault] = []
    places = book.sheet("pages/places.csv", faults)
    for row in places.rows if places.need("id", "sections", "open") else ():
        everything = _sections(book)
        there = everything if row["sections"] == "*" else set(row["sections"].split())
        for column, named, allowed in (("sections", there, everything), ("open", set(row["open"].split()), there)):
            for name in sorted(named - set(allowed)):
                places.fault(int(row["#"]), column, absent(name), " ".join(sorted(allowed)))
    return faults


def _web_words(book: Book) -> Iterator[Fault]:
    """Words that the page frame needs and that no file has."""
    titles = {f"chapter.{name}{end}" for name in _pages(book) for end in ("", ".note")}
    for name in sorted((titles | _framed()) - book.words[FIRST].keys()):
        yield Fault("words/web.csv", 1, "id", Notice("fault.page.frame", name=name))


#: Whom a page may be for; where a server knows nobody's role, such pages are closed beyond this machine.
ROLES = frozenset(("buyer", "agent", "trainer", "lead"))
_SHOWN = re.compile(r"""^page\(["'](\w+)["']""", re.M)
_FRAMED = re.compile(r"""(?:site, |words\[)["']([a-z][\w.-]*\w)["']""")


@cache
def _shown_pages() -> set[str]:
    """Names of the pages that our notebooks show; none where the package is installed without them."""
    notebooks = Path(__file__).parents[2] / "notebooks"
    return {name for path in notebooks.glob("*.py") for name in _SHOWN.findall(path.read_text("utf-8"))}


@cache
def _framed() -> set[str]:
    """Ids of the words that the templates of the page frame name."""
    templates = (p for p in (Path(__file__).parents[1] / "web" / "templates").rglob("*") if p.is_file())
    return {name for path in templates for name in _FRAMED.findall(path.read_text("utf-8"))}


def _guard(book: Book) -> Iterator[Fault]:
    """Rows of guard/watches.csv that are wrong, cite nothing known, miss their own examples, or hit a good one."""
    try:
        rows = watches(book)
    except ContentError as error:
        yield from error.faults
        return
    now = datetime(2026, 11, 22, tzinfo=BEIJING)
    for number, watch in enumerate(rows, start=2):
        occasion = Occasion(now, "incoming" if watch.kind == ASKS else "message")
        for source in watch.source:
            if source not in book.references and source not in STATEMENTS:
                yield Fault("guard/watches.csv", number, "source", Notice("fault.source", source=source))
        for text in watch.bad:
            if watch.id not in {hit.watch.id for hit in read(text, occasion, rows)}:
                yield Fault("guard/watches.csv", number, "bad", Notice("fault.guard.found", text=text))
        for text in watch.good:
            if watch.id in {hit.watch.id for hit in read(text, occasion, rows)}:
                yield Fault("guard/watches.csv", number, "good", Notice("fault.guard.hit", text=text))


def _expired(book: Book, today: date | None) -> Iterator[Fault]:
    for dated in (d for values in book.parameters.values() for d in values):
        if today is not None and dated.review_by < today:
            yield Fault(
                "parameters.csv", 1, "review_by", Notice("fault.review", id=dated.id, review_by=dated.review_by)
            )
    for ref in book.references.values():
        if today is not None and ref.review_by is not None and ref.review_by < today:
            yield Fault("references.csv", 1, "review_by", Notice("fault.review", id=ref.id, review_by=ref.review_by))

"""Proofs over the whole content: what a lead who edits the tables wants to know before anyone sees the result."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from guide.book import LANGUAGES
from guide.casefile import BEIJING
from guide.check import evidence
from guide.desk import weights
from guide.facts import CHOICES, DOMAINS, SLOTS, UNKNOWN, VALUES
from guide.guard import KINDS, Context, read, watches
from guide.loader import Sheet
from guide.tables import ContentError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from guide.book import Book
    from guide.tables import Rule

STATEMENTS = tuple(f"S{n:02}" for n in range(1, 93))
#: The clocks that the engine can run; an action may name one of them as its own.
CLOCKS = tuple(map(str, DOMAINS["clock"]))
#: Places on the page besides the parts of the questions, to which an action or a blocker can lead.
_PARTS = ("greeting", "order", "fact", "question", "ask", "until", "history", "proof", "annex", "call", "where")
PLACES = ("after", "self_check")
#: What is said of each evidence slot besides its name.
EVIDENCE = (".proves", ".proves_not", ".how", ".shows")

#: What no text of ours may say, by language; `ACCUSING` is what no draft may say.
PROMISE = {
    "zh": re.compile(r"必定|一定能|保证|包退|包赔|肯定能|百分之百|100 ?%|稳赢"),
    "en": re.compile(r"guarante|\bpromise[sd]? (?:you|a refund)|\bcertain(?:ly)? (?:win|refund)|\b100 ?%", re.I),
}  # fmt: skip
_NEGATED = {
    "zh": re.compile(r"(?:没有人?|不|无法|别|谁也)[^。，；]{0,4}$"),
    "en": re.compile(r"\b(?:no|not|nobody|never|cannot)\b[^.,;]{0,20}$", re.I),
}
ACCUSING = re.compile(r"骗子|投诉你|曝光|垃圾|无良|黑心|\b(?:liar|scam|fraud|thie(?:f|ves)|shame)", re.I)
_DRAFTS = ("message.", "statement.", "script.", "answer.", "rung.")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Finding(NamedTuple):
    """One named proof and everything that speaks against it; a notice is shown and does not fail."""

    name: str
    faults: tuple[Fault, ...] = ()
    notice: bool = False
    looked: int = 0  # how many states it was proved over; 0 where none were visited

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.notice or not self.faults


def proofs(book: Book, folder: Path, today: date | None) -> tuple[Finding, ...]:
    """The proofs that need no state to be visited."""
    return (
        Finding("Every statement of the source document is carried", tuple(_statements(book, folder))),
        Finding("Every question, place and clock that a row names exists", tuple(_targets(book))),
        Finding("Everything that can happen has words", tuple(_unsaid(book))),
        Finding("No words that nothing uses", tuple(_dead(book, folder))),
        Finding("Each language in its own column", tuple(_languages(folder))),
        Finding("No text promises a result, no draft accuses", tuple(_tone(folder))),
        Finding("The pages and their frame have sections and words", (*_pages_hold(book, folder), *_web_words(folder))),
        Finding("The guard finds its bad examples and leaves the good ones", tuple(_guard(book, folder))),
        Finding("Made-up cases can be drawn", tuple(weights.read(folder, book)[1])),
        Finding(
            "Every sentence of a draft says what it rests on",
            tuple(evidence.resting(book, list(_maybe(folder / "claims.csv")))),
        ),
        Finding(
            "Every limit of evidence files is a number with a sentence",
            tuple(evidence.file_limits(list(_maybe(folder / "evidence_limits.csv")))),
        ),
        Finding("Figures within their review day", tuple(_expired(book, today)), notice=True),
    )


def sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of one CSV file with their numbers as a spreadsheet counts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield number, {k: v or "" for k, v in row.items() if k is not None}


def _maybe(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file that may be missing."""
    return sheet(path) if path.exists() else iter(())


def _pages(folder: Path) -> set[str]:
    """Names of the pages: the front page, and every chapter that the page frame has a title for."""
    path = folder / "words_web.csv"
    ids = [row["id"].split(".") for _, row in sheet(path)] if path.exists() else []
    return {"landing", *(parts[1] for parts in ids if parts[0] == "chapter")}


def known(book: Book, folder: Path) -> set[str]:
    """Everything that a statement can be carried by, as sources.yaml writes it."""
    return {
        *(f"table:{rule.ref}" for table in book.tables.values() for rule in table.rules),
        *(f"parameter:{name}" for name in book.parameters),
        *(f"word:{name}" for name in book.words["zh"]),
        *(f"fact:{name}" for name in (*CHOICES, *VALUES)),
        *(f"event:{name}" for name in DOMAINS["event"]),
        *(f"evidence:{slot}" for slot in SLOTS),
        *(f"page:{name}" for name in _pages(folder)),
    }


def _statements(book: Book, folder: Path) -> Iterator[Fault]:
    import yaml

    name = "sources.yaml"
    try:
        sources = yaml.safe_load((folder / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        yield Fault(name, 1, "", f"the file cannot be read ({' '.join(str(error).split())}).")
        return
    if not isinstance(sources, dict):
        yield Fault(name, 1, "", "the file holds no statements.", "S01 to S92")
        return
    there = known(book, folder)
    lines = (folder / name).read_text("utf-8").splitlines()
    rows = {line.split(":")[0]: n for n, line in enumerate(lines, start=1) if line.startswith("S")}
    for statement in STATEMENTS:
        entry = sources.pop(statement, None)
        row = rows.get(statement, 1)
        if not isinstance(entry, dict) or not entry.get("carried_by"):
            yield Fault(name, row, statement, "nothing carries this statement.", "carried_by: [table:NAME/RULE]")
            continue
        for lang in book.words:
            if not entry.get(lang):
                yield Fault(name, row, lang, f"the gist of {statement} is missing.")
        for ref in entry["carried_by"]:
            if ref not in there:
                yield Fault(name, row, "carried_by", f"{statement} names “{ref}”, which does not exist.")
    for extra in sources:
        yield Fault(name, rows.get(extra, 1), str(extra), "there is no such statement.", "S01 to S92")


def _sections(book: Book) -> set[str]:
    """Names of the sections of a page, each of which has a title."""
    return {
        word.removeprefix("section.")
        for word in book.words["zh"]
        if word.count(".") == 1 and word.startswith("section.")
    }


def _targets(book: Book) -> Iterator[Fault]:
    asked = {rule.id for rule in book.tables["questions"].rules}
    events = set(map(str, DOMAINS["event"]))
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
                yield Fault(
                    table.file, rule.row, f"then.{column}", f"“{value}” does not exist.", " ".join(sorted(allowed))
                )
    for rule in book.tables["rehearsal"].rules:
        for slot in rule.then["proof"].split() or [""]:
            if slot not in SLOTS:
                yield Fault("rehearsal.csv", rule.row, "then.proof", f"“{slot}” is no evidence.", " ".join(SLOTS))
    for name in ("statement", "witness"):
        for rule in book.tables[name].rules:
            for slot in rule.then["proofs"].split():
                if slot not in SLOTS:
                    yield Fault(f"{name}.csv", rule.row, "then.proofs", f"“{slot}” does not exist.", " ".join(SLOTS))
    for fact in (*CHOICES, *VALUES):
        if fact not in asked:
            yield Fault("questions.csv", 1, "id", f"nobody asks for “{fact}”.")
    happens = {e for rule in book.tables["journal"].rules for e in _accepts(book, rule, "event")}
    for event in sorted(events - happens):
        yield Fault("journal.csv", 1, "if.event", f"“{event}” can never happen.")


def _pages_hold(book: Book, folder: Path) -> list[Fault]:
    """Pages without a name of their own, sections that do not exist, and notebooks whose page is missing."""
    faults: list[Fault] = []
    pages, seen = Sheet(folder / "pages.csv", faults), set[str]()
    if not pages.need("id", "sections", "open"):
        return faults
    for row in pages.rows:
        pages.fresh(row, seen)
        for column, allowed in (("sections", _sections(book)), ("open", set(row["sections"].split()))):
            for name in row[column].split():
                if name not in allowed:
                    pages.fault(int(row["#"]), column, f"“{name}” does not exist.", " ".join(sorted(allowed)))
        if not row["sections"]:
            pages.fault(int(row["#"]), "sections", "the page has no section.")
    for name in sorted(_shown_pages() - seen - {"map", "rules"}):
        pages.fault(1, "id", f"a notebook shows the page “{name}”, which is missing.")
    return faults


def _web_words(folder: Path) -> list[Fault]:
    """Words of the page frame that are missing in a language, stand twice, or are named by a template and not there."""
    faults: list[Fault] = []
    words, seen = Sheet(folder / "words_web.csv", faults), set[str]()
    if not words.need("id", *LANGUAGES):
        return faults
    for row in words.rows:
        words.fresh(row, seen)
        for lang in LANGUAGES:
            if not row[lang]:
                words.fault(int(row["#"]), lang, "the words are missing.")
    for name in sorted(_framed() - seen):
        words.fault(1, "id", f"the page frame says “{name}”, which is missing.")
    return faults


_SHOWN = re.compile(r"""^page\(["'](\w+)["']""", re.M)
_FRAMED = re.compile(r"""(?:site, |words\[)["']([a-z][\w.-]*\w)["']""")


@cache
def _shown_pages() -> set[str]:
    """Names of the pages that our notebooks show; none where the package stands alone."""
    notebooks = Path(__file__).parents[2] / "notebooks"
    return {name for path in notebooks.glob("*.py") for name in _SHOWN.findall(path.read_text("utf-8"))}


@cache
def _framed() -> set[str]:
    """Ids of the words that the templates of the page frame name."""
    templates = (p for p in (Path(__file__).parents[1] / "web" / "templates").rglob("*") if p.is_file())
    return {name for path in templates for name in _FRAMED.findall(path.read_text("utf-8"))}


def _accepts(book: Book, rule: Rule, condition: str) -> frozenset[str]:
    """The values of one condition that a rule accepts; all of them where its table does not ask."""
    table = book.tables[rule.table]
    if condition not in table.conditions:
        return frozenset(map(str, DOMAINS[condition]))
    return rule.when[table.conditions.index(condition)]


def structural(book: Book) -> set[str]:
    """Ids of all words that the tables and the facts call for, hints aside."""
    tables = book.tables
    found = {f"{d}.{v}" for d in ("problem", "stage", "turn", "confidence", "claim", "refund", "event")
             for v in DOMAINS[d]}  # fmt: skip
    found |= {f"level.{v}" for v in DOMAINS["level"] if v != "none"}
    found |= {f"fit.{v}" for v in DOMAINS["fit"]}
    found |= {f"confidence.{v}.means" for v in DOMAINS["confidence"]}
    found |= {f"action.{v}{go}" for v in DOMAINS["action"] if v not in ("self_check", "ladder") for go in ("", ".go")}
    found |= {f"done.{rule.then['event']}" for rule in tables["actions"].rules if rule.then["event"]}
    found |= {f"reply.{r}" for rule in tables["journal"].rules for r in _accepts(book, rule, "reply") if r != "none"}
    found |= {f"clock.{name}" for name in CLOCKS} | {f"parameter.{name}" for name in book.parameters}
    found |= {f"evidence.{slot}{part}" for slot in SLOTS for part in ("", *EVIDENCE)}
    found |= {f"fact.{name}" for name in (*CHOICES, *VALUES, "held")}
    asked = {*CHOICES, *tables["questions"].conditions}
    found |= {f"fact.{name}.{v}" for name in asked for v in DOMAINS[name] if v != UNKNOWN}
    found |= {f"message.{c}.{r.then[c]}" for r in tables["message"].rules for c in ("fact", "question", "ask")}
    found |= {f"message.{c}.{v}" for c in ("greeting", "until") for v in DOMAINS["approach"]}
    for rule in tables["rung_text"].rules:
        found |= {rule.then["words"], f"part.{rule.then['part']}", f"paper.{rule.then['paper']}"}
    found |= {rule.then["words"] for rule in tables["statement"].rules}
    found |= {f"dossier.{part}.{slot}" for part in ("origin", "proves") for slot in SLOTS}
    found -= {"message.fact.{fact}", "dossier.tracking.{fact}"}
    found |= {f"dossier.tracking.{fact}" for fact in _tracked(book)}
    found |= {f"statement.ask.{v}" for v in DOMAINS["demand"] if v != UNKNOWN}
    found |= {f"part.{p}" for p in _PARTS} | {f"ends.{v}" for v in DOMAINS["ends"]}
    found |= {f"guard.{kind}" for kind in KINDS}
    found |= {f"{word}.{rule.id}" for rule in tables["rehearsal"].rules for word in ("refusal", "answer")}
    found |= {
        "statement.history.contacted",
        "statement.history.none",
        "statement.proof.signature",
        "slot.signer.unknown",
    }
    return found | {f"slot.{name}" for name in _filled(book) if f"fact.{name}" not in found}


def _tracked(book: Book) -> set[str]:
    """What the statement may have to say about the tracking."""
    told = next(r for r in book.tables["statement"].rules if r.then["words"] == "dossier.tracking.{fact}")
    problems = _accepts(book, told, "problem")
    return {r.then["fact"] for r in book.tables["message"].rules if _accepts(book, r, "problem") & problems}


def _filled(book: Book) -> set[str]:
    """Names of the facts that the drafts quote."""
    texts = (text for name, text in book.words["zh"].items() if name.startswith(_DRAFTS))
    return {slot for text in texts for slot in re.findall(r"\{(\w+)\}", text)}


def _unsaid(book: Book) -> Iterator[Fault]:
    for word in sorted(structural(book) - book.words["zh"].keys()):
        yield Fault("words", 1, "id", f"the words “{word}” are missing.")


_LITERAL = re.compile(r"""["'`]([a-z][\w-]*(?:\.[\w-]+)*)["'`]""")
_PREFIX = re.compile(r"""["'`]([a-z]\w*(?:\.\w+)*\.)["'`{]""")
_HINTS = (".hint", ".note", ".means")


@cache
def _quoted() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words named in our own source: whole ids, and beginnings to which a value is added."""
    package = Path(__file__).parent.parent
    files = [p for p in package.rglob("*") if p.suffix in (".py", ".j2", ".html", ".js")]
    text = "\n".join(p.read_text("utf-8") for p in [*files, *(package.parent / "notebooks").glob("*.py")])
    return frozenset(_LITERAL.findall(text)), tuple(sorted(set(_PREFIX.findall(text))))


def _dead(book: Book, folder: Path) -> Iterator[Fault]:
    literal, beginnings = _quoted()
    used = structural(book) | literal | {f"slot.{name}" for name in _filled(book)}
    families = {word.split(".")[0] for word in structural(book)}
    free = tuple(b for b in beginnings if b.split(".")[0] not in families)
    for path in (*sorted((folder / "words").glob("*.csv")), folder / "words_web.csv"):
        for number, row in sheet(path) if path.exists() else ():
            word = row["id"]
            base = next((word.removesuffix(h) for h in _HINTS if word.endswith(h)), word)
            if word not in used and base not in used and not word.startswith(free):
                yield Fault(path.name, number, "id", f"nothing uses “{word}”.")


def _texts(folder: Path) -> Iterator[tuple[Path, int, str, str, str]]:
    """Every text in every file: where it stands, its language, and the words."""
    for path in sorted(folder.rglob("*.csv")):
        for number, row in sheet(path):
            for column, text in row.items():
                lang = column.removeprefix("because.").removeprefix("rewrite.")
                if lang in ("zh", "en") and text:
                    yield path, number, column, lang, text


def _languages(folder: Path) -> Iterator[Fault]:
    for path, number, column, lang, text in _texts(folder):
        if path.name == "words_web.csv" and next(r["id"] for n, r in sheet(path) if n == number) == "lang.label":
            continue  # the switch names the other language
        if lang == "en" and _HAN.search(text):
            yield Fault(path.name, number, column, "Chinese words in the English text.")
        if lang == "zh" and "—" in text:
            yield Fault(path.name, number, column, "a dash in the Chinese text.", "，。；")
        if lang == "zh" and re.search(r"[\u4e00-\u9fff][,;:?!]", text):
            yield Fault(path.name, number, column, "half-width punctuation in the Chinese text.", "，；：？")
        if lang == "zh" and re.search(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", text):
            yield Fault(path.name, number, column, "no blank between Chinese and a digit.")


def _tone(folder: Path) -> Iterator[Fault]:
    for path, number, column, lang, text in _texts(folder):
        for match in PROMISE[lang].finditer(text):
            if not _NEGATED[lang].search(text[: match.start()]):
                yield Fault(
                    path.name, number, column, f"“{match[0]}” promises a result.", "通常, 大概率, usually, likely"
                )
        accusing = ACCUSING.search(text) if path.name in ("messages.csv", "rehearsal.csv", "rungs.csv") else None
        if accusing:
            yield Fault(path.name, number, column, f"“{accusing[0]}” accuses.")


def _guard(book: Book, folder: Path) -> Iterator[Fault]:
    """Rows of guard.csv that are wrong, cite nothing known, miss their own examples, or hit a good one."""
    try:
        rows = watches(folder / "guard.csv")
    except ContentError as error:
        yield from error.faults
        return
    now = datetime(2026, 11, 22, tzinfo=BEIJING)
    for number, watch in enumerate(rows, start=2):
        for source in watch.source:
            if source not in book.references and source not in STATEMENTS:
                yield Fault("guard.csv", number, "source", f"unknown source “{source}”.")
        for text in watch.bad:
            if watch.id not in {hit.watch.id for hit in read(text, Context(now), rows)}:
                yield Fault("guard.csv", number, "bad", f"“{text}” is not found.")
        for text in watch.good:
            if watch.id in {hit.watch.id for hit in read(text, Context(now), rows)}:
                yield Fault("guard.csv", number, "good", f"“{text}” is hit.")


def _expired(book: Book, today: date | None) -> Iterator[Fault]:
    for dated in (d for values in book.parameters.values() for d in values):
        if today is not None and dated.review_by < today:
            yield Fault("parameters.csv", 1, "review_by", f"{dated.id} was to be reviewed by {dated.review_by}.")
    for ref in book.references.values():
        if today is not None and ref.review_by is not None and ref.review_by < today:
            yield Fault("references.csv", 1, "review_by", f"{ref.id} was to be reviewed by {ref.review_by}.")

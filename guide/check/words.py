"""Proofs over the words: everything that can happen has some, nothing is left over, and the tone is ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.book import LANGUAGES
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import Fault
from guide.book.kinds import DEEPER, SLOTS
from guide.book.notices import Notice
from guide.reading.guard import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.tables import Rule

#: The clocks that the engine can run; an action may name one of them as its own.
CLOCKS = WORDS["clock"]
#: The parts of a draft that have a heading.
_PARTS = ("greeting", "order", "fact", "question", "ask", "until", "history", "proof", "annex", "call", "where")

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
#: Files of drafts and answers, which may accuse nobody.
ACCUSED = ("words/messages.csv", "words/rehearsal.csv", "words/rungs.csv", "tables/rehearsal.csv")
_DRAFTS = ("message.", "statement.", "script.", "answer.", "rung.")
_SWITCH = "lang.label"  # the words on the switch name the other language
_HAN = re.compile(r"[\u4e00-\u9fff]")


def accepted_by(book: Book, rule: Rule, condition: str) -> frozenset[str]:
    """The values of one condition that a rule accepts; all of them where its table does not ask."""
    table = book.tables[rule.table]
    if condition not in table.conditions:
        return frozenset(WORDS[condition])
    return rule.when[condition]


def structural(book: Book) -> set[str]:
    """Ids of all words that the tables and the facts call for, hints aside."""
    tables = book.tables
    found = {f"{d}.{v}" for d in ("problem", "stage", "turn", "confidence", "claim", "refund", "event")
             for v in WORDS[d]}  # fmt: skip
    found |= {f"level.{v}" for v in WORDS["level"] if v != "none"}
    found |= {f"fit.{v}" for v in WORDS["fit"]}
    found |= {f"confidence.{v}.means" for v in WORDS["confidence"]}
    found |= {f"action.{v}{go}" for v in WORDS["action"] if v not in DEEPER for go in ("", ".go")}
    found |= {f"done.{rule.then['event']}" for rule in tables["actions"].rules if rule.then["event"]}
    found |= {f"reply.{r}" for rule in tables["journal"].rules for r in accepted_by(book, rule, "reply") if r != "none"}
    found |= {f"clock.{name}" for name in CLOCKS} | {f"parameter.{name}" for name in book.parameters}
    found |= {f"evidence.{slot}{part}" for slot in SLOTS for part in ("", *EVIDENCE)}
    found |= {f"fact.{name}" for name in (*CHOICES, *VALUES, "held")}
    asked = {*CHOICES, *tables["questions"].conditions}
    found |= {f"fact.{name}.{v}" for name in asked for v in WORDS[name] if v != UNKNOWN}
    found |= {f"message.{c}.{r.then[c]}" for r in tables["message"].rules for c in ("fact", "question", "ask")}
    found |= {f"message.{c}.{v}" for c in ("greeting", "until") for v in WORDS["approach"]}
    for rule in tables["rung_text"].rules:
        found |= {rule.then["words"], f"part.{rule.then['part']}", f"paper.{rule.then['paper']}"}
    found |= {rule.then["words"] for rule in tables["statement"].rules}
    found |= {f"dossier.{part}.{slot}" for part in ("origin", "proves") for slot in SLOTS}
    found -= {"message.fact.{fact}", "dossier.tracking.{fact}"}
    found |= {f"dossier.tracking.{fact}" for fact in _tracked(book)}
    found |= {f"statement.ask.{v}" for v in WORDS["demand"] if v != UNKNOWN}
    found |= {f"part.{p}" for p in _PARTS} | {f"ends.{v}" for v in WORDS["ends"]}
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
    problems = accepted_by(book, told, "problem")
    return {r.then["fact"] for r in book.tables["message"].rules if accepted_by(book, r, "problem") & problems}


def _filled(book: Book) -> set[str]:
    """Names of the facts that the drafts quote."""
    texts = (text for name, text in book.words["zh"].items() if name.startswith(_DRAFTS))
    return {slot for text in texts for slot in re.findall(r"\{(\w+)\}", text)}


def unsaid(book: Book) -> Iterator[Fault]:
    """Words that the tables and the facts call for and that no file holds."""
    for word in sorted(structural(book) - book.words["zh"].keys()):
        yield Fault("words", 1, "id", Notice("fault.words.named", word=word))


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


def dead(book: Book) -> Iterator[Fault]:
    """Words that nothing calls for any more."""
    literal, beginnings = _quoted()
    used = structural(book) | literal | {f"slot.{name}" for name in _filled(book)}
    families = {word.split(".")[0] for word in structural(book)}
    free = tuple(b for b in beginnings if b.split(".")[0] not in families)
    for sheet in book.sheets():
        for row in sheet.rows if sheet.file.startswith("words") else ():
            word = row["id"]
            base = next((word.removesuffix(h) for h in _HINTS if word.endswith(h)), word)
            if word not in used and base not in used and not word.startswith(free):
                yield Fault(sheet.file, int(row["#"]), "id", Notice("fault.words.dead", word=word))


def _texts(book: Book) -> Iterator[tuple[str, int, str, str, str]]:
    """Every text in every file: where it is, its language, and the words."""
    for sheet in book.sheets():
        for row in sheet.rows:
            for column, text in row.items():
                lang = column.removeprefix("because.").removeprefix("rewrite.")
                if lang in LANGUAGES and text and row.get("id") != _SWITCH:
                    yield sheet.file, int(row["#"]), column, lang, text


def languages(book: Book) -> Iterator[Fault]:
    """Words in the wrong column, and signs that the language does not use."""
    for file, number, column, lang, text in _texts(book):
        if lang == "en" and _HAN.search(text):
            yield Fault(file, number, column, Notice("fault.words.han"))
        if lang == "zh" and "—" in text:
            yield Fault(file, number, column, Notice("fault.words.dash"), "，。；")
        if lang == "zh" and re.search(r"[\u4e00-\u9fff][,;:?!]", text):
            yield Fault(file, number, column, Notice("fault.words.half"), "，；：？")
        if lang == "zh" and re.search(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", text):
            yield Fault(file, number, column, Notice("fault.words.blank"))


def tone(book: Book) -> Iterator[Fault]:
    """Texts that promise a result, and drafts that accuse."""
    for file, number, column, lang, text in _texts(book):
        for match in PROMISE[lang].finditer(text):
            if not _NEGATED[lang].search(text[: match.start()]):
                yield Fault(
                    file, number, column, Notice("fault.words.promise", said=match[0]), "通常, 大概率, usually, likely"
                )
        accusing = ACCUSING.search(text) if file in ACCUSED else None
        if accusing:
            yield Fault(file, number, column, Notice("fault.words.accuse", said=accusing[0]))

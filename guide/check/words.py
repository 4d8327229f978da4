"""Proofs over the words: everything that can happen has some, in both languages and in our tone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from guide.book.book import part
from guide.book.chain import DEEPER
from guide.book.crosschecks import needed
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import Fault
from guide.book.languages import FIRST, LANGUAGES
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.book.words import PLACEHOLDER
from guide.cases.dossier.model import HEAD
from guide.engine.case import BEIJING
from guide.engine.changes import reply_word
from guide.engine.drafts import placeholders
from guide.reading.guard import KINDS, Occasion, read, watches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.sheet import Sheet
    from guide.book.tables import Rule

#: The clocks that the engine can run; an action may name one of them as its own.
CLOCKS = WORDS["clock"]
#: Promises, which no text of ours may make, by language.
PROMISE = {
    "zh": re.compile(r"必定|一定能|保证|包退|包赔|肯定能|百分之百|100 ?%|稳赢"),
    "en": re.compile(r"guarante|\bpromise[sd]? (?:you|a refund)|\bcertain(?:ly)? (?:win|refund)|\b100 ?%", re.I),
}  # fmt: skip
_NEGATED = {
    "zh": re.compile(r"(?:没有人?|不|无法|别|谁也)[^。，；]{0,4}$"),
    "en": re.compile(r"\b(?:no|not|nobody|never|cannot)\b[^.,;]{0,20}$", re.I),
}
#: Files of drafts and answers, which may accuse and threaten nobody: the guard's own rows say how that sounds.
ACCUSED = ("words/drafts.csv", "words/rehearsal.csv", "tables/drafts.csv", "tables/rehearsal.csv")
_HARSH = ("accuse", "threat")
_NOWHEN = Occasion(datetime(2026, 11, 22, tzinfo=BEIJING))  # no accusation depends on the moment
_SWITCH = "lang.label"  # the words on the switch name the other language
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: An article of law with its number or numbers, and one number or a range of them.
_ARTICLE = re.compile("《([^》]+)》第 ([\\d、和至 ]+) 条")
_RANGE = re.compile(r"(\d+)(?: 至 (\d+))?")
_QUOTED = re.compile("「[^」]*」")  # the name of a button, as the app shows it in either language


def accepted_by(book: Book, rule: Rule, condition: str) -> frozenset[str]:
    """The values of one condition that a rule accepts; all of them where its table does not ask."""
    table = book.tables[rule.table]
    if condition not in table.conditions:
        return frozenset(WORDS[condition])
    return rule.when[condition]


def structural(book: Book) -> set[str]:
    """Ids of all words that the tables and the facts call for, hints aside."""
    tables = book.tables
    ids = {word for word, _, _ in needed(book)}
    ids |= {f"{name}.{v}" for name in ("event", "fit", "ends") for v in WORDS[name]}
    ids |= {f"level.{v}" for v in WORDS["level"] if v != "none"}
    ids |= {f"confidence.{v}.means" for v in WORDS["confidence"]}
    ids |= {id_ for v in WORDS["action"] if v not in DEEPER for id_ in (f"action.{v}.go", f"tell.{v}")}
    ids |= {f"done.{rule.then['event']}" for rule in tables["actions"].rules if rule.then["event"]}
    ids |= {
        reply_word(event, reply)
        for rule in tables["journal"].rules
        for event in accepted_by(book, rule, "event")
        for reply in accepted_by(book, rule, "reply") - {"none"}
    }
    ids |= {f"clock.{name}" for name in CLOCKS}
    ids |= {f"fact.{name}" for name in (*CHOICES, *VALUES, "held")}
    ids |= {f"fact.{name}.{v}" for name in CHOICES for v in WORDS[name] if v != UNKNOWN}
    ids |= {f"dossier.{part}.{slot}" for part in ("origin", "proves") for slot in SLOTS}
    ids |= {f"dossier.head.{fact}" for fact in HEAD}
    ids |= {f"guard.{kind}" for kind in KINDS} | {f"paper.{paper}" for paper in WORDS["paper"]}
    ids |= {f"{word}.{rule.id}" for rule in tables["rehearsal"].rules for word in ("refusal", "answer")}
    return ids | {f"placeholder.{name}" for name in placeholders(book) if not {f"fact.{name}", f"event.{name}"} & ids}


def unsaid(book: Book) -> Iterator[Fault]:
    """Words that the tables and the facts call for and that no file holds."""
    for word in sorted(structural(book) - book.words[FIRST].keys()):
        yield Fault("words", 1, "id", Notice("fault.words.named", word=word))


@part
def _sheets(book: Book) -> tuple[Sheet, ...]:
    """Every file of the content, read once for all proofs over words."""
    return tuple(book.sheets())


@part
def _texts(book: Book) -> tuple[tuple[str, int, str, str, str], ...]:
    """Every text in every file: where it is, its language, and the words."""
    return tuple(
        (sheet.file, int(row["#"]), column, lang, row[column])
        for sheet in _sheets(book)
        for worded in [tuple(_worded(sheet))]
        for row in sheet.rows
        for column, lang in worded
        if row[column] and row.get("id") != _SWITCH
    )


def _worded(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The columns of a file that hold words, each with its language."""
    for column in dict.fromkeys(sheet.columns):
        lang = column.removeprefix("because.").removeprefix("rewrite.")
        if lang in LANGUAGES:
            yield column, lang


def languages(book: Book) -> Iterator[Fault]:
    """Words in the wrong column, signs that the language does not use, and rows that are not read."""
    for sheet in _sheets(book):
        yield from sheet.faults
    for file, number, column, lang, text in _texts(book):
        if lang == "en" and _HAN.search(_QUOTED.sub("", text)):
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
        for accusation in accusations(book, text) if file in ACCUSED else ():
            yield Fault(file, number, column, Notice("fault.words.accuse", said=accusation))


def quoted(book: Book) -> Iterator[Fault]:
    """Names in the brackets of buttons that nothing of ours has, and no word that begins `named.` gives."""
    ours = {text.rstrip("？?。") for text in book.words[FIRST].values()}
    for file, number, column, _, text in _texts(book):
        for name in _QUOTED.findall(text) if file.startswith("tables/") else ():
            if name[1:-1] not in ours and not PLACEHOLDER.search(name):
                yield Fault(file, number, column, Notice("fault.words.quoted", said=name[1:-1]))


def articles(text: str) -> set[tuple[str, int]]:
    """The articles of law that a Chinese text names: the law and the number, a range as each of its numbers."""
    found = set()
    for law, numbers in _ARTICLE.findall(text):
        for first, last in _RANGE.findall(numbers):
            found |= {(law, number) for number in range(int(first), int(last or first) + 1)}
    return found


def cited(book: Book) -> Iterator[Fault]:
    """Articles that a text names and no row of references.csv, as after one was renumbered there alone."""
    known = {article for row in book.sheet("references.csv").rows for article in articles(row["zh"])}
    for file, number, column, lang, text in _texts(book):
        for law, article in sorted(articles(text) - known) if lang == FIRST else ():
            yield Fault(file, number, column, Notice("fault.words.article", law=law, article=str(article)))


def accusations(book: Book, text: str) -> list[str]:
    """The accusations and threats of a text, as the guard of a book reads them."""
    harsh = [watch for watch in watches(book) if watch.kind in _HARSH]
    return [text[hit.start : hit.end] for hit in read(text, _NOWHEN, harsh)]

"""Faults between files: sources, questions, conditions and words that name something which does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.chain import DECIDING, DEEPER, TABLES
from guide.book.clocks import READINGS
from guide.book.events import TRACKS
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.faults import Fault
from guide.book.languages import FIRST, LANGUAGES
from guide.book.notices import Notice
from guide.book.slots import SLOTS
from guide.book.sources import unknown_sources
from guide.book.words import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.book.tables import Rule


def _sources(book: Book) -> Iterator[Fault]:
    allowed = Notice("fault.source.such")
    for table in book.tables.values():
        for rule in table.rules:
            for source in unknown_sources(book, rule.source):
                yield Fault(table.file, rule.row, "source", Notice("fault.source", source=source), allowed)
    for dated in book.parameters.values():
        for value in dated:
            for source in unknown_sources(book, [value.source]):
                yield Fault("parameters.csv", 1, "source", Notice("fault.source.of", source=source, id=value.id))


def _questions(book: Book) -> Iterator[Fault]:
    """A question may only depend on questions above it, so that what applies is settled in one pass."""
    table = book.tables["questions"]
    above: set[str] = set()
    for rule in table.rules:
        if rule.id not in WORDS and rule.id not in VALUES:
            yield Fault(table.file, rule.row, "id", Notice("fault.fact.named", fact=rule.id))
        for name in rule.asks:
            if name not in above and name not in TRACKS:
                yield Fault(table.file, rule.row, f"if.{name}", Notice("fault.table.later", name=name, id=rule.id))
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
                    table.file, 1, f"if.{condition}", Notice("fault.table.early", condition=condition, name=name)
                )
    actions = [a for a in WORDS["action"] if a not in DEEPER]
    explained = {rule.id for rule in book.tables["actions"].rules}
    for rule in book.tables["actions"].rules:
        if rule.id not in actions:
            what = Notice("fault.action.named", action=rule.id)
            yield Fault(book.tables["actions"].file, rule.row, "id", what, " ".join(actions))
    for rule in book.tables["notes"].rules:
        action = rule.id.partition(".")[0]  # a note that says how an action is done bears its name
        if rule.then["note"] == "how" and action not in explained:
            yield Fault(book.tables["notes"].file, rule.row, "id", Notice("fault.action.named", action=action))
    for name in DECIDING:
        for rule in book.tables[name].rules:
            if rule.then["action"] not in {*explained, *DEEPER}:
                what = Notice("fault.action.explained", action=rule.then["action"])
                yield Fault(book.tables[name].file, rule.row, "then.action", what)


#: The words of each evidence slot: its name, what it proves and what not, how to get it, what it has to show.
_EVIDENCE = ("", ".proves", ".proves_not", ".how", ".shows")
#: The ids of the words that a rule of a table names.
_NAMED: Mapping[str, Callable[[Rule], Iterable[str]]] = {
    "paperwork": lambda rule: (f"paper.{rule.then['paper']}",),
    "drafts": lambda rule: (f"part.{rule.then['part']}",),
    "questions": lambda rule: (f"fact.{rule.id}", *_answers(rule.id)),
}


def _answers(fact: str) -> Iterator[str]:
    return (f"fact.{fact}.{value}" for value in WORDS.get(fact, ()) if value != UNKNOWN)


def needed(book: Book) -> Iterator[tuple[str, str, int]]:
    """Ids of the words without which no case can be shown, each with the file and the row that names it."""
    # of a standing that leaves a question out, parking.py has words of its own
    asked = [n for n in CHOICES if n in book.tables["questions"].conditions]
    yield from ((word, "words", 1) for name in asked for word in _answers(name))
    for name in ("problem", "stage", "turn", "confidence", "claim", "refund"):
        yield from ((f"{name}.{v}", "words", 1) for v in WORDS[name])
    yield from ((f"action.{v}", "words", 1) for v in WORDS["action"] if v not in DEEPER)
    yield from ((f"parameter.{name}", "parameters.csv", 1) for name in book.parameters)
    yield from ((f"evidence.{slot}{part}", "words", 1) for slot in SLOTS for part in _EVIDENCE)
    for name, named in _NAMED.items():
        for rule in book.tables[name].rules:
            yield from ((word, book.tables[name].file, rule.row) for word in named(rule) if "{" not in word)


def _words(book: Book) -> Iterator[Fault]:
    """Words that the tables and the facts need and that no words file holds."""
    known = book.words[FIRST]
    for word, file, row in dict.fromkeys(needed(book)):
        if word not in known:
            yield Fault(file, row, "", Notice("fault.words.named", word=word))


def _placeholders(book: Book) -> Iterator[Fault]:
    """Placeholders of drafts that nothing fills, and those that stand in one language only."""
    table, words = book.tables["drafts"], book.words[FIRST]
    for rule in table.rules:
        placeholders = {lang: sorted({*PLACEHOLDER.findall(text)}) for lang, text in rule.because.items()}
        if len({*map(tuple, placeholders.values())}) > 1:
            what = Notice("fault.words.placeholders", placeholders=placeholders)
            yield Fault(table.file, rule.row, f"because.{LANGUAGES[-1]}", what)
        for name in placeholders[FIRST]:
            if (
                name not in book.parameters
                and not {f"{of}.{name}" for of in ("placeholder", "fact", "event")} & words.keys()
            ):
                yield Fault(table.file, rule.row, f"because.{FIRST}", Notice("fault.fact.fill", placeholder=name))


def crosschecks(book: Book) -> Iterator[Fault]:
    """Every fault between files that can each be read."""
    yield from _sources(book)
    yield from _questions(book)
    yield from _order(book)
    yield from _words(book)
    yield from _placeholders(book)

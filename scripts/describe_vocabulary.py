"""Write docs/vocabulary.md: everything that a case can say, with the words for it in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.events import EVENTS, TRACKING_EVENTS
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.languages import LANGUAGES
from guide.book.loader import default_book
from guide.book.slots import SLOTS
from guide.engine.changes import reply_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book

PAGE = Path(__file__).resolve().parents[1] / "docs" / "vocabulary.md"
_HEAD = """# The vocabulary of a case

A case holds answers (`facts`) and what happened (`journal`), and nothing else. These are all of them, for whoever
writes [a case file](case-file.md) or [a table of cases](cases.md); `python scripts/describe_vocabulary.py` makes this
page from the content. What is not known is left out: `unknown` is the answer to every question that has words until
one is given. What the handbook has no word for, it does not guess at: [0024](adr/0024-what-happens-to-people.md) says
where the line is.

## Answers"""
_TYPED = {str: "text", datetime: "moment, `2026-11-20T18:20`"}
_EVENTS = """## What happened

Each event has a moment, `at`; an event with words below it has one of them as its `reply`. An event that does not move
the case where it stands is kept and told with the reason.
"""
_HELD = """## Evidence in hand

`held` names what is in hand.
"""


def _both(book: Book, word: str) -> str:
    """The words behind an id in every language, a hint behind them."""
    hint = f"{word}.hint"
    said = ((book.say(lang, word), book.words[lang].get(hint)) for lang in LANGUAGES)
    return " · ".join(f"{words} ({more})" if more else words for words, more in said)


def _asked(condition: dict[str, str]) -> str:
    """When a question is asked, as its row says."""
    return ", ".join(f"`{name}={words}`" for name, words in condition.items() if words != "-")


def _answers(book: Book) -> Iterator[str]:
    part = ""
    for row in book.sheet("tables/questions.csv").rows:
        name = row["id"]
        if row["then.part"] != part:
            part = row["then.part"]
            yield from ("", f"### {_both(book, f'section.{part}')}", "")
        when = _asked({key.removeprefix("if."): words for key, words in row.items() if key.startswith("if.")})
        form = f" ({_TYPED.get(VALUES[name], 'day, `2026-11-20`')})" if name in VALUES else ""
        yield f"- **`{name}`**{form} {_both(book, f'fact.{name}')}" + (f" Asked where {when}." if when else "")
        yield from (f"  - `{w}` {_both(book, f'fact.{name}.{w}')}" for w in CHOICES.get(name, ()) if w != UNKNOWN)
    yield ""


def replies(book: Book, event: str) -> list[str]:
    """The replies with which an event can change where a case stands, in the order of the vocabulary."""
    cells = [row["if.reply"] for row in book.sheet("tables/journal.csv").rows if row["if.event"] == event]
    said = {word for cell in cells for word in cell.split("|")} - {"none"}
    return [word for word in WORDS["reply"] if word in said]


def _events(book: Book) -> Iterator[str]:
    for event in EVENTS:
        yield f"- **`{event}`** {_both(book, f'event.{event}')}"
        if event not in TRACKING_EVENTS:
            yield from (f"  - `{word}` {_both(book, reply_word(event, word))}" for word in replies(book, event))
        else:
            yield "  - an answer of `tracking`"
    yield ""


def page(book: Book) -> str:
    """The whole page."""
    held = (f"- `{slot}` {_both(book, f'evidence.{slot}')}" for slot in SLOTS)
    return "\n".join([_HEAD, *_answers(book), _EVENTS, *_events(book), _HELD, *held]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(default_book()), encoding="utf-8")

"""The wordings of practice, from content/practice: questions, buyers, sellers, goods, slips and misconceptions."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import part
from guide.book.facts import UNKNOWN
from guide.book.languages import LANGUAGES
from guide.engine.drafts import SENT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guide.book.book import Book
    from guide.book.facts import Facts
    from guide.engine.journal import Event

#: Language -> text.
Texts = dict[str, str]


class Goods(NamedTuple):
    """Something that can be bought, and what it costs."""

    names: Texts
    least: int
    most: int
    is_digital: bool


class Misconception(NamedTuple):
    """Why somebody takes one action for another; `-` is any action."""

    chosen: str
    key: str
    texts: Texts


@part
def _sheet(book: Book, name: str) -> dict[str, Texts]:
    rows = book.sheet(f"practice/{name}.csv").rows
    return {row["id"]: {lang: row[lang] for lang in LANGUAGES} for row in rows}


def question(book: Book, group: str) -> Texts:
    """The sentence that asks for a group of facts."""
    return _sheet(book, "asks")[group]


def asked(book: Book) -> tuple[str, ...]:
    """The groups that an agent can ask for."""
    return tuple(_sheet(book, "asks"))


def said(book: Book, id_: str, rng: Random, but: Sequence[Texts] = ()) -> Texts | None:
    """One of the wordings of what a buyer says, another than before where there is any; None without one."""
    return _one(_sheet(book, "buyer_says"), id_, rng, but)


def answered(book: Book, event: Event, facts: Facts) -> Texts | None:
    """The seller's own words for an answer, the same wherever shown, fitting what the tracking says by then."""
    rng, sheet = Random(f"{event.reply} {event.at.isoformat()}"), _sheet(book, "seller_says")
    shown = facts.last_scan is None or facts.last_scan <= event.at
    fitting = _one(sheet, f"{event.reply}.{facts.tracking}", rng) if shown else None
    if facts.tracking not in (UNKNOWN, "not_shipped"):
        fitting = fitting or _one(sheet, f"{event.reply}.sent", rng)
    return fitting or _one(sheet, event.reply, rng)


def _one(sheet: Mapping[str, Texts], id_: str, rng: Random, but: Sequence[Texts] = ()) -> Texts | None:
    ways = [texts for name, texts in sheet.items() if name == id_ or name.rpartition(".")[0] == id_]
    ways = [texts for texts in ways if texts not in but] or ways
    return rng.choice(ways) if ways else None


def phrase(book: Book, id_: str, **slots: Mapping[str, str]) -> Texts:
    """Words with a text for each place, in each language."""
    return {lang: words[id_].format(**{name: texts[lang] for name, texts in slots.items()})
            for lang, words in book.words.items()}  # fmt: skip


def word(book: Book, *ids: str) -> Texts:
    """The first words of these that there are."""
    id_ = next(id_ for id_ in ids if id_ in book.words[SENT_IN])
    return {lang: words[id_] for lang, words in book.words.items()}


def slips(book: Book) -> dict[str, Texts]:
    """Sentences that no message should have, by their ids."""
    return _sheet(book, "slips")


@part
def goods(book: Book) -> tuple[Goods, ...]:
    """What is bought."""
    rows = book.sheet("practice/goods.csv").rows
    return tuple(
        Goods({lang: r[lang] for lang in LANGUAGES}, int(r["least"]), int(r["most"]), r["digital"] == "yes")
        for r in rows
    )


@part
def _misconceptions(book: Book) -> tuple[Misconception, ...]:
    rows = book.sheet("practice/misconceptions.csv").rows
    return tuple(Misconception(r["chosen"], r["key"], {lang: r[lang] for lang in LANGUAGES}) for r in rows)


def misconception(book: Book, chosen: str, key: str) -> Texts | None:
    """Why somebody takes the chosen action for the right one: that of the pair, or of the action; None without one."""
    rows = _misconceptions(book)
    return next((row.texts for other in (key, "-") for row in rows if (row.chosen, row.key) == (chosen, other)), None)


@part
def confused(book: Book, key: str) -> list[str]:
    """The actions that are taken for the right one."""
    return [row.chosen for row in _misconceptions(book) if row.key == key]

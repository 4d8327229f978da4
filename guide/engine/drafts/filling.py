"""A sentence with its placeholders filled; what nothing fills is a gap that names the answer it waits for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from guide.book.languages import FIRST
from guide.book.words import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
#: The fact to ask for where nothing fills a placeholder that is not named like a fact or an event.
_FIELD = {
    "days": "last_scan",
    "exchange": "seller_contacted",
    "bodies": "courier_complained",
    "ruling": "ruled",
    "annex": "held",
    "claim": "tracking",
    "until": "seller_contacted",
    "promised_day": "promised_ship",
    "moved_day": "moved_ship",
    "agreed_day": "agreed_by",
    "paid_day": "paid_at",
    "sum": "sum_asked",
}


#: A blank between a Chinese sign and a number, as print has it.
_BLANK = r"(?<=[一-鿿]) (?=\d)|(?<=\d) (?=[一-鿿])"
#: What every case fills.
_ALWAYS = {"me", "shop", "recipient", "today", "paid_by"}


class Piece(NamedTuple):
    """A stretch of a sentence: plain words, a filled fact, or a gap that names the fact it waits for."""

    text: str
    kind: str = "plain"  # plain, filled, gap
    field: str = ""  # of a gap the fact it waits for, of a filled one the name it was filled under


def placeholders(book: Book) -> set[str]:
    """The placeholders of drafts and answers that may stay open: names of facts, events, and what is worked out."""
    answers = (text for name, text in book.words[FIRST].items() if name.startswith("answer."))
    texts = (*answers, *(rule.because[FIRST] for rule in book.tables["drafts"].rules))
    return {name for text in texts for name in PLACEHOLDER.findall(text)} - book.parameters.keys()


def gap(name: str, book: Book, language: str) -> str:
    """A placeholder as it stands where nothing fills it: 【订单号】."""
    say = book.words[language]
    word = next(say[i] for of in ("placeholder", "fact", "event") if (i := f"{of}.{name}") in say)
    return f"【{word}】" if language == "zh" else f"[{word}]"


def gaps(book: Book) -> set[str]:
    """Every gap that a draft can leave open, in all languages."""
    return {gap(name, book, language) for language in book.words for name in placeholders(book) - _ALWAYS}


def fill(template: str, values: Mapping[str, str], book: Book, language: str) -> tuple[Piece, ...]:
    """Fill each `{placeholder}`; a `[group]` with an open one is dropped, an open one outside a group becomes a gap.

    A sentence begins with a capital letter, whoever is put in front; what somebody typed stays as it is.
    """

    def keep(group: re.Match[str]) -> str:
        return group[1] if all(name in values for name in PLACEHOLDER.findall(group[1])) else ""

    pieces = tuple(_pieces(_OPTIONAL.sub(keep, template), values, book, language))
    if not pieces or (pieces[0].kind == "filled" and pieces[0].field not in _ALWAYS):
        return pieces
    first, *rest = pieces
    return (first._replace(text=first.text[:1].upper() + first.text[1:]), *rest)


def closed(pieces: tuple[Piece, ...], typed: Iterable[str]) -> tuple[Piece, ...]:
    """A Chinese sentence as it is typed in a chat, 11月16日 and not 11 月 16 日; what somebody typed stays as it is."""
    whole = "".join(piece.text for piece in pieces)
    kept = {n for value in typed for found in re.finditer(re.escape(value), whole) for n in range(*found.span())}
    drop = {found.start() for found in re.finditer(_BLANK, whole)} - kept
    at, made = 0, []
    for piece in pieces:
        made.append(piece._replace(text="".join(c for n, c in enumerate(piece.text, at) if n not in drop)))
        at += len(piece.text)
    return tuple(made)


def _pieces(text: str, values: Mapping[str, str], book: Book, language: str) -> Iterator[Piece]:
    end = 0
    for match in PLACEHOLDER.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        name, end = match[1], match.end()
        if name in values:
            end += values[name].endswith("日") and text[end : end + 1] == " "  # a blank follows 20:15, and no 日
            yield Piece(values[name], "filled", name)
        else:
            yield Piece(gap(name, book, language), "gap", _FIELD.get(name, name))
    if end < len(text):
        yield Piece(text[end:])

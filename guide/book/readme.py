"""Book -> the README of its folder: to change something, open its file; the words are those of words/readme.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book


def files(book: Book) -> list[str]:
    """Every file of the content, those on the top level first; the scenarios are one folder."""
    paths = [path.relative_to(book.folder) for path in book.folder.rglob("*") if path.suffix in (".csv", ".yaml")]
    names = {path.as_posix() if path.suffix == ".csv" or len(path.parts) == 1 else f"{path.parent}/" for path in paths}
    return sorted(names, key=lambda name: (name.count("/"), name))


def _row(book: Book, file: str) -> str:
    name = file.rstrip("/").partition(".")[0].replace("/", ".")
    contents = " | ".join(book.say(lang, f"files.{name}") for lang in LANGUAGES)
    return f"| {contents} | [`{file}`]({file}) |"


def _lines(book: Book) -> Iterator[str]:
    yield "# " + " · ".join(book.say(lang, "files.title") for lang in LANGUAGES)
    for lang in LANGUAGES:
        yield from ("", book.say(lang, "files.lead"))
    change, opened = ([book.say(lang, word) for lang in LANGUAGES] for word in ("files.change", "files.open"))
    yield from ("", f"| {' | '.join(change)} | {' · '.join(opened)} |", "|---|---|---|")
    yield from (_row(book, file) for file in files(book))


def readme(book: Book) -> str:
    """The whole page, in Chinese with English beside it."""
    return "\n".join(_lines(book)) + "\n"

"""Rendering: a frozen context of plain values in; SVG, HTML or plain text out."""

from __future__ import annotations

from dataclasses import fields
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from guide.book.book import MARKS
from guide.book.languages import FIRST

if TYPE_CHECKING:
    from guide.book.book import Book

#: Names that every template may use besides the fields of its context.
SHARED = frozenset({"t", "lang", "render", *MARKS[FIRST]})


class Context:
    """A part of a page as data: a frozen dataclass of plain values, or of other contexts."""

    folder: ClassVar[Path] = Path(__file__).parent / "templates"
    template: ClassVar[str]  # map.svg, outline.txt


def file(kind: type[Context]) -> str:
    """The file of a context's template."""
    return f"{kind.template}.j2"


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder, escaped save for plain text; an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each view asks the disk whether its template has changed
    )


def render(context: Context, book: Book, lang: str) -> Markup:
    """Render a context by its template, in one language; every word is escaped, save in plain text."""

    def say(word: str, **values: object) -> str:
        words = book.say(lang, word)
        return words.format(**values) if values else words

    shared = {"t": say, "lang": lang, "render": partial(render, book=book, lang=lang), **MARKS[lang]}
    values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
    return Markup(environment(context.folder).get_template(file(type(context))).render(shared | values))

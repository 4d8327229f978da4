"""Rendering: a context in, escaped HTML out. A context holds plain values; its template words and places them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guide.book.book import MARKS
from guide.book.languages import FIRST

if TYPE_CHECKING:
    from guide.ui.session import Session

#: Names that every template may use besides the fields of its context.
SHARED = frozenset({"t", "lang", *MARKS[FIRST]})


class Context:
    """The values of one view: a frozen dataclass of text, numbers, other contexts, and tuples of these."""

    template: ClassVar[str]


def file(kind: type[Context]) -> str:
    """The template of a context."""
    return f"{kind.template}.html.j2"


@cache
def environment() -> Environment:
    """The templates, with autoescape on and an unknown name an error."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def html(context: Context | None, session: Session) -> str:
    """A context by its template, in the visitor's language; without a context there is nothing to show."""
    if context is None:
        return ""
    shared = {"t": session.say, "lang": session.lang, **MARKS[session.lang]}
    values = {field.name: getattr(context, field.name) for field in fields(context)}  # type: ignore[arg-type]
    return environment().get_template(file(type(context))).render(shared | values)

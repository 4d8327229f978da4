"""A view rendered for a visitor: the templates of the pages, and a context in the language of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from guide.map import rendering

if TYPE_CHECKING:
    from guide.ui.session import Session


class Context(rendering.Context):
    """The values of one view: a frozen dataclass of text, numbers, other contexts, and tuples of these."""

    folder: ClassVar[Path] = Path(__file__).parent / "templates"


def html(context: rendering.Context | None, session: Session) -> str:
    """A context by its template, in the visitor's language; without a context there is nothing to show."""
    return "" if context is None else str(rendering.render(context, session.book, session.lang))

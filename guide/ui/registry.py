"""The pages of the handbook: how each is built, and what a notebook shows of it. pages.csv says which there are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from guide.ui.layouts import layouts
from guide.ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from guide.ui.base import BasePage

#: The environment variable by which the web app tells a kernel that its page finds the state of a form in the HTML.
SERVED = "GUIDE_SERVED"


def _case_page(session: Session, name: str) -> BasePage:
    from guide.ui.case.page import CasePage

    return CasePage(session, name)


def _map_page(session: Session, name: str) -> BasePage:
    from guide.ui.map.page import MapPage

    return MapPage(session, name)


def _rules_page(session: Session, name: str) -> BasePage:
    from guide.ui.rules.page import RulesPage

    return RulesPage(session, name)


def _practice_page(session: Session, name: str) -> BasePage:
    from guide.ui.practice.page import PracticePage

    return PracticePage(session, name)


def _desk_page(session: Session, name: str) -> BasePage:
    from guide.ui.desk.page import DeskPage

    return DeskPage(session, name)


def _class_page(session: Session, name: str) -> BasePage:
    from guide.ui.practice.cohort import CohortPage

    return CohortPage(session, name)


#: What builds each kind of page, by the column `shows` of pages/pages.csv; a page loads its modules when it is built.
KINDS: dict[str, Callable[[Session, str], BasePage]] = {
    "case": _case_page,
    "map": _map_page,
    "rules": _rules_page,
    "practice": _practice_page,
    "class": _class_page,
    "desk": _desk_page,
}
_BUYERS = frozenset({"case", "map"})  # kinds of pages that a buyer opens


def build(session: Session, name: str = "wizard") -> BasePage:
    """A page, ready to be shown."""
    return KINDS[layouts(session.book)[name].shows](session, name)


def page(name: str) -> None:
    """Show a page of the handbook below a notebook cell."""
    from IPython.display import publish_display_data

    session = Session()
    shown = _bundle(lambda: build(session, name).root)
    publish_display_data(shown)  # type: ignore[no-untyped-call]


def _bundle(make: Callable[[], Widget]) -> dict[str, Any]:
    """The form for the notebook: JupyterLab hears of each widget as it is made, our web app of all at once."""
    if os.environ.get(SERVED) != "1":
        return make()._repr_mimebundle_() or {}
    from guide.ui.quiet import bundle

    return bundle(make)


def warm_up() -> None:
    """Build the pages of a buyer in every language, answer, and let go of them: what that reads and compiles stays.

    A team's pages load data frames, which would cost every visitor memory.
    """
    from ipywidgets import Widget

    from guide.ui.quiet import quiet, states

    book = Session(store=None).book
    with quiet():
        for name in (name for name, layout in layouts(book).items() if layout.shows in _BUYERS):
            for lang in book.words:
                page = build(Session(lang=lang, store=None), name)
                states(page.root)
                page.warm_up()
        Widget.close_all()

"""Pages: build(session, name) -> Widget, and what a notebook shows of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.ui.case.page import CasePage
from guide.ui.session import CaseState, Session
from guide.ui.views import case as views

if TYPE_CHECKING:
    from ipywidgets import Widget


def build(session: Session, name: str = "wizard") -> Widget:
    """The widget of a page."""
    if name == "map":
        from guide.ui.map.page import MapPage  # not at start: the other pages draw no map

        return MapPage(session).root
    if name == "rules":
        from guide.ui.rules.page import RulesPage  # not at start: the other pages prove nothing

        return RulesPage(session).root
    if name == "practice":
        from guide.ui.practice.page import PracticePage  # not at start: the other pages draw no made-up case

        return PracticePage(session).root
    return CasePage(session, name).root


def first_screen(session: Session, name: str) -> str:
    """The page's first screen as plain HTML in both languages, to stand before the widgets are alive."""
    if name in ("map", "rules", "practice"):
        return ""
    shown: list[str] = []
    for lang in session.book.words:
        session = Session(session.book, session.now, lang)
        advice = CaseState(session).advice
        shown.append(views.render("first", session, advice=advice, stages=views.STAGES))
    return "".join(shown)


def page(name: str) -> None:
    """Show a page of the handbook below a notebook cell."""
    from IPython.display import publish_display_data

    session = Session()
    widget: Any = build(session, name)
    bundle = widget._repr_mimebundle_() or {}
    publish_display_data({**bundle, "text/html": first_screen(session, name)}, metadata={"lang": "both"})  # type: ignore[no-untyped-call]

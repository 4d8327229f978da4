"""The pages without a browser: what a visitor does, as the browser's half sends it."""

import json
import re
from datetime import timedelta
from html import unescape

from strategies import NOW

from guide.book.facts import Facts
from guide.cases.casefile import to_plain
from guide.engine.case import Case
from guide.ui.case.page import CasePage
from guide.ui.controls.view import View
from guide.ui.session import Session

STOPPED = Case(
    Facts(kind="in_stock", origin="domestic", complaint="not_arrived", tracking="in_transit", order_found="yes",
          address="right", phone="right", recipient="right", last_scan=NOW - timedelta(days=6))
)  # fmt: skip


def session(**more) -> Session:
    return Session(now=lambda: NOW, **more)


def page(name: str = "wizard", case: Case | None = None, lang: str = "zh") -> CasePage:
    """A page as the browser finds it, with a case from the device."""
    made = whole(CasePage(session(lang=lang), name))
    if case is not None:
        made.shell.set_state({"case": json.dumps(to_plain(case))})
        assert case == made.state.case
    return made


def whole(made: CasePage) -> CasePage:
    """The page with its whole form, where it begins with one question."""
    if made.walk is not None:
        made.walk.go("all")
    return made


def field(made: CasePage, name: str):
    """A field by its name, wherever it stands."""
    return next(f for s in made.sections.values() for f in s.fields if f.name == name)


def enter(made: CasePage, name: str, value: object) -> None:
    """What the browser sends for an answer."""
    field(made, name).widget.set_state({"value": value})


def press(made: CasePage, act: str, arg: str = "") -> None:
    """What the browser sends for a button, from the view that offers it, or else from the card."""
    offering = [view for view in views(made) if act in view.acts]
    if act == "fold":
        offering = [section.head for name, section in made.sections.items() if name == arg]
    (*offering, made.now)[0]._handle_custom_msg({"act": act, "arg": arg}, [])


def views(made: CasePage) -> list[View]:
    """The views of the case: the head, the card, the answers, and those of every section."""
    inside = [part for section in made.sections.values() for part in section.body.children if isinstance(part, View)]
    return [made.head, made.now, made.aside, *inside]


def title(made: CasePage) -> str:
    return unescape(re.search(r'id="now"[^>]*>([^<]*)<', made.now.html)[1])

"""The page's own state: language, clock and the case kept on the device."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, Int, TraitError, Unicode, validate

from guide.book.languages import FIRST, LANGUAGES
from guide.ui.controls.base import Control, need, script
from guide.ui.controls.paste import picture
from guide.ui.styles import sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CASE_BYTES = 200_000
#: What the page may tell: which case it has, which it knows, what its address asks for, the class that was joined, and
#: that its line was broken: what was said into it is to be said again.
_WORDS = ("hello", "cases", "arrive", "joined", "again")
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{0,64}")


@cache
def _sheet() -> dict[str, str]:
    """Style sheets for JupyterLab: the browser limits `scoped` to our own root; `plain` is limited already."""
    return {"scoped": sheets("tokens", "guide", "walk", "desk", "practice"), "plain": sheets("lab")}


class Shell(Control):
    """The link to the page around the widgets: language, zone, and the case that the tab keeps."""

    _esm = script("shell")
    writable = frozenset({"lang", "zone_minutes", "zone_name", "narrow", "reads_many", "case", "former", "draft"})
    lang = Enum(LANGUAGES, default_value=FIRST).tag(sync=True)
    zone_minutes = Int(480).tag(sync=True)
    zone_name = Unicode().tag(sync=True)
    narrow = Bool(False).tag(sync=True)  # whether the window is too narrow for a form beside its advice
    reads_many = Bool(False).tag(sync=True)  # whether the page reads many messages in one, as our own script does
    spot = Unicode().tag(sync=True)  # what of a case is shown, for the browser's back and forward
    case = Unicode().tag(sync=True)
    former = Unicode().tag(sync=True)  # the case that made room for it, where no list has that one
    draft = Unicode().tag(sync=True)  # the text to send as the visitor has changed it
    code = Unicode().tag(sync=True)  # of the case in hand; said to the page, never taken from it as a trait
    waiting = Unicode().tag(sync=True)  # entries the database has not got yet
    page = Unicode().tag(sync=True)
    holds_case = Bool(False).tag(sync=True)  # whether the page asks for the case whose code is kept here

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._callbacks: list[Callable[[str, Any], None]] = []
        self.on_msg(self._hear)

    def on_word(self, callback: Callable[[str, Any], None]) -> None:
        """Call back with (word, more) when the page tells its cases, or what is wanted of it."""
        self._callbacks.append(callback)

    def clean(self, name: str, value: Any) -> str | int:
        """A known language, a width, a real offset, a plausible zone name, a small JSON object."""
        if name == "zone_minutes":
            need(type(value) is int and abs(value) <= 14 * 60, f"{name}: no such offset")
            return int(value)
        if name in ("narrow", "reads_many"):
            need(type(value) is bool, f"{name}: neither yes nor no")
            return bool(value)
        need(isinstance(value, str), f"{name}: not a text")
        if name == "lang":
            need(value in LANGUAGES, f"{name}: no such language")
        elif name == "zone_name":
            need(bool(_ZONE.fullmatch(value)), f"{name}: no such zone")
        elif value:
            need(len(value) <= CASE_BYTES, f"{name}: too long")
            try:
                need(len(value.encode()) <= CASE_BYTES, f"{name}: too long")
                need(isinstance(json.loads(value), dict), f"{name}: not a case")
            except (ValueError, RecursionError):
                raise TraitError(f"{name}: not a case") from None
        return str(value)

    @validate("lang", "zone_minutes", "zone_name", "narrow", "reads_many", "case", "former", "draft")
    def _check(self, proposal: Mapping[str, Any]) -> str | int:
        return self.clean(proposal["trait"].name, proposal["value"])

    def _hear(self, _widget: object, content: Any, buffers: Any) -> None:
        if content == {"want": "sheet"}:
            self.send({"sheet": _sheet()})
        elif isinstance(content, dict) and len(content) == 1:
            (word, more), *_ = content.items()
            if more == {"picture": ""}:
                more = {"picture": picture(buffers)}
            for callback in tuple(self._callbacks) if word in _WORDS and isinstance(more, dict) else ():
                callback(word, more)

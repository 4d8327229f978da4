"""The widget kit: five small anywidgets, each a thin and distrustful half of a browser control."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from traitlets import Bool, Dict, Enum, Int, List, TraitError, Unicode, observe, validate

STATIC = Path(__file__).parents[1] / "static"
UNKNOWN = "unknown"
CASE_BYTES = 200_000
PICTURE_BYTES = 3_000_000  # well below what the websocket takes; anything over that limit would vanish without a word
#: Why the browser took no file; the ends of the word ids `track.image.*`.
REFUSALS = frozenset({"kind", "broken", "large", "moving", "missing", "binary", "long", "several"})

_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{0,64}")
_TIMES = {
    "datetime": (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"), datetime.fromisoformat),
    "date": (re.compile(r"\d{4}-\d\d-\d\d"), date.fromisoformat),
}


def module(*names: str) -> str:
    """Join the shared helpers and a control's parts into the ES module that the widget carries."""
    return "\n".join((Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("common", *names))


@cache
def _sheet() -> dict[str, str]:
    """Style sheets for JupyterLab: `scoped` goes inside our own root, `plain` is scoped already."""
    tokens, guide, lab = (
        (STATIC / name).read_text(encoding="utf-8") for name in ("tokens.css", "guide.css", "lab.css")
    )
    return {"scoped": tokens + guide, "plain": lab}


def need(condition: bool, reason: str) -> None:
    """Refuse a value; the reason never repeats the value, which may be personal."""
    if not condition:
        raise TraitError(reason)


class Control(AnyWidget):  # type: ignore[misc, unused-ignore]
    """A widget whose browser half may write the traits in `writable` and no other."""

    writable: frozenset[str] = frozenset()

    def clean(self, name: str, value: Any) -> Any:
        """Return the value to keep for a writable trait, or raise TraitError."""
        raise NotImplementedError

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take what the browser wrote, one trait at a time; put back what is refused."""
        for name in sorted(self.writable.intersection(sync_data)):
            try:
                self.clean(name, sync_data[name])
            except TraitError:
                self.send_state(name)
            else:
                super().set_state({name: sync_data[name]})


class View(Control):
    """Escaped html with live acts, jumps, copy and print, and one status region that stays."""

    _esm = module("view")
    html = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)

    def __init__(self, html: str = "", *, acts: Iterable[str] = (), **traits: Any) -> None:
        super().__init__(html=html, **traits)
        self.acts = frozenset(acts)
        self._callbacks: list[Callable[[str, str], None]] = []
        self.on_msg(self._hear)

    def on_act(self, callback: Callable[[str, str], None]) -> None:
        """Call back with (act, arg) when a button with a known `data-act` is pressed."""
        self._callbacks.append(callback)

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict):
            return
        act, arg = content.get("act"), content.get("arg", "")
        if not isinstance(act, str) or not isinstance(arg, str) or act not in self.acts or len(arg) > 200:
            return
        for callback in tuple(self._callbacks):
            callback(act, arg)


class Choice(Control):
    """One question with native radios; an empty or unknown value is an open question."""

    _esm = module("choice")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    legend = Unicode().tag(sync=True)
    hint = Unicode().tag(sync=True)
    options = List(Dict()).tag(sync=True)
    value = Unicode().tag(sync=True)
    columns = Enum((2, 3), default_value=2).tag(sync=True)
    short = Bool(False).tag(sync=True)
    deliberate = Bool(False).tag(sync=True)  # arrow keys only look; a press chooses
    open_label = Unicode().tag(sync=True)
    clear_label = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)

    def clean(self, name: str, value: Any) -> str:
        """Only an option, or nothing."""
        need(isinstance(value, str), f"{name}: not a text")
        need(value in {"", UNKNOWN, *(option["value"] for option in self.options)}, f"{name}: no such option")
        return str(value)

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> str:
        return self.clean("value", proposal["value"])

    @observe("options")
    def _drop_gone(self, _change: object) -> None:
        if self.value not in {"", UNKNOWN, *(option["value"] for option in self.options)}:
            self.value = UNKNOWN


class Entry(Control):
    """One line, one area or one point in time, with an echo of how it was read."""

    _esm = module("entry")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    hint = Unicode().tag(sync=True)
    kind = Enum(("text", "area", "datetime", "date"), default_value="text").tag(sync=True)
    value = Unicode().tag(sync=True)
    rows = Int(5).tag(sync=True)
    placeholder = Unicode().tag(sync=True)
    echo = Unicode().tag(sync=True)
    error = Unicode().tag(sync=True)
    max_length = Int(200).tag(sync=True)

    def clean(self, name: str, value: Any) -> str:
        """Text without control characters and not too long; a date that exists."""
        need(isinstance(value, str), f"{name}: not a text")
        need(len(value) <= self.max_length, f"{name}: too long")
        if value and self.kind in _TIMES:
            pattern, read = _TIMES[self.kind]
            try:
                need(bool(pattern.fullmatch(value)), f"{name}: not a {self.kind}")
                read(value)
            except ValueError:
                raise TraitError(f"{name}: not a {self.kind}") from None
        kept = "\n\t" if self.kind == "area" else ""
        plain = "".join(c for c in value if c in kept or (c >= " " and c != "\x7f"))
        return plain.encode("utf-8", "ignore").decode("utf-8")  # drops half characters

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._confirm)

    def _confirm(self, _widget: object, content: Any, _buffers: object) -> None:
        """Answer that a value was taken in: messages come in order, so all that follows from it is done."""
        if isinstance(content, dict) and isinstance(content.get("ask"), str):
            self.send({"heard": content["ask"]})

    def on_enter(self, callback: Callable[[], None]) -> None:
        """Call back when Enter is pressed in a single line; its value is taken first."""

        def hear(_widget: object, content: Any, _buffers: object) -> None:
            text = content.get("enter") if isinstance(content, dict) else None
            try:
                self.value = self.clean("value", text)
            except TraitError:
                return
            callback()

        self.on_msg(hear)

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> str:
        return self.clean("value", proposal["value"])


class Paste(Entry):
    """An area that takes files, too: text is put into it by the browser, a picture comes here as bytes."""

    _esm = module("files", "entry")
    button = Unicode().tag(sync=True)
    images = Bool(False).tag(sync=True)
    busy = Bool(False).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._callbacks: list[Callable[[str, bytes], None]] = []
        self.on_msg(self._hear)

    def on_file(self, callback: Callable[[str, bytes], None]) -> None:
        """Call back with ("image", bytes), or with the reason why the browser took no file and nothing."""
        self._callbacks.append(callback)

    def _hear(self, _widget: object, content: Any, buffers: Any) -> None:
        what = content.get("file") if isinstance(content, dict) else None
        if not isinstance(what, str):
            return
        data = bytes(buffers[0]) if what == "image" and isinstance(buffers, list) and len(buffers) == 1 else b""
        if what in REFUSALS or (what == "image" and 0 < len(data) <= PICTURE_BYTES):
            for callback in tuple(self._callbacks):
                callback(what, data)


class Checks(Control):
    """The evidence list: groups of items to tick, each with what it proves and how to take it."""

    _esm = module("checks")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    groups = List(Dict()).tag(sync=True)
    value = List(Unicode()).tag(sync=True)
    sketches = Dict().tag(sync=True)  # item -> a drawing of ours
    sketch_label = Unicode().tag(sync=True)
    add_label = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)

    def _known(self) -> list[str]:
        return [item["value"] for group in self.groups for item in group["items"]]

    def clean(self, name: str, value: Any) -> list[str]:
        """Known items only, each once, in the order of the list."""
        need(isinstance(value, list) and all(isinstance(v, str) for v in value), f"{name}: not a list of texts")
        known = self._known()
        need(len(value) <= len(known) and set(value) <= set(known), f"{name}: no such item")
        return [item for item in known if item in value]

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> list[str]:
        return self.clean("value", proposal["value"])

    @observe("groups")
    def _drop_gone(self, _change: object) -> None:
        known = self._known()
        self.value = [item for item in self.value if item in known]


class Shell(Control):
    """What the page knows and the kernel does not: language, clock offset, the case kept on the device."""

    _esm = module("shell")
    writable = frozenset({"lang", "zone_minutes", "zone_name", "case", "draft"})
    lang = Enum(("zh", "en"), default_value="zh").tag(sync=True)
    zone_minutes = Int(480).tag(sync=True)
    zone_name = Unicode().tag(sync=True)
    case = Unicode().tag(sync=True)
    draft = Unicode().tag(sync=True)  # the text to send as the visitor has changed it
    code = Unicode().tag(sync=True)  # of the case in hand; said to the page, never taken from it as a trait
    waiting = Unicode().tag(sync=True)  # entries the database has not got yet
    page = Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._callbacks: list[Callable[[str, Any], None]] = []
        self.on_msg(self._hear)

    def on_word(self, callback: Callable[[str, Any], None]) -> None:
        """Call back with (word, more) when the page tells what it keeps: `hello` at first, `cases` when asked."""
        self._callbacks.append(callback)

    def clean(self, name: str, value: Any) -> str | int:
        """A known language, a real offset, a plausible zone name, a small JSON object."""
        if name == "zone_minutes":
            need(type(value) is int and abs(value) <= 14 * 60, f"{name}: no such offset")
            return int(value)
        need(isinstance(value, str), f"{name}: not a text")
        if name == "lang":
            need(value in ("zh", "en"), f"{name}: no such language")
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

    @validate("lang", "zone_minutes", "zone_name", "case", "draft")
    def _check(self, proposal: Mapping[str, Any]) -> str | int:
        return self.clean(proposal["trait"].name, proposal["value"])

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"want": "sheet"}:
            self.send({"sheet": _sheet()})
        elif isinstance(content, dict) and len(content) == 1:
            (word, more), *_ = content.items()
            for callback in tuple(self._callbacks) if word in ("hello", "cases") and isinstance(more, dict) else ():
                callback(word, more)

"""My orders: the cases whose codes this device keeps, each with its next action, and the code of the one in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from guide.cases.store import CodeError, StoreError, key_of, read_code, rebuild
from guide.engine.advice import advise
from guide.engine.drafts import say_moment
from guide.ui.attempt import safely
from guide.ui.base import box
from guide.ui.controls.entry import Entry
from guide.ui.controls.showing import show
from guide.ui.controls.view import View
from guide.ui.views.cases import CaseName, Cases, CasesFoot, Item
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.ui.attempt import Attempt
    from guide.ui.case.keeping import Keeping
    from guide.ui.controls.shell import Shell

MOST = 50  # cases in the list of one device
LONGEST_LABEL = 40


@dataclass(frozen=True)
class ListedCase:
    """One case of the list; `label` is what the user called it."""

    code: str
    label: str
    name: str = ""
    number: str = ""
    due: str = ""
    until: datetime | None = None
    trouble: str = ""


class CaseList:
    """A panel that folds out under the head; the device's own list stays in the browser and is asked for."""

    def __init__(self, keeping: Keeping, shell: Shell, attempt: Attempt) -> None:
        self.keeping, self.shell, self.session, self.attempt = keeping, shell, keeping.state.session, attempt
        self.rows: tuple[ListedCase, ...] = ()
        self.opened = self.private = False
        self.asking, self.chosen, self.word = "", -1, ""
        acts = safely(self._press, open=self._open, rename=partial(self._ask, "rename"), drop=self._drop,
                      delete=partial(self._ask, "delete"), private=self._ask_private, public=self._publish,
                      yes=self._confirm, save=self._confirm, no=self._leave, enter=self._enter_typed)  # fmt: skip
        self.view, self.foot, self.naming = View(acts=acts), View(acts=acts), View(acts=acts)
        self.typed = Entry(name="code", max_length=60)
        self.label = Entry(name="label", max_length=LONGEST_LABEL)
        self.find = Entry(name="find", max_length=LONGEST_LABEL)
        self.root = box(self.find, self.view, self.label, self.naming, self.typed, self.foot, css="g-cases")
        self.typed.on_enter(lambda: acts["enter"](""))
        self.typed.observe(lambda change: attempt(lambda: self._emptied(change["new"])), "value")
        self.find.observe(lambda _change: attempt(self.render), "value")
        self.label.on_enter(lambda: acts["save"](""))
        shell.on_word(lambda word, more: attempt(lambda: self._hear(word, more)))
        self.render()

    def forget(self) -> None:
        """Drop what was typed and asked about; the list itself is of the device and not of a case."""
        self.asking, self.word, self.chosen = "", "", -1
        self.typed.value = self.label.value = self.find.value = ""

    def begin(self) -> None:
        """Look as on a new page."""
        self.forget()

    def toggle(self) -> None:
        """Open the panel, or close it; the device is asked each time."""
        self.opened = not self.opened
        self.asking, self.word, self.chosen = "", "", -1
        if self.opened:
            self.shell.send({"cases": True})
        self.render()

    def _hear(self, word: str, more: dict[str, Any]) -> None:
        if word != "cases" or self.keeping.store is None:
            return
        listed = more.get("list")
        self.private = more.get("private") is True
        pairs = map(_kept, (listed if isinstance(listed, list) else [])[:MOST])
        rows = [self._row(*pair) for pair in pairs if pair is not None]
        late = datetime.max.replace(tzinfo=self.session.now().tzinfo)
        self.rows = tuple(sorted(rows, key=lambda row: row.until or late))
        self.render()

    def _row(self, code: str, label: str) -> ListedCase:
        """A line of the list: the action that the engine advises now, and until when."""
        tail = label or self.session.say("ui.cases.tail", tail=code[-5:])
        assert self.keeping.store is not None
        try:
            case, _ = rebuild(entries := self.keeping.store.read(key_of(code)))
        except StoreError as error:
            return ListedCase(code, label, tail, trouble=f"ui.store.{error.reason}")
        if not entries:
            return ListedCase(code, label, tail, trouble="ui.store.unknown")
        advice = advise(case, self.session.book, self.session.now())
        name, number = label or case.facts.item or tail, case.facts.order_no or ""
        return ListedCase(code, label, name, number, f"action.{advice.action}", advice.due)

    # what the visitor does --------------------------------------------------------------

    def _press(self, work: Callable[[], object]) -> None:
        """Run an act and show what came of it; a sentence about the one before goes."""

        def act() -> None:
            self.word = ""
            work()
            self.render()

        self.attempt(act)

    def _listed(self, arg: str) -> ListedCase | None:
        """A case by its number in the list."""
        return self.rows[int(arg)] if arg.isdecimal() and int(arg) < len(self.rows) else None

    def _open(self, arg: str) -> None:
        if row := self._listed(arg):
            self._enter(row.code)

    def _enter_typed(self, _arg: str) -> None:
        self._enter(self.typed.value)

    def _drop(self, arg: str) -> None:
        if row := self._listed(arg):
            self.shell.send({"forget": row.code})

    def _publish(self, _arg: str) -> None:
        self.shell.send({"private": False, "code": self.keeping.code if self.keeping.stored else ""})

    # what is asked about first -----------------------------------------------------------

    def _ask(self, act: str, arg: str) -> None:
        if row := self._listed(arg):
            self.asking, self.chosen, self.label.value = act, int(arg), row.label

    def _ask_private(self, _arg: str) -> None:
        self.asking = "private"

    def _leave(self, _arg: str) -> None:
        self.asking = ""

    def _confirm(self, _arg: str) -> None:
        asked, self.asking = self.asking, ""
        row = self.rows[self.chosen] if 0 <= self.chosen < len(self.rows) else None
        if asked == "private":
            self.shell.send({"private": True})
        elif asked == "rename" and row is not None:
            self.shell.send({"remember": {"code": row.code, "label": self.label.value.strip()}})
        elif asked == "delete" and row is not None:
            self._delete(row)

    def _delete(self, row: ListedCase) -> None:
        assert self.keeping.store is not None
        try:
            self.keeping.store.forget(key_of(row.code))
        except StoreError as error:
            self.word = f"ui.store.{error.reason}"
            return
        self.shell.send({"forget": row.code})
        if row.code == self.keeping.code:
            self.keeping.renew()
            self.keeping.state.clear()

    def _emptied(self, text: str) -> None:
        """A sentence about a code goes with the code."""
        if not text and self.word:
            self.word = ""
            self.render()

    def _enter(self, text: str) -> None:
        self.opened = False
        if self.keeping.open(text):
            self.typed.value = ""
            self.keeping.state.touch()
        else:
            self.opened = True
            self.word, self.keeping.word = self.keeping.word, ""
            self.keeping.render()

    # on the page ------------------------------------------------------------------------

    def render(self) -> None:
        """The panel as it is now."""
        say, on = self.session.say, self.opened and self.keeping.store is not None
        show(self.root, on)
        if not on:
            return
        naming = self.asking == "rename"
        self.label.label, self.typed.label = say("ui.cases.label"), say("ui.cases.type")
        for part in (self.label, self.naming):
            show(part, naming)
        self.naming.html = html(CaseName(), self.session)
        code = self.keeping.code if self.keeping.stored or self.keeping.pending else ""
        name = self.rows[self.chosen].name if 0 <= self.chosen < len(self.rows) else ""
        self.find.label = say("ui.cases.find")
        show(self.find, len(self.rows) > 1 and not self.private)
        items = tuple(self._item(place, row) for place, row in enumerate(self.rows) if self._finds(row))
        cases = Cases(code, items, len(self.rows), self.asking, name, self.private)
        self.view.html = html(cases, self.session)
        self.foot.html = html(CasesFoot(self.word, self.private), self.session)

    def _finds(self, row: ListedCase) -> bool:
        """Whether the search finds a case: by its name, its order number, or the end of its code."""
        wanted = self.find.value.strip().casefold()
        return any(wanted in text.casefold() for text in (row.name, row.number, row.code[-5:]))

    def _item(self, place: int, row: ListedCase) -> Item:
        until = say_moment(self.session.lang, row.until, self.session.now()) if row.until else ""
        return Item(row.code, place, row.number, row.name, row.due, until, row.trouble)


def _kept(item: object) -> tuple[str, str] | None:
    """The code and the label of an item that the device kept; None where it holds no code."""
    if not isinstance(item, dict) or not isinstance(item.get("code"), str):
        return None
    try:
        code = read_code(item["code"])
    except CodeError:
        return None
    label = item.get("label")
    return code, " ".join(label.split())[:LONGEST_LABEL] if isinstance(label, str) else ""

"""The page of the rules, for the team lead: what holds, what an edit changes, and which rules nothing tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.notices import Notice, tell
from guide.cases.table import TableError
from guide.check.edit import EditError, Step, Work
from guide.ui.base import BasePage
from guide.ui.controls.tabledrop import LARGEST, TableDrop
from guide.ui.controls.view import View
from guide.ui.views import rules as view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.book.faults import Fault
    from guide.ui.session import Session


class RulesPage(BasePage):
    """The proofs, run once the page stands; a control that takes an edit, one that takes cases; what comes of them."""

    def __init__(self, session: Session, name: str = "rules") -> None:
        super().__init__(session, name)
        self.work, self.checks, self.effect = Work(), View(), View()
        self._steps: Iterator[Step] = iter(())
        self.step: Step | None = Step("rules.busy.check", 0.0)
        self.told: tuple[Fault, ...] = ()  # what could not be read of a workbook
        self.began = False
        self.edit = self._drop("rules-edit", ".xlsx,.csv,.yaml", self._take, self._forget)
        self.cases = self._drop("rules-cases", ".csv,.tsv,.txt,.jsonl,.ndjson", self._give, self._no_cases)
        self.show(self.checks, self.edit, self.cases, self.effect)

    def _drop(self, name: str, accept: str, take: Callable[[bytes, bool], None], back: Callable[[], None]) -> TableDrop:
        drop = TableDrop(
            on_table=lambda raw, is_lines: self.attempt(lambda: take(raw, is_lines)),
            on_act=lambda act: self.attempt(back) if act == "back" else None,
            on_more=lambda: self.attempt(self._more),
            on_broken=lambda: self.attempt(lambda: self._refuse(drop, "rules.file.broken")),
            on_ready=lambda: self.attempt(self._begin),
            name=name,
            accept=accept,
        )
        return drop

    def stop(self) -> None:
        """Give up the work that is under way."""
        self._steps, self.step = iter(()), None
        self.render()

    # the work, a step at a time -------------------------------------------------------

    def _begin(self) -> None:
        """The browser stands: begin to check, once."""
        if not self.began:
            self.began = True
            self._start(self._all())

    def _all(self) -> Iterator[Step]:
        now = self.session.now()
        yield from self.work.check(now)
        yield from self._after_check()

    def _after_check(self) -> Iterator[Step]:
        now, book = self.session.now(), self.session.book
        yield from self.work.compare(book, now)
        yield from self.work.cover(book, now)

    def _start(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self.step = Step("rules.busy.check", 0.0)
        self.render()
        self.edit.ask()

    def _more(self) -> None:
        """One step further; the browser asks for the next, so that the page stays awake."""
        if self.step is None:
            return
        self.step = next(self._steps, None)
        if self.step is None:
            self.render()
            self.effect.status = self.session.say("rules.done")
            if self.work.edit is not None:  # whoever put a file in wants to read what comes of it
                self.effect.send({"jump": "rules-effect" if self.work.difference else "rules-checks"})
            return
        self._progress()
        self.edit.ask()

    def _take(self, raw: bytes, _is_lines: bool) -> None:
        try:
            self.told = self.work.take(raw, self.edit.file)
        except EditError as error:
            self._refuse(self.edit, error.word, **error.slots)
            return
        self.edit.error = ""
        if self.told:
            self.render()
            return
        self._start(self._all())

    def _give(self, raw: bytes, is_lines: bool) -> None:
        try:
            self.work.give(raw, is_lines)
        except TableError:
            self._refuse(self.cases, "map.traffic.strange.table")
            return
        self.cases.error = ""
        self._start(self._after_check() if self.work.findings else self._all())

    def _forget(self) -> None:
        self.work.forget()
        self.told, self.edit.error = (), ""
        self._start(self._all())

    def _no_cases(self) -> None:
        self.work.cases, self.cases.error = [], ""
        self._start(self._after_check())

    def _refuse(self, drop: TableDrop, word: str, **slots: object) -> None:
        drop.error = tell(Notice(word, **slots), self.session.book.words[self.session.lang])

    # what the page shows --------------------------------------------------------------

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        work, say = self.work, self.session.say
        for drop, name in ((self.edit, "edit"), (self.cases, "cases")):
            drop.label, drop.hint, drop.choose = (say(f"rules.{name}{end}") for end in ("", ".hint", ".choose"))
            drop.bar, drop.too_large = say("map.traffic.bar"), say("map.traffic.large", most=LARGEST // 1_000_000)
        self.edit.back = say("rules.edit.back") if work.edit else ""
        self.cases.back = say("rules.cases.back") if work.cases else ""
        self._progress()
        if self.step is None:
            self.effect.html = html(view.effect(self.session, self.work), self.session)

    def _progress(self) -> None:
        self.checks.html = html(view.checks(self.session, self.work, self.step, self.told), self.session)
        if self.step:
            self.effect.html = ""
